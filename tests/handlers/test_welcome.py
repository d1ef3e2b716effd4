"""At the door: strangers learn nothing, a personal link opens once."""

import asyncio
from datetime import time, timedelta

import pytest

from handlers.policy import Policy
from handlers.welcome import no_entry, refusal
from locales import Hour, _
from storage.models import ChannelIdentity, Conversation, InboxEvent, Invitation, Member
from tests.chat import TUESDAY, Chat, Town
from tests.handlers.conftest import join
from tests.handlers.network import PEOPLE, TOKENS
from tests.handlers.test_report import begin

MINUTE = timedelta(minutes=1)
HOUR_LATER = Hour(time(11))  # everything here begins at 10:00
OF_THE_NETWORK = ("azrou", "أزرو", "tiznit", "تيزنيت", "ifrane", "nord", "driss", "citizen budget")


async def open_link(chat: Chat, token: str) -> str:
    """Open a personal link and return what is answered."""
    await chat.say(f"/start {token}".strip())
    return chat.text


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
async def test_a_stranger_is_refused_politely_and_learns_nothing(jisr: Town, language: str) -> None:
    stranger = jisr.phone(900, language, "Unknown")
    for text in ("/start", "سلام", "bonjour", "/report", "/menu", "/lang", "amal", "2"):
        await stranger.say(text)
        stranger.sees(refusal().text)
        jisr.clock.move(MINUTE)
    await stranger.send("photo")
    stranger.sees(refusal().text)
    jisr.clock.move(MINUTE)
    await stranger.tap(stranger.last.id, "s.report.1")
    stranger.sees(refusal().text)
    said = [message for message in stranger.messages if message.from_bot]
    assert len(said) == 10
    assert {one.data for message in said for row in message.rows for one in row} == {"a.knock"}
    heard = " ".join(message.text for message in said).lower()
    assert not [word for word in (*OF_THE_NETWORK, *PEOPLE) if word in heard]


async def test_a_stranger_who_goes_on_and_on_is_refused_once_a_minute(jisr: Town) -> None:
    stranger = jisr.phone(900, "en", "Unknown")
    for number in range(20):
        stranger.watch()
        await stranger.say(f"hello {number}")
        stranger.sees(refusal().text)
        assert stranger.messages[-1].from_bot
    for text in ("anybody?", "/menu", "please"):
        await stranger.say(text)
        stranger.hears_nothing()
    await stranger.tap(stranger.last.id, "a.latest")
    stranger.hears_nothing()
    assert stranger.toast == "Please open your personal link."
    jisr.clock.move(MINUTE)
    await stranger.say("still there?")
    stranger.sees(refusal().text)


async def test_a_language_jisr_does_not_speak_is_answered_in_arabic(jisr: Town) -> None:
    stranger = jisr.phone(901, "de", "Unknown")
    await stranger.say("guten Tag")
    stranger.language = "ar"
    stranger.sees(refusal().text)
    jisr.phone(902, "fr-FR", "Unknown")
    french = jisr.phone(902)
    await french.say("bonsoir")
    french.language = "fr"
    french.sees(refusal().text)


async def test_a_strangers_words_are_not_kept(jisr: Town) -> None:
    stranger = jisr.phone(900, "fr", "Unknown")
    await stranger.say("mon numéro est le 0600000000")
    assert [event.payload for event in await jisr.rows(InboxEvent)] == [None]


async def test_tokens_that_do_not_open_all_sound_alike(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    stranger = jisr.phone(900, "en", "Unknown")
    good = TOKENS["badr"]
    tokens = (
        TOKENS["amal"], "wrong", good[:-1], good + "x", good.upper(), "é" * 64, "x" * 3000,
        "' OR 1=1 --", "\x00", f"{good} again",
    )  # fmt: skip
    answers = set()
    for token in tokens:
        answers.add(await open_link(stranger, token))
        jisr.clock.move(timedelta(minutes=15))
    assert len(answers) == 1
    stranger.sees(no_entry(Policy()).text)
    jisr.clock.move(timedelta(days=7, minutes=1))
    assert await open_link(stranger, good) in answers
    members = [one.member_id for one in await jisr.rows(ChannelIdentity)]
    assert sorted(members, key=str) == [1, None]
    heard = " ".join(message.text for message in stranger.messages if message.from_bot).lower()
    assert not [word for word in (*OF_THE_NETWORK, *PEOPLE) if word in heard]
    await amal.say("/menu")
    amal.sees("What would you like to do?")


async def test_after_five_wrong_links_in_an_hour_the_wait_is_said(jisr: Town) -> None:
    stranger, other = jisr.phone(900, "en", "Unknown"), jisr.phone(901, "en", "Other")
    for number in range(5):
        await open_link(stranger, f"guess-{number}")
        stranger.sees("This link does not open anything here.")
        jisr.clock.move(timedelta(minutes=2))
    await open_link(stranger, TOKENS["badr"])
    stranger.sees(_("Too many links that do not work. Try again after {hour}.", hour=HOUR_LATER))
    await open_link(other, "guess-0")
    other.sees("This link does not open anything here.")
    jisr.clock.move(timedelta(minutes=49))
    await open_link(stranger, TOKENS["badr"])
    stranger.sees("Too many links that do not work.")
    jisr.clock.move(timedelta(minutes=2))
    await open_link(stranger, TOKENS["badr"])
    stranger.sees("Welcome to Jisr, Badr.")


async def test_a_good_link_greets_by_name_and_shows_the_way(jisr: Town) -> None:
    badr = jisr.phone(101, "en", "Badr")
    await badr.say(f"/start {TOKENS['badr']}")
    badr.sees("Welcome to Jisr, Badr.", "What you report is seen by your coordinators.")
    assert "deputy focal point" in badr.text
    assert "Azrou" in badr.text
    assert badr.labels[0] == "Report progress"
    used = [one.used_at is not None for one in await jisr.rows(Invitation)]
    assert used.count(True) == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("driss", "You look after your region's members: you see their reports"),
        ("fadoua", "You get summaries, and are asked nothing."),
    ],
)
async def test_whoever_makes_no_reports_hears_what_they_are_here_for(
    jisr: Town, name: str, said: str
) -> None:
    chat = await join(jisr, name)
    chat.sees(said)
    assert "What you report" not in chat.text


async def test_of_two_people_with_one_link_only_one_comes_in(jisr_on_both: Town) -> None:
    phones = [jisr_on_both.phone(800 + number, "en", f"P{number}") for number in range(6)]
    await asyncio.gather(
        *(jisr_on_both.world.say(one.person, f"/start {TOKENS['amal']}") for one in phones)
    )
    await jisr_on_both.settle()
    welcomed = [one for one in phones if "Welcome to Jisr, Amal." in one.text]
    assert len(welcomed) == 1
    for other in phones:
        if other not in welcomed:
            other.sees(no_entry(Policy()).text)
    linked = [one.external_id for one in await jisr_on_both.rows(ChannelIdentity) if one.member_id]
    assert linked == [str(welcomed[0].person)]


async def test_start_when_registered_greets_and_keeps_the_draft(jisr: Town) -> None:
    amal = await join(jisr, "amal", "fr")
    await begin(amal)
    await amal.press("Limited")
    await amal.say("/start")
    amal.sees("What would you like to do?")
    assert "Amal" in amal.text
    assert "Open council" in amal.labels[0]
    await amal.say(f"/start {TOKENS['amal']}")
    assert "Open council" in amal.labels[0]
    await amal.tap(amal.last.id, amal.last.rows[0][0].data or "")
    amal.sees("How far along, in percent? Or tap a step that is now done.")
    assert (await jisr.rows(Member))[0].language == "fr"
    assert len(await jisr.rows(Conversation)) == 1


async def test_a_member_cannot_become_somebody_else_with_another_link(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.say(f"/start {TOKENS['driss']}")
    amal.sees("Hello Amal, everything is as you left it.")
    driss = await join(jisr, "driss")
    driss.sees("Welcome to Jisr, Driss.")


async def test_a_newcomers_link_works_until_its_last_minute(jisr: Town) -> None:
    assert jisr.clock.now() - TUESDAY < timedelta(minutes=1)
    jisr.clock.move(timedelta(days=6, hours=23, minutes=58))
    badr = await join(jisr, "badr")
    badr.sees("Welcome to Jisr, Badr.")

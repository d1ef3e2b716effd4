"""An announcement from its first word to the last "noted", told from both sides."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from locales import _, _n
from storage import Session, contacts
from storage.models import (
    Announcement,
    Audit,
    ChannelIdentity,
    Contact,
    Member,
    SharedPayload,
    StoredFile,
)
from tests.chat import TUESDAY, Chat, Town, plain
from tests.handlers.conftest import join
from tests.handlers.network import ask_on_fridays

ARABIC = "لقاء تواصلي يوم الخميس"
FRENCH = "Réunion d'échange jeudi"


async def go(town: Town) -> None:
    """Let a moment pass: the clock looks at the timetable."""
    await town.move(seconds=2)


async def through(town: Town) -> None:
    """Let an announcement go out, and its author be shown how far it is."""
    await go(town)
    await town.move(seconds=11)


async def write(chat: Chat, *, arabic: str | None = ARABIC, french: str | None = FRENCH) -> None:
    """Say both texts, no file and no other language; the audience is asked next."""
    await chat.say("/announce")
    for words in (arabic, french):
        await (chat.press("Skip") if words is None else chat.say(words))
    await chat.press("No, go on")
    await chat.press("Skip")


async def everybody(chat: Chat, number: int) -> None:
    """Go on with the audience as it stands."""
    await chat.press(_n("Go on: {count} person", "Go on: {count} people", number))


async def send(chat: Chat, number: int) -> None:
    """Write to everybody within reach, and confirm."""
    await write(chat)
    await everybody(chat, number)
    await chat.press("Send now")
    await chat.say(str(number))


async def bring(town: Town, *names: str) -> Sequence[Chat]:
    """Bring people in, whose check-ins are out of the way."""
    await town.app.database.transaction(ask_on_fridays)
    return [await join(town, name) for name in names]


def heard(chat: Chat) -> str:
    """Return all that the bot has said there since this person's last act.

    The clock may tick at any moment, so what was said may have something below it by now.
    """
    return plain("\n".join(one.text for one in chat.messages[chat._read :] if one.from_bot))


async def test_a_region_is_written_to_and_nobody_else(jisr_on_both: Town) -> None:
    town = jisr_on_both
    driss, elias, chama, fadoua = await bring(town, "driss", "elias", "chama", "fadoua")
    amal, badr = await join(town, "amal", "ar"), await join(town, "badr", "fr")
    await write(driss)
    driss.sees("To whom?", "Everybody: Région de Nord", "2 people, now.")
    await everybody(driss, 2)
    driss.sees("To 2 people")
    await driss.press("Send now")
    driss.sees("To send it to 2 people, type that number.")
    for other in (amal, badr, elias, chama, fadoua):
        other.watch()
    await driss.say("3")
    driss.sees("That is not the number: nothing was sent.")
    await go(town)
    assert await town.rows(Announcement) == []
    await driss.say("٢")
    assert "N-1 goes out to 2 people. I tell you how far it is." in heard(driss)
    await go(town)
    assert amal.text == f"إعلان: جهة الشمال\n\n{ARABIC}"
    assert badr.text.endswith(f"Région de Nord\n\n{FRENCH}")
    for other in (elias, chama, fadoua):
        other.hears_nothing()
    driss.watch()
    await town.move(seconds=11)
    (shown,) = [one for one in driss.messages if "Sent: 2 of 2 messages" in one.text]
    assert "Cancel what remains" not in driss.labels, shown.text
    await amal.press("Read and noted")
    amal.sees(_("Noted: {number}. Thank you.", number="N-1"))
    await badr.say("Lu et noté")
    badr.sees(_("Noted: {number}. Thank you.", number="N-1"))
    await driss.say("/announcements")
    await driss.press("N-1")
    driss.sees("Sent: 2 of 2 messages", "Read and noted: 2")
    acts = [one.action for one in await town.rows(Audit) if one.subject == "announcement:1"]
    assert acts == ["announce", "announce_begin"]
    assert len(await town.rows(Contact)) == 2


@pytest.mark.parametrize("language", ["ar", "fr"])
async def test_the_whole_of_it_in_arabic_and_in_french(jisr: Town, language: str) -> None:
    await jisr.app.database.transaction(ask_on_fridays)
    driss, amal = await join(jisr, "driss", language), await join(jisr, "amal", language)
    await driss.say({"ar": "إعلان", "fr": "annonce"}[language])
    await driss.say(ARABIC)
    await driss.say(FRENCH)
    await driss.press("No, go on")
    await driss.press("Skip")
    driss.sees(_n("{count} person, now.", "{count} people, now.", 1))
    await everybody(driss, 1)
    await driss.press("Send now")
    await driss.say("١" if language == "ar" else "1")
    await go(jisr)
    amal.sees({"ar": ARABIC, "fr": FRENCH}[language])
    await amal.press("Read and noted")
    await driss.press("Refresh")
    driss.sees(_("Read and noted: {count}", count=1))


async def test_what_would_go_wrong_is_said_before_anything_is_sent(jisr: Town) -> None:
    driss, amal = await bring(jisr, "driss", "amal")
    badr = await join(jisr, "badr", "fr")
    await jisr.app.database.transaction(spend, "Amal")
    await badr.say("/stop")
    await write(driss, french=None)
    driss.sees("1 person, now.")
    await everybody(driss, 1)
    driss.sees(
        "To 1 person",
        "Left out: stopped the messages: 1",
        "1 person has had enough messages lately: theirs waits, 7 days at most.",
        "⚠ No text in English: 1 person reads it, and gets العربية.",
    )
    amal.watch()
    await driss.press("Test to me")
    assert ARABIC in heard(driss)
    await driss.press("Send now")
    await driss.say("1")
    await go(jisr)
    amal.hears_nothing()
    await driss.press("Announcements")
    await driss.press("N-1")
    driss.sees("Sent: 0 of 1 message", "held back for now: 1", "left out: 1")
    await jisr.move(days=6)
    amal.sees(ARABIC)
    counted = next(one for one in await jisr.rows(Contact) if one.kind == "announcement")
    assert counted.at > TUESDAY + timedelta(days=5)  # in the budget when it came, not before
    badr.watch()
    await jisr.move(days=2)
    badr.hears_nothing()


def spend(session: Session, name: str) -> None:
    """Let somebody have had their two messages yesterday."""
    member = session.scalars(select(Member).where(Member.name == name)).one()
    for period in ("1", "2"):
        contacts.take(session, member.id, "evidence", period, TUESDAY - timedelta(days=1))


async def test_a_text_too_long_is_refused_kept_and_may_be_edited(jisr: Town) -> None:
    driss, amal = await bring(jisr, "driss", "amal")
    await driss.say("/announce")
    await driss.press("Skip")
    for piece in ("é" * 4096, "é"):  # a telephone cuts at 4,096
        await jisr.world.say(driss.person, piece)
    await jisr.settle()
    driss.sees("That is 4,097 characters; 3,800 fit here. Please shorten it a little.")
    driss.sees("It is kept as it is: edit your message, or send a shorter one.")
    await driss.say("<b>non & fermé")
    await driss.press("No, go on")
    await driss.press("Skip")
    await everybody(driss, 1)
    await driss.press("Send now")
    await driss.say("1")
    await go(jisr)
    assert "<b>non & fermé" in amal.text


async def test_an_audience_of_nobody_a_past_time_and_unknown_names(jisr: Town) -> None:
    driss, amal, badr = await bring(jisr, "driss", "amal", "badr")
    await write(driss)
    await driss.press("Role")
    await driss.press("observer")
    driss.sees("Role: observer", "That means nobody: nothing can be sent.")
    assert not [one for one in driss.labels if one.startswith("Go on")]
    await driss.press("Everybody")
    await driss.press("A list of names")
    await driss.say("Amaal, Zorro\n01.271.01, Tiznit")
    driss.sees("I find nobody called: Zorro and Tiznit", "Of the list: Amal and Badr")
    await driss.press("A list of names")
    await driss.say("Badr")
    await everybody(driss, 1)
    await driss.press("At a time")
    await driss.press("Today")
    await driss.say("9h30")
    driss.sees("That moment has passed: nothing is scheduled.")
    await driss.say("25/11/2026")
    await driss.say("14:30")
    driss.sees("To send it to 1 person, type that number.")
    await driss.say("1")
    driss.sees("N-1 goes out on Wednesday, November 25, 2026", "14:30")
    amal.watch()
    badr.watch()
    await jisr.move(hours=28)
    badr.hears_nothing()
    await jisr.move(minutes=31)
    badr.sees(FRENCH)
    amal.hears_nothing()


async def test_whoever_joins_before_its_time_gets_it_too(jisr: Town) -> None:
    driss, amal = await bring(jisr, "driss", "amal")
    await write(driss)
    await everybody(driss, 1)
    await driss.press("At a time")
    await driss.say("26/11/2026")
    await driss.say("10:00")
    await driss.say("1")
    badr = await join(jisr, "badr")
    await jisr.move(days=2, minutes=1)
    for member in (amal, badr):
        member.sees(FRENCH)


async def test_outside_office_hours_it_waits_and_the_coordinator_is_told(jisr: Town) -> None:
    driss, amal = await bring(jisr, "driss", "amal")
    jisr.clock.move(timedelta(hours=10))
    await send(driss, 1)
    amal.watch()
    await go(jisr)
    driss.sees("N-1 waits for office hours: it goes out on Wednesday, November 25, 2026")
    amal.hears_nothing()
    await jisr.move(hours=13)
    amal.sees(FRENCH)


async def test_two_telephones_and_the_same_text_send_once(jisr: Town) -> None:
    driss, amal, badr = await bring(jisr, "driss", "amal", "badr")
    second = await another_telephone(jisr, driss)
    for phone in (driss, second):
        await write(phone)
        await everybody(phone, 2)
        await phone.press("Send now")
    await driss.say("2")
    await second.say("2")
    second.sees("That text has gone out meanwhile, as N-1: it was not sent twice.")
    await go(jisr)
    assert len(await jisr.rows(Announcement)) == 1
    assert len([one for one in amal.messages if FRENCH in one.text]) == 1
    await write(second)
    second.sees("The same text was announced on", "N-1. Once more?")
    badr.watch()
    await second.press("No")
    second.sees("Nothing was sent.")
    await go(jisr)
    badr.hears_nothing()


async def another_telephone(town: Town, chat: Chat) -> Chat:
    """Give somebody a second channel, by the link that their first one made."""
    second = town.phone(chat.person + 500, chat.language, "Second")
    await second.say("/start")
    await town.app.database.transaction(link_to, chat.person, second.person)
    return second


def link_to(session: Session, first: int, second: int) -> None:
    one, other = (
        session.scalars(
            select(ChannelIdentity).where(ChannelIdentity.external_id == str(id_))
        ).one()
        for id_ in (first, second)
    )
    other.member_id, other.linked_at = one.member_id, TUESDAY


async def test_the_audience_that_changed_meanwhile_is_told(jisr: Town) -> None:
    driss, amal = await bring(jisr, "driss", "amal")
    await write(driss)
    await everybody(driss, 1)
    await driss.press("Send now")
    await join(jisr, "badr")
    await driss.say("1")
    assert "N-1 goes out to 2 people." in heard(driss)
    assert "The audience has changed since: it was 1." in heard(driss)
    await go(jisr)
    amal.sees(FRENCH)


async def test_a_photograph_goes_with_it_once_for_all(jisr: Town) -> None:
    driss, _amal = await bring(jisr, "driss", "amal")
    await driss.say("/announce")
    await driss.press("Skip")
    await driss.say(FRENCH)
    await driss.press("No, go on")
    await driss.send("photo")
    await everybody(driss, 1)
    await driss.press("Send now")
    await driss.say("1")
    await go(jisr)
    (row,) = await jisr.rows(Announcement)
    (file,) = await jisr.rows(StoredFile)
    assert row.files == [file.id]
    assert {tuple(one.payload["files"]) for one in await jisr.rows(SharedPayload)} == {(file.id,)}

"""Forget me: confirmed twice, then the person is in no table; the reports and the peers stay."""

import json
from collections.abc import Iterable

import pytest
from sqlalchemy import select

from bot.playground.botapi.faults import Fault
from handlers.forget import WORD
from locales import render
from storage import Session
from storage.invitations import invite
from storage.models import (
    Audit,
    Base,
    ChannelIdentity,
    Consent,
    Member,
    ProgressReport,
    Role,
    Seat,
    StoredFile,
)
from tests.chat import TUESDAY, Chat, Town
from tests.handlers.conftest import join
from tests.handlers.network import TOKENS
from tests.handlers.test_clarify import national
from tests.handlers.test_report import begin, reach_summary

TELEPHONE = 700123456  # an id that no counter of a table comes near
ASK = "Is the budget of Azrou enough?"


async def erase(chat: Chat) -> None:
    """Go through both confirmations."""
    await chat.say("/forget")
    await chat.press("Go on")
    await chat.say(render(WORD, chat.language, html=False))


async def enter(town: Town, language: str) -> Chat:
    """Bring Amal in on a telephone whose id can be searched for."""
    chat = town.phone(TELEPHONE, language, "Amal")
    await chat.say(f"/start {TOKENS['amal']}")
    await chat.tap(chat.last.id, f"a.language.{language}")
    return chat


def everything(session: Session) -> str:
    """Write every row of every table as text."""
    return "\n".join(
        f"{table.name}: {json.dumps([str(value) for value in row], ensure_ascii=False)}"
        for table in Base.metadata.sorted_tables
        for row in session.execute(select(table))
    )


async def traces(town: Town, words: Iterable[str]) -> list[str]:
    """Return the rows in which one of these words stands."""
    lines = (await town.app.database.read(everything)).splitlines()
    return [line for line in lines if any(word in line for word in words)]


@pytest.mark.parametrize("language", ["ar", "fr"])
async def test_afterwards_nothing_about_the_person_is_in_any_table(
    jisr_on_both: Town, language: str
) -> None:
    amal, badr = await enter(jisr_on_both, language), await join(jisr_on_both, "badr", "fr")
    driss = await join(jisr_on_both, "driss")
    await reach_summary(amal)
    await amal.press("Save")
    await driss.press("Latest reports")
    await driss.say("1")
    await driss.say("Signed by whom?")
    await amal.press("Reply")
    await amal.say("المسودة السرية")
    await amal.send("photo", caption="caption nobody keeps")
    await amal.say("/person")
    await begin(amal)
    await amal.press("Limited")
    await amal.say("60%")
    await amal.say("a note that was never saved")
    await driss.press("Latest reports")
    await driss.say("1")  # half-written, and it names her
    words = ("Amal", str(TELEPHONE), "never saved", "المسودة", "nobody keeps")
    assert len(await traces(jisr_on_both, words)) > 10
    reports = len(await jisr_on_both.rows(ProgressReport))
    badr.watch()
    await erase(amal)
    amal.sees("Your data is erased, and this chat is closed. Thank you for what you did.")
    assert await traces(jisr_on_both, words) == []
    assert len(await jisr_on_both.rows(ProgressReport)) == reports
    badr.hears_nothing()
    assert await traces(jisr_on_both, ["Badr"])
    assert await traces(jisr_on_both, [f'"{badr.person}"'])


async def test_the_coordinator_hears_of_a_vacant_seat_without_a_name(jisr: Town) -> None:
    amal, driss = await enter(jisr, "en"), await join(jisr, "driss")
    elias, badr = await join(jisr, "elias"), await join(jisr, "badr")
    for other in (elias, badr):
        other.watch()
    await erase(amal)
    assert "A seat is vacant: focal point" in driss.text
    assert "Azrou" in driss.text
    assert "Amal" not in driss.text
    elias.hears_nothing()
    badr.hears_nothing()
    member = (await jisr.rows(Member))[0]
    assert (member.name, member.seat_id, member.credited) == ("", None, False)
    assert member.erased_at is not None
    seat = (await jisr.rows(Seat))[0]
    assert (seat.id, seat.role) == (1, Role.FOCAL_POINT)
    assert [one.given for one in await jisr.rows(Consent)] == [False]
    noted = [(one.action, one.subject) for one in await jisr.rows(Audit)]
    assert ("forget", "member:1") in noted


async def test_the_reports_stay_without_the_name(jisr: Town) -> None:
    amal, badr = await enter(jisr, "en"), await join(jisr, "badr")
    await reach_summary(amal)
    await reach_summary(badr)
    await amal.press("Save")
    await erase(amal)
    await badr.press("Save")
    assert "a former focal point" in badr.text
    assert "Amal" not in badr.text


async def test_one_confirmation_or_another_word_erases_nothing(jisr: Town) -> None:
    amal = await enter(jisr, "en")
    await amal.say("forget me")
    await amal.press("Keep my data")
    amal.sees("Nothing was erased.")
    await amal.say("forget me")
    await amal.press("Go on")
    for typed in ("yes", "ok", "1", "erase everything", "eras"):
        await amal.say(typed)
        amal.sees("Nothing is erased yet.")
    await amal.press("Cancel")
    assert (await jisr.rows(Member))[0].name == "Amal"
    await amal.say("/menu")
    assert "Report progress" in amal.labels


async def test_a_forged_press_erases_nothing(jisr: Town) -> None:
    amal, badr = await enter(jisr, "en"), await join(jisr, "badr")
    await amal.say("/forget")
    data = amal.button("Go on")[1]
    await badr.tap(badr.last.id, data)
    await badr.say("erase")
    stranger = jisr.phone(901, "en", "Unknown")
    for forged in (data, "s.forget", "a.forget", data.replace("erase", "~save")):
        await stranger.say("hello")
        await stranger.tap(stranger.last.id, forged)
    assert [one.name for one in await jisr.rows(Member)][:2] == ["Amal", "Badr"]


async def test_whoever_comes_back_is_a_stranger(jisr: Town) -> None:
    amal = await enter(jisr, "en")
    await erase(amal)
    old = [message for message in amal.messages if message.from_bot and message.rows]
    await amal.tap(old[0].id, "s.report")
    assert "Amal" not in amal.text
    await amal.say(f"/start {TOKENS['amal']}")
    assert "Amal" not in amal.text
    erased, anew = [one for one in await jisr.rows(ChannelIdentity) if one.channel == "telegram"]
    assert (erased.chat_id, erased.member_id) == ("", None)
    assert (anew.external_id, anew.member_id) == (str(TELEPHONE), None)


async def test_the_last_national_coordinator_is_refused_until_there_is_another(
    jisr: Town,
) -> None:
    ghita = await national(jisr)
    await ghita.say("/forget")
    ghita.sees("You are the only national coordinator: nobody could let others in. "
               "Let another one in first, then come back to this.")  # fmt: skip
    await jisr.app.database.transaction(make_national, "Fadoua")
    await ghita.say("/forget")
    await ghita.press("Go on")
    await jisr.app.database.transaction(make_observer_again, "Fadoua")
    await ghita.say("erase")
    ghita.sees("You are the only national coordinator: nobody could let others in. "
               "Let another one in first, then come back to this.")  # fmt: skip
    assert [one.name for one in await jisr.rows(Member)][-1] == "Ghita"


def make_national(session: Session, name: str) -> None:
    _set_role(session, name, Role.NATIONAL_COORDINATOR)


def make_observer_again(session: Session, name: str) -> None:
    _set_role(session, name, Role.OBSERVER)


def _set_role(session: Session, name: str, role: Role) -> None:
    member = session.scalars(select(Member).where(Member.name == name)).one()
    assert member.seat is not None
    member.seat.role = role


async def test_evidence_stays_with_the_report_under_no_name(jisr: Town) -> None:
    amal = await enter(jisr, "en")
    await begin(amal)
    await amal.press("Limited")
    await amal.say("60%")
    await amal.say("Signed")
    await amal.send("document", b"%PDF-1.7 minutes", name="minutes of Amal.pdf",
                    mime="application/pdf")  # fmt: skip
    await amal.press("Save")
    await erase(amal)
    (file,) = await jisr.rows(StoredFile)
    assert file.name is None
    assert await traces(jisr, ["minutes of"]) == []


async def test_the_last_message_arrives_even_when_it_takes_a_while(jisr: Town) -> None:
    amal = await enter(jisr, "fr")
    await amal.say("/forget")
    await amal.press("Go on")
    jisr.world.faults.add(Fault(method="sendMessage", kind="5xx", chat_id=TELEPHONE))
    await amal.say(render(WORD, "fr", html=False))
    assert await traces(jisr, ["Amal"]) == []
    jisr.world.faults.clear()
    await jisr.move(minutes=3)
    amal.sees("Your data is erased, and this chat is closed. Thank you for what you did.")
    assert await traces(jisr, [str(TELEPHONE)]) == []


async def test_a_chat_that_was_closed_is_forgotten_all_the_same(jisr: Town) -> None:
    amal = await enter(jisr, "en")
    await amal.say("/forget")
    await amal.press("Go on")
    jisr.world.faults.add(Fault(method="sendMessage", kind="403", chat_id=TELEPHONE))
    await amal.say("erase")
    jisr.world.block(TELEPHONE)
    await jisr.settle()
    assert (await jisr.rows(Member))[0].name == ""
    await jisr.move(days=1)  # Telegram told us, as it tells of any stranger; the night comes
    assert await traces(jisr, [str(TELEPHONE)]) == []


async def test_a_second_telephone_is_forgotten_at_once(jisr_on_both: Town) -> None:
    amal = await enter(jisr_on_both, "en")
    await jisr_on_both.app.database.transaction(one_more_link)
    other = jisr_on_both.phone(TELEPHONE + 1, "en", "Amal")
    await other.say("/start another-telephone")
    other.watch()
    await erase(amal)
    other.hears_nothing()
    assert await traces(jisr_on_both, [str(TELEPHONE)[:6]]) == []
    await other.say("/menu")
    assert "Report progress" not in other.labels


def one_more_link(session: Session) -> None:
    invite(session, 1, "another-telephone", TUESDAY)

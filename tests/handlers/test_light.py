"""The lighter check-in: four buttons, one tap each; a wish for a call reaches one coordinator."""

from datetime import date

from sqlalchemy import select

from storage import Session
from storage.checkins import excuse, row
from storage.models import CheckIn, Member
from tests.chat import TUESDAY, Town
from tests.handlers.conftest import join

WEEK = "2026-W48"


def asked(session: Session) -> None:
    member = session.scalars(select(Member).where(Member.name == "Amal")).one()
    row(session, member, WEEK, TUESDAY).sent_at = TUESDAY


async def test_fine_is_an_answer(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await jisr.app.database.transaction(asked)
    await amal.tap(amal.last.id, f"a.fine.{WEEK}")
    amal.sees("Thank you. The week is noted.")
    (found,) = await jisr.rows(CheckIn)
    assert (found.answered_at is not None, found.pace, found.load) == (True, None, None)


async def test_too_busy_declares_an_overload_and_takes_nothing_back(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await jisr.app.database.transaction(asked)
    await amal.tap(amal.last.id, f"a.busy.{WEEK}")
    amal.sees("Understood, and noted: no reminders for four weeks.")
    (found,) = await jisr.rows(CheckIn)
    assert found.load == 4
    await amal.tap(amal.last.id, f"s.checkin.{WEEK}.moved")
    await amal.press("Skip")
    await amal.tap(amal.last.id, f"a.fine.{WEEK}")
    (found,) = await jisr.rows(CheckIn)
    assert found.pace == "moved"


async def test_a_pause_of_four_weeks_is_one_tap_and_excuses_the_week(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await jisr.app.database.transaction(asked)
    await amal.tap(amal.last.id, "s.pause.w4")
    assert (await jisr.rows(Member))[0].paused_until == date(2026, 12, 22)
    assert [one.excused for one in await jisr.rows(CheckIn)] == ["paused"]


async def test_a_wish_for_a_call_reaches_the_coordinator_of_the_region_alone(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    others = [await join(jisr, name) for name in ("badr", "elias", "fadoua")]
    for chat in others:
        chat.watch()
    await amal.tap(amal.last.id, f"a.call.{WEEK}")
    assert amal.text.startswith("Driss has been told")
    assert "Amal" in driss.text
    assert "would like a call." in driss.text
    for chat in others:
        chat.hears_nothing()
    assert [one.answered_at is not None for one in await jisr.rows(CheckIn)] == [True]


async def test_an_answer_is_never_excused_away(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.tap(amal.last.id, f"a.fine.{WEEK}")
    await jisr.app.database.transaction(excuse, 1, WEEK, "paused")
    assert [one.excused for one in await jisr.rows(CheckIn)] == [None]

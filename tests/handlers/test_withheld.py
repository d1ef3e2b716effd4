"""The guards at the moment of sending: what was due a minute ago is held back, dropped, counted."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from handlers.dialogue.state import State
from storage import Session, checkins, conversations
from storage.checkins import Answered
from storage.models import CheckIn, Conversation, DecisionRecord, Member, OutboxMessage, Pace
from tests.chat import Chat, Town
from tests.handlers.conftest import join
from tests.handlers.test_nudge import MONDAY, jump, until


async def queue(jisr: Town) -> Chat:
    """Bring Amal's Monday and let the message wait in the outbox, with the sender away."""
    amal = await join(jisr, "amal")
    await jump(jisr, MONDAY - timedelta(minutes=1))
    jisr.app.sender._channels.clear()  # the platform is away
    jisr.clock.move(timedelta(minutes=1))
    await jisr.app.tick()
    jisr.app.dispatcher.wake()
    while not [
        one
        for one in await jisr.rows(OutboxMessage)
        if one.dedupe_key == "prompt:1:checkin:2026-W49"
    ]:
        await jisr.app.tick()
    amal.watch()
    return amal


def back(jisr: Town) -> None:
    jisr.app.sender._channels["telegram"] = jisr.app._telegram
    jisr.app.sender.wake()


def stop(session: Session) -> None:
    session.get_one(Member, 1).stopped_at = MONDAY


def resume(session: Session) -> None:
    session.get_one(Member, 1).stopped_at = None


def talk(session: Session) -> None:
    """Leave Amal in the middle of a report."""
    opened = conversations.add(
        session, identity_id=1, member_id=1, flow="report", about={"programme": 1}, now=MONDAY
    )
    opened.state = State().as_json()


def end_talk(session: Session) -> None:
    for row in session.scalars(select(Conversation).where(Conversation.status == "open")):
        row.status = "done"


async def prompt(jisr: Town) -> OutboxMessage:
    (row,) = [
        one
        for one in await jisr.rows(OutboxMessage)
        if one.dedupe_key == "prompt:1:checkin:2026-W49"
    ]
    return row


async def test_who_says_stop_before_it_goes_out_gets_nothing_and_misses_nothing(
    jisr: Town,
) -> None:
    amal = await queue(jisr)
    await jisr.app.database.transaction(stop)
    back(jisr)
    await jisr.settle()
    amal.hears_nothing()
    row = await prompt(jisr)
    assert (row.status, row.error) == ("cancelled", "stopped")
    (decision,) = [one for one in await jisr.rows(DecisionRecord) if one.member_id == 1]
    assert (decision.suppressed_by, decision.sent_at) == ("stopped", None)
    await jisr.app.database.transaction(resume)
    await until(jisr, MONDAY + timedelta(days=7, minutes=1))
    first = next(one for one in await jisr.rows(CheckIn) if one.week == "2026-W49")
    assert (first.excused, first.sent_at) == ("stopped", None)


async def test_after_the_offices_close_it_waits_for_the_morning(jisr: Town) -> None:
    amal = await queue(jisr)
    jisr.clock.move(timedelta(hours=7))  # 17:00
    back(jisr)
    await jisr.settle()
    amal.hears_nothing()
    row = await prompt(jisr)
    assert (row.status, row.due_at) == ("pending", datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
    await jump(jisr, datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
    jisr.app.sender.wake()
    await jisr.settle()
    amal.sees("How did your openness projects go this week?")


async def test_after_a_day_it_is_dropped(jisr: Town) -> None:
    amal = await queue(jisr)
    jisr.clock.move(timedelta(hours=25))
    back(jisr)
    await jisr.settle()
    amal.hears_nothing()
    row = await prompt(jisr)
    assert (row.status, row.error) == ("cancelled", "expired")


async def test_whoever_has_begun_to_write_is_not_interrupted(jisr: Town) -> None:
    amal = await queue(jisr)
    await jisr.app.database.transaction(talk)
    back(jisr)
    await jisr.settle()
    amal.hears_nothing()
    row = await prompt(jisr)
    assert row.status == "pending"
    assert row.due_at - jisr.clock.now() > timedelta(minutes=59)
    await jisr.app.database.transaction(end_talk)
    await jump(jisr, row.due_at)
    jisr.app.sender.wake()
    await jisr.settle()
    amal.sees("How did your openness projects go this week?")


async def test_an_answer_a_second_before_cancels_it(jisr: Town) -> None:
    amal = await queue(jisr)
    await jisr.app.database.transaction(answer)
    back(jisr)
    await jisr.settle()
    amal.hears_nothing()
    row = await prompt(jisr)
    assert (row.status, row.error) == ("cancelled", "answered")


def answer(session: Session) -> None:
    row = checkins.of_week(session, 1, "2026-W49")
    assert row is not None
    checkins.note_answer(row, Answered(pace=Pace.SAME), "telegram", MONDAY)

"""Weeks of people through the real timetable: whatever they do, nothing goes outside the guards."""

import asyncio
import random
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select

from scheduler.calendar import Calendar
from scheduler.due import due
from scheduler.rules import Settings
from scheduler.windows import Windows
from storage import Database, Session, checkins, people, rhythm, timetable
from storage.checkins import Answered
from storage.models import (
    Cadence,
    Collectivity,
    CollectivityKind,
    Contact,
    DecisionRecord,
    Due,
    InboxEvent,
    Member,
    Pace,
    Phase,
    Programme,
    Role,
)
from storage.seats import seat_all

pytestmark = pytest.mark.long

MEMBERS = 8
START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def found(session: Session, chance: random.Random, start: datetime) -> None:
    """Write a commune under way and its people, each with a slot and a cadence of their own."""
    place = Collectivity(code="1", kind=CollectivityKind.COMMUNE, name_ar="أ", name_fr="A")
    session.add(place)
    session.flush()
    session.add(
        Programme(collectivity_id=place.id, title_fr="P", phase=Phase.IMPLEMENTATION,
                  starts_on=date(2026, 1, 1), ends_on=date(2031, 12, 31))
    )  # fmt: skip
    members = [
        Member(name=f"M{number}", language="fr", created_at=start, joined_at=start,
               checkin_day=chance.randint(1, 5), checkin_hour=chance.choice((9, 10, 14, 15)),
               cadence=chance.choice(list(Cadence)))
        for number in range(MEMBERS)
    ]  # fmt: skip
    seat_all(session, [(one, Role.POLE, place.id) for one in members], start)
    for member in members:
        identity = people.add_identity(
            session, "telegram", str(member.id), chat_id=str(member.id), language="fr"
        )
        people.link(session, identity, member.id, start)


def live(session: Session, chance: random.Random, now: datetime) -> None:
    """Let somebody answer, pause, stop, return, or change their mind."""
    member = session.get_one(Member, chance.randint(1, MEMBERS))
    match chance.randint(0, 7):
        case 0 | 1 | 2 | 3:
            rows = checkins.recent(session, member.id, 1)
            if rows and rows[0].answered_at is None and rows[0].sent_at is not None:
                said = Answered(Pace.SAME, mood=chance.choice((None, 1, 2, 4)),
                                load=chance.choice((None, None, 5)))  # fmt: skip
                checkins.note_answer(rows[0], said, "telegram", now)
        case 4:
            member.paused_until = now.date() + timedelta(days=chance.randint(-3, 20))
        case 5:
            member.stopped_at = now if member.stopped_at is None else None
        case 6:
            member.checkin_day, member.checkin_hour = chance.randint(1, 5), chance.choice((9, 15))
            rhythm.wake(session, [member.id], now)
        case _:
            member.cadence = chance.choice(list(Cadence))
            rhythm.wake(session, [member.id], now)


def look(session: Session, now: datetime, settings: Settings) -> None:
    """Do what is due, and require of each new message that it may be sent at this moment."""
    before = session.scalar(select(func.max(InboxEvent.id))) or 0
    due(session, now, settings)
    session.flush()
    for event in session.scalars(select(InboxEvent).where(InboxEvent.id > before)):
        member = session.get_one(Member, int(event.person.removeprefix("telegram:")))
        calendar = settings.windows.calendar
        shown = calendar.wall(now)
        assert shown.weekday() < 5
        assert time(9) <= shown.time() < time(16)
        assert shown.weekday() != 4 or not time(11, 45) <= shown.time() < time(15)
        assert not calendar.is_holiday(shown.date())
        if calendar.is_ramadan(shown.date()):
            assert time(9, 30) <= shown.time() < time(14)
        assert member.stopped_at is None
        assert member.paused_until is None or member.paused_until <= shown.date()


def budgets(session: Session) -> int:
    """Require the budget of everybody, at every moment there was; return the messages."""
    total = 0
    for number in range(1, MEMBERS + 1):
        sent = session.scalars(
            select(Contact.at).where(Contact.member_id == number).order_by(Contact.at)
        ).all()
        total += len(sent)
        for start in sent:
            for days, most in ((7, 2), (28, 6)):
                period = timedelta(days=days)
                assert sum(start <= at < start + period for at in sent) <= most
        kinds = session.execute(
            select(Contact.kind, Contact.period).where(Contact.member_id == number)
        ).all()
        assert len(kinds) == len(set(kinds))
    return total


@pytest.mark.parametrize("seed", range(2))
async def test_no_message_outside_the_guards_whatever_people_do(
    database: Database, seed: int
) -> None:
    chance = random.Random(seed)
    moved = {"eid_al_fitr:1448": chance.choice((-1, 0, 1)), "ramadan:1448": chance.choice((0, 1))}
    closed = frozenset(date(2026, 12, 1) + timedelta(days=chance.randint(0, 90)) for _ in range(3))
    settings = Settings(windows=Windows(calendar=Calendar(moved=moved, closed=closed)))
    now = START + timedelta(days=chance.randint(0, 60))
    await database.transaction(found, chance, now)
    ends = now + timedelta(weeks=16)
    while now < ends:
        now += timedelta(minutes=chance.choice((20, 60, 60, 180, 600, 3000)))
        if chance.random() < 0.3:
            await database.transaction(live, chance, now)
        if await database.read(timetable.is_due, now):
            await database.transaction(look, now, settings)
    assert await database.read(budgets) > MEMBERS
    rows = await database.read(lambda s: s.scalars(select(Due.key)).all())
    assert sorted(rows) == [f"checkin:{number}" for number in range(1, MEMBERS + 1)]
    held = await database.read(
        lambda s: s.scalars(select(DecisionRecord.suppressed_by).distinct()).all()
    )
    assert {"stopped", "paused"} & set(held)


async def test_many_ticks_at_once_ask_each_once(postgresql_url: str) -> None:
    processes = [await Database.open(postgresql_url) for _process in range(4)]
    first = processes[0]
    await first.transaction(found, random.Random(1), START)
    await first.transaction(due, START)
    for hour in range(24 * 14):
        now = START + timedelta(hours=hour)
        if await first.read(timetable.is_due, now):
            await asyncio.gather(*(one.transaction(due, now) for one in processes))
    events = await first.read(lambda s: s.scalars(select(InboxEvent.external_id)).all())
    assert len(events) == len(set(events)) >= MEMBERS
    for process in processes:
        await process.close()

"""What is due becomes one event, when it may be said, however often and by whomever it is asked."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from handlers.dialogue.state import State
from scheduler.due import LATER, due
from storage import Database, Session, conversations, people, seats, timetable
from storage.models import (
    ChannelIdentity,
    Collectivity,
    CollectivityKind,
    Conversation,
    Due,
    InboxEvent,
    Member,
    Role,
)

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)


def amal(session: Session, *, on_a_channel: bool = True) -> int:
    """Write a focal point who has joined, with a channel or not; return her number."""
    return add_member(session, Role.FOCAL_POINT, None, on_a_channel=on_a_channel)


def add_member(
    session: Session, role: Role, place: int | None, *, on_a_channel: bool = True
) -> int:
    """Write a member of a seat of their own, and return their number."""
    member = Member(name="Amal", language="ar", created_at=TUESDAY, joined_at=TUESDAY)
    seats.seat_all(session, [(member, role, place)], TUESDAY)
    if on_a_channel:
        person = str(99 + member.id)
        identity = people.add_identity(session, "telegram", person, chat_id=person, language="ar")
        people.link(session, identity, member.id, TUESDAY)
    return member.id


def pair(session: Session) -> tuple[int, int]:
    """Write a commune with its focal point (1) and its deputy (2)."""
    place = Collectivity(
        code="01.1", kind=CollectivityKind.COMMUNE, name_ar="أزرو", name_fr="Azrou"
    )
    session.add(place)
    session.flush()
    return (
        add_member(session, Role.FOCAL_POINT, place.id),
        add_member(session, Role.DEPUTY, place.id),
    )


def change(session: Session, member_id: int, **values: object) -> None:
    for name, value in values.items():
        setattr(session.get_one(Member, member_id), name, value)


def plan(session: Session, at: datetime, key: str = "evidence:4", member_id: int = 1) -> None:
    timetable.add(
        session, key=key, kind="evidence", member_id=member_id, about={"report": 4}, due_at=at
    )


def talk(session: Session, touched_at: datetime) -> None:
    """Leave Amal in the middle of a conversation."""
    opened = conversations.add(
        session, identity_id=1, member_id=1, flow="report", about={}, now=touched_at
    )
    opened.state = State().as_json()


def stop(session: Session) -> None:
    session.get_one(Member, 1).stopped_at = TUESDAY


def end_talk(session: Session) -> None:
    session.get_one(Conversation, 1).status = "done"


def planned(session: Session) -> list[datetime]:
    rows = session.scalars(select(Due).where(Due.kind == "evidence").order_by(Due.id))
    return [row.due_at for row in rows]


def events(session: Session) -> list[tuple[str, str, object]]:
    rows = session.scalars(select(InboxEvent).order_by(InboxEvent.id))
    return [(row.person, row.external_id, said(row.payload)) for row in rows]


def said(payload: dict[str, Any] | None) -> dict[str, Any]:
    """Return what an event says; its number among unasked messages, and its end, are left out."""
    return {name: one for name, one in (payload or {}).items() if name not in LIMITS}


LIMITS = {"contact", "expires"}


ABOUT = {"kind": "evidence", "report": 4}
EVENT = ("telegram:100", "evidence:4", ABOUT)


async def test_what_is_due_becomes_an_event_of_its_member(database: Database) -> None:
    await database.transaction(amal)
    await database.transaction(plan, TUESDAY)
    assert await database.transaction(due, TUESDAY - timedelta(seconds=1)) == 0
    assert await database.read(events) == []
    assert await database.transaction(due, TUESDAY) == 1
    assert await database.read(events) == [EVENT]
    assert await database.read(planned) == []
    assert not await database.read(timetable.is_due, TUESDAY)


async def test_outside_the_hours_it_waits_for_the_next_opening(database: Database) -> None:
    await database.transaction(amal)
    await database.transaction(plan, SATURDAY)
    monday = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    assert await database.transaction(due, SATURDAY) == 0
    assert await database.read(planned) == [monday]
    assert not await database.read(timetable.is_due, monday - timedelta(seconds=1))
    assert await database.transaction(due, monday) == 1
    assert await database.read(events) == [EVENT]


async def test_an_open_conversation_is_not_interrupted(database: Database) -> None:
    await database.transaction(amal)
    await database.transaction(plan, TUESDAY)
    await database.transaction(talk, TUESDAY - timedelta(minutes=5))
    assert await database.transaction(due, TUESDAY) == 0
    assert await database.read(planned) == [TUESDAY + LATER]
    await database.transaction(end_talk)
    assert await database.transaction(due, TUESDAY + LATER) == 1
    assert await database.read(events) == [EVENT]


async def test_a_conversation_forgotten_for_days_holds_nothing_back(database: Database) -> None:
    await database.transaction(amal)
    await database.transaction(plan, TUESDAY)
    await database.transaction(talk, TUESDAY - timedelta(hours=72))
    assert await database.transaction(due, TUESDAY) == 1


async def test_a_conversation_that_ends_at_night_is_not_followed_by_a_message(
    database: Database,
) -> None:
    await database.transaction(amal)
    evening = TUESDAY.replace(hour=15, minute=30)
    await database.transaction(plan, evening)
    await database.transaction(talk, evening)
    assert await database.transaction(due, evening) == 0
    await database.transaction(end_talk)
    assert await database.transaction(due, evening + LATER) == 0
    assert await database.read(planned) == [datetime(2026, 11, 25, 9, 0, tzinfo=UTC)]


async def test_after_stop_it_is_dropped(database: Database) -> None:
    await database.transaction(amal)
    await database.transaction(plan, TUESDAY)
    await database.transaction(stop)
    assert await database.transaction(due, TUESDAY) == 0
    assert await database.read(planned) == []
    assert await database.read(events) == []


TO_BADR = ("telegram:101", "evidence:4", ABOUT)
MONDAY = date(2026, 11, 30)


def unreachable(session: Session, member_id: int) -> None:
    for identity in people.identities_of(session, member_id):
        identity.unreachable_since = TUESDAY


def leave_vacant(session: Session, member_id: int) -> None:
    seats.leave(session, session.get_one(Member, member_id), TUESDAY)
    seats.unlink(session, member_id)


@pytest.mark.parametrize(
    "away",
    [
        lambda session: change(session, 1, paused_until=MONDAY),
        lambda session: change(session, 1, stopped_at=TUESDAY),
        lambda session: unreachable(session, 1),
        lambda session: leave_vacant(session, 1),
    ],
    ids=["paused", "stopped", "unreachable", "left"],
)
async def test_while_the_focal_point_is_away_the_deputy_is_told(
    database: Database, away: Callable[[Session], None]
) -> None:
    await database.transaction(pair)
    await database.transaction(plan, TUESDAY)
    await database.transaction(away)
    assert await database.transaction(due, TUESDAY) == 1
    assert await database.read(events) == [TO_BADR]


async def test_after_the_pause_it_is_the_focal_point_again(database: Database) -> None:
    await database.transaction(pair)
    await database.transaction(lambda session: change(session, 1, paused_until=TUESDAY.date()))
    await database.transaction(plan, TUESDAY)
    assert await database.transaction(due, TUESDAY) == 1
    assert await database.read(events) == [EVENT]


async def test_nobody_stands_in_for_the_deputy(database: Database) -> None:
    await database.transaction(pair)
    await database.transaction(lambda session: change(session, 2, stopped_at=TUESDAY))
    await database.transaction(plan, TUESDAY, member_id=2)
    assert await database.transaction(due, TUESDAY) == 0
    assert await database.read(events) == []


async def test_a_deputy_of_another_place_is_told_nothing(database: Database) -> None:
    await database.transaction(amal)
    await database.transaction(pair)
    await database.transaction(plan, TUESDAY)
    await database.transaction(stop)
    assert await database.transaction(due, TUESDAY) == 0
    assert await database.read(events) == []


async def test_with_both_away_it_waits_until_the_focal_point_is_back(database: Database) -> None:
    await database.transaction(pair)
    await database.transaction(lambda session: change(session, 1, paused_until=MONDAY))
    await database.transaction(lambda session: change(session, 2, stopped_at=TUESDAY))
    await database.transaction(plan, TUESDAY)
    assert await database.transaction(due, TUESDAY) == 0
    morning = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    assert await database.read(planned) == [morning]
    assert await database.transaction(due, morning) == 1
    assert await database.read(events) == [EVENT]


async def test_with_both_away_for_nobody_knows_how_long_it_is_dropped(database: Database) -> None:
    await database.transaction(pair)
    for member_id in (1, 2):
        await database.transaction(unreachable, member_id)
    await database.transaction(lambda session: change(session, 1, paused_until=MONDAY))
    await database.transaction(plan, TUESDAY)
    assert await database.transaction(due, TUESDAY) == 0
    assert await database.read(planned) == []
    assert await database.read(events) == []


async def test_the_deputys_conversation_is_not_interrupted_either(database: Database) -> None:
    await database.transaction(pair)
    await database.transaction(stop)
    await database.transaction(plan, TUESDAY)
    await database.transaction(
        lambda session: (
            conversations.add(
                session, identity_id=2, member_id=2, flow="report", about={}, now=TUESDAY
            ).id
        )
    )
    assert await database.transaction(due, TUESDAY) == 0
    assert await database.read(planned) == [TUESDAY + LATER]


async def test_of_two_channels_one_that_takes_messages_is_chosen(database: Database) -> None:
    await database.transaction(amal)
    await database.transaction(newer_and_blocked)
    await database.transaction(plan, TUESDAY)
    assert await database.transaction(due, TUESDAY) == 1
    assert await database.read(events) == [EVENT]


def newer_and_blocked(session: Session) -> None:
    identity: ChannelIdentity = people.add_identity(
        session, "telegram", "500", chat_id="500", language="ar"
    )
    people.link(session, identity, 1, TUESDAY + timedelta(hours=1))
    identity.unreachable_since = TUESDAY


async def test_a_member_who_never_came_gets_nothing_and_blocks_nobody(database: Database) -> None:
    await database.transaction(amal)
    stranger = await database.transaction(amal, on_a_channel=False)
    await database.transaction(plan, TUESDAY, key="evidence:9", member_id=stranger)
    await database.transaction(plan, TUESDAY)
    assert await database.transaction(due, TUESDAY) == 1
    assert await database.read(events) == [EVENT]
    assert await database.read(planned) == []


async def test_many_ticks_at_once_make_one_event(postgresql_url: str) -> None:
    processes = [await Database.open(postgresql_url) for _process in range(4)]
    first = processes[0]
    await first.transaction(amal)
    for number in range(10):  # each their own: nobody gets ten messages in a week
        member = 1 if number == 0 else await first.transaction(amal)
        await first.transaction(plan, TUESDAY, f"evidence:{number}", member)
    made = await asyncio.gather(
        *(process.transaction(due, TUESDAY) for process in processes for _tick in range(5))
    )
    found = await first.read(events)
    assert sorted(key for _person, key, _payload in found) == [f"evidence:{n}" for n in range(10)]
    assert sum(made) == 10
    for process in processes:
        await process.close()


async def test_a_third_message_waits_until_a_week_after_the_first(database: Database) -> None:
    await database.transaction(amal)
    for number in range(3):
        await database.transaction(plan, TUESDAY, key=f"evidence:{number}")
    assert await database.transaction(due, TUESDAY) == 2
    assert await database.read(planned) == [TUESDAY + timedelta(days=7)]
    assert await database.transaction(due, TUESDAY + timedelta(days=7)) == 1
    assert len(await database.read(events)) == 3


async def test_a_key_that_was_delivered_before_makes_no_second_event(database: Database) -> None:
    await database.transaction(amal)
    for _time in range(2):
        await database.transaction(plan, TUESDAY)
        await database.transaction(due, TUESDAY)
    assert await database.read(events) == [EVENT]


async def test_a_restart_between_two_ticks_loses_and_repeats_nothing(sqlite_url: str) -> None:
    first = await Database.open(sqlite_url)
    await first.transaction(amal)
    await first.transaction(plan, TUESDAY)
    await first.transaction(plan, TUESDAY + timedelta(hours=1), key="evidence:5")
    await first.transaction(due, TUESDAY)
    await first.close()
    second = await Database.open(sqlite_url)
    assert await second.transaction(due, TUESDAY) == 0
    assert await second.transaction(due, TUESDAY + timedelta(hours=1)) == 1
    assert [key for _person, key, _payload in await second.read(events)] == [
        "evidence:4",
        "evidence:5",
    ]
    await second.close()


async def test_a_tick_that_fails_leaves_everything_as_it_was(database: Database) -> None:
    await database.transaction(amal)
    await database.transaction(plan, TUESDAY)
    with pytest.raises(RuntimeError, match="power cut"):
        await database.transaction(_due_and_fail)
    assert await database.read(events) == []
    assert await database.transaction(due, TUESDAY) == 1


def _due_and_fail(session: Session) -> None:
    assert due(session, TUESDAY) == 1
    message = "power cut"
    raise RuntimeError(message)


async def test_after_three_days_away_there_is_one_event(database: Database) -> None:
    await database.transaction(amal)
    await database.transaction(plan, TUESDAY)
    thursday = TUESDAY + timedelta(days=2)
    made = [await database.transaction(due, thursday + timedelta(seconds=n)) for n in range(3)]
    assert made == [1, 0, 0]
    assert await database.read(events) == [EVENT]


async def test_a_clock_set_back_repeats_nothing(database: Database) -> None:
    await database.transaction(amal)
    await database.transaction(plan, TUESDAY)
    for moment in (TUESDAY, TUESDAY - timedelta(days=1), TUESDAY):
        await database.transaction(due, moment)
    assert await database.read(events) == [EVENT]


async def test_work_is_done_in_portions_and_all_of_it(database: Database) -> None:
    for number in range(3):
        member = await database.transaction(amal)
        at = TUESDAY + timedelta(seconds=number)
        await database.transaction(plan, at, f"evidence:{number}", member)
    await database.transaction(plan, TUESDAY + timedelta(hours=1), "evidence:9", 1)
    portions = await database.transaction(
        lambda session: [row.key for row in timetable.take_due(session, SATURDAY, limit=2)]
    )
    assert portions == ["evidence:0", "evidence:1", "evidence:9"]  # whose budget it is, too

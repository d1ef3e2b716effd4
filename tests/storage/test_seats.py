"""Seats: taken once, handed over with what is in progress, left vacant, stood in for."""

import asyncio
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select
from sqlalchemy.exc import IntegrityError

from storage import Database, Session, conversations, people, rhythm, seats, successors
from storage.models import (
    Base,
    Collectivity,
    CollectivityKind,
    Conversation,
    Due,
    Invitation,
    Member,
    Occupancy,
    Role,
    Seat,
)
from storage.reach import Reach
from storage.seats import LastCoordinatorError
from storage.timetable import add as plan
from tests.storage.rows import NOON

LATER = NOON + timedelta(days=1)
TODAY = NOON.date()
DRAFTS = frozenset({"report"})


def found(session: Session) -> None:
    """Write a region with two communes; the first has a focal point (1) and a deputy (2)."""
    region = Collectivity(code="01", kind=CollectivityKind.REGION, name_ar="ج", name_fr="R")
    session.add(region)
    session.flush()
    places = [
        Collectivity(
            code=f"01.{number}",
            kind=CollectivityKind.COMMUNE,
            name_ar="ج",
            name_fr="C",
            region_id=region.id,
        )
        for number in (1, 2)
    ]
    session.add_all(places)
    session.flush()
    for role in (Role.FOCAL_POINT, Role.DEPUTY):
        seats.seat_all(session, [(newcomer(session), role, places[0].id)], NOON)
    for member_id in (1, 2):
        link(session, member_id)


def newcomer(session: Session) -> Member:
    member = Member(name="N", language="fr", created_at=NOON, joined_at=NOON)
    session.add(member)
    session.flush()
    return member


def link(session: Session, member_id: int) -> int:
    """Give a member a channel; return its number."""
    person = str(member_id)
    identity = people.add_identity(session, "telegram", person, chat_id=person, language="ar")
    people.link(session, identity, member_id, NOON)
    return identity.id


def add_newcomer(session: Session) -> int:
    member = newcomer(session)
    link(session, member.id)
    return member.id


def draft(session: Session, member_id: int, flow: str = "report") -> int:
    """Leave a half-written conversation; return its number."""
    identity = people.identities_of(session, member_id)[0]
    opened = conversations.add(
        session, identity_id=identity.id, member_id=member_id, flow=flow, about={}, now=NOON
    )
    opened.status = "parked"
    session.flush()
    return opened.id


def take(session: Session, seat_id: int, member_id: int) -> int | None:
    seat, member = seats.hold(session, seat_id), session.get_one(Member, member_id)
    before = seats.take(session, seat, member, LATER, drafts=DRAFTS)
    return before.id if before else None


def leave(session: Session, member_id: int) -> None:
    seats.leave(session, session.get_one(Member, member_id), LATER, drafts=DRAFTS)
    seats.unlink(session, member_id)


def drafts_of(session: Session) -> list[tuple[int | None, str, str]]:
    rows = session.scalars(select(Conversation).order_by(Conversation.id))
    return [(row.member_id, row.flow, row.status) for row in rows]


def sitting(session: Session) -> list[tuple[int, int]]:
    now = select(Occupancy).where(Occupancy.until.is_(None)).order_by(Occupancy.seat_id)
    held = [(one.seat_id, one.member_id) for one in session.scalars(now)]
    seated = select(Member).where(Member.seat_id.is_not(None)).order_by(Member.seat_id)
    assert held == [(one.seat_id, one.id) for one in session.scalars(seated)]
    return held


async def test_whoever_follows_gets_what_is_in_progress_and_nothing_personal(
    database: Database,
) -> None:
    await database.transaction(found)
    third = await database.transaction(add_newcomer)
    await database.transaction(draft, 1)
    await database.transaction(draft, 1, "leave")
    await database.transaction(_plan, 1)
    assert await database.transaction(take, 1, third) == 1
    assert await database.read(drafts_of) == [(3, "report", "parked"), (1, "leave", "parked")]
    assert await database.read(sitting) == [(1, 3), (2, 2)]
    await database.transaction(lambda session: len(seats.unlink(session, 1)))
    assert (await database.read(drafts_of))[1] == (1, "leave", "dropped")
    assert await database.read(dates_of) == [3]


def _plan(session: Session, member_id: int) -> None:
    plan(session, key="evidence:1", kind="evidence", member_id=member_id, about={}, due_at=NOON)


def dates_of(session: Session) -> list[int]:
    """Whose are the dates that come due, apart from everybody's own check-ins?"""
    return list(session.scalars(select(Due.member_id).where(Due.kind != rhythm.KIND)))


async def test_what_waits_in_a_vacant_seat_passes_to_the_next_one(database: Database) -> None:
    await database.transaction(found)
    await database.transaction(draft, 1)
    await database.transaction(draft, 1, "leave")
    await database.transaction(_plan, 1)
    await database.transaction(leave, 1)
    expected = [(1, "report", "left"), (1, "leave", "dropped")]
    assert await database.read(drafts_of) == expected
    assert await database.read(vacancies, Reach(None)) == [1]
    third = await database.transaction(add_newcomer)
    assert await database.transaction(take, 1, third) is None
    assert (await database.read(drafts_of))[0] == (3, "report", "parked")
    assert await database.read(dates_of) == [3]
    assert await database.read(vacancies, Reach(None)) == []


async def test_who_moves_to_another_place_takes_no_draft_along(database: Database) -> None:
    await database.transaction(found)
    await database.transaction(draft, 1)
    await database.transaction(move_to, 1, Role.FOCAL_POINT, 3)
    assert await database.read(drafts_of) == [(1, "report", "dropped")]


async def test_a_deputy_who_inherits_keeps_drafts_and_gets_the_others(database: Database) -> None:
    await database.transaction(found)
    await database.transaction(draft, 1)
    await database.transaction(draft, 2)
    assert await database.transaction(take, 1, 2) == 1
    assert await database.read(drafts_of) == [(2, "report", "parked"), (2, "report", "parked")]
    assert await database.read(sitting) == [(1, 2)]


async def test_who_left_and_sits_elsewhere_takes_nothing_of_the_old_place_along(
    database: Database,
) -> None:
    await database.transaction(found)
    await database.transaction(draft, 1)
    await database.transaction(leave, 1)
    await database.transaction(move_to, 1, Role.FOCAL_POINT, 3)
    third = await database.transaction(add_newcomer)
    await database.transaction(take, 1, third)
    assert await database.read(drafts_of) == [(1, "report", "dropped")]


def move_to(session: Session, member_id: int, role: Role, place: int) -> None:
    seat = seats.find_or_add(session, role, place)
    seats.take(session, seat, session.get_one(Member, member_id), LATER, drafts=DRAFTS)


async def test_of_many_who_take_one_seat_at_once_the_last_sits_alone(database: Database) -> None:
    await database.transaction(found)
    rivals = [await database.transaction(add_newcomer) for _number in range(8)]
    befores = await asyncio.gather(
        *(database.transaction(take, 1, member_id) for member_id in rivals)
    )
    held = dict(await database.read(sitting))
    assert held[1] in rivals
    assert sorted(one for one in (*befores, held[1]) if one) == [1, *rivals]


async def test_two_titulars_never_whoever_writes(database: Database) -> None:
    await database.transaction(found)
    third = await database.transaction(add_newcomer)
    with pytest.raises(IntegrityError):
        await database.transaction(
            lambda session: session.add(Occupancy(seat_id=1, member_id=third, since=NOON))
        )
    with pytest.raises(IntegrityError):
        await database.transaction(
            lambda session: session.add(Seat(role=Role.FOCAL_POINT, collectivity_id=2))
        )


async def test_of_invitations_to_one_seat_made_at_once_one_stays_open(database: Database) -> None:
    await database.transaction(found)
    await asyncio.gather(*(database.transaction(expect, str(number) * 43) for number in range(6)))
    rows = await database.read(lambda s: s.scalars(select(Invitation)).all())
    assert [one.revoked_at for one in rows].count(None) == 1
    assert len(rows) == 6
    assert {(one.seat_id, one.replaces_id) for one in rows} == {(1, 1)}


def expect(session: Session, token: str) -> None:
    seat = session.get_one(Seat, 1)
    successors.expect(session, seat, token, NOON, name="N", language="fr", replaces_id=1)


async def test_two_coordinators_who_leave_at_once_do_not_both(database: Database) -> None:
    await database.transaction(add_coordinators)
    ends = await asyncio.gather(
        *(database.transaction(leave, member_id) for member_id in (1, 2)), return_exceptions=True
    )
    assert [type(end) for end in ends if end is not None] == [LastCoordinatorError]
    assert len(await database.read(sitting)) == 1


def add_coordinators(session: Session) -> None:
    for _number in range(2):
        seats.seat_all(session, [(newcomer(session), Role.NATIONAL_COORDINATOR, None)], NOON)


async def test_vacant_seats_are_those_of_ones_reach(database: Database) -> None:
    await database.transaction(found)
    await database.transaction(empty_seats)
    assert await database.read(vacancies, Reach(None)) == [1, 3]
    assert await database.read(vacancies, Reach(1)) == [1, 3]
    assert await database.read(vacancies, Reach(2)) == [1]
    assert await database.read(vacancies, Reach(99)) == []


def empty_seats(session: Session) -> None:
    """Leave one seat, invite to another, and add one of a kind that is never vacant."""
    leave(session, 1)
    seats.find_or_add(session, Role.FOCAL_POINT, 3)
    seats.find_or_add(session, Role.OBSERVER, 3)


def vacancies(session: Session, reach: Reach) -> list[int]:
    return [seat.id for seat in seats.vacant(session, reach)]


# What may be true of each of the two, for the rule of who is prompted.
PERSON = st.fixed_dictionaries(
    {
        "seated": st.booleans(),
        "joined": st.booleans(),
        "stopped": st.booleans(),
        "paused_until": st.none() | st.dates(date(2026, 11, 20), date(2026, 11, 27)),
        "channels": st.lists(st.booleans(), max_size=2),  # whether each takes messages
    }
)


@settings(max_examples=60, deadline=None)  # each writes a database of its own
@given(titular=PERSON, deputy=PERSON, to_deputy=st.booleans())
def test_what_is_addressed_to_a_seat_reaches_somebody_who_is_there(
    titular: dict[str, object], deputy: dict[str, object], *, to_deputy: bool
) -> None:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        found(session)
        for member_id, facts in ((1, titular), (2, deputy)):
            arrange(session, member_id, facts)
        addressee = session.get_one(Member, 2 if to_deputy else 1)
        told = seats.prompted(session, addressee, TODAY)
        back = seats.back_on(session, addressee, TODAY)
    engine.dispose()
    candidates = ((2, deputy),) if to_deputy else ((1, titular), (2, deputy))
    there = [member_id for member_id, facts in candidates if is_there(facts)]
    assert (told.id if told else None) == (there[0] if there else None)
    first = SimpleNamespace(**candidates[0][1])
    only_paused = is_there({**candidates[0][1], "paused_until": None})
    away = first.paused_until is not None and first.paused_until > TODAY
    assert back == (first.paused_until if only_paused and away else None)


def arrange(session: Session, member_id: int, facts: dict[str, object]) -> None:
    person = SimpleNamespace(**facts)
    member = session.get_one(Member, member_id)
    member.joined_at = NOON if person.joined else None
    member.stopped_at = NOON if person.stopped else None
    member.paused_until = person.paused_until
    identity = people.identities_of(session, member_id)[0]
    identity.member_id = None
    for number, works in enumerate(person.channels):
        external = f"{member_id}{number}"
        added = people.add_identity(session, "telegram", external, chat_id=external, language="ar")
        people.link(session, added, member_id, NOON)
        added.unreachable_since = None if works else NOON
    if not person.seated:
        seats.leave(session, member, NOON)
    session.flush()
    session.expire_all()


def is_there(facts: dict[str, object]) -> bool:
    person = SimpleNamespace(**facts)
    paused = person.paused_until is not None and person.paused_until > TODAY
    return bool(
        person.seated
        and person.joined
        and not person.stopped
        and not paused
        and any(person.channels)
    )

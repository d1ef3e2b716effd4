"""A list saved at once: all of it or nothing, within reach, and quickly enough."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from bot.sample.register import places
from storage import Database, Session, roster, seats
from storage.invitations import claim
from storage.models import (
    Audit,
    Axis,
    Collectivity,
    CollectivityKind,
    Invitation,
    Member,
    Milestone,
    Phase,
    Programme,
    Project,
    Role,
    Seat,
)
from storage.roster import (
    BeyondReachError,
    NewAxis,
    Newcomer,
    NewMilestone,
    NewProgramme,
    NewProject,
    add_members,
    add_programmes,
)
from storage.territory import import_register, of_kind, register

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
TABLES = (Member, Seat, Invitation, Audit, Programme, Axis, Project, Milestone)


def newcomers(session: Session, count: int) -> list[Newcomer]:
    """As many focal points, then deputies, as there are communes."""
    codes = [one.code for one in of_kind(session, CollectivityKind.COMMUNE)]
    return [
        Newcomer(f"Person {number}", (Role.FOCAL_POINT, Role.DEPUTY)[number // len(codes)], "fr",
                 codes[number % len(codes)], f"token-{number}")
        for number in range(count)
    ]  # fmt: skip


def counts(session: Session) -> list[int | None]:
    return [session.scalar(select(func.count()).select_from(table)) for table in TABLES]


def prepare(session: Session) -> Sequence[Newcomer]:
    import_register(session, places())
    return newcomers(session, 2000)


async def test_two_thousand_people_are_invited_each_to_their_own_seat(database: Database) -> None:
    people = await database.transaction(prepare)
    await database.transaction(add_members, people, by=None, now=NOW, source="file:x")

    def check(session: Session) -> None:
        assert counts(session)[:4] == [2000, 2000, 2000, 2001]
        last = people[-1]
        invitation = claim(session, last.token, NOW)
        assert invitation is not None
        seat = session.get_one(Seat, invitation.seat_id)
        member = session.get_one(Member, invitation.member_id)
        place = session.get_one(Collectivity, seat.collectivity_id)
        assert (member.name, seat.role, place.code) == (last.name, last.role, last.code)
        assert member.joined_at is None
        assert member.seat_id is None

    await database.transaction(check)


async def test_one_wrong_place_among_many_leaves_nothing(database: Database) -> None:
    people = [*await database.transaction(prepare)]
    before = await database.read(counts)
    people[-1] = replace(people[-1], code="99.999.")
    with pytest.raises(BeyondReachError):
        await database.transaction(add_members, people, by=None, now=NOW, source="file:x")
    assert await database.read(counts) == before


async def test_a_token_there_already_fails_the_last_row_and_leaves_nothing(
    database: Database,
) -> None:
    people = [*await database.transaction(prepare)][:300]
    await database.transaction(add_members, people[-1:], by=None, now=NOW, source="file:x")
    before = await database.read(counts)
    with pytest.raises(IntegrityError):
        await database.transaction(add_members, people, by=None, now=NOW, source="file:x")
    assert await database.read(counts) == before


async def test_two_people_for_one_titulars_seat_are_a_defect_that_stores_nothing(
    database: Database,
) -> None:
    people = [*await database.transaction(prepare)][:2]
    people[1] = replace(people[1], code=people[0].code)
    before = await database.read(counts)
    with pytest.raises(ValueError, match="one titular"):
        await database.transaction(add_members, people, by=None, now=NOW, source="file:x")
    assert await database.read(counts) == before


def coordinator(session: Session, role: Role, region: str | None) -> Member:
    place = session.scalar(select(Collectivity.id).where(Collectivity.name_fr == region))
    member = Member(name="Driss", language="fr", created_at=NOW, joined_at=NOW)
    seats.seat_all(session, [(member, role, place if region else None)], NOW)
    return member


@pytest.mark.parametrize(
    ("role", "region", "newcomer", "may"),
    [
        (Role.NATIONAL_COORDINATOR, None, (Role.NATIONAL_COORDINATOR, None), True),
        (Role.NATIONAL_COORDINATOR, None, (Role.FOCAL_POINT, "Martil"), True),
        (Role.REGIONAL_COORDINATOR, "Souss-Massa", (Role.FOCAL_POINT, "Tiznit"), True),
        (Role.REGIONAL_COORDINATOR, "Souss-Massa", (Role.OBSERVER, "Souss-Massa"), True),
        (Role.REGIONAL_COORDINATOR, "Souss-Massa", (Role.FOCAL_POINT, "Martil"), False),
        (Role.REGIONAL_COORDINATOR, "Souss-Massa", (Role.NATIONAL_COORDINATOR, None), False),
        (Role.REGIONAL_COORDINATOR, "Souss-Massa", (Role.OBSERVER, None), False),
        (Role.FOCAL_POINT, "Tiznit", (Role.DEPUTY, "Tiznit"), False),
        (Role.OBSERVER, None, (Role.OBSERVER, None), False),
    ],
)
async def test_who_may_invite_whom_is_decided_when_it_is_saved(
    sqlite_database: Database, role: Role, region: str | None, newcomer: Any, *, may: bool
) -> None:
    def invite(session: Session) -> int:
        import_register(session, places())
        by = coordinator(session, role, region)
        wanted, place = newcomer
        code = session.scalar(select(Collectivity.code).where(Collectivity.name_fr == place))
        one = Newcomer("Amal", wanted, "fr", code if place else None, "token")
        add_members(session, [one], by=by, now=NOW, source="upload:1")
        return counts(session)[0] or 0

    if may:
        assert await sqlite_database.transaction(invite) == 2
        return
    with pytest.raises(BeyondReachError):
        await sqlite_database.transaction(invite)
    assert await sqlite_database.read(counts) == [0] * len(TABLES)


async def test_the_newest_invitation_to_a_seat_wins(database: Database) -> None:
    people = [*await database.transaction(prepare)][:1]
    await database.transaction(add_members, people, by=None, now=NOW, source="file:x")
    other = [replace(people[0], name="Another", token="another")]
    await database.transaction(add_members, other, by=None, now=NOW, source="file:y")
    assert await database.transaction(claim, people[0].token, NOW) is None
    assert await database.transaction(claim, "another", NOW) is not None


async def test_programmes_come_whole_and_within_reach(database: Database) -> None:
    def add(session: Session, role: Role, region: str | None) -> None:
        import_register(session, places())
        codes = [
            session.scalars(select(Collectivity.code).where(Collectivity.name_fr == name)).first()
            for name in ("Martil", "Agadir")
        ]
        milestones = tuple(NewMilestone(("", f"Step {n}"), date(2027, n, 1)) for n in (1, 2, 3))
        project = NewProject(("مشروع", ""), ("transparency",), None, milestones)
        axes = tuple(NewAxis(("", f"Axis {n}"), (project, project)) for n in (1, 2))
        new = [
            NewProgramme(code or "", ("برنامج", "Programme"), Phase.IMPLEMENTATION,
                         date(2026, 1, 1), date(2027, 12, 31), axes)
            for code in codes
        ]  # fmt: skip
        by = coordinator(session, role, region)
        add_programmes(session, new, by=by, now=NOW, source="upload:1")

    with pytest.raises(BeyondReachError):
        await database.transaction(add, Role.REGIONAL_COORDINATOR, "Souss-Massa")
    await database.transaction(add, Role.NATIONAL_COORDINATOR, None)

    def check(session: Session) -> None:
        assert counts(session)[4:] == [2, 4, 8, 24]
        for axis in session.scalars(select(Axis)):
            assert axis.title_fr == f"Axis {axis.position}"
        steps = session.execute(
            select(Milestone.title_fr, Milestone.position, Milestone.due_on, Project.title_fr).join(
                Project, Project.id == Milestone.project_id
            )
        ).all()
        assert {(step.position, step.title_fr) for step in steps} == {
            (1, "Step 1"), (2, "Step 2"), (3, "Step 3"),
        }  # fmt: skip
        assert all(step[2] == date(2027, step[1], 1) and step[3] is None for step in steps)

    await database.read(check)


async def test_the_register_comes_back_as_it_went_in(sqlite_database: Database) -> None:
    await sqlite_database.transaction(import_register, places())
    back = await sqlite_database.read(register)
    assert sorted(back, key=str) == sorted(places(), key=str)


async def test_who_is_known_is_told_apart(sqlite_database: Database) -> None:
    people = [*await sqlite_database.transaction(prepare)][:2]
    await sqlite_database.transaction(add_members, people, by=None, now=NOW, source="file:x")
    later = NOW.replace(day=30)

    def join_one(session: Session) -> None:
        invitation = claim(session, people[0].token, NOW)
        assert invitation is not None
        member = session.get_one(Member, invitation.member_id)
        seats.take(session, session.get_one(Seat, invitation.seat_id), member, NOW)
        member.joined_at = invitation.accepted_at = NOW

    await sqlite_database.transaction(join_one)
    known = await sqlite_database.read(roster.people, later)
    assert [(one.name, one.seated, one.there) for one in known] == [
        ("Person 0", True, True), ("Person 1", False, True),
    ]  # fmt: skip
    much_later = datetime(2027, 1, 1, tzinfo=UTC)
    known = await sqlite_database.read(roster.people, much_later)
    assert [one.there for one in known] == [True, False]

"""Gatherings in the database: whom they are for, new rules of the zone, what is not shown."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from locales import CASABLANCA
from storage import Database, Session, gathering_turns, gatherings, rsvps, seats, zones
from storage.audiences import Audience
from storage.gatherings import Plan
from storage.models import (
    Attending,
    Collectivity,
    CollectivityKind,
    Due,
    Gathering,
    Member,
    Phase,
    Programme,
    Role,
)
from storage.models import Choice as Chosen
from storage.reach import Reach

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
PLAN: dict[str, Any] = {
    "title_ar": None, "title_fr": "Formation", "day": date(2026, 12, 8), "at": time(15),
    "zone": CASABLANCA, "minutes": 120, "place": "Azrou", "languages": ["ar", "fr"],
}  # fmt: skip


def found(session: Session) -> None:
    """Write two regions with a commune each: a focal point (1, 3), a coordinator (2, 4)."""
    for number in (1, 2):
        region = Collectivity(code=f"0{number}", kind=CollectivityKind.REGION,
                              name_ar="جهة", name_fr="Région")  # fmt: skip
        session.add(region)
        session.flush()
        commune = Collectivity(code=f"0{number}.1", kind=CollectivityKind.COMMUNE,
                               name_ar="جماعة", name_fr="Commune", region_id=region.id)  # fmt: skip
        session.add(commune)
        session.flush()
        phase = (Phase.VOTE, Phase.IMPLEMENTATION)[number - 1]
        session.add(
            Programme(collectivity_id=commune.id, title_fr="P", phase=phase,
                      starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31))
        )  # fmt: skip
        for role, place in (
            (Role.FOCAL_POINT, commune.id), (Role.REGIONAL_COORDINATOR, region.id),
        ):  # fmt: skip
            add_member(session, role, place)
    add_member(session, Role.NATIONAL_COORDINATOR, None)


def add_member(session: Session, role: Role, place: int | None) -> Member:
    member = Member(name="Amal", language="ar", created_at=NOW, joined_at=NOW)
    seats.seat_all(session, [(member, role, place)], NOW)
    return member


def invited(session: Session, by: int, region: int | None, audience: Audience) -> list[int]:
    """Make a gathering, invite, and return whose turns were planned; each of them sees it."""
    maker, reach = session.get_one(Member, by), Reach(region)
    made = gatherings.make(session, maker, reach, Plan(**PLAN, audience=audience), NOW)
    count = gatherings.invited_count(session, reach, audience, by)
    assert gathering_turns.invite(session, made, NOW) == count
    turns = select(Due).where(Due.key.startswith(f"event:{made.id}:")).order_by(Due.member_id)
    rows = session.scalars(turns).all()
    assert all(one.about == {"gathering": made.id} and one.due_at == NOW for one in rows)
    asked = [one.member_id for one in rows]
    for member in session.scalars(select(Member).where(Member.id != by)):
        sees = gatherings.visible(session, member, made.id) is not None
        assert sees == (member.id in asked)
    return asked


async def test_who_is_invited(database: Database) -> None:
    await database.transaction(found)
    national = [
        (Audience(), [1, 2, 3, 4]),
        (Audience(region_id=1), [1, 2]),
        (Audience(roles=(Role.FOCAL_POINT, Role.DEPUTY)), [1, 3]),
        (Audience(phase=Phase.IMPLEMENTATION), [3]),
    ]
    for audience, expected in national:
        assert await database.transaction(invited, 5, None, audience) == expected
    # Whoever coordinates the first region reaches nobody of the second, whatever they ask for.
    assert await database.transaction(invited, 2, 1, Audience(region_id=3)) == [1]
    assert await database.transaction(invited, 2, 1, Audience()) == [1]


async def test_new_rules_of_the_zone_leave_the_hour_on_the_wall(sqlite_database: Database) -> None:
    def wrong(session: Session) -> None:
        """Leave things as older rules, an hour off, had made them."""
        found(session)
        invited(session, 5, None, Audience())
        gathering = session.get_one(Gathering, 1)
        gathering.starts_at -= timedelta(hours=1)
        session.add(Chosen(key="zone_rules", value="2025.2", changed_at=NOW))
        for row in session.scalars(select(Due).where(Due.kind == gathering_turns.KIND)):
            row.due_at = NOW + timedelta(days=7)

    await sqlite_database.transaction(wrong)
    assert await sqlite_database.transaction(zones.note, NOW, CASABLANCA)
    gathering, turns = await sqlite_database.read(
        lambda session: (
            session.get_one(Gathering, 1),
            session.scalars(select(Due.due_at).where(Due.kind == gathering_turns.KIND)).all(),
        )
    )
    assert gathering.starts_at == datetime(2026, 12, 8, 15, tzinfo=UTC)
    assert gathering.sequence == 1
    assert set(turns) == {NOW}


@pytest.mark.parametrize(("answers", "shown"), [(4, []), (5, [1, 2, 3, 4, 5])])
async def test_ratings_of_a_small_group_are_not_shown(
    sqlite_database: Database, answers: int, shown: list[int]
) -> None:
    def rated(session: Session) -> tuple[list[int], list[str]]:
        found(session)
        made = gatherings.make(session, session.get_one(Member, 5), Reach(None), Plan(**PLAN), NOW)
        for number in range(answers, 0, -1):
            row = rsvps.answer(session, made, number, Attending.YES, NOW)
            rsvps.rate(row, number, f"line {number}")
        return [*rsvps.ratings(session, made.id)], [*rsvps.remarks(session, made.id)]

    assert await sqlite_database.transaction(rated) == (shown, [f"line {one}" for one in shown])

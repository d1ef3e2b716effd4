"""The members as coordinators list them: by region and province, and those of whom to think.

A network of 100,000 is never read whole: places are counted in the database, and people are read
for one province at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select, true
from sqlalchemy.orm import Session, aliased

from storage import absences
from storage.models import ChannelIdentity, CheckIn, Collectivity, CollectivityKind, Member, Seat
from storage.reach import Reach
from storage.rhythm import ASKED


class Which(StrEnum):
    """Whom a list is of. The names travel in buttons."""

    ALL = "all"
    SILENT = "silent"  # for four weeks (FEATURES.md F14)
    LONG_SILENT = "long"
    AWAY = "away"
    UNREACHABLE = "lost"


SILENT_WEEKS = {Which.SILENT: 4, Which.LONG_SILENT: 8}


@dataclass(frozen=True)
class Count:
    """A place with how many of a list sit there; the place None is the whole network."""

    place: Collectivity | None
    people: int


@dataclass(frozen=True)
class Person:
    """One line of a list."""

    id: int
    name: str
    seat: Seat
    place_ar: str
    place_fr: str


def count(session: Session, reach: Reach, which: Which, today: date) -> int:
    """Return how many people within reach a list holds."""
    query = _people(select(func.count(Member.id)), reach, which, today)
    return session.scalar(query) or 0


def by_region(session: Session, which: Which, today: date) -> list[Count]:
    """Return the regions with the people of each, and last those of no region."""
    place = aliased(Collectivity)
    region = func.coalesce(place.region_id, place.id)
    columns: Any = select(region, func.count(Member.id))
    rows = session.execute(
        _people(columns, Reach(None), which, today)
        .outerjoin(place, place.id == Seat.collectivity_id)
        .group_by(region)
    ).all()
    return _named(session, rows)


def by_province(session: Session, region: Reach, which: Which, today: date) -> list[Count]:
    """Return a region's provinces with the people of each; the region itself for its own seats."""
    place = aliased(Collectivity)
    group = case((place.kind == CollectivityKind.COMMUNE, place.parent_id), else_=place.id)
    columns: Any = select(group, func.count(Member.id))
    rows = session.execute(
        _people(columns, region, which, today)
        .join(place, place.id == Seat.collectivity_id)
        .group_by(group)
    ).all()
    return _named(session, rows)


def people(
    session: Session, reach: Reach, which: Which, today: date, *, at: int | None = None
) -> list[Person]:
    """Return the people of a list within reach; ``at`` a province and its communes, if given.

    A region's number stands for the seats of the region itself. 0 stands for those of no place.
    """
    columns: Any = select(
        Member.id,
        Member.name,
        Seat,
        func.coalesce(Collectivity.name_ar, ""),
        func.coalesce(Collectivity.name_fr, ""),
    )
    query = _people(columns, reach, which, today).outerjoin(
        Collectivity, Collectivity.id == Seat.collectivity_id
    )
    if at == 0:
        query = query.where(Seat.collectivity_id.is_(None))
    elif at is not None:
        communes = select(Collectivity.id).where(
            Collectivity.parent_id == at, Collectivity.kind == CollectivityKind.COMMUNE
        )
        query = query.where((Seat.collectivity_id == at) | Seat.collectivity_id.in_(communes))
    return [Person(*row) for row in session.execute(query.order_by(Member.id))]


def _people(query: Select[Any], reach: Reach, which: Which, today: date) -> Select[Any]:
    """Restrict a query of members and their seats to a list, within reach. Newcomers count."""
    return query.join_from(Member, Seat, Seat.id == Member.seat_id).where(
        Member.joined_at.is_not(None),
        reach.covers(Seat.collectivity_id),
        _CONDITIONS[which](today),
    )


def _silent(weeks: int, today: date) -> ColumnElement[bool]:
    """Whether so many check-ins in a row, sent and not excused, have no answer (F14).

    As on the board (``storage.board.silence``): whoever is away, said stop or cannot be reached is
    not silent, and this week's check-in may be answered still.
    """
    year, number, _day = today.isocalendar()
    later, unanswered = aliased(CheckIn), aliased(CheckIn)
    last = (
        select(func.coalesce(func.max(later.week), ""))
        .where(later.member_id == Member.id, later.answered_at.is_not(None))
        .correlate(Member)
        .scalar_subquery()
    )
    missed = (
        select(func.count(unanswered.id))
        .where(
            unanswered.member_id == Member.id,
            unanswered.sent_at.is_not(None),
            unanswered.excused.is_(None),
            unanswered.answered_at.is_(None),
            unanswered.week > last,
            unanswered.week < f"{year}-W{number:02d}",
        )
        .correlate(Member)
        .scalar_subquery()
    )
    linked = exists().where(ChannelIdentity.member_id == Member.id)
    return and_(
        Seat.role.in_(ASKED),
        Member.stopped_at.is_(None),
        ~absences.away(today),
        ~(linked & _unreachable(today)),
        missed >= weeks,
    )


def _unreachable(_today: date) -> ColumnElement[bool]:
    return ~exists().where(
        ChannelIdentity.member_id == Member.id, ChannelIdentity.unreachable_since.is_(None)
    )


_CONDITIONS = {
    Which.ALL: lambda _today: true(),
    Which.SILENT: lambda today: _silent(SILENT_WEEKS[Which.SILENT], today),
    Which.LONG_SILENT: lambda today: _silent(SILENT_WEEKS[Which.LONG_SILENT], today),
    Which.AWAY: absences.away,
    Which.UNREACHABLE: _unreachable,
}


def _named(session: Session, rows: Sequence[Any]) -> list[Count]:
    ids = [one for one, _number in rows if one is not None]
    places = {
        one.id: one for one in session.scalars(select(Collectivity).where(Collectivity.id.in_(ids)))
    }
    found = [Count(places.get(one) if one is not None else None, number) for one, number in rows]
    return sorted(found, key=lambda one: (one.place is None, one.place.code if one.place else ""))

"""Who takes part, seat by seat and week by week: what every rate of the board is made of.

The unit is the *seat*, since a seat outlives whoever occupies it (NETWORK.md, section 1). Every
seat of somebody who is asked counts from the day it was first taken, while its local government has
a programme under way. Pausing, excusing or dropping its occupant takes nothing out of a denominator
(FEATURES.md F14, Edge); it is shown apart.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from storage.board.rates import Rate
from storage.models import (
    CheckIn,
    Collectivity,
    CollectivityKind,
    Occupancy,
    Phase,
    Programme,
    Role,
    Seat,
)
from storage.reach import Reach
from storage.rhythm import ASKED

QUARTER = 12  # weeks that trends and the grid go back
_WEEK = timedelta(days=7)
_SIZES = (10_000, 50_000)  # inhabitants: a rule of ours, three groups of communes about as large
Key = TypeVar("Key", bound=Hashable)


class Mark(StrEnum):
    """What became of one seat's week."""

    ANSWERED = "answered"
    LATE = "late"  # after the check-in had closed
    SILENT = "silent"
    EXCUSED = "excused"  # a pause, a holiday, nobody in the seat
    OPEN = "open"  # asked, and there is still time
    UNASKED = "unasked"  # nothing was asked of it


ANSWERS = frozenset({Mark.ANSWERED, Mark.LATE})


class Size(StrEnum):
    """How many inhabitants a local government has (census of 2024)."""

    SMALL = "small"  # under 10,000
    MIDDLE = "middle"
    LARGE = "large"  # 50,000 and more
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Place:
    """A local government, as figures are grouped by it."""

    id: int
    name_ar: str
    name_fr: str
    kind: CollectivityKind
    population: int | None
    region_id: int  # its own for a region
    province_id: int | None  # its own for a province; None for a region

    @property
    def size(self) -> Size:
        """The group of local governments about as large."""
        if self.population is None:
            return Size.UNKNOWN
        small, middle = _SIZES
        if self.population < small:
            return Size.SMALL
        return Size.MIDDLE if self.population < middle else Size.LARGE


@dataclass(frozen=True)
class Seating:
    """One seat: where it is, since when it counts, and the marks of its weeks."""

    seat_id: int
    role: Role
    place: Place
    since: date
    vacant: bool
    marks: Mapping[str, Mark] = field(default_factory=dict)

    def mark(self, week: str) -> Mark:
        """Return what became of a week; of a vacant seat's, that it is excused."""
        return self.marks.get(week, Mark.EXCUSED if self.vacant else Mark.UNASKED)

    def counts_in(self, week: str) -> bool:
        """Tell whether the seat had been taken by the end of a week."""
        return self.since < first_day(week) + _WEEK


@dataclass(frozen=True)
class Participation:
    """The seats within a reach over some ISO weeks, the earliest first."""

    weeks: tuple[str, ...]
    seats: tuple[Seating, ...]

    def rate(self, week: str) -> Rate:
        """Return the rate of a week over all seats."""
        return rate_of(self.seats, week)

    def mean(self, weeks: Iterable[str]) -> Rate:
        """Return the rate of several weeks together: seat-weeks answered, of all seat-weeks."""
        return sum((self.rate(week) for week in weeks), Rate())

    def by(self, week: str, key: Callable[[Seating], Key]) -> dict[Key, Rate]:
        """Return the rates of a week by group."""
        groups: dict[Key, list[Seating]] = {}
        for seat in self.seats:
            groups.setdefault(key(seat), []).append(seat)
        return {name: rate_of(seats, week) for name, seats in groups.items()}


def rate_of(seats: Iterable[Seating], week: str) -> Rate:
    """Return how many of these seats answered in a week, of all that had been taken by then."""
    marks = [seat.mark(week) for seat in seats if seat.counts_in(week)]
    return Rate(
        answered=sum(mark in ANSWERS for mark in marks),
        people=len(marks),
        excused=sum(mark is Mark.EXCUSED for mark in marks),
    )


def participation(
    session: Session, reach: Reach, week: str, now: datetime, *, weeks: int = QUARTER
) -> Participation:
    """Return the seats within reach and what became of so many weeks, the last being ``week``."""
    span = weeks_to(week, weeks)
    marks = _marks(session, reach, span, now)
    seats = tuple(
        Seating(seat_id, role, place, since.date(), occupied == 0, marks.get(seat_id, {}))
        for seat_id, role, since, occupied, place in _seats(session, reach)
    )
    return Participation(span, seats)


def weeks_to(week: str, count: int) -> tuple[str, ...]:
    """Return so many ISO weeks, the earliest first and the last ``week`` ("2026-W48")."""
    last = first_day(week)
    days = (last - _WEEK * ago for ago in reversed(range(count)))
    return tuple(f"{year}-W{number:02d}" for year, number, _day in map(date.isocalendar, days))


def first_day(week: str) -> date:
    """Return the Monday of an ISO week. Raises ValueError for what is no week."""
    year, _dash, number = week.partition("-W")
    return date.fromisocalendar(int(year), int(number), 1)


def _seats(session: Session, reach: Reach) -> Iterable[tuple[int, Role, datetime, int, Place]]:
    """Give every seat that counts with when it was first taken, and how many sit there now."""
    under_way = exists().where(
        Programme.collectivity_id == Seat.collectivity_id, Programme.phase != Phase.CLOSED
    )
    taken = (
        select(
            Occupancy.seat_id,
            func.min(Occupancy.since).label("since"),
            (func.count() - func.count(Occupancy.until)).label("occupied"),
        )
        .group_by(Occupancy.seat_id)
        .subquery()
    )
    rows = session.execute(
        select(Seat.id, Seat.role, taken.c.since, taken.c.occupied, *_PLACE)
        .join(taken, taken.c.seat_id == Seat.id)
        .join(Collectivity, Collectivity.id == Seat.collectivity_id)
        .where(Seat.role.in_(ASKED), under_way, reach.covers(Seat.collectivity_id))
        .order_by(Seat.id)
    )
    places: dict[int, Place] = {}
    for seat_id, role, since, occupied, *columns in rows:
        if columns[0] not in places:
            places[columns[0]] = _place(*columns)
        yield seat_id, role, since, occupied, places[columns[0]]


def _place(  # noqa: PLR0913, PLR0917 — the columns of a place
    number: int,
    name_ar: str,
    name_fr: str,
    kind: CollectivityKind,
    population: int | None,
    region_id: int | None,
    parent_id: int | None,
) -> Place:
    province = {
        CollectivityKind.REGION: None,
        CollectivityKind.COMMUNE: parent_id,
    }.get(kind, number)
    return Place(number, name_ar, name_fr, kind, population, region_id or number, province)


def _marks(
    session: Session, reach: Reach, weeks: tuple[str, ...], now: datetime
) -> dict[int, dict[str, Mark]]:
    """Return the marks of these weeks by seat: those of whoever sat there at that time.

    An answer is the seat's whose occupant gave it; where two sat there in one week, it counts once.
    """
    at = func.coalesce(CheckIn.answered_at, CheckIn.closes_at)
    rows = session.execute(
        select(
            Occupancy.seat_id,
            CheckIn.week,
            CheckIn.answered_at.is_not(None),
            CheckIn.late,
            CheckIn.excused.is_not(None),
            CheckIn.sent_at.is_not(None),
            CheckIn.closes_at <= now,
        )
        .join(
            Occupancy,
            (Occupancy.member_id == CheckIn.member_id)
            & (Occupancy.since <= at)
            & (Occupancy.until.is_(None) | (Occupancy.until > at)),
        )
        .join(Seat, Seat.id == Occupancy.seat_id)
        .where(CheckIn.week.between(weeks[0], weeks[-1]), reach.covers(Seat.collectivity_id))
    )
    found: dict[int, dict[str, Mark]] = {}
    for seat_id, week, answered, late, excused, sent, closed in rows:
        mark = _mark(answered=answered, late=late, excused=excused, sent=sent, closed=closed)
        mine = found.setdefault(seat_id, {})
        if mine.get(week) not in ANSWERS:
            mine[week] = mark
    return found


def _mark(*, answered: bool, late: bool, excused: bool, sent: bool, closed: bool) -> Mark:
    if answered:
        return Mark.LATE if late else Mark.ANSWERED
    if excused:
        return Mark.EXCUSED
    if not sent:
        return Mark.UNASKED
    return Mark.SILENT if closed else Mark.OPEN


_PLACE = (
    Collectivity.id,
    Collectivity.name_ar,
    Collectivity.name_fr,
    Collectivity.kind,
    Collectivity.population,
    Collectivity.region_id,
    Collectivity.parent_id,
)

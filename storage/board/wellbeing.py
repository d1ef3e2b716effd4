"""What stands in people's way, and how their energy is: of groups together, never of one alone."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.board.participation import weeks_to
from storage.figures import FEWEST
from storage.models import Audience, CheckIn, Member, Obstacle, Seat
from storage.reach import Reach
from storage.rhythm import ASKED

_TOLD = (Audience.PEERS, Audience.COORDINATOR)


@dataclass(frozen=True)
class Obstacles:
    """What stands in the way of people within reach, and is not said to be gone.

    Attributes:
        counts: how many people, by category, the most first; five at least each.
        few: the categories of fewer people: that there are any, not how many.
    """

    counts: tuple[tuple[Obstacle, int], ...] = ()
    few: tuple[Obstacle, ...] = ()


@dataclass(frozen=True)
class Mood:
    """The mean energy of a week, 1 to 5, and how many gave one: five people at least."""

    week: str
    mean: float
    people: int


def obstacles(session: Session, reach: Reach) -> Obstacles:
    """Return the open obstacles by category: those shared with peers or the coordination.

    What was kept private counts nowhere. As elsewhere, an obstacle is open while it is the newest
    that its person named (`checkins.open_obstacle`).
    """
    newest = (
        select(CheckIn.member_id, func.max(CheckIn.week).label("week"))
        .where(CheckIn.obstacle.is_not(None))
        .group_by(CheckIn.member_id)
        .subquery()
    )
    rows = session.execute(
        select(CheckIn.obstacle, func.count(CheckIn.id))
        .join(
            newest,
            (newest.c.member_id == CheckIn.member_id) & (newest.c.week == CheckIn.week),
        )
        .join(Member, Member.id == CheckIn.member_id)
        .join(Seat, Seat.id == Member.seat_id)
        .where(
            CheckIn.solved_at.is_(None),
            CheckIn.audience.in_(_TOLD),
            Seat.role.in_(ASKED),
            reach.covers(Seat.collectivity_id),
        )
        .group_by(CheckIn.obstacle)
    )
    counts = {name: count for name, count in rows if name is not None}
    order = list(Obstacle)
    shown = [(name, counts[name]) for name in order if counts.get(name, 0) >= FEWEST]
    few = tuple(name for name in order if 0 < counts.get(name, 0) < FEWEST)
    return Obstacles(tuple(sorted(shown, key=lambda pair: -pair[1])), few)


def moods(session: Session, reach: Reach, week: str, weeks: int) -> list[Mood]:
    """Return the mean energy of the weeks up to ``week`` in which five people or more gave theirs.

    They belong to where they were given from: somebody who leaves changes nothing of the past, so
    that nobody's own answer can be worked out from two boards.
    """
    span = weeks_to(week, weeks)
    rows = session.execute(
        select(CheckIn.week, func.avg(CheckIn.mood), func.count(CheckIn.mood))
        .where(
            CheckIn.week.between(span[0], span[-1]),
            CheckIn.mood.is_not(None),
            reach.covers(CheckIn.collectivity_id),
        )
        .group_by(CheckIn.week)
        .having(func.count(CheckIn.mood) >= FEWEST)
        .order_by(CheckIn.week)
    )
    return [Mood(name, float(mean), people) for name, mean, people in rows]

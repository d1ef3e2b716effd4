"""What coordinators see of the rhythm: counts of their people together, and of nobody alone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage import checkins
from storage.models import CheckIn, Contact, Member, Pressure, Seat
from storage.reach import Reach
from storage.rhythm import ASKED

FEWEST = 5  # people behind a figure that may be shown (FEATURES.md F6, F14)


@dataclass(frozen=True)
class Figures:
    """What a week's answers cost, which no rate of them is shown without (reminders.md, 7).

    Attributes:
        mood: the mean energy given, 1 to 5; None when fewer than five people gave one.
        people: who is asked, within reach.
        stopped: of these, who stopped the messages.
        sent: messages that Jisr sent on its own since ``since``.
        pressed: how many said this quarter that the messages press on them, a little or a lot, and
            of how many; None when fewer than five said anything.
    """

    mood: float | None
    people: int
    stopped: int
    sent: int
    pressed: tuple[int, int] | None = None


def of_week(session: Session, reach: Reach, week: str, since: datetime) -> Figures:
    """Return the figures of an ISO week, and the messages sent since a moment, within reach."""
    within = reach.covers(Seat.collectivity_id)
    mood, given = session.execute(
        select(func.avg(CheckIn.mood), func.count(CheckIn.mood))
        .join(Member, Member.id == CheckIn.member_id)
        .join(Seat, Seat.id == Member.seat_id)
        .where(CheckIn.week == week, within)
    ).one()
    people, stopped = session.execute(
        select(func.count(Member.id), func.count(Member.stopped_at))
        .join(Seat, Seat.id == Member.seat_id)
        .where(Member.joined_at.is_not(None), Seat.role.in_(ASKED), within)
    ).one()
    sent = session.scalar(
        select(func.count(Contact.id))
        .join(Member, Member.id == Contact.member_id)
        .join(Seat, Seat.id == Member.seat_id)
        .where(Contact.at >= since, Seat.role.in_(ASKED), within)
    )
    shown = float(mood) if given >= FEWEST else None
    pressed = _pressed(session, reach, week)
    return Figures(shown, people, stopped, sent or 0, pressed)


def _pressed(session: Session, reach: Reach, week: str) -> tuple[int, int] | None:
    """Count the answers on pressure of the quarter up to ``week``, each person's last one."""
    year, _dash, number = week.partition("-W")
    rows = session.execute(
        select(CheckIn.member_id, CheckIn.pressure)
        .join(Member, Member.id == CheckIn.member_id)
        .join(Seat, Seat.id == Member.seat_id)
        .where(
            CheckIn.week >= checkins.quarter_begins(int(year), int(number)),
            CheckIn.week <= week,
            CheckIn.pressure.is_not(None),
            reach.covers(Seat.collectivity_id),
        )
        .order_by(CheckIn.week)
    )
    said = dict(rows.all())
    if len(said) < FEWEST:
        return None
    return sum(one is not Pressure.NONE for one in said.values()), len(said)

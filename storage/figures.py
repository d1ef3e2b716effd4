"""What coordinators see of the rhythm: counts of their people together, and of nobody alone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage import checkins
from storage.models import CheckIn, Contact, Member, Seat
from storage.reach import Reach
from storage.rhythm import ASKED

FEWEST = 5  # people behind a mean that may be shown (FEATURES.md F6)


@dataclass(frozen=True)
class Figures:
    """A week's answers beside what they cost: never the one without the other (reminders.md, 7).

    Attributes:
        answered: check-ins answered, of a week.
        asked: sent and not excused.
        mood: the mean energy given, 1 to 5; None when fewer than five people gave one.
        people: who is asked, within reach.
        stopped: of these, who stopped the messages.
        sent: messages that Jisr sent on its own since ``since``.
    """

    answered: int
    asked: int
    mood: float | None
    people: int
    stopped: int
    sent: int


def of_week(session: Session, reach: Reach, week: str, since: datetime) -> Figures:
    """Return the figures of an ISO week, and the messages sent since a moment, within reach."""
    within = reach.covers(Seat.collectivity_id)
    answered, asked = checkins.answered_in(session, reach, week)
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
    return Figures(answered, asked, shown, people, stopped, sent or 0)

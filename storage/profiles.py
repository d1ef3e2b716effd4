"""What coordinators may see of one member: facts of the seat and of taking part, and no more.

Never a mood, a score, an obstacle that was kept private, or a number to call (FEATURES.md F14).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.models import (
    Answer,
    ChannelIdentity,
    CheckIn,
    Conversation,
    Member,
    Occupancy,
    ProgressReport,
    Question,
    QuestionStatus,
)

WEEKS = 12  # of which regularity is told (reminders.md, section 7)


@dataclass(frozen=True)
class Participation:
    """Check-ins of the last twelve weeks: answered, of those asked, and weeks that were excused."""

    answered: int
    asked: int
    excused: int


def participation(session: Session, member_id: int, now: datetime) -> Participation:
    """Count the twelve weeks before this one; this one too as soon as it is answered."""
    year, week, _day = now.isocalendar()
    this_week = f"{year}-W{week:02d}"
    year, week, _day = (now - timedelta(weeks=WEEKS)).isocalendar()
    rows = session.scalars(
        select(CheckIn).where(CheckIn.member_id == member_id, CheckIn.week >= f"{year}-W{week:02d}")
    ).all()
    told = [row for row in rows if row.week < this_week or row.answered_at is not None]
    told = sorted(told, key=lambda row: row.week)[-WEEKS:]
    answered = [row for row in told if row.answered_at is not None]
    excused = [row for row in told if row.answered_at is None and row.excused is not None]
    missed = [row for row in told if row.answered_at is None and row.excused is None]
    asked = len(answered) + sum(row.sent_at is not None for row in missed)
    return Participation(len(answered), asked, len(excused))


def last_heard(session: Session, member_id: int) -> datetime | None:
    """Return when somebody last did something in Jisr that is kept, or None."""
    sources = (
        select(func.max(CheckIn.answered_at)).where(CheckIn.member_id == member_id),
        select(func.max(ProgressReport.created_at)).where(ProgressReport.author_id == member_id),
        select(func.max(Answer.at)).where(Answer.author_id == member_id),
        select(func.max(Conversation.touched_at)).where(Conversation.member_id == member_id),
    )
    moments = [moment for query in sources if (moment := session.scalar(query)) is not None]
    return max(moments, default=None)


def seated_since(session: Session, member: Member) -> datetime | None:
    """Return since when somebody has had the seat they occupy now."""
    return session.scalar(
        select(Occupancy.since).where(
            Occupancy.member_id == member.id,
            Occupancy.seat_id == member.seat_id,
            Occupancy.until.is_(None),
        )
    )


def channels(session: Session, member_id: int) -> tuple[list[str], list[str]]:
    """Return by which channels somebody can be written to, and which take no message any more."""
    rows = session.execute(
        select(ChannelIdentity.channel, ChannelIdentity.unreachable_since)
        .where(ChannelIdentity.member_id == member_id)
        .order_by(ChannelIdentity.id)
    ).all()
    reached = list(dict.fromkeys(channel for channel, closed in rows if closed is None))
    lost = list(dict.fromkeys(channel for channel, closed in rows if closed is not None))
    return reached, [one for one in lost if one not in reached]


def open_questions(session: Session, member: Member) -> int:
    """Count the open questions that were asked from the seat under its name.

    One that was asked without it is not even counted: a number would tell who asks.
    """
    query = select(func.count(Question.id)).where(
        Question.seat_id == member.seat_id,
        Question.status == QuestionStatus.OPEN,
        Question.named.is_(True),
    )
    return session.scalar(query) or 0


def latest_report(session: Session, programme_id: int) -> datetime | None:
    """Return when a programme was last reported on, or None."""
    return session.scalar(
        select(func.max(ProgressReport.created_at)).where(
            ProgressReport.programme_id == programme_id
        )
    )

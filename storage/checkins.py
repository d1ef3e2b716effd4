"""Check-ins: one row per person and ISO week, sent, answered or excused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.models import (
    Audience,
    CheckIn,
    CheckInKind,
    Member,
    Obstacle,
    Pace,
    Pressure,
)

SILENCE = 2  # check-ins without an answer after which one is welcome back (reminders.md, 2)


@dataclass(frozen=True)
class Answered:
    """What somebody said of their week; every field but ``pace`` may stay empty."""

    pace: Pace | None  # None: "all fine", or "too busy"
    obstacle: Obstacle | None = None
    words: str | None = None
    audience: Audience | None = None
    mood: int | None = None
    load: int | None = None
    pressure: Pressure | None = None


def of_week(session: Session, member_id: int, week: str) -> CheckIn | None:
    """Return a person's check-in of an ISO week ("2026-W48"), or None."""
    return session.scalar(
        select(CheckIn).where(CheckIn.member_id == member_id, CheckIn.week == week)
    )


def recent(session: Session, member_id: int, limit: int = 60) -> Sequence[CheckIn]:
    """Return a person's check-ins, the newest week first."""
    return session.scalars(
        select(CheckIn)
        .where(CheckIn.member_id == member_id)
        .order_by(CheckIn.week.desc())
        .limit(limit)
    ).all()


def after(session: Session, row: CheckIn) -> CheckIn | None:
    """Return the same person's next check-in that was sent and not excused, or None."""
    return session.scalar(
        select(CheckIn)
        .where(
            CheckIn.member_id == row.member_id,
            CheckIn.week > row.week,
            CheckIn.sent_at.is_not(None),
            CheckIn.excused.is_(None),
        )
        .order_by(CheckIn.week)
        .limit(1)
    )


def closing(week: str, zone: tzinfo) -> datetime:
    """Return when an ISO week's check-in closes: Thursday 16:00 wall time (F5), as UTC.

    Raises ValueError for what is no week.
    """
    year, _dash, number = week.partition("-W")
    day = date.fromisocalendar(int(year), int(number), 4)
    return datetime.combine(day, time(16), tzinfo=zone).astimezone(UTC)


def row(session: Session, member: Member, week: str, closes_at: datetime) -> CheckIn:
    """Return a person's check-in of a week, making it if need be; it is locked until the commit."""
    found = session.scalar(
        select(CheckIn)
        .where(CheckIn.member_id == member.id, CheckIn.week == week)
        .with_for_update()
    )
    if found is None:
        found = CheckIn(
            member_id=member.id,
            collectivity_id=member.collectivity_id,
            week=week,
            closes_at=closes_at,
        )
        session.add(found)
        session.flush()
    return found


def note_sent(check_in: CheckIn, kind: CheckInKind, slot: int | None, now: datetime) -> None:
    """Note that the week's question went out."""
    check_in.kind, check_in.slot, check_in.sent_at, check_in.excused = kind, slot, now, None


def note_answer(check_in: CheckIn, answered: Answered, channel: str, now: datetime) -> None:
    """Write an answer; a second one of the same week replaces it (F5: the latest wins).

    It counts as late if the week had closed when it was first answered.
    """
    if check_in.answered_at is None:
        check_in.late = now > check_in.closes_at
    check_in.answered_at = now
    check_in.channel = channel
    check_in.pace = answered.pace
    check_in.obstacle = answered.obstacle
    check_in.words = answered.words
    check_in.audience = answered.audience
    check_in.mood = answered.mood
    check_in.load = answered.load
    check_in.pressure = answered.pressure


def excuse(session: Session, member_id: int, week: str, reason: str) -> None:
    """Let a week without an answer be no miss: whoever is away, or later, missed nothing."""
    found = of_week(session, member_id, week)
    if found is not None and found.answered_at is None:
        found.excused = reason


def comes_back(session: Session, member_id: int, week: str) -> bool:
    """Tell whether an answer now would end a silence: the last two check-ins had none."""
    counted = [
        row
        for row in recent(session, member_id, 12)
        if row.week <= week and row.sent_at is not None and row.excused is None
    ][:SILENCE]
    return len(counted) == SILENCE and not any(row.answered_at for row in counted)


def begins_quarter(session: Session, member_id: int, week: str) -> bool:
    """Tell whether this week would be a person's first answer of a quarter, but not their first."""
    year, _dash, number = week.partition("-W")
    newest = session.scalar(
        select(func.max(CheckIn.week)).where(
            CheckIn.member_id == member_id, CheckIn.week < week, CheckIn.answered_at.is_not(None)
        )
    )
    return newest is not None and newest < quarter_begins(int(year), int(number))


def quarter_begins(year: int, week: int) -> str:
    """Return the first ISO week of the quarter that a week lies in: every 13; the 53rd is added."""
    return f"{year}-W{min((week - 1) // 13, 3) * 13 + 1:02d}"


def open_obstacle(session: Session, member_id: int) -> CheckIn | None:
    """Return the newest obstacle this person has named and not yet said to be gone."""
    newest = session.scalar(
        select(CheckIn)
        .where(CheckIn.member_id == member_id, CheckIn.obstacle.is_not(None))
        .order_by(CheckIn.week.desc())
        .limit(1)
    )
    return newest if newest is not None and newest.solved_at is None else None

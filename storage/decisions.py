"""Every decision of the ladder, kept so that it can be replayed, explained and counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.models import CheckIn, DecisionRecord, Member, Seat
from storage.reach import Reach

REMINDER = "reminder"  # what was chosen, of a check-in's reminder
UNANSWERED = "unanswered"  # a reason of every decision on a reminder, whatever was chosen


@dataclass(frozen=True, kw_only=True)
class NewDecision:
    """A decision, as it is stored; see `storage.models.DecisionRecord`."""

    pseudonym: str
    week: str
    policy: str
    chosen: str
    p: float = 1.0
    eligible: Sequence[str] = ()
    features: Mapping[str, Any] = field(default_factory=dict)
    probabilities: Mapping[str, float] = field(default_factory=dict)
    seed: str = ""
    reasons: Sequence[tuple[str, Mapping[str, float]]] = ()
    suppressed_by: str | None = None
    sent_at: datetime | None = None


def add(session: Session, member: Member, new: NewDecision, now: datetime) -> DecisionRecord:
    """Store a decision. Flushes, for the id."""
    row = DecisionRecord(
        at=now,
        member_id=member.id,
        pseudonym=new.pseudonym,
        week=new.week,
        policy=new.policy,
        eligible=list(new.eligible),
        features=dict(new.features),
        probabilities=dict(new.probabilities),
        chosen=new.chosen,
        p=new.p,
        seed=new.seed,
        reasons=[[reason, dict(numbers)] for reason, numbers in new.reasons],
        suppressed_by=new.suppressed_by,
        sent_at=new.sent_at,
    )
    session.add(row)
    session.flush()
    return row


def of_member(session: Session, decision_id: int, member_id: int) -> DecisionRecord | None:
    """Return a decision if it is about this member, else None: as if there were none."""
    return session.scalar(
        select(DecisionRecord).where(
            DecisionRecord.id == decision_id, DecisionRecord.member_id == member_id
        )
    )


def on_reminder(session: Session, member_id: int, week: str) -> Sequence[DecisionRecord]:
    """Return what was decided on the reminder of a week's check-in, the earliest first."""
    rows = session.scalars(
        select(DecisionRecord)
        .where(DecisionRecord.member_id == member_id, DecisionRecord.week == week)
        .order_by(DecisionRecord.id)
    )
    return [row for row in rows if any(reason == UNANSWERED for reason, _numbers in row.reasons)]


def note_unsent(
    session: Session, member_id: int, week: str, reason: str, *, reminder: bool
) -> None:
    """Write beside the decision to send a week's message that it was not sent, and why."""
    chosen = DecisionRecord.chosen
    newest = session.scalar(
        select(DecisionRecord)
        .where(
            DecisionRecord.member_id == member_id,
            DecisionRecord.week == week,
            DecisionRecord.sent_at.is_not(None),
            chosen == REMINDER if reminder else chosen != REMINDER,
        )
        .order_by(DecisionRecord.id.desc())
        .limit(1)
    )
    if newest is not None:
        newest.suppressed_by, newest.sent_at = reason, None


def latest_scored(session: Session, member_id: int) -> DecisionRecord | None:
    """Return the newest decision on a member's check-in: their score was worked out with it."""
    rows = session.scalars(
        select(DecisionRecord)
        .where(DecisionRecord.member_id == member_id)
        .order_by(DecisionRecord.at.desc(), DecisionRecord.id.desc())
        .limit(20)
    )
    return next((row for row in rows if "score" in row.features), None)


def suppressed(session: Session, reach: Reach, since: datetime) -> Sequence[tuple[str, int]]:
    """Return how many messages were held back within reach, by reason, the most frequent first."""
    count = func.count()
    rows = session.execute(
        select(DecisionRecord.suppressed_by, count)
        .join(Member, Member.id == DecisionRecord.member_id)
        .join(Seat, Seat.id == Member.seat_id)
        .where(
            DecisionRecord.at >= since,
            DecisionRecord.suppressed_by.is_not(None),
            reach.covers(Seat.collectivity_id),
        )
        .group_by(DecisionRecord.suppressed_by)
        .order_by(count.desc(), DecisionRecord.suppressed_by)
    )
    return [(reason, number) for reason, number in rows if reason is not None]


def coins(session: Session) -> list[tuple[DecisionRecord, CheckIn | None]]:
    """Return the decisions in which the coin was thrown, each once, with its week's check-in."""
    rows = session.execute(
        select(DecisionRecord, CheckIn)
        .outerjoin(
            CheckIn,
            (CheckIn.member_id == DecisionRecord.member_id) & (CheckIn.week == DecisionRecord.week),
        )
        .where(DecisionRecord.p > 0, DecisionRecord.p < 1)
        .order_by(DecisionRecord.id)
    )
    first: dict[str, tuple[DecisionRecord, CheckIn | None]] = {}
    for decision, check_in in rows:
        first.setdefault(decision.seed, (decision, check_in))
    return list(first.values())

"""What became of an announcement, for each of those it was for: counted, and listed by name."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from storage.announcements.acts import WITHDRAWN
from storage.announcements.queue import key
from storage.models import (
    Announcement,
    ChannelIdentity,
    Member,
    OutboxMessage,
    Recipient,
    Role,
    Seat,
)

SENT, WAITING, HELD, FAILED, UNCERTAIN = "sent", "waiting", "held", "failed", "uncertain"
CANCELLED, DROPPED, LEFT_OUT = "cancelled", "dropped", "left_out"
NOTED, UNNOTED = "noted", "unnoted"  # of those it was sent to
FATES = (SENT, WAITING, HELD, FAILED, UNCERTAIN, CANCELLED, DROPPED, LEFT_OUT)


@dataclass(frozen=True)
class Outcomes:
    """How many people have each fate.

    Attributes:
        fates: by FATES; those with none are left out.
        noted: who has said that they read it.
        reasons: why somebody was left out or their message dropped, by (fate, reason).
    """

    fates: dict[str, int] = field(default_factory=dict)
    noted: int = 0
    reasons: dict[tuple[str, str], int] = field(default_factory=dict)

    def of(self, *fates: str) -> int:
        """Return how many people have one of these fates."""
        return sum(self.fates.get(one, 0) for one in fates)

    @property
    def addressed(self) -> int:
        """How many people it was queued for."""
        return self.of(*FATES) - self.of(LEFT_OUT)


@dataclass(frozen=True)
class Person:
    """One recipient and their fate. ``name`` is empty once erased, ``role`` None without a seat."""

    name: str
    role: Role | None
    collectivity_id: int | None
    fate: str
    reason: str | None
    noted: bool


def counted(session: Session, row: Announcement, now: datetime) -> Outcomes:
    """Count the fates of everybody whom the announcement was for."""
    fate, reason = _fate(now).label("fate"), _reason().label("reason")
    found = session.execute(
        select(fate, reason, func.count(), func.count(Recipient.noted_at))
        .outerjoin_from(Recipient, OutboxMessage, OutboxMessage.dedupe_key == key(row))
        .where(Recipient.announcement_id == row.id)
        .group_by(fate, reason)
    )
    fates: dict[str, int] = {}
    reasons: dict[tuple[str, str], int] = {}
    noted = 0
    for name, why, number, read in found:
        fates[name] = fates.get(name, 0) + number
        noted += read
        if why is not None:
            reasons[name, why] = reasons.get((name, why), 0) + number
    return Outcomes(fates, noted, reasons)


def listed(  # noqa: PLR0913, PLR0917 — which, whose, from where, how many
    session: Session, row: Announcement, which: str, now: datetime, limit: int, offset: int
) -> Sequence[Person]:
    """Return the people with one fate, or who noted it or did not, by name."""
    fate = _fate(now)
    wanted = {
        NOTED: Recipient.noted_at.is_not(None),
        UNNOTED: and_(fate == SENT, Recipient.noted_at.is_(None)),
    }.get(which, fate == which)
    rows = session.execute(
        select(
            Member.name,
            Seat.role,
            Seat.collectivity_id,
            fate,
            case((ChannelIdentity.unreachable_since.is_not(None), "unreachable"), else_=_reason()),
            Recipient.noted_at.is_not(None),
        )
        .join_from(Recipient, Member, Member.id == Recipient.member_id)
        .outerjoin(Seat, Seat.id == Member.seat_id)
        .outerjoin(ChannelIdentity, ChannelIdentity.id == Recipient.identity_id)
        .outerjoin(OutboxMessage, OutboxMessage.dedupe_key == key(row))
        .where(Recipient.announcement_id == row.id, wanted)
        .order_by(Member.name, Member.id)
        .limit(limit)
        .offset(offset)
    )
    return [Person(*one) for one in rows]


def next_due(session: Session, row: Announcement) -> datetime | None:
    """Return when the next of its messages is due; None when none waits."""
    return session.scalar(
        select(func.min(OutboxMessage.due_at))
        .join_from(Recipient, OutboxMessage, OutboxMessage.dedupe_key == key(row))
        .where(Recipient.announcement_id == row.id, OutboxMessage.status == "pending")
    )


def _fate(now: datetime) -> ColumnElement[str]:
    message = OutboxMessage.status
    under_way = or_(OutboxMessage.due_at <= now, OutboxMessage.attempts > 0)
    return case(
        (Recipient.left_out.is_not(None), LEFT_OUT),
        (message == "sent", SENT),
        (message == "started", WAITING),
        (and_(message == "pending", under_way), WAITING),
        (message == "pending", HELD),
        (message == "uncertain", UNCERTAIN),
        (message == "failed", FAILED),
        (OutboxMessage.error == WITHDRAWN, CANCELLED),
        else_=DROPPED,
    )


def _reason() -> ColumnElement[str | None]:
    """Return why somebody was left out, or what forbade their message; NULL for all others."""
    return case(
        (Recipient.left_out.is_not(None), Recipient.left_out),
        (OutboxMessage.status == "cancelled", OutboxMessage.error),
        else_=None,
    )

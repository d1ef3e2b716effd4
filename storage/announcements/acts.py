"""What is done to an announcement's messages once they are queued: withdrawn, sent again, edited.

Each act takes one portion of the recipients, so that with very many of them it is several
transactions; done twice, it changes nothing the second time.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, delete, func, literal, select, update
from sqlalchemy.orm import Session

from storage.announcements import queue
from storage.announcements.queue import MESSAGE, REMINDER, Portion, key, shared_key
from storage.announcements.records import KEPT, REMINDED
from storage.models import Announcement, Contact, OutboxMessage, Recipient

WITHDRAWN = "withdrawn"  # why a message was not sent: a coordinator cancelled the rest
_PLAINLY = {"synchronize_session": False}

Act = Callable[[Session, Announcement, datetime, int], Portion]


def withdraw(session: Session, row: Announcement, now: datetime, after: int) -> Portion:
    """Cancel what has not gone out, and take it out of the budget.

    What is in flight at this moment may still arrive.
    """
    portion, those = _portion(session, row, after)
    waiting = _messages(row, *those, OutboxMessage.status == "pending")
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(waiting), OutboxMessage.status == "pending")
        .values(status="cancelled", error=WITHDRAWN, done_at=now)
        .execution_options(**_PLAINLY)
    )
    unsent = _messages(row, *those, OutboxMessage.error == WITHDRAWN, of=Recipient.member_id)
    session.execute(
        delete(Contact)
        .where(
            Contact.kind == MESSAGE,
            Contact.period == str(row.id),
            Contact.member_id.in_(unsent),
        )
        .execution_options(**_PLAINLY)
    )
    return portion


def resend(session: Session, row: Announcement, now: datetime, after: int) -> Portion:
    """Queue the messages of unknown fate once more."""
    portion, those = _portion(session, row, after)
    row.expires_at = now + KEPT
    doubtful = _messages(row, *those, OutboxMessage.status == "uncertain")
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(doubtful))
        .values(
            status="pending",
            due_at=now,
            expires_at=row.expires_at,
            error=None,
            done_at=None,
            attempts=0,
        )
        .execution_options(**_PLAINLY)
    )
    return portion


def remind(session: Session, row: Announcement, now: datetime, after: int) -> Portion:
    """Queue the one reminder for those who got the announcement and have not noted it."""
    portion, those = _portion(session, row, after)
    got = select(OutboxMessage.id).where(
        OutboxMessage.dedupe_key == key(row), OutboxMessage.status == "sent"
    )
    unnoted = (*those, Recipient.noted_at.is_(None), got.exists())
    queue.queue(session, row, REMINDER, *unnoted, now=now, expires=now + REMINDED)
    return portion


def correct(session: Session, row: Announcement, now: datetime, after: int) -> Portion:
    """Queue an edit of every message that arrived; those that wait will bring the new words."""
    portion, those = _portion(session, row, after)
    shared = f"{shared_key(row)}:{row.corrections}"
    edits = queue.rows(
        literal(f"correct:{row.id}:{row.corrections}:") + Recipient.member_id.cast(String),
        queue.payload(shared, '"replaces":"', OutboxMessage.platform_id.cast(String), '"'),
        now,
        now + KEPT,
    )
    edits = edits.join(OutboxMessage, OutboxMessage.dedupe_key == key(row)).where(
        Recipient.announcement_id == row.id,
        *those,
        OutboxMessage.status == "sent",
        OutboxMessage.platform_id.is_not(None),
    )
    queue.put(session, queue.OUTBOX, queue.COLUMNS, edits)
    return portion


ACTS: Mapping[str, Act] = {
    "withdraw": withdraw,
    "resend": resend,
    "remind": remind,
    "correct": correct,
}


def _portion(
    session: Session, row: Announcement, after: int
) -> tuple[Portion, tuple[ColumnElement[bool], ...]]:
    """Return the next recipients after a member, and the condition that they are those."""
    next_ones = (
        select(Recipient.member_id)
        .where(Recipient.announcement_id == row.id, Recipient.member_id > after)
        .order_by(Recipient.member_id)
        .limit(queue.PORTION)
        .subquery()
    )
    last, number = session.execute(
        select(func.max(next_ones.c.member_id), func.count()).select_from(next_ones)
    ).one()
    portion = Portion(last or after, number >= queue.PORTION)
    return portion, (Recipient.member_id > after, Recipient.member_id <= portion.last)


def _messages(
    row: Announcement,
    *which: ColumnElement[bool],
    of: Any = OutboxMessage.id,  # noqa: ANN401
) -> Select[Any]:
    """Build the query for something of the messages to these recipients."""
    return (
        select(of)
        .select_from(Recipient)
        .join(OutboxMessage, OutboxMessage.dedupe_key == key(row))
        .where(Recipient.announcement_id == row.id, *which)
    )

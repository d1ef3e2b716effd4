"""An announcement on its way: queued in portions, stopped, sent again, reminded of, corrected.

Each portion is three statements, whatever its size: who they are, one message of the shared budget
for each, one outbox row for each. All three are under unique keys, so that the same portion twice
has one effect. The rows name what they share (``storage.shared``).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Select,
    String,
    Table,
    Text,
    Update,
    case,
    delete,
    func,
    literal,
    null,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage import contacts
from storage.announcements.audience import Scope, recipients
from storage.announcements.records import KEPT
from storage.models import Announcement, Contact, Member, OutboxMessage, Recipient, Seat
from storage.outbox import BULK
from storage.rhythm import ASKED

MESSAGE, REMINDER = "announcement", "unnoted"  # kinds of contacts
WITHDRAWN = "withdrawn"  # why a message was not sent: a coordinator cancelled the rest
PORTION = 10_000  # people in one transaction: others wait no longer than for that
TO_ASKED, TO_OTHERS = "asked", "others"  # check-ins or none: the buttons differ
_PLAINLY = {"synchronize_session": False}
_RECIPIENTS, _CONTACTS, _OUTBOX = (
    cast("Table", table.__table__) for table in (Recipient, Contact, OutboxMessage)
)


@dataclass(frozen=True)
class Portion:
    """What one portion came to: the last member in it, and whether more may follow."""

    last: int
    more: bool


def portion(session: Session, row: Announcement, scope: Scope, after: int) -> Portion:
    """Queue an announcement for the next people whom it is for, by member from ``after`` on."""
    _put(
        session,
        _RECIPIENTS,
        ("announcement_id", "member_id", "identity_id", "left_out"),
        _of(row, recipients(scope, after, PORTION)),
    )
    last, reached = session.execute(
        select(func.max(Recipient.member_id), func.count()).where(
            Recipient.announcement_id == row.id, Recipient.member_id > after
        )
    ).one()
    if last is not None:
        those = (Recipient.member_id > after, Recipient.left_out.is_(None))
        _queue(session, row, MESSAGE, *those, now=scope.now, expires=row.expires_at)
    return Portion(last or after, reached >= PORTION)


def remind(session: Session, row: Announcement, now: datetime, expires: datetime) -> None:
    """Queue the one reminder for those who got the announcement and have not noted it."""
    row.reminded_at = now
    got = select(OutboxMessage.id).where(
        OutboxMessage.dedupe_key == key(row), OutboxMessage.status == "sent"
    )
    _queue(session, row, REMINDER, Recipient.noted_at.is_(None), got.exists(), now=now,
           expires=expires)  # fmt: skip


def correct(session: Session, row: Announcement, now: datetime) -> None:
    """Queue an edit of every message that arrived; those that wait will bring the new words."""
    row.corrections += 1
    shared = f"{shared_key(row)}:{row.corrections}"
    edits = _rows(
        literal(f"correct:{row.id}:{row.corrections}:") + Recipient.member_id.cast(String),
        _payload(shared, '"replaces":"', OutboxMessage.platform_id.cast(String), '"'),
        now,
        now + KEPT,
    )
    edits = edits.join(OutboxMessage, OutboxMessage.dedupe_key == key(row)).where(
        Recipient.announcement_id == row.id,
        OutboxMessage.status == "sent",
        OutboxMessage.platform_id.is_not(None),
    )
    _put(session, _OUTBOX, _COLUMNS, edits)


def withdraw(session: Session, row: Announcement, now: datetime) -> int:
    """Cancel every message of an announcement that has not gone out; return how many.

    They are taken out of the budget too. What is in flight at this moment may still arrive.
    """
    waiting = (
        select(OutboxMessage.id)
        .join(Recipient, OutboxMessage.dedupe_key == key(row))
        .where(Recipient.announcement_id == row.id, OutboxMessage.status == "pending")
    )
    done = _change(
        session,
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(waiting), OutboxMessage.status == "pending")
        .values(status="cancelled", error=WITHDRAWN, done_at=now),
    )
    unsent = (
        select(Recipient.member_id)
        .join(OutboxMessage, OutboxMessage.dedupe_key == key(row))
        .where(Recipient.announcement_id == row.id, OutboxMessage.error == WITHDRAWN)
    )
    session.execute(
        delete(Contact)
        .where(
            Contact.kind == MESSAGE,
            Contact.period == str(row.id),
            Contact.member_id.in_(unsent),
        )
        .execution_options(**_PLAINLY)
    )
    return done


def resend(session: Session, row: Announcement, now: datetime) -> int:
    """Queue the messages of unknown fate once more; return how many."""
    doubtful = (
        select(OutboxMessage.id)
        .join(Recipient, OutboxMessage.dedupe_key == key(row))
        .where(Recipient.announcement_id == row.id, OutboxMessage.status == "uncertain")
    )
    return _change(
        session,
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(doubtful))
        .values(
            status="pending",
            due_at=now,
            expires_at=now + KEPT,
            error=None,
            done_at=None,
            attempts=0,
        ),
    )


def shared_key(row: Announcement, kind: str = MESSAGE) -> str:
    """Return what the rows of an announcement, or of its reminder, have in common."""
    return f"{kind}:{row.id}"


def key(row: Announcement) -> ColumnElement[str]:
    """Return the outbox key of an announcement's message to each of its recipients."""
    return contacts.key_for(Recipient.member_id, MESSAGE, str(row.id))


_COLUMNS = (
    "identity_id", "dedupe_key", "priority", "payload", "status", "created_at", "due_at",
    "expires_at", "attempts",
)  # fmt: skip


def _queue(
    session: Session,
    row: Announcement,
    kind: str,
    *which: ColumnElement[bool],
    now: datetime,
    expires: datetime | None,
) -> None:
    """Count one message for each of these recipients, and queue it."""
    period = str(row.id)
    those = (Recipient.announcement_id == row.id, *which)
    counted = select(
        Recipient.member_id,
        literal(kind),
        literal(period),
        literal(now, type_=_CONTACTS.c.at.type),
    ).where(*those)
    _put(session, _CONTACTS, ("member_id", "kind", "period", "at"), counted)
    contact = (  # found by its unique key, one by one: no planner knows rows just inserted
        select(Contact.id)
        .where(
            Contact.member_id == Recipient.member_id,
            Contact.kind == kind,
            Contact.period == period,
        )
        .scalar_subquery()
    )
    messages = _rows(
        contacts.key_for(Recipient.member_id, kind, period),
        _payload(shared_key(row, kind), '"contact":', contact.cast(String), ""),
        now,
        expires,
    ).where(*those)
    _put(session, _OUTBOX, _COLUMNS, messages)


def _rows(
    dedupe_key: ColumnElement[str],
    payload: ColumnElement[str],
    now: datetime,
    expires: datetime | None,
) -> Select[Any]:
    """Build the query for outbox rows of recipients, who still are who they were."""
    moment = _OUTBOX.c.due_at.type
    return (
        select(
            Recipient.identity_id,
            dedupe_key,
            literal(BULK),
            payload,
            literal("pending"),
            literal(now, type_=moment),
            literal(now, type_=moment),
            null() if expires is None else literal(expires, type_=moment),
            literal(0),
        )
        .join_from(Recipient, Member, Member.id == Recipient.member_id)
        .outerjoin(Seat, Seat.id == Member.seat_id)
    )


def _payload(shared: str, before: str, value: ColumnElement[Any], after: str) -> ColumnElement[str]:
    """Write what a row has of its own as JSON: what it shares, and one value."""
    suited = case((Seat.role.in_(ASKED), TO_ASKED), else_=TO_OTHERS)
    head = literal(f'{{"shared":"{shared}:', type_=Text)
    return head + suited + literal(f'",{before}') + value + literal(f"{after}}}")


def _of(row: Announcement, found: Select[Any]) -> Select[Any]:
    """Put the announcement's number before the columns of a query."""
    inner = found.subquery()
    return select(literal(row.id), *inner.c)


def _put(session: Session, table: Table, columns: tuple[str, ...], rows: Select[Any]) -> None:
    """Insert what a query finds, each row once."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    # SQLite takes "ON CONFLICT" for a join's condition where the query has no WHERE of its own.
    statement = insert(table).from_select(columns, rows.where(literal(1) == 1))
    session.execute(statement.on_conflict_do_nothing())


def _change(session: Session, statement: Update) -> int:
    """Change rows and return how many those were."""
    result = session.execute(statement.execution_options(synchronize_session=False))
    return cast(CursorResult[Any], result).rowcount

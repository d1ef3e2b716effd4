"""An announcement on its way into the outbox, in portions.

Each portion is three statements, whatever its size: who they are, one message of the shared budget
for each, one outbox row for each. All three are under unique keys, so that the same portion twice
has one effect. The rows name what they share (``storage.shared``).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Table,
    Text,
    case,
    func,
    literal,
    null,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage import contacts
from storage.announcements.audience import Scope, recipients
from storage.models import Announcement, Contact, Member, OutboxMessage, Recipient, Seat
from storage.outbox import BULK
from storage.rhythm import ASKED

MESSAGE, REMINDER = "announcement", "unnoted"  # kinds of contacts
PORTION = 10_000  # people in one transaction: others wait no longer than for that
TO_ASKED, TO_OTHERS = "asked", "others"  # check-ins or none: the buttons differ
_RECIPIENTS, _CONTACTS, OUTBOX = (
    cast("Table", table.__table__) for table in (Recipient, Contact, OutboxMessage)
)


@dataclass(frozen=True)
class Portion:
    """What one portion came to: the last member in it, and whether more may follow."""

    last: int
    more: bool


def portion(session: Session, row: Announcement, scope: Scope, after: int) -> Portion:
    """Queue an announcement for the next people whom it is for, by member from ``after`` on."""
    put(
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
        queue(session, row, MESSAGE, *those, now=scope.now, expires=row.expires_at)
    return Portion(last or after, reached >= PORTION)


def shared_key(row: Announcement, kind: str = MESSAGE) -> str:
    """Return what the rows of an announcement, or of its reminder, have in common."""
    return f"{kind}:{row.id}"


def key(row: Announcement) -> ColumnElement[str]:
    """Return the outbox key of an announcement's message to each of its recipients."""
    return contacts.key_for(Recipient.member_id, MESSAGE, str(row.id))


COLUMNS = (
    "identity_id", "dedupe_key", "priority", "payload", "status", "created_at", "due_at",
    "expires_at", "attempts",
)  # fmt: skip


def queue(
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
    put(session, _CONTACTS, ("member_id", "kind", "period", "at"), counted)
    contact = (  # found by its unique key, one by one: no planner knows rows just inserted
        select(Contact.id)
        .where(
            Contact.member_id == Recipient.member_id,
            Contact.kind == kind,
            Contact.period == period,
        )
        .scalar_subquery()
    )
    messages = rows(
        contacts.key_for(Recipient.member_id, kind, period),
        payload(shared_key(row, kind), '"contact":', contact.cast(String), ""),
        now,
        expires,
    ).where(*those)
    put(session, OUTBOX, COLUMNS, messages)


def rows(
    dedupe_key: ColumnElement[str],
    payload: ColumnElement[str],
    now: datetime,
    expires: datetime | None,
) -> Select[Any]:
    """Build the query for outbox rows of recipients, who still are who they were."""
    moment = OUTBOX.c.due_at.type
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


def payload(shared: str, before: str, value: ColumnElement[Any], after: str) -> ColumnElement[str]:
    """Write what a row has of its own as JSON: what it shares, and one value."""
    suited = case((Seat.role.in_(ASKED), TO_ASKED), else_=TO_OTHERS)
    head = literal(f'{{"shared":"{shared}:', type_=Text)
    return head + suited + literal(f'",{before}') + value + literal(f"{after}}}")


def _of(row: Announcement, found: Select[Any]) -> Select[Any]:
    """Put the announcement's number before the columns of a query."""
    inner = found.subquery()
    return select(literal(row.id), *inner.c)


def put(session: Session, table: Table, columns: tuple[str, ...], found: Select[Any]) -> None:
    """Insert what a query finds, each row once."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    # SQLite takes "ON CONFLICT" for a join's condition where the query has no WHERE of its own.
    statement = insert(table).from_select(columns, found.where(literal(1) == 1))
    session.execute(statement.on_conflict_do_nothing())

"""What Jisr wrote on its own: every feature's messages in one list, for they share one budget."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, delete, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.models import Contact

# In any such period at most so many: `scheduler.budget` grants by them, here they are counted.
LIMITS = ((timedelta(days=7), 2), (timedelta(days=28), 6))


def take(session: Session, member_id: int, kind: str, period: str, now: datetime) -> int | None:
    """Note one message of ``kind`` for ``period``; return its number, None if it was sent before.

    One row per person, kind and period (FEATURES.md F6), whoever asks first: N processes, a restart
    or a clock jump send it once.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return session.scalar(
        insert(Contact)
        .values(member_id=member_id, kind=kind, period=period, at=now)
        .on_conflict_do_nothing()
        .returning(Contact.id)
    )


def key() -> ColumnElement[str]:
    """Return the outbox key of a contact's one message: of the person, the kind and the period.

    Not of its number: a store may give the number of a deleted row to another.
    """
    return key_for(Contact.member_id) + Contact.kind + ":" + Contact.period


def key_for(
    member_id: InstrumentedAttribute[int], kind: str = "", period: str = ""
) -> ColumnElement[str]:
    """Return the outbox key of one message to each member of a column; without a kind, its head."""
    tail = f":{kind}:{period}" if kind else ":"
    found: ColumnElement[str] = literal("prompt:") + member_id.cast(String) + tail
    return found


def key_of(session: Session, contact_id: int) -> str:
    """Return the key of a contact's one message; raises NoResultFound when it was given back."""
    return session.scalars(select(key()).where(Contact.id == contact_id)).one()


def give_back(session: Session, contact_id: int) -> None:
    """Take a message back that is not sent after all: there was nothing left to say."""
    session.execute(delete(Contact).where(Contact.id == contact_id))


def of_id(session: Session, contact_id: int) -> Contact | None:
    """Return a message sent unasked by its number."""
    return session.get(Contact, contact_id)

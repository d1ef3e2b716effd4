"""What Jisr wrote on its own: every feature's messages in one list, for they share one budget."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.models import Contact


def take(session: Session, member_id: int, kind: str, period: str, now: datetime) -> bool:
    """Note one message of ``kind`` for ``period``; False when that was sent before.

    One row per person, kind and period (FEATURES.md F6), whoever asks first: N processes, a restart
    or a clock jump send it once.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    added = session.scalar(
        insert(Contact)
        .values(member_id=member_id, kind=kind, period=period, at=now)
        .on_conflict_do_nothing()
        .returning(Contact.id)
    )
    return added is not None


def since(session: Session, member_id: int, start: datetime) -> Sequence[datetime]:
    """Return when something was sent to a member from ``start`` on, the earliest first."""
    return session.scalars(
        select(Contact.at)
        .where(Contact.member_id == member_id, Contact.at >= start)
        .order_by(Contact.at)
    ).all()

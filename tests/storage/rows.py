"""Rows that storage tests write: one event of the inbox each."""

from datetime import UTC, datetime

from sqlalchemy import func, select

from storage import Session
from storage.models import InboxEvent

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def add_event(session: Session, number: int, payload: dict[str, object] | None = None) -> int:
    """Store an event as the channel "test" would bring it; return its number."""
    session.add(
        InboxEvent(
            channel="test",
            external_id=str(number),
            person="test:1",
            payload=payload,
            received_at=NOON,
        )
    )
    return number


def events(session: Session) -> list[int]:
    """Return the numbers of the stored events, in order."""
    return sorted(int(each) for each in session.scalars(select(InboxEvent.external_id)))


def count_events(session: Session) -> int:
    """Return how many events are stored."""
    return session.scalar(select(func.count(InboxEvent.id))) or 0

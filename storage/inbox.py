"""The inbox: events stored before they are acknowledged, each taken once, in order of person."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.models import InboxEvent

MOST_ATTEMPTS = 3  # reliability.md, section 2: after three failures an event is a dead letter

Arrival = tuple[str, str, dict[str, Any]]  # external id, person, payload


def receive(session: Session, channel: str, arrivals: Sequence[Arrival], now: datetime) -> int:
    """Store what arrived and return how many were new; a repeated external id is left alone."""
    if not arrivals:
        return 0
    rows = [
        {
            "channel": channel,
            "external_id": external_id,
            "person": person,
            "payload": payload,
            "received_at": now,
            "status": "open",
            "attempts": 0,
        }
        for external_id, person, payload in arrivals
    ]
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = (
        dialect.insert(InboxEvent)
        .values(rows)
        .on_conflict_do_nothing(index_elements=["channel", "external_id"])
        .returning(InboxEvent.id)
    )
    return len(session.scalars(statement).all())


def next_events(
    session: Session, *, limit: int, busy: Collection[str] = ()
) -> list[tuple[int, str]]:
    """Return (id, person) of the oldest open event of each person not ``busy``, oldest first."""
    oldest = (
        select(func.min(InboxEvent.id).label("id"), InboxEvent.person)
        .where(InboxEvent.status == "open")
        .group_by(InboxEvent.person)
        .order_by(func.min(InboxEvent.id))
        .limit(limit + len(busy))
    )
    rows = [(row.id, row.person) for row in session.execute(oldest) if row.person not in busy]
    return rows[:limit]


def take(session: Session, event_id: int) -> InboxEvent | None:
    """Return the event if it is still open and nobody else holds it, else None."""
    return session.scalar(
        select(InboxEvent)
        .where(InboxEvent.id == event_id, InboxEvent.status == "open")
        .with_for_update(skip_locked=True)
    )


def finish(event: InboxEvent, now: datetime, *, keep: bool) -> None:
    """Mark an event as handled; ``keep`` False forgets what it said (a stranger's words)."""
    event.status = "done"
    event.done_at = now
    if not keep:
        event.payload = None


def fail(session: Session, event_id: int, error: str, now: datetime) -> int:
    """Count a failed attempt and return how many there were; the last makes it a dead letter."""
    attempts: int | None = session.scalar(
        update(InboxEvent)
        .where(InboxEvent.id == event_id)
        .values(attempts=InboxEvent.attempts + 1, error=error)
        .returning(InboxEvent.attempts)
    )
    if attempts is None:
        return 0
    if attempts >= MOST_ATTEMPTS:
        session.execute(
            update(InboxEvent).where(InboxEvent.id == event_id).values(status="dead", done_at=now)
        )
    return attempts

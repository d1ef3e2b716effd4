"""The inbox: events stored before they are acknowledged, each taken once, in order of person."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.models import InboxEvent

MOST_ATTEMPTS = 3  # reliability.md, section 2: after three failures an event is a dead letter

Arrival = tuple[str, str, dict[str, Any]]  # external id, person, payload

# Statements are built once: building one takes longer than running it.
_ROWS = cast("Table", InboxEvent.__table__)
_RECEIVE = {
    name: dialect.insert(_ROWS)
    .on_conflict_do_nothing(index_elements=["channel", "external_id"])
    .returning(_ROWS.c.id)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_OLDEST = (
    select(func.min(_ROWS.c.id).label("id"), _ROWS.c.person)
    .where(text("inbox.status = 'open'"))  # as the partial indexes spell it
    .group_by(_ROWS.c.person)
    .order_by(func.min(_ROWS.c.id))
    .limit(bindparam("limit"))
)
_TAKE = (
    _ROWS.update()
    .where(
        _ROWS.c.id
        == select(_ROWS.c.id)
        .where(_ROWS.c.id == bindparam("event"), _ROWS.c.status == "open")
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    .values(status="done", done_at=bindparam("now"))
    .returning(_ROWS.c.id, _ROWS.c.channel, _ROWS.c.person, _ROWS.c.payload)
)
_FORGET = _ROWS.update().where(_ROWS.c.id == bindparam("event")).values(payload=None)


@dataclass(frozen=True, slots=True)
class Taken:
    """An event that is ours to handle, in the transaction that took it."""

    id: int
    channel: str
    person: str
    payload: Mapping[str, Any]


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
    statement = _RECEIVE[session.get_bind().dialect.name]
    return len(session.execute(statement, rows).all())


def next_events(
    session: Session, *, limit: int, busy: Collection[str] = ()
) -> list[tuple[int, str]]:
    """Return (id, person) of the oldest open event of each person not ``busy``, oldest first."""
    oldest = session.execute(_OLDEST, {"limit": limit + len(busy)})
    rows = [(row.id, row.person) for row in oldest if row.person not in busy]
    return rows[:limit]


def take(session: Session, event_id: int, now: datetime) -> Taken | None:
    """Mark an event as handled and return it; None if it was before, or if somebody else has it.

    One statement says both: a transaction that fails afterwards leaves the event open.
    """
    row = session.execute(_TAKE, {"event": event_id, "now": now}).first()
    return None if row is None else Taken(row.id, row.channel, row.person, row.payload or {})


def forget(session: Session, event: Taken) -> None:
    """Forget what an event said: a stranger's words are not kept."""
    session.execute(_FORGET, {"event": event.id})


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

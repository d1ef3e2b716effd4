"""The timetable: what will be due, and its way into the inbox, once, whoever asks first."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.inbox import receive
from storage.models import ChannelIdentity, Due


def add(  # noqa: PLR0913 — a row has these columns
    session: Session,
    *,
    key: str,
    kind: str,
    member_id: int,
    about: dict[str, Any],
    due_at: datetime,
) -> None:
    """Note that ``kind`` is due for a member at ``due_at`` (aware). ``key`` is unique for ever."""
    session.add(Due(key=key, kind=kind, member_id=member_id, about=about, due_at=due_at))


def replace(  # noqa: PLR0913 — a row has these columns
    session: Session,
    *,
    key: str,
    kind: str,
    member_id: int,
    about: dict[str, Any],
    due_at: datetime,
) -> None:
    """Note what is due as ``add`` does, in place of whatever was noted under ``key``."""
    drop(session, key)
    add(session, key=key, kind=kind, member_id=member_id, about=about, due_at=due_at)


def drop(session: Session, *keys: str) -> None:
    """Take back what was noted under these keys, if anything was."""
    session.flush()
    session.execute(delete(Due).where(Due.key.in_(keys)))


def is_due(session: Session, now: datetime) -> bool:
    """Tell whether anything is due at ``now``."""
    return session.scalar(select(Due.id).where(Due.due_at <= now).limit(1)) is not None


def take_due(session: Session, now: datetime, limit: int = 200) -> list[Due]:
    """Return what is due at ``now``, the earliest first; on PostgreSQL nobody else gets it.

    After the first ``limit`` rows comes whatever else is due for the same people.
    """
    due = (
        select(Due)
        .where(Due.due_at <= now)
        .order_by(Due.due_at, Due.id)
        .with_for_update(skip_locked=True)
    )
    first = list(session.scalars(due.limit(limit)))
    if len(first) < limit:  # that was all
        return first
    theirs = Due.member_id.in_({row.member_id for row in first})
    taken = Due.id.in_([row.id for row in first])
    return [*first, *session.scalars(due.where(theirs, ~taken))]


def deliver(session: Session, due: Due, to: int, now: datetime, **more: Any) -> bool:  # noqa: ANN401 — JSON values
    """Turn a due row into an inbox event of member ``to``; False if they have no channel.

    The event's id is the row's key, so that N processes, a restart or a clock jump give one.
    """
    session.delete(due)
    return tell(session, to, due.key, {"kind": due.kind, **due.about, **more}, now)


def tell(session: Session, to: int, event: str, payload: dict[str, Any], now: datetime) -> bool:
    """Put an event of that id into the inbox of member ``to``, once; False without a channel.

    Of several channels, one that takes messages is chosen, the newest first.
    """
    identity = session.scalar(
        select(ChannelIdentity)
        .where(ChannelIdentity.member_id == to)
        .order_by(
            ChannelIdentity.unreachable_since.is_not(None),
            ChannelIdentity.linked_at.desc(),
            ChannelIdentity.id.desc(),
        )
        .limit(1)
    )
    if identity is None:
        return False
    person = f"{identity.channel}:{identity.external_id}"
    receive(session, "jisr", [(event, person, payload)], now)
    return True


def postpone(due: Due, until: datetime) -> None:
    """Move a row to ``until`` (aware): it may not be said now."""
    due.due_at = until

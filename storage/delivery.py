"""What becomes of a claimed message: sent, tried again, given up, uncertain, and who is told.

What was not sent is tried again after 30 s, 2 min, 10 min and 1 h. A send whose fate is unknown is
repeated once for replies and prompts and never for bulk; then it is ``uncertain``, which is shown
and not hidden. All but ``sent`` act only on a row its ``owner`` still holds: whoever comes back
after its lease changes nothing. A secret message is emptied as soon as it is surely done with,
one way or the other; an ``uncertain`` one is not.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, select
from sqlalchemy.orm import Session

from storage import inbox
from storage.erasure import erase_secrets
from storage.models import ChannelIdentity
from storage.outbox import BULK, OPEN, REPLY, ROWS

LADDER = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
)
JITTER = 0.2  # of a delay at most, so that what failed together does not return together
REASON_LENGTH = 300
UNREACHABLE_REASON_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Settled:
    """What was decided: the row's status, when it is due again, whether the chat has more.

    ``status`` is None when the row was no longer ours to settle.
    """

    status: str | None
    due_at: datetime | None = None
    more: bool = False


_SENT = (
    ROWS.update()
    .where(ROWS.c.id == bindparam("message"))
    .values(
        status="sent",
        platform_id=bindparam("platform"),
        done_at=bindparam("at"),
        attempts=ROWS.c.attempts + 1,
        owner=None,
        lease_until=None,
        error=None,
    )
    .returning(ROWS.c.identity_id, ROWS.c.payload)
)
_WAITING = (
    select(ROWS.c.id)
    .where(
        ROWS.c.identity_id == bindparam("identity"),
        OPEN,
        ROWS.c.status == "pending",
        ROWS.c.due_at <= bindparam("at"),
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a message that nobody asked for must not go now; ``until`` None: not at all."""

    reason: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to send a message, as it ended.

    ``jitter`` is from 0 to 1 and spreads the next try; ``pieces`` is how many parts of a long
    message had arrived.
    """

    message_id: int
    owner: str
    ended_at: datetime
    jitter: float = 0.0
    pieces: int = 0


def sent(
    session: Session, attempt: Attempt, *, platform_id: str, chat_id: str | None = None
) -> Settled:
    """Note that a message arrived; with ``chat_id``, that its chat has moved there."""
    now = attempt.ended_at
    values = {"message": attempt.message_id, "platform": platform_id, "at": now}
    row = session.execute(_SENT, values).first()
    if row is None:
        return Settled("sent")
    erase_secrets(session, {attempt.message_id: row.payload})
    if chat_id is not None:
        session.get_one(ChannelIdentity, row.identity_id).chat_id = chat_id
    return Settled("sent", more=_more(session, row.identity_id, now))


def put_off(session: Session, attempt: Attempt, *, until: datetime) -> Settled:
    """Send it again from ``until``, because the platform asked for silence: no step is used up."""
    row = _held(session, attempt)
    return Settled(None) if row is None else _again(session, row, attempt, until)


def not_sent(session: Session, attempt: Attempt, *, reason: str) -> Settled:
    """Try it again later, until the ladder ends."""
    row = _held(session, attempt)
    return Settled(None) if row is None else _climb(session, row, attempt, reason)


def doubtful(session: Session, attempt: Attempt, *, reason: str) -> Settled:
    """Decide on a message that may have arrived: once more, or ``uncertain``."""
    row = _held(session, attempt)
    return Settled(None) if row is None else _doubt(session, row, attempt, reason)


def withheld(session: Session, attempt: Attempt, hold: Hold) -> Settled:
    """Let a message wait until it may be sent, or cancel it with what forbids it."""
    if hold.until is not None:
        return put_off(session, attempt, until=hold.until)
    row = _held(session, attempt)
    return Settled(None) if row is None else _close(session, row, attempt, "cancelled", hold.reason)


def refused(session: Session, attempt: Attempt, *, reason: str) -> Settled:
    """Give a message up that the platform will never take."""
    row = _held(session, attempt)
    return Settled(None) if row is None else _close(session, row, attempt, "failed", reason)


def unreachable(session: Session, attempt: Attempt, *, reason: str) -> Settled:
    """Note that a person cannot be written to, and that nothing more is to be sent to them.

    Their waiting messages are cancelled, and an event tells those who follow them up, once: until
    they write again, which makes them reachable (the receiving side's act).
    """
    row = _held(session, attempt)
    if row is None:
        return Settled(None)
    now = attempt.ended_at
    identity = session.get_one(ChannelIdentity, row.identity_id)
    if identity.unreachable_since is None:
        identity.unreachable_since = now
        identity.unreachable_reason = reason[:UNREACHABLE_REASON_LENGTH]
        event = (
            f"unreachable:{identity.id}:{now.isoformat()}",
            f"{identity.channel}:{identity.external_id}",
            {"kind": "unreachable", "identity": identity.id, "reason": reason},
        )
        inbox.receive(session, "jisr", [event], now)
    cancelled = session.execute(
        ROWS.update()
        .where(ROWS.c.identity_id == identity.id, OPEN, ROWS.c.status == "pending")
        .values(status="cancelled", error="unreachable", done_at=now)
        .returning(ROWS.c.id, ROWS.c.payload)
    )
    erase_secrets(session, {other.id: other.payload for other in cancelled.all()})
    return _close(session, row, attempt, "failed", reason)


def release_expired(
    session: Session, now: datetime, *, held: Collection[int] = ()
) -> list[Settled]:
    """Decide on rows whose sender has not been heard of since its lease ended.

    ``held`` are those the caller itself is sending at this moment: its clock may have been moved.
    """
    return _decide(session, now, ROWS.c.lease_until <= now, ROWS.c.id.not_in(held))


def release_owned_by_others(session: Session, now: datetime, *, owner: str) -> list[Settled]:
    """Decide on all rows of other senders: for SQLite, where this process is the only one left."""
    return _decide(session, now, ROWS.c.owner != owner)


def _decide(session: Session, now: datetime, *which: ColumnElement[bool]) -> list[Settled]:
    started = (
        select(ROWS)
        .where(OPEN, ROWS.c.status == "started", *which)
        .order_by(ROWS.c.id)
        .with_for_update(skip_locked=True)
    )
    return [
        _orphaned(session, row, Attempt(row.id, row.owner, now))
        for row in session.execute(started).all()
    ]


def _orphaned(session: Session, row: Row[Any], attempt: Attempt) -> Settled:
    """Decide on a message whose sender died before it could say what became of it.

    As many deaths as the ladder has steps end it all the same: it may be what kills the sender.
    """
    reason = "its sender stopped"
    repeated = row.payload.get("doubted") and row.priority > REPLY
    if row.priority >= BULK or repeated or row.attempts >= len(LADDER):
        return _close(session, row, attempt, "uncertain", reason)
    progress: dict[str, Any] = {"attempts": row.attempts + 1, "error": reason}
    if row.priority > REPLY:
        progress["payload"] = {**row.payload, "doubted": True}
    return _again(session, row, attempt, attempt.ended_at, progress)


def _held(session: Session, attempt: Attempt) -> Row[Any] | None:
    mine = select(ROWS).where(
        ROWS.c.id == attempt.message_id,
        ROWS.c.status == "started",
        ROWS.c.owner == attempt.owner,
    )
    return session.execute(mine.with_for_update()).first()


def _doubt(session: Session, row: Row[Any], attempt: Attempt, reason: str) -> Settled:
    if row.priority >= BULK or row.payload.get("doubted"):
        return _close(session, row, attempt, "uncertain", reason)
    return _climb(session, row, attempt, reason, doubted=True)


def _climb(
    session: Session, row: Row[Any], attempt: Attempt, reason: str, *, doubted: bool = False
) -> Settled:
    """Go one step up the ladder of delays, or give up at its end."""
    if row.attempts >= len(LADDER):
        return _close(session, row, attempt, "uncertain" if doubted else "failed", reason)
    due_at = attempt.ended_at + LADDER[row.attempts] * (1 + JITTER * attempt.jitter)
    progress: dict[str, Any] = {"attempts": row.attempts + 1, "error": reason[:REASON_LENGTH]}
    if doubted:
        progress["payload"] = {**row.payload, "doubted": True}
    return _again(session, row, attempt, due_at, progress)


def _again(
    session: Session,
    row: Row[Any],
    attempt: Attempt,
    due_at: datetime,
    progress: Mapping[str, Any] | None = None,
) -> Settled:
    """Let it wait until ``due_at``; what is known of its earlier tries stays with the payload."""
    values: dict[str, Any] = {"status": "pending", "due_at": due_at, **(progress or {})}
    values |= {"owner": None, "lease_until": None}
    if attempt.pieces:
        values["payload"] = {**values.get("payload", row.payload), "pieces": attempt.pieces}
    session.execute(ROWS.update().where(ROWS.c.id == row.id).values(values))
    return Settled("pending", due_at=due_at)


def _close(session: Session, row: Row[Any], attempt: Attempt, status: str, reason: str) -> Settled:
    session.execute(
        ROWS.update()
        .where(ROWS.c.id == row.id)
        .values(
            status=status,
            attempts=row.attempts + 1,
            error=reason[:REASON_LENGTH],
            done_at=attempt.ended_at,
            owner=None,
            lease_until=None,
        )
    )
    if status != "uncertain":  # somebody may still decide to send that one again
        erase_secrets(session, {row.id: row.payload})
    return Settled(status, more=_more(session, row.identity_id, attempt.ended_at))


def _more(session: Session, identity_id: int, now: datetime) -> bool:
    """Whether something else waits for the same person."""
    return session.execute(_WAITING, {"identity": identity_id, "at": now}).first() is not None

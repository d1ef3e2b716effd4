"""Messages on their way out: queued with the event that caused them, then claimed, one per chat.

A claimed row is committed as ``started`` before the platform is called, so that whatever happens
afterwards, a row whose fate is unknown is known to be so (``storage.delivery`` settles it).
Nothing here sends.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage import shared
from storage.erasure import erase_secrets
from storage.models import ChannelIdentity, Member, OutboxMessage

REPLY, PROMPT, BULK = 0, 1, 2
LATELY = 5000  # messages to anybody: how far back one looks for the last to somebody

ROWS = cast("Table", OutboxMessage.__table__)
_IDENTITIES = cast("Table", ChannelIdentity.__table__)
_MEMBERS = cast("Table", Member.__table__)
_HOLDERS = _IDENTITIES.alias("holders")
_EARLIER = ROWS.alias("earlier")
# Spelled as in the partial indexes: SQLite uses one only where the query repeats its condition.
OPEN = text("outbox.status IN ('pending', 'started')")
_EARLIER_OPEN = text("earlier.status IN ('pending', 'started')")

_INSERT = {
    name: dialect.insert(ROWS)
    .on_conflict_do_nothing(index_elements=["dedupe_key"])
    .returning(ROWS.c.id)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}

_START = (
    ROWS.update()
    .where(ROWS.c.id.in_(bindparam("mine", expanding=True)))
    .values(status="started", owner=bindparam("holder"), lease_until=bindparam("until"))
)

_SHOWN = ("text", "rows", "language")
_LAST = (
    select(ROWS.c.payload, ROWS.c.platform_id)
    .where(
        ROWS.c.identity_id == bindparam("identity"),
        ROWS.c.id > select(func.max(ROWS.c.id) - LATELY).scalar_subquery(),
        ROWS.c.status.in_(("pending", "started", "sent")),
    )
    .order_by(ROWS.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is ours to send until its lease ends, and where it goes."""

    id: int
    identity_id: int
    chat_id: str
    channel: str
    language: str  # the member's; a stranger's own guess
    priority: int
    payload: Mapping[str, Any]
    attempts: int


def enqueue(  # noqa: PLR0913 (the columns of one row)
    session: Session,
    *,
    identity_id: int,
    payload: Mapping[str, Any],
    key: str,
    now: datetime,
    priority: int = REPLY,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """Queue a message (``handlers.say``, encoded) once per ``key``; False if it already was.

    ``priority`` is 0 for a reply, 1 for a prompt, 2 for bulk. It is not sent before ``due_at``
    (``now`` when left out), nor after ``expires_at``.
    """
    values = {
        "identity_id": identity_id,
        "dedupe_key": key,
        "priority": priority,
        "payload": payload,
        "status": "pending",
        "created_at": now,
        "due_at": due_at or now,
        "expires_at": expires_at,
        "attempts": 0,
    }
    statement = _INSERT[session.get_bind().dialect.name]
    return session.execute(statement, values).first() is not None


def platform_id(session: Session, key: str) -> str | None:
    """Return the platform's id of the message queued under ``key``; None while there is none."""
    return session.scalar(select(ROWS.c.platform_id).where(ROWS.c.dedupe_key == key))


def in_place(
    session: Session, identity_id: int, payload: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """Return ``payload`` as it is to be queued if it edits a message; None for not at all.

    An edit that changes nothing, as after a double tap, is refused by platforms: None. One of a
    message with others below it would go unseen: it becomes a message of its own. So does one that
    brings files, or that follows a document: no edit turns the one kind into the other. Files that
    somebody sent are messages of their own, before the text, which can be edited afterwards.
    """
    replaces = payload["replaces"]
    last = session.execute(_LAST, {"identity": identity_id}).first() if replaces else None
    if last is None or replaces not in {last.platform_id, last.payload.get("replaces")}:
        return {**payload, "replaces": None}
    if "files" in payload or "document" in payload or "document" in last.payload:
        return {**payload, "replaces": None}
    same = all(last.payload.get(part) == payload.get(part) for part in _SHOWN)
    return None if same else payload


def claim(  # noqa: PLR0913 (each narrows the choice)
    session: Session,
    now: datetime,
    *,
    owner: str,
    lease: timedelta,
    limit: int,
    busy: Collection[int] = (),
    channels: Collection[str] | None = None,
    below: int | None = None,
) -> list[Claimed]:
    """Take up to ``limit`` due messages, at most one per chat, most urgent first, then oldest.

    A chat with a message in flight is left alone, as are the identities in ``busy``. Within one
    priority a chat's messages keep their order: one that waits to be tried again holds back the
    later ones; only bulk that a guard holds back lets later bulk pass. Rows that have expired, or
    whose person cannot be reached, are cancelled. ``channels`` are those that can send now (all
    when left out); with ``below`` only priorities under it are taken.
    """
    query = _candidates(some_channels=channels is not None, below_some=below is not None)
    limits = {"now": now, "limit": limit, "channels": list(channels or ()), "below": below}
    taken: dict[int, Row[Any]] = {}
    while len(taken) < limit:
        rows = session.execute(query, limits | {"busy": [*busy, *taken]}).all()
        dead = {row.id: reason for row in rows if (reason := _dead(row, now))}
        _cancel(session, dead, now)
        erase_secrets(session, {row.id: row.payload for row in rows if row.id in dead})
        for row in rows:
            if row.id not in dead and len(taken) < limit:
                taken.setdefault(row.identity_id, row)
        if not dead:  # what was cancelled may have hidden others
            break
    started = {row.id: row for row in taken.values()}
    if started:
        values = {"mine": list(started), "holder": owner, "until": now + lease}
        session.execute(_START, values)
    rows = list(started.values())
    payloads = shared.whole(session, [(row.payload, row.language) for row in rows])
    return [_claimed(row, payload) for row, payload in zip(rows, payloads, strict=True)]


def renew(
    session: Session, ids: Iterable[int], now: datetime, *, owner: str, lease: timedelta
) -> None:
    """Hold the claimed rows ``ids`` for another ``lease``, those that are still ours."""
    session.execute(
        ROWS.update()
        .where(ROWS.c.id.in_(list(ids)), ROWS.c.owner == owner, ROWS.c.status == "started")
        .values(lease_until=now + lease)
    )


def release(session: Session, ids: Iterable[int], *, owner: str) -> None:
    """Give back claimed rows that were surely not sent: as if they had never been claimed."""
    session.execute(
        ROWS.update()
        .where(ROWS.c.id.in_(list(ids)), ROWS.c.owner == owner, ROWS.c.status == "started")
        .values(status="pending", owner=None, lease_until=None)
    )


@cache  # building and compiling it costs far more than running it
def _candidates(*, some_channels: bool, below_some: bool) -> Select[Any]:
    """Build the query for rows that may go now; ``FOR UPDATE SKIP LOCKED`` on PostgreSQL."""
    conditions: list[ColumnElement[bool]] = []
    if some_channels:
        # A subquery, so that no planner begins with all people of a channel.
        channel = select(_HOLDERS.c.channel).where(_HOLDERS.c.id == ROWS.c.identity_id)
        able = channel.scalar_subquery().in_(bindparam("channels", expanding=True))
        conditions.append(able)
    if below_some:
        conditions.append(ROWS.c.priority < bindparam("below"))
    return (
        select(
            ROWS.c.id,
            ROWS.c.identity_id,
            ROWS.c.priority,
            ROWS.c.payload,
            ROWS.c.attempts,
            ROWS.c.expires_at,
            _IDENTITIES.c.chat_id,
            _IDENTITIES.c.channel,
            _IDENTITIES.c.unreachable_since,
            func.coalesce(_MEMBERS.c.language, _IDENTITIES.c.language).label("language"),
        )
        .join_from(ROWS, _IDENTITIES, ROWS.c.identity_id == _IDENTITIES.c.id)
        .outerjoin(_MEMBERS, _IDENTITIES.c.member_id == _MEMBERS.c.id)
        .where(
            OPEN,
            ROWS.c.status == "pending",
            ROWS.c.due_at <= bindparam("now"),
            ROWS.c.identity_id.not_in(bindparam("busy", expanding=True)),
            ~_held_back(),
            *conditions,
        )
        .order_by(ROWS.c.priority, ROWS.c.id)
        .limit(bindparam("limit"))
        .with_for_update(skip_locked=True, of=ROWS)
    )


def _held_back() -> ColumnElement[bool]:
    """Whether an earlier message of the same chat must be settled first."""
    of_the_chat = and_(
        _EARLIER.c.identity_id == ROWS.c.identity_id, _EARLIER_OPEN, _EARLIER.c.id != ROWS.c.id
    )
    in_flight = select(1).where(of_the_chat, _EARLIER.c.status == "started").exists()
    earlier = (
        select(1)
        .where(
            of_the_chat,
            _EARLIER.c.priority == ROWS.c.priority,
            _EARLIER.c.id < ROWS.c.id,
            or_(_EARLIER.c.expires_at.is_(None), _EARLIER.c.expires_at > bindparam("now")),
            or_(
                _EARLIER.c.priority < BULK,
                _EARLIER.c.due_at <= bindparam("now"),
                _EARLIER.c.attempts > 0,
            ),
        )
        .exists()
    )
    return or_(earlier, in_flight)


def _dead(row: Row[Any], now: datetime) -> str | None:
    """Why a row is not to be sent any more."""
    if row.expires_at is not None and row.expires_at <= now:
        return "expired"
    return "unreachable" if row.unreachable_since is not None else None


def _cancel(session: Session, dead: Mapping[int, str], now: datetime) -> None:
    for reason in set(dead.values()):
        ids = [row_id for row_id, why in dead.items() if why == reason]
        session.execute(
            ROWS.update()
            .where(ROWS.c.id.in_(ids))
            .values(status="cancelled", error=reason, done_at=now)
        )


def _claimed(row: Row[Any], payload: Mapping[str, Any]) -> Claimed:
    return Claimed(
        id=row.id,
        identity_id=row.identity_id,
        chat_id=row.chat_id,
        channel=row.channel,
        language=row.language,
        priority=row.priority,
        payload=payload,
        attempts=row.attempts,
    )

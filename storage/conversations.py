"""The conversations of a person: the open one, the parked ones, those that were finished.

A transaction reads each of them once and remembers it: the engine asks for the open one again and
again, and nobody else changes a person's conversations while an event of theirs is handled.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import Session, joinedload

from storage.models import ChannelIdentity, Conversation
from storage.rows import put

# Statements are built once: building one takes longer than running it.
_THEIRS = select(Conversation).where(Conversation.identity_id == bindparam("identity"))
_OPEN = _THEIRS.where(Conversation.status == "open")
_BY_ID = _THEIRS.where(Conversation.id == bindparam("id"))
_NEWEST = (
    _THEIRS.where(Conversation.status == bindparam("status"))
    .order_by(Conversation.touched_at.desc(), Conversation.id.desc())
    .limit(bindparam("limit"))
)
_SPEAKER = (
    select(ChannelIdentity, Conversation)
    .outerjoin(
        Conversation,
        and_(Conversation.identity_id == ChannelIdentity.id, Conversation.status == "open"),
    )
    .options(joinedload(ChannelIdentity.member))
    .where(
        ChannelIdentity.channel == bindparam("channel"),
        ChannelIdentity.external_id == bindparam("external_id"),
    )
)


@dataclass
class _Known:
    """What a transaction has read of a person's conversations; ``open_read``: the open one too."""

    rows: dict[int, Conversation] = field(default_factory=dict)
    open_read: bool = False


def speaker(session: Session, channel: str, external_id: str) -> ChannelIdentity | None:
    """Return how ``channel`` knows this person, with the member if there is one.

    As ``people.identity``; their open conversation is read with it, for every event needs both.
    """
    values = {"channel": channel, "external_id": external_id}
    found = session.execute(_SPEAKER, values).first()
    if found is None:
        return None
    identity, conversation = found
    known = _known(session, identity.id)
    known.open_read = True
    if conversation is not None:
        known.rows[conversation.id] = conversation
    return identity


def open_for(session: Session, identity_id: int) -> Conversation | None:
    """Return the conversation the person is in, or None."""
    known = _known(session, identity_id)
    if not known.open_read:
        _read(session, _OPEN, identity_id)
        known.open_read = True
    return next((row for row in known.rows.values() if row.status == "open"), None)


def of_identity(session: Session, conversation_id: int, identity_id: int) -> Conversation | None:
    """Return a conversation of this person, whatever its status; None if it is not theirs."""
    known = _known(session, identity_id)
    if conversation_id not in known.rows:
        _read(session, _BY_ID, identity_id, id=conversation_id)
    return known.rows.get(conversation_id)


def parked(session: Session, identity_id: int, limit: int = 5) -> Sequence[Conversation]:
    """Return what the person left half-way, newest first."""
    return _read(session, _NEWEST, identity_id, status="parked", limit=limit)


def finished(session: Session, identity_id: int, limit: int = 10) -> Sequence[Conversation]:
    """Return the last conversations that ended with a result, newest first."""
    return _read(session, _NEWEST, identity_id, status="done", limit=limit)


def add(  # noqa: PLR0913 — a row has these columns
    session: Session,
    *,
    identity_id: int,
    member_id: int | None,
    flow: str,
    about: dict[str, Any],
    now: datetime,
) -> Conversation:
    """Open a conversation; the person must have no other open one."""
    conversation = Conversation(
        identity_id=identity_id,
        member_id=member_id,
        flow=flow,
        about=about,
        state={},
        status="open",
        started_at=now,
        touched_at=now,
    )
    session.add(conversation)
    session.flush()
    _known(session, identity_id).rows[conversation.id] = conversation
    return conversation


def move(
    session: Session,
    conversation: Conversation,
    *,
    state: dict[str, Any],
    now: datetime,
    status: str = "open",
) -> None:
    """Write where a conversation has got to (``handlers.dialogue.State``), and when."""
    put(session, conversation, state=state, touched_at=now, status=status)


def _known(session: Session, identity_id: int) -> _Known:
    known: dict[int, _Known] = session.info.setdefault(_Known, {})
    return known.setdefault(identity_id, _Known())


def _read(
    session: Session, query: Select[Conversation], identity_id: int, **values: object
) -> Sequence[Conversation]:
    rows = session.scalars(query, {"identity": identity_id, **values}).all()
    _known(session, identity_id).rows.update((row.id, row) for row in rows)
    return rows


def moved_since(session: Session, identity_id: int, moment: datetime) -> bool:
    """Tell whether this person has said anything in a conversation since ``moment``."""
    found = select(Conversation.id).where(
        Conversation.identity_id == identity_id, Conversation.touched_at > moment
    )
    return session.scalar(found.limit(1)) is not None

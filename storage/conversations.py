"""The conversations of a person: the open one, the parked ones, those that were finished."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import Conversation


def open_for(session: Session, identity_id: int) -> Conversation | None:
    """Return the conversation the person is in, or None."""
    return session.scalar(
        select(Conversation).where(
            Conversation.identity_id == identity_id, Conversation.status == "open"
        )
    )


def of_identity(session: Session, conversation_id: int, identity_id: int) -> Conversation | None:
    """Return a conversation of this person, whatever its status; None if it is not theirs."""
    return session.scalar(
        select(Conversation).where(
            Conversation.id == conversation_id, Conversation.identity_id == identity_id
        )
    )


def parked(session: Session, identity_id: int, limit: int = 5) -> Sequence[Conversation]:
    """Return what the person left half-way, newest first."""
    return session.scalars(
        select(Conversation)
        .where(Conversation.identity_id == identity_id, Conversation.status == "parked")
        .order_by(Conversation.touched_at.desc(), Conversation.id.desc())
        .limit(limit)
    ).all()


def finished(session: Session, identity_id: int, limit: int = 10) -> Sequence[Conversation]:
    """Return the last conversations that ended with a result, newest first."""
    return session.scalars(
        select(Conversation)
        .where(Conversation.identity_id == identity_id, Conversation.status == "done")
        .order_by(Conversation.touched_at.desc(), Conversation.id.desc())
        .limit(limit)
    ).all()


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
    return conversation

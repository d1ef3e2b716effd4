"""Half-written conversations that are spoken of once, some days later."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage import timetable
from storage.models import ChannelIdentity, Conversation, Due

KIND = "draft"  # of a timetable row

_HALF_WRITTEN = ("open", "parked")


def plan_reminder(session: Session, member_id: int, flow: str, due_at: datetime) -> None:
    """Have a member reminded of what they begin, unless a reminder stands or a draft is there.

    One reminder for each draft: who takes an older one up again is not reminded anew.
    """
    key = _key(member_id, flow)
    planned = select(Due.id).where(Due.key.like(f"{key}:%"))
    begun = (
        select(Conversation.id)
        .join(ChannelIdentity, ChannelIdentity.id == Conversation.identity_id)
        .where(
            ChannelIdentity.member_id == member_id,
            Conversation.flow == flow,
            Conversation.status.in_(_HALF_WRITTEN),
        )
    )
    if session.scalar(planned.limit(1)) or session.scalar(begun.limit(1)):
        return
    timetable.add(
        session,
        key=f"{key}:{due_at.isoformat()}",
        kind=KIND,
        member_id=member_id,
        about={"flow": flow},
        due_at=due_at,
    )
    session.flush()


def forget_reminder(session: Session, member_id: int, flow: str) -> None:
    """Take a reminder back: what it was for is done."""
    session.execute(delete(Due).where(Due.key.like(f"{_key(member_id, flow)}:%")))


def half_written(session: Session, identity_id: int, flow: str) -> Conversation | None:
    """Return the newest half-written conversation of that name of a person, or None."""
    return session.scalar(
        select(Conversation)
        .where(
            Conversation.identity_id == identity_id,
            Conversation.flow == flow,
            Conversation.status.in_(_HALF_WRITTEN),
        )
        .order_by(Conversation.touched_at.desc())
        .limit(1)
    )


def _key(member_id: int, flow: str) -> str:
    return f"{KIND}:{flow}:{member_id}"

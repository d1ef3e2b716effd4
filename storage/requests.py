"""Requests at the door: somebody whom a coordinator is to let in, or not."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from storage.models import AccessRequest, ChannelIdentity, Invitation, Plea, Role, Seat
from storage.reach import Reach


def plead(  # noqa: PLR0913 — who, why, with which link, as what, in which words
    session: Session,
    identity: ChannelIdentity,
    kind: Plea,
    now: datetime,
    *,
    invitation: Invitation | None = None,
    role: Role | None = None,
    words: str | None = None,
) -> AccessRequest:
    """Note that somebody would like in; an open request of theirs is brought up to date instead.

    Its time begins anew as long as there are no words in it.
    """
    request = open_of(session, identity.id)
    if request is None:
        request = AccessRequest(identity_id=identity.id, kind=kind, created_at=now)
        session.add(request)
    if request.words is None:
        request.created_at = now
    request.kind = kind
    if invitation is not None:
        request.invitation_id = invitation.id
    if role is not None:
        request.role = role
    if words is not None:
        request.words = words
    session.flush()
    return request


def open_of(session: Session, identity_id: int) -> AccessRequest | None:
    """Return the request of an identity that nobody has decided yet."""
    return session.scalar(
        select(AccessRequest).where(
            AccessRequest.identity_id == identity_id, AccessRequest.decided_at.is_(None)
        )
    )


def came_in(session: Session, identity_id: int, now: datetime) -> None:
    """Close the request of somebody who came in without it, by a link; nobody decided that."""
    request = open_of(session, identity_id)
    if request is not None:
        request.decided_at, request.granted = now, True
        session.flush()


def undecided(session: Session, reach: Reach) -> Sequence[AccessRequest]:
    """Return what waits for a decision within reach and was announced, the oldest first.

    Whoever came without a link of ours is within reach of the whole network's coordinators alone.
    """
    return session.scalars(
        _within(reach)
        .where(AccessRequest.decided_at.is_(None), AccessRequest.sent_at.is_not(None))
        .order_by(AccessRequest.id)
    ).all()


def within(session: Session, reach: Reach, request_id: int) -> AccessRequest | None:
    """Return a request that is within reach, decided or not, else None."""
    return session.scalar(_within(reach).where(AccessRequest.id == request_id))


def _within(reach: Reach) -> Select[AccessRequest]:
    return (
        select(AccessRequest)
        .outerjoin(Invitation, Invitation.id == AccessRequest.invitation_id)
        .outerjoin(Seat, Seat.id == Invitation.seat_id)
        .where(reach.covers(Seat.collectivity_id))
    )


def decide(
    session: Session, request: AccessRequest, by: int, now: datetime, *, granted: bool
) -> bool:
    """Write a decision; False when somebody was quicker."""
    session.refresh(request, with_for_update=True)
    if request.decided_at is not None:
        return False
    request.decided_at, request.decided_by, request.granted = now, by, granted
    session.flush()
    return True

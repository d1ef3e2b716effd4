"""Who is to follow in a seat: invited while it is still somebody else's, who stays until then."""

from datetime import datetime

from sqlalchemy.orm import Session

from storage import seats
from storage.invitations import invite
from storage.models import Invitation, Member, Seat


def expect(  # noqa: PLR0913 — who, for what, in whose place, by whom, with which token
    session: Session,
    seat: Seat,
    token: str,
    now: datetime,
    *,
    name: str,
    language: str,
    replaces_id: int | None = None,
    invited_by: int | None = None,
) -> Invitation:
    """Invite somebody new to a seat; whoever sits there stays until they accept."""
    seats.hold(
        session, seat.id
    )  # of two who invite at once, the second sees the first's to revoke it
    newcomer = Member(name=name, language=language, created_at=now)
    session.add(newcomer)
    session.flush()
    return invite(
        session,
        newcomer.id,
        token,
        now,
        seat_id=seat.id,
        replaces_id=replaces_id,
        invited_by=invited_by,
    )


def offer(  # noqa: PLR0913 — as expect
    session: Session,
    seat: Seat,
    member: Member,
    token: str,
    now: datetime,
    *,
    replaces_id: int | None = None,
    invited_by: int | None = None,
) -> Invitation:
    """Invite somebody who is in already to another seat: under way at once, without a link."""
    seats.hold(session, seat.id)
    invitation = invite(
        session,
        member.id,
        token,
        now,
        seat_id=seat.id,
        replaces_id=replaces_id,
        invited_by=invited_by,
    )
    invitation.used_at = now
    session.flush()
    return invitation

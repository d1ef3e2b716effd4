"""Seats and who sits in them: taken, handed over, left, while their history stays.

A seat is a role at a local government. What was done in it is tied to its collectivity, so a
handover moves only what is in progress: drafts, and dates that will come due.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from storage.models import ChannelIdentity, Conversation, Due, Member, Occupancy, Role, Seat

TITULAR = frozenset({Role.FOCAL_POINT, Role.DEPUTY})  # one a place, never two (FEATURES.md F2)


class LastCoordinatorError(Exception):
    """The network would be left without anybody who can let others in."""


def seat_all(
    session: Session, people: Sequence[tuple[Member, Role, int | None]], now: datetime
) -> None:
    """Give new members, who have joined, new seats: role and collectivity beside each.

    For a network made in one go; whether a seat is there already is not looked up.
    """
    for member, role, collectivity_id in people:
        member.seat = Seat(role=role, collectivity_id=collectivity_id)
    session.add_all(member for member, _role, _place in people)
    session.flush()
    session.add_all(
        Occupancy(seat_id=member.seat_id, member_id=member.id, since=now)
        for member, _role, _place in people
    )
    session.flush()


def find_or_add(session: Session, role: Role, collectivity_id: int | None) -> Seat:
    """Return a titular's one seat there, occupied or not; for other roles, a new seat."""
    seat = find(session, role, collectivity_id) if role in TITULAR else None
    if seat is None:
        seat = Seat(role=role, collectivity_id=collectivity_id)
        session.add(seat)
        session.flush()
    return seat


def find(session: Session, role: Role, collectivity_id: int | None) -> Seat | None:
    """Return a titular's one seat at a local government, if there ever was one."""
    return session.scalar(select(Seat).where(Seat.role == role, _at(collectivity_id)).limit(1))


def occupant(session: Session, seat_id: int) -> Member | None:
    """Return who sits there now, or None: the seat is vacant."""
    return session.scalar(select(Member).where(Member.seat_id == seat_id))


def sitting(session: Session, role: Role, collectivity_id: int | None) -> Member | None:
    """Return who has ``role`` at a local government now; of several, whoever came first."""
    return session.scalar(
        select(Member)
        .join(Seat, Seat.id == Member.seat_id)
        .where(Seat.role == role, _at(collectivity_id))
        .order_by(Member.id)
        .limit(1)
    )


def take(
    session: Session, seat: Seat, member: Member, now: datetime, *, invited_by: int | None = None
) -> Member | None:
    """Seat ``member``; return who sat there before and has now left, or None.

    The seat passes with what is in progress: half-written conversations go to the newcomer's
    newest channel, dates that will come due to the newcomer.

    Raises LastCoordinatorError when the newcomer would leave the last national coordinator's seat.
    """
    before = occupant(session, seat.id)
    if before is not None and before.id == member.id:
        return None
    _refuse_to_leave_nobody(session, member)  # before anything is written: the caller may go on
    if before is not None:
        _end(session, before, now)
        before.left_at = now
    if member.seat_id is not None:
        _end(session, member, now)
    member.seat = seat
    member.left_at = None
    session.add(Occupancy(seat_id=seat.id, member_id=member.id, since=now, invited_by=invited_by))
    session.flush()
    if before is not None:
        pass_on(session, before, member)
    return before


def leave(session: Session, member: Member, now: datetime) -> None:
    """Vacate the member's seat. Raises LastCoordinatorError for the last national coordinator."""
    _refuse_to_leave_nobody(session, member)
    _end(session, member, now)
    member.left_at = now


def history(session: Session, seat_id: int) -> Sequence[Occupancy]:
    """Return everybody who sat there, the newest first."""
    return session.scalars(
        select(Occupancy).where(Occupancy.seat_id == seat_id).order_by(Occupancy.id.desc())
    ).all()


def unlink(session: Session, member_id: int) -> Sequence[ChannelIdentity]:
    """Take a member's channels away from them; return those, so that they can be told.

    What they had half-written there goes with the seat (`pass_on`) or is dropped.
    """
    identities = session.scalars(
        select(ChannelIdentity).where(ChannelIdentity.member_id == member_id)
    ).all()
    for identity in identities:
        unlink_one(session, identity)
    return identities


def unlink_one(session: Session, identity: ChannelIdentity) -> None:
    """Take one channel away from its member; what was half-written there is dropped."""
    session.execute(
        update(Conversation)
        .where(
            Conversation.identity_id == identity.id,
            Conversation.member_id == identity.member_id,
            Conversation.status.in_(("open", "parked")),
        )
        .values(status="dropped")
    )
    identity.member = None
    identity.linked_at = None
    identity.offered = None
    session.flush()


def pass_on(session: Session, before: Member, after: Member) -> None:
    """Give ``after`` what ``before`` had half-written and what will come due."""
    session.execute(update(Due).where(Due.member_id == before.id).values(member_id=after.id))
    identity = session.scalar(
        select(ChannelIdentity)
        .where(ChannelIdentity.member_id == after.id)
        .order_by(ChannelIdentity.linked_at.desc(), ChannelIdentity.id.desc())
        .limit(1)
    )
    if identity is None:
        return
    session.execute(
        update(Conversation)
        .where(Conversation.member_id == before.id, Conversation.status.in_(("open", "parked")))
        .values(identity_id=identity.id, member_id=after.id, status="parked")
    )


def _at(collectivity_id: int | None) -> ColumnElement[bool]:
    column = Seat.collectivity_id
    return column.is_(None) if collectivity_id is None else column == collectivity_id


def _end(session: Session, member: Member, now: datetime) -> None:
    session.execute(
        update(Occupancy)
        .where(Occupancy.member_id == member.id, Occupancy.until.is_(None))
        .values(until=now)
    )
    member.seat = None
    session.flush()


def _refuse_to_leave_nobody(session: Session, member: Member) -> None:
    if member.role == Role.NATIONAL_COORDINATOR and not _another_coordinator(session, member):
        raise LastCoordinatorError


def _another_coordinator(session: Session, member: Member) -> bool:
    """Tell whether another national coordinator is in; their rows are locked on PostgreSQL.

    Two who leave at the same moment wait for each other here, and the second is refused.
    """
    coordinators = session.scalars(
        select(Member.id)
        .join(Seat, Seat.id == Member.seat_id)
        .where(Seat.role == Role.NATIONAL_COORDINATOR, Member.joined_at.is_not(None))
        .order_by(Member.id)
        .with_for_update(of=Member)
    ).all()
    return any(other != member.id for other in coordinators)

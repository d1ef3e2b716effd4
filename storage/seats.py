"""Seats and who sits in them: taken, handed over, left, while their history stays.

A seat is a role at a local government. What was done in it is tied to its collectivity, so a
handover moves only what is in progress: drafts, and dates that will come due.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session, joinedload

from storage import absences, rhythm, rsvps
from storage.models import (
    ChannelIdentity,
    Conversation,
    Due,
    Member,
    Occupancy,
    Role,
    Seat,
)
from storage.reach import Reach

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
    asked = (one for one, role, place in people if role in rhythm.ASKED and place is not None)
    rhythm.wake(session, [member.id for member in asked], now)


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


def vacant(session: Session, reach: Reach) -> Sequence[Seat]:
    """Return the seats of focal points and deputies within reach in which nobody sits.

    One whose newcomer has been invited and has not accepted is among them.
    """
    return session.scalars(
        select(Seat)
        .options(joinedload(Seat.collectivity))
        .where(
            Seat.role.in_(TITULAR),
            reach.covers(Seat.collectivity_id),
            ~exists().where(Member.seat_id == Seat.id),
        )
        .order_by(Seat.collectivity_id, Seat.id)
    ).all()


def hold(session: Session, seat_id: int) -> Seat:
    """Return a seat, locked until the transaction ends.

    Whoever fills or empties it at the same moment waits, and sees what became of it.
    """
    return session.get_one(Seat, seat_id, with_for_update=True, populate_existing=True)


def take(  # noqa: PLR0913 — who, where, when, by whom, with what
    session: Session,
    seat: Seat,
    member: Member,
    now: datetime,
    *,
    invited_by: int | None = None,
    drafts: Collection[str] = (),
) -> Member | None:
    """Seat ``member``; return who sat there before and has now left, or None.

    The seat passes with what is in progress, also from somebody who left it vacant: dates that
    will come due, and half-written conversations called one of ``drafts``. What the newcomer had
    half-written at another place is dropped: it is about what is no longer theirs.

    Raises LastCoordinatorError when the newcomer would leave the last national coordinator's seat.
    """
    before = occupant(session, seat.id)
    if before is not None and before.id == member.id:
        return None
    came_from = seat_of(session, member)
    stays = came_from is not None and came_from.collectivity_id == seat.collectivity_id
    if not stays:
        _drop(session, member, drafts)
    if member.seat_id is not None:
        _refuse_last(session, member)
        _end(session, member, now)
    if before is not None:
        _end(session, before, now)
        before.left_at = now
        rsvps.release(session, before.id, now)
    heir_of = before or _last_in(session, seat.id)
    member.seat = seat
    member.left_at = None
    session.add(Occupancy(seat_id=seat.id, member_id=member.id, since=now, invited_by=invited_by))
    session.flush()
    if seat.role in rhythm.ASKED:
        rhythm.wake(session, [member.id], now)
    for one in (heir_of, member if stays else None):
        if one is not None:
            pass_on(session, one, member, drafts)
    return before


def leave(session: Session, member: Member, now: datetime, *, drafts: Collection[str] = ()) -> None:
    """Vacate the member's seat; half-written conversations called one of ``drafts`` wait there.

    Raises LastCoordinatorError for the last national coordinator; nothing is changed then.
    """
    _refuse_last(session, member)
    _end(session, member, now)
    member.left_at = now
    rsvps.release(session, member.id, now)
    session.execute(
        update(Conversation)
        .where(Conversation.member_id == member.id, _half_written(drafts))
        .values(status="left")
    )


def is_last_coordinator(session: Session, member: Member) -> bool:
    """Tell whether the network would be left without a national coordinator."""
    return member.role == Role.NATIONAL_COORDINATOR and not _another_coordinator(session, member)


def history(session: Session, seat_id: int) -> Sequence[Occupancy]:
    """Return everybody who sat there, the newest first."""
    return session.scalars(
        select(Occupancy).where(Occupancy.seat_id == seat_id).order_by(Occupancy.id.desc())
    ).all()


def unlink(session: Session, member_id: int) -> Sequence[ChannelIdentity]:
    """Take a member's channels away from them; return those, so that they can be told.

    What they had half-written there has gone with the seat (``take``), waits in it (``leave``), or
    is dropped. A channel keeps the member's language, for the last words to them.
    """
    member = session.get_one(Member, member_id)
    identities = session.scalars(
        select(ChannelIdentity).where(ChannelIdentity.member_id == member_id)
    ).all()
    for identity in identities:
        unlink_one(session, identity)
        identity.language = member.language
    session.flush()
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


def pass_on(session: Session, before: Member, after: Member, drafts: Collection[str]) -> None:
    """Give ``after`` what will come due for ``before``, and their drafts called one of ``drafts``.

    Nothing passes from somebody who has another seat by now: what they have belongs to that.
    """
    if before.seat_id is not None and before.id != after.id:
        return
    session.execute(  # check-ins are about a person, and each has their own
        update(Due)
        .where(Due.member_id == before.id, Due.kind.not_in(rhythm.PERSONAL))
        .values(member_id=after.id)
    )
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
        .where(Conversation.member_id == before.id, _half_written(drafts))
        .values(identity_id=identity.id, member_id=after.id, status="parked")
    )


def seat_of(session: Session, member: Member) -> Seat | None:
    """Return the seat of a member, or the last one of somebody who left; None if never seated."""
    if member.seat is not None:
        return member.seat
    return session.scalar(
        select(Seat)
        .join(Occupancy, Occupancy.seat_id == Seat.id)
        .where(Occupancy.member_id == member.id)
        .order_by(Occupancy.id.desc())
        .limit(1)
    )


def prompted(session: Session, member: Member, today: date) -> Member | None:
    """Return who gets what is addressed to ``member``; None: nobody can be told now.

    It is whoever sits in the seat; of a focal point's, the deputy of the same place while the
    focal point is away or the seat is vacant (FEATURES.md F2). ``today`` is the local date.
    """
    seat = seat_of(session, member)
    if seat is None:
        return None
    candidates = [occupant(session, seat.id)]
    if seat.role == Role.FOCAL_POINT:
        candidates.append(sitting(session, Role.DEPUTY, seat.collectivity_id))
    there = (one for one in candidates if one is not None and _is_there(session, one, today))
    return next(there, None)


def back_on(session: Session, member: Member, today: date) -> date | None:
    """Return the day on which whoever sits in ``member``'s seat is back.

    None when they are not away, or for another reason too, whose end nobody knows.
    """
    seat = seat_of(session, member)
    titular = occupant(session, seat.id) if seat is not None else None
    day = absences.back_on(session, titular, today) if titular is not None else None
    if titular is None or day is None:
        return None
    return day if _is_there(session, titular, day) else None


def _is_there(session: Session, member: Member, today: date) -> bool:
    """Tell whether a member may be written to unasked, and some channel of theirs works."""
    if member.joined_at is None or member.stopped_at is not None:
        return False
    if absences.back_on(session, member, today) is not None:
        return False
    works = exists().where(
        ChannelIdentity.member_id == member.id, ChannelIdentity.unreachable_since.is_(None)
    )
    return bool(session.scalar(select(works)))


def _last_in(session: Session, seat_id: int) -> Member | None:
    """Return who sat last in a vacant seat, or None."""
    return session.scalar(
        select(Member)
        .join(Occupancy, Occupancy.member_id == Member.id)
        .where(Occupancy.seat_id == seat_id)
        .order_by(Occupancy.id.desc())
        .limit(1)
    )


def _half_written(drafts: Collection[str]) -> ColumnElement[bool]:
    unfinished = Conversation.status.in_(("open", "parked", "left"))
    return unfinished & Conversation.flow.in_(drafts)


def _drop(session: Session, member: Member, drafts: Collection[str]) -> None:
    session.execute(
        update(Conversation)
        .where(Conversation.member_id == member.id, _half_written(drafts))
        .values(status="dropped")
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


def _refuse_last(session: Session, member: Member) -> None:
    if is_last_coordinator(session, member):
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

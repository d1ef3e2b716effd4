"""Who is invited to something: everybody, or those of a region, of some roles, of a phase."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, Text, and_, exists, or_, select, type_coerce
from sqlalchemy.orm import Session

from storage.models import Collectivity, Gathering, Member, Phase, Programme, Role, Rsvp, Seat
from storage.reach import Reach


@dataclass(frozen=True)
class Audience:
    """Everybody where nothing is said; who meets all of what is."""

    region_id: int | None = None
    roles: tuple[Role, ...] = ()
    phase: Phase | None = None


def members_of(audience: Audience) -> Select[Member]:
    """Select those who have joined and are of an audience, by the seats they have now."""
    query = (
        select(Member)
        .join(Seat, Seat.id == Member.seat_id)
        .where(
            Member.joined_at.is_not(None), Reach(audience.region_id).covers(Seat.collectivity_id)
        )
    )
    if audience.roles:
        query = query.where(Seat.role.in_(audience.roles))
    if audience.phase is not None:
        at_work = exists().where(
            Programme.collectivity_id == Seat.collectivity_id, Programme.phase == audience.phase
        )
        query = query.where(at_work)
    return query


def open_to(session: Session, member: Member) -> ColumnElement[bool]:
    """Return the condition that a gathering is for this person, by the seat they have now."""
    answered = exists().where(Rsvp.gathering_id == Gathering.id, Rsvp.member_id == member.id)
    if member.role is None:
        return answered
    place = member.collectivity_id
    found = session.get(Collectivity, place) if place is not None else None
    region = None if found is None else found.region_id or found.id
    roles = type_coerce(Gathering.for_roles, Text)
    phases = select(Programme.phase).where(Programme.collectivity_id == place)
    invited = and_(
        or_(Gathering.for_region_id.is_(None), Gathering.for_region_id == region),
        or_(roles == "[]", roles.contains(f'"{member.role.value}"')),
        or_(Gathering.for_phase.is_(None), Gathering.for_phase.in_(phases)),
    )
    return or_(invited, answered)

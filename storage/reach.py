"""Whom a coordinator sees and reaches, the network or one region: enforced in the queries."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.models import Collectivity, Member, Role, Seat

COORDINATORS = frozenset({Role.NATIONAL_COORDINATOR, Role.REGIONAL_COORDINATOR})


@dataclass(frozen=True)
class Reach:
    """A region's id, or None for the whole network."""

    region_id: int | None

    def covers(
        self, place: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
    ) -> ColumnElement[bool]:
        """Return the condition that the collectivity in column ``place`` is within reach.

        What belongs to no collectivity is within reach of the whole network's coordinators alone.
        """
        if self.region_id is None:
            return true()
        inside = select(Collectivity.id).where(
            or_(Collectivity.id == self.region_id, Collectivity.region_id == self.region_id)
        )
        return place.in_(inside)


@dataclass(frozen=True)
class Seated:
    """Somebody who has a seat, as they are looked for: by name, or by the names of their place."""

    id: int
    name: str
    place_ar: str
    place_fr: str
    code: str = ""  # of the place, in the territorial register


def reach_of(member: Member) -> Reach | None:
    """Return how far a member's coordination goes; None for somebody who coordinates nothing."""
    match member.role:
        case Role.NATIONAL_COORDINATOR:
            return Reach(None)
        case Role.REGIONAL_COORDINATOR if member.collectivity_id is not None:
            return Reach(member.collectivity_id)
        case _:
            return None


def member_within(session: Session, reach: Reach, member_id: int) -> Member | None:
    """Return a seated member if they are within reach, else None: as if there were nobody."""
    return session.scalar(
        select(Member)
        .join(Seat, Seat.id == Member.seat_id)
        .where(Member.id == member_id, reach.covers(Seat.collectivity_id))
    )


def seated(session: Session, reach: Reach, *, without: Collection[Role] = ()) -> list[Seated]:
    """Return everybody within reach who has a seat, except in the roles ``without``, by name.

    Names are compared by whoever asks: the database does not know the spellings of a name. A
    network of 1,600 members is read in some milliseconds.
    """
    rows = session.execute(
        select(
            Member.id,
            Member.name,
            Collectivity.name_ar,
            Collectivity.name_fr,
            Collectivity.code,
        )
        .join(Seat, Seat.id == Member.seat_id)
        .outerjoin(Collectivity, Collectivity.id == Seat.collectivity_id)
        .where(reach.covers(Seat.collectivity_id), Seat.role.not_in(without))
        .order_by(Member.name, Member.id)
    )
    return [
        Seated(id_, name, arabic or "", french or "", code or "")
        for id_, name, arabic, french, code in rows
    ]


def place_within(session: Session, reach: Reach, collectivity_id: int) -> Collectivity | None:
    """Return a collectivity if it is within reach, else None."""
    return session.scalar(
        select(Collectivity).where(
            Collectivity.id == collectivity_id, reach.covers(Collectivity.id)
        )
    )

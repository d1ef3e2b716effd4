"""Who somebody is: identities by channel, members, and the coordinators who look after them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from storage.models import ChannelIdentity, Collectivity, Member, Role, Seat
from storage.reach import Reach
from storage.rows import put


def identity(session: Session, channel: str, external_id: str) -> ChannelIdentity | None:
    """Return how ``channel`` knows this person, with the member if there is one."""
    return session.scalar(
        select(ChannelIdentity)
        .options(joinedload(ChannelIdentity.member))
        .where(ChannelIdentity.channel == channel, ChannelIdentity.external_id == external_id)
    )


def identity_by_id(session: Session, identity_id: int) -> ChannelIdentity | None:
    """Return an identity by its row's number."""
    return session.get(ChannelIdentity, identity_id)


def add_identity(
    session: Session, channel: str, external_id: str, *, chat_id: str, language: str
) -> ChannelIdentity:
    """Note somebody who wrote for the first time: an id and a language, nothing else."""
    found = ChannelIdentity(
        channel=channel, external_id=external_id, chat_id=chat_id, language=language, member=None
    )
    session.add(found)
    session.flush()
    return found


def note(session: Session, found: ChannelIdentity, **values: Any) -> None:  # noqa: ANN401 — of any column
    """Write what was learned of an identity, at once; what was known before is left alone."""
    put(session, found, **values)


def link(session: Session, found: ChannelIdentity, member_id: int, now: datetime) -> Member:
    """Bind an identity to a member."""
    member = session.get_one(Member, member_id)
    found.member = member
    found.linked_at = now
    session.flush()
    return member


def hold(session: Session, member_id: int) -> None:
    """Lock a member until the transaction ends: what they do elsewhere meanwhile waits."""
    session.scalar(select(Member.id).where(Member.id == member_id).with_for_update())


def identities_of(session: Session, member_id: int) -> Sequence[ChannelIdentity]:
    """Return where a member can be written to: what can be reached first, then the newest link.

    When somebody last wrote on a channel is not kept, so the newest link stands for the telephone
    in use: whoever links one is holding it.
    """
    return session.scalars(
        select(ChannelIdentity)
        .options(joinedload(ChannelIdentity.member))
        .where(ChannelIdentity.member_id == member_id)
        .order_by(
            ChannelIdentity.unreachable_since.is_not(None),
            ChannelIdentity.linked_at.desc(),
            ChannelIdentity.id.desc(),
        )
    ).all()


def named(session: Session, reach: Reach, name: str, limit: int) -> Sequence[Member]:
    """Return who within reach has a seat and bears ``name``, apart from ASCII letters' case."""
    return session.scalars(
        select(Member)
        .join(Seat, Seat.id == Member.seat_id)
        .where(
            func.lower(Member.name) == func.lower(name),
            Member.joined_at.is_not(None),
            reach.covers(Seat.collectivity_id),
        )
        .order_by(Member.id)
        .limit(limit)
    ).all()


def collectivity_of(session: Session, member: Member) -> Collectivity | None:
    """Return the local government of the member's seat."""
    return session.get(Collectivity, member.collectivity_id) if member.collectivity_id else None


def coordinators_of(session: Session, member: Member, *, every: bool = False) -> Sequence[Member]:
    """Return those who look after ``member``, themselves apart: of the region, else of the network.

    With ``every``, both.
    """
    collectivity = collectivity_of(session, member)
    region = (collectivity.region_id or collectivity.id) if collectivity else None
    return [one for one in _coordinators(session, region, every=every) if one.id != member.id]


def coordinators_at(session: Session, collectivity_id: int | None) -> Sequence[Member]:
    """Return those who look after a local government: of its region, else of the network."""
    place = session.get(Collectivity, collectivity_id) if collectivity_id else None
    region = (place.region_id or place.id) if place else None
    return _coordinators(session, region, every=False)


def _coordinators(session: Session, region: int | None, *, every: bool) -> Sequence[Member]:
    rows = session.scalars(
        select(Member)
        .join(Seat, Seat.id == Member.seat_id)
        .where(
            or_(
                (Seat.role == Role.REGIONAL_COORDINATOR) & (Seat.collectivity_id == region),
                Seat.role == Role.NATIONAL_COORDINATOR,
            ),
            Member.joined_at.is_not(None),
        )
        .order_by(Member.id)
    ).all()
    regional = [row for row in rows if row.role == Role.REGIONAL_COORDINATOR]
    return rows if every or not regional else regional


def seated_count(session: Session, reach: Reach) -> int:
    """Return how many people sit within reach."""
    query = (
        select(func.count(Member.id))
        .join(Seat, Seat.id == Member.seat_id)
        .where(reach.covers(Seat.collectivity_id))
    )
    return session.scalar(query) or 0

"""Gatherings: made, changed, cancelled; who is invited, and who may see or manage one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from storage import gathering_turns
from storage.audiences import Audience, members_of, open_to
from storage.models import Attending, Gathering, Member, Role, Rsvp, Seat
from storage.reach import Reach

COMING = (Attending.YES, Attending.MAYBE)
SIGNED_UP = (*COMING, Attending.WAITING)
DAY = timedelta(days=1)
RECENT = timedelta(days=14)  # how long a past gathering stays on its organisers' list


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a gathering is, before it is one. ``at`` is wall time in ``zone``.

    The zone comes from whoever knows its rules (``locales.zone``): the machine's may be older.
    """

    title_ar: str | None
    title_fr: str | None
    day: date
    at: time
    zone: ZoneInfo
    minutes: int
    place: str
    languages: Sequence[str]
    capacity: int | None = None
    words: str | None = None
    audience: Audience = field(default_factory=Audience)


def make(session: Session, by: Member, reach: Reach, plan: Plan, now: datetime) -> Gathering:
    """Write a gathering. Whoever coordinates one region invites nobody of another."""
    region = plan.audience.region_id if reach.region_id is None else reach.region_id
    gathering = Gathering(
        uid=str(uuid4()),
        made_by=by.id,
        region_id=reach.region_id,
        for_region_id=region,
        for_roles=[role.value for role in plan.audience.roles],
        for_phase=plan.audience.phase,
        title_ar=plan.title_ar,
        title_fr=plan.title_fr,
        words=plan.words,
        day=plan.day,
        at=plan.at,
        zone=plan.zone.key,
        minutes=plan.minutes,
        place=plan.place,
        languages=list(plan.languages),
        capacity=plan.capacity,
        created_at=now,
        changed_at=now,
        **_moments(plan.day, plan.at, plan.zone, plan.minutes),
    )
    session.add(gathering)
    session.flush()
    return gathering


def change(
    session: Session,
    gathering: Gathering,
    now: datetime,
    zone: ZoneInfo,
    **values: Any,  # noqa: ANN401 — of any column
) -> None:
    """Write what is different; those who signed up are told, and reminders follow the new time.

    An invitation that has not gone out is written anew.
    """
    for name, value in values.items():
        setattr(gathering, name, value)
    gathering.sequence += 1
    if {"day", "at", "minutes"} & values.keys():
        gathering.changed_at = now
        reckon(gathering, zone)
    session.flush()
    again = gathering_turns.withdraw(session, gathering.id)
    come = _of_answer(session, gathering.id, COMING)
    gathering_turns.wake(session, gathering.id, {*again, *come}, now)
    if values.keys() - {"capacity"}:
        told = _of_answer(session, gathering.id, SIGNED_UP)
        gathering_turns.notify(session, gathering, "changed", told, now)


def cancel(session: Session, gathering: Gathering, now: datetime) -> int:
    """Call a gathering off; return how many had signed up, who are told."""
    gathering.cancelled_at = now
    gathering.sequence += 1
    gathering.code = None
    session.flush()
    gathering_turns.clear(session, gathering.id)
    told = _of_answer(session, gathering.id, SIGNED_UP)
    gathering_turns.notify(session, gathering, "cancelled", told, now)
    return len(told)


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return when the wall of ``zone`` shows that, in UTC; an hour that comes twice, its first."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def reckon(gathering: Gathering, zone: ZoneInfo) -> None:
    """Work out anew when a gathering begins and ends: the wall time stays what it was."""
    moments = _moments(gathering.day, gathering.at, zone, gathering.minutes)
    gathering.starts_at, gathering.ends_at = moments["starts_at"], moments["ends_at"]


def reckon_all(session: Session, now: datetime, zone: ZoneInfo) -> None:
    """Work out anew when what is to come in ``zone`` begins: its rules have changed."""
    day = (now - DAY).date()
    for gathering in session.scalars(
        select(Gathering).where(Gathering.day >= day, Gathering.zone == zone.key)
    ):
        before = gathering.starts_at
        reckon(gathering, zone)
        if gathering.starts_at != before:
            gathering.sequence += 1  # calendars hold the instant
    gathering_turns.wake_all(session, now)


def in_other_zones(session: Session, now: datetime, zone: ZoneInfo) -> list[tuple[int, str]]:
    """Return the number and zone of what is to come and keeps the hours of another than ``zone``.

    Nobody knows when such a one begins, so nobody is told of it (``scheduler.gatherings``).
    """
    query = select(Gathering.id, Gathering.zone).where(
        Gathering.day >= (now - DAY).date(), Gathering.zone != zone.key
    )
    return [(number, name) for number, name in session.execute(query.order_by(Gathering.id))]


def of_id(session: Session, gathering_id: int, *, lock: bool = False) -> Gathering | None:
    """Return a gathering as it is now; with ``lock``, whoever else asks so waits (PostgreSQL)."""
    query = select(Gathering).where(Gathering.id == gathering_id)
    query = query.with_for_update().execution_options(populate_existing=True) if lock else query
    return session.scalar(query)


def visible(session: Session, member: Member, gathering_id: int) -> Gathering | None:
    """Return a gathering that this person is invited to, or has answered; else None."""
    return session.scalar(
        select(Gathering).where(Gathering.id == gathering_id, open_to(session, member))
    )


def coming(session: Session, member: Member, now: datetime, limit: int) -> Sequence[Gathering]:
    """Return what somebody is invited to and has not ended, the nearest first."""
    return session.scalars(
        select(Gathering)
        .where(open_to(session, member), Gathering.cancelled_at.is_(None), Gathering.ends_at > now)
        .order_by(Gathering.starts_at, Gathering.id)
        .limit(limit)
    ).all()


def around(session: Session, member: Member, now: datetime, limit: int) -> Sequence[Gathering]:
    """Return what somebody is invited to that is on within a day of ``now``, the nearest first."""
    near = Gathering.starts_at < now + DAY, Gathering.ends_at > now - DAY
    return session.scalars(
        select(Gathering)
        .where(open_to(session, member), Gathering.cancelled_at.is_(None), *near)
        .order_by(Gathering.starts_at, Gathering.id)
        .limit(limit)
    ).all()


def managed(session: Session, reach: Reach, gathering_id: int) -> Gathering | None:
    """Return a gathering that a coordinator of this reach looks after, else None."""
    return session.scalar(
        select(Gathering).where(Gathering.id == gathering_id, reach.covers(Gathering.region_id))
    )


def organised(session: Session, reach: Reach, now: datetime, limit: int) -> Sequence[Gathering]:
    """Return what a coordinator of this reach looks after, not long past, the nearest first."""
    return session.scalars(
        select(Gathering)
        .where(
            reach.covers(Gathering.region_id),
            Gathering.cancelled_at.is_(None),
            Gathering.ends_at > now - RECENT,
        )
        .order_by(Gathering.starts_at, Gathering.id)
        .limit(limit)
    ).all()


def organisers(session: Session, gathering: Gathering) -> Sequence[Member]:
    """Return its maker while they coordinate; else those who do where it was made."""
    maker = session.get(Member, gathering.made_by)
    if maker is not None and maker.role in _COORDINATORS:
        return [maker]
    role = Role.NATIONAL_COORDINATOR if gathering.region_id is None else Role.REGIONAL_COORDINATOR
    return session.scalars(
        select(Member)
        .join(Seat, Seat.id == Member.seat_id)
        .where(
            Seat.role == role,
            Seat.collectivity_id.is_not_distinct_from(gathering.region_id),
            Member.joined_at.is_not(None),
        )
        .order_by(Member.id)
    ).all()


def forget_codes(session: Session, before: datetime) -> int:
    """Erase the attendance codes of what ended before that moment; return how many there were."""
    old = session.scalars(
        update(Gathering)
        .where(Gathering.code.is_not(None), Gathering.ends_at < before)
        .values(code=None)
        .returning(Gathering.id)
        .execution_options(synchronize_session=False)
    )
    return len(old.all())


_COORDINATORS = frozenset({Role.NATIONAL_COORDINATOR, Role.REGIONAL_COORDINATOR})


def _moments(day: date, at: time, zone: ZoneInfo, minutes: int) -> dict[str, datetime]:
    starts = moment(day, at, zone)
    return {"starts_at": starts, "ends_at": starts + timedelta(minutes=minutes)}


def invited_count(session: Session, reach: Reach, audience: Audience, without: int) -> int:
    """Return how many people an invitation would go to, ``without`` its maker (a member's id)."""
    region = audience.region_id if reach.region_id is None else reach.region_id
    query = members_of(Audience(region, audience.roles, audience.phase)).where(Member.id != without)
    return session.scalar(query.with_only_columns(func.count(Member.id))) or 0


def _of_answer(
    session: Session, gathering_id: int, answers: Collection[Attending]
) -> Sequence[int]:
    return session.scalars(
        select(Rsvp.member_id).where(Rsvp.gathering_id == gathering_id, Rsvp.answer.in_(answers))
    ).all()

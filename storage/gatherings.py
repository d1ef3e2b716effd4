"""Gatherings: made, changed, cancelled; who is invited, and who may see or manage one.

What each person is told next of a gathering is one row of the timetable, KIND, which
``scheduler.gatherings`` reads; what those who signed up must hear soon is another, NOTICE.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Table,
    Text,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage import contacts
from storage.models import (
    Attending,
    Collectivity,
    Contact,
    Due,
    Gathering,
    Member,
    OutboxMessage,
    Phase,
    Programme,
    Role,
    Rsvp,
    Seat,
)
from storage.reach import Reach

KIND = "event"  # of a timetable row: somebody's next turn; of a contact: the invitation
REMINDER, FEEDBACK = "event_reminder", "event_feedback"  # contacts
NOTICE = "event_notice"  # of a timetable row: news for those who signed up
UNASKED = (KIND, REMINDER, FEEDBACK)
COMING = (Attending.YES, Attending.MAYBE)
SIGNED_UP = (*COMING, Attending.WAITING)
DAY = timedelta(days=1)
RECENT = timedelta(days=14)  # how long a past gathering stays on its organisers' list

_DUE = cast("Table", Due.__table__)


@dataclass(frozen=True)
class Audience:
    """Who is invited: everybody, or those of a region, of some roles, of a phase."""

    region_id: int | None = None
    roles: tuple[Role, ...] = ()
    phase: Phase | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a gathering is, before it is one. ``at`` is wall time in ``zone``."""

    title_ar: str | None
    title_fr: str | None
    day: date
    at: time
    zone: str
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
        zone=plan.zone,
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


def invite(session: Session, gathering: Gathering, now: datetime) -> int:
    """Have everybody of the audience but its maker invited; return how many that is.

    One statement, whoever many they are; each is told when the guards of F6 let them be.
    """
    parts = literal(f"{KIND}:{gathering.id}:") + Member.id.cast(String)
    about = literal(f'{{"gathering":{gathering.id}}}', Text)
    invited = _invited(_audience_of(gathering)).where(Member.id != gathering.made_by)
    rows = invited.with_only_columns(parts, literal(KIND), Member.id, about, literal(now, _AT))
    columns = ["key", "kind", "member_id", "about", "due_at"]
    session.execute(insert(_DUE).from_select(columns, rows))
    query = select(func.count()).select_from(invited.with_only_columns(Member.id).subquery())
    return session.scalar(query) or 0


def invited_count(session: Session, reach: Reach, audience: Audience, without: int) -> int:
    """Return how many people an invitation would go to, ``without`` its maker (a member's id)."""
    region = audience.region_id if reach.region_id is None else reach.region_id
    query = _invited(Audience(region, audience.roles, audience.phase)).where(Member.id != without)
    return session.scalar(query.with_only_columns(func.count(Member.id))) or 0


def change(session: Session, gathering: Gathering, now: datetime, **values: Any) -> None:  # noqa: ANN401 — of any column
    """Write what is different; those who signed up are told, and reminders follow the new time.

    An invitation that has not gone out is written anew.
    """
    for name, value in values.items():
        setattr(gathering, name, value)
    gathering.sequence += 1
    if {"day", "at", "minutes"} & values.keys():
        gathering.changed_at = now
        reckon(gathering)
    session.flush()
    again = withdraw(session, gathering.id)
    wake(session, gathering.id, {*again, *_of_answer(session, gathering.id, COMING)}, now)
    if values.keys() - {"capacity"}:
        notify(session, gathering, "changed", _of_answer(session, gathering.id, SIGNED_UP), now)


def cancel(session: Session, gathering: Gathering, now: datetime) -> int:
    """Call a gathering off; return how many had signed up, who are told."""
    gathering.cancelled_at = now
    gathering.sequence += 1
    gathering.code = None
    session.flush()
    withdraw(session, gathering.id)
    session.execute(delete(Due).where(Due.kind == KIND, Due.key.startswith(_key(gathering.id))))
    told = _of_answer(session, gathering.id, SIGNED_UP)
    notify(session, gathering, "cancelled", told, now)
    return len(told)


def moment(day: date, at: time, zone: str) -> datetime:
    """Return when the wall of ``zone`` shows that, in UTC; an hour that comes twice, its first."""
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def reckon(gathering: Gathering) -> None:
    """Work out anew when a gathering begins and ends: the wall time stays what it was."""
    moments = _moments(gathering.day, gathering.at, gathering.zone, gathering.minutes)
    gathering.starts_at, gathering.ends_at = moments["starts_at"], moments["ends_at"]


def reckon_all(session: Session, now: datetime) -> None:
    """Work out anew when what is to come begins, as when the zone's rules have changed."""
    day = (now - DAY).date()
    for gathering in session.scalars(select(Gathering).where(Gathering.day >= day)):
        reckon(gathering)
    session.execute(update(Due).where(Due.kind == KIND).values(due_at=now))


def of_id(session: Session, gathering_id: int, *, lock: bool = False) -> Gathering | None:
    """Return a gathering as it is now; with ``lock``, whoever else asks so waits (PostgreSQL)."""
    query = select(Gathering).where(Gathering.id == gathering_id)
    query = query.with_for_update().execution_options(populate_existing=True) if lock else query
    return session.scalar(query)


def visible(session: Session, member: Member, gathering_id: int) -> Gathering | None:
    """Return a gathering that this person is invited to, or has answered; else None."""
    return session.scalar(
        select(Gathering).where(Gathering.id == gathering_id, _open_to(session, member))
    )


def coming(session: Session, member: Member, now: datetime, limit: int) -> Sequence[Gathering]:
    """Return what somebody is invited to and has not ended, the nearest first."""
    return session.scalars(
        select(Gathering)
        .where(_open_to(session, member), Gathering.cancelled_at.is_(None), Gathering.ends_at > now)
        .order_by(Gathering.starts_at, Gathering.id)
        .limit(limit)
    ).all()


def around(session: Session, member: Member, now: datetime, limit: int) -> Sequence[Gathering]:
    """Return what somebody is invited to that is on within a day of ``now``, the nearest first."""
    near = Gathering.starts_at < now + DAY, Gathering.ends_at > now - DAY
    return session.scalars(
        select(Gathering)
        .where(_open_to(session, member), Gathering.cancelled_at.is_(None), *near)
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


def wake(session: Session, gathering_id: int, members: Iterable[int], now: datetime) -> None:
    """Have it worked out at once what these people are told next of a gathering."""
    rows = [
        {
            "key": f"{_key(gathering_id)}{one}",
            "kind": KIND,
            "member_id": one,
            "about": {"gathering": gathering_id},
            "due_at": now,
        }
        for one in members
    ]
    if not rows:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(_DUE)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["key"], set_={"due_at": statement.excluded.due_at}
        ),
        rows,
    )


def rest(session: Session, gathering_id: int, member_id: int) -> None:
    """Tell somebody nothing more of a gathering, what waits to be sent included."""
    session.execute(delete(Due).where(Due.key == f"{_key(gathering_id)}{member_id}"))
    withdraw(session, gathering_id, member_id)


def notify(
    session: Session, gathering: Gathering, news: str, members: Collection[int], now: datetime
) -> None:
    """Have these people told ``news``, in place of older news that they have not heard yet."""
    session.execute(
        delete(Due).where(
            Due.kind == NOTICE,
            Due.key.startswith(f"{NOTICE}:{gathering.id}:"),
            Due.member_id.in_(members),
        )
    )
    stamp = f"{now:%Y%m%dT%H%M%S%f}"
    session.add_all(
        Due(
            key=f"{NOTICE}:{gathering.id}:{one}:{stamp}",
            kind=NOTICE,
            member_id=one,
            about={"gathering": gathering.id, "news": news},
            due_at=now,
        )
        for one in members
    )
    session.flush()


def period(gathering: Gathering, what: str) -> str:
    """Return the period of a contact about a gathering: another one for another time of it."""
    return f"{gathering.id}:{what}:{gathering.sequence}:{gathering.starts_at:%Y%m%dT%H%M}"


def is_invited(session: Session, gathering_id: int, member_id: int) -> bool:
    """Tell whether an invitation has gone out to somebody, or is on its way."""
    theirs = Contact.member_id == member_id, Contact.kind == KIND
    query = select(Contact.id).where(*theirs, Contact.period.startswith(f"{gathering_id}:"))
    return session.scalar(query.limit(1)) is not None


def withdraw(session: Session, gathering_id: int, member_id: int | None = None) -> Collection[int]:
    """Take back what is not sent yet about a gathering; return to whom invitations were.

    Of ``member_id``, or of everybody. The sender finds that a message is withdrawn (F6).
    """
    waits = exists().where(
        OutboxMessage.dedupe_key == contacts.key(), OutboxMessage.status == "pending"
    )
    unsent = session.execute(
        select(Contact.id, Contact.kind, Contact.member_id).where(
            Contact.kind.in_(UNASKED),
            Contact.period.startswith(f"{gathering_id}:"),
            waits,
            *(() if member_id is None else (Contact.member_id == member_id,)),
        )
    ).all()
    for contact in unsent:
        contacts.give_back(session, contact.id)
    return {contact.member_id for contact in unsent if contact.kind == KIND}


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
_AT = _DUE.c.due_at.type


def _key(gathering_id: int) -> str:
    return f"{KIND}:{gathering_id}:"


def _moments(day: date, at: time, zone: str, minutes: int) -> dict[str, datetime]:
    starts = moment(day, at, zone)
    return {"starts_at": starts, "ends_at": starts + timedelta(minutes=minutes)}


def _audience_of(gathering: Gathering) -> Audience:
    roles = tuple(Role(one) for one in gathering.for_roles)
    return Audience(gathering.for_region_id, roles, gathering.for_phase)


def _invited(audience: Audience) -> Select[Member]:
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


def _open_to(session: Session, member: Member) -> ColumnElement[bool]:
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


def _of_answer(
    session: Session, gathering_id: int, answers: Collection[Attending]
) -> Sequence[int]:
    return session.scalars(
        select(Rsvp.member_id).where(Rsvp.gathering_id == gathering_id, Rsvp.answer.in_(answers))
    ).all()

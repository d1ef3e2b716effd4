"""Whom an announcement is for: a rule, never wider than its author's reach, and what it comes to.

Everything is decided in the database, so that a hundred thousand members are counted as a few are.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, case, exists, func, literal, or_, select
from sqlalchemy import type_coerce as read_as
from sqlalchemy.orm import Session

from storage import absences, contacts
from storage.models import (
    ChannelIdentity,
    CheckIn,
    Collectivity,
    Contact,
    Expertise,
    Invitation,
    Member,
    Programme,
    ProgressReport,
    Project,
    Seat,
)
from storage.models.programmes import Axis
from storage.reach import Reach

EVERYBODY = 2**31 - 1
STOPPED, UNREACHABLE, AWAY, NOT_JOINED = "stopped", "unreachable", "away", "not_joined"
# A topic that is also a principle: whoever's projects serve it works on it, declared or not.
PRINCIPLES = {
    "participation": "participation",
    "access": "access_to_information",
    "publication": "transparency",
    "digital": "digital",
}


@dataclass(frozen=True)
class Rule:
    """Who is meant: all that is set must hold, and of a list one will do. Empty is everybody.

    Attributes:
        region: the id of a region within reach.
        kinds: types of local government.
        phases: of its programmes.
        roles: of the seat.
        topics: declared as known, or served by the projects there.
        silent: weeks without a check-in answered or a report made, by people who joined before.
        people: ids of members, named one by one.
    """

    region: int | None = None
    kinds: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    silent: int | None = None
    people: tuple[int, ...] | None = None

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Rule":
        """Read back what ``as_json`` wrote."""
        plain = {name: tuple(one) if isinstance(one, list) else one for name, one in stored.items()}
        return cls(**plain)  # type: ignore[arg-type] # of any field

    def as_json(self) -> dict[str, Any]:
        """Return JSON values."""
        return {name: list(one) if isinstance(one, tuple) else one
                for name, one in asdict(self).items()}  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """A rule within a reach at a moment. ``author`` is not written to; ``today`` is local."""

    reach: Reach
    rule: Rule
    author: int
    now: datetime
    today: date


@dataclass(frozen=True)
class Preview:
    """What a rule comes to now.

    Attributes:
        people: who would be written to.
        left_out: who would not, by reason.
        held: of ``people``, those whose budget is spent: theirs waits.
        readers: of ``people``, how many read each language.
    """

    people: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    held: int = 0
    readers: dict[str, int] = field(default_factory=dict)


def preview(session: Session, scope: Scope) -> Preview:
    """Count whom the rule means, who is left out and why, and who reads which language."""
    reason = _left_out(scope)
    columns: Any = (reason.label("reason"), Member.language.label("language"))
    # Kept apart by a limit that nobody reaches: SQLite would work each reason out twice.
    known = _meant(select(*columns), scope).limit(EVERYBODY).subquery()
    counted: Any = (known.c.reason, known.c.language, func.count())
    rows = session.execute(
        select(*counted).group_by(known.c.reason, known.c.language).order_by(known.c.language)
    ).all()
    readers = {language: number for why, language, number in rows if why is None}
    left_out: dict[str, int] = {}
    for why, _language, number in rows:
        if why is not None:
            left_out[why] = left_out.get(why, 0) + number
    if invited := _invited(session, scope):
        left_out[NOT_JOINED] = left_out.get(NOT_JOINED, 0) + invited
    people: Select[Any] = select(func.count(Member.id))
    held = session.scalar(_meant(people, scope).where(_spent(scope.now), _written_to(scope)))
    return Preview(sum(readers.values()), left_out, held or 0, readers)


def recipients(scope: Scope, after: int, limit: int) -> Select[Any]:
    """Build the query for (member_id, identity_id, left_out), by member from above ``after`` on."""
    identity = (
        select(ChannelIdentity.id)
        .where(ChannelIdentity.member_id == Member.id)
        .order_by(
            ChannelIdentity.unreachable_since.is_not(None),
            ChannelIdentity.linked_at.desc(),
            ChannelIdentity.id.desc(),
        )
        .limit(1)
        .scalar_subquery()
    )
    columns: Select[Any] = select(Member.id, identity, _left_out(scope, all_of_them=False))
    return _meant(columns, scope).where(Member.id > after).order_by(Member.id).limit(limit)


def _meant(query: Select[Any], scope: Scope) -> Select[Any]:
    """Restrict a query of members to the seated ones whom the rule means."""
    rule, conditions = scope.rule, _of_seat(scope)
    if rule.topics:
        conditions.append(_knows(rule.topics))
    if rule.silent is not None:
        conditions.append(_silent(scope.now - timedelta(weeks=rule.silent)))
    if rule.people is not None:
        conditions.append(Member.id.in_(rule.people))
    others = query.where(Member.id != scope.author)
    if not conditions:  # of everybody: that they are seated is enough, whatever the seat
        return others.where(Member.seat_id.is_not(None))
    return others.join_from(Member, Seat, Seat.id == Member.seat_id).where(*conditions)


def _of_seat(scope: Scope) -> list[ColumnElement[bool]]:
    """Return what the reach and the rule ask of a seat; nothing where it may be any."""
    rule, place = scope.rule, Seat.collectivity_id
    conditions: list[ColumnElement[bool]] = []
    if scope.reach.region_id is not None:
        conditions.append(scope.reach.covers(place))
    if rule.region is not None:
        conditions.append(Reach(rule.region).covers(place))
    if rule.kinds:
        conditions.append(
            place.in_(select(Collectivity.id).where(Collectivity.kind.in_(rule.kinds)))
        )
    if rule.phases:
        conditions.append(
            place.in_(select(Programme.collectivity_id).where(Programme.phase.in_(rule.phases)))
        )
    if rule.roles:
        conditions.append(Seat.role.in_(rule.roles))
    return conditions


def _knows(topics: tuple[str, ...]) -> ColumnElement[bool]:
    declared = exists().where(Expertise.member_id == Member.id, Expertise.topic.in_(topics))
    principles = [PRINCIPLES[one] for one in topics if one in PRINCIPLES]
    if not principles:
        return declared
    served = (
        select(Programme.collectivity_id)
        .join(Axis, Axis.programme_id == Programme.id)
        .join(Project, Project.axis_id == Axis.id)
        .where(or_(*(read_as(Project.principles, Text).contains(f'"{one}"') for one in principles)))
    )
    return or_(declared, Seat.collectivity_id.in_(served))


def _silent(since: datetime) -> ColumnElement[bool]:
    answered = exists().where(CheckIn.member_id == Member.id, CheckIn.answered_at >= since)
    reported = exists().where(
        ProgressReport.author_id == Member.id, ProgressReport.created_at >= since
    )
    return and_(Member.joined_at < since, ~answered, ~reported)


def _left_out(scope: Scope, *, all_of_them: bool = True) -> ColumnElement[str | None]:
    """Return why somebody is not written to, NULL for those who are.

    ``all_of_them``: of everybody, so that whole sets of channels are made once rather than looked
    up for each member; both stores do that in a fraction of the time. Of a portion it is not so.
    """
    mine, channel = ChannelIdentity.member_id, ChannelIdentity
    if all_of_them:
        linked: ColumnElement[bool] = Member.id.in_(select(mine).where(mine.is_not(None)))
        reachable: ColumnElement[bool] = Member.id.in_(
            select(mine).where(mine.is_not(None), channel.unreachable_since.is_(None))
        )
    else:
        # Each a subquery with a limit, which no planner turns back into a set.
        here = select(literal(1)).where(mine == Member.id).limit(1)
        linked = here.scalar_subquery().is_not(None)
        reachable = here.where(channel.unreachable_since.is_(None)).scalar_subquery().is_not(None)
    return case(
        (Member.stopped_at.is_not(None), STOPPED),
        (Member.joined_at.is_(None), NOT_JOINED),
        (reachable, case((absences.away(scope.today), AWAY))),
        (linked, UNREACHABLE),
        else_=NOT_JOINED,
    )


def _written_to(scope: Scope) -> ColumnElement[bool]:
    """Whether nothing speaks against writing to somebody: looked up one by one, for a few."""
    reachable = exists().where(
        ChannelIdentity.member_id == Member.id, ChannelIdentity.unreachable_since.is_(None)
    )
    return and_(
        Member.stopped_at.is_(None),
        Member.joined_at.is_not(None),
        ~absences.away(scope.today),
        reachable,
    )


def _spent(now: datetime) -> ColumnElement[bool]:
    """Whether somebody has had as many unasked messages as there may be."""
    longest, most_then = max(contacts.LIMITS)
    full = [
        func.sum(case((Contact.at > now - period, 1), else_=0)) >= most
        for period, most in contacts.LIMITS
        if period != longest
    ]
    return Member.id.in_(
        select(Contact.member_id)
        .where(Contact.at > now - longest)
        .group_by(Contact.member_id)
        .having(or_(func.count() >= most_then, *full))
    )


def _invited(session: Session, scope: Scope) -> int:
    """Count those invited to a seat that the rule means who have not come in.

    Where the rule asks for more than a seat, nobody knows yet whether they would be meant.
    """
    rule = scope.rule
    if rule.topics or rule.silent is not None or rule.people is not None:
        return 0
    newcomer = (
        select(func.count(Member.id.distinct()))
        .join_from(Invitation, Member, Member.id == Invitation.member_id)
        .join(Seat, Seat.id == Invitation.seat_id)
        .where(
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
            Member.seat_id.is_(None),
            Member.joined_at.is_(None),
            *_of_seat(scope),
        )
    )
    return session.scalar(newcomer) or 0

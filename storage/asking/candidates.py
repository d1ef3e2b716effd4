"""Who might know: a bounded number of people for a question, and what the choice among them needs.

However large the network, so many rows are read: people who showed or declared that they know the
topic, then those of a like place, nearby first. A number of the question turns the start around,
so that among very many it is not always the same who are looked at.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, exists, func, or_, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage import absences, seats
from storage.among import among
from storage.asking.routing import CAP, PRINCIPLES, WEEK, Asked, Candidate
from storage.models import (
    Answer,
    Axis,
    ChannelIdentity,
    Collectivity,
    Expertise,
    Level,
    Member,
    Practice,
    Programme,
    ProgressReport,
    Project,
    PublicationStatus,
    Question,
    QuestionStatus,
    Reaction,
    Role,
    Routing,
    Seat,
    Topic,
    Withdrawal,
)

PEERS = frozenset({Role.FOCAL_POINT, Role.DEPUTY})
POLE = frozenset({Role.POLE})
_EACH = 40  # people from each of the ways to look
_PLACES = 60  # local governments that are looked at in one of them
_LATELY = timedelta(days=180)  # of what was brought to somebody
_MONTH = timedelta(days=28)  # requests older than that weigh on nobody any more
_SPREAD = 7919  # a prime: numbers of questions in a row start far apart


def asked(session: Session, question: Question) -> Asked:
    """Return what the choice knows of a question."""
    seat = session.get_one(Seat, question.seat_id)
    place = session.get(Collectivity, seat.collectivity_id) if seat.collectivity_id else None
    occupant = seats.occupant(session, seat.id)
    return Asked(
        number=question.id,
        topic=question.topic,
        language=question.language,
        member=occupant.id if occupant is not None else None,
        seat=seat.id,
        place=place.id if place else None,
        kind=place.kind if place else None,
        region=(place.region_id or place.id) if place else None,
        population=place.population if place else None,
    )


def peers(session: Session, question: Asked, now: datetime, today: date) -> list[Candidate]:
    """Return focal points and deputies who might know and may be asked; ``today`` is local."""
    can = _may_be_asked(question, PEERS, now, today)
    found: set[int] = set()
    for ids in (_proven(session, question, can), _declared(session, question, can),
                _alike(session, question, can)):  # fmt: skip
        found.update(ids)
    return of(session, question, found, now)


def pole(session: Session, question: Asked, now: datetime, today: date) -> list[Candidate]:
    """Return the members of the competence pole who may be asked."""
    can = _may_be_asked(question, POLE, now, today)
    query = select(Member.id).join(Seat, Seat.id == Member.seat_id).where(can)
    return of(session, question, session.scalars(query.limit(_PLACES)), now)


def only(
    session: Session, question: Asked, member_id: int, now: datetime, today: date
) -> list[Candidate]:
    """Return somebody who was suggested, if they may be asked; else nobody."""
    can = _may_be_asked(question, PEERS | POLE, now, today)
    query = select(Member.id).join(Seat, Seat.id == Member.seat_id)
    return of(session, question, session.scalars(query.where(Member.id == member_id, can)), now)


def reserve(session: Session, ids: Collection[int], now: datetime) -> set[int]:
    """Return which of these members still have room for a request, locked until the commit.

    Somebody whom another process is asking at this moment is passed over (PostgreSQL; SQLite has
    one writer).
    """
    held = session.scalars(
        select(Member.id)
        .where(among(session, Member.id, ids))
        .order_by(Member.id)
        .with_for_update(of=Member, skip_locked=True)
    ).all()
    full = session.execute(
        select(Routing.member_id)
        .join(Question, Question.id == Routing.question_id)
        .where(among(session, Routing.member_id, held), Routing.at > now - WEEK, _waits())
        .group_by(Routing.member_id)
        .having(func.count() >= CAP)
    )
    return set(held) - {row.member_id for row in full}


def of(
    session: Session, question: Asked, member_ids: Iterable[int], now: datetime
) -> list[Candidate]:
    """Return what the choice knows of these members; whether they may be asked is not looked at."""
    ids = sorted(set(member_ids))
    rows = session.execute(
        select(
            Member.id,
            Member.language,
            Seat.id,
            Collectivity.id,
            Collectivity.kind,
            Collectivity.region_id,
            Collectivity.population,
        )
        .join(Seat, Seat.id == Member.seat_id)
        .outerjoin(Collectivity, Collectivity.id == Seat.collectivity_id)
        .where(among(session, Member.id, ids))
    ).all()
    known: dict[int, dict[str, Any]] = {}
    for name, values in _facts(session, question, ids, rows, now):
        for member, value in values.items():
            known.setdefault(member, {})[name] = value
    return [
        Candidate(
            member=member,
            language=language,
            seat=seat,
            place=place,
            kind=kind,
            region=region or place,
            population=population,
            **known.get(member, {}),
        )
        for member, language, seat, place, kind, region, population in rows
    ]


def _facts(
    session: Session, question: Asked, ids: list[int], rows: Iterable[Any], now: datetime
) -> Iterable[tuple[str, dict[int, Any]]]:
    """Give what is known of these members, a name and the values by member at a time."""
    yield (
        "helpful",
        _counted(
            session,
            select(Answer.author_id, func.count())
            .join(Question, Question.id == Answer.question_id)
            .where(
                among(session, Answer.author_id, ids),
                Answer.helpful.is_(True),
                Question.topic == question.topic,
            )
            .group_by(Answer.author_id),
        ),
    )
    yield (
        "practices",
        _counted(
            session,
            select(Practice.author_id, func.count())
            .where(among(session, Practice.author_id, ids), _published(question.topic))
            .group_by(Practice.author_id),
        ),
    )
    declared = select(Expertise.member_id).where(
        Expertise.topic == question.topic, among(session, Expertise.member_id, ids)
    )
    yield "declared", dict.fromkeys(session.scalars(declared), True)
    yield "projects", _projects(session, question.topic, {row[0]: row[3] for row in rows})
    yield from _requests(session, question.topic, ids, now)


def _requests(
    session: Session, topic: Topic, ids: list[int], now: datetime
) -> Iterable[tuple[str, dict[int, Any]]]:
    routed: dict[int, int] = {}
    answered: dict[int, int] = {}
    declined: dict[int, int] = {}
    waiting: dict[int, tuple[datetime, ...]] = {}
    lately = session.execute(
        select(Routing.member_id, Routing.at, Routing.reaction, Question.topic, Question.status)
        .join(Question, Question.id == Routing.question_id)
        .where(among(session, Routing.member_id, ids), Routing.at > now - _LATELY)
    )
    for member, at, reaction, about, status in lately:
        waits = reaction in {None, Reaction.LATER} and status == QuestionStatus.OPEN
        if waits and now - at < _MONTH:
            waiting[member] = (*waiting.get(member, ()), at)
        if not waits or now - at >= WEEK:  # of what came this week nothing can be said yet
            routed[member] = routed.get(member, 0) + 1
        answered[member] = answered.get(member, 0) + (reaction == Reaction.ANSWERED)
        refuses = reaction == Reaction.NOT_ME and about == topic
        declined[member] = declined.get(member, 0) + refuses
    yield from (("routed", routed), ("answered", answered), ("declined", declined))
    yield "open", waiting


def _counted(session: Session, query: Any) -> dict[int, int]:  # noqa: ANN401 — a select of two
    return dict(session.execute(query).all())


def _projects(session: Session, topic: Topic, places: dict[int, int | None]) -> dict[int, int]:
    """Count the projects that show knowledge of a topic, by member; ``places`` is where they sit.

    A project counts when any report of it that stands said so: it has been as far as that.
    """
    principles = PRINCIPLES.get(topic)
    here = {place for place in places.values() if place is not None}
    if not principles or not here:
        return {}
    written = type_coerce(Project.principles, Text)
    rows = session.execute(
        select(Programme.collectivity_id, func.count(Project.id.distinct()))
        .join(Axis, Axis.programme_id == Programme.id)
        .join(Project, Project.axis_id == Axis.id)
        .join(ProgressReport, ProgressReport.project_id == Project.id)
        .where(
            among(session, Programme.collectivity_id, here),
            ProgressReport.level.in_((Level.SUBSTANTIAL, Level.COMPLETE)),
            ~exists().where(Withdrawal.report_id == ProgressReport.id),
            or_(*(written.contains(f'"{one}"', autoescape=True) for one in sorted(principles))),
        )
        .group_by(Programme.collectivity_id)
    )
    counted = dict(rows.all())
    return {
        member: counted[place]
        for member, place in places.items()
        if place is not None and place in counted
    }


def _proven(session: Session, question: Asked, can: ColumnElement[bool]) -> list[int]:
    """Return who answered on the topic so that it helped, or published on it, the newest first."""
    about = (
        select(Question.id)
        .where(Question.topic == question.topic, Question.id != question.number)
        .order_by(Question.id.desc())
        .limit(10 * _EACH)
    )
    helped = (
        select(Answer.author_id)
        .join(Member, Member.id == Answer.author_id)
        .join(Seat, Seat.id == Member.seat_id)
        .where(Answer.question_id.in_(about.scalar_subquery()), Answer.helpful.is_(True), can)
        .limit(_EACH)
    )
    wrote = (
        select(Practice.author_id)
        .join(Member, Member.id == Practice.author_id)
        .join(Seat, Seat.id == Member.seat_id)
        .where(_published(question.topic), can)
        .order_by(Practice.id.desc())
        .limit(_EACH)
    )
    return [*session.scalars(helped), *session.scalars(wrote)]


def _declared(session: Session, question: Asked, can: ColumnElement[bool]) -> list[int]:
    """Return who declared the topic."""
    query = (
        select(Expertise.member_id)
        .join(Member, Member.id == Expertise.member_id)
        .join(Seat, Seat.id == Member.seat_id)
        .where(Expertise.topic == question.topic, can)
    )
    highest = session.scalar(select(func.max(Member.id))) or 0
    start = question.number * _SPREAD % (highest + 1)
    return _from(session, query, Expertise.member_id, start, _EACH)


def _alike(session: Session, question: Asked, can: ColumnElement[bool]) -> list[int]:
    """Return who sits at the same kind of local government, in the region first, then anywhere."""
    seated = exists().where(Seat.collectivity_id == Collectivity.id, Seat.role.in_(PEERS))
    query = select(Collectivity.id).where(seated)
    if question.kind is not None:
        query = query.where(Collectivity.kind == question.kind)
    highest = session.scalar(select(func.max(Collectivity.id))) or 0
    start = question.number * _SPREAD % (highest + 1)
    here = query.where(Collectivity.region_id == question.region)
    found: list[int] = []
    for places in (here, query):
        near = _from(session, places, Collectivity.id, start, _PLACES)
        members = select(Member.id).join(Seat, Seat.id == Member.seat_id)
        found += session.scalars(
            members.where(among(session, Seat.collectivity_id, near), can).limit(_EACH)
        )
    return found


def _from(
    session: Session,
    query: Select[int],
    number: InstrumentedAttribute[int],
    start: int,
    limit: int,
) -> list[int]:
    """Return rows from the number ``start`` on, and then from the beginning: ``limit`` at most."""
    query = query.order_by(number).limit(limit)
    found = list(session.scalars(query.where(number >= start)))
    if len(found) < limit:
        found += session.scalars(query.where(number < start).limit(limit - len(found)))
    return found


def _may_be_asked(
    question: Asked, roles: Collection[Role], now: datetime, today: date
) -> ColumnElement[bool]:
    """Whether a member has one of ``roles``, is there, can be reached, has room, is not asked yet.

    Not who asks, nor anybody of the same place.
    """
    reachable = exists().where(
        ChannelIdentity.member_id == Member.id, ChannelIdentity.unreachable_since.is_(None)
    )
    brought = exists().where(Routing.question_id == question.number, Routing.member_id == Member.id)
    open_ones = (
        select(func.count())
        .select_from(Routing)
        .join(Question, Question.id == Routing.question_id)
        .where(Routing.member_id == Member.id, Routing.at > now - WEEK, _waits())
        .correlate(Member)
        .scalar_subquery()
    )
    conditions = [
        Seat.role.in_(roles),
        Member.joined_at.is_not(None),
        Member.stopped_at.is_(None),
        ~absences.away(today),
        Seat.id != question.seat,
        reachable,
        ~brought,
        open_ones < CAP,
    ]
    if question.place is not None:
        conditions.append(
            or_(Seat.collectivity_id.is_(None), Seat.collectivity_id != question.place)
        )
    return reduce(lambda one, other: one & other, conditions)


def _waits() -> ColumnElement[bool]:
    """Whether a request still waits for the one it was brought to."""
    undone = or_(Routing.reaction.is_(None), Routing.reaction == Reaction.LATER)
    return undone & (Question.status == QuestionStatus.OPEN)


def _published(topic: Topic) -> ColumnElement[bool]:
    return (Practice.status == PublicationStatus.PUBLISHED) & (Practice.topic == topic)

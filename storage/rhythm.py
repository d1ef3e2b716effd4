"""Whose week is asked about, when it is next their turn, and all that a decision needs to know."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import cast

from sqlalchemy import ColumnElement, Table, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage import absences, contacts
from storage.models import (
    Card,
    ChannelIdentity,
    CheckIn,
    Collectivity,
    Contact,
    Conversation,
    DecisionRecord,
    Due,
    Member,
    OutboxMessage,
    Phase,
    Programme,
    Role,
    Seat,
)
from storage.reach import COORDINATORS, Reach

CARDS = "cards"  # of a row and of a contact: whom a coordinator might call
KIND = "checkin"  # of a timetable row: one for each person who is asked
AGAIN = "again"  # of one: a question brought once more to somebody who said "later"
SUMMARY = "summary"  # of a row and of a contact: the week's figures
PERSONAL = frozenset(
    {KIND, CARDS, AGAIN, SUMMARY, "digest", "draft"}
)  # of rows that no successor inherits
ASKED = frozenset({Role.FOCAL_POINT, Role.DEPUTY, Role.POLE})
REMEMBERED = timedelta(weeks=104)  # of check-ins
BUDGETED = timedelta(days=28)  # of messages sent unasked
NEVER_SENT = frozenset({"cancelled", "failed"})

_DUE = cast("Table", Due.__table__)
_UNDER_WAY = exists().where(
    Programme.collectivity_id == Seat.collectivity_id, Programme.phase != Phase.CLOSED
)

_WOKEN: Mapping[str, Sequence[ColumnElement[bool]]] = {
    CARDS: (Seat.role.in_(COORDINATORS),),
    SUMMARY: (Seat.role.in_(COORDINATORS | {Role.OBSERVER}),),
    KIND: (Seat.role.in_(ASKED), _UNDER_WAY),
}


@dataclass
class Known:
    """What is stored of somebody's rhythm, as `scheduler.known` makes a history of it.

    Attributes:
        member: whose.
        pseudonym: under which decisions were stored before; None for nobody decided on yet.
        region: whose office hours count.
        check_ins: the earliest first.
        sent: when Jisr wrote unasked, the earliest first.
        cards: when a coordinator was asked to call.
        leave: declared absences, first and last day, that are not over.
        reachable: whether some channel takes messages.
        touched_at: of the conversation they are in.
    """

    member: Member
    pseudonym: str | None = None
    region: int | None = None
    check_ins: list[CheckIn] = field(default_factory=list)
    sent: list[datetime] = field(default_factory=list)
    cards: list[datetime] = field(default_factory=list)
    leave: list[tuple[date, date]] = field(default_factory=list)
    reachable: bool = False
    touched_at: datetime | None = None


def is_asked(session: Session, member: Member) -> bool:
    """Tell whether a member gets check-ins: they joined, have the role, and there is matter."""
    if member.joined_at is None or member.role not in ASKED or member.collectivity_id is None:
        return False
    under_way = exists().where(
        Programme.collectivity_id == member.collectivity_id, Programme.phase != Phase.CLOSED
    )
    return bool(session.scalar(select(under_way)))


def wake(session: Session, member_ids: Iterable[int], now: datetime, *, kind: str = KIND) -> None:
    """Have it decided at once what comes next for these members, and when.

    For whoever has just joined, or changed what it depends on; their row is made if need be.
    """
    rows = [
        {"key": f"{kind}:{one}", "kind": kind, "member_id": one, "about": {}, "due_at": now}
        for one in member_ids
    ]
    if not rows:
        return
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(_DUE)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["key"], set_={"due_at": statement.excluded.due_at}
        ),
        rows,
    )


def next_turn(session: Session, member_id: int) -> datetime | None:
    """Return when it is next decided what a member is asked; None for whoever is not asked."""
    return session.scalar(select(Due.due_at).where(Due.key == f"{KIND}:{member_id}"))


def next_cards(session: Session, member_id: int) -> datetime | None:
    """Return when a coordinator is next told whom to call; None for whoever is told nothing."""
    return session.scalar(select(Due.due_at).where(Due.key == f"{CARDS}:{member_id}"))


def wake_new(session: Session, now: datetime, limit: int = 500) -> int:
    """Wake some of those who are asked, coordinate or observe, and have no row; return how many."""
    woken = 0
    for kind, conditions in _WOKEN.items():
        row = exists().where(Due.member_id == Member.id, Due.kind == kind)
        found = session.scalars(
            select(Member.id)
            .join(Seat, Seat.id == Member.seat_id)
            .where(Member.joined_at.is_not(None), *conditions, ~row)
            .order_by(Member.id)
            .limit(limit)
        ).all()
        wake(session, found, now, kind=kind)
        woken += len(found)
    return woken


def wake_all(session: Session, now: datetime) -> None:
    """Have everybody's next moment worked out anew, as when the zone's rules have changed."""
    session.execute(update(Due).where(Due.kind == KIND).values(due_at=now))


def wake_between(session: Session, since: datetime, until: datetime, now: datetime) -> None:
    """Have the next moments from ``since`` to ``until`` worked out anew, as for a moved feast."""
    near = Due.due_at.between(since, until)
    session.execute(update(Due).where(Due.kind == KIND, near).values(due_at=now))


def wake_region(session: Session, region_id: int, now: datetime) -> None:
    """Have the next moments of a region's people worked out anew, as for its new hours."""
    theirs = (
        select(Member.id)
        .join(Seat, Seat.id == Member.seat_id)
        .where(Reach(region_id).covers(Seat.collectivity_id))
    )
    session.execute(
        update(Due).where(Due.kind == KIND, Due.member_id.in_(theirs)).values(due_at=now)
    )


def known(
    session: Session, members: Sequence[Member], now: datetime, *, before: int | None = None
) -> list[Known]:
    """Return what is stored of these members, in their order, with a fixed number of queries.

    A message that was cancelled before it went out counts as never sent, and its check-in as
    excused. With ``before``, only unasked messages before that one (a contact's id) are counted.
    """
    found = {member.id: Known(member) for member in members}
    _add_check_ins(session, found, now)
    _add_contacts(session, found, now, before)
    for card in session.scalars(
        select(Card).where(Card.member_id.in_(found)).order_by(Card.at, Card.id)
    ):
        found[card.member_id].cards.append(card.at)
    pseudonyms = session.execute(
        select(DecisionRecord.member_id, func.max(DecisionRecord.pseudonym))
        .where(DecisionRecord.member_id.in_(found))
        .group_by(DecisionRecord.member_id)
    )
    for member_id, pseudonym in pseudonyms:
        if member_id is not None:
            found[member_id].pseudonym = pseudonym
    _add_absences(session, found, now)
    _add_places(session, found)
    _add_channels(session, found)
    return [found[member.id] for member in members]


def _add_check_ins(session: Session, found: dict[int, Known], now: datetime) -> None:
    year, week, _day = (now - REMEMBERED).isocalendar()
    for row in session.scalars(
        select(CheckIn)
        .where(CheckIn.member_id.in_(found), CheckIn.week >= f"{year}-W{week:02d}")
        .order_by(CheckIn.week)
    ):
        found[row.member_id].check_ins.append(row)


def _add_contacts(
    session: Session, found: dict[int, Known], now: datetime, before: int | None
) -> None:
    query = (
        select(Contact, OutboxMessage.status, OutboxMessage.error)
        .outerjoin(OutboxMessage, OutboxMessage.dedupe_key == contacts.key())
        .where(Contact.member_id.in_(found), Contact.at >= now - BUDGETED)
        .order_by(Contact.at, Contact.id)
    )
    if before is not None:
        query = query.where(Contact.id < before)
    unsent: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for contact, status, error in session.execute(query):
        if status not in NEVER_SENT:
            found[contact.member_id].sent.append(contact.at)
        elif contact.kind == KIND:
            unsent[contact.member_id][contact.period] = error or status
    for member_id, weeks in unsent.items():
        for row in found[member_id].check_ins:
            if row.week in weeks and row.answered_at is None:
                row.sent_at, row.excused = None, weeks[row.week][:20]


def _add_absences(session: Session, found: dict[int, Known], now: datetime) -> None:
    """Add absences from yesterday on: the day in Morocco is not the store's to tell."""
    for row in absences.standing(session, found, now.date() - timedelta(days=1)):
        found[row.member_id].leave.append((row.first_on, row.last_on))


def _add_places(session: Session, found: dict[int, Known]) -> None:
    places: Collection[int] = {
        one.member.collectivity_id for one in found.values() if one.member.collectivity_id
    }
    regions = {
        place: region or place
        for place, region in session.execute(
            select(Collectivity.id, Collectivity.region_id).where(Collectivity.id.in_(places))
        )
    }
    for one in found.values():
        if one.member.collectivity_id is not None:
            one.region = regions.get(one.member.collectivity_id)


def _add_channels(session: Session, found: dict[int, Known]) -> None:
    query = (
        select(
            ChannelIdentity.member_id, ChannelIdentity.unreachable_since, Conversation.touched_at
        )
        .outerjoin(
            Conversation,
            (Conversation.identity_id == ChannelIdentity.id) & (Conversation.status == "open"),
        )
        .where(ChannelIdentity.member_id.in_(found))
    )
    for member_id, unreachable, touched_at in session.execute(query):
        if member_id is None:
            continue
        one = found[member_id]
        one.reachable = one.reachable or unreachable is None
        if touched_at is not None:
            one.touched_at = max(touched_at, one.touched_at or touched_at)

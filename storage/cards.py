"""Words to coordinators on whom to call, who called, what came of it, and whether calls help."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, select
from sqlalchemy.orm import Session, aliased

from storage.models import CallOutcome, Card, CheckIn, Collectivity, Member, Role, Seat
from storage.reach import Reach, reach_of
from storage.rhythm import ASKED

PER_CARD = 25  # members for each card a week (reminders.md, section 2)
LISTED = timedelta(weeks=2)  # as long as Jisr is silent for the sake of a call
ANSWERED_IN = timedelta(weeks=4)  # of a call (reminders.md, section 7)
LOOKED_BACK = timedelta(weeks=26)
FEWEST = 5  # people behind a figure that may be shown (FEATURES.md F6)


@dataclass(frozen=True)
class Effect:
    """Of so many people called, how many answered a check-in within four weeks of it."""

    answered: int
    called: int


def supported(session: Session, coordinator: Member) -> Sequence[Member]:
    """Return who is asked how things go and has this coordinator to turn to, by number.

    Those of a region are its coordinator's, of several the first; where a region has none, they are
    the first national coordinator's.
    """
    colleague, seat, place = aliased(Member), aliased(Seat), aliased(Collectivity)
    before = exists().where(
        colleague.seat_id == seat.id,
        colleague.joined_at.is_not(None),
        seat.role == coordinator.role,
        colleague.id < coordinator.id,
    )
    query = (
        select(Member)
        .join(Seat, Seat.id == Member.seat_id)
        .join(place, place.id == Seat.collectivity_id)
        .where(Member.joined_at.is_not(None), Seat.role.in_(ASKED))
        .order_by(Member.id)
    )
    if coordinator.role == Role.REGIONAL_COORDINATOR and coordinator.collectivity_id is not None:
        before = before.where(seat.collectivity_id == coordinator.collectivity_id)
        reach = Reach(coordinator.collectivity_id)
        return session.scalars(query.where(reach.covers(Seat.collectivity_id), ~before)).all()
    regional = exists().where(
        colleague.seat_id == seat.id,
        colleague.joined_at.is_not(None),
        seat.role == Role.REGIONAL_COORDINATOR,
        (seat.collectivity_id == place.region_id) | (seat.collectivity_id == place.id),
    )
    return session.scalars(query.where(~regional, ~before)).all()


def add(session: Session, member_id: int, reasons: Sequence[str], now: datetime) -> Card:
    """Write a card with its reasons, which are names and never numbers. Flushes, for the id."""
    card = Card(member_id=member_id, at=now, reasons=[[reason] for reason in reasons])
    session.add(card)
    session.flush()
    return card


def within(session: Session, reach: Reach, card_id: int) -> tuple[Card, Member] | None:
    """Return a card and whom it is about, if they sit within reach; else None."""
    row = session.execute(
        select(Card, Member)
        .join(Member, Member.id == Card.member_id)
        .join(Seat, Seat.id == Member.seat_id)
        .where(Card.id == card_id, reach.covers(Seat.collectivity_id))
    ).first()
    return None if row is None else (row[0], row[1])


def call(session: Session, card: Card, by: int, now: datetime) -> bool:
    """Note that a coordinator called; False when another has, whose call stands.

    Somebody who was not reached may be called again: that call counts instead.
    """
    session.refresh(card, with_for_update=True)
    again = card.outcome == CallOutcome.UNREACHED
    if card.called_by is not None and not again:
        return card.called_by == by
    card.called_at, card.called_by = now, by
    card.outcome = card.closed_at = card.closed_by = None
    session.flush()
    return True


def close(session: Session, card: Card, outcome: CallOutcome, by: int, now: datetime) -> bool:
    """Note what came of a call, once; False when somebody was quicker.

    Somebody who was not reached stays open to another outcome.
    """
    session.refresh(card, with_for_update=True)
    if not is_open(card):
        return False
    if card.called_by is None:
        card.called_at, card.called_by = now, by
    card.outcome, card.closed_at, card.closed_by = outcome, now, by
    session.flush()
    return True


def is_open(card: Card) -> bool:
    """Tell whether something may still be noted of a card."""
    return card.outcome in {None, CallOutcome.UNREACHED}


def listed(
    session: Session, coordinator: Member, now: datetime, *, since: timedelta = LISTED
) -> list[tuple[Card, Member]]:
    """Return the cards of the people who have this coordinator to turn to, open ones first."""
    rows = session.execute(
        select(Card, Member)
        .join(Member, Member.id == Card.member_id)
        .join(Seat, Seat.id == Member.seat_id)
        .where(Card.at > now - since, *_looked_after(coordinator))
        .order_by(Card.at.desc(), Card.id)
    )
    found = [(card, member) for card, member in rows]
    return sorted(found, key=lambda one: not is_open(one[0]))


def capacity(session: Session, coordinator: Member) -> int:
    """Return how many calls a week are proposed to this coordinator at most."""
    people = session.scalar(
        select(func.count(Member.id))
        .join(Seat, Seat.id == Member.seat_id)
        .where(Member.joined_at.is_not(None), Seat.role.in_(ASKED), *_looked_after(coordinator))
    )
    return max(1, (people or 0) // PER_CARD)


def latest_call(session: Session, member_id: int) -> datetime | None:
    """Return when a coordinator last spoke with somebody, as far as it was noted."""
    return session.scalar(
        select(func.max(Card.called_at)).where(
            Card.member_id == member_id, Card.outcome.is_distinct_from(CallOutcome.UNREACHED)
        )
    )


def effect(session: Session, reach: Reach, now: datetime) -> Effect | None:
    """Return what followed the calls of half a year whose four weeks are over; None for too few.

    Calls in which nobody was reached do not count, and each person counts once, with their last.
    """
    first_answer = (
        select(func.min(CheckIn.answered_at))
        .where(CheckIn.member_id == Card.member_id, CheckIn.answered_at > Card.called_at)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Card.member_id, Card.called_at, first_answer)
        .join(Member, Member.id == Card.member_id)
        .join(Seat, Seat.id == Member.seat_id)
        .where(
            Card.called_at > now - LOOKED_BACK,
            Card.called_at <= now - ANSWERED_IN,
            Card.outcome.is_distinct_from(CallOutcome.UNREACHED),
            reach.covers(Seat.collectivity_id),
        )
        .order_by(Card.called_at)
    )
    after = {
        member: answer is not None and answer <= called + ANSWERED_IN
        for member, called, answer in rows
        if called is not None
    }
    return Effect(sum(after.values()), len(after)) if len(after) >= FEWEST else None


def purge(session: Session, before: datetime, limit: int) -> int:
    """Delete cards from before a moment, some at a time; return how many."""
    old = session.scalars(select(Card.id).where(Card.at < before).limit(limit)).all()
    session.execute(
        delete(Card).where(Card.id.in_(old)).execution_options(synchronize_session=False)
    )
    return len(old)


def _looked_after(coordinator: Member) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a seat has this coordinator, or a colleague beside, to turn to.

    A region's is its coordinators'; where a region has none, it is the national coordinators'.
    """
    reach = reach_of(coordinator)
    if reach is None:
        return (Seat.id.is_(None),)
    if reach.region_id is not None:
        return (reach.covers(Seat.collectivity_id),)
    place, seat, colleague = aliased(Collectivity), aliased(Seat), aliased(Member)
    region = (
        select(func.coalesce(place.region_id, place.id))
        .where(place.id == Seat.collectivity_id)
        .correlate(Seat)
        .scalar_subquery()
    )
    regional = exists().where(
        colleague.seat_id == seat.id,
        colleague.joined_at.is_not(None),
        seat.role == Role.REGIONAL_COORDINATOR,
        seat.collectivity_id == region,
    )
    return (~regional,)

"""Words to coordinators on whom to call, and what came of them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from storage.models import Card, Collectivity, Member, Role, Seat
from storage.reach import Reach
from storage.rhythm import ASKED

OUTCOMES = ("called", "fine", "later")


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


def close(card: Card, outcome: str, now: datetime) -> None:
    """Note what came of a card; ``outcome`` is one of OUTCOMES."""
    card.outcome, card.closed_at = outcome, now

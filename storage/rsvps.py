"""Who comes to a gathering: answers, the waiting list, presence, and how they found it."""

import secrets
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, joinedload

from storage import attending, gathering_turns, gatherings
from storage.models import Attending, Due, Gathering, Member, Rsvp, Seat
from storage.reach import Reach

TRIES = 3  # wrong codes, then the organiser (FEATURES.md F13)
DIGITS = 5  # of a code: to be read out in a room and typed on a telephone
EARLY, AFTER = timedelta(hours=1), timedelta(hours=2)  # the door is open around the gathering
CLOSED_GROUP = 5  # of fewer ratings nothing is shown


class Presence(StrEnum):
    """What became of a code that somebody typed."""

    NOTED = "noted"
    ALREADY = "already"
    WRONG = "wrong"
    SPENT = "spent"  # too many wrong ones: the organiser decides
    CLOSED = "closed"  # too early, too late, or cancelled


@dataclass(frozen=True)
class Counts:
    """How many answered what, and how many were there."""

    yes: int
    maybe: int
    no: int
    waiting: int
    attended: int


def of_member(session: Session, gathering_id: int, member_id: int) -> Rsvp | None:
    """Return what somebody answered, None for nothing."""
    return session.scalar(
        select(Rsvp).where(Rsvp.gathering_id == gathering_id, Rsvp.member_id == member_id)
    )


def answer(
    session: Session, gathering: Gathering, member_id: int, wanted: Attending, now: datetime
) -> Rsvp:
    """Note an answer, and who moves up by it; of two for the last place, one gets it."""
    held_open = gatherings.of_id(session, gathering.id, lock=True)
    assert held_open is not None
    row = of_member(session, gathering.id, member_id)
    held = None if row is None else row.answer
    if row is None:
        row = Rsvp(gathering_id=gathering.id, member_id=member_id, answered_at=now)
        session.add(row)
    given = attending.granted(wanted, held, _taken(session, gathering.id), gathering.capacity)
    if given != held:
        row.answer, row.answered_at = given, now
    session.flush()
    move_up(session, gathering, now)
    if row.answer in gatherings.COMING:
        gathering_turns.wake(session, gathering.id, [member_id], now)
    else:
        gathering_turns.rest(session, gathering.id, member_id)
    return row


def move_up(session: Session, gathering: Gathering, now: datetime) -> None:
    """Give free places to those who wait, first come first served, and have them told."""
    waiting = session.scalars(
        select(Rsvp)
        .where(Rsvp.gathering_id == gathering.id, Rsvp.answer == Attending.WAITING)
        .order_by(Rsvp.answered_at, Rsvp.id)
    ).all()
    if not waiting:
        return
    rows = {row.member_id: row for row in waiting}
    taken = _taken(session, gathering.id)
    lucky = attending.moved_up(list(rows), taken, gathering.capacity)
    for member_id in lucky:
        rows[member_id].answer, rows[member_id].answered_at = Attending.YES, now
    session.flush()
    if lucky:
        gathering_turns.notify(session, gathering, "moved_up", lucky, now)
        gathering_turns.wake(session, gathering.id, lucky, now)


def place_in_line(session: Session, row: Rsvp) -> int:
    """Return how many wait up to this one, itself included."""
    before = (Rsvp.answered_at < row.answered_at) | (
        (Rsvp.answered_at == row.answered_at) & (Rsvp.id <= row.id)
    )
    query = select(func.count(Rsvp.id)).where(
        Rsvp.gathering_id == row.gathering_id, Rsvp.answer == Attending.WAITING, before
    )
    return session.scalar(query) or 0


def release(session: Session, member_id: int, now: datetime) -> None:
    """Free the places of somebody who leaves: what they said belongs to them, not to the seat."""
    rows = session.scalars(
        select(Rsvp)
        .join(Gathering, Gathering.id == Rsvp.gathering_id)
        .where(Rsvp.member_id == member_id, Gathering.starts_at > now)
        .order_by(Rsvp.gathering_id)  # two who leave at once take the locks in one order
    ).all()
    own = (gathering_turns.KIND, gathering_turns.NOTICE)
    session.execute(delete(Due).where(Due.member_id == member_id, Due.kind.in_(own)))
    for row in rows:
        gathering = gatherings.of_id(session, row.gathering_id, lock=True)
        session.delete(row)
        session.flush()
        if gathering is not None and gathering.cancelled_at is None:
            move_up(session, gathering, now)


def door_is_open(gathering: Gathering, now: datetime) -> bool:
    """Tell whether presence can be noted at ``now`` (aware): around the gathering."""
    if gathering.cancelled_at is not None:
        return False
    return gathering.starts_at - EARLY <= now <= gathering.ends_at + AFTER


def code_of(session: Session, gathering: Gathering, now: datetime) -> str | None:
    """Return the code to read out, made when first asked for; None while the door is closed."""
    if not door_is_open(gathering, now):
        return None
    gathering.code = gathering.code or f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    session.flush()
    return gathering.code


def enter(
    session: Session, gathering: Gathering, member_id: int, code: str, now: datetime
) -> Presence:
    """Note that somebody is there, once, if they know the code."""
    current = gatherings.of_id(session, gathering.id, lock=True)
    row = of_member(session, gathering.id, member_id)
    if current is None or not door_is_open(current, now) or current.code is None:
        return Presence.CLOSED
    if row is None:
        row = Rsvp(gathering_id=gathering.id, member_id=member_id, answered_at=now, tries=0)
        session.add(row)
    if row.attended_at is not None:
        return Presence.ALREADY
    if row.tries < TRIES and secrets.compare_digest(current.code, code):
        _note_present(session, row, now)
        return Presence.NOTED
    row.tries = min(TRIES, row.tries + 1)
    session.flush()
    return Presence.SPENT if row.tries >= TRIES else Presence.WRONG


def admit(session: Session, row: Rsvp, now: datetime) -> bool:
    """Note, for the organiser, that somebody was there; False if it was noted before."""
    if row.attended_at is not None:
        return False
    _note_present(session, row, now)
    return True


def rate(row: Rsvp, rating: int | None, remark: str | None) -> None:
    """Note how somebody found it, once; either may be left out."""
    row.rated, row.rating, row.remark = True, rating, remark


def counts(session: Session, gathering_id: int) -> Counts:
    """Count the answers to a gathering, and who was there."""
    rows = session.execute(
        select(Rsvp.answer, func.count(Rsvp.id), func.count(Rsvp.attended_at))
        .where(Rsvp.gathering_id == gathering_id)
        .group_by(Rsvp.answer)
    ).all()
    said = Counter({answer: count for answer, count, _attended in rows})
    return Counts(
        yes=said[Attending.YES],
        maybe=said[Attending.MAYBE],
        no=said[Attending.NO],
        waiting=said[Attending.WAITING],
        attended=sum(attended for _answer, _count, attended in rows),
    )


def guests(
    session: Session, gathering_id: int, reach: Reach, answers: Collection[Attending]
) -> Sequence[Rsvp]:
    """Return who gave one of these answers, of those within reach, with their names."""
    return session.scalars(
        select(Rsvp)
        .join(Member, Member.id == Rsvp.member_id)
        .join(Seat, Seat.id == Member.seat_id)
        .options(joinedload(Rsvp.member))
        .where(
            Rsvp.gathering_id == gathering_id,
            Rsvp.answer.in_(answers),
            reach.covers(Seat.collectivity_id),
        )
        .order_by(Member.name, Rsvp.id)
    ).all()


def ratings(session: Session, gathering_id: int) -> Sequence[int]:
    """Return the ratings, in no order that says whose they are; none of a group that is small."""
    found = session.scalars(
        select(Rsvp.rating)
        .where(Rsvp.gathering_id == gathering_id, Rsvp.rating.is_not(None))
        .order_by(Rsvp.rating)
    ).all()
    return [one for one in found if one is not None] if len(found) >= CLOSED_GROUP else []


def remarks(session: Session, gathering_id: int) -> Sequence[str]:
    """Return what people wrote, by the letters of it; nothing of a group that is small."""
    found = session.scalars(
        select(Rsvp.remark)
        .where(Rsvp.gathering_id == gathering_id, Rsvp.remark.is_not(None))
        .order_by(Rsvp.remark)
    ).all()
    return [one for one in found if one is not None] if len(found) >= CLOSED_GROUP else []


def forget(session: Session, member_id: int) -> None:
    """Erase what somebody said of gatherings; that they were there stays, for the counts."""
    session.execute(
        update(Rsvp).where(Rsvp.member_id == member_id).values(rating=None, remark=None)
    )


def forget_remarks(session: Session, before: datetime, limit: int) -> int:
    """Erase the words on what ended before that moment; return how many there were."""
    old = session.scalars(
        select(Rsvp.id)
        .join(Gathering, Gathering.id == Rsvp.gathering_id)
        .where(Rsvp.remark.is_not(None), Gathering.ends_at < before)
        .limit(limit)
    ).all()
    session.execute(
        update(Rsvp)
        .where(Rsvp.id.in_(old))
        .values(remark=None)
        .execution_options(synchronize_session=False)
    )
    return len(old)


def _taken(session: Session, gathering_id: int) -> int:
    query = select(func.count(Rsvp.id)).where(
        Rsvp.gathering_id == gathering_id, Rsvp.answer == Attending.YES
    )
    return session.scalar(query) or 0


def _note_present(session: Session, row: Rsvp, now: datetime) -> None:
    row.attended_at = now
    session.flush()
    gathering_turns.wake(session, row.gathering_id, [row.member_id], now)

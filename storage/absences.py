"""Declared absences: who is away from which day to which, by whose word, until it is taken back.

Whoever is away is written to no more than somebody who paused: every query that asks the one asks
the other, by ``away``.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session

from storage.models import Absence, Member

LONGEST = timedelta(days=183)  # as a pause of one's own: who is away for longer is followed


def declare(  # noqa: PLR0913 — whose, from when to when, by whom, when
    session: Session, member_id: int, first_on: date, last_on: date, *, by: int, now: datetime
) -> Absence:
    """Write an absence, its days included. Flushes, for the id."""
    row = Absence(
        member_id=member_id, first_on=first_on, last_on=last_on, declared_by=by, declared_at=now
    )
    session.add(row)
    session.flush()
    return row


def of_id(session: Session, absence_id: int) -> Absence | None:
    """Return an absence, locked until the transaction ends; None for no such one."""
    return session.get(Absence, absence_id, with_for_update=True, populate_existing=True)


def standing(session: Session, member_ids: Collection[int], today: date) -> Sequence[Absence]:
    """Return what stands for these members from ``today`` on, the earliest first."""
    return session.scalars(
        select(Absence)
        .where(
            Absence.member_id.in_(member_ids), Absence.ended_at.is_(None), Absence.last_on >= today
        )
        .order_by(Absence.first_on, Absence.id)
    ).all()


def overlapping(session: Session, member_id: int, first_on: date, last_on: date) -> Absence | None:
    """Return an absence that stands and shares a day with these, or None."""
    return session.scalar(
        select(Absence)
        .where(
            Absence.member_id == member_id,
            Absence.ended_at.is_(None),
            Absence.first_on <= last_on,
            Absence.last_on >= first_on,
        )
        .limit(1)
    )


def take_back(row: Absence, by: int, now: datetime) -> None:
    """End an absence, begun or not."""
    row.ended_at, row.ended_by = now, by


def end_now(session: Session, member_id: int, today: date, now: datetime) -> None:
    """End what keeps somebody away today, by their own word; what is to come stays."""
    for row in standing(session, [member_id], today):
        if row.first_on <= today:
            take_back(row, member_id, now)


def away(today: date) -> ColumnElement[bool]:
    """Return the condition that a member is away on a day: paused, or by a declared absence.

    It is true or false, never unknown, so that it may be turned round.
    """
    declared = select(Absence.member_id).where(
        Absence.ended_at.is_(None), Absence.first_on <= today, Absence.last_on >= today
    )
    paused = and_(Member.paused_until.is_not(None), Member.paused_until > today)
    return or_(paused, Member.id.in_(declared))


def back_on(session: Session, member: Member, today: date) -> date | None:
    """Return the first day on which a member who is away today is back, or None."""
    day = today
    if member.paused_until is not None and member.paused_until > day:
        day = member.paused_until
    for row in standing(session, [member.id], today):
        if row.first_on <= day <= row.last_on:
            day = row.last_on + timedelta(days=1)
    return day if day > today else None


def purge(session: Session, before: date, limit: int) -> int:
    """Delete absences that were over before a day, some at a time; return how many."""
    old = session.scalars(select(Absence.id).where(Absence.last_on < before).limit(limit)).all()
    session.execute(
        delete(Absence).where(Absence.id.in_(old)).execution_options(synchronize_session=False)
    )
    return len(old)

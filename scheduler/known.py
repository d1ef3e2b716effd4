"""What the database holds of a member, as the ladder sees it."""

from datetime import date, datetime, timedelta
from secrets import token_hex

from scheduler.calendar import Calendar
from scheduler.guards import Person
from scheduler.history import SLOTS, History, Kind, Week, week_number
from scheduler.hours import Span
from storage.models import CheckIn, CheckInKind, Member
from storage.rhythm import Known

REST = timedelta(weeks=2)  # of silence after a coordinator was asked to call (F6)
LATER = timedelta(hours=1)  # how long a message waits for a conversation to end
RECENT = timedelta(hours=72)  # a conversation untouched for longer holds nothing back (F3)

_DAY = timedelta(days=1)


def person(known: Known, now: datetime) -> Person:
    """Return what the guards know of somebody at ``now`` (aware)."""
    member, touched = known.member, known.touched_at
    talks = touched is not None and now - touched < RECENT
    rests = known.cards[-1] + REST if known.cards else None
    return Person(
        region=known.region,
        sent=known.sent,
        stopped=member.stopped_at is not None,
        unreachable=not known.reachable,
        paused_until=member.paused_until,
        leave=known.leave,
        resting_until=rests,
        quiet=quiet_hours(member),
        talking_until=now + LATER if talks else None,
    )


def quiet_hours(member: Member) -> Span | None:
    """Return from when to when each day nothing may come, None for no such hours."""
    if member.quiet_from is None or member.quiet_until is None:
        return None
    return member.quiet_from, member.quiet_until


def history(known: Known, now: datetime, calendar: Calendar) -> History:
    """Return the history that the ladder and the score work on.

    Whoever was never decided on gets a pseudonym: chance, so that it says nothing of who it is.
    """
    member = known.member
    return History(
        member=known.pseudonym or token_hex(16),
        person=person(known, now),
        joined_on=calendar.wall(member.joined_at or now).date(),
        weeks=tuple(_week(row) for row in known.check_ins),
        cards=tuple(known.cards),
        cadence=member.cadence,
        day=member.checkin_day,
        hour=member.checkin_hour,
        objected=member.objected_at is not None,
    )


def first_day(week: str) -> date:
    """Return the Monday of an ISO week ("2026-W48")."""
    year, _dash, number = week.partition("-W")
    return date.fromisocalendar(int(year), int(number), 1)


def _week(row: CheckIn) -> Week:
    delay = None
    if row.sent_at is not None and row.answered_at is not None:
        delay = max(0.0, (row.answered_at - row.sent_at) / _DAY)
    kind = None if row.kind in {None, CheckInKind.LIGHT} else row.kind
    return Week(
        number=week_number(first_day(row.week)),
        sent_at=row.sent_at,
        kind=None if kind is None else Kind(kind.value),
        slot=None if row.slot is None else SLOTS[row.slot],
        reminded_at=row.reminded_at,
        answered_at=row.answered_at,
        delay=delay,
        mood=row.mood,
        load=row.load,
        excused=row.excused is not None,
    )

"""On Fridays, the week's figures for those who coordinate or observe: within guards and budget.

The check-ins of a week close on Thursday, so that on Friday it is known. Of all that is sent to a
coordinator it gives way: whom to call comes on Tuesday, and keeps its place in the budget.
"""

from datetime import date, datetime, time, timedelta

from scheduler import budget
from scheduler.calendar import Calendar
from scheduler.guards import Prompt
from scheduler.known import first_day, person
from scheduler.recurrence import week_of
from scheduler.rules import Settings
from storage import Session, contacts, rhythm, summaries, timetable
from storage.models import Due, Member

FRIDAY, AT = timedelta(days=4), time(10)
# On a Friday that is a day off it comes when offices open again; by then whom to call has news.
LATEST = timedelta(days=4)
VALID = timedelta(hours=24)
_WEEK = timedelta(days=7)
# Last week's card is some seconds younger than seven days when the next one is due, and waits.
_GRACE = timedelta(hours=1)


def take(session: Session, row: Due, now: datetime, settings: Settings) -> int:
    """Deliver a week's figures, if they may be sent now; return how many events that made (0 or 1).

    The row moves to the next Friday, or is deleted with the role that it came with.
    """
    member = session.get_one(Member, row.member_id)
    if summaries.extent(session, member) is None or member.joined_at is None:
        session.delete(row)
        return 0
    calendar = settings.windows.calendar
    week = row.about.get("week")
    if week is None:  # just made: not due yet
        _plan(row, _first(calendar, now), calendar)
        return 0
    (found,) = rhythm.known(session, [member], now)
    prompt = Prompt(expires=_friday(calendar, first_day(week)) + LATEST)
    until = settings.windows.next_allowed(now, person(found, now), prompt)
    if until is not None and until > now:
        timetable.postpone(row, until)
        return 0
    _plan(row, max(first_day(week) + _WEEK, _first(calendar, now)), calendar)
    wanted = until is not None and member.undigested_at is None
    if not wanted or not _has_room(session, member, found.sent, now):
        return 0
    contact = contacts.take(session, member.id, summaries.KIND, week, now)
    if contact is None:
        return 0
    payload = {"kind": summaries.KIND, "week": week, "contact": contact,
               "expires": (now + VALID).isoformat()}  # fmt: skip
    event = f"{summaries.KIND}:{member.id}:{week}"
    return timetable.tell(session, member.id, event, payload, now)


def _has_room(session: Session, member: Member, sent: list[datetime], now: datetime) -> bool:
    """Tell whether the message leaves its place to the next word on whom to call."""
    cards = rhythm.next_cards(session, member.id)
    return cards is None or budget.granted([*sent, now], max(cards, now) + _GRACE) is None


def _plan(row: Due, monday: date, calendar: Calendar) -> None:
    """Move a row to the Friday of the week that begins on ``monday``."""
    friday = _friday(calendar, monday)
    row.about = {"week": week_of(friday)}
    timetable.postpone(row, friday)


def _first(calendar: Calendar, now: datetime) -> date:
    """Return the Monday of the first week whose Friday at ten is still to come."""
    today = calendar.wall(now).date()
    monday = today - timedelta(days=today.weekday())
    return monday if _friday(calendar, monday) > now else monday + _WEEK


def _friday(calendar: Calendar, monday: date) -> datetime:
    return calendar.instant(datetime.combine(monday + FRIDAY, AT))

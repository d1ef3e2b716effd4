"""When a person's next check-in opens and closes: from the day and hour they chose, as wall time.

Nothing here is an instant until the end, so that new zone data only need the question asked again.
Weeks are ISO weeks, counted from an anchor: a year of 53 of them shifts nobody's fortnight.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from locales import CASABLANCA
from scheduler.calendar import Calendar
from scheduler.feasts import DAY
from scheduler.hours import Span, Spans, without
from scheduler.windows import Windows
from storage.models import Cadence

WEEK = timedelta(days=7)
THURSDAY = 3  # date.weekday()
CLOSES = time(16)  # on Thursday (FEATURES.md F5)
EVERY = {Cadence.WEEKLY: 1, Cadence.FORTNIGHTLY: 2, Cadence.MONTHLY: 4}  # in weeks
IN_RAMADAN = 2  # no check-in more often than that (reminders.md, section 3)

_WORKDAYS = range(1, 6)  # ISO weekdays
_CHANGING = frozenset({2, 3})  # the hours at which Morocco's clocks were ever changed
_ROOM = timedelta(hours=1)  # left to answer in, where a day's windows end before the chosen hour
_FAR = 106  # weeks: nobody is excused for two years, so the calendar must be wrong


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """When somebody wants to be asked.

    Attributes:
        day: ISO weekday, Monday 1 to Friday 5.
        hour: of the wall clock.
        cadence: how often.
        anchor: any day of a week that has a check-in; fortnights and months count from there.
        region: whose office hours count, as in `Person.region`.
        quiet: their quiet hours, as in `Person.quiet`.

    Raises:
        ValueError: for a day at the weekend, or an hour that does not exist every day.
    """

    day: int
    hour: int
    cadence: Cadence
    anchor: date
    region: int | None = None
    quiet: Span | None = None

    def __post_init__(self) -> None:
        """Refuse a slot that would never come."""
        if self.day not in _WORKDAYS:
            raise ValueError(f"offices are closed on the ISO weekday {self.day!r}")
        if self.hour not in range(24) or self.hour in _CHANGING:
            raise ValueError(f"no hour to be asked at: {self.hour!r}")


def next_due(after: datetime, rhythm: Rhythm, windows: Windows) -> datetime:
    """Return when the first check-in after ``after`` (aware) opens, in UTC.

    Raises:
        LookupError: when none opens for two years.
    """
    week = _monday(windows.calendar.wall(after).date())
    for number in range(_FAR):
        opens = in_week(week + WEEK * number, rhythm, windows)
        if opens is not None and opens > after:
            return opens
    raise LookupError(f"no check-in in {_FAR} weeks after {after}")


def in_week(day: date, rhythm: Rhythm, windows: Windows) -> datetime | None:
    """Return when the check-in of the ISO week of ``day`` opens (UTC); None when it is excused.

    A day without a window (a holiday, the first day after an Eid) passes its check-in on to the
    next that has one, at the same hour, up to Thursday 16:00; then the week is excused, as are
    those that the cadence leaves out. On a day whose windows do not contain the hour, it opens with
    the next window of that day, or else an hour before the last one ends: who chose 15:00 is asked
    at 13:00 in Ramadan. Quiet hours are as if no window were open, unless they leave none: then it
    is for the guards to hold it back. A check-in that falls in Ramadan is at most fortnightly.
    """
    shown = _opens(_monday(day), rhythm, windows)
    if shown is None:
        return None
    every = EVERY[rhythm.cadence]
    if windows.calendar.is_ramadan(shown.date()):
        every = max(every, IN_RAMADAN)
    passed = (_monday(day) - _monday(rhythm.anchor)) // WEEK
    return windows.calendar.instant(shown) if passed % every == 0 else None


def closes(opened: datetime, calendar: Calendar) -> datetime:
    """Return when the check-in opened at ``opened`` (aware) closes, in UTC; later answers are late.

    Thursday 16:00 of its week. One that opens on a Thursday or a Friday, because the person chose
    so or a holiday moved it, closes at 16:00 of the next working day, so that nobody has less than
    a working day; its answer belongs to the week in which it opened.
    """
    day = calendar.wall(opened).date()
    if day.weekday() < THURSDAY:
        last = _monday(day) + DAY * THURSDAY
    else:
        last = day + DAY
        while not calendar.is_working_day(last):
            last += DAY
    return calendar.instant(datetime.combine(last, CLOSES))


def week_of(moment: datetime, zone: ZoneInfo = CASABLANCA) -> str:
    """Return the ISO week in which ``moment`` (aware) lies on the wall, as "2026-W48"."""
    year, week, _day = Calendar(zone=zone).wall(moment).isocalendar()
    return f"{year}-W{week:02d}"


def _opens(monday: date, rhythm: Rhythm, windows: Windows) -> datetime | None:
    """Return the wall time at which that week's check-in opens, or None when no day will do."""
    chosen = rhythm.day - 1
    for number in range(chosen, max(chosen, THURSDAY) + 1):
        day = monday + DAY * number
        spans = windows.spans(day, rhythm.region)
        if spans:
            shown = _at(day, rhythm.hour, without(spans, rhythm.quiet) or spans)
            late = number == THURSDAY > chosen and shown.time() >= CLOSES
            return None if late else shown
    return None


def _at(day: date, hour: int, spans: Spans) -> datetime:
    for start, end in spans:
        if time(hour) < end:
            return datetime.combine(day, max(time(hour), start))
    start, end = spans[-1]
    return max(datetime.combine(day, start), datetime.combine(day, end) - _ROOM)


def _monday(day: date) -> date:
    return day - DAY * day.weekday()

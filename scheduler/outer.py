"""The outer hours: when somebody may hear what they asked or signed up for (FEATURES.md F6).

Such a message spends no budget and needs no window of the person's, but never comes at night, at
the weekend, on a holiday, or in the middle of a Friday.
"""

from datetime import UTC, datetime

from scheduler.calendar import Calendar
from scheduler.feasts import DAY
from scheduler.hours import OUTER

_FAR = 60  # days: no country closes for so long, so the calendar must be wrong


def next_open(now: datetime, calendar: Calendar) -> datetime:
    """Return ``now`` (aware) if one may write, else when the next outer hours begin (UTC).

    Raises:
        LookupError: when none begin for months.
    """
    shown = calendar.wall(now)
    for number in range(_FAR):
        day = shown.date() + DAY * number
        if not calendar.is_working_day(day):
            continue
        for start, end in OUTER.on(day.weekday(), ramadan=calendar.is_ramadan(day)):
            if shown < datetime.combine(day, end):
                opening = datetime.combine(day, start)
                return now.astimezone(UTC) if opening <= shown else calendar.instant(opening)
    raise LookupError(f"no working day in the {_FAR} days from {shown.date()} on")

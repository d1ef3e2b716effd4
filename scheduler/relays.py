"""When an answer to one's own question may come: solicited, but not at night (F6, outer hours)."""

from datetime import UTC, datetime

from scheduler.calendar import Calendar
from scheduler.feasts import DAY
from scheduler.hours import OUTER

_FAR = 60  # days: no country closes for so long, so the calendar must be wrong


def relayed_at(now: datetime, calendar: Calendar) -> datetime:
    """Return ``now`` (aware) within the outer hours, else when they begin again, in UTC.

    It spends no budget. Raises LookupError when they do not begin for months.
    """
    shown = calendar.wall(now)
    for number in range(_FAR):
        day = shown.date() + DAY * number
        if not calendar.is_working_day(day):
            continue
        for start, end in OUTER.on(day.weekday(), ramadan=calendar.is_ramadan(day)):
            opens, closes = datetime.combine(day, start), datetime.combine(day, end)
            if opens <= shown < closes:
                return now.astimezone(UTC)
            if shown < opens:
                return calendar.instant(opens)
    raise LookupError(f"no outer hours in the {_FAR} days from {shown.date()} on")

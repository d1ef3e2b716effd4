"""When those who come to a gathering are reminded of it, and asked how it was: pure.

Wall time throughout: a week before ten o'clock is ten o'clock, whatever the clocks did between.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum

from scheduler.feasts import DAY
from scheduler.windows import Windows

LATE = timedelta(hours=2)  # a reminder that could not go by then is dropped (FEATURES.md F6)
ASKED_AT = time(10)  # on the next working day


class Stage(StrEnum):
    """Which reminder (F13). Names never change: they are part of what was sent."""

    WEEK = "week"
    DAY = "day"
    HOURS = "hours"


BEFORE: Mapping[Stage, timedelta] = {
    Stage.WEEK: timedelta(days=7),
    Stage.DAY: timedelta(days=1),
    Stage.HOURS: timedelta(hours=2),
}

Times = Mapping[Stage, datetime]

_ROOM = timedelta(hours=1)  # before a window ends, where one has to come sooner than wanted
_FAR = 14  # days


def reminders(starts: datetime, windows: Windows, region: int | None) -> Times:
    """Return when each reminder of what begins at ``starts`` (aware) goes out, in UTC.

    At a moment when nobody may be written to it comes sooner, never later: an hour before the last
    window ends. Two hours before is left out where that would be on another day, since the day
    before has said it; the week before, where it would coincide with the day before.
    """
    shown = windows.calendar.wall(starts)
    times: dict[Stage, datetime] = {}
    for stage, before in BEFORE.items():
        days = 1 if stage is Stage.HOURS else _FAR
        at = _not_later(shown - before, days, windows, region)
        if at is not None:
            times[stage] = windows.calendar.instant(at)
    if times.get(Stage.WEEK) == times.get(Stage.DAY):
        times.pop(Stage.WEEK, None)
    return times


def due(times: Times, since: datetime, now: datetime) -> tuple[Stage, datetime] | None:
    """Return the reminder that is due at ``now``, and its moment; nothing older is caught up.

    ``since`` is when the person said that they come, or when the gathering was moved: of what lies
    before it they were told then.
    """
    found = [
        (moment, stage) for stage, moment in times.items() if since < moment <= now < moment + LATE
    ]
    return (max(found)[1], max(found)[0]) if found else None


def following(times: Times, since: datetime, now: datetime) -> datetime | None:
    """Return when the next reminder is due after ``now``, None for none."""
    return min((moment for moment in times.values() if moment > max(now, since)), default=None)


def feedback_at(ends: datetime, windows: Windows, region: int | None) -> datetime:
    """Return when those who were there are asked how it was: on the next working day."""
    morning = windows.calendar.wall(ends).date() + DAY
    return windows.next_opening(
        windows.calendar.instant(datetime.combine(morning, ASKED_AT)), region
    )


def _not_later(
    wanted: datetime, days: int, windows: Windows, region: int | None
) -> datetime | None:
    """Return the last wall time up to ``wanted`` that is inside a window, looking back ``days``."""
    for number in range(days):
        day = wanted.date() - DAY * number
        for start, end in reversed(windows.spans(day, region)):
            opens, closes = datetime.combine(day, start), datetime.combine(day, end)
            if opens <= wanted < closes:
                return wanted
            if closes <= wanted:
                return max(opens, closes - _ROOM)
    return None

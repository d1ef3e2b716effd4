"""When Jisr may write on its own: office hours, the Friday break, never at a weekend.

The windows of FEATURES.md F6 (decree 2-05-916: office 8:30–16:30, a longer break on Friday):
Monday to Thursday 09:00–16:00, Friday 09:00–11:45 and 15:00–16:00, Moroccan wall time, start
included, end excluded.
"""

from datetime import datetime, time, timedelta

from locales import CASABLANCA, wall

_WORKDAY = ((time(9, 0), time(16, 0)),)
_FRIDAY = ((time(9, 0), time(11, 45)), (time(15, 0), time(16, 0)))
_WINDOWS = (_WORKDAY, _WORKDAY, _WORKDAY, _WORKDAY, _FRIDAY, (), ())  # Monday first


def is_open(now: datetime) -> bool:
    """Tell whether an unasked message may be sent at ``now`` (aware)."""
    local = wall(now)
    return any(start <= local.time() < end for start, end in _WINDOWS[local.weekday()])


def next_opening(now: datetime) -> datetime:
    """Return ``now`` if a window is open, else when the next one opens (aware, UTC)."""
    if is_open(now):
        return now
    local = wall(now)
    for days in range(8):
        day = local.date() + timedelta(days=days)
        for start, _end in _WINDOWS[day.weekday()]:
            opening = datetime.combine(day, start, tzinfo=CASABLANCA)
            if opening > now:
                return opening.astimezone(now.tzinfo)
    message = "no window within a week"  # the table above has one on every working day
    raise AssertionError(message)

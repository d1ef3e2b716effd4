"""The days and hours at which somebody can be asked how things go, as options of a question."""

from datetime import time

from handlers.dialogue import Option
from locales import Hour, Weekday, _

DAYS = range(1, 6)  # ISO weekdays on which offices are open
HOURS = (9, 10, 11, 13, 14, 15)  # wall time; within the windows of F6 on every day but Friday
FRIDAY, FRIDAY_HOURS = 5, (9, 10, 11, 15)

# Made once, for all: a dialogue makes no times, so that it can be seen to ask for none.
CLOCK: dict[int, Hour] = {hour: Hour(time(hour)) for hour in range(24)}
_DAYS = {day: Option(str(day), _("{day}", day=Weekday(day))) for day in DAYS}
_HOURS = {
    hour: Option(str(hour), _("{hour}", hour=CLOCK[hour])) for hour in {*HOURS, *FRIDAY_HOURS}
}


def days() -> tuple[Option, ...]:
    """Return the days, each stored as its ISO number."""
    return tuple(_DAYS.values())


def hours(day: int) -> tuple[Option, ...]:
    """Return the hours of a day (ISO number), each stored as its number."""
    return tuple(_HOURS[hour] for hour in (FRIDAY_HOURS if day == FRIDAY else HOURS))

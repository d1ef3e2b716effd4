"""Hands the calendar that decisions are made by to the conversations that show and correct it."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from handlers.almanac import NORMAL, RAMADAN, Almanac, DayOff
from scheduler.calendar import Calendar
from scheduler.feasts import DAY, fixed
from scheduler.hours import OUTER, USUAL, Spans

YEAR = timedelta(days=365)
LONGEST = timedelta(days=31)  # Ramadan goes on while it lasts


def coming(day: date, moved: Mapping[str, int]) -> list[DayOff]:
    """Return the days off of the year from ``day`` on, those that have not passed yet."""
    found = [one for year in range(day.year - 1, day.year + 2) for one in _of_year(year, moved)]
    return sorted(
        (one for one in found if _last(one) >= day and one.first <= day + YEAR),
        key=lambda one: one.first,
    )


def earlier(
    moment: datetime, hours: float, moved: Mapping[str, int], closed: frozenset[date]
) -> datetime:
    """Return the moment so many working hours before another: what the waves of peers count in."""
    return Calendar(moved=moved, closed=closed).before_working_hours(moment, hours)


def _of_year(year: int, moved: Mapping[str, int]) -> Iterator[DayOff]:
    for on in fixed(year):
        yield DayOff(f"{on:%m-%d}", on)
    for each in Calendar(moved=moved).feasts(year):
        by = moved.get(each.key, 0)
        yield DayOff(each.feast.value, each.first, each.days, each.key, by)


def _last(one: DayOff) -> date:
    return one.first + DAY * (one.days - 1) if one.days else one.first + LONGEST


def _whole(spans: Spans) -> tuple[str, str]:
    return f"{spans[0][0]:%H:%M}", f"{spans[-1][1]:%H:%M}"


ALMANAC = Almanac(
    coming=coming,
    earlier=earlier,
    usual={NORMAL: _whole(USUAL.normal), RAMADAN: _whole(USUAL.ramadan)},
    outer={NORMAL: _whole(OUTER.normal), RAMADAN: _whole(OUTER.ramadan)},
)

"""Which days are worked in Morocco, which are in Ramadan, and how working hours pass.

Public holidays are those of the package `holidays`; what follows the moon is an estimate that a
coordinator may move by a day (NETWORK.md, section 6; reminders.md, section 3).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from locales import CASABLANCA
from scheduler.feasts import DAY, EIDS, Estimate, Feast, estimates, fixed, is_key

SATURDAY = 5  # date.weekday(); the weekend is Saturday and Sunday
_MOVES = frozenset({-1, 0, 1})


@dataclass(frozen=True)
class _Year:
    """What is known of one year, worked out once: a decision is then a look into two sets."""

    holidays: frozenset[date]
    ramadan: frozenset[date]


@dataclass(frozen=True)
class Calendar:
    """The days of one set of corrections. Corrections that change make another calendar.

    Attributes:
        moved: whether a feast or the start of Ramadan is a day sooner (-1) or later (1) than its
            estimate, by `Estimate.key` ("eid_al_fitr:1448"). Ramadan ends the day before that Eid.
        closed: days off that no package knows, such as an exceptional one after a feast.
        zone: whose wall time is meant.

    Raises:
        ValueError: for a key that names no feast, or a move of more than a day.
    """

    moved: Mapping[str, int] = field(default_factory=dict)
    closed: frozenset[date] = frozenset()
    zone: ZoneInfo = CASABLANCA
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)
    _after: dict[int, frozenset[date]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Refuse corrections that nobody can have meant."""
        for key, days in self.moved.items():
            if not is_key(key) or days not in _MOVES:
                raise ValueError(f"a feast moves by a day at most: {key!r} by {days!r}")

    def feasts(self, year: int) -> tuple[Estimate, ...]:
        """Return the feasts and Ramadans estimated to begin in ``year``, each where it is moved to.

        Raises:
            OverflowError: outside the years that can be calculated.
        """
        return tuple(
            replace(each, first=each.first + DAY * self.moved.get(each.key, 0))
            for each in estimates(year)
        )

    def is_holiday(self, day: date) -> bool:
        """Tell whether ``day`` is a public holiday, or a day off declared for once."""
        return day in self._year(day.year).holidays

    def is_working_day(self, day: date) -> bool:
        """Tell whether offices are open on ``day``: neither weekend nor holiday."""
        return day.weekday() < SATURDAY and not self.is_holiday(day)

    def is_ramadan(self, day: date) -> bool:
        """Tell whether ``day`` is a day of fasting, so that offices keep its hours."""
        return day in self._year(day.year).ramadan

    def is_after_eid(self, day: date) -> bool:
        """Tell whether ``day`` is the first working day after Eid al-Fitr or Eid al-Adha."""
        if day.year not in self._after:
            self._after[day.year] = frozenset(self._returns(day.year))
        return day in self._after[day.year]

    def wall(self, moment: datetime) -> datetime:
        """Return what the wall shows at ``moment`` (aware), without a zone, to calculate with.

        Raises:
            ValueError: when ``moment`` is naive: nobody could say which instant it is.
        """
        if moment.utcoffset() is None:
            raise ValueError(f"a moment needs its zone: {moment!r}")
        return moment.astimezone(self.zone).replace(tzinfo=None)

    def instant(self, shown: datetime) -> datetime:
        """Return when the wall shows ``shown`` (naive), in UTC.

        Of an hour that comes twice, the first; an hour that is left out comes as much later.
        """
        return shown.replace(tzinfo=self.zone, fold=0).astimezone(UTC)

    def working_hours_between(self, start: datetime, end: datetime) -> float:
        """Return the clock hours from ``start`` to ``end`` (aware) that lie on working days.

        All 24 hours of a working day count, none of a weekend or a holiday: 72 of them are three
        whole working days, Monday 10:00 to Thursday 10:00, or Friday 10:00 when Tuesday is a
        holiday (reminders.md, section 2). They are hours of the wall, so a day on which the clock
        is changed has 24 too. Nothing passes backwards.
        """
        begun, ended = self.wall(start), self.wall(end)
        passed = timedelta()
        day = begun.date()
        while day <= ended.date():
            if self.is_working_day(day):
                passed += max(timedelta(), min(ended, _eve(day)) - max(begun, _morning(day)))
            day += DAY
        return passed / timedelta(hours=1)

    def after_working_hours(self, start: datetime, hours: float) -> datetime:
        """Return the first moment (UTC) with ``hours`` working hours since ``start`` (aware)."""
        left = timedelta(hours=hours)
        at = self.wall(start)
        while left > timedelta():
            day = at.date()
            if self.is_working_day(day):
                spent = min(left, _eve(day) - at)
                left -= spent
                at += spent
            else:
                at = _eve(day)
        return self.instant(at)

    def before_working_hours(self, end: datetime, hours: float) -> datetime:
        """Return the last moment (UTC) from which ``hours`` working hours pass until ``end``."""
        left = timedelta(hours=hours)
        at = self.wall(end)
        while left > timedelta():
            morning = _morning(at.date())
            if at == morning:
                morning -= DAY
            if self.is_working_day(morning.date()):
                spent = min(left, at - morning)
                left -= spent
                at -= spent
            else:
                at = morning
        return self.instant(at)

    def _year(self, year: int) -> _Year:
        if year not in self._years:
            self._years[year] = _Year(
                holidays=frozenset(day for day in self._days_off(year) if day.year == year),
                ramadan=frozenset(day for day in self._fasting(year) if day.year == year),
            )
        return self._years[year]

    def _days_off(self, year: int) -> Iterator[date]:
        yield from fixed(year)
        yield from self.closed
        for feast in self._around(year):
            yield from (feast.first + DAY * number for number in range(feast.days))

    def _fasting(self, year: int) -> Iterator[date]:
        firsts = {(each.feast, each.hijri): each.first for each in self._around(year)}
        for (feast, hijri), first in firsts.items():
            ends = firsts.get((Feast.EID_AL_FITR, hijri))
            if feast is Feast.RAMADAN and ends is not None:
                yield from (first + DAY * number for number in range((ends - first).days))

    def _returns(self, year: int) -> Iterator[date]:
        """Give the first working day after each Eid, of this year and of its neighbours."""
        for feast in self._around(year):
            if feast.feast in EIDS:
                day = feast.first + DAY * feast.days
                while not self.is_working_day(day):
                    day += DAY
                yield day

    def _around(self, year: int) -> Iterator[Estimate]:
        """Give the feasts of three years: one of December may be moved to January, or last."""
        for near in (year - 1, year, year + 1):
            yield from self.feasts(near)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time())


def _eve(day: date) -> datetime:
    return _morning(day + DAY)

"""Morocco's days: which are worked, which are fasted, and how working hours pass."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locales import CASABLANCA
from scheduler.calendar import Calendar
from scheduler.feasts import Feast, estimates

USUAL = Calendar()
DAY = timedelta(days=1)
KEYS = [each.key for year in range(2026, 2032) for each in estimates(year)]
calendars = st.builds(
    Calendar,
    moved=st.dictionaries(st.sampled_from(KEYS), st.sampled_from([-1, 0, 1]), max_size=6),
    closed=st.frozensets(st.dates(date(2027, 1, 1), date(2030, 12, 31)), max_size=6),
)
days = st.dates(date(2027, 1, 1), date(2030, 12, 31))
moments = st.datetimes(datetime(2027, 1, 1), datetime(2030, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001

FIXED = "01-01 01-11 01-14 05-01 07-30 08-14 08-20 08-21 10-31 11-06 11-18"
MOON = {
    2026: "03-20 03-21 05-27 05-28 06-16 08-25 08-26",
    2027: "03-09 03-10 05-16 05-17 06-06 08-14 08-15",
    2028: "02-26 02-27 05-05 05-06 05-25 08-03 08-04",
}
RETURNS = {  # from a paper calendar: the first day at the office after each Eid
    2026: "03-23 05-29",
    2027: "03-11 05-18",
    2028: "02-28 05-08",
    2030: "02-06 04-15",
}
unhurried = settings(deadline=None)  # a busy machine is no failure


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CASABLANCA)


def every_day(year: int) -> list[date]:
    return [
        date(year, 1, 1) + DAY * n for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    ]


@pytest.mark.parametrize("year", MOON)
def test_the_holidays_of_a_year(year: int) -> None:
    expected = {date.fromisoformat(f"{year}-{day}") for day in f"{FIXED} {MOON[year]}".split()}
    assert {day for day in every_day(year) if USUAL.is_holiday(day)} == expected


@pytest.mark.parametrize("year", RETURNS)
def test_the_first_working_day_after_each_eid(year: int) -> None:
    expected = [date.fromisoformat(f"{year}-{day}") for day in RETURNS[year].split()]
    assert [day for day in every_day(year) if USUAL.is_after_eid(day)] == expected


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2027-02-08", "2027-03-08"),
        ("2028-01-28", "2028-02-25"),
        ("2030-01-05", "2030-02-03"),  # 2030 has two
        ("2030-12-26", "2031-01-23"),
    ],
)
def test_ramadan_from_its_first_day_to_its_last(first: str, last: str) -> None:
    begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    fasted = [begins + DAY * number for number in range(-1, (ends - begins).days + 2)]
    assert [USUAL.is_ramadan(day) for day in fasted] == [False, *[True] * (len(fasted) - 2), False]


def test_two_ramadans_fall_in_2030_and_each_is_moved_by_itself() -> None:
    both = [each for each in USUAL.feasts(2030) if each.feast is Feast.RAMADAN]
    assert [each.key for each in both] == ["ramadan:1451", "ramadan:1452"]
    later = Calendar(moved={"ramadan:1452": 1})
    assert later.is_ramadan(date(2030, 1, 5))
    assert not later.is_ramadan(date(2030, 12, 26))
    assert later.is_ramadan(date(2030, 12, 27))
    assert sum(later.is_ramadan(day) for day in every_day(2030)) == 30 + 5


@pytest.mark.parametrize("year", range(2000, 2075))
def test_each_feast_is_found_once_a_hijri_year(year: int) -> None:
    """Also a guard against the packages: a feast renamed by one of them could not be moved."""
    found = [each for near in (year - 1, year, year + 1) for each in estimates(near)]
    assert len({each.key for each in found}) == len(found)
    for each in estimates(year):
        length = {Feast.RAMADAN: 0, Feast.ISLAMIC_NEW_YEAR: 1}.get(each.feast, 2)
        assert each.days == length
    assert {each.feast for each in found} == set(Feast)


def test_an_eid_seen_a_day_later_moves_with_what_hangs_on_it() -> None:
    """The estimate for 2027 is Tuesday 9 and Wednesday 10 March."""
    seen = Calendar(moved={"eid_al_fitr:1448": 1})
    assert seen.is_ramadan(date(2027, 3, 9))
    assert seen.is_working_day(date(2027, 3, 9))
    assert [seen.is_holiday(date(2027, 3, day)) for day in (9, 10, 11, 12)] == [
        False,
        True,
        True,
        False,
    ]
    assert seen.is_after_eid(date(2027, 3, 12))
    assert not seen.is_after_eid(date(2027, 3, 11))
    assert USUAL.is_holiday(date(2027, 3, 9))


def test_an_exceptional_day_off_puts_off_the_return() -> None:
    decreed = Calendar(closed=frozenset({date(2027, 3, 11)}))
    assert not decreed.is_working_day(date(2027, 3, 11))
    assert decreed.is_after_eid(date(2027, 3, 12))


def test_a_feast_at_the_turn_of_the_year_belongs_to_both() -> None:
    """Eid al-Adha of 1427: Sunday 31 December 2006, calculated, and New Year's Day."""
    assert USUAL.is_holiday(date(2006, 12, 31))
    assert [each.first for each in USUAL.feasts(2006)].count(date(2006, 12, 31)) == 1
    assert date(2007, 1, 1) not in [each.first for each in USUAL.feasts(2007)]
    assert USUAL.is_after_eid(date(2007, 1, 2))
    later = Calendar(moved={"eid_al_adha:1427": 1})
    assert not later.is_holiday(date(2006, 12, 31))
    assert later.is_holiday(date(2007, 1, 2))
    assert later.is_after_eid(date(2007, 1, 3))


@pytest.mark.parametrize(
    "moved",
    [
        {"eid_al_fitr:1448": 2},
        {"eid_al_fitr:1448": -2},
        {"eid_al_fitr": 1},
        {"eid:1448": 1},
        {"throne_day:1448": 1},
        {"2027-03-09": 1},
        {"eid_al_fitr:": 1},
    ],
)
def test_a_correction_nobody_can_have_meant_is_refused(moved: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="a day at most"):
        Calendar(moved=moved)


@pytest.mark.parametrize("year", [1850, 2090])
def test_a_year_that_cannot_be_calculated_is_not_guessed(year: int) -> None:
    with pytest.raises(OverflowError):
        USUAL.is_holiday(date(year, 6, 1))


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-23 10:00", "2026-11-26 10:00", 72),  # Monday to Thursday
        ("2026-11-26 10:00", "2026-12-01 10:00", 72),  # Thursday, over the weekend, to Tuesday
        ("2026-11-28 10:00", "2026-11-29 23:00", 0),  # a weekend
        ("2026-11-29 10:00", "2026-11-30 01:30", 1.5),
        ("2026-11-16 10:00", "2026-11-20 10:00", 72),  # Wednesday 18 is Independence Day
        ("2027-03-08 10:00", "2027-03-15 10:00", 72),  # Eid on Tuesday and Wednesday
        ("2026-11-24 10:00", "2026-11-24 10:00:36", 0.01),
        ("2026-11-26 10:00", "2026-11-23 10:00", 0),  # backwards
        ("2028-02-28 12:00", "2028-03-01 12:00", 48),  # over 29 February
        ("2026-09-18 12:00", "2026-09-21 12:00", 24),  # the clock was put back on the Sunday
    ],
)
def test_working_hours_are_clock_hours_on_working_days(start: str, end: str, hours: float) -> None:
    assert USUAL.working_hours_between(at(start), at(end)) == hours


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-23 10:00", "2026-11-26 10:00"),
        ("2026-11-27 15:30", "2026-12-02 15:30"),
        ("2026-11-28 12:00", "2026-12-03 00:00"),  # Saturday: counted from Monday on
        ("2027-03-08 10:00", "2027-03-15 10:00"),
    ],
)
def test_72_working_hours_later(start: str, end: str) -> None:
    assert USUAL.after_working_hours(at(start), 72) == at(end)


@given(calendars, moments, st.integers(1, 24 * 15))
@unhurried
def test_after_so_many_working_hours_exactly_so_many_have_passed(
    calendar: Calendar, start: datetime, hours: int
) -> None:
    end = calendar.after_working_hours(start, hours)
    assert calendar.working_hours_between(start, end) == pytest.approx(hours)
    assert calendar.working_hours_between(start, end - timedelta(minutes=1)) < hours


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-20 10:00", "2026-11-25 10:00"),  # over a weekend
        ("2026-11-20 15:00", "2026-11-25 15:00"),
        ("2026-11-16 00:00", "2026-11-20 00:00"),  # over Independence Day
    ],
)
def test_72_working_hours_ago_is_where_they_would_have_begun(start: str, end: str) -> None:
    assert USUAL.before_working_hours(at(end), 72) == at(start)


@unhurried
@given(calendar=calendars, end=moments, hours=st.floats(0, 200))
def test_so_many_working_hours_ago_as_many_pass_until_now(
    calendar: Calendar, end: datetime, hours: float
) -> None:
    start = calendar.before_working_hours(end, hours)
    assert start <= end
    assert calendar.working_hours_between(start, end) == pytest.approx(hours, abs=1e-6)


@given(calendars, moments, st.lists(st.integers(0, 40 * 24 * 60), min_size=2, max_size=2))
@unhurried
def test_working_hours_add_up(calendar: Calendar, start: datetime, minutes: list[int]) -> None:
    middle, end = (start + timedelta(minutes=each) for each in sorted(minutes))
    parts = calendar.working_hours_between(start, middle) + calendar.working_hours_between(
        middle, end
    )
    assert calendar.working_hours_between(start, end) == pytest.approx(parts)


@given(calendars, days)
@unhurried
def test_the_day_after_an_eid_is_worked_and_nothing_is_between(
    calendar: Calendar, day: date
) -> None:
    if calendar.is_after_eid(day):
        assert calendar.is_working_day(day)
        before = day - DAY
        while not calendar.is_holiday(before):
            assert not calendar.is_working_day(before)
            before -= DAY


@given(calendars, days)
@unhurried
def test_no_day_is_both_fasted_and_of_eid_al_fitr(calendar: Calendar, day: date) -> None:
    eids = [each.first for each in calendar.feasts(day.year) if each.feast is Feast.EID_AL_FITR]
    for first in eids:
        assert calendar.is_ramadan(first - DAY)
        assert not calendar.is_ramadan(first)
    assert sum(calendar.is_ramadan(day + DAY * number) for number in range(60)) <= 31


def test_a_moment_without_zone_has_no_hours() -> None:
    with pytest.raises(ValueError, match="zone"):
        USUAL.working_hours_between(datetime(2026, 11, 24, 10), at("2026-11-25 10:00"))  # noqa: DTZ001

"""Each person's own slot, week after week, whatever the clock and the calendar do."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locales import CASABLANCA, wall
from scheduler.calendar import Calendar
from scheduler.feasts import estimates
from scheduler.hours import Hours
from scheduler.recurrence import EVERY, Rhythm, closes, in_week, next_due, week_of
from scheduler.windows import Windows
from storage.models import Cadence

USUAL = Windows()
DAY, WEEK, HOUR = timedelta(days=1), timedelta(days=7), timedelta(hours=1)
FIRST = date(2026, 9, 21)  # a Monday

# Every change of Morocco's clock, from tzdata 2026c: the Sunday, and the hours from UTC after it.
CHANGES = [
    ("2015-03-29", 1), ("2015-06-14", 0), ("2015-07-19", 1), ("2015-10-25", 0), ("2016-03-27", 1),
    ("2016-06-05", 0), ("2016-07-10", 1), ("2016-10-30", 0), ("2017-03-26", 1), ("2017-05-21", 0),
    ("2017-07-02", 1), ("2017-10-29", 0), ("2018-03-25", 1), ("2018-05-13", 0), ("2018-06-17", 1),
    ("2019-05-05", 0), ("2019-06-09", 1), ("2020-04-19", 0), ("2020-05-31", 1), ("2021-04-11", 0),
    ("2021-05-16", 1), ("2022-03-27", 0), ("2022-05-08", 1), ("2023-03-19", 0), ("2023-04-23", 1),
    ("2024-03-10", 0), ("2024-04-14", 1), ("2025-02-23", 0), ("2025-04-06", 1), ("2026-02-15", 0),
    ("2026-03-22", 1), ("2026-09-20", 0),
]  # fmt: skip
unhurried = settings(deadline=None)  # a busy machine is no failure


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CASABLANCA)


def rhythm(day: int = 1, hour: int = 10, cadence: str = "weekly", anchor: date = FIRST) -> Rhythm:
    return Rhythm(day=day, hour=hour, cadence=Cadence(cadence), anchor=anchor)


def following(who: Rhythm, start: str, count: int, windows: Windows = USUAL) -> list[datetime]:
    moments = [at(start)]
    for _number in range(count):
        moments.append(next_due(moments[-1], who, windows))
    return moments[1:]


def shown(moments: list[datetime]) -> list[str]:
    return [f"{wall(moment):%Y-%m-%d %H:%M}" for moment in moments]


@pytest.mark.parametrize(("sunday", "offset"), CHANGES)
def test_ten_o_clock_stays_ten_o_clock_over_every_change_of_the_clock(
    sunday: str, offset: int
) -> None:
    day = date.fromisoformat(sunday)
    before, after = (in_week(day + DAY * n, rhythm(anchor=day + DAY * n), USUAL) for n in (0, 1))
    assert before is not None
    assert after is not None
    assert [wall(each).time() for each in (before, after)] == [time(10), time(10)]
    assert (before.hour, after.hour) == (10 - (1 - offset), 10 - offset)


def test_these_are_all_the_changes() -> None:
    """The table is checked hour by hour, so that newer zone data cannot slip in unseen."""
    changes = []
    moment = datetime(2015, 1, 1, tzinfo=UTC)
    while moment < datetime(2036, 1, 1, tzinfo=UTC):
        before, after = wall(moment).utcoffset(), wall(moment + HOUR).utcoffset()
        if before != after and after is not None:
            changes.append((f"{moment:%Y-%m-%d}", after // HOUR))
        moment += HOUR
    assert changes == CHANGES


def test_other_zone_data_give_another_instant_of_the_same_wall_time() -> None:
    """Lagos is where the zone data before September 2026 put Casablanca."""
    old = Windows(Calendar(zone=ZoneInfo("Africa/Lagos")))
    noon = at("2026-11-20 12:00")
    assert next_due(noon, rhythm(), USUAL) == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert next_due(noon, rhythm(), old) == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_an_hour_left_out_comes_later_and_a_doubled_one_comes_once() -> None:
    calendar = Calendar()
    left_out = calendar.instant(datetime(2015, 3, 29, 2, 30))  # noqa: DTZ001
    assert calendar.wall(left_out) == datetime(2015, 3, 29, 3, 30)  # noqa: DTZ001
    doubled = calendar.instant(datetime(2015, 6, 14, 2, 30, fold=1))  # noqa: DTZ001
    assert doubled == datetime(2015, 6, 14, 1, 30, tzinfo=UTC)
    assert calendar.wall(doubled + HOUR) == calendar.wall(doubled)


@pytest.mark.parametrize(
    ("who", "start", "expected"),
    [
        (rhythm(), "2026-11-22 12:00", ["2026-11-23 10:00", "2026-11-30 10:00"]),
        (rhythm(), "2026-11-23 09:59", ["2026-11-23 10:00"]),
        (rhythm(), "2026-11-23 10:00", ["2026-11-30 10:00"]),
        (rhythm(3, 14), "2026-11-23 10:00", ["2026-11-25 14:00"]),
        # Monday 11 January is a holiday: Tuesday at the same hour, and then Monday again.
        (rhythm(), "2027-01-08 12:00", ["2027-01-12 10:00", "2027-01-18 10:00"]),
        (rhythm(), "2027-01-11 10:00", ["2027-01-12 10:00"]),
        (rhythm(), "2027-01-12 10:00", ["2027-01-18 10:00"]),
        # Thursday 14 January too, and nothing is left of the week; nor after Friday 1 January.
        (rhythm(4), "2027-01-08 12:00", ["2027-01-21 10:00"]),
        (rhythm(5), "2026-12-28 12:00", ["2027-01-08 10:00"]),
        # Eid on 26 and 27 February 2028, a weekend: back on Monday, asked on the 29th.
        (rhythm(), "2028-02-27 12:00", ["2028-02-29 10:00", "2028-03-06 10:00"]),
        # Eid on Tuesday 9 March 2027 and Wednesday, back on Thursday: the week is excused.
        (rhythm(2, anchor=date(2027, 3, 8)), "2027-03-08 12:00", ["2027-03-16 10:00"]),
    ],
)  # fmt: skip
def test_the_slot_and_what_becomes_of_it_on_a_day_off(
    who: Rhythm, start: str, expected: list[str]
) -> None:
    assert shown(following(who, start, len(expected))) == expected


@pytest.mark.parametrize(
    ("who", "day", "expected"),
    [
        (rhythm(1, 9), "2027-02-08", "2027-02-08 09:30"),  # Ramadan's hours begin later
        (rhythm(1, 13), "2027-02-08", "2027-02-08 13:00"),
        (rhythm(1, 15), "2027-02-08", "2027-02-08 13:00"),  # an hour before they end
        (rhythm(5, 15), "2027-02-12", "2027-02-12 10:30"),
        (rhythm(5, 13), "2026-11-27", "2026-11-27 15:00"),  # Friday noon: its afternoon
        (rhythm(5, 23), "2026-11-27", "2026-11-27 15:00"),
        (rhythm(1, 0), "2026-11-23", "2026-11-23 09:00"),
        (rhythm(1, 17), "2026-11-23", "2026-11-23 15:00"),
    ],
)
def test_an_hour_outside_the_days_windows_moves_within_the_day(
    who: Rhythm, day: str, expected: str
) -> None:
    week = date.fromisoformat(day)
    assert in_week(week, replace(who, anchor=week), USUAL) == at(expected)


def test_fortnights_and_months_pass_over_a_year_of_53_weeks() -> None:
    fortnightly = following(
        rhythm(cadence="fortnightly", anchor=date(2026, 12, 17)), "2026-12-13 12:00", 4
    )
    assert shown(fortnightly) == [
        "2026-12-14 10:00",
        "2026-12-28 10:00",  # in week 53
        "2027-01-12 10:00",  # the Monday is a holiday
        "2027-01-25 10:00",
    ]
    assert [week_of(each) for each in fortnightly] == [
        "2026-W51",
        "2026-W53",
        "2027-W02",
        "2027-W04",
    ]
    monthly = following(rhythm(cadence="monthly", anchor=date(2026, 12, 28)), "2026-11-30 12:00", 2)
    assert [week_of(each) for each in monthly] == ["2026-W53", "2027-W04"]


def test_an_anchor_in_the_future_counts_backwards() -> None:
    who = rhythm(cadence="fortnightly", anchor=date(2027, 6, 7))
    assert shown(following(who, "2026-11-14 12:00", 2)) == ["2026-11-23 10:00", "2026-12-07 10:00"]


def test_in_ramadan_who_is_asked_weekly_is_asked_every_other_week() -> None:
    """Both Ramadans of 2030: 5 January to 3 February, and 26 December to 23 January."""
    weeks = [week_of(each) for each in following(rhythm(), "2029-12-30 12:00", 53)]
    assert weeks[:5] == ["2030-W01", "2030-W02", "2030-W04", "2030-W06", "2030-W07"]
    assert weeks[-5:] == ["2030-W51", "2030-W52", "2031-W02", "2031-W04", "2031-W05"]
    assert weeks[3:-3] == [f"2030-W{number:02d}" for number in range(6, 53)]


def test_a_ramadan_seen_a_day_later_changes_the_week_it_begins_in() -> None:
    """Monday 8 February 2027 by calculation; the anchor's own weeks are the even ones."""
    who = rhythm(anchor=date(2027, 2, 1))
    later = Windows(Calendar(moved={"ramadan:1448": 1}))
    assert in_week(date(2027, 2, 8), who, USUAL) is None
    assert in_week(date(2027, 2, 8), who, later) == at("2027-02-08 10:00")


@pytest.mark.parametrize(
    ("opened", "closed"),
    [
        ("2026-11-23 10:00", "2026-11-26 16:00"),  # Monday
        ("2026-11-25 15:00", "2026-11-26 16:00"),
        ("2026-11-26 10:00", "2026-11-27 16:00"),  # Thursday: Friday
        ("2026-11-27 15:00", "2026-11-30 16:00"),  # Friday: Monday
        ("2026-12-31 10:00", "2027-01-04 16:00"),  # over New Year's Day, a Friday
        ("2027-01-08 10:00", "2027-01-12 16:00"),  # over a Monday off
    ],
)
def test_when_a_check_in_closes(opened: str, closed: str) -> None:
    assert closes(at(opened), Calendar()) == at(closed)


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        (datetime(2026, 11, 23, 10, tzinfo=UTC), "2026-W48"),
        (datetime(2026, 12, 31, 10, tzinfo=UTC), "2026-W53"),
        (datetime(2027, 1, 3, 23, 59, 59, tzinfo=UTC), "2026-W53"),
        (datetime(2027, 1, 4, tzinfo=UTC), "2027-W01"),
        (datetime(2024, 12, 30, 12, tzinfo=UTC), "2025-W01"),
        (datetime(2028, 2, 29, 12, tzinfo=UTC), "2028-W09"),
        (datetime(2026, 7, 5, 23, 30, tzinfo=UTC), "2026-W28"),  # a Monday already, in Morocco
    ],
)
def test_the_week_is_that_of_the_wall(moment: datetime, week: str) -> None:
    assert week_of(moment) == week


@pytest.mark.parametrize(
    "slot",
    [
        {"day": 0}, {"day": 6}, {"day": 7}, {"day": -1},
        {"hour": 2}, {"hour": 3}, {"hour": 24}, {"hour": -1},
    ],
)  # fmt: skip
def test_a_slot_that_would_never_come_is_refused(slot: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"weekday|hour"):
        rhythm(**slot)


def test_a_region_with_long_days_is_asked_in_its_evening_but_not_after_the_close() -> None:
    wide = Windows(widened={1: Hours(normal=((time(8), time(18)),))})
    late = Rhythm(day=1, hour=17, cadence=Cadence.WEEKLY, anchor=FIRST, region=1)
    assert in_week(date(2026, 11, 23), late, wide) == at("2026-11-23 17:00")
    # Monday to Wednesday off: Thursday at 17:00 would be after the week's close.
    off = frozenset(date(2026, 11, day) for day in (23, 24, 25))
    shut = Windows(Calendar(closed=off), {1: Hours(normal=((time(8), time(18)),))})
    assert in_week(date(2026, 11, 23), late, shut) is None
    assert in_week(date(2026, 11, 23), rhythm(), shut) == at("2026-11-26 10:00")


def test_a_country_that_never_opens_is_an_error_not_an_endless_search() -> None:
    off = frozenset(FIRST + DAY * number for number in range(1200))
    with pytest.raises(LookupError):
        next_due(at("2026-11-20 12:00"), rhythm(), Windows(Calendar(closed=off)))


KEYS = [each.key for year in range(2026, 2032) for each in estimates(year)]
all_windows = st.builds(
    Windows,
    st.builds(
        Calendar,
        moved=st.dictionaries(st.sampled_from(KEYS), st.sampled_from([-1, 0, 1]), max_size=6),
        closed=st.frozensets(st.dates(date(2027, 1, 1), date(2030, 12, 31)), max_size=20),
    ),
    st.just({1: Hours(normal=((time(8), time(18)),), ramadan=((time(9), time(15)),))}),
)
rhythms = st.builds(
    Rhythm,
    day=st.integers(1, 5),
    hour=st.integers(0, 23).filter(lambda hour: hour not in {2, 3}),
    cadence=st.sampled_from(Cadence),
    anchor=st.dates(date(2026, 9, 21), date(2031, 1, 1)),
    region=st.sampled_from([None, 1]),
)
moments = st.datetimes(datetime(2026, 9, 21), datetime(2030, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(all_windows, rhythms, moments)
@unhurried
def test_a_check_in_opens_in_a_window_of_its_own_week(
    windows: Windows, who: Rhythm, after: datetime
) -> None:
    opens = next_due(after, who, windows)
    assert opens > after
    assert windows.is_open(opens, who.region)
    local = wall(opens)
    assert local.isoweekday() >= who.day
    if local.isoweekday() > who.day:  # moved, since its own day has no window
        thursday = local.date() + DAY * (4 - local.isoweekday())
        assert local < datetime.combine(thursday, time(16), CASABLANCA)
        chosen = local.date() + DAY * (who.day - local.isoweekday())
        assert windows.spans(chosen, who.region) == ()
    assert closes(opens, windows.calendar) - opens >= HOUR
    assert in_week(local.date(), who, windows) == opens


@given(all_windows, rhythms, moments)
@unhurried
def test_check_ins_follow_the_cadence_and_no_week_has_two(
    windows: Windows, who: Rhythm, after: datetime
) -> None:
    opened = [next_due(after, who, windows)]
    for _number in range(8):
        opened.append(next_due(opened[-1], who, windows))
    mondays = [wall(each).date() - DAY * wall(each).weekday() for each in opened]
    gaps = [(later - sooner) // WEEK for sooner, later in pairwise(mondays)]
    assert min(gaps) >= EVERY[who.cadence]
    assert not [gap for gap in gaps if gap % EVERY[who.cadence]]
    fasted = [windows.calendar.is_ramadan(wall(each).date()) for each in opened]
    assert all(gap >= 2 for gap, both in zip(gaps, pairwise(fasted), strict=True) if all(both))


@given(all_windows, rhythms, moments, st.timedeltas(timedelta(0), timedelta(days=40)))
@unhurried
def test_asking_again_in_between_changes_nothing(
    windows: Windows, who: Rhythm, after: datetime, pause: timedelta
) -> None:
    """As after a restart, or when zone data are read anew."""
    opens = next_due(after, who, windows)
    if after + pause < opens:
        assert next_due(after + pause, who, windows) == opens

"""When reminders of a gathering go out: never late, never in the wrong hours, never in a burst."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler import gathering_times as times
from scheduler.calendar import Calendar
from scheduler.gathering_times import BEFORE, LATE, Stage
from scheduler.outer import next_open
from scheduler.windows import Windows

WINDOWS = Windows()
moments = st.datetimes(datetime(2026, 9, 21), datetime(2030, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts", "week", "day", "hours"),
    [
        # A Tuesday afternoon: at the hours themselves.
        ("2026-12-08T15:00", "2026-12-01T15:00", "2026-12-07T15:00", "2026-12-08T13:00"),
        # A Tuesday at ten: eight o'clock is too early, and the day before has said it.
        ("2026-12-08T10:00", "2026-12-01T10:00", "2026-12-07T10:00", None),
        # A Monday: the day before is a Sunday, so it comes on Friday.
        ("2026-12-07T15:00", "2026-11-30T15:00", "2026-12-04T15:00", "2026-12-07T13:00"),
        # A Friday at three: one o'clock is in the middle of it, so it comes before noon.
        ("2026-12-04T15:00", "2026-11-27T15:00", "2026-12-03T15:00", "2026-12-04T10:45"),
        # An evening: office hours end at four.
        ("2026-12-08T20:00", "2026-12-01T15:00", "2026-12-07T15:00", "2026-12-08T15:00"),
        # In Ramadan, whose hours end at two.
        ("2027-02-23T15:00", "2027-02-16T13:00", "2027-02-22T13:00", "2027-02-23T13:00"),
    ],
)
def test_reminders_come_at_the_hour_or_sooner(
    starts: str, week: str, day: str, hours: str | None
) -> None:
    wanted = {Stage.WEEK: week, Stage.DAY: day, Stage.HOURS: hours}
    found = times.reminders(at(starts), WINDOWS, None)
    assert found == {stage: at(text) for stage, text in wanted.items() if text is not None}


@given(moments)
def test_no_reminder_is_late_or_outside_the_windows_and_their_order_holds(starts: datetime) -> None:
    found = times.reminders(starts, WINDOWS, None)
    for stage, moment in found.items():
        assert moment <= starts - BEFORE[stage]
        assert WINDOWS.is_open(moment)
    assert list(found.values()) == sorted(set(found.values()))


@given(moments, st.lists(st.timedeltas(timedelta(minutes=1), timedelta(days=9)), max_size=30))
def test_whenever_the_clock_is_looked_at_each_reminder_is_due_once_at_most(
    starts: datetime, steps: list[timedelta]
) -> None:
    """Outages of any length: nothing is caught up, and of several passed at once, one is due."""
    found = times.reminders(starts, WINDOWS, None)
    since = now = starts - timedelta(days=10)
    for step in steps:
        now += step
        reminder = times.due(found, since, now)
        if reminder is not None:
            stage, moment = reminder
            assert found[stage] == moment
            assert moment <= now < moment + LATE
        after = times.following(found, since, now)
        assert after is None or after > now


def test_who_said_yes_after_a_reminder_does_not_get_it() -> None:
    found = times.reminders(at("2026-12-08T15:00"), WINDOWS, None)
    said = at("2026-12-07T15:30")
    assert times.due(found, said, at("2026-12-07T15:31")) is None
    assert times.following(found, said, said) == at("2026-12-08T13:00")


def test_the_wall_time_stays_when_the_clocks_change() -> None:
    """Morocco may change its clocks again; Paris surely does, on 28 March."""
    windows = Windows(Calendar(zone=ZoneInfo("Europe/Paris")))
    zone = ZoneInfo("Europe/Paris")
    starts = datetime(2027, 3, 31, 15, tzinfo=zone)  # summer time since the 28th
    week = times.reminders(starts, windows, None)[Stage.WEEK]
    assert week.astimezone(zone) == datetime(2027, 3, 24, 15, tzinfo=zone)
    assert starts - week != timedelta(days=7)


@given(moments)
def test_how_it_was_is_asked_on_a_later_day_that_is_worked(ends: datetime) -> None:
    asked = times.feedback_at(ends, WINDOWS, None)
    assert asked.date() > ends.date()
    assert WINDOWS.is_open(asked)
    assert asked - ends < timedelta(days=14)


@given(moments)
def test_news_comes_within_the_outer_hours(now: datetime) -> None:
    calendar = WINDOWS.calendar
    found = next_open(now, calendar)
    shown = calendar.wall(found)
    assert found >= now
    assert calendar.is_working_day(shown.date())
    assert time(8, 30) <= shown.time() < time(18)
    if shown.weekday() == 4:
        assert not time(12) <= shown.time() < time(15)

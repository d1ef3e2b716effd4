"""When Jisr may write on its own: office hours, the Friday break, never at a weekend."""

from datetime import UTC, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import CASABLANCA, wall
from scheduler.windows import is_open, next_opening

FRIDAY, SATURDAY = 4, 5
AFTER_THE_CHANGE = datetime(2026, 9, 21)  # noqa: DTZ001 — wall time in Morocco
moments = st.datetimes(datetime(2026, 9, 21), datetime(2036, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def at(text: str) -> datetime:
    """Return a moment of Moroccan wall time."""
    return datetime.fromisoformat(text).replace(tzinfo=CASABLANCA)


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        ("2026-11-23 08:59:59", "2026-11-23 09:00"),  # Monday
        ("2026-11-23 09:00:00", "2026-11-23 09:00"),
        ("2026-11-23 15:59:59", "2026-11-23 15:59:59"),
        ("2026-11-23 16:00:00", "2026-11-24 09:00"),
        ("2026-11-24 12:30:00", "2026-11-24 12:30"),  # no break at noon, Friday apart
        ("2026-11-26 23:59:59", "2026-11-27 09:00"),  # Thursday
        ("2026-11-27 00:00:00", "2026-11-27 09:00"),  # Friday
        ("2026-11-27 11:44:59", "2026-11-27 11:44:59"),
        ("2026-11-27 11:45:00", "2026-11-27 15:00"),
        ("2026-11-27 13:00:00", "2026-11-27 15:00"),
        ("2026-11-27 15:00:00", "2026-11-27 15:00"),
        ("2026-11-27 16:00:00", "2026-11-30 09:00"),
        ("2026-11-28 10:00:00", "2026-11-30 09:00"),  # Saturday
        ("2026-11-29 23:00:00", "2026-11-30 09:00"),  # Sunday
        ("2026-12-31 16:00:00", "2027-01-01 09:00"),
    ],
)
def test_the_next_opening(now: str, opening: str) -> None:
    assert next_opening(at(now)) == at(opening)
    assert is_open(at(now)) == (at(now) == at(opening))


@given(moments)
def test_an_opening_is_open_and_none_was_before_it(now: datetime) -> None:
    opening = next_opening(now)
    assert opening >= now
    assert is_open(opening)
    assert opening.utcoffset() == timedelta(0)
    assert opening - now < timedelta(hours=66)
    between = [now + (opening - now) * share / 16 for share in range(16)]
    assert not [moment for moment in between if moment < opening and is_open(moment)]


@given(moments)
def test_it_is_never_open_at_a_weekend_or_during_the_friday_prayer(now: datetime) -> None:
    local = wall(now)
    if local.weekday() >= SATURDAY:
        assert not is_open(now)
    if local.weekday() == FRIDAY and time(11, 45) <= local.time() < time(15, 0):
        assert not is_open(now)
    if not time(9, 0) <= local.time() < time(16, 0):
        assert not is_open(now)


@given(moments, st.integers(-12, 14))
def test_the_machines_own_zone_makes_no_difference(now: datetime, hours: int) -> None:
    elsewhere = now.astimezone(timezone(timedelta(hours=hours)))
    assert is_open(elsewhere) == is_open(now)
    assert next_opening(elsewhere) == next_opening(now)

"""When Jisr may write on its own: office hours, each person's wishes, and nothing in doubt."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locales import CASABLANCA, wall
from scheduler.calendar import Calendar
from scheduler.guards import Guard, Person, Prompt
from scheduler.hours import Hours, Spans
from scheduler.windows import Windows, is_open, next_opening

FRIDAY, SATURDAY = 4, 5
USUAL = Windows()
ANYBODY = Person(region=None, sent=())
moments = st.datetimes(datetime(2026, 9, 21), datetime(2036, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
unhurried = settings(deadline=None)  # a busy machine is no failure


def at(text: str) -> datetime:
    """Return a moment of Moroccan wall time."""
    return datetime.fromisoformat(text).replace(tzinfo=CASABLANCA)


@given(moments, st.frozensets(st.dates(date(2026, 9, 21), date(2036, 1, 1))), st.integers(-40, 40))
@unhurried
def test_a_regions_day_off_closes_its_offices_and_no_others(
    now: datetime, days: frozenset[date], near: int
) -> None:
    closed = days | {wall(now).date() + timedelta(days=near)}
    windows = Windows(closed={7: closed})
    assert windows.is_open(now, 8) == windows.is_open(now) == USUAL.is_open(now)
    day = wall(now).date()
    back = windows.calendar_of(7).is_after_eid(day)  # which such a day may put off
    assert windows.is_open(now, 7) == (USUAL.is_open(now) and day not in closed and not back)
    opening = windows.next_opening(now, 7)
    assert wall(opening).date() not in closed
    assert opening >= USUAL.next_opening(now)


TUESDAY = at("2026-11-24 10:00")


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
        ("2026-11-17 16:00:00", "2026-11-19 09:00"),  # Wednesday 18 is Independence Day
        ("2026-12-31 16:00:00", "2027-01-04 09:00"),  # New Year's Day is a Friday
        ("2027-02-05 16:00:00", "2027-02-08 09:30"),  # Ramadan begins on the Monday
        ("2027-02-08 14:00:00", "2027-02-09 09:30"),
        ("2027-02-12 11:29:59", "2027-02-12 11:29:59"),  # its Fridays have a morning only
        ("2027-02-12 11:30:00", "2027-02-15 09:30"),
        ("2027-03-08 14:00:00", "2027-03-12 09:00"),  # Eid, and the first day back, on Thursday
        ("2028-02-25 11:30:00", "2028-02-29 09:00"),  # Eid at a weekend, the first day back, 29 Feb
    ],
)
def test_the_next_opening(now: str, opening: str) -> None:
    assert next_opening(at(now)) == at(opening)
    assert is_open(at(now)) == (at(now) == at(opening))


@given(moments)
@unhurried
def test_an_opening_is_open_and_none_was_before_it(now: datetime) -> None:
    opening = next_opening(now)
    assert opening >= now
    assert is_open(opening)
    assert opening.utcoffset() == timedelta(0)
    assert opening - now < timedelta(days=9)
    between = [now + (opening - now) * share / 16 for share in range(16)]
    assert not [moment for moment in between if moment < opening and is_open(moment)]


@given(moments)
@unhurried
def test_it_is_never_open_at_a_weekend_or_during_the_friday_prayer(now: datetime) -> None:
    local = wall(now)
    if local.weekday() >= SATURDAY:
        assert not is_open(now)
    if local.weekday() == FRIDAY and time(11, 45) <= local.time() < time(15, 0):
        assert not is_open(now)
    if not time(9, 0) <= local.time() < time(16, 0):
        assert not is_open(now)


@given(moments, st.integers(-12, 14))
@unhurried
def test_the_machines_own_zone_makes_no_difference(now: datetime, hours: int) -> None:
    elsewhere = now.astimezone(timezone(timedelta(hours=hours)))
    assert is_open(elsewhere) == is_open(now)
    assert next_opening(elsewhere) == next_opening(now)
    assert USUAL.allowed(elsewhere, ANYBODY) == USUAL.allowed(now, ANYBODY)


@pytest.mark.parametrize(
    ("now", "guard"),
    [
        ("2026-11-24 10:00", None),
        ("2026-11-24 08:59", Guard.OUTSIDE_HOURS),
        ("2026-11-27 12:30", Guard.FRIDAY_MIDDAY),
        ("2026-11-27 16:00", Guard.OUTSIDE_HOURS),
        ("2026-11-28 10:00", Guard.WEEKEND),
        ("2026-11-18 10:00", Guard.HOLIDAY),
        ("2026-10-31 10:00", Guard.HOLIDAY),  # a Saturday too
        ("2027-02-09 09:15", Guard.RAMADAN_HOURS),
        ("2027-02-09 15:00", Guard.RAMADAN_HOURS),
        ("2027-02-09 17:00", Guard.OUTSIDE_HOURS),
        ("2027-02-12 11:40", Guard.RAMADAN_HOURS),
        ("2027-02-12 12:30", Guard.FRIDAY_MIDDAY),
        ("2027-02-12 15:30", Guard.RAMADAN_HOURS),
        ("2027-03-09 10:00", Guard.HOLIDAY),
        ("2027-03-11 10:00", Guard.AFTER_EID),
        ("2030-01-07 09:15", Guard.RAMADAN_HOURS),  # the two Ramadans of 2030
        ("2030-12-27 15:30", Guard.RAMADAN_HOURS),
        ("2090-06-01 10:00", Guard.UNKNOWN),  # no Ramadan can be calculated so far away
    ],
)
def test_the_calendar_gives_its_reason(now: str, guard: Guard | None) -> None:
    assert USUAL.allowed(at(now), ANYBODY) is guard


WEEK_AGO = TUESDAY - timedelta(days=7)
SOON = TUESDAY + timedelta(minutes=20)
STATES: list[tuple[dict[str, Any], Guard | None, str | None]] = [
    ({}, None, "2026-11-24 10:00"),
    ({"stopped": True}, Guard.STOPPED, None),
    ({"unreachable": True}, Guard.UNREACHABLE, None),
    ({"paused_until": date(2026, 12, 1)}, Guard.PAUSED, "2026-12-01 09:00"),
    ({"paused_until": date(2026, 11, 24)}, None, "2026-11-24 10:00"),
    ({"paused_until": date(2020, 2, 29)}, None, "2026-11-24 10:00"),  # a pause in the past
    ({"leave": [(date(2026, 11, 23), date(2026, 11, 25))]}, Guard.LEAVE, "2026-11-26 09:00"),
    ({"leave": [(date(2026, 11, 24), date(2026, 11, 24))]}, Guard.LEAVE, "2026-11-25 09:00"),
    ({"leave": [(date(2026, 11, 25), date(2026, 11, 26))]}, None, "2026-11-24 10:00"),
    ({"leave": [(date(2026, 11, 26), date(2026, 11, 25))]}, Guard.UNKNOWN, None),
    ({"resting_until": at("2026-12-05 10:00")}, Guard.RESTING, "2026-12-07 09:00"),
    ({"resting_until": TUESDAY}, None, "2026-11-24 10:00"),
    ({"new_until": at("2026-12-02 10:00")}, None, "2026-11-24 10:00"),  # this is no reminder
    ({"quiet": (time(9), time(10, 30))}, Guard.QUIET_HOURS, "2026-11-24 10:30"),
    ({"quiet": (time(22), time(10, 1))}, Guard.QUIET_HOURS, "2026-11-24 10:01"),
    ({"quiet": (time(9, 30), time(8))}, Guard.QUIET_HOURS, "2026-11-25 09:00"),
    ({"quiet": (time(22), time(10))}, None, "2026-11-24 10:00"),
    ({"quiet": (time(8), time(20))}, Guard.QUIET_HOURS, None),  # all of the office's
    ({"quiet": (time(10), time(10))}, Guard.UNKNOWN, None),
    ({"talking_until": SOON}, Guard.CONVERSATION_OPEN, "2026-11-24 10:20"),
    ({"sent": [WEEK_AGO, TUESDAY]}, None, "2026-11-24 10:00"),
    ({"sent": [SOON - timedelta(days=7), TUESDAY]}, Guard.BUDGET_WEEK, "2026-11-24 10:20"),
    ({"sent": [TUESDAY - timedelta(days=d) for d in (1, 8, 9, 16, 17, 24)]}, Guard.BUDGET_MONTH,
     "2026-11-30 09:00"),  # 28 days after the first is a Saturday
    ({"sent": [datetime(2026, 11, 20)]}, Guard.UNKNOWN, None),  # noqa: DTZ001
    ({"sent": None}, Guard.UNKNOWN, None),  # nobody knows what was sent
    ({"resting_until": datetime(2026, 12, 5)}, Guard.UNKNOWN, None),  # noqa: DTZ001
    ({"region": 7, "sent": None, "stopped": True}, Guard.STOPPED, None),  # it outranks doubt too
]  # fmt: skip


@pytest.mark.parametrize(("state", "guard", "allowed_at"), STATES)
def test_what_holds_for_one_person(
    state: dict[str, Any], guard: Guard | None, allowed_at: str | None
) -> None:
    person = Person(**{"region": None, "sent": (), **state})
    assert USUAL.allowed(TUESDAY, person) is guard
    expected = at(allowed_at) if allowed_at else None
    assert USUAL.next_allowed(TUESDAY, person) == expected
    assert USUAL.allowed(TUESDAY, ANYBODY) is None  # nobody else is held back


def test_the_message_counts_too() -> None:
    newcomer = Person(region=None, sent=(), new_until=at("2026-11-26 10:00"))
    reminder = Prompt(reminder=True, expires=TUESDAY + timedelta(hours=24))
    assert USUAL.allowed(TUESDAY, newcomer, reminder) is Guard.NEW_MEMBER
    assert USUAL.next_allowed(TUESDAY, newcomer, Prompt(reminder=True)) == at("2026-11-26 10:00")
    assert USUAL.next_allowed(TUESDAY, newcomer, reminder) is None  # dropped before it may come
    assert USUAL.allowed(at("2026-11-25 09:59"), ANYBODY, reminder) is None
    assert USUAL.allowed(at("2026-11-25 10:00"), ANYBODY, reminder) is Guard.EXPIRED


def test_what_two_people_called_urgent_is_outside_the_budget_and_nothing_else() -> None:
    spent = Person(region=None, sent=[TUESDAY, TUESDAY], quiet=(time(14), time(15)))
    urgent = Prompt(urgent=True)
    assert USUAL.allowed(TUESDAY, spent) is Guard.BUDGET_WEEK
    assert USUAL.allowed(TUESDAY, spent, urgent) is None
    assert USUAL.allowed(at("2026-11-24 14:30"), spent, urgent) is Guard.QUIET_HOURS
    assert USUAL.allowed(at("2026-11-28 10:00"), spent, urgent) is Guard.WEEKEND


def test_a_moment_without_zone_is_in_doubt() -> None:
    naive = datetime(2026, 11, 24, 10)  # noqa: DTZ001
    assert USUAL.allowed(naive, ANYBODY) is Guard.UNKNOWN
    assert USUAL.next_allowed(naive, ANYBODY) is None


def test_a_calendar_that_fails_forbids() -> None:
    class Broken(Mapping[str, int]):
        """Corrections that cannot be read."""

        def __getitem__(self, key: str) -> int:
            raise ConnectionError(key)

        def __iter__(self) -> Any:
            return iter(())

        def __len__(self) -> int:
            return 0

    broken = Windows(Calendar(moved=Broken()))
    assert broken.allowed(TUESDAY, ANYBODY) is Guard.UNKNOWN
    assert broken.next_allowed(TUESDAY, ANYBODY) is None


def test_stronger_reasons_are_named_first() -> None:
    """One by one, each of a person's obstacles goes, and the next is named."""
    night = at("2026-11-24 23:00")
    sent = [night - timedelta(days=d) for d in (1, 2)]
    obstacles: dict[str, tuple[Guard, object]] = {
        "stopped": (Guard.STOPPED, False),
        "unreachable": (Guard.UNREACHABLE, False),
        "paused_until": (Guard.PAUSED, None),
        "leave": (Guard.LEAVE, ()),
        "resting_until": (Guard.RESTING, None),
    }
    state: dict[str, object] = {
        "stopped": True,
        "unreachable": True,
        "paused_until": date(2026, 12, 1),
        "leave": [(date(2026, 11, 24), date(2026, 11, 24))],
        "resting_until": at("2026-12-05 10:00"),
        "quiet": (time(8), time(7)),
        "talking_until": at("2026-11-25 10:00"),
    }
    for name, (guard, gone) in obstacles.items():
        person = Person(region=None, sent=sent, **cast("Any", state))
        assert USUAL.allowed(night, person) is guard
        state[name] = gone
    awake = Person(region=None, sent=sent, **cast("Any", state))
    assert USUAL.allowed(night, awake) is Guard.OUTSIDE_HOURS
    assert USUAL.allowed(at("2026-11-24 10:00"), awake) is Guard.QUIET_HOURS


WIDE = (time(0), time(23, 59))
SUMMER = Hours(normal=((time(8), time(14)),))


@pytest.mark.parametrize(
    ("now", "region", "guard"),
    [
        ("2026-11-24 08:30", 1, None),
        ("2026-11-24 08:29", 1, Guard.OUTSIDE_HOURS),
        ("2026-11-24 17:59", 1, None),
        ("2026-11-24 18:00", 1, Guard.OUTSIDE_HOURS),
        ("2026-11-27 11:59", 1, None),
        ("2026-11-27 12:00", 1, Guard.FRIDAY_MIDDAY),
        ("2026-11-27 14:59", 1, Guard.FRIDAY_MIDDAY),
        ("2026-11-27 17:59", 1, None),
        ("2026-11-28 10:00", 1, Guard.WEEKEND),
        ("2027-02-09 09:29", 1, Guard.RAMADAN_HOURS),
        ("2027-02-09 14:59", 1, None),
        ("2027-02-09 15:00", 1, Guard.RAMADAN_HOURS),
        ("2027-02-12 11:59", 1, None),
        ("2027-02-12 12:00", 1, Guard.FRIDAY_MIDDAY),
        ("2027-02-12 16:00", 1, Guard.RAMADAN_HOURS),
        ("2026-11-24 08:30", 2, None),  # summer hours end at 14:00
        ("2026-11-24 14:00", 2, Guard.OUTSIDE_HOURS),
        ("2026-11-27 15:30", 2, None),  # what it did not change is as usual
        ("2026-11-24 08:30", 3, Guard.OUTSIDE_HOURS),  # a region without hours of its own
        ("2026-11-24 08:30", None, Guard.OUTSIDE_HOURS),
    ],
)
def test_a_region_has_its_hours_within_the_outer_limits(
    now: str, region: int | None, guard: Guard | None
) -> None:
    windows = Windows(widened={1: Hours((WIDE,), (WIDE,), (WIDE,), (WIDE,)), 2: SUMMER})
    assert windows.allowed(at(now), Person(region=region, sent=())) is guard
    assert windows.is_open(at(now), region) == (guard is None)


@pytest.mark.parametrize(
    "spans",
    [(), ((time(12), time(11)),), ((time(9), time(9)),), ((time(19), time(20)),)],
    ids=["none", "backwards", "of no length", "beyond the limits"],
)
def test_hours_that_would_silence_a_region_are_refused(spans: Spans) -> None:
    with pytest.raises(ValueError, match="no hours"):
        Windows(widened={1: Hours(normal=spans)})


@given(st.lists(st.tuples(st.times(), st.times()), min_size=1, max_size=4))
@unhurried
def test_no_region_can_write_beyond_the_outer_limits(wished: Sequence[tuple[time, time]]) -> None:
    spans = tuple((min(pair), max(pair)) for pair in wished)
    try:
        windows = Windows(widened={1: Hours(spans, spans, spans, spans)})
    except ValueError:
        return
    for day, ends in (
        (24, ((time(8, 30), time(18)),)),
        (27, ((time(8, 30), time(12)), (time(15), time(18)))),
    ):
        for start, end in windows.spans(date(2026, 11, day), 1):
            assert any(opens <= start < end <= closes for opens, closes in ends)
    for start, end in windows.spans(date(2027, 2, 9), 1):
        assert time(9, 30) <= start < end <= time(15)
    for start, end in windows.spans(date(2027, 2, 12), 1):
        assert time(9, 30) <= start < end <= time(12)


def test_a_moved_feast_moves_what_may_be_sent() -> None:
    seen = Windows(Calendar(moved={"eid_al_fitr:1448": 1}))
    monday = at("2027-03-08 14:00")
    assert USUAL.next_opening(monday) == at("2027-03-12 09:00")
    assert seen.next_opening(monday) == at("2027-03-09 09:30")  # the thirtieth of Ramadan
    assert seen.next_opening(at("2027-03-09 14:00")) == at("2027-03-15 09:00")


def test_offices_that_never_open_are_an_error_not_an_endless_search() -> None:
    off = frozenset(date(2026, 11, 1) + timedelta(days=number) for number in range(100))
    closed = Windows(Calendar(closed=off))
    with pytest.raises(LookupError):
        closed.next_opening(TUESDAY)
    assert closed.allowed(TUESDAY, ANYBODY) is Guard.UNKNOWN
    assert closed.next_allowed(TUESDAY, ANYBODY) is None

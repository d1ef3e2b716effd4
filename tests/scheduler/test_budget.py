"""At most two unasked messages in any seven days, and six in any twenty-eight."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.budget import free_at, granted
from scheduler.guards import Guard

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
WEEK, MONTH = 7 * DAY, 28 * DAY
# Whole and half days, so that periods often end exactly where another message is.
ages = st.one_of(
    st.integers(-20, 70).map(lambda halves: DAY * halves / 2),
    st.timedeltas(-10 * DAY, 35 * DAY),
)
histories = st.lists(ages.map(lambda age: NOW - age), max_size=9)
unhurried = settings(deadline=None)  # a busy machine is no failure


def breaks(sent: Sequence[datetime], now: datetime, most: int, period: timedelta) -> bool:
    """By brute force: is ``now`` one of more than ``most`` messages that lie within a period?"""
    return any(
        max(*others, now) - min(*others, now) < period for others in combinations(sent, most)
    )


@pytest.mark.parametrize(
    ("days_ago", "guard"),
    [
        ([], None),
        ([1], None),
        ([1, 2], Guard.BUDGET_WEEK),
        ([0, 0], Guard.BUDGET_WEEK),
        ([1, 7], None),  # the week is over at the same hour
        ([8, 9], None),
        ([1, 8, 9], None),
        ([6, 13, 14, 20, 21], None),
        ([6, 13, 14, 20, 21, 27], Guard.BUDGET_MONTH),
        ([6, 13, 14, 20, 21, 28], None),
        ([-1, 1], Guard.BUDGET_WEEK),  # the clock was set back a day
        ([-4, 4], None),  # no seven days hold both and now
        ([-4, 3], None),  # nor these, to the second
    ],
)
def test_the_two_limits(days_ago: list[int], guard: Guard | None) -> None:
    assert granted([NOW - DAY * days for days in days_ago], NOW) is guard


def test_the_third_is_granted_when_the_first_is_a_week_old_and_not_a_second_before() -> None:
    sent = [NOW - DAY, NOW]
    assert free_at(sent, NOW) == NOW - DAY + WEEK
    assert granted(sent, NOW - DAY + WEEK) is None
    assert granted(sent, NOW - DAY + WEEK - SECOND) is Guard.BUDGET_WEEK


@given(histories)
@unhurried
def test_it_grants_what_breaks_no_period_and_nothing_else(sent: list[datetime]) -> None:
    weekly, monthly = breaks(sent, NOW, 2, WEEK), breaks(sent, NOW, 6, MONTH)
    expected = Guard.BUDGET_WEEK if weekly else Guard.BUDGET_MONTH if monthly else None
    assert granted(sent, NOW) is expected


@given(histories)
@unhurried
def test_it_is_free_when_it_says_and_never_before(sent: list[datetime]) -> None:
    free = free_at(sent, NOW)
    assert free >= NOW
    assert granted(sent, free) is None
    before = [NOW + (free - NOW) * share / 40 for share in range(40)] + [free - SECOND]
    assert not [
        moment for moment in before if NOW <= moment < free and granted(sent, moment) is None
    ]


@given(st.lists(st.timedeltas(timedelta(0), 2 * DAY), min_size=40, max_size=120))
@unhurried
def test_who_asks_all_the_time_never_gets_more(pauses: list[timedelta]) -> None:
    now, sent = NOW, list[datetime]()
    for pause in pauses:
        now += pause
        if granted(sent, now) is None:
            sent.append(now)
    for first, third in zip(sent, sent[2:], strict=False):
        assert third - first >= WEEK
    for first, seventh in zip(sent, sent[6:], strict=False):
        assert seventh - first >= MONTH

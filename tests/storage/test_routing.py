"""Whom a question is brought to: the pure choice, whatever the network looks like."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.matches import WHY
from storage.asking.routing import CAP, FIT, WAVE, WEEK, Asked, Candidate, Why, match, route
from storage.models import CollectivityKind, Topic

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
ASKED = Asked(
    number=7, topic=Topic.BUDGET, language="ar", member=1, seat=1, place=1,
    kind=CollectivityKind.COMMUNE, region=100, population=10_000,
)  # fmt: skip
NEIGHBOUR = Candidate(
    member=2, seat=2, place=2, language="ar", kind=CollectivityKind.COMMUNE, region=100,
    population=20_000,
)  # fmt: skip

moments = st.integers(0, 30 * 24).map(lambda hours: NOW - timedelta(hours=hours))
small = st.integers(0, 6)
people = st.builds(
    Candidate,
    member=small,
    seat=small,
    language=st.sampled_from(["ar", "fr"]),
    place=st.none() | small,
    kind=st.none() | st.sampled_from(CollectivityKind),
    region=st.none() | st.sampled_from([100, 101]),
    population=st.none() | st.integers(0, 100_000),
    helpful=small,
    practices=small,
    projects=small,
    declared=st.booleans(),
    routed=small,
    answered=small,
    declined=small,
    open=st.lists(moments, max_size=4).map(tuple),
)


@given(st.lists(people, max_size=12), st.none() | st.just(FIT))
def test_nobody_is_picked_who_must_not_be(found: list[Candidate], least: int | None) -> None:
    picks = route(ASKED, found, NOW, least=least)
    chosen = [[one for one in found if one.member == pick.member] for pick in picks]
    assert [pick.score for pick in picks] == sorted((pick.score for pick in picks), reverse=True)
    for pick, ones in zip(picks, chosen, strict=True):
        assert pick.member != ASKED.member
        assert any(
            one.seat != ASKED.seat
            and (one.place is None or one.place != ASKED.place)
            and sum(NOW - at < WEEK for at in one.open) < CAP
            for one in ones
        )
        assert pick.score == sum(points for _why, points in pick.reasons)
        assert least is None or pick.score >= least


@given(st.lists(people, max_size=12, unique_by=lambda one: one.member))
def test_two_of_one_place_are_not_asked_at_once(found: list[Candidate]) -> None:
    places = {one.member: one.place for one in found}
    picked = [places[pick.member] for pick in route(ASKED, found, NOW)]
    seated = [place for place in picked if place is not None]
    assert len(seated) == len(set(seated))


@given(people, st.permutations(range(5)))
def test_the_order_in_which_people_are_found_does_not_matter(
    one: Candidate, order: list[int]
) -> None:
    crowd = [replace(one, member=10 + number, seat=10 + number, place=None) for number in range(5)]
    assert route(ASKED, crowd, NOW) == route(ASKED, [crowd[number] for number in order], NOW)


@pytest.mark.parametrize(
    ("better", "because"),
    [
        ({"helpful": 1}, Why.HELPFUL),
        ({"declared": True}, Why.DECLARED),
        ({"practices": 1}, Why.PRACTICES),
        ({"projects": 2}, Why.PROJECTS),
        ({"routed": 4, "answered": 4}, Why.RESPONSIVE),
    ],
)
def test_each_reason_counts_and_is_a_sentence(better: dict[str, Any], because: Why) -> None:
    usual, more = match(ASKED, NEIGHBOUR), match(ASKED, replace(NEIGHBOUR, **better))
    assert more.score > usual.score
    assert because in {why for why, _points in more.reasons}
    assert because in WHY


def test_load_and_not_me_count_against() -> None:
    usual = match(ASKED, NEIGHBOUR).score
    assert match(ASKED, replace(NEIGHBOUR, open=(NOW,))).score < usual
    once = match(ASKED, replace(NEIGHBOUR, declined=1)).score
    assert match(ASKED, replace(NEIGHBOUR, declined=2)).score < once < usual
    assert not route(ASKED, [replace(NEIGHBOUR, declined=1)], NOW)


def test_a_stranger_to_the_matter_of_another_kind_does_not_fit() -> None:
    far = replace(NEIGHBOUR, kind=CollectivityKind.REGION, region=101, population=2_000_000)
    assert not route(ASKED, [far], NOW)
    assert route(ASKED, [replace(far, declared=True)], NOW)
    assert route(ASKED, [far], NOW, least=None)


def test_two_open_requests_in_seven_days_are_the_most_and_five_are_asked_at_once() -> None:
    """The numbers of the contract (F8), which the other tests take from the code."""
    lately = NOW - timedelta(days=6)
    assert route(ASKED, [replace(NEIGHBOUR, declared=True, open=(lately,))], NOW)
    assert not route(ASKED, [replace(NEIGHBOUR, declared=True, open=(lately, NOW))], NOW)
    before = NOW - timedelta(days=7)
    assert route(ASKED, [replace(NEIGHBOUR, declared=True, open=(before, before))], NOW)
    assert WAVE == 5

"""Whom a coordinator is asked to call: the few highest, never again soon, never who said no."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from scheduler.cards import propose
from scheduler.history import History
from scheduler.reasons import Reason
from tests.scheduler.histories import NOW, SETTINGS, WEEK, asked, member


def fading(name: str = "m", letters: str = "yynnnnnnnn", **more: Any) -> History:
    """Return somebody whose score is well above the threshold."""
    known = member(letters, name=name, **more)
    gloomy = tuple(
        replace(week, mood=3, delay=5.0) if week.answered_at else week for week in known.weeks
    )
    return replace(known, weeks=gloomy)


def names(histories: list[History], members: int = 126) -> list[str]:
    return [card.member for card in propose(histories, NOW, SETTINGS, members=members)]


def test_a_card_says_why_in_reasons_and_not_in_numbers_alone() -> None:
    (card,) = propose([fading(), member("y" * 12, name="well")], NOW, SETTINGS, members=2)
    assert (card.member, card.workload) == ("m", False)
    assert card.score.total >= 45
    assert {ground.reason for ground in card.reasons} >= {Reason.ANSWERED, Reason.MOOD}


@pytest.mark.parametrize(("members", "cards"), [(3, 1), (49, 1), (50, 2), (126, 5)])
def test_one_in_25_a_week_at_least_one_and_the_highest_first(members: int, cards: int) -> None:
    many = [fading(f"n{n}", "y" * (9 - n) + "n" * (n + 3)) for n in range(8)]
    chosen = names(many, members)
    assert chosen == [f"n{n}" for n in range(7, 7 - cards, -1)]


def test_equals_keep_their_order() -> None:
    assert names([fading("b"), fading("a")], 50) == ["b", "a"]


def test_cards_given_this_week_are_counted() -> None:
    given = fading("given", cards=(NOW - timedelta(hours=1),))
    assert names([given, fading("other")], 25) == []
    assert names([given, fading("other")], 50) == ["other"]


def test_nobody_is_proposed_again_within_eight_weeks() -> None:
    assert names([fading(cards=(NOW - WEEK * 8 + timedelta(minutes=1),))]) == []
    assert names([fading(cards=(NOW - WEEK * 8,))]) == ["m"]


@pytest.mark.parametrize(
    "more",
    [
        {"objected": True},
        {"person": {"stopped": True}},
        {"person": {"paused_until": date(2026, 12, 1)}},
        {"person": {"leave": [(date(2026, 11, 30), date(2026, 11, 30))]}},
    ],
    ids=str,
)
def test_nobody_is_proposed_who(more: dict[str, Any]) -> None:
    assert names([fading(**more)]) == []


def test_a_heavy_load_makes_it_about_work_and_comes_first() -> None:
    heavy = [asked(NOW - WEEK * n, answered_at=NOW - WEEK * n, load=5, mood=1) for n in (2, 1)]
    burdened = member("nnnnnnnn..", extra=heavy)
    (card,) = propose([burdened], NOW, SETTINGS, members=1)
    assert card.workload
    assert card.reasons[0].reason is Reason.HEAVY_LOAD

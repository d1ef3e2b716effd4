"""Every reason the ladder can give has words, in numbers for oneself, in categories for others."""

import pytest

from handlers.whys import CATEGORIES, HELD, WORDS, category, held, why
from locales import LANGUAGES, render
from scheduler.guards import Guard
from scheduler.reasons import Held, Reason

NUMBERS = {
    "every": 2, "weeks": 3, "hour": 10, "answered": 4, "of": 9, "hours": 72.0, "p": 0.8,
    "misses": 2, "mean": 3.25, "days": 2.5, "first": 4.0, "now": 2.0, "total": 50, "threshold": 45,
}  # fmt: skip


@pytest.mark.parametrize("reason", [one for one in Reason if one is not Reason.SCORE])
def test_every_reason_can_be_said(reason: Reason) -> None:
    (words,) = why([[reason.value, NUMBERS]])
    for language in LANGUAGES:
        assert 0 < len(render(words, language, html=False)) < 150


def test_whatever_holds_a_message_back_has_a_name() -> None:
    assert {*Guard, *Held} <= set(HELD)
    assert held("something new") == held("unknown")


def test_categories_hold_no_numbers_and_each_stands_once() -> None:
    found = category([["delay"], ["low_mood"], ["quiet"], ["heavy_load"], ["answered"]])
    assert found == [CATEGORIES["delay"], CATEGORIES["heavy_load"], CATEGORIES["quiet"]]
    assert not any(words.values for words in CATEGORIES.values())
    assert set(CATEGORIES) <= set(WORDS)


def test_how_somebody_feels_is_told_to_nobody() -> None:
    assert category([["mood"], ["mood_fell"], ["too_early"]]) == []
    shown = [render(words, "en", html=False) for words in CATEGORIES.values()]
    assert not [words for words in shown if "energy" in words or "mood" in words]

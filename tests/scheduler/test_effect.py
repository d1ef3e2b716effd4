"""The reminder's effect: right on average, honest about its error, silent where it cannot tell."""

import math
import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.effect import Effect, Estimate, Trial, Verdict, effect, effect_next


def people(
    rng: random.Random, *, gain: float, later: float = 0.0, members: int = 126, p: float = 0.8
) -> Iterator[Trial]:
    """Give about three trials a member, whose answers depend on the member's own rate."""
    for number in range(members):
        rate = rng.betavariate(2, 3)
        for _trial in range(rng.randint(1, 5)):
            sent = rng.random() < p
            chance = 0.15 + 0.4 * rate
            yield Trial(
                member=str(number),
                p=p,
                sent=sent,
                answered=rng.random() < chance + (gain if sent else 0),
                next_answered=rng.random() < chance + (later if sent else 0),
                rate=min(1.0, max(0.0, rate + rng.gauss(0, 0.1))),
            )


def estimates(of: Effect) -> tuple[Estimate, ...]:
    return of.weighted, of.normalised, of.robust


def test_intervals_hold_the_truth_about_as_often_as_they_promise() -> None:
    rng = random.Random(4)
    held, errors, found = [0, 0, 0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]
    rounds = 400
    for _round in range(rounds):
        for n, one in enumerate(estimates(effect(list(people(rng, gain=0.12))))):
            held[n] += one.low <= 0.12 <= one.high
            errors[n] += one.error / rounds
            found[n] += one.effect / rounds
    assert all(0.92 * rounds <= times <= 0.98 * rounds for times in held), held
    assert found == [pytest.approx(0.12, abs=0.01)] * 3
    assert errors[2] <= errors[1] <= errors[0], "what is known of a member leaves less to chance"


def test_no_effect_is_not_told_as_one() -> None:
    rng = random.Random(8)
    told = [effect(list(people(rng, gain=0.0))).verdict for _round in range(300)]
    assert told.count(Verdict.CANNOT_TELL) >= 270


def test_a_clear_effect_is_told_and_so_is_a_burden_on_the_next_check_in() -> None:
    trials = list(people(random.Random(1), gain=0.3, later=-0.14, members=2000))
    assert effect(trials).verdict is Verdict.MORE_ANSWERS
    assert effect_next(trials).verdict is Verdict.FEWER_ANSWERS
    assert effect_next(trials).robust.effect == pytest.approx(-0.14, abs=0.05)


def test_trials_whose_next_check_in_is_not_known_are_left_out_of_its_effect() -> None:
    trials = list(people(random.Random(1), gain=0.1))
    open_ = Trial("new", 0.8, sent=True, answered=True)
    assert effect([*trials, open_]).trials == len(trials) + 1
    assert effect_next([*trials, open_]).trials == len(trials)


def test_by_hand() -> None:
    trials = [
        Trial("a", 0.5, sent=True, answered=True),
        Trial("b", 0.5, sent=True, answered=False),
        Trial("c", 0.5, sent=False, answered=False),
        Trial("d", 0.5, sent=False, answered=False),
    ]
    found = effect(trials)
    assert [one.effect for one in estimates(found)] == [pytest.approx(0.5)] * 3
    assert found.weighted.error == pytest.approx(0.5)
    assert (found.trials, found.sent, found.members) == (4, 2, 4)
    assert found.verdict is Verdict.TOO_FEW


@pytest.mark.parametrize(
    "trials",
    [
        [],
        [Trial("a", 0.8, sent=True, answered=True)] * 40,
        [Trial("a", 0.8, sent=False, answered=True)] * 40,
    ],
    ids=len,
)
def test_without_both_arms_nothing_is_estimated(trials: list[Trial]) -> None:
    found = effect(trials)
    assert found.verdict is Verdict.TOO_FEW
    assert math.isnan(found.robust.effect)


def test_many_trials_of_few_people_are_too_few() -> None:
    rng = random.Random(2)
    assert effect(list(people(rng, gain=0.2, members=9)) * 10).verdict is Verdict.TOO_FEW


@pytest.mark.parametrize("p", [0.0, 1.0, -0.1, math.nan])
def test_a_reminder_that_was_certain_tells_nothing(p: float) -> None:
    with pytest.raises(ValueError, match="no coin"):
        Trial("a", p, sent=True, answered=True)


trials = st.builds(
    Trial,
    member=st.text("abcdefgh", min_size=1, max_size=1),
    p=st.floats(0.05, 0.95),
    sent=st.booleans(),
    answered=st.booleans(),
    rate=st.floats(0, 1),
)


@given(st.lists(trials, max_size=60))
def test_whatever_was_logged_the_figures_hang_together(logged: list[Trial]) -> None:
    found = effect(logged)
    assert found == effect(logged) or math.isnan(found.robust.effect) or found.members == 1
    for one in estimates(found):
        if not math.isnan(one.error):
            assert one.low <= one.effect <= one.high
            assert one.error >= 0
    if found.verdict in {Verdict.MORE_ANSWERS, Verdict.FEWER_ANSWERS}:
        assert found.robust.low > 0 or found.robust.high < 0

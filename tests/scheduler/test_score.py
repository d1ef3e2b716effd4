"""The score: exact, bounded, never worse for answering, and the same when worked out again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.history import Week, week_number
from scheduler.reasons import Reason
from scheduler.score import CAP, Score, score
from tests.scheduler.histories import NOW, WEEK, weeks

THIS = week_number(NOW.date())


@st.composite
def lives(draw: st.DrawFn) -> tuple[Week, ...]:
    found = []
    for week in weeks(draw(st.text("yneu.", max_size=40))):
        answered = week.answered_at is not None
        mood = draw(st.none() | st.integers(1, 5)) if answered else None
        delay = draw(st.floats(0, 20)) if answered else None
        found.append(replace(week, mood=mood, delay=delay))
    return tuple(found)


def points(of: Score) -> dict[Reason, float]:
    return {part.ground.reason: part.points for part in of.parts}


def clip(x: float) -> float:
    return max(0.0, min(1.0, x))


def by_the_book(known: tuple[Week, ...]) -> float:
    """Work out the score anew from the specification's table."""
    counted = [w for w in known if w.sent_at and not w.excused]

    def rate(last: int) -> float:
        inside = [w for w in counted if THIS - w.number <= last]
        return (sum(w.answered_at is not None for w in inside) + 1) / (len(inside) + 2)

    moods = [w.mood for w in known if w.mood is not None]
    delays = [w.delay for w in known if w.delay is not None][-4:]
    mood = sum(moods[-4:]) / len(moods[-4:]) if moods else 3.5
    first = sum(moods[:4]) / len(moods[:4]) if moods else 3.5
    delay = sum(delays) / len(delays) if delays else 2.5
    total = (
        40 * clip((0.65 - rate(12)) / 0.55)
        + 32 * clip((4.0 - mood) / 1.8)
        + 13 * clip((delay - 2) / 4)
        + 10 * clip((0.5 - rate(4)) / 0.4)
        + 5 * clip((first - mood) / 1.5)
    )
    return total if len(counted) >= 4 else min(40.0, total)


def test_somebody_who_answers_with_a_light_heart_has_no_points() -> None:
    known = score(weeks("y" * 12), THIS)
    assert known.total == 0
    assert known.grounds() == ()
    assert not known.flagged


def test_the_points_of_a_quiet_and_gloomy_member_by_hand() -> None:
    known = [replace(week, delay=4.0) for week in weeks("yyyynnnnnnnn", mood=3)]
    worked = score(known, THIS)
    assert points(worked) == {
        Reason.ANSWERED: pytest.approx(40 * (0.65 - 5 / 14) / 0.55),
        Reason.MOOD: pytest.approx(32 * 1.0 / 1.8),
        Reason.DELAY: pytest.approx(6.5),
        Reason.QUIET: pytest.approx(10 * (0.5 - 1 / 6) / 0.4),
        Reason.MOOD_FELL: 0,
    }
    assert worked.total == pytest.approx(sum(points(worked).values()))
    assert worked.flagged
    first, second = worked.grounds()[:2]
    assert (first.reason, dict(first.numbers)) == (Reason.ANSWERED, {"answered": 4, "of": 12})
    assert (second.reason, dict(second.numbers)) == (Reason.MOOD, {"mean": 3.0})


def test_what_is_only_assumed_adds_its_points_and_is_told_to_nobody() -> None:
    silent = score(weeks("n" * 8), THIS)
    assert points(silent)[Reason.MOOD] == pytest.approx(32 * 0.5 / 1.8)
    assert points(silent)[Reason.DELAY] == pytest.approx(13 * 0.5 / 4)
    assert [one.reason for one in silent.grounds()] == [Reason.ANSWERED, Reason.QUIET]


def test_with_fewer_than_four_weeks_it_is_too_early_to_tell() -> None:
    early = score([replace(week, delay=9.0) for week in weeks("ynn", mood=1)], THIS)
    assert (early.total, early.early, early.flagged) == (CAP, True, False)
    assert early.grounds()[0].reason is Reason.TOO_EARLY
    assert score([replace(week, delay=9.0) for week in weeks("ynnn", mood=1)], THIS).flagged


def test_weeks_of_leave_and_answers_nobody_asked_for_leave_the_rate_alone() -> None:
    plain = points(score(weeks("yynn"), THIS))
    with_leave = points(score(weeks("eyyenen"), THIS))
    assert with_leave[Reason.ANSWERED] == plain[Reason.ANSWERED]
    assert points(score(weeks("yynnu"), THIS))[Reason.ANSWERED] == plain[Reason.ANSWERED]


@given(lives())
def test_it_is_what_the_specification_says(known: tuple[Week, ...]) -> None:
    assert score(known, THIS).total == pytest.approx(by_the_book(known))


@given(lives())
def test_it_lies_between_0_and_100_and_comes_out_the_same_again(known: tuple[Week, ...]) -> None:
    worked = score(known, THIS)
    assert 0 <= worked.total <= 100
    assert all(part.points >= 0 for part in worked.parts)
    assert worked == score(list(known), THIS)


@given(lives(), st.data())
def test_answering_one_more_week_never_makes_it_worse(
    known: tuple[Week, ...], data: st.DataObject
) -> None:
    silent = [n for n, w in enumerate(known) if w.sent_at and not w.answered_at and not w.excused]
    if not silent:
        return
    at = data.draw(st.sampled_from(silent))
    answer = replace(known[at], answered_at=known[at].sent_at)
    answered = (*known[:at], answer, *known[at + 1 :])
    assert score(answered, THIS).total <= score(known, THIS).total


@given(lives(), st.data())
def test_a_lower_mood_or_a_later_answer_lately_never_makes_it_better(
    known: tuple[Week, ...], data: st.DataObject
) -> None:
    given_moods = [n for n, w in enumerate(known) if w.mood is not None][-4:]
    lately = [n for n in given_moods if known[n].mood != 1]
    if not lately:
        return
    at = data.draw(st.sampled_from(lately))
    week = known[at]
    assert week.mood is not None
    lower = (*known[:at], replace(week, mood=week.mood - 1), *known[at + 1 :])
    assert score(lower, THIS).total >= score(known, THIS).total - 1e-9
    later = (*known[:at], replace(week, delay=(week.delay or 0) + 3), *known[at + 1 :])
    assert score(later, THIS).total >= score(known, THIS).total - 1e-9


@given(lives(), st.integers(0, 20))
def test_only_weeks_before_the_asked_one_count(known: tuple[Week, ...], back: int) -> None:
    until = THIS - back
    assert score(known, until) == score([w for w in known if w.number < until], until)


def test_what_is_long_past_no_longer_counts_in_the_rates() -> None:
    old = tuple(
        replace(week, sent_at=NOW - WEEK * 30, number=THIS - 30 - n)
        for n, week in enumerate(weeks("nnnnnnnn"))
    )[::-1]
    assert points(score((*old, *weeks("yyyy")), THIS)) == points(score(weeks("yyyy"), THIS))
    assert NOW - timedelta(weeks=30) == old[-1].sent_at

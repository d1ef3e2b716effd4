"""The ladder: what comes next for one member, and what must never come."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.guards import Guard
from scheduler.history import History, Kind, Slot, Week, misses, week_number
from scheduler.ladder import ALL_KINDS, Action, Decision, decide, draw, seed_of
from scheduler.reasons import Held, Reason
from scheduler.rules import POLICY_VERSION, Rules, Settings
from scheduler.windows import Windows
from storage.models import Cadence
from tests.scheduler.histories import KINDS, NOW, SETTINGS, WEEK, asked, at, member

MINUTE = timedelta(minutes=1)
THURSDAY = NOW + timedelta(days=3)


def reasons(decision: Decision) -> list[Reason]:
    return [ground.reason for ground in decision.reasons]


def numbers(decision: Decision, reason: Reason) -> dict[str, float]:
    return next(dict(each.numbers) for each in decision.reasons if each.reason is reason)


def named(*, heads: bool, when: datetime = NOW) -> str:
    """Return a member for whose reminder the coin falls on "send", or does not."""
    return next(
        name
        for name in map(str, range(1000))
        if (draw(seed_of(POLICY_VERSION, name, when.date())) < 0.8) is heads
    )


# Step 0: when, in which slot, of which kind.


def test_the_first_check_in_comes_the_week_after_joining_at_the_chosen_day_and_hour() -> None:
    new = member(joined_on=date(2026, 11, 25), day=2, hour=10)
    planned = decide(new, at("2026-11-25 12:00"), SETTINGS)
    assert (planned.action, planned.at) == (Action.CHECK_IN, at("2026-12-01 10:00"))
    made = decide(new, at("2026-12-01 10:00"), SETTINGS)
    assert (made.action, made.kind, made.slot) == (Action.CHECK_IN, Kind.PLAIN, Slot.EARLY)
    assert reasons(made)[:2] == [Reason.FIRST, Reason.CHOSEN_SLOT]


@pytest.mark.parametrize(
    ("cadence", "due"),
    [
        (Cadence.WEEKLY, "2026-11-30 10:00"),
        (Cadence.FORTNIGHTLY, "2026-12-07 10:00"),
        (Cadence.MONTHLY, "2026-12-21 10:00"),
    ],
)
def test_the_next_one_comes_at_the_members_cadence(cadence: Cadence, due: str) -> None:
    someone = member("y", cadence=cadence, hour=10)
    assert decide(someone, NOW - MINUTE, SETTINGS).at == at(due)
    assert decide(someone, at(due), SETTINGS).action is Action.CHECK_IN


def test_the_kind_is_the_one_sent_longest_ago_in_order_when_equal() -> None:
    assert decide(member(hour=10), NOW, SETTINGS).kind is Kind.PLAIN
    for known, kind in [("y", "progress"), ("yy", "peer"), ("yyy", "thanks"), ("yyyy", "plain")]:
        assert decide(member(known, hour=10), NOW, SETTINGS).kind == kind


def test_only_kinds_with_matter_are_sent_and_the_plain_one_when_there_is_none() -> None:
    someone = member("y", hour=10)
    only = decide(someone, NOW, SETTINGS, frozenset({Kind.PLAIN, Kind.THANKS}))
    assert (only.kind, only.eligible) == (Kind.THANKS, (Kind.PLAIN, Kind.THANKS))
    none = decide(someone, NOW, SETTINGS, frozenset())
    assert (none.kind, none.eligible) == (Kind.PLAIN, (Kind.PLAIN,))


def test_slots_take_turns_until_three_answers_show_which_one_suits() -> None:
    turns = {
        decide(member(now=NOW + WEEK * n), NOW + WEEK * n - timedelta(hours=9), SETTINGS).at
        for n in range(3)
    }
    assert {moment.hour for moment in turns if moment} == {10, 12, 14}
    two = member("yy")
    assert Reason.ROTATED_SLOT in reasons(decide(two, NOW - MINUTE, SETTINGS))
    late = [
        asked(NOW - WEEK * n, slot=Slot.LATE, answered_at=NOW - WEEK * n + MINUTE)
        for n in (3, 2, 1)
    ]
    known = decide(member(extra=late), NOW, SETTINGS)
    assert (known.slot, known.at) == (Slot.LATE, at("2026-11-30 14:00"))
    assert numbers(known, Reason.USUAL_SLOT) == {"answered": 3, "of": 3}


def test_an_answer_to_the_reminder_says_nothing_of_the_slot() -> None:
    late = [
        asked(
            NOW - WEEK * n,
            slot=Slot.LATE,
            reminded_at=NOW - WEEK * n + timedelta(days=3),
            answered_at=NOW - WEEK * n + timedelta(days=4),
        )
        for n in (3, 2, 1)
    ]
    assert Reason.ROTATED_SLOT in reasons(decide(member(extra=late), NOW - MINUTE, SETTINGS))


def test_the_slot_somebody_chose_wins_over_the_one_they_answer_most() -> None:
    someone = member("yyyyyy", hour=15)
    made = decide(someone, NOW, SETTINGS)
    assert (made.at, made.slot) == (at("2026-11-30 15:00"), Slot.LATE)
    assert numbers(made, Reason.CHOSEN_SLOT) == {"hour": 15}


def test_a_holiday_passes_the_check_in_on_to_the_next_day() -> None:
    before = at("2027-01-11 00:00")  # Monday; the 11th is a holiday, as is the 14th
    someone = member("y", hour=10, now=before)
    made = decide(someone, before, SETTINGS)
    assert made.at == at("2027-01-12 10:00")


def test_in_ramadan_nobody_is_asked_more_often_than_every_fortnight() -> None:
    inside = at("2027-02-15 00:00")
    someone = member("y", hour=10, now=inside)
    planned = decide(someone, inside, SETTINGS)
    assert planned.at == at("2027-02-22 10:00")
    assert numbers(planned, Reason.RAMADAN) == {"every": 2}


def test_what_was_missed_in_an_outage_comes_once_and_at_the_members_own_hour() -> None:
    someone = member("yy", hour=10)
    assert decide(someone, NOW + timedelta(hours=2), SETTINGS).action is Action.CHECK_IN
    back = decide(someone, NOW + timedelta(days=2, hours=5), SETTINGS)
    assert (back.action, back.at) == (Action.CHECK_IN, at("2026-12-03 10:00"))
    too_late = decide(someone, NOW + timedelta(days=3, hours=5), SETTINGS)
    assert too_late.at == at("2026-12-07 10:00")
    after_weeks = decide(someone, NOW + WEEK * 3, SETTINGS)
    assert (after_weeks.action, after_weeks.at) == (Action.CHECK_IN, NOW + WEEK * 3)


def test_a_week_is_asked_about_once_even_when_excused_or_when_the_member_wrote() -> None:
    this_week = week_number(NOW.date())
    for week in (Week(this_week, excused=True), Week(this_week, answered_at=NOW - MINUTE)):
        someone = member("yy", hour=10, extra=[week])
        assert decide(someone, NOW, SETTINGS).at == at("2026-12-07 10:00")


# Step 1: one reminder, and the coin.


def test_after_72_working_hours_of_silence_one_reminder_is_sent() -> None:
    silent = member("yyy", extra=[asked()], name=named(heads=True))
    planned = decide(silent, NOW, SETTINGS)
    assert (planned.action, planned.at, planned.seed) == (Action.REMINDER, THURSDAY, "")
    made = decide(silent, THURSDAY, SETTINGS)
    assert (made.action, made.at, made.p) == (Action.REMINDER, THURSDAY, 0.8)
    assert made.seed == seed_of(POLICY_VERSION, silent.member, NOW.date())
    assert made.features["rate"] == pytest.approx(4 / 5)
    reminded = member("yyy", extra=[asked(reminded_at=THURSDAY)], name=silent.member)
    following = decide(reminded, THURSDAY, SETTINGS)
    assert (following.action, following.at) == (Action.CHECK_IN, at("2026-12-07 10:00"))


def test_when_the_coin_falls_on_silence_it_is_not_thrown_again() -> None:
    silent = member("yyy", extra=[asked()], name=named(heads=False))
    for later in range(0, 120, 10):
        made = decide(silent, THURSDAY + MINUTE * later, SETTINGS)
        assert (made.action, made.suppressed_by) == (Action.NOTHING, Held.COIN)
        assert made.p == pytest.approx(0.2)
        assert made.at == at("2026-12-07 10:00")


def test_the_coin_sends_four_of_five() -> None:
    sent = [
        decide(member("yyy", extra=[asked()], name=f"n{n}"), THURSDAY, SETTINGS).action
        for n in range(1000)
    ]
    assert 760 <= sent.count(Action.REMINDER) <= 840


def test_an_answer_cancels_the_reminder() -> None:
    answered = member("yyy", extra=[asked(answered_at=NOW + MINUTE)], name=named(heads=True))
    assert decide(answered, THURSDAY, SETTINGS).action is Action.CHECK_IN
    assert decide(answered, THURSDAY, SETTINGS).at == at("2026-12-07 10:00")


def test_weekend_and_holiday_are_no_working_hours() -> None:
    wednesday = at("2026-11-04 10:00")  # Friday the 6th is a holiday
    silent = member("yy", now=wednesday, extra=[asked(wednesday)], day=3, hour=10)
    assert decide(silent, wednesday, SETTINGS).at == at("2026-11-10 10:00")


@pytest.mark.parametrize(
    ("history", "held"),
    [
        (member("yyy", extra=[asked()], joined_on=date(2026, 11, 22)), Guard.NEW_MEMBER),
        (member("yynn", extra=[asked()]), Held.MISSES),
        (member("nenen.", extra=[asked()]), Held.MISSES),
        (member("y", extra=[asked(load=4)]), Held.OVERLOADED),
        (member("yy", extra=[asked()], busy_until=date(2026, 12, 4)), Held.OVERLOADED),
        (member("yy", extra=[asked()], person={"paused_until": date(2027, 1, 4)}), Guard.PAUSED),
        (
            member(
                "yy", extra=[asked()], person={"leave": [(date(2026, 12, 3), date(2026, 12, 3))]}
            ),
            Guard.LEAVE,
        ),
        (member("yy", extra=[asked()], cards=(NOW - timedelta(days=10),)), Guard.RESTING),
        (
            member("yy", extra=[asked()], person={"sent": [NOW, NOW + timedelta(days=1)]}),
            Guard.BUDGET_WEEK,
        ),
    ],
    ids=str,
)
def test_a_reminder_is_held_back_by(history: History, held: Guard | Held) -> None:
    willing = replace(history, member=named(heads=True))
    made = decide(willing, THURSDAY, SETTINGS)
    assert (made.action, made.suppressed_by, made.p) == (Action.NOTHING, held, 1.0)
    assert made.at is not None
    assert made.at > THURSDAY


def test_a_reminder_is_held_back_when_none_of_the_last_three_was_answered() -> None:
    wrote = [asked(), Week(week_number(NOW.date()) - 1, answered_at=NOW - WEEK)]
    silent = member("nnn.", extra=wrote[::-1], name=named(heads=True))
    assert decide(silent, THURSDAY, SETTINGS).suppressed_by is Held.NOT_ANSWERING


def test_a_reminder_that_would_come_after_the_next_check_in_is_dropped() -> None:
    tuesday = at("2027-01-12 15:00")  # Monday was a holiday, Thursday will be one
    silent = member("yy", now=tuesday, extra=[asked(tuesday)], hour=15, name=named(heads=True))
    made = decide(silent, tuesday + MINUTE, SETTINGS)
    assert (made.action, made.suppressed_by) == (Action.NOTHING, Held.NEXT_CHECK_IN)


def test_a_reminder_more_than_two_hours_late_is_dropped() -> None:
    silent = member("yyy", extra=[asked()], name=named(heads=True))
    assert decide(silent, THURSDAY + timedelta(hours=2), SETTINGS).action is Action.REMINDER
    late = decide(silent, THURSDAY + timedelta(hours=2, minutes=1), SETTINGS)
    assert (late.action, late.suppressed_by) == (Action.NOTHING, Held.LATE)


def test_without_a_coin_every_reminder_that_may_be_sent_is_sent() -> None:
    always = Settings(rules=Rules(coin=1.0))
    silent = member("yyy", extra=[asked()], name=named(heads=False))
    made = decide(silent, THURSDAY, always)
    assert (made.action, made.p) == (Action.REMINDER, 1.0)


# Steps 2 to 6.


def test_one_miss_changes_nothing() -> None:
    one = decide(member("yyn", hour=10), NOW, SETTINGS)
    assert (one.action, one.light) == (Action.CHECK_IN, False)
    assert Reason.SILENT not in reasons(one)


def test_two_misses_make_it_fortnightly_and_lighter() -> None:
    two = member("yynn", hour=10)
    planned = decide(two, NOW, SETTINGS)
    assert planned.at == at("2026-12-07 10:00")
    made = decide(two, at("2026-12-07 10:00"), SETTINGS)
    assert (made.action, made.light) == (Action.CHECK_IN, True)
    assert numbers(made, Reason.SILENT) == {"misses": 2}


def test_who_answers_again_is_welcome_and_asked_every_week() -> None:
    back = decide(member("ynny", hour=10), NOW, SETTINGS)
    assert (back.action, back.light) == (Action.CHECK_IN, False)
    assert Reason.BACK in reasons(back)
    later = decide(member("ynnyy", hour=10), NOW, SETTINGS)
    assert Reason.BACK not in reasons(later)


@pytest.mark.parametrize(
    ("letters", "run"),
    [("yy", 0), ("yn", 1), ("nn", 2), ("nen", 2), ("ne.en", 2), ("nnu", 0), ("nyn", 1), ("e", 0)],
)
def test_a_miss_is_a_check_in_sent_not_excused_and_not_answered(letters: str, run: int) -> None:
    assert misses(member(letters).weeks, 0) == run


def test_the_first_two_weeks_miss_nothing() -> None:
    joined = week_number(NOW.date()) - 3
    assert misses(member("nnn").weeks, joined) == 1


def test_a_heavy_load_or_a_low_mood_twice_makes_it_lighter() -> None:
    heavy = [asked(NOW - WEEK * n, answered_at=NOW - WEEK * n + MINUTE, load=4) for n in (2, 1)]
    made = decide(member(extra=heavy, hour=10), NOW, SETTINGS)
    assert (made.light, Reason.HEAVY_LOAD in reasons(made)) == (True, True)
    low = [asked(NOW - WEEK * n, answered_at=NOW - WEEK * n + MINUTE, mood=2) for n in (2, 1)]
    made = decide(member(extra=low, hour=10), NOW, SETTINGS)
    assert (made.light, Reason.LOW_MOOD in reasons(made)) == (True, True)
    once = decide(member("y", extra=low[1:], hour=10), NOW, SETTINGS)
    assert not once.light


def test_two_weeks_of_silence_follow_a_card() -> None:
    given = NOW - timedelta(days=3)  # a Friday
    someone = member("yyyn", hour=10, cards=(given,))
    held = decide(someone, NOW, SETTINGS)
    assert (held.action, held.suppressed_by) == (Action.NOTHING, Guard.RESTING)
    assert held.at == at("2026-12-14 10:00")
    assert decide(someone, at("2026-12-14 10:00"), SETTINGS).action is Action.CHECK_IN


# The guards of every message.


def test_after_stop_nothing_comes_ever() -> None:
    stopped = member("yyy", hour=10, person={"stopped": True})
    made = decide(stopped, NOW, SETTINGS)
    assert (made.action, made.suppressed_by, made.at) == (Action.NOTHING, Guard.STOPPED, None)


def test_a_pause_holds_until_its_end_and_then_nothing_is_caught_up() -> None:
    paused = member("yyy", hour=10, person={"paused_until": date(2026, 12, 16)})
    held = decide(paused, NOW, SETTINGS)
    assert (held.suppressed_by, held.at) == (Guard.PAUSED, at("2026-12-16 10:00"))
    assert decide(paused, at("2026-12-16 10:00"), SETTINGS).action is Action.CHECK_IN


def test_a_budget_that_is_spent_passes_the_check_in_on() -> None:
    spent = [NOW - timedelta(days=6, hours=20), NOW - timedelta(days=1)]
    someone = member("yyy", hour=10, person={"sent": spent})
    held = decide(someone, NOW, SETTINGS)
    assert (held.action, held.suppressed_by) == (Action.NOTHING, Guard.BUDGET_WEEK)
    assert held.at == at("2026-12-01 10:00")
    assert decide(someone, at("2026-12-01 10:00"), SETTINGS).action is Action.CHECK_IN


def test_in_doubt_nothing_is_sent() -> None:
    class Broken(Windows):
        def _guards(self, *_anything: object) -> object:  # type: ignore[override]
            raise RuntimeError

    made = decide(member("yyy", hour=10), NOW, Settings(windows=Broken()))
    assert (made.action, made.suppressed_by) == (Action.NOTHING, Guard.UNKNOWN)


# Whatever happened before.

moments = st.datetimes(datetime(2026, 9, 21), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@st.composite
def histories(draw_: st.DrawFn) -> tuple[History, datetime]:
    now = draw_(moments)
    letters = draw_(st.text("yneu.", max_size=30))
    waiting = []
    sent = now - timedelta(hours=draw_(st.integers(0, 200)))
    if draw_(st.booleans()):
        waiting = [asked(sent, load=draw_(st.none() | st.integers(1, 5)))]
    someone = member(
        letters,
        now=min(now, sent),
        extra=waiting,
        name=draw_(st.text("abc", max_size=3)),
        person={
            "stopped": draw_(st.booleans()) and draw_(st.booleans()),
            "paused_until": draw_(
                st.none() | st.just(now.date() + timedelta(days=draw_(st.integers(-9, 40))))
            ),
        },
        cards=draw_(
            st.just(()) | st.tuples(st.just(now - timedelta(days=draw_(st.integers(0, 30)))))
        ),
        cadence=draw_(st.sampled_from(Cadence)),
        day=draw_(st.integers(1, 5)),
        hour=draw_(st.none() | st.integers(8, 17)),
        joined_on=now.date() - timedelta(days=draw_(st.integers(0, 300))),
    )
    return someone, now


@given(histories(), st.sets(st.sampled_from(KINDS)))
def test_every_decision_can_be_replayed_and_says_why(
    known: tuple[History, datetime], kinds: set[Kind]
) -> None:
    history, now = known
    for _step in range(6):
        made = decide(history, now, SETTINGS, frozenset(kinds))
        assert made == decide(history, now, SETTINGS, frozenset(kinds))
        assert made.reasons
        assert 0 < made.p <= 1
        acts = made.action is not Action.NOTHING and made.at is not None and made.at <= now
        assert not (acts and made.suppressed_by)
        assert not (acts and history.person.stopped)
        assert not acts or SETTINGS.windows.is_open(now)
        assert not acts or len(made.seed) == 64
        if acts or made.at is None:
            return
        assert made.at > now, "the same moment again would never end"
        now = made.at


@given(histories())
def test_no_more_than_one_reminder_ever_follows_a_check_in(known: tuple[History, datetime]) -> None:
    history, now = known
    reminders = 0
    for _step in range(8):
        made = decide(history, now, SETTINGS, ALL_KINDS)
        if made.at is None or (made.action is Action.CHECK_IN and made.at <= now):
            break
        if made.action is Action.REMINDER and made.at <= now:
            reminders += 1
            done = replace(history.weeks[-1], reminded_at=now)
            history = replace(history, weeks=(*history.weeks[:-1], done))
        now = max(now, made.at)
    assert reminders <= 1

"""The pace: never too fast, always fair, silent when asked to be."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pace import Pace

Arrival = tuple[float, int, int]  # moment, chat, priority

arrivals = st.lists(
    st.tuples(st.one_of(st.just(0.0), st.floats(0, 30)), st.integers(1, 6), st.integers(0, 2)),
    max_size=80,
)


def let_out(pace: Pace[int, int], coming: list[Arrival], lateness: float = 0.0) -> list[float]:
    """Run the pace on a clock of its own; return when each arrival went, by its place."""
    queue = sorted(enumerate(coming), key=lambda each: (each[1][0], each[0]))
    went: dict[int, float] = {}
    now = 0.0
    for _ in range(20 * len(coming) + 20):
        while queue and queue[0][1][0] <= now:
            place, (_moment, chat, priority) = queue.pop(0)
            pace.add(place, chat=chat, priority=priority)
        while (ticket := pace.take(now)) is not None:
            went[ticket] = now
        pauses = [queue[0][1][0] - now] if queue else []
        if (wait := pace.wait(now)) is not None:
            pauses.append(wait + lateness)
        if not pauses:
            break
        now += max(min(pauses), 1e-6)
    return [went[place] for place in range(len(coming))]


def most_in(moments: list[float], window: float) -> int:
    """Count the most moments in any half-open window."""
    return max((sum(m <= n < m + window for n in moments) for m in moments), default=0)


@given(arrivals, st.sampled_from([5.0, 25.0, 30.0]))
def test_no_second_sees_more_than_the_rate(coming: list[Arrival], rate: float) -> None:
    moments = let_out(Pace(rate=rate), coming)
    assert most_in(moments, 1.0) <= rate


@given(arrivals, st.floats(0, 0.5))
def test_a_late_timer_is_not_made_up_for_with_haste(coming: list[Arrival], late: float) -> None:
    moments = let_out(Pace(rate=25), coming, lateness=late)
    assert most_in(moments, 1.0) <= 25


@given(arrivals)
def test_a_chat_gets_two_at_once_and_then_one_a_second(coming: list[Arrival]) -> None:
    moments = let_out(Pace(rate=1000), coming)
    for chat in {each[1] for each in coming}:
        theirs = [m for m, each in zip(moments, coming, strict=True) if each[1] == chat]
        for seconds in (1, 3, 10):
            assert most_in(theirs, seconds - 1e-6) <= seconds + 1


@given(arrivals)
def test_a_chat_keeps_its_order(coming: list[Arrival]) -> None:
    moments = let_out(Pace(), coming)
    lanes: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for moment, (arrived, chat, priority) in zip(moments, coming, strict=True):
        lanes.setdefault((chat, priority), []).append((arrived, moment))
    for lane in lanes.values():
        left = [moment for _, moment in sorted(lane, key=lambda each: each[0])]
        assert left == sorted(left)


@given(arrivals)
def test_nobody_waits_longer_than_all_the_others_take(coming: list[Arrival]) -> None:
    pace: Pace[int, int] = Pace()
    moments = let_out(pace, coming)
    longest = 30 + len(coming) * (pace.interval + 1) + 1
    assert all(moment <= longest for moment in moments)


@given(st.integers(1, 40), st.integers(1, 40))
def test_replies_go_before_prompts_before_bulk(bulk: int, replies: int) -> None:
    coming = [(0.0, n, 2) for n in range(bulk)] + [(0.0, 100 + n, 0) for n in range(replies)]
    moments = let_out(Pace(), coming)
    assert max(moments[bulk:]) < min(moments[:bulk])


@given(arrivals, st.floats(0, 20), st.floats(0, 20), st.floats(0, 1))
@settings(max_examples=50)
def test_silence_that_was_asked_for_is_kept(
    coming: list[Arrival], seconds: float, longer: float, jitter: float
) -> None:
    pace: Pace[int, int] = Pace()
    pace.hold(seconds + longer, 0.0, jitter=jitter)
    pace.hold(seconds, 0.0, jitter=jitter)  # a shorter one does not shorten the longer
    moments = let_out(pace, coming)
    assert all(moment >= seconds + longer + 0.0999 for moment in moments)
    assert pace.held(0.0) <= seconds + longer + 0.5001


def test_messages_are_spaced_evenly() -> None:
    pace: Pace[int, int] = Pace(rate=25)
    moments = let_out(pace, [(0.0, chat, 2) for chat in range(50)])
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert max(gaps) - min(gaps) < 1e-6
    assert all(
        0.04 <= gap <= 0.05 for gap in gaps
    )  # never faster than asked, a fifth slower at most


def test_a_busy_chat_does_not_keep_others_waiting() -> None:
    pace: Pace[int, int] = Pace(rate=25)
    moments = let_out(pace, [(0.0, 1, 0)] * 10 + [(0.0, 2, 0)])
    assert moments[-1] < 0.2
    assert moments[9] >= 8


def test_chats_are_forgotten_once_rested() -> None:
    pace: Pace[int, int] = Pace(rate=10_000)
    for chat in range(100_000):
        pace.add(chat, chat=chat, priority=0)
        assert pace.take(chat / 100) == chat
    assert len(pace._full) <= 300


def test_a_tired_chat_says_when_it_may_be_written_to() -> None:
    pace: Pace[int, int] = Pace(rate=1000)
    let_out(pace, [(0.0, 1, 0), (0.0, 1, 0), (0.0, 2, 0)])
    tired = pace.tired(0.5)
    assert set(tired) == {1}
    assert 0.4 < tired[1] < 0.6
    assert pace.tired(1.1) == {}

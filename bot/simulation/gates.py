"""The gates of reminders.md, section 10, over the worlds that were simulated."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.simulation.audit import BROKEN
from bot.simulation.measures import Detection, Row
from bot.simulation.options import CHECK_IN, FIXED, LADDER, SILENT

YEAR, TWO_YEARS = 52, 104
_MOST_MESSAGES = 1.0  # for each member and week
_MUTED = 0.01  # above check-in only
_LOST = 0.02  # response under the best fixed policy
_GAINED = 0.03  # above it after two years
_WORLDS = 12  # one of so many may be lost
_AUC, _PRECISION, _RECALL, _LEAD = 0.75, 1.9, 0.55, 4
_REMINDERS = tuple(name for name in FIXED if name != SILENT)

Rows = Mapping[str, Row]  # by policy


@dataclass(frozen=True)
class Gate:
    """One gate: whether it holds, and the figures that say so."""

    name: str
    held: bool
    figures: str

    def __str__(self) -> str:
        """Return it as a line."""
        return f"{'held' if self.held else 'MISSED':<7} {self.name}: {self.figures}"


@dataclass(frozen=True)
class Result:
    """A world's results."""

    title: str
    base: bool
    rows: Rows
    detection: Detection | None


def gates(results: Sequence[Result], broken: Counter[str], seen: Counter[str]) -> list[Gate]:
    """Return every gate that can be judged by these results."""
    hard = ", ".join(f"{name} {broken[name]}" for name in BROKEN)
    found = [
        Gate(
            "hard, no violation",
            not broken.total(),
            f"{seen['messages']} messages, {seen['decisions']} decisions, "
            f"{seen['made again']} of them made again: {hard}",
        )
    ]
    judged = [result for result in results if LADDER in result.rows and CHECK_IN in result.rows]
    for result in judged:
        found += _burden(result)
        found += _fade(result)
    if judged:
        found += _responses(judged)
    for result in results:
        if result.detection is not None:
            found += _detection(result.title, result.detection)
    return found


def _burden(result: Result) -> Iterator[Gate]:
    ladder, check_in = result.rows[LADDER], result.rows[CHECK_IN]
    yield Gate(
        f"burden, {result.title}",
        ladder.messages <= _MOST_MESSAGES and ladder.muted <= check_in.muted + _MUTED,
        f"{ladder.messages:.2f} messages per member-week (at most 1.00), "
        f"muted {ladder.muted:.3f} (at most {check_in.muted + _MUTED:.3f})",
    )


def _fade(result: Result) -> Iterator[Gate]:
    ladder = result.rows[LADDER]
    fixed = {name: result.rows[name].motivation for name in FIXED if name in result.rows}
    best = max(fixed, key=fixed.__getitem__)
    yield Gate(
        f"motivation at the end, {result.title}",
        ladder.motivation > fixed[best],
        f"ladder {ladder.motivation:.3f}, best fixed ({best}) {fixed[best]:.3f}",
    )


def _responses(results: Sequence[Result]) -> Iterator[Gate]:
    """Compare the responses after a year in all worlds, after two in the base world."""
    if len(results[0].rows[LADDER].response) >= YEAR:
        gains = {result.title: _gain(result.rows, YEAR) for result in results}
        lost = [title for title, gain in gains.items() if gain < -_LOST]
        yield Gate(
            "response at week 52 at least the best fixed - 2 points, in 11 worlds of 12",
            len(lost) <= len(gains) // _WORLDS,
            f"{len(gains) - len(lost)} of {len(gains)} worlds; "
            + ", ".join(f"{title} {100 * gain:+.1f}" for title, gain in gains.items()),
        )
    for result in results:
        if result.base and len(result.rows[LADDER].response) >= TWO_YEARS:
            gain = _gain(result.rows, TWO_YEARS)
            yield Gate(
                "response at week 104 at least the best fixed + 3 points",
                gain >= _GAINED,
                f"{result.title} {100 * gain:+.1f} points",
            )


def _gain(rows: Rows, week: int) -> float:
    best = max(float(rows[name].response[week - 1]) for name in _REMINDERS if name in rows)
    return float(rows[LADDER].response[week - 1]) - best


def _detection(title: str, found: Detection) -> Iterator[Gate]:
    yield Gate(
        f"ranking by the score in shadow, {title}",
        found.auc >= _AUC,
        f"AUC {found.auc:.3f} (at least {_AUC}), base rate {found.base:.2f}",
    )
    least = _PRECISION * found.base
    yield Gate(
        f"flags of the score in shadow, {title}",
        found.precision >= least and found.recall >= _RECALL and found.lead >= _LEAD,
        f"precision {found.precision:.2f} (at least {least:.2f}), recall {found.recall:.2f} "
        f"(at least {_RECALL}), median lead {found.lead:.0f} weeks (at least {_LEAD})",
    )

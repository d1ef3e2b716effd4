"""How likely a member is to drift away, 0 to 100, as a sum that the member can read.

The formulas of reminders.md, section 4. It ranks calls and labels nobody: about half of the flags
are false alarms.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.history import Week
from scheduler.reasons import Ground, Reason

THRESHOLD = 45.0  # from which a call is proposed
CAP = 40.0  # with too few weeks known to tell
ENOUGH = 4  # weeks
LONG, SHORT = 12, 4  # weeks over which rates are taken
FEW = 4  # answers over which moods and delays are taken

# What is assumed of somebody who has never answered.
_MOOD, _DELAY = 3.5, 2.5


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence of the score, and the points it adds (0 or more).

    ``assumed`` tells that nothing was given which it could rest on: it adds its points, and nobody
    is told that somebody who never gave an energy has less of it.
    """

    points: float
    ground: Ground
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """A member's score before one week.

    Attributes:
        total: 0 to 100, at most 40 while it is too early to tell.
        parts: in a fixed order, those of no points included.
        weeks: how many weeks it is based on.
    """

    total: float
    parts: tuple[Part, ...]
    weeks: int

    @property
    def early(self) -> bool:
        """Whether too few weeks are known to tell."""
        return self.weeks < ENOUGH

    @property
    def flagged(self) -> bool:
        """Whether it reaches the threshold of a call."""
        return self.total >= THRESHOLD

    def grounds(self) -> tuple[Ground, ...]:
        """Return what the score is made of, the weightiest first.

        Parts without points are left out, and those that only rest on an assumption.
        """
        telling = [part for part in self.parts if part.points and not part.assumed]
        telling.sort(key=lambda part: -part.points)
        too_early = (Ground(Reason.TOO_EARLY, {"weeks": self.weeks}),) if self.early else ()
        return (*too_early, *(part.ground for part in telling))


@dataclass(slots=True)
class _Tally:
    """What one walk over the weeks, the newest first, finds."""

    weeks: int = 0
    asked_long: int = 0
    answered_long: int = 0
    asked_short: int = 0
    answered_short: int = 0


def score(weeks: Sequence[Week], this_week: int) -> Score:
    """Work out the score before ``this_week`` (a `week_number`); that week itself is not looked at.

    Rates are taken over the last 12 and 4 weeks of the calendar, of which only those count in which
    an answer could be expected. Moods are those that were given: leaving one out costs nothing.
    """
    tally = _Tally()
    moods: list[int] = []
    delays: list[float] = []
    for week in reversed(weeks):
        age = this_week - week.number
        if age <= 0:
            continue
        if week.sent_at is not None and not week.excused:
            _count(tally, age, answered=week.answered_at is not None)
        if week.answered_at is not None:
            if week.mood is not None and len(moods) < FEW:
                moods.append(week.mood)
            if week.delay is not None and len(delays) < FEW:
                delays.append(week.delay)
        if age > LONG and tally.weeks >= ENOUGH and len(moods) == len(delays) == FEW:
            break
    parts = _parts(tally, moods, delays, _first_mood(weeks, this_week))
    total = sum(part.points for part in parts)
    return Score(total if tally.weeks >= ENOUGH else min(total, CAP), parts, tally.weeks)


def _count(tally: _Tally, age: int, *, answered: bool) -> None:
    tally.weeks += 1
    if age <= LONG:
        tally.asked_long += 1
        tally.answered_long += answered
    if age <= SHORT:
        tally.asked_short += 1
        tally.answered_short += answered


def _parts(
    tally: _Tally, moods: Sequence[int], delays: Sequence[float], first: float
) -> tuple[Part, ...]:
    mood, delay = _mean(moods, _MOOD), _mean(delays, _DELAY)
    long = (tally.answered_long + 1) / (tally.asked_long + 2)
    short = (tally.answered_short + 1) / (tally.asked_short + 2)
    return (
        _part(
            40 * _clip((0.65 - long) / 0.55),
            Reason.ANSWERED,
            {"answered": tally.answered_long, "of": tally.asked_long},
        ),
        _part(32 * _clip((4.0 - mood) / 1.8), Reason.MOOD, {"mean": mood}, assumed=not moods),
        _part(13 * _clip((delay - 2) / 4), Reason.DELAY, {"days": delay}, assumed=not delays),
        _part(
            10 * _clip((0.5 - short) / 0.4),
            Reason.QUIET,
            {"answered": tally.answered_short, "of": tally.asked_short},
        ),
        _part(5 * _clip((first - mood) / 1.5), Reason.MOOD_FELL, {"first": first, "now": mood}),
    )


def _part(
    points: float, reason: Reason, numbers: dict[str, float], *, assumed: bool = False
) -> Part:
    return Part(points, Ground(reason, numbers), assumed)


def _first_mood(weeks: Sequence[Week], this_week: int) -> float:
    """Return the mean of the first four moods ever given."""
    moods: list[int] = []
    for week in weeks:
        if week.number >= this_week or len(moods) == FEW:
            break
        if week.answered_at is not None and week.mood is not None:
            moods.append(week.mood)
    return _mean(moods, _MOOD)


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _clip(share: float) -> float:
    return min(1.0, max(0.0, share))

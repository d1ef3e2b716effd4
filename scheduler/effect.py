"""What the reminder does to these people: estimated from the coin, with what cannot be told.

Step 1 of the ladder throws a coin with a known probability, so the silent who were reminded and
those who were not differ by chance alone (reminders.md, sections 2 and 5). Only decisions in which
the coin was thrown say anything.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

LEAST = 30  # trials, and ...
LEAST_ARM = 10  # ... reminders sent and withheld, and members: fewer tell nothing
LEVEL = 0.95  # of the interval

_Z = NormalDist().inv_cdf((1 + LEVEL) / 2)


@dataclass(frozen=True, slots=True)
class Trial:
    """One throw of the coin, and what came of it.

    Attributes:
        member: the pseudonym; one member's trials are not taken for independent.
        p: the probability with which the reminder was to be sent, above 0 and below 1.
        sent: whether it was.
        answered: whether the check-in was answered afterwards, in its week.
        next_answered: whether the following check-in was; None while that is not known.
        rate: the member's share of answers before, 0 to 1 (a decision's feature of that name).
    """

    member: str
    p: float
    sent: bool
    answered: bool
    next_answered: bool | None = None
    rate: float = 0.5

    def __post_init__(self) -> None:
        """Refuse what was no coin."""
        if not 0 < self.p < 1:
            raise ValueError(f"no coin is thrown with a probability of {self.p}")


class Verdict(StrEnum):
    """What may be said. Names never change: they are worded elsewhere."""

    TOO_FEW = "too_few"
    CANNOT_TELL = "cannot_tell"  # the interval contains "no effect"
    MORE_ANSWERS = "more_answers"
    FEWER_ANSWERS = "fewer_answers"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A difference of answer rates, sent minus withheld, in shares (.1 is ten points).

    Attributes:
        effect: the estimate; nan where an arm is empty, as the others then.
        error: its standard error, members taken as clusters.
        low: lower end of the 95 % interval.
        high: upper end.
    """

    effect: float
    error: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Effect:
    """What the reminder does to one outcome.

    Attributes:
        trials: throws of the coin whose outcome is known.
        sent: of these, reminders sent.
        members: different people among them.
        weighted: inverse propensity.
        normalised: the same with weights that add up: self-normalised.
        robust: doubly robust, expecting of each member by the rate so far; the one to be shown.
        verdict: of the doubly robust estimate.
    """

    trials: int
    sent: int
    members: int
    weighted: Estimate
    normalised: Estimate
    robust: Estimate
    verdict: Verdict


def effect(trials: Sequence[Trial]) -> Effect:
    """Estimate the effect on the check-in that the reminder was about."""
    return _effect(trials, lambda trial: trial.answered)


def effect_next(trials: Sequence[Trial]) -> Effect:
    """Estimate the effect on the following check-in, where it is known: a burden would show."""
    known = [trial for trial in trials if trial.next_answered is not None]
    return _effect(known, lambda trial: bool(trial.next_answered))


def _effect(trials: Sequence[Trial], outcome: Callable[[Trial], bool]) -> Effect:
    sent = sum(trial.sent for trial in trials)
    members = len({trial.member for trial in trials})
    answers = [float(outcome(trial)) for trial in trials]
    if not 0 < sent < len(trials):
        nothing = Estimate(math.nan, math.nan, math.nan, math.nan)
        return Effect(len(trials), sent, members, nothing, nothing, nothing, Verdict.TOO_FEW)
    robust = _estimate(trials, _robust(trials, answers))
    few = len(trials) < LEAST or min(sent, len(trials) - sent, members) < LEAST_ARM
    return Effect(
        trials=len(trials),
        sent=sent,
        members=members,
        weighted=_estimate(trials, _weighted(trials, answers)),
        normalised=_estimate(trials, _normalised(trials, answers)),
        robust=robust,
        verdict=Verdict.TOO_FEW if few else _verdict(robust),
    )


def _verdict(estimate: Estimate) -> Verdict:
    if estimate.low > 0:
        return Verdict.MORE_ANSWERS
    return Verdict.FEWER_ANSWERS if estimate.high < 0 else Verdict.CANNOT_TELL


def _weight(trial: Trial) -> float:
    """Return what a trial weighs in its arm: how many trials it stands for."""
    return 1 / trial.p if trial.sent else 1 / (1 - trial.p)


def _weighted(trials: Sequence[Trial], answers: Sequence[float]) -> list[float]:
    """Return each trial's contribution to the estimate, which is their mean."""
    return [
        _weight(trial) * answer * (1 if trial.sent else -1)
        for trial, answer in zip(trials, answers, strict=True)
    ]


def _normalised(trials: Sequence[Trial], answers: Sequence[float]) -> list[float]:
    """As `_weighted`, about the arms' own means, and with weights that add up to one."""
    means, totals = [0.0, 0.0], [0.0, 0.0]
    for trial, answer in zip(trials, answers, strict=True):
        totals[trial.sent] += _weight(trial)
        means[trial.sent] += _weight(trial) * answer
    withheld, sent = (mean / total for mean, total in zip(means, totals, strict=True))
    contributions = []
    for trial, answer in zip(trials, answers, strict=True):
        share = _weight(trial) * len(trials) / totals[trial.sent]
        own = answer - sent if trial.sent else withheld - answer
        contributions.append(sent - withheld + share * own)
    return contributions


def _robust(trials: Sequence[Trial], answers: Sequence[float]) -> list[float]:
    """As `_weighted`, about what the member's rate lets expect in each arm: less is left to chance.

    However badly a straight line expects, the coin's known probability keeps the estimate right.
    """
    lines = [
        _line(
            [
                (trial.rate, answer)
                for trial, answer in zip(trials, answers, strict=True)
                if trial.sent == arm
            ]
        )
        for arm in (False, True)
    ]
    contributions = []
    for trial, answer in zip(trials, answers, strict=True):
        withheld, sent = (start + slope * trial.rate for start, slope in lines)
        own = answer - sent if trial.sent else withheld - answer
        contributions.append(sent - withheld + _weight(trial) * own)
    return contributions


def _line(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return start and slope of the straight line nearest to the points."""
    mean_x = sum(x for x, _y in points) / len(points)
    mean_y = sum(y for _x, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _y in points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0
    return mean_y - slope * mean_x, slope


def _estimate(trials: Sequence[Trial], contributions: Sequence[float]) -> Estimate:
    """Return the mean of the contributions; its error lets a member's trials depend on another."""
    count = len(contributions)
    mean = sum(contributions) / count
    by_member: dict[str, float] = {}
    for trial, contribution in zip(trials, contributions, strict=True):
        by_member[trial.member] = by_member.get(trial.member, 0.0) + contribution - mean
    groups = len(by_member)
    if groups == 1:
        return Estimate(mean, math.nan, math.nan, math.nan)
    squares = sum(total**2 for total in by_member.values())
    error = math.sqrt(squares * groups / (groups - 1)) / count
    return Estimate(mean, error, mean - _Z * error, mean + _Z * error)

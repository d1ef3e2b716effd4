"""What is measured of simulated futures: weekly means, a policy's row, and the score in shadow."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.simulation.people import NEVER, Floats
from bot.simulation.run import Future, Shadow
from scheduler.score import THRESHOLD

_MONTH = 4  # weeks over which a response rate is taken
_AHEAD = 8  # weeks in which a flag must come true, and during which it is not repeated
_SETTLED = 4  # weeks before which nothing could have been flagged
_DRIFTING = 0.40  # motivation under which a flag is right though nothing has happened yet
_ASKED = range(8, 43, 2)  # weeks at which the ranking is judged
_YEAR = 52


@dataclass(frozen=True)
class Row:
    """A policy in a world, over all seeds; figures at the end unless they say otherwise.

    Attributes:
        response: by week, answers of the four weeks up to it over members who had not changed job.
        error: standard error of the last response over the seeds; nan for one seed.
        messages: for each member and week.
        muted: share of those who have not changed job, as the following ones.
        left: share.
        motivation: mean.
        low: share with a motivation under .3.
        calls: for each member and year.
    """

    response: Floats
    error: float
    messages: float
    muted: float
    left: float
    motivation: float
    low: float
    calls: float


@dataclass(frozen=True)
class Detection:
    """How well the score tells who will fade, where nobody acts on it.

    Attributes:
        auc: probability that somebody who fades within 8 weeks scores above somebody who does not.
        base: share of member-weeks with fading ahead.
        precision: share of flags that came true.
        recall: share of fadings with a flag in the 8 weeks before.
        lead: median weeks from the first of those flags.
    """

    auc: float
    base: float
    precision: float
    recall: float
    lead: float


def row(futures: Sequence[Future]) -> Row:
    """Return the row of one policy in one world."""
    each = np.array([_response(future) for future in futures])
    last = each[:, -1]
    plan = futures[0].plan
    many = len(futures) > 1
    return Row(
        response=each.mean(axis=0),
        error=float(last.std(ddof=1) / math.sqrt(len(last))) if many else math.nan,
        messages=_mean([_share(one.messages.sum(), one.present.sum()) for one in futures]),
        muted=_mean([one.muted[-1] for one in futures]),
        left=_mean([one.left[-1] for one in futures]),
        motivation=_mean([one.motivation[-1] for one in futures]),
        low=_mean([one.low[-1] for one in futures]),
        calls=_mean([one.calls.sum() * _YEAR / plan.weeks / plan.members for one in futures]),
    )


def detect(shadows: Sequence[Shadow]) -> Detection:
    """Judge the score; members who ever change job are left out, as nobody can tell of them."""
    scores, truths = [], []
    flags = right = events = 0
    leads: list[int] = []
    for shadow in shadows:
        stays = ~shadow.moved
        for week in _ASKED:
            if week < shadow.scores.shape[1]:
                asked = stays & (shadow.event > week)
                ahead = shadow.event[asked] - week <= _AHEAD
                scores.append(shadow.scores[asked, week])
                truths.append(ahead | (shadow.motivation[asked, week - 1] < _DRIFTING))
        for i in np.flatnonzero(stays):
            event = int(shadow.event[i])
            found, true = _episodes(shadow.scores[i], shadow.motivation[i], event)
            flags, right = flags + found, right + true
            if _SETTLED <= event < NEVER:
                events += 1
                before = shadow.scores[i, max(0, event - _AHEAD) : event] >= THRESHOLD
                if before.any():
                    leads.append(min(event, _AHEAD) - int(before.argmax()))
    if not scores:
        return Detection(math.nan, math.nan, math.nan, math.nan, math.nan)
    truth = np.concatenate(truths)
    return Detection(
        auc=auc(np.concatenate(scores), truth),
        base=float(truth.mean()),
        precision=_share(right, flags),
        recall=_share(len(leads), events),
        lead=float(np.median(leads)) if leads else math.nan,
    )


def auc(scores: Floats, truth: np.ndarray) -> float:
    """Return the probability that a true one scores above a false one; ties count half."""
    _values, which, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[which]
    true = int(truth.sum())
    pairs = true * (len(truth) - true)
    return _share(float(ranks[truth].sum()) - true * (true + 1) / 2, pairs)


def _response(future: Future) -> Floats:
    """Return the response rate at each week, over the four weeks that end with it."""
    answered, present = np.cumsum(future.answered), np.cumsum(future.present)
    answered[_MONTH:] -= answered[:-_MONTH].copy()
    present[_MONTH:] -= present[:-_MONTH].copy()
    rates: Floats = answered / np.maximum(present, 1)
    return rates


def _episodes(scores: Floats, motivation: Floats, event: int) -> tuple[int, int]:
    """Count one member's flags, and those that came true."""
    weeks = min(event, len(scores)) if event < NEVER else len(scores) - _AHEAD
    flags, right, free = 0, 0, 0
    for week in map(int, np.flatnonzero(scores[: max(0, weeks)] >= THRESHOLD)):
        if week >= free:
            free = week + _AHEAD
            flags += 1
            right += bool(event - week <= _AHEAD or motivation[week - 1] < _DRIFTING)
    return flags, right


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values))


def _share(part: float, of: float) -> float:
    return float(part) / float(of) if of else math.nan

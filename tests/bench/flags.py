"""``python -m tests.bench.flags``: would other weights of the score flag better? (Decision 14.)

The score in shadow, in the documented worlds and in worlds drawn at random around them, as
`bot.simulation.measures` judges it, with the specification's weights and with others. Beside them
stands what a logistic function of everything known reaches that was fitted to that very world: no
readable sum can be expected to do better. A future is recorded once, as arrays, so that a refit
takes seconds. Simulated members, assumed parameters.
"""

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from bot.simulation.measures import Detection, detect
from bot.simulation.people import Flags, Floats, Ints, People
from bot.simulation.run import Shadow
from bot.simulation.world import BASE, SHIPPED, World, read
from scheduler.score import CAP, ENOUGH, FEW, LONG, SHORT, THRESHOLD

MEMBERS, WEEKS = 126, 52
FITTED, JUDGED = range(100, 130), range(500, 524)  # seeds
DRAWN = 7  # parameters of an invented world that are not the base world's
# What calls change is left out, as nobody is called in shadow.
VARIED = (
    "fade", "eta", "mute", "b_B", "muteB", "busy_in", "peer", "habit", "sig", "att", "noise",
    "offset_sd", "am", "mood_offset_sd", "mood_sd", "leave", "exo", "spont", "delay_sd", "fade_sd",
)  # fmt: skip
LEAST_RATIO, LEAST_RECALL, LEAST_AUC, LEAST_LEAD = 1.9, 0.55, 0.75, 4

# Of each part: its points, from where on they count, and over what they grow to the full.
Weights = Mapping[str, tuple[float, float, float]]
BOOK: Weights = {
    "answered": (40, 0.65, 0.55),
    "mood": (32, 4.0, 1.8),
    "delay": (13, 2, 4),
    "quiet": (10, 0.5, 0.4),
    "fell": (5, 0, 1.5),
}
CANDIDATES: Mapping[str, tuple[Weights, float]] = {
    "as specified": (BOOK, THRESHOLD),
    "threshold 43": (BOOK, 43),
    "delay 2 to 3 days": ({**BOOK, "delay": (13, 2, 1)}, THRESHOLD),
    "all weights fitted": (
        {
            "answered": (46, 0.65, 0.55),
            "mood": (26, 4.0, 1.8),
            "delay": (12, 2, 1),
            "quiet": (5, 0.5, 0.45),
            "fell": (11, -0.25, 1.5),
        },
        44,
    ),
}


@dataclass(frozen=True)
class Seen:
    """What is known before each week of each member of some futures, and what became of them."""

    weeks: Floats
    answered: Floats  # the smoothed rate of 12 weeks
    quiet: Floats  # that of 4
    mood: Floats
    first: Floats
    delay: Floats
    motivation: Floats
    event: Ints
    moved: Flags


def look(world: World, seed: int) -> Seen:
    """Simulate one future under the policy by which the gates were set: one reminder, no calls."""
    people = People(world, MEMBERS, seed)
    nobody, plain = np.zeros(MEMBERS, np.bool_), np.zeros(MEMBERS, np.int64)
    asked, answers, motivation, mood, first, delay = np.zeros((6, WEEKS, MEMBERS))
    moods, delays, firsts = np.full((3, FEW, MEMBERS), np.nan)
    for week in range(WEEKS):
        mood[week], first[week] = _mean(moods, 3.5), _mean(firsts, 3.5)
        delay[week] = _mean(delays, 2.5)
        people.begin()
        people.ask(people.live, plain, plain)
        people.remind(people.sent & ~people.answered, 0)
        people.reply()
        known = people.answered
        asked[week] = people.sent & ~people.on_leave
        answers[week] = asked[week] * known
        for kept, value in ((moods, people.mood), (delays, people.delay)):
            kept[:, known] = np.vstack([kept[1:, known], value[known]])
        free = known & np.isnan(firsts).any(axis=0)
        firsts[np.isnan(firsts).argmax(axis=0)[free], np.flatnonzero(free)] = people.mood[free]
        people.end(nobody, offer_pause=False)
        motivation[week] = people.m
    return Seen(
        weeks=_before(asked, WEEKS),
        answered=(_before(answers, LONG) + 1) / (_before(asked, LONG) + 2),
        quiet=(_before(answers, SHORT) + 1) / (_before(asked, SHORT) + 2),
        mood=mood,
        first=first,
        delay=delay,
        motivation=motivation,
        event=people.event,
        moved=people.moved,
    )


def together(world: World, seeds: range) -> Seen:
    """Return the futures of several seeds beside one another."""
    each = [look(world, seed) for seed in seeds]
    return Seen(
        **{
            one.name: np.concatenate([getattr(seen, one.name) for seen in each], axis=-1)
            for one in fields(Seen)
        }
    )


def scores(seen: Seen, weights: Weights) -> Floats:
    """Work out the score of every week and member, with other weights than the product's."""
    of = {
        "answered": -seen.answered,
        "mood": -seen.mood,
        "delay": seen.delay,
        "quiet": -seen.quiet,
        "fell": seen.first - seen.mood,
    }
    total = np.zeros_like(seen.mood)
    for name, (points, start, span) in weights.items():
        since = -start if name in {"answered", "mood", "quiet"} else start
        total += points * np.clip((of[name] - since) / span, 0, 1)
    return np.where(seen.weeks >= ENOUGH, total, np.minimum(total, CAP))


def judged(seen: Seen, found: Floats, threshold: float) -> Detection:
    """Judge scores as the simulation does; it knows the product's threshold alone."""
    moved = found - threshold + THRESHOLD
    return detect([Shadow(moved.T, seen.motivation.T, seen.event, seen.moved)])


def holds(found: Detection) -> bool:
    """Tell whether the gates of detection hold (reminders.md, section 10)."""
    return (
        found.auc >= LEAST_AUC
        and found.precision >= LEAST_RATIO * found.base
        and found.recall >= LEAST_RECALL
        and found.lead >= LEAST_LEAD
    )


def ceiling(world: World, judge: Seen) -> Detection:
    """Judge a logistic function of all that is known, fitted to this world, at its best threshold.

    The best is the one whose weaker gate is strongest, looked for among those who are judged: more
    than anybody could know.
    """
    weights = _fit(together(world, FITTED))
    found = _columns(judge) @ weights
    tried = [judged(judge, found, cut) for cut in np.quantile(found, np.arange(0.7, 0.95, 0.01))]
    return max(tried, key=_weaker)


def invented(number: int, draw: int) -> Iterator[World]:
    """Give worlds in which some parameters are other multiples of the base world's."""
    base = read(BASE)
    chance = np.random.default_rng([77, draw])
    for one in range(number):
        values = dict(base.values)
        for name in chance.choice(VARIED, DRAWN, replace=False):
            by, value = float(np.exp(chance.normal(0, 0.4))), values[name]
            values[name] = (
                tuple(each * by for each in value) if isinstance(value, tuple) else value * by
            )
        yield World(f"invented {one + 1}", values)


def _mean(values: Floats, otherwise: float) -> Floats:
    known = ~np.isnan(values)
    count = known.sum(axis=0)
    total = np.where(known, values, 0).sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), otherwise)


def _before(counted: Floats, weeks: int) -> Floats:
    """Return the sum over so many weeks before each week."""
    total = np.vstack([np.zeros(counted.shape[1]), np.cumsum(counted, axis=0)])
    at = np.arange(len(counted))
    return total[at] - total[np.maximum(0, at - weeks)]


def _columns(seen: Seen) -> NDArray[np.float64]:
    """Return everything known, its logarithms and products, as columns of one scale."""
    plain = [seen.answered, seen.quiet, seen.mood, seen.first, seen.delay, np.log1p(seen.delay)]
    plain.append(np.minimum(seen.weeks, 30) / 30)
    both = [one * other for n, one in enumerate(plain) for other in plain[n:]]
    columns = np.stack([*plain, *both], axis=-1)
    scale = (columns - columns.mean(axis=(0, 1))) / columns.std(axis=(0, 1))
    return np.concatenate([scale, np.ones((*seen.mood.shape, 1))], axis=-1)


def _fit(seen: Seen) -> Floats:
    """Fit a logistic function to whether somebody has faded, or will within 8 weeks."""
    week = np.arange(WEEKS)[:, None]
    asked = ~seen.moved & (seen.event > week) & (week >= ENOUGH)
    asked &= (week < WEEKS - 8) | (seen.event < WEEKS)
    low = np.vstack([np.ones(seen.mood.shape[1]), seen.motivation[:-1]]) < 0.4
    truth = ((seen.event - week <= 8) | low)[asked].astype(float)
    columns = _columns(seen)[asked]
    weights = np.zeros(columns.shape[1])
    for _step in range(15):
        chance = 1 / (1 + np.exp(-columns @ weights))
        slope = columns.T @ (truth - chance) - weights
        curve = (columns * (chance * (1 - chance))[:, None]).T @ columns
        weights += np.linalg.solve(curve + np.eye(len(weights)), slope)
    return weights


def _weaker(found: Detection) -> float:
    return min(found.precision / (LEAST_RATIO * found.base), found.recall / LEAST_RECALL)


def main() -> None:
    """Judge every candidate in every world, and print those lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--invented", type=int, default=24, help="worlds drawn at random")
    parser.add_argument("--draw", type=int, default=2, help="which of them")
    chosen = parser.parse_args()
    sets = {
        "invented": list(invented(chosen.invented, chosen.draw)),
        "documented": [read(name) for name in SHIPPED],  # the longer: with a ceiling for each
    }
    print("simulated members, assumed parameters")  # noqa: T201 — a benchmark's result
    for title, worlds in sets.items():
        known = {world.title: (world, together(world, JUDGED)) for world in worlds}
        found = {
            name: {
                world: judged(seen, scores(seen, weights), threshold)
                for world, (_parameters, seen) in known.items()
            }
            for name, (weights, threshold) in CANDIDATES.items()
        }
        if title == "documented":
            found["logistic, fitted to each world"] = {
                name: ceiling(world, seen) for name, (world, seen) in known.items()
            }
        for name, results in found.items():
            held = sum(map(holds, results.values()))
            print(f"{title}, {name}: all gates hold in {held} of {len(results)}")  # noqa: T201
            for world, one in results.items():
                if not holds(one):
                    print(  # noqa: T201
                        f"    {world}: AUC {one.auc:.3f}, precision {one.precision:.3f} = "
                        f"{one.precision / one.base:.2f} × {one.base:.3f}, recall {one.recall:.3f}"
                    )


if __name__ == "__main__":
    main()

"""One simulated future after another, over all processors: what happened in each week."""

import multiprocessing
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from bot.simulation.audit import Audit
from bot.simulation.options import FIXED, LADDER, PLAIN, RANDOM, START
from bot.simulation.people import LOW, Flags, Floats, Ints, People
from bot.simulation.plain import BUDGET_WEEKS, PLAIN_WEEKS
from bot.simulation.policies import Fixed, Ladder, Manner, Policy
from bot.simulation.world import World
from scheduler.rules import Rules, Settings
from scheduler.score import score


@dataclass(frozen=True)
class Plan:
    """One future to simulate.

    Attributes:
        world: the members' parameters.
        policy: one of `options.POLICIES`.
        seed: of everything that is drawn.
        members: how many.
        weeks: how many.
        start: the Monday of the first week; only policies with a calendar notice it.
        shadow: whether the score is worked out each week, though nobody is called by it.
    """

    world: World
    policy: str
    seed: int
    members: int
    weeks: int
    start: date = START
    shadow: bool = False


@dataclass(frozen=True)
class Shadow:
    """What the score would have said, for every member and week, and what became of them."""

    scores: Floats
    motivation: Floats
    event: Ints
    moved: Flags


@dataclass(frozen=True)
class Future:
    """What happened in each week, W values each.

    Attributes:
        plan: what was simulated.
        answered: answers.
        present: members who had not changed job when the week began.
        messages: check-ins and reminders.
        motivation: mean, of those who have not changed job; so are the shares below.
        muted: share.
        left: share.
        low: share with a motivation under .3.
        calls: cards given.
        shadow: None unless it was asked for.
        broken: what must not happen, by name; empty for policies without guards.
        seen: what was looked at, by name.
    """

    plan: Plan
    answered: Ints
    present: Ints
    messages: Ints
    motivation: Floats
    muted: Floats
    left: Floats
    low: Floats
    calls: Ints
    shadow: Shadow | None = None
    broken: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)


def simulate(plan: Plan) -> Future:
    """Simulate one future."""
    people = People(plan.world, plan.members, plan.seed)
    audit = Audit(_MANNERS[plan.policy].settings) if plan.policy in _GUARDED else None
    policy = _policy(plan, people, audit)
    counts = np.zeros((4, plan.weeks), np.int64)
    shares = np.zeros((4, plan.weeks))
    scores, motivation = np.zeros((2, plan.members, plan.weeks))
    for week in range(plan.weeks):
        if plan.shadow:
            number = policy.diary.first + week
            scores[:, week] = [score(known, number).total for known in policy.diary.weeks]
        present = ~people.moved
        people.begin()
        called = policy.run_week(people)
        people.end(called, offer_pause=policy.offers_pause)
        stays = ~people.moved
        counts[:, week] = (
            (people.answered & present).sum(),
            present.sum(),
            people.messages.sum(),
            called.sum(),
        )
        shares[:, week] = [
            values[stays].mean() if stays.any() else 0.0
            for values in (people.m, people.muted, people.left, people.m < LOW)
        ]
        motivation[:, week] = people.m
    answered, here, messages, calls = counts
    mean, muted, left, low = shares
    shadow = Shadow(scores, motivation, people.event, people.moved) if plan.shadow else None
    watched = (audit.broken, audit.seen) if audit else (Counter[str](), Counter[str]())
    return Future(plan, answered, here, messages, mean, muted, left, low, calls, shadow, *watched)


def simulate_all(plans: Sequence[Plan], processes: int) -> Iterator[Future]:
    """Simulate all plans on so many processors; give the results in the order of the plans."""
    processes = min(processes, len(plans))
    if processes <= 1:
        yield from map(simulate, plans)
        return
    # Spawned: the command line runs an event loop, which must not be copied into a child.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        yield from pool.map(simulate, plans)


_MANNERS = {
    LADDER: Manner(Settings()),
    PLAIN: Manner(PLAIN_WEEKS, budget_weeks=BUDGET_WEEKS),
    RANDOM: Manner(Settings(rules=Rules(policy="random", coin=0.5)), at_random=True),
}
_GUARDED = frozenset({LADDER, RANDOM})  # whoever breaks a guard of the product is found out


def _policy(plan: Plan, people: People, audit: Audit | None) -> Policy:
    if plan.policy in FIXED:
        return Fixed(plan.members, plan.start, FIXED[plan.policy])
    return Ladder(people, plan.start, _MANNERS[plan.policy], audit)

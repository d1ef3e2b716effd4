"""``jisr simulate``: worlds, policies and seeds in; a table, the gates, a picture out."""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

from bot.simulation import report
from bot.simulation.gates import Result, Rows, gates
from bot.simulation.measures import Row, detect, row
from bot.simulation.options import ALL, LADDER, ONE, POLICIES, WrongOptions, check
from bot.simulation.plot import draw
from bot.simulation.run import Future, Plan, simulate_all
from bot.simulation.world import BASE, SHIPPED, World, read


@dataclass
class _Findings:
    """What is kept of the futures while they go by: little, for there may be thousands."""

    futures: list[Future] = field(default_factory=list)
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)
    broken: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)


def simulate(chosen: argparse.Namespace, tell: Callable[[str], None]) -> None:
    """Simulate what was asked for, and tell the results line by line.

    Raises:
        WrongOptions: for numbers that make no sense.
        WrongWorld: for a world's file that cannot be used.
    """
    check(chosen)
    worlds = list(_worlds(chosen.world or [BASE]))
    plans = [
        Plan(world, policy, seed, chosen.members, chosen.weeks, chosen.start, policy == ONE)
        for world in worlds
        for policy in POLICIES
        if not chosen.policy or policy in chosen.policy
        for seed in range(chosen.first_seed, chosen.first_seed + chosen.seeds)
    ]
    tell(f"{chosen.members} members, {chosen.weeks} weeks, {chosen.seeds} seeds, {report.LABEL}")
    tell(report.ASSUMPTIONS)
    begun = time.monotonic()
    processes = chosen.processes or os.cpu_count() or 1
    findings = _Findings()
    futures = _watched(simulate_all(plans, processes), len(plans))
    for title, group in groupby(futures, key=lambda future: future.plan.world.title):
        rows = _take(findings, title, list(group))
        tell("")
        for line in report.table(title, rows, chosen.weeks):
            tell(line)
    tell(report.LEGEND)
    tell(f"{len(plans)} futures in {time.monotonic() - begun:.0f} s on {processes} processors")
    _tell_gates(findings, tell)
    _write(chosen, findings, tell)


def _worlds(names: list[str]) -> Iterator[World]:
    """Read the worlds asked for, each under a title of its own."""
    titles: set[str] = set()
    every = [each for asked in names for each in (SHIPPED if asked == ALL else (asked,))]
    if len(set(every)) < len(every):
        raise WrongOptions("the same world is asked for twice")
    for name in every:
        world = read(name)
        # Two files may bear the same title: the second is told by its name.
        yield world if world.title not in titles else replace(world, title=f"{world.title}, {name}")
        titles.add(world.title)


def _take(findings: _Findings, title: str, futures: list[Future]) -> Rows:
    """Keep what is needed of one world; return its rows by policy."""
    rows = {key: row(group) for key, group in report.grouped(futures).items()}
    findings.rows.update(rows)
    shadows = [future.shadow for future in futures if future.shadow is not None]
    world = futures[0].plan.world
    by_policy = {policy: found for (_title, policy), found in rows.items()}
    findings.results.append(
        Result(
            title=title,
            base=world.values == read(BASE).values,
            rows=by_policy,
            detection=detect(shadows) if shadows else None,
        )
    )
    for future in futures:
        findings.futures.append(replace(future, shadow=None))
        if future.plan.policy == LADDER:
            findings.broken += future.broken
            findings.seen += future.seen
    return by_policy


def _tell_gates(findings: _Findings, tell: Callable[[str], None]) -> None:
    tell("")
    tell(f"Gates ({report.LABEL})")
    for gate in gates(findings.results, findings.broken, findings.seen):
        tell(str(gate))
    if findings.seen:
        tell(report.held(findings.seen))


def _write(chosen: argparse.Namespace, findings: _Findings, tell: Callable[[str], None]) -> None:
    try:
        if chosen.csv is not None:
            report.write_csv(chosen.csv, findings.futures, findings.rows)
            tell(f"Weekly figures: {chosen.csv}")
        if chosen.plot is not None:
            draw(chosen.plot, findings.futures, findings.rows)
            tell(f"Picture: {chosen.plot}")
    except (OSError, ValueError) as error:
        raise WrongOptions(f"the results cannot be written: {error}") from None


def _watched(futures: Iterator[Future], of: int) -> Iterator[Future]:
    """Show on a terminal how far it has come."""
    shown = sys.stderr.isatty()
    for number, future in enumerate(futures, start=1):
        if shown:
            sys.stderr.write(f"\r{number} of {of} " if number < of else "\r\033[K")
            sys.stderr.flush()
        yield future

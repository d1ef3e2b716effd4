"""Reports by fifty people at once: the real program over HTTP, beside the mark to beat.

    python -m tests.bench.reports [--people 50] [--rounds 3] [--blocks 8] [--starts 5] [--only NAME]

Each person takes the six steps of a report (choose *report*, a project, a level, type a
percentage, type a line, save), waits for the reply to each, and sends the next at once. Three
programs do the same: python-telegram-bot's ConversationHandler with PicklePersistence
(``ptb_form.py``), Jisr on SQLite, Jisr on PostgreSQL. All three stay up; they are measured in turn,
one block of rounds each, in an order that rotates, so that a busy moment of the machine does not
fall on one of them alone. Every ratio is taken inside its block, against PTB.

The programs run on the first processor; the strict Bot API server (without limits), the people and
PostgreSQL's own processes on the last. Processor time is the program's alone, user and system, all
threads. The pace of Jisr's sender is set out of the way. PostgreSQL runs with the settings of the
tests (no fsync). Nothing is left behind.

What to read: CPU per update first; updates per second and times depend on what else the machine
does. In a closed circle of fifty people the median time is fifty over the updates per second.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from tests.bench.people import POLL, Crowd, Type
from tests.bench.programs import Program, Usage, form, jisr, reports_in
from tests.databases import postgresql

MARK = "PTB"  # what the others are compared with


@dataclass(frozen=True)
class Block:
    """What some rounds of a program gave. Times in milliseconds."""

    rate: float  # updates a second
    cpu: float  # per update
    p50: float
    p99: float
    calls: float  # to the Bot API, per update, polls apart
    polls: float  # per update


@dataclass
class Subject:
    """A program under measurement and everything known of it."""

    program: Program
    crowd: Crowd
    blocks: list[Block] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    idle: Usage | None = None
    loaded: Usage | None = None
    alone: list[float] = field(default_factory=list)

    async def block(self, rounds: int) -> Block:
        """Let everybody make ``rounds`` reports."""
        program, crowd = self.program, self.crowd
        before, calls, began = program.usage(), crowd.calls.copy(), perf_counter()
        times = [
            seconds for _round in range(rounds) for seconds in await crowd.everyone(program.steps)
        ]
        took = perf_counter() - began
        await asyncio.sleep(0.1)  # what follows the last reply (a press answered) belongs to it
        calls = crowd.calls - calls
        cuts = quantiles(times, n=100)
        return Block(
            rate=len(times) / took,
            cpu=(program.usage().cpu - before.cpu) / len(times) * 1000,
            p50=cuts[49] * 1000,
            p99=cuts[98] * 1000,
            calls=(calls.total() - calls[POLL]) / len(times),
            polls=calls[POLL] / len(times),
        )


async def measure(subjects: Sequence[Subject], options: argparse.Namespace, core: int) -> None:
    """Run all programs side by side and measure them in turn."""
    for subject in subjects:
        await subject.crowd.open(options.people)
        subject.starts.append(await subject.program.start(subject.crowd, core))
        await asyncio.sleep(2)
        subject.idle = subject.program.usage()
        for phone, hello in zip(subject.crowd.phones, subject.program.hello, strict=True):
            await subject.crowd.one(phone, [Type(hello)])
        await subject.block(1)  # caches are filled, lazy imports done
    for turn in range(options.blocks):
        first = turn % len(subjects)
        for subject in (*subjects[first:], *subjects[:first]):
            subject.blocks.append(await subject.block(options.rounds))
            _tell(f"  {turn + 1}/{options.blocks} {subject.program.name}: {subject.blocks[-1]}")
    for subject in subjects:
        phone = subject.crowd.phones[0]
        for _report in range(10):
            subject.alone += await subject.crowd.one(phone, subject.program.steps)
        subject.loaded = subject.program.usage()
        await subject.program.stop()


async def start_again(subjects: Sequence[Subject], times: int, core: int) -> None:
    """Time more starts, in turn."""
    for _turn in range(times):
        for subject in subjects:
            subject.starts.append(await subject.program.start(subject.crowd, core))
            await subject.program.stop()


def table(subjects: Sequence[Subject]) -> str:
    """Lay the figures out: medians, [ranges], and ratios to the mark."""
    mark = next((one for one in subjects if one.program.name == MARK), None)
    lines = [f"{'':34}" + "".join(f"{one.program.name:>30}" for one in subjects)]

    def line(label: str, cells: Sequence[str]) -> None:
        lines.append(f"{label:34}" + "".join(f"{cell:>30}" for cell in cells))

    rows: Mapping[str, str] = {
        "updates a second": "rate",
        "CPU, ms per update": "cpu",
        "reply, median, ms": "p50",
        "reply, 99th percentile, ms": "p99",
        "API calls per update": "calls",
        "polls per update": "polls",
    }
    for label, name in rows.items():
        line(label, [_spread([getattr(b, name) for b in one.blocks]) for one in subjects])
        if mark is not None and name in {"rate", "cpu"}:
            line("  ratio to PTB", [_ratio(one, mark, name) for one in subjects])
    line("reply to one person alone, ms", [_spread([t * 1000 for t in o.alone]) for o in subjects])
    line("start to first poll, s", [_spread(one.starts) for one in subjects])
    line("memory idle, MB", [f"{one.idle.rss:.0f}" if one.idle else "" for one in subjects])
    line("memory loaded, MB", [f"{one.loaded.rss:.0f}" if one.loaded else "" for one in subjects])
    line("memory at most, MB", [f"{one.loaded.peak:.0f}" if one.loaded else "" for one in subjects])
    return "\n".join(lines)


def _spread(values: Sequence[float]) -> str:
    if not values:
        return ""
    return f"{median(values):.4g} [{min(values):.4g}-{max(values):.4g}]"


def _ratio(subject: Subject, mark: Subject, name: str) -> str:
    if subject is mark:
        return ""
    pairs = zip(subject.blocks, mark.blocks, strict=True)
    return _spread([getattr(mine, name) / getattr(theirs, name) for mine, theirs in pairs])


async def bench(options: argparse.Namespace) -> str:
    """Prepare, measure, check that nothing was lost, and return the table."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[-1]})
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jisr-bench-")))
        programs, urls = [], {}
        if _wanted(options, MARK):
            programs.append(form(folder, options.people))
        if _wanted(options, "SQLite"):
            urls["Jisr SQLite"] = f"sqlite+aiosqlite:///{folder}/jisr.db"
        if _wanted(options, "PostgreSQL"):
            urls["Jisr PostgreSQL"] = stack.enter_context(postgresql()).create()
        for name, url in urls.items():
            programs.append(await jisr(name, folder, url, options.people))
        before = {name: await reports_in(url) for name, url in urls.items()}
        async with AsyncExitStack() as running:
            subjects = []
            for program in programs:
                subjects.append(Subject(program, Crowd(program.token)))
                running.push_async_callback(subjects[-1].crowd.close)
                running.push_async_callback(program.stop)
            await measure(subjects, options, cores[0])
            await start_again(subjects, options.starts - 1, cores[0])
        expected = options.people * (1 + options.rounds * options.blocks) + 10
        for name, url in urls.items():
            stored = await reports_in(url) - before[name]
            if stored != expected:
                raise AssertionError(f"{name} holds {stored} new reports, {expected} were made")
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return f"{table(subjects)}\nload of the machine (1, 5, 15 min, ours included): {load}"


def _wanted(options: argparse.Namespace, name: str) -> bool:
    return not options.only or name in options.only


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")


def main() -> None:
    """Read the options, measure, print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.reports")
    parser.add_argument("--people", type=int, default=50, help="at once (default 50)")
    parser.add_argument("--rounds", type=int, default=3, help="reports of each in a block")
    parser.add_argument("--blocks", type=int, default=8, help="of each program")
    parser.add_argument("--starts", type=int, default=5, help="of each program")
    parser.add_argument("--only", action="append", choices=[MARK, "SQLite", "PostgreSQL"])
    sys.stdout.write(asyncio.run(bench(parser.parse_args())) + "\n")


if __name__ == "__main__":
    main()

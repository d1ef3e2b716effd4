"""What a simulation can be asked for. Needs no numpy: the command line always shows its help."""

import argparse
from datetime import date
from pathlib import Path

from bot.simulation.world import SHIPPED

START = date(2026, 9, 21)  # the first Monday on which Morocco keeps one time all the year
ALL = "all"  # every shipped world

SILENT, CHECK_IN, ONE, THREE = "silent", "check-in only", "+ 1 reminder", "+ 3 reminders"
LADDER, PLAIN, RANDOM = "ladder", "ladder, plain weeks", "random in guards"
FIXED = {SILENT: None, CHECK_IN: 0, ONE: 1, THREE: 3}  # reminders
POLICIES = (*FIXED, LADDER, PLAIN, RANDOM)

_LIMITS = {"members": 100_000, "weeks": 520, "seeds": 10_000, "processes": 256}
_MONDAY = 0


class WrongOptions(Exception):
    """What was asked for makes no sense; says what would."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked for."""
    parser.add_argument(
        "--world",
        action="append",
        metavar="FILE",
        help=f"a world's file, or one of: {', '.join(SHIPPED)}; {ALL}: these twelve; repeatable",
    )
    parser.add_argument("--members", type=int, default=126, help="how many (default 126)")
    parser.add_argument("--weeks", type=int, default=52, help="how many (default 52)")
    parser.add_argument("--seeds", type=int, default=20, help="futures of each (default 20)")
    parser.add_argument("--first-seed", type=int, default=0, help="(default 0)")
    parser.add_argument(
        "--policy", action="append", choices=POLICIES, help="only this one; repeatable"
    )
    parser.add_argument(
        "--start", type=date.fromisoformat, default=START, help=f"a Monday (default {START})"
    )
    parser.add_argument("--processes", type=int, default=None, help="default: all processors")
    parser.add_argument("--plot", type=Path, metavar="OUT.png", help="draw the weeks")
    parser.add_argument("--csv", type=Path, metavar="OUT.csv", help="write the weekly figures")


def check(chosen: argparse.Namespace) -> None:
    """Refuse numbers that make no sense, before anything is simulated.

    Raises:
        WrongOptions: naming the first of them.
    """
    for name, most in _LIMITS.items():
        value = getattr(chosen, name)
        if value is not None and not 1 <= value <= most:
            raise WrongOptions(f"--{name} must lie between 1 and {most}, not {value}")
    if chosen.first_seed < 0:
        raise WrongOptions("--first-seed must not be negative")
    if chosen.start.weekday() != _MONDAY:
        raise WrongOptions(f"--start must be a Monday; {chosen.start} is a {chosen.start:%A}")
    for path in (chosen.plot, chosen.csv):
        if path is not None and not path.parent.is_dir():
            raise WrongOptions(f"there is no folder {path.parent} to write {path.name} to")

"""Results as lines of text and as a file of comma-separated values."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from bot.simulation.gates import Rows
from bot.simulation.measures import Row
from bot.simulation.run import Future, Plan

LABEL = "simulated members, assumed parameters"
ASSUMPTIONS = """\
Trust the order of the policies, never the levels: no number of a world was measured on members of
this network. The effects of calls and of the kinds of message are assumed; that of reminders is
borrowed from studies elsewhere. One step is a week. Not simulated: the lighter check-in's buttons,
wording, "later" and "less often", other features that share the budget. The fixed policies know no
holidays, no leave and no windows; "ladder, plain weeks" knows leave alone. Answers are counted over
all members who have not changed job: leave, pause, mute and leaving count as not answered."""

_SHOWN = (12, 26, 52, 78, 104)


def table(title: str, rows: Rows, weeks: int) -> Iterator[str]:
    """Give a world's results as lines, one for each policy."""
    shown = sorted({*(week for week in _SHOWN if week < weeks), weeks})
    yield f"{title} ({LABEL})"
    yield (
        f"{'':<20}"
        + "".join(f"{f'wk {week}':>8}" for week in shown)
        + f"{'± SE':>8}{'messages':>10}{'muted':>8}{'left':>8}{'m':>7}{'m<.3':>7}{'calls':>7}"
    )
    for name, row in rows.items():
        yield (
            f"{name:<20}"
            + "".join(f"{row.response[week - 1]:>8.3f}" for week in shown)
            + f"{row.error:>8.3f}{row.messages:>10.2f}{row.muted:>8.3f}{row.left:>8.3f}"
            + f"{row.motivation:>7.2f}{row.low:>7.2f}{row.calls:>7.2f}"
        )


LEGEND = (
    "wk: answered in the 4 weeks up to it. messages: per member-week. muted, left, m (motivation), "
    "m<.3: at the end.\ncalls: per member-year. SE: of the last response, over the seeds."
)


def held(seen: Mapping[str, int]) -> str:
    """Say how often each guard held a message back."""
    counts = {name.removeprefix("held: "): n for name, n in seen.items() if name.startswith("held")}
    most = sorted(counts, key=lambda name: -counts[name])
    return "held back: " + (", ".join(f"{name} {counts[name]}" for name in most) or "nothing")


def write_csv(path: Path, futures: Sequence[Future], rows: Mapping[tuple[str, str], Row]) -> None:
    """Write a line for each world, policy and week: means over the seeds."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["label", "world", "policy", "members", "seeds", "week", *_COLUMNS])
        for key, group in grouped(futures).items():
            plan = group[0].plan
            weekly = np.column_stack([rows[key].response, *weeks_of(group)])
            for number, values in enumerate(weekly, start=1):
                figures = [f"{value:.5f}" for value in values]
                writer.writerow([LABEL, *key, plan.members, len(group), number, *figures])


_COLUMNS = ("response_4_weeks", "motivation", "messages_per_member", "muted", "left")


def weeks_of(group: Sequence[Future]) -> list[np.ndarray]:
    """Return motivation, messages per member, muted and left of each week, means over the seeds."""
    return [
        np.mean([one.motivation for one in group], axis=0),
        np.mean([one.messages / np.maximum(one.present, 1) for one in group], axis=0),
        np.mean([one.muted for one in group], axis=0),
        np.mean([one.left for one in group], axis=0),
    ]


def grouped(futures: Sequence[Future]) -> dict[tuple[str, str], list[Future]]:
    """Return the futures of each world and policy, in the order in which they were asked for."""
    found: dict[tuple[str, str], list[Future]] = {}
    for future in futures:
        found.setdefault(key_of(future.plan), []).append(future)
    return found


def key_of(plan: Plan) -> tuple[str, str]:
    """Return the world's title and the policy."""
    return plan.world.title, plan.policy

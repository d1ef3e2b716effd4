"""Results as a picture: response, motivation, messages and mutes over the weeks, by policy."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bot.simulation.measures import Row
from bot.simulation.options import LADDER
from bot.simulation.report import LABEL, grouped, weeks_of
from bot.simulation.run import Future

_PANELS = ("response, 4-week mean", "motivation", "messages per member", "muted")
_WIDTH, _HEIGHT = 17.0, 3.6  # inches, a row of panels


def draw(path: Path, futures: Sequence[Future], rows: Mapping[tuple[str, str], Row]) -> None:
    """Write the picture, a row of panels for each world. The ending of the name says the format.

    Raises:
        ValueError: for an ending that is no picture's.
        OSError: when the file cannot be written.
    """
    groups = grouped(futures)
    worlds = list(dict.fromkeys(world for world, _policy in groups))
    figure = Figure(figsize=(_WIDTH, _HEIGHT * len(worlds) + 0.9), layout="constrained")
    FigureCanvasAgg(figure)
    panels = figure.subplots(len(worlds), len(_PANELS), squeeze=False)
    for line, world in zip(panels, worlds, strict=True):
        for (name, policy), group in groups.items():
            if name == world:
                motivation, messages, muted, _left = weeks_of(group)
                values = (rows[name, policy].response, motivation, messages, muted)
                for panel, each in zip(line, values, strict=True):
                    width = 2.4 if policy == LADDER else 1.2
                    panel.plot(range(1, len(each) + 1), each, label=policy, linewidth=width)
        for panel, title in zip(line, _PANELS, strict=True):
            panel.set_title(f"{world}: {title}", fontsize=10)
            panel.set_xlabel("week")
            panel.set_ylim(bottom=0)
            panel.grid(alpha=0.3)
    plan = futures[0].plan
    seeds = len({future.plan.seed for future in futures})
    figure.suptitle(f"{LABEL}: {plan.members} members, {seeds} seeds")
    figure.legend(*panels[0][0].get_legend_handles_labels(), loc="outside lower center", ncols=8)
    figure.savefig(path, dpi=110)

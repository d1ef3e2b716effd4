"""The board's pictures: each drawn from the board's figures, in one language, as a PNG file.

A rate is never drawn alone: what the answers cost stands below it (reminders.md, 7). No group of
fewer than five is drawn, and nothing is in the order of how well somebody does.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers import boards
from handlers.imports.vocabulary import PRINCIPLES
from handlers.levels import level_name
from handlers.paces import OBSTACLES
from handlers.pictures.charts import (
    BLUE,
    ORANGE,
    PALE,
    SKY,
    Bar,
    Cell,
    Draw,
    Heading,
    Part,
    Series,
    Stack,
    bars,
    figure,
    grid,
    line,
    one_after_another,
    sheet,
    stacks,
)
from handlers.pictures.page import FAINT, INK, PAPER
from handlers.roles import ROLES
from handlers.topics import TOPICS
from locales import Percent, Words, _, _n, wall
from storage.board.commitments import Commitments, Levels
from storage.board.participation import Mark, Participation, Seating
from storage.board.rates import Rate
from storage.board.wellbeing import Mood, Obstacles
from storage.models import Level, Role, Topic

MOST_ROWS = 40  # seats in a grid; more of them are drawn by province


@dataclass(frozen=True)
class Frame:
    """What every picture has: the reader's language, whose figures, and the moment they are of."""

    language: str
    scope: Words
    now: datetime

    def draw(self, title: Words, draw: Draw, *notes: Words, week: str | None = None) -> bytes:
        """Return the picture, with the week it is of where it is of one."""
        scope: Words = self.scope
        if week is not None:
            scope = _("{scope} · {week}", scope=self.scope, week=boards.week_of(week))
        return sheet(self.language, Heading(title, scope, notes), self.now, draw)


def response(
    frame: Frame,
    groups: Sequence[tuple[Words, Rate]],
    whole: Rate,
    week: str,
    cost: Sequence[Words],
) -> bytes:
    """Draw who answered in a week, by region or province, each with what it may be by chance."""
    rows = [_rate(_("Together"), whole), *(_rate(name, rate) for name, rate in groups)]
    note = _("The thin line: where the share may lie by chance (95 %).")
    return frame.draw(_("Who answered"), bars(rows), *cost, note, week=week)


def progress(frame: Frame, found: Commitments) -> bytes:
    """Draw how far the projects are: together, then by the principle they serve."""
    rows = [Stack(_("All projects"), _counts(found.levels))]
    rows += [Stack(words, _counts(found.principles[name])) for name, words in PRINCIPLES.items()
             if name in found.principles]  # fmt: skip
    notes: list[Words] = [_("A project may serve several principles.")]
    if found.updated_at is not None:
        notes.append(_("Last report: {day}", day=wall(found.updated_at).date()))
    return frame.draw(_("How far the projects are"), stacks(_PARTS, rows), *notes)


def attendance(
    frame: Frame,
    found: Participation,
    group: Callable[[Seating], int],
    names: Mapping[int, Words],
    cost: Sequence[Words],
) -> bytes:
    """Draw who took part week by week: seat by seat, or by place where there are many.

    ``group`` tells the region or province of a seat, ``names`` what that is called.
    """
    days = boards.mondays(found.weeks)
    if len(found.seats) <= MOST_ROWS:
        draw = grid(days, _seats(frame, found), _MARKS)
    else:
        draw = grid(days, _places(frame, found, group, names), _SHARES)
    return frame.draw(_("Week by week"), draw, _MONDAYS, *cost)


def mood(frame: Frame, found: Participation, means: Sequence[Mood], cost: Sequence[Words]) -> bytes:
    """Draw the mean energy of each week in which five told it, over who answered."""
    days = boards.mondays(found.weeks)
    by_week = {one.week: one for one in means}
    energy = Series(
        _("Energy, mean of a week (1 to 5)"),
        1,
        5,
        [(value, figure(value)) for value in range(1, 6)],
        [by_week[week].mean if week in by_week else None for week in found.weeks],
        notes=[figure(by_week[week].people) if week in by_week else "–" for week in found.weeks],
        color=ORANGE,
    )
    rates = [found.rate(week) for week in found.weeks]
    answered = Series(
        _("Answered"),
        0,
        100,
        [(value, _("{percent}", percent=Percent(value))) for value in (0, 25, 50, 75, 100)],
        [None if rate.is_small else rate.percent for rate in rates],
        spans=[rate.interval for rate in rates],
        notes=["–" if rate.is_small else figure(rate.people) for rate in rates],
    )
    small = _("Below each week: how many people it is of. Fewer than five are not shown.")
    draw = one_after_another(line(days, energy), line(days, answered))
    return frame.draw(_("Energy and answers"), draw, small, *cost)


def obstacles(frame: Frame, found: Obstacles) -> bytes:
    """Draw what stands in the way, by category; of those of few people, only which they are."""
    most = max((count for _kind, count in found.counts), default=1)
    rows = [Bar(OBSTACLES[kind], count / most, figure(count)) for kind, count in found.counts]
    rows += [Bar(OBSTACLES[kind], None, boards.FEW) for kind in found.few]
    note = _("People who shared it with peers or the coordination; what is private counts nowhere.")
    return frame.draw(_("What stands in the way"), bars(rows), note)


def questions(frame: Frame, counts: Sequence[tuple[Topic, int]]) -> bytes:
    """Draw the questions without an answer for 72 working hours, by topic."""
    most = max((count for _topic, count in counts), default=1)
    rows = [Bar(TOPICS[topic], count / most, figure(count)) for topic, count in counts]
    total = sum(count for _topic, count in counts)
    title = _("Questions without an answer")
    note = _n("{count} question has waited for more than 72 working hours.",
              "{count} questions have waited for more than 72 working hours.", total)  # fmt: skip
    return frame.draw(title, bars(rows), note)


def _rate(name: Words, rate: Rate) -> Bar:
    if rate.is_small:
        return Bar(name, None, boards.FEW)
    low, high = rate.interval
    share = rate.answered / rate.people
    return Bar(name, share, boards.answered(rate), (low / 100, high / 100))


def _counts(levels: Levels) -> list[int]:
    return [levels.get(level, 0) for level in _LEVELS]


def _seats(frame: Frame, found: Participation) -> list[tuple[Words, list[Cell]]]:
    """Return a row for each seat, in the order of their places' names."""
    rows = [(_seat(seat, found), [_cell(seat, week) for week in found.weeks])
            for seat in found.seats]  # fmt: skip
    return sorted(rows, key=lambda row: boards.in_order(row[0], frame.language))


def _seat(seat: Seating, found: Participation) -> Words:
    """Name a seat by its place, and by its role where a place has several."""
    beside = sum(other.place.id == seat.place.id for other in found.seats)
    name = boards.name_of(seat.place)
    if beside == 1 or seat.role is Role.FOCAL_POINT:
        return name
    return _("{place}, {role}", place=name, role=ROLES[seat.role])


def _cell(seat: Seating, week: str) -> Cell:
    if not seat.counts_in(week):
        return Cell(PAPER)
    return _CELLS[seat.mark(week)]


def _places(
    frame: Frame,
    found: Participation,
    group: Callable[[Seating], int],
    names: Mapping[int, Words],
) -> list[tuple[Words, list[Cell]]]:
    """Return a row for each region or province, in the order of their names."""
    rates = [found.by(week, group) for week in found.weeks]
    named = sorted(names.items(), key=lambda pair: boards.in_order(pair[1], frame.language))
    return [(name, [_share(week.get(place, Rate())) for week in rates]) for place, name in named]


def _share(rate: Rate) -> Cell:
    if not rate.people:
        return Cell(PAPER)
    if rate.is_small:
        return Cell(PALE, "–", FAINT)
    step = min(3, rate.percent // 25)
    return Cell(_SCALE[step], figure(rate.percent), INK if step < _DARK else PAPER)


# Lightest to darkest, so that they are told apart in grey too; nothing reported is no colour.
_LEVELS = (
    None,
    Level.NO_EVIDENCE,
    Level.NOT_STARTED,
    Level.LIMITED,
    Level.SUBSTANTIAL,
    Level.COMPLETE,
)
_PARTS = (
    Part(level_name(None), PAPER, INK, hatch="//", edge="#9aa3ad"),
    Part(level_name(Level.NO_EVIDENCE), "#d9d9d9", INK, hatch="..", edge="#9aa3ad"),
    Part(level_name(Level.NOT_STARTED), "#d3dbe3", INK),
    Part(level_name(Level.LIMITED), "#8cc3e6", INK),
    Part(level_name(Level.SUBSTANTIAL), BLUE),
    Part(level_name(Level.COMPLETE), "#00345c"),
)
_CELLS: Mapping[Mark, Cell] = {
    Mark.ANSWERED: Cell(BLUE, "✓", PAPER),
    Mark.LATE: Cell(SKY, "✓"),
    Mark.SILENT: Cell("#f0c9a0", "·"),
    Mark.EXCUSED: Cell("#d9dde2", "–"),
    Mark.OPEN: Cell(PALE, "…", FAINT),
    Mark.UNASKED: Cell(PALE),
}
_MARKS = (
    Part(_("Answered"), BLUE),
    Part(_("Answered late"), SKY),
    Part(_("No answer"), "#f0c9a0"),
    Part(_("Excused"), "#d9dde2"),
    Part(_("Still open, or not asked"), PALE),
)
_SCALE = (PALE, "#b7d7ec", SKY, BLUE)
_DARK = 3  # from this step on words are light
_SHARES = (
    Part(_("Under {percent}", percent=Percent(25)), _SCALE[0], edge="#9aa3ad"),
    Part(_("from {percent}", percent=Percent(25)), _SCALE[1]),
    Part(_("from {percent}", percent=Percent(50)), _SCALE[2]),
    Part(_("from {percent} answered", percent=Percent(75)), _SCALE[3]),
)
_MONDAYS = _("Above each column: its Monday. In the order of names.")

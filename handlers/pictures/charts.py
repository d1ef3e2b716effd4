"""What stands on a sheet: heading and source line, bars, stacks, a grid, a line over weeks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import locales
from handlers.pictures.page import (
    FAINT,
    INK,
    MARGIN,
    RULE,
    SMALL,
    TEXT,
    TITLE,
    WIDTH,
    Page,
)
from locales import Words, _

# Told apart by people who see no red or no green, and in grey (Okabe and Ito, 2008).
BLUE, ORANGE, SKY, GREEN = "#0072b2", "#e69f00", "#56b4e9", "#009e73"
PALE = "#eef1f5"
ROOM = WIDTH - 2 * MARGIN
_FOOT = 84  # pixels of the source line
_BAR, _ROW = 34, 118  # a bar, and a bar with its label above it
_LABELS = 400  # pixels that the names beside a grid may take
_TALL = 300  # of a line over weeks
_TINY = 16  # points: dates below weeks
_BAND = "#cfe3f1"


@dataclass(frozen=True)
class Heading:
    """What a picture is of: its title, whose figures, and what is to be read beside it."""

    title: Words
    scope: Words
    notes: Sequence[Words] = ()


@dataclass(frozen=True)
class Bar:
    """One bar: a share from 0 to 1, None where there is nothing to be drawn, with words for it.

    ``span`` is where the share may lie, drawn as a thin line.
    """

    label: Words
    share: float | None
    value: Words
    span: tuple[float, float] | None = None


@dataclass(frozen=True)
class Part:
    """A kind of part in stacked bars: its name in the legend, its colour, that of words on it."""

    name: Words
    color: str
    ink: str = "#ffffff"
    hatch: str | None = None
    edge: str | None = None


@dataclass(frozen=True)
class Stack:
    """One stacked bar: how many of each part, in the order of the legend."""

    label: Words
    counts: Sequence[int]


@dataclass(frozen=True)
class Cell:
    """One field of a grid: its colour, and a sign that says the same without colour."""

    color: str
    sign: Words = ""
    ink: str = INK


Draw = Callable[[Page, float], float]


def sheet(language: str, heading: Heading, now: datetime, draw: Draw) -> bytes:
    """Return a picture: the heading, what ``draw`` draws below it, and the source line.

    ``draw`` gets the page and where to begin, and returns where it ended. It is called twice: on a
    sheet that is only measured, and on one of the height that this came to.
    """
    height = round(_compose(Page(language, _FOOT), heading, draw)) + _FOOT
    page = Page(language, height)
    _compose(page, heading, draw)
    page.line([(MARGIN, height - 62), (WIDTH - MARGIN, height - 62)], RULE)
    source = _("Jisr, {day}", day=locales.today(now))
    page.text(MARGIN, height - 34, source, size=SMALL, color=FAINT)
    return page.png()


def _compose(page: Page, heading: Heading, draw: Draw) -> float:
    """Draw all but the source line; return where it ended."""
    y = page.block(MARGIN, heading.title, size=TITLE, weight="bold", color=INK)
    y = page.block(y, heading.scope, size=TEXT, weight="normal", color=FAINT)
    y = draw(page, y + 28)
    for note in heading.notes:
        y = page.block(y, note, size=SMALL, weight="normal", color=FAINT)
    return y


def bars(rows: Sequence[Bar]) -> Draw:
    """Draw bars one below the other, each with its label and its figure above it."""

    def draw(page: Page, y: float) -> float:
        for row in rows:
            value = page.say(row.value)
            taken = page.width(value, TEXT)
            page.text(MARGIN, y + 22, row.label, room=ROOM - taken - 30)
            page.write(WIDTH - MARGIN, y + 22, value, align="end",
                       color=INK if row.share is not None else FAINT)  # fmt: skip
            if row.share is not None:
                page.box(MARGIN, y + 52, ROOM, _BAR, PALE)
                page.box(MARGIN, y + 52, ROOM * row.share, _BAR, BLUE)
            if row.span is not None:
                low, high = (MARGIN + ROOM * end for end in row.span)
                middle = y + 52 + _BAR / 2
                page.line([(low, middle), (high, middle)], INK, width=3)
                for end in (low, high):
                    page.line([(end, middle - 10), (end, middle + 10)], INK, width=3)
            y += _ROW if row.share is not None else _ROW - 50
        return y

    return draw


def stacks(parts: Sequence[Part], rows: Sequence[Stack]) -> Draw:
    """Draw stacked bars, all of one length, with their counts on them and the legend above."""

    def draw(page: Page, y: float) -> float:
        y = legend(page, y, parts)
        for row in rows:
            whole = sum(row.counts)
            number = page.say(figure(whole))
            taken = page.width(number, TEXT)
            label = page.say(row.label)
            label = page.shortened(label[:1].upper() + label[1:], ROOM - taken - 30, TEXT)
            page.write(MARGIN, y + 22, label)
            page.write(WIDTH - MARGIN, y + 22, number, align="end", color=FAINT)
            x: float = MARGIN
            for part, count in zip(parts, row.counts, strict=True):
                width = ROOM * count / whole if whole else 0
                if count:
                    page.box(x, y + 50, width, 52, part.color, part.edge, part.hatch)
                    if width > page.width(str(count), TEXT) + 12:
                        page.text(x + width / 2, y + 76, figure(count), align="middle",
                                  color=part.ink)  # fmt: skip
                x += width
            y += 138
        return y

    return draw


def legend(page: Page, y: float, parts: Sequence[Part]) -> float:
    """Draw the names of parts beside their colours, as many in a line as there is room for."""
    x: float = MARGIN
    for part in parts:
        name = page.shortened(page.say(part.name), ROOM - 60, SMALL)
        taken = page.width(name, SMALL) + 46
        if x > MARGIN and x + taken > WIDTH - MARGIN:
            x, y = MARGIN, y + 46
        page.box(x, y + 6, 28, 28, part.color, part.edge or part.color, part.hatch)
        page.write(x + 38, y + 20, name, size=SMALL)
        x += taken + 30
    return y + 62


def grid(
    weeks: Sequence[date], rows: Sequence[tuple[Words, Sequence[Cell]]], parts: Sequence[Part]
) -> Draw:
    """Draw a row of fields for each label, a field for each week, the earliest first."""

    def draw(page: Page, y: float) -> float:
        widest = max((page.width(page.say(name), SMALL) for name, _cells in rows), default=0)
        label = min(_LABELS, widest + 16)
        width = (ROOM - label) / max(1, len(weeks))
        y = legend(page, y, parts)
        for number, day in enumerate(weeks):
            if number % 2 == (len(weeks) - 1) % 2:
                page.text(MARGIN + label + (number + 0.5) * width, y + 16, short(day),
                          size=_TINY, color=FAINT, align="middle")  # fmt: skip
        y += 38
        for name, cells in rows:
            page.text(MARGIN, y + 24, name, size=SMALL, room=label - 16)
            for number, cell in enumerate(cells):
                x = MARGIN + label + number * width
                page.box(x + 1.5, y + 2, width - 3, 44, cell.color)
                if cell.sign:
                    page.text(x + width / 2, y + 24, cell.sign, size=_TINY, color=cell.ink,
                              align="middle")  # fmt: skip
            y += 50
        return y + 12

    return draw


@dataclass(frozen=True)
class Series:
    """A line over weeks: its name, the scale's ends, and the values; None where there is none.

    ``spans`` are where the values may lie; ``notes`` stand below, one for each week.
    """

    name: Words
    low: float
    high: float
    ticks: Sequence[tuple[float, Words]]
    values: Sequence[float | None]
    spans: Sequence[tuple[float, float] | None] = ()
    notes: Sequence[Words] = ()
    color: str = BLUE


def line(weeks: Sequence[date], series: Series) -> Draw:
    """Draw one line over weeks, broken where there is no value."""

    def draw(page: Page, y: float) -> float:
        page.text(MARGIN, y + 18, series.name, weight="bold", room=ROOM)
        plot = _Plot(page, y + 64, len(weeks), series)
        plot.scale()
        for run in _runs([one is not None for one in series.values]):
            plot.run(run)
        plot.below(weeks)
        return plot.top + _TALL + (100 if series.notes else 66)

    return draw


class _Plot:
    """Where the values of a series stand on a page."""

    def __init__(self, page: Page, top: float, weeks: int, series: Series) -> None:
        self.page, self.top, self.series = page, top, series
        widest = max(page.width(page.say(words), SMALL) for _at, words in series.ticks)
        self.start = MARGIN + 30 + widest
        self.step = (WIDTH - MARGIN - self.start) / max(1, weeks)

    def scale(self) -> None:
        """Draw the lines of the scale with their numbers."""
        for at, words in self.series.ticks:
            y = self._down(at)
            self.page.line([(self.start, y), (WIDTH - MARGIN, y)], RULE, width=1.5)
            self.page.text(self.start - 14, y, words, size=SMALL, color=FAINT, align="end")

    def run(self, numbers: Sequence[int]) -> None:
        """Draw values that follow each other, over where they may lie."""
        series = self.series
        if series.spans:
            ends = [series.spans[number] or (0, 0) for number in numbers]
            upper = [(self._across(n), self._down(high))
                     for n, (_low, high) in zip(numbers, ends, strict=True)]  # fmt: skip
            lower = [(self._across(n), self._down(low))
                     for n, (low, _high) in zip(numbers, ends, strict=True)]  # fmt: skip
            self.page.area([*upper, *reversed(lower)], _BAND)
        points = [(self._across(n), self._down(series.values[n] or 0)) for n in numbers]
        self.page.line(points, series.color, width=5, dots=True)

    def below(self, weeks: Sequence[date]) -> None:
        """Write the Monday of every second week, and what is to be noted of each."""
        y = self.top + _TALL
        for number, day in enumerate(weeks):
            if number % 2 == (len(weeks) - 1) % 2:
                self._small(number, y + 30, short(day))
            if self.series.notes:
                self._small(number, y + 64, self.series.notes[number])

    def _small(self, number: int, y: float, words: Words) -> None:
        self.page.text(self._across(number), y, words, size=_TINY, color=FAINT, align="middle")

    def _across(self, number: int) -> float:
        return self.start + (number + 0.5) * self.step

    def _down(self, value: float) -> float:
        series = self.series
        return self.top + _TALL * (series.high - value) / (series.high - series.low)


def one_after_another(*draws: Draw) -> Draw:
    """Draw several things one below the other."""

    def draw(page: Page, y: float) -> float:
        for each in draws:
            y = each(page, y)
        return y

    return draw


def figure(number: int) -> Words:
    """Return a number as words."""
    return _("{number}", number=number)


def short(day: date) -> str:
    """Return a day as "7/12": numbers alone, in the order of all four languages here."""
    return f"{day.day}/{day.month}"


def _runs(present: Sequence[bool]) -> list[list[int]]:
    """Return the numbers of what is there, in runs without a gap."""
    runs: list[list[int]] = []
    for number, there in enumerate(present):
        if there and number and present[number - 1]:
            runs[-1].append(number)
        elif there:
            runs.append([number])
    return runs

"""Grows programmes from rows whose repeated cells may be empty: what a row says, and under what.

A cell that is empty inherits from the row above, as long as nothing to its left has changed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from handlers.imports.cells import Row
from handlers.imports.columns import Column
from handlers.imports.headers import Table
from locales import normalise
from storage.models import Phase
from storage.territory import Place

_ARABIC = re.compile("[\u0600-\u06ff]")


@dataclass(frozen=True, slots=True)
class Title:
    """A title in Arabic and French, one of which may be empty; it is false when both are."""

    ar: str
    fr: str

    def __bool__(self) -> bool:
        """Tell whether there is any title."""
        return bool(self.ar or self.fr)

    def agrees(self, other: "Title") -> bool:
        """Tell whether both name one thing: in a language that both have, they are the same."""
        return any(
            normalise(mine) == normalise(theirs)
            for mine, theirs in ((self.ar, other.ar), (self.fr, other.fr))
            if mine and theirs
        )

    def differs(self, other: "Title") -> bool:
        """Tell whether, in a language that both have, they are not the same."""
        return any(
            normalise(mine) != normalise(theirs)
            for mine, theirs in ((self.ar, other.ar), (self.fr, other.fr))
            if mine and theirs
        )

    def filled(self, other: "Title") -> "Title":
        """Return this title, with the language it lacks taken from the other."""
        return Title(self.ar or other.ar, self.fr or other.fr)


@dataclass
class Branch:
    """An axis, a project or a milestone, while it grows."""

    row: int
    title: Title
    due_on: date | None = None
    principles: tuple[str, ...] = ()
    branches: list["Branch"] = field(default_factory=list)


@dataclass
class Trunk:
    """A programme, while it grows. ``key`` is its collectivity, as far as that is known."""

    row: int
    key: str
    place: Place | None
    title: Title
    phase: Phase | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    rows: list[int] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)


@dataclass
class Position:
    """Where the row above stood."""

    trunk: Trunk | None = None
    axis: Branch | None = None
    project: Branch | None = None

    def move_to_trunk(self, trunk: Trunk) -> None:
        """Go to a programme; another one leaves axis and project behind."""
        if trunk is not self.trunk:
            self.trunk, self.axis, self.project = trunk, None, None

    def move_to_axis(self, axis: Branch) -> None:
        """Go to an axis; another one leaves the project behind."""
        if axis is not self.axis:
            self.axis, self.project = axis, None


def title_in(table: Table, row: Row, column: Column) -> Title:
    """Read a title from its columns; the one without a language is told by its letters."""
    arabic = table.cell(row, Column(f"{column}_ar"))
    french = table.cell(row, Column(f"{column}_fr"))
    either = table.cell(row, column)
    if _ARABIC.search(either):
        return Title(arabic or either, french)
    return Title(arabic, french or either)


def titled(branches: list[Branch], title: Title) -> Iterator[Branch]:
    """Find the branches of that title."""
    return (branch for branch in branches if branch.title.agrees(title))

"""Finds the collectivity of each row: the certain ones, the doubts to ask about, the errors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from handlers.imports.cells import Row
from handlers.imports.columns import Column
from handlers.imports.findings import Doubt, Notes
from handlers.imports.headers import Table
from handlers.imports.places import Found, Gazetteer, Kinds, kinds_in
from locales import _, normalise
from storage.territory import Place


class _Said(NamedTuple):
    """All that a row says of its collectivity; rows that say the same have one answer."""

    typed: str
    kind: Kinds | None
    province: str
    only: Kinds | None


@dataclass
class _Answer:
    place: Place | None
    options: tuple[Place, ...]
    typed: str
    rows: list[int]


@dataclass
class Seating:
    """Finds places for the rows of one table and remembers what has to be asked.

    Attributes:
        table: the table the rows are of.
        gazetteer: the register.
        choices: register codes chosen by the person asked, by the first row of each doubt.
        region: the code of the only region that may be reached; None for all.
        notes: where errors go.
    """

    table: Table
    gazetteer: Gazetteer
    choices: Mapping[int, str]
    region: str | None
    notes: Notes
    _answers: dict[_Said, _Answer] = field(default_factory=dict)

    def place(self, row: Row, only: Kinds | None = None) -> Place | None:
        """Return a row's collectivity; None when it is doubtful, unknown or out of reach.

        ``only`` is the level that alone can be meant.
        """
        typed = self.table.cell(row, Column.PLACE)
        said = _Said(normalise(typed), self._kind(row), self.table.cell(row, Column.PROVINCE), only)
        if said not in self._answers:
            found = self._found(row.number, typed, said)
            self._answers[said] = _Answer(found.place, found.options, typed, [])
        answer = self._answers[said]
        answer.rows.append(row.number)
        if answer.place is None and not answer.options:
            self._unknown(row.number, typed)
        return self._within_reach(row.number, answer.place)

    def doubts(self) -> tuple[Doubt, ...]:
        """Return what has to be asked, by row."""
        return tuple(
            Doubt(tuple(one.rows), one.typed, one.options)
            for one in self._answers.values()
            if one.place is None and one.options
        )

    def taken(self) -> tuple[tuple[str, Place], ...]:
        """Return each text that was understood, with the place it was taken for."""
        return tuple((one.typed, one.place) for one in self._answers.values() if one.place)

    def _kind(self, row: Row) -> Kinds | None:
        """Return the type a row says apart; "Commune" over the column says it for all rows."""
        heading = self.table.heading(Column.PLACE)
        over_all = kinds_in(heading) if len(normalise(heading).split()) == 1 else None
        return kinds_in(self.table.cell(row, Column.TYPE)) or over_all

    def _found(self, row: int, typed: str, said: _Said) -> Found:
        chosen = self.gazetteer.place(self.choices.get(row, ""))
        if chosen and (said.only is None or chosen.kind in said.only):
            return Found(chosen)
        found = self.gazetteer.find(typed, kinds=said.kind, province=said.province, only=said.only)
        return Found(found.place, tuple(filter(self._reachable, found.options)))

    def _within_reach(self, row: int, place: Place | None) -> Place | None:
        if place is None or self._reachable(place):
            return place
        label = self.gazetteer.label(place)
        self.notes.error(row, Column.PLACE, _("{place} is not in your region.", place=label))
        return None

    def _reachable(self, place: Place) -> bool:
        return self.region in {None, place.code, place.region}

    def _unknown(self, row: int, typed: str) -> None:
        self.notes.error(
            row,
            Column.PLACE,
            _(
                "“{typed}” is not in the register. "
                "Please write the official name, with its type: “commune de Tiznit”.",
                typed=typed,
            ),
        )

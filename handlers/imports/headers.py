"""Finds the table in a spreadsheet: its heading row, its known columns, what must be refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from handlers.imports.cells import Row, Sheet, address
from handlers.imports.columns import COLUMNS, LABELS, REQUIRED, Column, Kind
from handlers.imports.findings import Refused
from handlers.imports.headings import Heading, Headings
from handlers.imports.private import refuse_private
from locales import Listing, Message, _, _n

_LOOKED_AT = 12  # rows above and with the headings; a title and a logo may stand first
_FEWEST = 2  # recognised columns that make a row of headings
_MOST_NAMED = 5


@dataclass(frozen=True)
class Table:
    """The rows under the headings, and where each column stands (from 0).

    ``ignored`` are headings that mean nothing here; ``unread`` are other sheets of the workbook.
    """

    kind: Kind
    header: Row
    columns: Mapping[Column, int]
    rows: tuple[Row, ...]
    ignored: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    def cell(self, row: Row, column: Column) -> str:
        """Return a row's text in a column, "" where the column is absent."""
        place = self.columns.get(column)
        return "" if place is None else row.cell(place)

    def heading(self, column: Column) -> str:
        """Return what heads a column, "" where it is absent."""
        return self.cell(self.header, column)


@dataclass(frozen=True)
class _Found:
    sheet: Sheet
    kind: Kind
    place: int  # of the heading row among the sheet's rows
    headings: Mapping[int, Heading]


def table_in(sheets: Sequence[Sheet], kind: Kind | None = None) -> Table:
    """Find the table, of one kind or of whichever kind is there.

    Raises:
        Refused: when there are no headings, one that is needed is missing or there twice, a cell
            that would be read is a formula, or there are identity or telephone numbers.
    """
    found = _best(sheets, (kind,) if kind else tuple(Kind))
    if found is None:
        raise Refused(_no_headings(kind))
    header, *rows = found.sheet.rows[found.place :]
    refuse_private(header, tuple(rows))
    columns = _columns(found)
    _refuse_incomplete(found.kind, columns)
    _refuse_computed(found.sheet, header, columns)
    if not rows:
        raise Refused(
            _("There is nothing under the headings. Please fill in the rows and send it again.")
        )
    taken = set(columns.values())
    return Table(
        kind=found.kind,
        header=header,
        columns=columns,
        rows=tuple(rows),
        ignored=tuple(text for at, text in enumerate(header.cells) if text and at not in taken),
        unread=tuple(sheet.title for sheet in sheets if sheet is not found.sheet),
    )


def _best(sheets: Sequence[Sheet], kinds: Sequence[Kind]) -> _Found | None:
    candidates = [
        _Found(sheet, kind, place, headings)
        for sheet in sheets
        for place, row in enumerate(sheet.rows[:_LOOKED_AT])
        for kind in kinds
        if len(headings := _recognised(row, kind)) >= _FEWEST
    ]
    return max(candidates, key=lambda one: len(one.headings), default=None)


def _recognised(row: Row, kind: Kind) -> dict[int, Heading]:
    known = _headings(kind)
    return {
        place: heading
        for place, text in enumerate(row.cells)
        if text and (heading := known.recognise(text))
    }


def _columns(found: _Found) -> dict[Column, int]:
    columns: dict[Column, int] = {}
    for column in COLUMNS[found.kind]:
        same = {at: one for at, one in found.headings.items() if one.column == column}
        chosen = [at for at, heading in same.items() if heading.strong] or list(same)
        if len(chosen) > 1:
            header = found.sheet.rows[found.place]
            raise Refused(
                _(
                    "Several columns look like “{column}”: {headings}. "
                    "Please keep one of them and send the file again.",
                    column=LABELS[column],
                    headings=Listing([header.cell(at) for at in chosen]),
                )
            )
        if chosen:
            columns[column] = chosen[0]
    return columns


def _refuse_incomplete(kind: Kind, columns: Mapping[Column, int]) -> None:
    missing = [_shown(choice) for choice in REQUIRED[kind] if not choice & columns.keys()]
    if missing:
        raise Refused(
            _n(
                "A column is missing: {columns}. Please add it, or fill in the template.",
                "Columns are missing: {columns}. Please add them, or fill in the template.",
                len(missing),
                columns=Listing(missing),
            )
        )


def _refuse_computed(sheet: Sheet, header: Row, columns: Mapping[Column, int]) -> None:
    read = set(columns.values())
    cells = sorted(
        (row, place) for row, place in sheet.computed if place in read and row >= header.number
    )
    if cells:
        raise Refused(
            _n(
                "{count} cell holds a formula: {cells}. "
                "Please replace it by its value (copy, paste as values) and send it again.",
                "{count} cells hold formulas: {cells}. "
                "Please replace them by their values (copy, paste as values) and send it again.",
                len(cells),
                cells=Listing([address(row, place) for row, place in cells[:_MOST_NAMED]]),
            )
        )


def _no_headings(kind: Kind | None) -> Message:
    kinds = (kind,) if kind else tuple(Kind)
    needed = {one: Listing([_shown(choice) for choice in REQUIRED[one]]) for one in kinds}
    if len(kinds) > 1:
        return _(
            "I found no headings. A list of members needs: {members}. "
            "A list of programmes needs: {programmes}. The templates have them all.",
            members=needed[Kind.MEMBERS],
            programmes=needed[Kind.PROGRAMMES],
        )
    return _("I found no headings. These columns are needed: {columns}.", columns=needed[kinds[0]])


def _shown(choice: frozenset[Column]) -> Message:
    """Name a column of ``choice``, the one without a language where there are several."""
    return LABELS[min(choice, key=lambda column: len(column.value))]


@cache
def _headings(kind: Kind) -> Headings:
    return Headings(kind)

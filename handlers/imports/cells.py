"""Rows of text, as every kind of file gives them: tidy cells, numbered as the sender sees them."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from handlers.imports.findings import Refused
from locales import _, clean

MOST_ROWS = 5_000  # below the header
MOST_COLUMNS = 100
MOST_LETTERS = 2_000  # in one cell

_NEVER_SEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f\u00ad\u200b\u2060]")
_WHOLE_NUMBER = re.compile(r"(-?\d+)\.0+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not empty: its number in the spreadsheet, and its cells as text."""

    number: int
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        """Return the text in a column, counted from 0; "" beyond the row's end."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's rows. ``computed`` are the (row number, column) of formulas and their errors."""

    title: str
    rows: tuple[Row, ...]
    computed: frozenset[tuple[int, int]] = frozenset()


def tidy(text: str) -> str:
    """Return ``text`` on one line, without invisible characters and the ".0" of whole numbers."""
    text = unicodedata.normalize("NFC", clean(text.replace("_x000D_", " ")))
    text = " ".join(_NEVER_SEEN.sub("", text).split())
    whole = _WHOLE_NUMBER.fullmatch(text)
    return whole[1] if whole else text


def address(row: int, column: int) -> str:
    """Name a cell as spreadsheets do, "C4"; ``column`` counts from 0."""
    return f"{get_column_letter(column + 1)}{row}"


def rows_of(lines: Iterable[tuple[int, list[str]]]) -> tuple[Row, ...]:
    """Tidy numbered lines of cells, leaving out those that are empty.

    Raises:
        Refused: when there are too many rows or columns, or too long a cell.
    """
    known: dict[str, str] = {}
    rows: list[Row] = []
    for number, cells in lines:
        tidied = _trimmed([_tidied(text, number, place, known) for place, text in enumerate(cells)])
        if not tidied:
            continue
        if len(tidied) > MOST_COLUMNS:
            raise Refused(
                _(
                    "Row {row} has more than {most} columns. "
                    "Please keep only the table and send the file again.",
                    row=str(number),
                    most=MOST_COLUMNS,
                )
            )
        rows.append(Row(number, tuple(tidied)))
        if len(rows) > MOST_ROWS + 1:
            raise too_many_rows()
    return tuple(rows)


def too_many_rows() -> Refused:
    """Say that a table is too long."""
    return Refused(
        _("The file has more than {most} rows. Please send it in several parts.", most=MOST_ROWS)
    )


def _tidied(text: str, row: int, column: int, known: dict[str, str]) -> str:
    if len(text) > MOST_LETTERS:
        raise Refused(
            _(
                "Cell {cell} is longer than {most} characters. "
                "Please shorten it and send the file again.",
                cell=address(row, column),
                most=MOST_LETTERS,
            )
        )
    if text not in known:
        known[text] = tidy(text)
    return known[text]


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells

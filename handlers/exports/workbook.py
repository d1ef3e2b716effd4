"""Excel workbooks of any length in bounded memory: each row is written to a file as it comes.

Cells of text are strings whatever they begin with: no formula and no link is ever made of what
somebody wrote. Dates and percentages are real ones, in Moroccan wall time.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import IO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from handlers.desk import TOO_LARGE, NotMade
from handlers.exports.about import About, lines
from handlers.exports.table import Cell, Column, Shape, Table, plain, text
from locales import _, direction, wall

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDING = ".xlsx"

_MOST_ROWS = 1_048_575  # of a sheet, under its heading
_LONGEST = 32_767  # UTF-16 units of a cell
_LONGEST_TITLE = 31  # of a sheet's name
_NOT_IN_TITLES = str.maketrans("", "", "[]:*?/\\'")
_STARTS = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = {
    Shape.CODE: 16,
    Shape.TEXT: 28,
    Shape.LONG: 48,
    Shape.DAY: 12,
    Shape.MOMENT: 17,
    Shape.PERCENT: 10,
    Shape.NUMBER: 10,
}
_FROZEN = 2  # columns that stay in view: which report, of whom
_HUNDRED = 100
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write(table: Table, about: About, language: str, out: IO[bytes]) -> None:
    """Write ``table`` and a sheet about it. Raises NotMade for more rows than a sheet can have."""
    if table.total > _MOST_ROWS:
        raise NotMade(TOO_LARGE)
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        book.set_properties({"title": plain(table.title, language), "author": "Jisr"})
        _Sheet(book, plain(table.title, language), language).fill(table)
        _Sheet(book, plain(_("About this file"), language), language).tell(
            lines(about, table, language)
        )


class _Sheet:
    """One sheet, written from top to bottom."""

    def __init__(self, book: xlsxwriter.Workbook, title: str, language: str) -> None:
        self._sheet: Worksheet = book.add_worksheet(
            title.translate(_NOT_IN_TITLES)[:_LONGEST_TITLE] or None
        )
        self._language = language
        if direction(language) == "rtl":
            self._sheet.right_to_left()
        top = {"valign": "top"}
        self._bold = book.add_format({"bold": True, **top})
        self._head = book.add_format(
            {"bold": True, "bg_color": "#DCE6F1", "text_wrap": True, "bottom": 1, **top}
        )
        self._text = book.add_format({"num_format": "@", **top})
        self._long = book.add_format({"num_format": "@", "text_wrap": True, **top})
        self._quoted = book.add_format(  # the apostrophe: text stays text when it is edited
            {"num_format": "@", "text_wrap": True, "quote_prefix": True, **top}
        )
        self._plain = book.add_format(top)
        self._formats = {
            Shape.DAY: book.add_format({"num_format": "dd/mm/yyyy", **top}),
            Shape.MOMENT: book.add_format({"num_format": "dd/mm/yyyy hh:mm", **top}),
            Shape.PERCENT: book.add_format({"num_format": "0%", **top}),
        }

    def fill(self, table: Table) -> None:
        """Write the table: its heading stays in view, its columns can be filtered."""
        self._sheet.freeze_panes(1, _FROZEN)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(0)
        for place, column in enumerate(table.columns):
            self._sheet.set_column(place, place, _WIDTHS[column.shape])
        for place, column in enumerate(table.columns):
            self._sheet.write_string(0, place, plain(column.label, self._language), self._head)
        written = 0
        for written, row in enumerate(table.rows, 1):
            for place, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
                self._write(written, place, column, cell)
        self._sheet.autofilter(0, 0, max(written, 1), len(table.columns) - 1)

    def tell(self, told: Sequence[tuple[str, str]]) -> None:
        """Write pairs of a label and a text."""
        self._sheet.set_column(0, 0, _WIDTHS[Shape.TEXT])
        self._sheet.set_column(1, 1, 2 * _WIDTHS[Shape.LONG])
        for row, (label, words) in enumerate(told):
            self._sheet.write_string(row, 0, label, self._bold)
            self._put(row, 1, words, Shape.LONG)

    def _write(self, row: int, place: int, column: Column, cell: Cell) -> None:
        shape = column.shape
        if cell is None:
            return
        if isinstance(cell, datetime):
            local = wall(cell).replace(tzinfo=None)
            self._sheet.write_datetime(row, place, local, self._formats[Shape.MOMENT])
        elif isinstance(cell, date):
            self._sheet.write_datetime(row, place, cell, self._formats[Shape.DAY])
        elif isinstance(cell, int):
            value = cell / _HUNDRED if shape is Shape.PERCENT else cell
            self._sheet.write_number(row, place, value, self._formats.get(shape, self._plain))
        else:
            self._put(row, place, text(cell, self._language), shape)

    def _put(self, row: int, place: int, words: str, shape: Shape) -> None:
        if words:
            self._sheet.write_string(row, place, fitting(words), self._style(words, shape))

    def _style(self, words: str, shape: Shape) -> Format:
        if words.startswith(_STARTS):
            return self._quoted
        return self._long if shape is Shape.LONG else self._text


def fitting(words: str) -> str:
    """Return at most what a cell can hold; what is cut off is marked as such."""
    units = words.encode("utf-16-le", errors="replace")
    if len(units) <= 2 * _LONGEST:
        return words
    return units[: 2 * (_LONGEST - 4)].decode("utf-16-le", errors="ignore") + " […]"

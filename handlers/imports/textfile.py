"""Reads .csv and .txt files: the separator is found out, quotation marks are honoured."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from handlers.imports import encodings
from handlers.imports.cells import Sheet, rows_of, too_many_rows
from handlers.imports.findings import Refused
from locales import _

_SEPARATORS = (";", "\t", ",", "|")
_MOST_LINES = 100_000  # empty ones included
_LOOKED_AT = 20  # rows by which the separator is chosen
_SAID = re.compile(r"\s*sep=(.)\r?\n", re.IGNORECASE)  # Excel's own first line, which it hides


def sheet_of(content: bytes) -> Sheet:
    """Read a text file as a sheet; a cell that starts with "=" counts as a formula.

    Raises:
        Refused: when it is no table of text.
    """
    text = encodings.decode(content)
    if text.lstrip().startswith(("<", "%PDF", "{")):
        raise encodings.not_a_spreadsheet()
    said = _SAID.match(text)
    separator = said[1] if said else _separator(text)
    rows = rows_of(_lines(text[said.end() :] if said else text, separator))
    computed = frozenset(
        (row.number, place)
        for row in rows
        for place, cell in enumerate(row.cells)
        if cell.startswith("=")
    )
    return Sheet("", rows, computed)


def _lines(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            if number > _MOST_LINES:
                raise too_many_rows()
            yield number, cells
    except csv.Error as error:
        raise Refused(
            _(
                "The quotation marks near line {line} do not match. "
                "Please correct them, or send the file as an Excel workbook (.xlsx).",
                line=str(reader.line_num),
            )
        ) from error


def _separator(text: str) -> str:
    """Return the separator that cuts most of the first rows into the same number of cells."""
    return max(_SEPARATORS, key=lambda separator: _order(text, separator))


def _order(text: str, separator: str) -> tuple[int, int]:
    rows = islice(csv.reader(StringIO(text, newline=""), delimiter=separator), _LOOKED_AT)
    try:
        widths = Counter(len(row) for row in rows if len(row) > 1)
    except csv.Error:
        return 0, 0
    return max(((times, width) for width, times in widths.items()), default=(0, 0))

"""CSV as Excel opens it by a double click in Morocco: UTF-8 with its mark, semicolons, CRLF.

Excel takes the list separator of the system's region, and in those of Morocco, French or Arabic,
that is the semicolon, since the comma is the decimal sign. Every field is quoted. What begins as a
formula does gets an apostrophe (OWASP, CSV injection): spreadsheets would otherwise run it.
"""

import csv
from datetime import date, datetime
from io import StringIO
from typing import IO

from handlers.exports.about import About
from handlers.exports.table import Cell, Table, plain, text
from locales import wall

MIME = "text/csv"
ENDING = ".csv"
_STARTS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")  # the last four: full width


def write(table: Table, _about: About, language: str, out: IO[bytes]) -> None:
    """Write ``table`` for a reader of ``language``; there is no room for what it is about."""
    out.write(b"\xef\xbb\xbf")
    out.write(_line([_safe(plain(column.label, language)) for column in table.columns]))
    for row in table.rows:
        out.write(_line([_safe(field(cell, language)) for cell in row]))


def field(cell: Cell, language: str) -> str:
    """Write a value: ISO dates, Moroccan wall time, whole numbers, words."""
    if isinstance(cell, datetime):
        return wall(cell).strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return str(int(cell))
    return text(cell, language)


def _safe(value: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    first = value.lstrip(" \u00a0")[:1]
    return f"'{value}" if first in _STARTS and first else value


def _line(fields: list[str]) -> bytes:
    line = StringIO(newline="")
    csv.writer(line, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(fields)
    return line.getvalue().encode(errors="replace")

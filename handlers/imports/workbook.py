"""Reads Excel workbooks (.xlsx), which are archives that strangers may have made.

What they could do to us is bounded before the library sees them: the size unpacked, and the
number of XML tags, since each becomes an object many times its length.
"""

import warnings
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from io import BytesIO
from itertools import count
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell

from handlers.imports.cells import MOST_COLUMNS, Sheet, rows_of
from handlers.imports.encodings import not_a_spreadsheet
from handlers.imports.findings import Refused
from locales import Message, _

_Cell = ReadOnlyCell | EmptyCell

_MOST_UNPACKED = 30_000_000  # bytes; 5,000 rows of 20 columns are about 7 million
_MOST_TAGS = 1_000_000  # opening and closing; as above, about 500,000
_MOST_PARTS = 1_000
_MOST_SHEETS = 12
_MOST_LOOKED_AT = 200_000  # rows of all sheets, formatted but empty ones included
_LAST_ROW = 1_048_576  # Excel's own limit
_PIECE = 1 << 20  # bytes read at once
_ENCRYPTED = 1  # the flag of an archive's entry


def sheets_of(content: bytes) -> tuple[Sheet, ...]:
    """Read the sheets that hold anything.

    Raises:
        Refused: when it is no workbook, or a damaged, locked or dangerous one.
    """
    try:
        _check(content)
        with warnings.catch_warnings():
            # It warns of drawings and rules it leaves out; none of them is read here.
            warnings.simplefilter("ignore")
            return _read(content)
    except Refused:
        raise
    except Exception as error:
        # Damage makes the library raise whatever it likes.
        raise Refused(
            _("This workbook is damaged. Please open it in Excel, save it as .xlsx, send it again.")
        ) from error


def macros() -> Message:
    """Say why a workbook with macros is not opened."""
    return _(
        "This workbook contains macros, which are not accepted for safety. "
        "Please save it as a workbook without macros (.xlsx) and send it again."
    )


def locked() -> Message:
    """Say that a password is in the way."""
    return _(
        "This workbook is protected by a password. "
        "Please remove the password, save it and send it again."
    )


def _check(content: bytes) -> None:
    with ZipFile(BytesIO(content)) as archive:
        parts = archive.infolist()
        names = {part.filename.lower() for part in parts}
        if any(part.flag_bits & _ENCRYPTED for part in parts):
            raise Refused(locked())
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
            raise _too_much()
        if "xl/workbook.bin" in names:
            raise not_a_spreadsheet()
        if any(name.endswith("vbaproject.bin") for name in names) or _macro_enabled(archive):
            raise Refused(macros())
        if not any(name.startswith("xl/") for name in names):
            raise not_a_spreadsheet()
        if sum(_tags(archive, part.filename) for part in parts) > _MOST_TAGS:
            raise _too_much()


def _too_much() -> Refused:
    return Refused(
        _(
            "This workbook is too large once unpacked. "
            "Please copy only the table into a new workbook and send that."
        )
    )


def _macro_enabled(archive: ZipFile) -> bool:
    types = "[Content_Types].xml"
    return types in archive.namelist() and b"macroenabled" in archive.read(types).lower()


def _tags(archive: ZipFile, name: str) -> int:
    with archive.open(name) as part:
        return sum(piece.count(b"<") for piece in iter(lambda: part.read(_PIECE), b""))


def _read(content: bytes) -> tuple[Sheet, ...]:
    book = load_workbook(BytesIO(content), read_only=True, keep_links=False)
    try:
        if len(book.worksheets) > _MOST_SHEETS:
            raise _too_much()
        looked_at = count(1)
        sheets = (_sheet(worksheet, looked_at) for worksheet in book.worksheets)
        return tuple(sheet for sheet in sheets if sheet.rows)
    finally:
        book.close()


def _sheet(worksheet: Any, looked_at: Iterator[int]) -> Sheet:  # noqa: ANN401 - no type fits
    """Read one sheet whole: within our bounds, since the range it claims to fill is often wrong."""
    written = worksheet.iter_rows(max_row=_LAST_ROW, max_col=MOST_COLUMNS + 1)
    computed: set[tuple[int, int]] = set()
    rows = rows_of(_lines(written, computed, looked_at))
    return Sheet(worksheet.title, rows, frozenset(computed))


def _lines(
    written: Iterable[tuple[_Cell, ...]], computed: set[tuple[int, int]], looked_at: Iterator[int]
) -> Iterator[tuple[int, list[str]]]:
    """Give the cells of each row that has some, and put the place of each formula aside.

    One column beyond the limit is read, so that a table that is too wide is seen to be.
    """
    blank: object = None
    for number, row in enumerate(written, 1):
        if row is blank:
            continue
        if next(looked_at) > _MOST_LOOKED_AT:
            raise _too_much()
        if not any(cell.value is not None for cell in row):
            # The library fills gaps with one and the same row, a million times if need be.
            blank = row
            continue
        computed.update((number, place) for place, cell in enumerate(row) if _is_computed(cell))
        yield number, [_text(cell.value) for cell in row]


def _is_computed(cell: _Cell) -> bool:
    return cell.value is not None and cell.data_type in {"f", "e"}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)

"""Writes small workbooks: one sheet, bold headings that stay in view, text that stays text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from locales import Words, clean, direction, render, wall

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Value = str | date | datetime

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_DAY, _MOMENT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"
_SHADE = PatternFill("solid", fgColor="DCE6F1")
_LONGEST_LIST = 253  # characters; Excel's limit for a list written into the cell's rule
_LAST_ROW = 5_001
_LONGEST_TITLE = 31  # of a sheet, as Excel allows
_NOT_IN_TITLES = str.maketrans("", "", "[]:*?/\\'")


@dataclass(frozen=True)
class Heading:
    """A column: what heads it, how wide it is (in characters), and what it may hold, if limited."""

    text: str
    width: int
    choices: tuple[str, ...] = ()


def plain(words: Words, language: str) -> str:
    """Write words for a cell, without the marks a chat needs."""
    return clean(render(words, language, html=False))


def workbook(
    title: str,
    headings: Sequence[Heading],
    rows: Sequence[Sequence[Value]],
    language: str,
    *,
    quiet: frozenset[int] = frozenset(),
) -> bytes:
    """Write an .xlsx file, its sheet from right to left where the language is.

    Args:
        title: the sheet's name.
        headings: the columns.
        rows: their values. Text is never a formula; moments (aware) are shown in Moroccan time.
        language: the reader's.
        quiet: the rows (from 0) to be written in grey, since they are only examples.
    """
    book = Workbook()
    book.properties.creator = "Jisr"
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    sheet.title = title.translate(_NOT_IN_TITLES)[:_LONGEST_TITLE] or "Jisr"
    sheet.sheet_view.rightToLeft = direction(language) == "rtl"
    sheet.freeze_panes = "A2"
    _head(sheet, headings)
    for number, row in enumerate(rows):
        for place, value in enumerate(row, 1):
            _write(sheet.cell(row=number + 2, column=place), value, quiet=number in quiet)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _head(sheet: Worksheet, headings: Sequence[Heading]) -> None:
    for place, heading in enumerate(headings, 1):
        cell = sheet.cell(row=1, column=place)
        _write(cell, heading.text)
        cell.font = Font(bold=True)
        cell.fill = _SHADE
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = heading.width
        _offer(sheet, letter, heading.choices)


def _offer(sheet: Worksheet, letter: str, choices: tuple[str, ...]) -> None:
    """Let the cells of a column offer a list; a list that Excel could not read is left out."""
    listed = ",".join(choices)
    if not choices or len(listed) > _LONGEST_LIST or listed.count(",") >= len(choices):
        return
    offered = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
    offered.showErrorMessage = False  # other words are understood too
    offered.add(f"{letter}2:{letter}{_LAST_ROW}")
    sheet.add_data_validation(offered)


def _write(cell: Cell | MergedCell, value: Value, *, quiet: bool = False) -> None:
    if isinstance(value, datetime):
        cell.value = wall(value).replace(tzinfo=None)
        cell.number_format = _MOMENT
    elif isinstance(value, date):
        cell.value = value
        cell.number_format = _DAY
    else:
        text = ILLEGAL_CHARACTERS_RE.sub("", clean(value))
        cell.value = text
        cell.data_type = "s"  # the library takes what begins with "=" for a formula
        cell.number_format = "@"
        # The apostrophe of spreadsheets: text stays text when somebody edits the cell.
        cell.quotePrefix = text.startswith(_FORMULA_STARTS)
    if quiet:
        cell.font = Font(italic=True, color="808080")

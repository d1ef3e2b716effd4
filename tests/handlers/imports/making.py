"""Makes the spreadsheets that people send: good ones, odd ones, and bad ones."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from bot.sample import register
from handlers.imports.findings import Refused
from handlers.imports.places import Gazetteer
from handlers.imports.preview import Preview, preview
from locales import Words, clean, render

Cell = str | int | float | bool | date | datetime | None
Line = Sequence[Cell]

MEMBERS = ("Name", "Role", "Collectivity")
AMAL = ("Amal Jisri", "focal point", "commune de Martil")
BADR = ("Badr Jisri", "deputy", "commune de Martil")

PROGRAMMES = (
    "Collectivity",
    "Programme",
    "Phase",
    "Start of the programme",
    "End of the programme",
    "Axis",
    "Project",
    "Principles",
    "Project due date",
    "Milestone",
    "Milestone due date",
)


@cache
def gazetteer() -> Gazetteer:
    """The whole register."""
    return Gazetteer(register.places())


def xlsx(*lines: Line, sheets: Iterable[tuple[str, Sequence[Line]]] = ()) -> bytes:
    """A workbook of one sheet, and perhaps more."""
    book = Workbook()
    first = book.worksheets[0]
    first.title = "First"
    for line in lines:
        first.append(list(line))
    for title, others in sheets:
        sheet = book.create_sheet(title)
        for line in others:
            sheet.append(list(line))
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def text(*lines: Line, separator: str = ";", encoding: str = "utf-8") -> bytes:
    """A CSV file."""
    out = StringIO()
    csv.writer(out, delimiter=separator).writerows(lines)
    return out.getvalue().encode(encoding)


def zipped(*entries: tuple[str, bytes]) -> bytes:
    """An archive."""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return content.getvalue()


def entries(content: bytes) -> list[tuple[str, bytes]]:
    """What is in an archive."""
    with ZipFile(BytesIO(content)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def altered(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """A workbook with something replaced in one of its parts."""
    found = entries(content)
    assert any(part == name and old in data for part, data in found)
    return zipped(
        *((part, data.replace(old, new) if part == name else data) for part, data in found)
    )


def members(*lines: Line, header: Line = MEMBERS, **options: object) -> Preview:
    """The preview of a list of members."""
    return preview(xlsx(header, *lines), "members.xlsx", gazetteer(), **options)  # type: ignore[arg-type]


def programmes(*lines: Line, header: Line = PROGRAMMES) -> Preview:
    """The preview of a list of programmes."""
    return preview(xlsx(header, *lines), "programmes.xlsx", gazetteer())


def english(words: Words) -> str:
    """The words as an English reader sees them, without marks."""
    return clean(render(words, "en", html=False)).replace("\u2068", "").replace("\u2069", "")


def refusal(content: bytes, name: str = "") -> str:
    """What the sender of a file is told when it is refused; "" when it is not."""
    try:
        preview(content, name, gazetteer())
    except Refused as refused:
        return english(refused.words)
    return ""


def problems(shown: Preview) -> list[tuple[int, str]]:
    """The errors: row and words."""
    return [(one.row, english(one.words)) for one in shown.errors]


def remarks(shown: Preview) -> list[tuple[int, str]]:
    """The remarks: row and words."""
    return [(one.row, english(one.words)) for one in shown.remarks]

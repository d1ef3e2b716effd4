"""JSON for programs: stable keys, codes instead of words, ISO dates, rows one by one.

``{"format": "jisr-export", "version": 1, "about": {…}, "columns": {key: meaning}, "rows": [{…}]}``.
A name is ``{"ar", "fr"}``, a value of a closed set its code, several values a list; percentages are
numbers from 0 to 100, moments are UTC.
"""

import json
from datetime import UTC, date, datetime
from typing import IO, Any

from handlers.exports.about import About
from handlers.exports.table import Cell, Coded, Table, plain, printable
from locales import Names

MIME = "application/json"
ENDING = ".json"
VERSION = 1


def write(table: Table, about: About, language: str, out: IO[bytes]) -> None:
    """Write ``table``; its explanations are in ``language``, nothing else depends on it."""
    head = {
        "format": "jisr-export",
        "version": VERSION,
        "about": {
            "subject": about.subject,
            "region": about.region,
            "first": about.first,
            "last": about.last,
            "exported_at": _json(about.at),
            "exported_by": plain(about.by, language),
            "source": plain(about.source, language),
        },
        "columns": {column.key: plain(column.meaning, language) for column in table.columns},
    }
    out.write(_bytes(head)[:-1] + b',"rows":[')
    keys = [column.key for column in table.columns]
    for number, row in enumerate(table.rows):
        values = {key: _json(cell) for key, cell in zip(keys, row, strict=True)}
        out.write((b",\n" if number else b"\n") + _bytes(values))
    out.write(b"\n]}\n")


def _json(cell: Cell) -> Any:  # noqa: ANN401 — a JSON value
    match cell:
        case datetime():
            return cell.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        case date():
            return cell.isoformat()
        case Coded():
            return cell.code
        case list() | tuple():
            return [_json(one) for one in cell]
        case _:
            return _words(cell) if isinstance(cell, Names | str) else cell


def _words(cell: Names | str) -> object:
    if isinstance(cell, str):
        return printable(cell)
    return {"ar": printable(cell.ar) or None, "fr": printable(cell.fr) or None}


def _bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode(errors="replace")

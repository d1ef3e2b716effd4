"""A table on its way into a file: its columns, and rows of values that keep their types.

The same rows become an Excel sheet, a CSV and a JSON file: people read the words of their language,
programs read codes and ISO dates.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache

from locales import LANGUAGES, Names, Words, clean, language_name, render, today


@dataclass(frozen=True)
class Coded:
    """A value of a closed set: its code for programs, its words for people."""

    code: str
    words: Words


Cell = str | int | bool | date | datetime | Names | Coded | Sequence[str | Names | Coded] | None
Row = Sequence[Cell]


class Shape(Enum):
    """What a column holds, which decides how wide it is and how Excel shows it."""

    CODE = "code"  # short text
    TEXT = "text"
    LONG = "long"  # sentences
    DAY = "day"
    MOMENT = "moment"
    PERCENT = "percent"  # 0 to 100
    NUMBER = "number"


@dataclass(frozen=True)
class Column:
    """A column: its key in JSON (stable), what heads it, what it holds, what that means.

    ``meaning`` goes to the sheet "About" and into JSON.
    """

    key: str
    label: Words
    shape: Shape
    meaning: Words


@dataclass(frozen=True)
class Table:
    """A table to be written: its name, its columns, how many rows there are, and the rows."""

    title: Words
    columns: Sequence[Column]
    total: int
    rows: Iterator[Row]


SEPARATOR = " ; "  # between several values of one cell


_LINE_END = re.compile("\r\n?")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@lru_cache(maxsize=4096)  # levels, names of places: the same few in each row
def plain(words: Words, language: str) -> str:
    """Write words for a file, without the marks a chat needs."""
    return printable(render(words, language, html=False))


def printable(words: str) -> str:
    """Return somebody's words without what no file of text may hold; lines end in one way."""
    if words.isprintable():  # most are, and then there is nothing to remove
        return words
    return _UNPRINTABLE.sub("", _LINE_END.sub("\n", clean(words)))


def text(cell: Cell, language: str) -> str:
    """Write a value that is neither a number nor a date, as a reader of ``language`` reads it."""
    match cell:
        case None:
            return ""
        case str():
            return printable(cell)
        case Coded():
            return plain(cell.words, language)
        case Names():
            return plain(cell, language)
        case list() | tuple():
            return SEPARATOR.join(filter(None, (text(one, language) for one in cell)))
        case _:
            return str(cell)


def dated(moment: datetime) -> str:
    """Return the day for a file's name: with dots, which keep their order among Arabic words."""
    return today(moment).strftime("%Y.%m.%d")


def language_of(code: str) -> Coded:
    """Name a language by itself."""
    return Coded(code, language_name(code) if code in LANGUAGES else code)

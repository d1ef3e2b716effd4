"""Finds out in which encoding a text file was saved; Morocco's computers leave four kinds.

Windows-1256 has the small accented letters of French where Windows-1252 has them, but Arabic
letters where it has capitals: only whole Arabic words tell the two apart.
"""

import codecs
import re

from handlers.imports.findings import Refused
from locales import Listing, _

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_START = 4096  # bytes that are enough to recognise UTF-16 by
_ARABIC_WORD = re.compile("[\u0621-\u064a]{3}")
_BINARY = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
_LOST = re.compile(r"\ufffd|(?<![^\s;,\t\"])\?{3,}(?![^\s;,\t\"])")
_MOST_NAMED = 5


def decode(content: bytes) -> str:
    """Return the text of a file that is not a workbook.

    Raises:
        Refused: when it is no text, or mixes encodings, or letters are lost in it.
    """
    text = _decoded(content)
    if _BINARY.search(text):
        raise not_a_spreadsheet()
    if _LOST.search(text) or any(map(_garbled, text.splitlines())):
        raise Refused(
            _(
                "Letters were lost when this file was saved. "
                "Please save it as an Excel workbook (.xlsx) or as CSV UTF-8, and send it again."
            )
        )
    return text


def not_a_spreadsheet() -> Refused:
    """Say that a file is something else."""
    return Refused(
        _("This file is not a spreadsheet. Please send an Excel workbook (.xlsx) or a CSV file.")
    )


def _decoded(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding)
    start = content[:_START]
    if b"\0" in start:
        little = start[1::2].count(0) >= start[::2].count(0)
        return _strictly(content, "utf-16-le" if little else "utf-16-be")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _of_windows(content)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise not_a_spreadsheet() from error


def _of_windows(content: bytes) -> str:
    lines = enumerate(content.split(b"\n"), 1)
    odd = [(number, line) for number, line in lines if not line.isascii()]
    foreign = [number for number, line in odd if not _is_utf8(line)]
    if len(foreign) < len(odd):
        raise Refused(
            _(
                "This file mixes two encodings: lines {lines} are not written like the others. "
                "Please save it as an Excel workbook (.xlsx) or as CSV UTF-8, and send it again.",
                lines=Listing([str(number) for number in foreign[:_MOST_NAMED]]),
            )
        )
    arabic = content.decode("cp1256")
    return arabic if _ARABIC_WORD.search(arabic) else content.decode("cp1252", errors="replace")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _garbled(line: str) -> bool:
    """Tell whether UTF-8 was once read as Windows-1252 here: "Ã©" for "é"."""
    if line.isascii():
        return False
    try:
        return not line.encode("cp1252").decode("utf-8").isascii()
    except UnicodeError:
        return False

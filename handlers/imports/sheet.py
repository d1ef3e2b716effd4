"""Turns a file that somebody sent into sheets of text, or says why that cannot be done."""

from decimal import Decimal

from handlers.imports import textfile, workbook
from handlers.imports.cells import Sheet
from handlers.imports.findings import Refused
from locales import Message, _

LARGEST = 5_000_000  # bytes; 5,000 rows are about half a million

_MEGABYTE = 1_000_000
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Excel's container before 2007, and of ciphers
_CIPHER = "EncryptedPackage".encode("utf-16-le")
_WITH_MACROS = (".xlsm", ".xltm", ".xlam")


def read(content: bytes, name: str = "") -> tuple[Sheet, ...]:
    """Read the sheets of a file that are not empty, in their order; at least one.

    Args:
        content: the file's bytes, which decide what it is.
        name: the name it was sent under, by which macros are recognised too.

    Raises:
        Refused: with words for the sender, when the file cannot be used. Nothing else is raised.
    """
    if refusal := too_large(len(content)):
        raise Refused(refusal)
    if not content.strip():
        raise _empty()
    if name.lower().endswith(_WITH_MACROS):
        raise Refused(workbook.macros())
    if content.startswith(_COMPOUND):
        raise Refused(workbook.locked() if _CIPHER in content else _old())
    if content.startswith(_ZIP):
        sheets = workbook.sheets_of(content)
    else:
        sheets = tuple(sheet for sheet in (textfile.sheet_of(content),) if sheet.rows)
    if not sheets:
        raise _empty()
    return sheets


def too_large(size: int) -> Message | None:
    """Say that a file of so many bytes is too large, before it is fetched; None if it is not."""
    if size <= LARGEST:
        return None
    return _(
        "This file has {size} MB; at most {most} MB can be read. "
        "Please keep only the table, or send it in several parts.",
        size=Decimal(size * 10 // _MEGABYTE) / 10,
        most=LARGEST // _MEGABYTE,
    )


def _empty() -> Refused:
    return Refused(_("This file is empty. Please fill in the template and send it again."))


def _old() -> Message:
    return _(
        "This is a workbook of an old Excel (.xls). "
        "Please open it, save it as .xlsx and send it again."
    )

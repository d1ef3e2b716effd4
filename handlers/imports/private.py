"""Keeps out what Jisr must not hold: telephone numbers and identity-card numbers (law 09-08).

A file that carries them is refused before anything of it is stored.
"""

import re
from functools import cache

from handlers.imports.cells import Row, address
from handlers.imports.findings import Refused
from locales import Message, _, normalise

_IDENTITY_HEADERS = (
    "cin", "c i n", "cnie", "cni", "cine", "carte nationale", "carte d identite",
    "identite nationale", "piece d identite", "passeport", "identity card", "identity number",
    "national id", "id card", "id number", "passport", "بطاقة التعريف", "البطاقة الوطنية",
    "ب ت و", "ر ب ت و", "رقم البطاقة", "رقم التعريف", "جواز السفر",
)  # fmt: skip
_PHONE_HEADERS = (
    "tel", "telephone", "gsm", "portable", "mobile", "phone", "whatsapp", "fax",
    "هاتف", "الهاتف", "النقال", "المحمول", "واتساب", "جوال",
)  # fmt: skip

_IDENTITY = re.compile(
    r"[a-z]{1,2} ?\d{5,7}|.*\b(?:cin|cnie?) (?:n )?[a-z]{1,2} ?\d{5,7}\b.*", re.ASCII
)
_PHONE = re.compile(
    r"(?<!\d)(?<!\d )(?:(?:00 ?)?212 ?0?|0)[5-8](?:(?: ?\d\d){4}|\d ?\d{3} ?\d{4})(?! ?\d)",
    re.ASCII,
)
_BARE_PHONE = re.compile(r"[67]\d{8}", re.ASCII)  # a spreadsheet took the leading zero away


def refuse_private(header: Row, rows: tuple[Row, ...]) -> None:
    """Look at every column, also at those that would be ignored.

    Raises:
        Refused: when a column is headed as, or a cell looks like, what must not be here. A column
            so headed is no matter while it is empty.
    """
    filled = {place for row in rows for place, cell in enumerate(row.cells) if cell}
    for place, heading in enumerate(header.cells):
        if place in filled and (refusal := _headed(heading)):
            raise Refused(refusal)
    known: set[str] = set()
    for row in rows:
        for place, cell in enumerate(row.cells):
            if cell in known:
                continue
            known.add(cell)
            if refusal := _holds(cell, address(row.number, place)):
                raise Refused(refusal)


def _headed(heading: str) -> Message | None:
    words = f" {normalise(heading)} "
    if any(f" {known} " in words for known in _plain(_IDENTITY_HEADERS)):
        return _(
            "The column “{column}” holds identity numbers. Law 09-08 protects them and Jisr does "
            "not need them: please delete this column and send the file again.",
            column=heading,
        )
    if any(f" {known} " in words for known in _plain(_PHONE_HEADERS)):
        return _(
            "The column “{column}” holds telephone numbers. Law 09-08 protects them and Jisr does "
            "not need them: please delete this column and send the file again.",
            column=heading,
        )
    return None


def _holds(cell: str, where: str) -> Message | None:
    if not any(map(str.isdigit, cell)):
        return None
    plain = normalise(cell)
    if _IDENTITY.fullmatch(plain):
        return _(
            "Cell {cell} looks like an identity number. Law 09-08 protects them and Jisr does "
            "not need them: please delete these numbers and send the file again.",
            cell=where,
        )
    if _PHONE.search(plain) or _BARE_PHONE.fullmatch(plain):
        return _(
            "Cell {cell} looks like a telephone number. Law 09-08 protects them and Jisr does "
            "not need them: please delete these numbers and send the file again.",
            cell=where,
        )
    return None


@cache
def _plain(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(normalise, words))

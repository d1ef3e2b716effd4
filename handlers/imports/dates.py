"""Reads dates that stand in a table: complete ones, which mean the same whenever they are read."""

from datetime import date

from locales import Message, _, date_in

_ONE_DAY, _ANOTHER_DAY = date(2020, 2, 10), date(2040, 9, 20)
_FIRST_YEAR, _LAST_YEAR = 2015, 2060


def fixed_date(text: str) -> date | None:
    """Return the date in ``text``; None for none, an impossible, a relative or a yearless one."""
    found = date_in(text, _ONE_DAY)
    if found is None or found != date_in(text, _ANOTHER_DAY):
        return None
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def not_a_date(text: str) -> Message:
    """Say what a date looks like."""
    return _("“{text}” is not a date. Please write it like 31/12/2026.", text=text)

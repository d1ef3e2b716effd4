"""Understands the times of day people type: "8:30", "8h30", "à 14 h", "الساعة ٨:٣٠"."""

import re
from datetime import time

from locales.typed import plain_letters

_HOURS, _MINUTES = 24, 60
_TIME = re.compile(
    r"(?<![\d:./-])(\d{1,2})(?:\s?(?:[:.]|h(?:eures?|rs?)?\b\s?|h(?=\d))(\d{2})?)?(?![\d:./-])",
    re.ASCII,
)


def time_in(text: str) -> time | None:
    """Return the time of day said in ``text``, or None when it says none, several or no real one.

    A number alone is a full hour. Days have 24 hours here: nobody types "2" for the afternoon of
    an office.
    """
    said = {(int(hour), int(minute or 0)) for hour, minute in _TIME.findall(plain_letters(text))}
    if len(said) != 1:
        return None
    hour, minute = said.pop()
    return time(hour, minute) if hour < _HOURS and minute < _MINUTES else None

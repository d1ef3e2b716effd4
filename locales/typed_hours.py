"""Understands the hours people type: "10:30", "10h30", "2 pm", "العاشرة والنصف", "à midi"."""

import re
from collections.abc import Mapping
from datetime import time
from functools import cache

from locales.typed import normalise, plain_letters

_NOON = 12
_DAY = 24
_DIGITS = re.compile(
    r"(?<![\d:.,/-])(\d{1,2})(?:\s?(?::|\.|h|heures?|د|س)\s?(\d{2})(?!\d))?(?![\d:,/-])", re.ASCII
)
_AFTERNOON = ("pm", "p m", "بعد الزوال", "مساء", "العشيه", "عشيه", "apres midi", "du soir",
              "in the evening", "in the afternoon")  # fmt: skip
_MORNING = ("am", "a m", "صباحا", "الصباح", "du matin", "in the morning")
_NAMED: Mapping[str, int] = {
    "الثانية عشرة": 12, "الحادية عشرة": 11, "العاشرة": 10, "التاسعة": 9, "الثامنة": 8,
    "السابعة": 7, "السادسة": 6, "الخامسة": 5, "الرابعة": 4, "الثالثة": 3, "الثانية": 2,
    "الواحدة": 1, "midi": 12, "noon": 12, "midday": 12,
}  # fmt: skip
_PARTS: Mapping[str, int] = {
    "والنصف": 30, "ونصف": 30, "والربع": 15, "وربع": 15, "et demie": 30, "et quart": 15,
}  # fmt: skip


def hour_in(text: str) -> time | None:
    """Return the hour said in ``text``, or None when it says none, several or an impossible one.

    A bare number is an hour of 24. "Two in the afternoon", in words, is 14:00; so is "14".
    """
    words = normalise(text)
    found = {*_in_digits(plain_letters(text))} or {*_in_words(words)}
    if len(found) != 1:
        return None
    hour, minute = found.pop()
    for words_of_part, minutes in _folded(_PARTS).items():
        if minute == 0 and words_of_part in words:
            minute = minutes
    return _time(_of_half_day(hour, words), minute)


def _in_digits(plain: str) -> list[tuple[int, int]]:
    return [(int(hour), int(minute or 0)) for hour, minute in _DIGITS.findall(plain)]


def _in_words(words: str) -> list[tuple[int, int]]:
    for name, hour in _folded(_NAMED).items():
        # "après-midi" holds "midi", and is no hour
        if name in words.replace("apres midi", ""):
            return [(hour, 0)]
    return []


def _of_half_day(hour: int, words: str) -> int:
    if any(f" {mark} " in f" {words} " or words.endswith(mark) for mark in _marks(_AFTERNOON)):
        return hour + _NOON if 0 < hour < _NOON else hour
    morning = any(words.endswith(mark) for mark in _marks(_MORNING))
    return 0 if morning and hour == _NOON else hour


def _time(hour: int, minute: int) -> time | None:
    return time(hour, minute) if hour < _DAY and minute < 60 else None  # noqa: PLR2004 — an hour


@cache
def _marks(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(normalise(one) for one in words)


@cache
def _folded_items(items: tuple[tuple[str, int], ...]) -> Mapping[str, int]:
    return {normalise(name): number for name, number in items}


def _folded(table: Mapping[str, int]) -> Mapping[str, int]:
    return _folded_items(tuple(table.items()))

"""Dates, hours, numbers and lists as each language writes them, with Latin digits everywhere.

The Moroccan variants are used because plain Arabic has other months (نوفمبر for نونبر) and other
separators. Results carry no direction marks; ``locales.rendering`` adds those.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, get_day_names
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from locales.zone import wall

_VARIANTS = {"ar": "ar_MA", "fr": "fr_MA", "en": "en", "zgh": "zgh_MA"}
_UNSEPARATED = 1000


@cache
def locale(language: str) -> Locale:
    """Return Babel's data for the Moroccan variant of ``language``."""
    return Locale.parse(_VARIANTS[language])


@lru_cache(maxsize=2048)
def long_date(day: date, language: str) -> str:
    """Write "24 novembre 2026", and "1er mai 2026" as French administrations do."""
    return _first(format_date(day, "long", locale(language)), day, language)


@lru_cache(maxsize=2048)
def full_date(day: date, language: str) -> str:
    """Write "mardi 24 novembre 2026"."""
    return _first(format_date(day, "full", locale(language)), day, language)


def hour(at: time | datetime) -> str:
    """Write "17:05", the same in all four languages; a datetime is shown in Moroccan time."""
    shown = wall(at) if isinstance(at, datetime) else at
    return f"{shown:%H:%M}"


def with_hour(day: str, at: datetime, language: str) -> str:
    """Put the Moroccan hour of ``at`` after ``day``, a date already written in ``language``."""
    return _joint(language).format(hour(at), day)


@lru_cache(maxsize=64)
def weekday(number: int, language: str) -> str:
    """Write the name of a day of the week: 1 is Monday."""
    name: str = get_day_names("wide", "format", locale(language))[number - 1]
    return name


@lru_cache(maxsize=2048)
def number(value: Decimal, language: str) -> str:
    """Write "1 234,5"."""
    return format_decimal(value, locale=locale(language))


def whole(value: int, language: str) -> str:
    """Write "60" or "1 234"."""
    return str(value) if 0 <= value < _UNSEPARATED else number(Decimal(value), language)


@lru_cache(maxsize=512)
def percent(value: Decimal, language: str) -> str:
    """Write "60 %" for 60. Decimals that were given are shown, at most two."""
    return format_percent(value / 100, _percent_pattern(language), locale(language))


def joined(items: Sequence[str], language: str) -> str:
    """Write "A, B et C". The zgh joining word is ours, since the public data has none."""
    if language == "zgh":
        return ", ".join(items[:-1]) + (" ⴷ " if items[1:] else "") + "".join(items[-1:])
    return format_list(items, locale=locale(language))


def _first(written: str, day: date, language: str) -> str:
    """Make the first of a month an ordinal in French; CLDR's long patterns know numbers alone."""
    if language != "fr" or day.day != 1:
        return written
    return re.sub(r"(?<!\d)1(?= )", "1er", written, count=1)


@cache
def _joint(language: str) -> str:
    return str(locale(language).datetime_formats["medium"])


@cache
def _percent_pattern(language: str) -> str:
    pattern = str(locale(language).percent_formats[None].pattern)
    return pattern.replace("#,##0", "#,##0.##")

"""Understands the dates people type, with the months of Morocco, the Mashriq and the Maghreb."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache

from babel.dates import get_month_names

from locales.typed import normalise, plain_letters

_MONTH_SOURCES = ("ar_MA", "ar", "ar_LB", "ar_DZ", "ar_MR", "fr", "en", "zgh")
_ABBREVIATED = ("fr", "en")
_RELATIVE: Mapping[str, int] = {
    **dict.fromkeys(("today", "aujourd'hui", "اليوم", "هاد النهار"), 0),
    **dict.fromkeys(("yesterday", "hier", "أمس", "البارحة", "البارح", "أمس البارحة"), -1),
    **dict.fromkeys(("tomorrow", "demain", "غدا", "غدًا", "غدوة"), 1),
}
_CENTURY = 100
_THIS_CENTURY = 2000

_DAY_FIRST = re.compile(
    r"(?<![\d./-])(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d/-]|\.\d)", re.ASCII
)
_YEAR_FIRST = re.compile(r"(?<![\d./-])(\d{4})([/.-])(\d{1,2})\2(\d{1,2})(?![\d/-]|\.\d)", re.ASCII)


def date_in(text: str, today: date) -> date | None:
    """Return the date said in ``text``, or None when it says none, several or an impossible one.

    Day comes before month. A date without its year is the one nearest to ``today``. "Today",
    "yesterday" and "tomorrow" count when they are all that was typed.
    """
    plain = plain_letters(text)
    said = {*_in_digits(plain), *_with_month(normalise(text), today)}
    if said:
        return said.pop() if len(said) == 1 else None
    days = _relative().get(normalise(text))
    return None if days is None else today + timedelta(days)


def _in_digits(plain: str) -> Iterator[date | None]:
    for day, _sign, month, year in _DAY_FIRST.findall(plain):
        yield _date(_full(int(year)), int(month), int(day))
    for year, _sign, month, day in _YEAR_FIRST.findall(plain):
        yield _date(int(year), int(month), int(day))


def _with_month(words: str, today: date) -> Iterator[date | None]:
    months = _months()
    for day, name, year in _day_then_month().findall(words):
        number = 1 if day in {"premier", "first", normalise("فاتح")} else int(day)
        if year:
            yield _date(int(year), months[name], number)
        else:
            yield _nearest(today, months[name], number)
    for name, day, year in _month_then_day().findall(words):
        yield _date(int(year), months[name], int(day))


def _nearest(today: date, month: int, day: int) -> date | None:
    years = (today.year - 1, today.year, today.year + 1)
    candidates = [found for year in years if (found := _date(year, month, day))]
    return min(candidates, key=lambda found: abs(found - today), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full(year: int) -> int:
    return year + _THIS_CENTURY if year < _CENTURY else year


@cache
def _relative() -> Mapping[str, int]:
    return {normalise(word): days for word, days in _RELATIVE.items()}


@cache
def _months() -> Mapping[str, int]:
    """Return the number of each month by its name in plain letters."""
    months: dict[str, int] = {}
    lists = [get_month_names("wide", locale=source) for source in _MONTH_SOURCES]
    lists += [get_month_names("abbreviated", locale=source) for source in _ABBREVIATED]
    for names in lists:
        months |= {normalise(name): number for number, name in names.items()}
    return months | {"sept": 9}


@cache
def _day_then_month() -> re.Pattern[str]:
    first = normalise("فاتح")
    return re.compile(
        rf"\b(?:(\d{{1,2}}|premier|first|{first})(?:er|st|nd|rd|th|e)?)"
        rf" (?:من |de |of |شهر )*({_any_month()})\b(?: (?:سنه |عام )?(\d{{4}})\b)?"
    )


@cache
def _month_then_day() -> re.Pattern[str]:
    return re.compile(rf"\b({_any_month()}) (\d{{1,2}})(?:st|nd|rd|th)? (\d{{4}})\b")


def _any_month() -> str:
    return "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))

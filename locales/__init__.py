"""The words: what Jisr says in four languages, and how people's own words are understood."""

from locales.bidi import clean
from locales.catalogues import LANGUAGES, direction, language_name
from locales.encoding import decode, encode
from locales.message import (
    Command,
    Day,
    Hour,
    Lines,
    Listing,
    Message,
    Moment,
    Names,
    Percent,
    Quote,
    Span,
    Value,
    Weekday,
    Words,
    _,
    _n,
)
from locales.rendering import render
from locales.typed import close_to, normalise, plain_letters
from locales.typed_dates import date_in
from locales.typed_hours import hour_in
from locales.typed_numbers import number, percent_in
from locales.zone import CASABLANCA, today, wall, week_of, zone_error

__all__ = [
    "CASABLANCA",
    "LANGUAGES",
    "Command",
    "Day",
    "Hour",
    "Lines",
    "Listing",
    "Message",
    "Moment",
    "Names",
    "Percent",
    "Quote",
    "Span",
    "Value",
    "Weekday",
    "Words",
    "_",
    "_n",
    "clean",
    "close_to",
    "date_in",
    "decode",
    "direction",
    "encode",
    "hour_in",
    "language_name",
    "normalise",
    "number",
    "percent_in",
    "plain_letters",
    "render",
    "today",
    "wall",
    "week_of",
    "zone_error",
]

"""Writes words in a reader's language: the right text and plural, values escaped and isolated.

Values are escaped first and isolated after, so that no mark can break an entity. The result is
the HTML that Telegram reads, or plain text.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from html import escape, unescape
from typing import Any

from locales import bidi, formats
from locales.catalogues import Shelf, direction, known, shelf
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
    _n,
)
from locales.zone import today

_ARABIC_NAMES = {"ar", "zgh"}
_BROKEN_TEXT = (KeyError, IndexError, ValueError, AttributeError)
_LAST_WORD = re.compile(r"\s+\S*\Z")


def render(
    words: Words, language: str, *, html: bool = True, catalogues: Shelf | None = None
) -> str:
    """Write ``words`` in ``language``.

    Args:
        words: what is to be said.
        language: one of ``LANGUAGES``; any other is answered in Arabic.
        html: True for Telegram's HTML; False removes tags and escapes nothing.
        catalogues: where the translations are, Jisr's own when left out.
    """
    text = _Reader(known(language), catalogues or shelf()).block(words)
    return text if html else unescape(bidi.TAG.sub("", text))


class _Reader:
    """One reader's language, and the catalogues from which words are written in it."""

    def __init__(self, language: str, catalogues: Shelf) -> None:
        self._language = language
        self._catalogues = catalogues

    def block(self, words: Words) -> str:
        """Write words that stand by themselves. Somebody's own text keeps its own direction."""
        if isinstance(words, Message):
            return self._steady(words)
        if isinstance(words, str):
            return _escaped(words)
        if isinstance(words, Names):
            return _escaped(self._name(words))
        if isinstance(words, Quote):
            return self._quote(words)
        return words.gap.join(self.block(part) for part in words.parts)

    def _steady(self, message: Message) -> str:
        text, shown = self._sentence(message)
        return bidi.steady(text, direction(shown))

    def _sentence(self, message: Message) -> tuple[str, str]:
        """Return the text of ``message`` and the language it was found in."""
        for shown, text in self._catalogues.texts(message, self._language):
            template = bidi.upright(text, direction(shown))
            if "{" not in text and "}" not in text:
                return template, shown
            values = self._values(message, shown)
            try:
                return template.format_map(values), shown
            except _BROKEN_TEXT:
                # A slip of a translator: the next language says it instead.
                self._catalogues.report(shown, message.msgid, "broken")
        return message.msgid.format_map(_Dots(self._values(message, "en"))), "en"

    def _values(self, message: Message, shown: str) -> dict[str, str]:
        values = {name: self.value(value, shown) for name, value in message.values.items()}
        if message.count is not None:
            values.setdefault("count", self.value(message.count, shown))
        return values

    def value(self, value: Value, shown: str) -> str:
        """Write a value inside a sentence that is in the language ``shown``."""
        if isinstance(value, str | Names):
            return bidi.isolate(self.block(value))
        if isinstance(value, Message):
            text, found = self._sentence(value)
            if "\n" in text:
                return bidi.steady(text, direction(found))
            return bidi.isolate(bidi.decided(text, direction(found)))
        if isinstance(value, Lines | Quote):
            return self.block(value)
        if isinstance(value, Listing):
            return formats.joined([self.value(item, shown) for item in value.items], shown)
        return _written(value, shown)

    def _name(self, names: Names) -> str:
        if self._language in _ARABIC_NAMES:
            return names.ar or names.fr
        return names.fr or names.ar

    def _quote(self, quote: Quote) -> str:
        text = bidi.clean(quote.text).strip()
        if len(text) <= quote.limit:
            return f"<blockquote>{_escaped(text)}</blockquote>"
        start = _escaped(_beginning(text, quote.limit))
        length = _n("({count} character in all)", "({count} characters in all)", len(text))
        return f"<blockquote>{start}…</blockquote>\n{self._steady(length)}"


class _Dots(dict[str, str]):
    """Values for a text whose value was lost between two versions: an ellipsis, never a key."""

    def __missing__(self, name: str) -> str:
        return "…"


def _escaped(text: str) -> str:
    return escape(bidi.clean(text), quote=False)


def _written(value: Value, shown: str) -> str:
    """Write a value whose text depends on the language alone."""
    for kind in type(value).__mro__:
        if kind in _WRITERS:
            return _WRITERS[kind](value, shown)
    message = f"{type(value).__name__} is not something Jisr can say"
    raise TypeError(message)


def _datetime(value: datetime, shown: str) -> str:
    return bidi.isolate(formats.with_hour(formats.long_date(today(value), shown), value, shown))


def _moment(value: Moment, shown: str) -> str:
    day = formats.full_date(today(value.at), shown)
    return bidi.isolate(formats.with_hour(day, value.at, shown))


def _span(value: Span, _shown: str) -> str:
    return bidi.left_to_right(f"{formats.hour(value.start)}-{formats.hour(value.end)}")


# Dates with a month's name take the direction of that name: in Arabic the day stands on the right.
_WRITERS: Mapping[type, Callable[[Any, str], str]] = {
    int: lambda value, shown: bidi.left_to_right(formats.whole(value, shown)),
    Decimal: lambda value, shown: bidi.left_to_right(formats.number(value, shown)),
    Percent: lambda value, shown: bidi.left_to_right(formats.percent(Decimal(value.value), shown)),
    date: lambda value, shown: bidi.isolate(formats.long_date(value, shown)),
    datetime: _datetime,
    Day: lambda value, shown: bidi.isolate(formats.full_date(value.day, shown)),
    Moment: _moment,
    Hour: lambda value, _shown: bidi.left_to_right(formats.hour(value.at)),
    Span: _span,
    Weekday: lambda value, shown: bidi.isolate(formats.weekday(value.number, shown)),
    Command: lambda value, shown: bidi.upright(_escaped(value.text), direction(shown)),
}


def _beginning(text: str, limit: int) -> str:
    """Return at most ``limit`` characters of a longer ``text``, ending between two words."""
    cut = text[:limit]
    if not text[limit].isspace():
        whole_words = _LAST_WORD.sub("", cut)
        # A word that fills half of the room is cut rather than dropped.
        cut = whole_words if len(whole_words) > limit // 2 else cut
    return cut.rstrip()

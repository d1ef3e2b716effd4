"""How words wait in the database: written as JSON values, in no language, and read back exactly.

A ``str`` and an ``int`` stand for themselves. Anything else is an object with one telling key.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

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
)


def encode(words: Words) -> Any:  # noqa: ANN401, JSON has no narrower type
    """Write ``words`` as JSON values.

    Raises:
        TypeError: for something that is not words.
        ValueError: for a datetime without a zone.
    """
    return _written(words)


def decode(stored: Any) -> Words:  # noqa: ANN401, JSON has no narrower type
    """Read back what ``encode`` wrote.

    Raises:
        ValueError: for anything else.
    """
    words = _read(stored)
    if isinstance(words, Words):
        return words
    message = f"these are not words: {stored!r}"
    raise ValueError(message)


def _written(value: object) -> Any:  # noqa: ANN401, JSON has no narrower type
    for kind in type(value).__mro__:
        if kind in _WRITERS:
            return _WRITERS[kind](value)
    message = f"{type(value).__name__} is not something Jisr can say"
    raise TypeError(message)


def _message(value: Message) -> dict[str, Any]:
    written: dict[str, Any] = {"message": value.msgid}
    if value.plural is not None:
        written |= {"plural": value.plural, "count": value.count}
    if value.values:
        written["values"] = {name: _written(inner) for name, inner in value.values.items()}
    return written


def _hour(value: Hour) -> dict[str, Any]:
    if isinstance(value.at, datetime):
        return {"hour at": _instant(value.at)}
    return {"hour": value.at.isoformat()}


def _instant(moment: datetime) -> str:
    if moment.utcoffset() is None:
        message = f"a moment needs its zone: {moment!r}"
        raise ValueError(message)
    return moment.astimezone(UTC).isoformat()


_WRITERS: Mapping[type, Callable[[Any], Any]] = {
    str: str,
    int: int,
    Message: _message,
    Names: lambda value: {"ar": value.ar, "fr": value.fr},
    Lines: lambda value: {"lines": [_written(part) for part in value.parts], "gap": value.gap},
    Quote: lambda value: {"quote": value.text, "limit": value.limit},
    Listing: lambda value: {"listing": [_written(item) for item in value.items]},
    Command: lambda value: {"command": value.text},
    Percent: lambda value: {"percent": _written(value.value)},
    Decimal: lambda value: {"decimal": str(value)},
    date: lambda value: {"date": value.isoformat()},
    datetime: lambda value: {"datetime": _instant(value)},
    Day: lambda value: {"day": value.day.isoformat()},
    Moment: lambda value: {"moment": _instant(value.at)},
    Hour: _hour,
    Span: lambda value: {"span": [value.start.isoformat(), value.end.isoformat()]},
    Weekday: lambda value: {"weekday": value.number},
}

_READERS: Mapping[str, Callable[[Mapping[str, Any]], Value]] = {
    "message": lambda stored: Message(
        stored["message"],
        {name: _read(inner) for name, inner in stored.get("values", {}).items()},
        stored.get("plural"),
        stored.get("count"),
    ),
    "ar": lambda stored: Names(stored["ar"], stored["fr"]),
    "lines": lambda stored: Lines([decode(part) for part in stored["lines"]], stored["gap"]),
    "quote": lambda stored: Quote(stored["quote"], stored["limit"]),
    "listing": lambda stored: Listing([_read(item) for item in stored["listing"]]),
    "command": lambda stored: Command(stored["command"]),
    "percent": lambda stored: Percent(_percentage(stored["percent"])),
    "decimal": lambda stored: Decimal(stored["decimal"]),
    "date": lambda stored: date.fromisoformat(stored["date"]),
    "datetime": lambda stored: datetime.fromisoformat(stored["datetime"]),
    "day": lambda stored: Day(date.fromisoformat(stored["day"])),
    "moment": lambda stored: Moment(datetime.fromisoformat(stored["moment"])),
    "hour": lambda stored: Hour(time.fromisoformat(stored["hour"])),
    "hour at": lambda stored: Hour(datetime.fromisoformat(stored["hour at"])),
    "span": lambda stored: Span(*(time.fromisoformat(end) for end in stored["span"])),
    "weekday": lambda stored: Weekday(stored["weekday"]),
}


def _read(stored: Any) -> Value:  # noqa: ANN401, JSON has no narrower type
    if isinstance(stored, str | int):
        return stored
    if isinstance(stored, Mapping):
        for key, reader in _READERS.items():
            if key in stored:
                return reader(stored)
    message = f"these are not words: {stored!r}"
    raise ValueError(message)


def _percentage(stored: Any) -> int | Decimal:  # noqa: ANN401, JSON has no narrower type
    return stored if isinstance(stored, int) else Decimal(stored["decimal"])

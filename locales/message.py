"""What Jisr has to say, still in no language: messages and the values put into them.

A message keeps its English text and its values apart until somebody reads it; ``locales.rendering``
then writes it in the reader's language. All of these are frozen and compare by content.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from string import Formatter


@dataclass(frozen=True)
class Message:
    """A sentence of Jisr. Make it with ``_`` or ``_n``, so that it reaches the catalogues.

    ``plural`` and ``count`` are None together, or set together.
    """

    msgid: str
    values: Mapping[str, "Value"] = field(default_factory=dict, hash=False)
    plural: str | None = None
    count: int | None = None


@dataclass(frozen=True)
class Names:
    """A name that has an Arabic and a French form, such as a commune's. One may be empty."""

    ar: str
    fr: str


@dataclass(frozen=True)
class Lines:
    """Paragraphs, one under the other, with ``gap`` between them."""

    parts: Sequence["Words"]
    gap: str = "\n\n"

    def __post_init__(self) -> None:
        """Keep the parts as a tuple, so that two equal texts are equal."""
        object.__setattr__(self, "parts", tuple(self.parts))


@dataclass(frozen=True)
class Quote:
    """Somebody's own text, shown as a quotation of at most ``limit`` characters.

    Only the display is shortened, and it says so with the full length; what is stored stays whole.
    """

    text: str
    limit: int = 300


@dataclass(frozen=True)
class Listing:
    """Several values in one sentence: "A, B et C"."""

    items: Sequence["Value"]

    def __post_init__(self) -> None:
        """Keep the items as a tuple, so that two equal lists are equal."""
        object.__setattr__(self, "items", tuple(self.items))


@dataclass(frozen=True)
class Command:
    """What a chat makes tappable: a /command, an @name, a #tag or an address.

    No invisible mark is ever put against it, since one would break the link.
    """

    text: str


@dataclass(frozen=True)
class Percent:
    """A percentage: ``Percent(60)`` reads 60 %."""

    value: int | Decimal


@dataclass(frozen=True)
class Day:
    """A date with its weekday: "mardi 24 novembre 2026". A plain ``date`` has no weekday."""

    day: date


@dataclass(frozen=True)
class Moment:
    """A date with its weekday and hour, in Moroccan time. A plain ``datetime`` has no weekday."""

    at: datetime


@dataclass(frozen=True)
class Hour:
    """A time of day: "10:00". A ``datetime`` (aware) is first turned into Moroccan time."""

    at: time | datetime


@dataclass(frozen=True)
class Span:
    """From one time of day to another: "10:00-12:00"."""

    start: time
    end: time


@dataclass(frozen=True)
class Weekday:
    """A day of the week by its ISO number: 1 is Monday, 7 is Sunday."""

    number: int


Words = Message | Names | Lines | Quote | str
"""What a whole text or a label can be. A ``str`` is somebody's own text, never ours."""

Value = (
    Words
    | Listing
    | Command
    | Percent
    | Day
    | Moment
    | Hour
    | Span
    | Weekday
    | Decimal
    | int
    | datetime
    | date
)
"""What can be put into a message. A plain ``int`` gets separators, so a year is a ``str``."""


def _(msgid: str, /, **values: Value) -> Message:
    """Say ``msgid``, an English sentence with named fields such as ``{project}``.

    It may hold <b>, <i>, <u>, <s> and <code>; elsewhere "&" and "<" are written as entities.

    Raises:
        KeyError: when a field of the sentence is given no value.
    """
    return _complete(Message(msgid, values))


def _n(singular: str, plural: str, count: int, /, **values: Value) -> Message:
    """Say how many: ``_n("{count} project", "{count} projects", 3)``. ``{count}`` is given.

    Raises:
        KeyError: when a field of one of the sentences is given no value.
    """
    return _complete(Message(singular, values, plural, count))


@lru_cache(maxsize=4096)
def fields(text: str) -> frozenset[str]:
    """Return the names of the fields in ``text``.

    Raises:
        ValueError: when its braces do not match.
    """
    return frozenset(name for _text, name, *_rest in Formatter().parse(text) if name is not None)


def _complete(message: Message) -> Message:
    """Return ``message``, or say at once, where the mistake is, which value it lacks."""
    needed = fields(message.msgid)
    if message.plural is not None:
        needed = (needed | fields(message.plural)) - {"count"}
    missing = needed - message.values.keys()
    if missing:
        detail = f"{message.msgid!r} has no value for {sorted(missing)}"
        raise KeyError(detail)
    return message

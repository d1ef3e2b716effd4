"""The questions a flow can ask, each able to read what people type and to refuse with a reason.

A question is a frozen value with a key. Its stored answer is a JSON value (an option's id, a
number, a text), never a label, so that a member may change language half-way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

import locales
from locales import Words, _, _n

MEGABYTE = 1024 * 1024
LABEL_BYTES = 40  # what is left of 64 for a value, beside the conversation and its sequence


@dataclass(frozen=True)
class Option:
    """One choice. ``id`` is stored and travels in the button: ASCII, at most 40 bytes."""

    id: str
    label: Words

    def __post_init__(self) -> None:
        """Refuse, at once, an id that a button could not carry."""
        if not self.id.isascii() or len(self.id) > LABEL_BYTES or self.id.startswith("~"):
            message = f"not an option id: {self.id!r}"
            raise ValueError(message)


@dataclass(frozen=True)
class Refusal:
    """Why what was typed is not an answer, in words for the person."""

    reason: Words


@dataclass(frozen=True)
class Answer:
    """What was understood, as a JSON value."""

    value: Any


@dataclass(frozen=True)
class Question:
    """What every question has: a key, a text, its options (buttons), and whether it may be skipped.

    A skipped question answers None.
    """

    key: str
    text: Words
    options: tuple[Option, ...] = ()
    optional: bool = False

    digits_are_values: ClassVar[bool] = False  # a typed "3" is the answer 3, not the third button
    free_text: ClassVar[bool] = False  # any words are an answer

    def read(self, text: str, today: date) -> Answer | Refusal:
        """Understand typed words that match no button. ``today`` is the local date."""
        del text, today
        return Refusal(_("Please choose one of the buttons, or type its number."))

    def tapped(self, value: str, today: date) -> object:
        """Return what a button's value means; the answer is None when the button is not there."""
        del today
        return value if any(option.id == value for option in self.options) else None

    def accepts(self, value: object) -> bool:
        """Tell whether a stored answer is still one: an option may have gone since."""
        if value is None:
            return self.optional
        return isinstance(value, str) and any(option.id == value for option in self.options)


@dataclass(frozen=True)
class Choice(Question):
    """One of several options, ``page`` at a time; with ``columns`` of them in a row."""

    page: int = 8
    columns: int = 1


@dataclass(frozen=True)
class Scale(Question):
    """A number from ``low`` to ``high``, each a button in one row."""

    low: int = 1
    high: int = 5
    digits_are_values: ClassVar[bool] = True

    def read(self, text: str, today: date) -> Answer | Refusal:
        """Read a number of the scale, in digits or in words."""
        del today
        value = locales.number(text)
        if value is not None and self.low <= value <= self.high:
            return Answer(value)
        return Refusal(_("A number from {low} to {high}, please.", low=self.low, high=self.high))

    def tapped(self, value: str, today: date) -> object:
        """Return the number on the button."""
        del today
        numbers = {str(number): number for number in range(self.low, self.high + 1)}
        return numbers.get(value)

    def accepts(self, value: object) -> bool:
        """Accept whole numbers of the scale."""
        if value is None:
            return self.optional
        return type(value) is int and self.low <= value <= self.high


@dataclass(frozen=True)
class Text(Question):
    """Words of one's own, at most ``limit`` characters, kept whole."""

    limit: int = 8000
    free_text: ClassVar[bool] = True

    def read(self, text: str, today: date) -> Answer | Refusal:
        """Take any words; too many are refused with their number and the limit."""
        del today
        words = locales.clean(text).strip()
        if not words:
            return Refusal(_("A few words, please."))
        if len(words) > self.limit:
            return Refusal(
                _n(
                    "That is {count} character; {limit} fit here. Please shorten it a little.",
                    "That is {count} characters; {limit} fit here. Please shorten it a little.",
                    len(words),
                    limit=self.limit,
                )
            )
        return Answer(words)

    def accepts(self, value: object) -> bool:
        """Accept any text, or one of the options."""
        if value is None:
            return self.optional
        return isinstance(value, str) and 0 < len(value) <= self.limit


@dataclass(frozen=True)
class Number(Question):
    """A whole number from ``low`` to ``high``; its options are answers too (as their ids)."""

    low: int = 0
    high: int = 100
    digits_are_values: ClassVar[bool] = True

    def read(self, text: str, today: date) -> Answer | Refusal:
        """Read "60", "60%", "٦٠٪", "soixante", "ستون"."""
        del today
        value = locales.number(text)
        if value is None:
            return Refusal(_("I did not find a number there. For example: 60."))
        if not self.low <= value <= self.high:
            return Refusal(
                _("A number from {low} to {high}, please.", low=self.low, high=self.high)
            )
        return Answer(value)

    def accepts(self, value: object) -> bool:
        """Accept a number of the range, or an option's id."""
        if type(value) is int:
            return self.low <= value <= self.high
        return super().accepts(value)


TODAY = "today"


@dataclass(frozen=True)
class Date(Question):
    """A day, from ``earliest`` to ``latest`` where these are given; stored as ISO 8601.

    With ``past``, not after the day it is asked. The option TODAY is stored as that day.
    """

    earliest: date | None = None
    latest: date | None = None
    past: bool = False
    digits_are_values: ClassVar[bool] = True

    def read(self, text: str, today: date) -> Answer | Refusal:
        """Read "24/11/2026", "24 novembre", "٢٤ نونبر", "today"."""
        day = locales.date_in(text, today)
        if day is None:
            return Refusal(_("I did not find a date there. For example: {day}.", day=today))
        if self.earliest and day < self.earliest:
            return Refusal(_("A date from {day} on, please.", day=self.earliest))
        last = min(self.latest or date.max, today if self.past else date.max)
        if day > last:
            return Refusal(_("A date up to {day}, please.", day=last))
        return Answer(day.isoformat())

    def tapped(self, value: str, today: date) -> object:
        """Turn the option TODAY into its date: a draft may be taken up again on another day."""
        found = super().tapped(value, today)
        return today.isoformat() if found == TODAY else found

    def accepts(self, value: object) -> bool:
        """Accept an ISO date within the bounds, or an option's id."""
        if not isinstance(value, str):
            return super().accepts(value)
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return super().accepts(value)
        return not ((self.earliest and day < self.earliest) or (self.latest and day > self.latest))


@dataclass(frozen=True)
class Media(Question):
    """Files or links: at most ``most`` of ``max_bytes`` each (OGP's form takes 3 of 10 MB).

    A file sent earlier in the conversation is kept and answers this question; one sent later is
    added. With ``asked`` false it only collects, and never holds the person up. ``shared`` is for
    files that will be passed on to others (``handlers.say``): of documents, sounds and films, only
    the types that may be. The answer is a list of attachments, or the id of an option tapped
    instead.
    """

    kinds: tuple[str, ...] = ("photo", "document", "voice")
    most: int = 3
    max_bytes: int = 10 * MEGABYTE
    asked: bool = True
    shared: bool = False

    def read(self, text: str, today: date) -> Answer | Refusal:
        """Take a link; other words are not evidence."""
        del today
        link = find_link(text)
        if link is None:
            return Refusal(_("Please send a photo, a PDF, a voice note or a link."))
        return Answer([{"kind": "link", "url": link}])


@dataclass(frozen=True)
class Confirm(Question):
    """The summary before saving: ``text`` says it all, ``edits`` are the keys that can be changed.

    Answers True, or the id of an option. A file or a link sent here is added to the flow's Media.
    """

    save: Words = field(default_factory=lambda: _("Save"))
    edits: tuple[Option, ...] = ()

    def accepts(self, value: object) -> bool:
        """Accept the saving, or an option's id."""
        return value is True or (value is not None and super().accepts(value))

    def read(self, text: str, today: date) -> Answer | Refusal:
        """Take a plain yes for the save button."""
        del today
        if locales.normalise(text) in _YES:
            return Answer(value=True)
        return Refusal(_("Nothing is saved yet. Tap Save, or say what to change."))


@dataclass(frozen=True)
class LookUp:
    """Something the flow needs to know half-way; its result is recorded like an answer.

    ``name`` is one of the flow's registered look-ups, ``args`` its JSON arguments.
    """

    key: str
    name: str
    args: Mapping[str, Any] = field(default_factory=dict)


# FEATURES.md F15: yes in the four languages, Latin darija included.
_YES = frozenset(
    locales.normalise(word)
    for word in ("نعم", "إيه", "واخا", "oui", "yes", "ok", "wakha", "iyyeh", "ⵢⴰⵀ", "d'accord")
)


def find_link(text: str) -> str | None:
    """Return the first http(s) address in ``text``, or None."""
    for word in locales.clean(text).split():
        candidate = word.strip("<>()[]«»\"'،,;.")
        if candidate.lower().startswith(("http://", "https://")) and "." in candidate[8:]:
            return candidate
    return None

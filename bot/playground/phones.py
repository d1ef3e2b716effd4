"""Whose telephones stand on the page: the cast's, and those of people Jisr does not know yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

MAX_NEWCOMERS: Final = 6
"""Enough for three people who join, a successor, and two strangers who get nowhere."""

_NAMES: Final = {"ar": "زائر {}", "fr": "Visiteur {}", "en": "Visitor {}", "zgh": "ⴰⵏⵙⵙⵎⵔⵙ {}"}


@dataclass(frozen=True)
class Phone:
    """A person's telephone. ``role`` and ``collectivity`` are given by page language.

    ``start`` is the token of the link with which this person comes to the bot the first time.
    ``fresh`` marks somebody new, added from the page, who has no role and no link of their own.
    """

    person_id: int
    name: str
    role: Mapping[str, str]
    collectivity: Mapping[str, str]
    language: str
    start: str | None
    fresh: bool = False


@dataclass(frozen=True)
class Known:
    """How Jisr knows somebody at this moment; ``role`` is empty for those who hold no seat."""

    name: str
    role: Mapping[str, str]
    collectivity: Mapping[str, str]
    language: str


def newcomer(person_id: int, number: int, language: str) -> Phone:
    """Return the telephone of the ``number``-th person who is new, set to ``language``."""
    return Phone(person_id, _NAMES[language].format(number), {}, {}, language, None, fresh=True)

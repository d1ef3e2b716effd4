"""Compares what people type with the labels they were shown, as a patient reader would.

Accents, Arabic vowel signs, letter variants, digits, case, punctuation and emoji make no
difference: "« Terminé ! »" is "termine".
"""

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from locales.bidi import clean

_CLOSE = 0.8
_SHORTEST_GUESS = 4
_CLEAR_WORD = 3

_UNWRITTEN = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W_]+")
_FOLDED = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "\u0627"),
        **dict.fromkeys("ىئی", "ي"),
        **dict.fromkeys("گݣڭک", "ك"),
        "ؤ": "و",
        "ة": "\u0647",
        "ء": "",
        "ڤ": "ف",
        "پ": "ب",
        "œ": "oe",
        "æ": "ae",
        "Œ": "oe",
        "Æ": "ae",
        **{chr(0x0660 + digit): str(digit) for digit in range(10)},
        **{chr(0x06F0 + digit): str(digit) for digit in range(10)},
    }
)


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """Return the bare words of ``text``, for comparing and never for showing."""
    return " ".join(_WORD.findall(plain_letters(text)))


def plain_letters(text: str) -> str:
    """Fold letters and digits of ``text`` to their plainest form, keeping its punctuation."""
    text = _UNWRITTEN.sub("", clean(unicodedata.normalize("NFKC", text)))
    text = unicodedata.normalize("NFD", text.translate(_FOLDED).lower())
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def close_to(typed: str, labels: Sequence[str]) -> int | None:
    """Return the place of the label that was meant, or None when that is not clear.

    First the label itself, then the word it starts with, then a slight misspelling. Each must
    point to one label alone.
    """
    wanted = normalise(typed)
    if not wanted:
        return None
    plain = [normalise(label) for label in labels]
    for says_it in (_same, _starts_with, _misspells):
        found = [place for place, label in enumerate(plain) if says_it(wanted, label)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _same(typed: str, label: str) -> bool:
    return typed.replace(" ", "") == label.replace(" ", "")


def _starts_with(typed: str, label: str) -> bool:
    """Tell whether ``typed`` is the first word of ``label``, or the first that is not tiny."""
    words = label.split()
    clear = next((word for word in words if len(word) >= _CLEAR_WORD), "")
    return typed in {*words[:1], clear}


def _misspells(typed: str, label: str) -> bool:
    """Tell whether ``typed`` is ``label`` with a slip.

    The first letter, the digits and the number of words must agree: without that, "not complete"
    and "incomplete" would be taken for "complete", and one year's budget for another's.
    """
    return (
        len(typed) >= _SHORTEST_GUESS
        and typed[0] == label[:1]
        and typed.count(" ") == label.count(" ")
        and _DIGIT.findall(typed) == _DIGIT.findall(label)
        and SequenceMatcher(None, typed, label, autojunk=False).ratio() >= _CLOSE
    )

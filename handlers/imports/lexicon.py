"""Understands a word of a closed list, in any of its forms and with a slip of the pen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from rapidfuzz import fuzz

from locales import normalise

_CLOSE = 86.0  # of 100
_APART = 5.0  # how much closer than to any other meaning
_SHORTEST = 5  # letters; a slip in fewer makes another word

Meaning = TypeVar("Meaning")


@dataclass(frozen=True, slots=True)
class Reading(Generic[Meaning]):
    """What a text was taken for; ``exact`` is False when it had to be guessed."""

    meaning: Meaning
    exact: bool


class Lexicon(Generic[Meaning]):
    """The known forms of each meaning, in all languages together."""

    def __init__(self, forms: Mapping[Meaning, Iterable[str]]) -> None:
        """Index ``forms``; the same form is never given to two meanings."""
        self._meanings = {
            normalise(form): meaning for meaning, known in forms.items() for form in known
        }
        self._squeezed = {form.replace(" ", ""): one for form, one in self._meanings.items()}

    def read(self, text: str) -> Reading[Meaning] | None:
        """Return what ``text`` means, or None when it is not clear."""
        plain = normalise(text)
        squeezed = plain.replace(" ", "")
        if squeezed in self._squeezed:
            return Reading(self._squeezed[squeezed], exact=True)
        if len(squeezed) < _SHORTEST:
            return None
        scores: dict[Meaning, float] = {}
        for form, meaning in self._meanings.items():
            if len(form) >= _SHORTEST:
                scores[meaning] = max(scores.get(meaning, 0), fuzz.ratio(plain, form))
        best, *others = sorted(scores, key=lambda one: -scores[one])
        next_best = scores[others[0]] if others else 0.0
        if scores[best] < _CLOSE or scores[best] - next_best < _APART:
            return None
        return Reading(best, exact=False)

"""What somebody asks, word by word: what was typed, and by which tokens each word is found."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storage.search import letters, tokens
from storage.search.meanings import LONGEST, Expression, known
from storage.search.stems import readings
from storage.search.stopwords import STOP_WORDS

LONGEST_QUESTION = 5_000  # letters that are looked at
MOST_WORDS = 60  # different words that are looked for

_AROUND = re.compile(r"^\W+|\W+$")
_WATER = "ء"  # without it ماء, water, would be ما, what


@dataclass(frozen=True)
class Word:
    """A word of a question.

    Attributes:
        typed: as somebody wrote it.
        stems: the stems it may have.
        own: what else can be said for it in its own language, as stems.
        others: what is said for it in other languages, as stems.
        letters: its four letters in a row.
    """

    typed: str
    stems: tuple[str, ...]
    own: frozenset[Expression]
    others: frozenset[Expression]
    letters: tuple[str, ...]

    def tokens(self) -> Iterator[str]:
        """Yield all that it is found by."""
        yield from self.stems
        for expression in (*self.own, *self.others):
            yield from expression
        yield from self.letters


def understood(text: str) -> list[Word]:
    """Return the words of a question that find something; none, when it has none."""
    plain: dict[str, str] = {}
    for typed in text[:LONGEST_QUESTION].split():
        if len(plain) >= MOST_WORDS:
            break
        for word in letters.words(typed):
            if _says_something(word, typed):
                plain.setdefault(word, _AROUND.sub("", typed))
    asked = list(plain.items())[:MOST_WORDS]
    said = _meanings([readings(word) for word, _ in asked])
    return [
        Word(typed, tuple(dict.fromkeys(readings(word))), *said[place], tokens.grams(word))
        for place, (word, typed) in enumerate(asked)
    ]


def _says_something(word: str, typed: str) -> bool:
    if word in STOP_WORDS and _WATER not in typed:
        return False
    return len(word) > 1 or word.isdecimal()


def _meanings(
    said: Sequence[tuple[str, str]],
) -> list[tuple[frozenset[Expression], frozenset[Expression]]]:
    """Return for each word what else can be said for the expressions that begin with it."""
    found = []
    for begin in range(len(said)):
        own: set[Expression] = set()
        others: set[Expression] = set()
        for length in range(1, LONGEST + 1):
            expression = said[begin : begin + length]
            for reading in zip(*expression, strict=True):
                if meaning := known().get(reading):
                    own |= meaning.own
                    others |= meaning.others
        found.append((frozenset(own), frozenset(others - own)))
    return found

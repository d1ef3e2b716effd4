"""What a text is found by: the stems of its words, and every four letters in a row of them.

The stems make the forms of a word meet; the four letters find it in spite of a slip of the finger,
and inside what is written together.
"""

from functools import lru_cache

from storage.search.letters import words
from storage.search.stems import stem

LONGEST_TEXT = 30_000  # letters of an entry that are looked at: some twenty pages
GRAM = 4
_END = "þ"  # a letter of no language of ours, so that an end is never taken for a word


def of_entry(text: str, language: str) -> str:
    """Return the tokens of a text: a line of stems, and a line of letters."""
    found = words(text[:LONGEST_TEXT])
    letters = [gram for word in found for gram in grams(word)]
    return " ".join(stem(word, language) for word in found) + "\n" + " ".join(letters)


@lru_cache(maxsize=32768)
def grams(word: str) -> tuple[str, ...]:
    """Return every four letters in a row, the ends of the word counting as a letter each."""
    framed = f"{_END}{word}{_END}"
    return tuple(framed[start : start + GRAM] for start in range(max(1, len(framed) - GRAM + 1)))

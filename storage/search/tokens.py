"""What a text is found by: the stems of its words, and every four letters in a row of them.

The stems make the forms of a word meet; the four letters find it in spite of a slip of the finger,
and inside what is written together. What an entry belongs to stands among them as tokens that no
word can be, so that a search within a topic or a region asks for one more token.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from functools import lru_cache
from itertools import chain, product

from storage.search.letters import words
from storage.search.stems import stem

LONGEST_TEXT = 30_000  # letters of an entry that are looked at: some twenty pages
OFTEN = 8  # times that a token is counted: whether it comes more often makes little difference
GRAM = 4
_END = "þ"  # a letter of no language of ours, so that an end is never taken for a word
_HEAD = 2  # lines before those of the tokens: what the entry belongs to, its stems


def of_entry(text: str, language: str, belongs: Collection[str] = ()) -> str:
    """Return the tokens of a text, each in the line of how often it comes.

    A line of what it belongs to and one of its stems go before.

    Args:
        text: its title and body.
        language: of the text.
        belongs: the tokens that ``belonging`` made.
    """
    found = words(text[:LONGEST_TEXT])
    stems = [stem(word, language) for word in found]
    often = Counter(chain(stems, chain.from_iterable(map(grams, found))))
    lines: list[list[str]] = [[] for _ in range(OFTEN)]
    for token, times in often.items():
        lines[min(times, OFTEN) - 1].append(token)
    return "\n".join(map(" ".join, (belongs, dict.fromkeys(stems), *lines)))


def stems_in(tokens: str) -> list[str]:
    """Return the stems of an entry, of which ``of_entry`` made ``tokens``."""
    return tokens.split("\n", _HEAD)[_HEAD - 1].split()


def often_in(tokens: str, asked: Collection[str]) -> tuple[Mapping[str, int], int]:
    """Return how often each token ``asked`` for comes in an entry, and how many tokens it has."""
    often = {}
    length = 0
    wanted = frozenset(asked)
    for times, line in enumerate(tokens.split("\n")[_HEAD:], 1):
        here = line.split()
        length += times * len(here)
        for token in wanted.intersection(here):
            often[token] = times
    return often, length


def scope(kind: str | None, topic: str | None, region_id: int | None) -> str:
    """Return the token of all entries of this kind, topic and region; None stands for any."""
    parts = ("" if part is None else str(part) for part in (kind, topic, region_id))
    return _END * 2 + _END.join("".join(filter(str.isalnum, part)).lower() for part in parts)


def belonging(kind: str, topic: str, region_id: int | None) -> list[str]:
    """Return the tokens of all that such an entry belongs to, that of all entries among them."""
    parts = product((kind, None), (topic, None), (region_id, None))
    return sorted({scope(*some) for some in parts})


@lru_cache(maxsize=32768)
def grams(word: str) -> tuple[str, ...]:
    """Return every four letters in a row, the ends of the word counting as a letter each."""
    framed = f"{_END}{word}{_END}"
    return tuple(framed[start : start + GRAM] for start in range(max(1, len(framed) - GRAM + 1)))


ALL = scope(None, None, None)  # the token of every entry

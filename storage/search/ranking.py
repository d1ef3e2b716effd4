"""Puts entries in order by BM25: the same order whatever the store, and without a database.

An entry ranks high that holds many of the question's rare tokens, holds them often, and is short.
"""

import math
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from sqlalchemy import Row

from storage.search import tokens

SATURATION = 1.2  # how soon a token that comes again and again counts no more; as FTS5 has it
LENGTH = 0.75  # how much the length of a text counts against it, 0 to 1; as FTS5 has it
Candidate = Row[*tuple[Any, ...]]  # the columns of SearchEntry, and the tokens


def rarity(count: int, entries: int) -> float:
    """Return what it says that a token is there, if ``count`` of all ``entries`` hold it."""
    return math.log(1 + (entries - count + 0.5) / (count + 0.5))


def ranked(
    entries: Iterable[Candidate], rarities: Mapping[str, float]
) -> list[tuple[Candidate, AbstractSet[str]]]:
    """Return ``entries``, the one that answers best first, each with the tokens that it holds.

    Args:
        entries: candidates with their tokens, of which equals keep their order.
        rarities: of each token of the question.
    """
    read = [(entry, *tokens.often_in(entry.tokens, rarities.keys())) for entry in entries]
    usual = sum(length for _, _, length in read) / max(1, len(read))
    scores = {entry.id: _score(often, length / usual, rarities) for entry, often, length in read}
    read.sort(key=lambda one: -scores[one[0].id])
    return [(entry, often.keys()) for entry, often, _ in read]


def _score(often: Mapping[str, int], long: float, rarities: Mapping[str, float]) -> float:
    weight = SATURATION * (1 - LENGTH + LENGTH * long)
    return sum(
        rarities[token] * times * (SATURATION + 1) / (times + weight)
        for token, times in often.items()
    )

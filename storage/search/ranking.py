"""Puts entries in order by BM25: the same order whatever the store, and without a database.

An entry ranks high that holds many of the question's rare tokens, holds them often, and is short.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from storage.models import SearchEntry

SATURATION = 1.2  # how soon a token that comes again and again counts no more; as FTS5 has it
LENGTH = 0.75  # how much the length of a text counts against it, 0 to 1; as FTS5 has it


def rarity(count: int, entries: int) -> float:
    """Return what it says that a token is there, if ``count`` of all ``entries`` hold it."""
    return math.log(1 + (entries - count + 0.5) / (count + 0.5))


def ranked(entries: Iterable[SearchEntry], rarities: Mapping[str, float]) -> list[SearchEntry]:
    """Return ``entries``, the one that answers best first.

    Args:
        entries: candidates, of which equals keep their order.
        rarities: of each token of the question.
    """
    texts = [(entry, entry.tokens.split()) for entry in entries]
    usual = sum(len(text) for _, text in texts) / len(texts) if texts else 0.0
    scores = {entry.id: _score(text, rarities, usual) for entry, text in texts}
    return sorted((entry for entry, _ in texts), key=lambda entry: -scores[entry.id])


def _score(text: Sequence[str], rarities: Mapping[str, float], usual: float) -> float:
    often = Counter(filter(rarities.__contains__, text))
    long = SATURATION * (1 - LENGTH + LENGTH * len(text) / usual) if often else 0.0
    return sum(
        rarities[token] * times * (SATURATION + 1) / (times + long)
        for token, times in often.items()
    )

"""Finds what answers a question, in whatever language it was asked, and says by which words.

Nothing is shown on the strength of single letters: an entry is a hit when it has at least one word
of the question, a slip of the finger aside, or the same in another language.
"""

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from storage.search import tokens
from storage.search.candidates import candidates, counts
from storage.search.entries import Kind
from storage.search.question import Word, understood
from storage.search.ranking import Candidate, ranked, rarity
from storage.search.tokens import ALL

EVERYTHING = tuple(Kind)
SPARE = 10  # candidates beyond the hits asked for: one store's first guess is not the order yet
SLIP = 0.6  # how alike two stems are of which one may be a misspelling, 0 to 1
SHORTEST_SLIP = 4  # letters: in anything shorter, a slip makes another word


@dataclass(frozen=True)
class Hit:
    """An entry that was found.

    Attributes:
        matched: the words of the question, as typed, that the entry has.
        crossed: it has none of them, but the same in another language.
    """

    kind: Kind
    number: int
    title: str
    language: str
    topic: str
    region_id: int | None
    dated: datetime
    matched: tuple[str, ...]
    crossed: bool


def find(  # noqa: PLR0913 - each narrows the search in a way of its own
    session: Session,
    words: str,
    *,
    topic: str | None = None,
    region_id: int | None = None,
    kinds: Collection[Kind] = EVERYTHING,
    limit: int = 10,
    without: Collection[tuple[Kind, int]] = (),
) -> list[Hit]:
    """Return what answers ``words`` best, the best first; nothing, when they say nothing.

    Args:
        session: of the caller's transaction.
        words: a question or a few words, as typed.
        topic: only of this one; None for any.
        region_id: only of this region; None for any.
        kinds: only of these.
        limit: how many hits at most.
        without: hits that have been shown: kind and number.
    """
    asked = understood(words)
    if not asked or not kinds:
        return []
    scopes = _scopes(topic, region_id, kinds)
    held = counts(session, {ALL, *scopes, *(token for word in asked for token in word.tokens())})
    stems = {stem for word in asked for stem in word.stems}
    found = candidates(session, held, stems, scopes, limit + len(without) + SPARE)
    rarities = {token: rarity(count, held[ALL]) for token, count in held.items()}
    unknown = {word.typed for word in asked if held.keys().isdisjoint(word.stems)}
    hits: list[Hit] = []
    for entry, holds in ranked(found, rarities):
        if len(hits) == limit:
            break
        if (entry.kind, entry.number) in without:
            continue
        if hit := _hit(entry, holds, asked, unknown):
            hits.append(hit)
    return hits


def _scopes(topic: str | None, region_id: int | None, kinds: Collection[Kind]) -> list[str]:
    """Return the tokens of which an entry must hold one; none, when it may be any."""
    if set(kinds) != set(Kind):
        return [tokens.scope(kind, topic, region_id) for kind in kinds]
    if topic is None and region_id is None:
        return []
    return [tokens.scope(None, topic, region_id)]


def _hit(
    entry: Candidate, holds: AbstractSet[str], asked: Sequence[Word], unknown: Collection[str]
) -> Hit | None:
    """Say why an entry is a hit; None when it has no word of what was asked.

    A word that some entry has is taken as it is; one that none has may be a slip of the finger.
    """
    stems = frozenset(tokens.stems_in(entry.tokens))
    near = [word for word in asked if not holds.isdisjoint(word.letters)]
    slips = {word.typed for word in near if word.typed in unknown and _resembles(stems, word)}
    matched = tuple(word.typed for word in asked if word.typed in slips or _has(stems, word))
    crossed = not matched and any(set(said) <= stems for word in asked for said in word.others)
    if not matched and not crossed:
        known = (word for word in near if word.typed not in unknown)
        matched = tuple(word.typed for word in known if _resembles(stems, word))
    if not matched and not crossed:
        return None
    return Hit(
        kind=Kind(entry.kind),
        number=entry.number,
        title=entry.title,
        language=entry.language,
        topic=entry.topic,
        region_id=entry.region_id,
        dated=entry.dated,
        matched=matched,
        crossed=crossed,
    )


def _has(stems: frozenset[str], word: Word) -> bool:
    return not stems.isdisjoint(word.stems) or any(set(said) <= stems for said in word.own)


def _resembles(stems: frozenset[str], word: Word) -> bool:
    """Whether the word may be one of these with a slip: most pairs of letters are the same."""
    for asked in word.stems:
        if len(asked) < SHORTEST_SLIP or asked.isdecimal():
            continue
        mine = _pairs(asked)
        if any(
            2 * len(mine & theirs) >= SLIP * (len(mine) + len(theirs))
            for theirs in map(_pairs, stems)
        ):
            return True
    return False


@lru_cache(maxsize=32768)
def _pairs(stem: str) -> frozenset[str]:
    framed = f"^{stem}$"
    return frozenset(framed[start : start + 2] for start in range(len(framed) - 1))

"""The entries that a question may mean: a few dozen, by what each store is quick at.

Both stores know at once which entries hold a token, and nothing of how often. So both are asked by
the rarest tokens alone, as many as the time allows; an entry promises the more, the rarer the
tokens are that it holds. What they find is put in order by ``storage.search.ranking``.
"""

import json
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Float,
    Select,
    Text,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from storage.models import SearchEntry, SearchText, SearchToken
from storage.search.ranking import Candidate, rarity
from storage.search.tokens import ALL

MOST_TOKENS = 60
MOST_PLACES = 3_000  # entries looked at for one question, counted once for each of its tokens
FEWEST = 3  # words that are asked for when each of them is in more entries than that

_TABLE = table("search_index", column("rowid"))  # on SQLite
_INDEX: ColumnElement[str] = literal_column("search_index")

# PostgreSQL does not know what it costs to unpack the tokens of every entry, once for each token.
_THROUGH_INDEX = text("SET LOCAL enable_seqscan = off")
_AS_BEFORE = text("SET LOCAL enable_seqscan = on")


def counts(session: Session, tokens: Collection[str]) -> dict[str, int]:
    """Return how many entries hold each of ``tokens``; one that none holds is left out."""
    found = select(SearchToken.token, SearchToken.entries).where(SearchToken.token.in_(tokens))
    return {token: count for token, count in session.execute(found) if count > 0}


def candidates(
    session: Session,
    held: Mapping[str, int],
    stems: Collection[str],
    scopes: Sequence[str],
    limit: int,
) -> Sequence[Candidate]:
    """Return entries with the rarest of the tokens ``held``, those that promise most first.

    Args:
        session: of the caller's transaction.
        held: what ``counts`` returned for the question, for ALL and ``scopes``.
        stems: those of the words as typed.
        scopes: tokens of which each candidate holds one; empty for any candidate.
        limit: how many at most.
    """
    within = [scope for scope in scopes if scope in held]
    asked = _rarest({token: held[token] for token in held if token not in {ALL, *scopes}}, stems)
    if not asked or (scopes and not within):
        return []
    rarities = {token: rarity(held[token], held[ALL]) for token in asked}
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    scored = _on_sqlite(rarities, within, held) if on_sqlite else _on_postgresql(rarities, within)
    best = scored.order_by(scored.selected_columns.score.desc(), scored.selected_columns.id.desc())
    few = best.limit(limit).subquery()
    found = (
        select(*SearchEntry.__table__.columns, SearchText.tokens)
        .join(SearchText, SearchText.entry_id == SearchEntry.id)
        .join(few, few.c.id == SearchEntry.id)
        .order_by(few.c.score.desc(), SearchEntry.id.desc())
    )
    if on_sqlite:
        return session.execute(found).all()
    session.execute(_THROUGH_INDEX)
    rows = session.execute(found).all()
    session.execute(_AS_BEFORE)
    return rows


def _rarest(held: Mapping[str, int], stems: Collection[str]) -> list[str]:
    """Return the rarest tokens, as many as there is time for, and some word of the question.

    Were every word too common, there would be nothing left of the question but a rare word that
    also means one of them, or a few letters.
    """
    by_count = sorted((count, token) for token, count in held.items())
    asked = []
    places = 0
    for count, token in by_count[:MOST_TOKENS]:
        places += count
        if places > MOST_PLACES:
            break
        asked.append(token)
    common = [token for _, token in by_count if token in stems]
    if common and common[0] not in asked:
        asked += common[:FEWEST]
    return asked or [token for _, token in by_count[:FEWEST]]


def _on_sqlite(
    asked: Mapping[str, float], scopes: Sequence[str], held: Mapping[str, int]
) -> Select[int, float]:
    """Add up how rare the tokens of each entry are; of very many entries, of the newest.

    FTS5 goes through all entries of a token: those of the scopes are asked for as well where that
    is the shorter way.
    """
    wide = sum(held[scope] for scope in scopes)
    within = f" AND ({_any(scopes)})" if scopes else ""
    each = func.json_each(
        json.dumps(
            {
                f'"{token}"{within if held[token] > wide else ""}': rarity
                for token, rarity in asked.items()
            }
        )
    ).table_valued("key", "value", name="each")
    rowid = _TABLE.c.rowid
    scored = (
        select(rowid.label("id"), func.sum(each.c.value).label("score"))
        .select_from(each)
        .join(_TABLE, _INDEX.op("MATCH")(each.c.key))
        .group_by(rowid)
    )
    if scopes or sum(held[token] for token in asked) > MOST_PLACES:
        newest = (
            select(rowid.label("id"))
            .where(_INDEX.op("MATCH")(f"({_any(asked)}){within}"))
            .order_by(rowid.desc())
            .limit(MOST_PLACES)
            .cte("newest")
        )
        scored = scored.where(rowid >= select(func.min(newest.c.id)).scalar_subquery())
        if scopes:  # added to 0, the column is not looked up in the index once for each
            scored = scored.where((rowid + 0).in_(select(newest.c.id)))
    return scored


def _any(tokens: Collection[str]) -> str:
    return " OR ".join(f'"{token}"' for token in tokens)


def _on_postgresql(asked: Mapping[str, float], scopes: Sequence[str]) -> Select[int, float]:
    """Add up how rare the tokens of each entry are: the index knows it all."""
    any_scope = " | ".join(f"'{scope}'" for scope in scopes)
    within = f" & ({any_scope})" if scopes else ""
    tokens = cast(literal([f"'{token}'{within}" for token in asked], ARRAY(Text)), ARRAY(Text))
    rarities = cast(literal(list(asked.values()), ARRAY(Float)), ARRAY(Float))
    each = select(
        func.unnest(tokens).label("token"), func.unnest(rarities).label("rarity")
    ).subquery()
    return (
        select(SearchText.entry_id.label("id"), func.sum(each.c.rarity).label("score"))
        .join(each, _INDEX.op("@@")(cast(each.c.token, TSQUERY)))
        .group_by(SearchText.entry_id)
    )

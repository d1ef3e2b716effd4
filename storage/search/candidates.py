"""The entries that a question may mean: a few dozen, by what each store is quick at.

SQLite's FTS5 scores whole texts, at half a microsecond for every place where a token stands;
PostgreSQL's GIN index says at once which entries hold a token, and nothing of how often. So both
are asked by the rarest tokens alone, as many as the time allows, and what they find is put in
order by ``storage.search.ranking``.
"""

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
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from storage.models import SearchEntry, SearchToken
from storage.search.entries import ALL
from storage.search.ranking import rarity

MOST_TOKENS = 60
MOST_PLACES = 6_000  # entries looked at for one question, counted once for each of its tokens
FEWEST = 3  # tokens that are asked for when each of them is in more entries than that

_TABLE = table("search_index", column("rowid"))  # on SQLite
_INDEX: ColumnElement[str] = literal_column("search_index")


def counts(session: Session, tokens: Collection[str]) -> dict[str, int]:
    """Return how many entries hold each of ``tokens``, and ALL of them; none holds one left out."""
    found = select(SearchToken.token, SearchToken.entries).where(
        SearchToken.token.in_([ALL, *tokens])
    )
    return {token: count for token, count in session.execute(found) if count > 0}


def candidates(
    session: Session,
    held: Mapping[str, int],
    conditions: Sequence[ColumnElement[bool]],
    limit: int,
) -> list[SearchEntry]:
    """Return entries with the rarest of the tokens ``held``, those that promise most first.

    Args:
        session: of the caller's transaction.
        held: what ``counts`` returned.
        conditions: on columns of SearchEntry, which every candidate fulfils.
        limit: how many at most.
    """
    asked = _rarest(held)
    if not asked:
        return []
    if session.get_bind().dialect.name == "sqlite":
        best = _on_sqlite(asked, conditions)
    else:
        best = _on_postgresql(
            {token: rarity(held[token], held[ALL]) for token in asked}, conditions
        )
    few = best.order_by(best.selected_columns.score.desc()).limit(limit).subquery()
    found = select(SearchEntry).join(few, few.c.id == SearchEntry.id)
    return list(session.scalars(found.order_by(few.c.score.desc(), SearchEntry.id.desc())))


def _rarest(held: Mapping[str, int]) -> list[str]:
    """Return the rarest tokens, as many as there is time for."""
    by_count = sorted((count, token) for token, count in held.items() if token != ALL)
    asked = []
    places = 0
    for count, token in by_count[:MOST_TOKENS]:
        places += count
        if places > MOST_PLACES:
            break
        asked.append(token)
    return asked or [token for _, token in by_count[:FEWEST]]


def _on_sqlite(
    asked: Sequence[str], conditions: Sequence[ColumnElement[bool]]
) -> Select[int, float]:
    """Ask FTS5, which scores downwards; of what is in very many entries, the newest are scored."""
    rowid = _TABLE.c.rowid
    scored = (
        select(rowid.label("id"), (-func.bm25(_INDEX)).label("score"))
        .where(_INDEX.op("MATCH")(" OR ".join(f'"{token}"' for token in asked)))
        .order_by(rowid.desc())
        .limit(MOST_PLACES)
    )
    if conditions:
        scored = scored.join(SearchEntry, SearchEntry.id == rowid).where(*conditions)
    newest = scored.subquery()
    return select(newest.c.id, newest.c.score)


def _on_postgresql(
    asked: Mapping[str, float], conditions: Sequence[ColumnElement[bool]]
) -> Select[int, float]:
    """Add up, for each entry, how rare the tokens are that it holds: the index knows it all."""
    tokens = cast(literal([f"'{token}'" for token in asked], ARRAY(Text)), ARRAY(Text))
    rarities = cast(literal(list(asked.values()), ARRAY(Float)), ARRAY(Float))
    each = select(
        func.unnest(tokens).label("token"), func.unnest(rarities).label("rarity")
    ).subquery()
    return (
        select(SearchEntry.id.label("id"), func.sum(each.c.rarity).label("score"))
        .join(each, _INDEX.op("@@")(cast(each.c.token, TSQUERY)))
        .where(*conditions)
        .group_by(SearchEntry.id)
    )

"""What can be found is put in when it is published, and taken out when it no longer is.

In the caller's transaction: what is published is found from the same moment on.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import cast

from sqlalchemy import Table, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.models import SearchEntry, SearchText, SearchToken
from storage.search import tokens

AT_ONCE = 1000  # entries, or values, in one statement

_CARDS = cast("Table", SearchEntry.__table__)
_TEXTS = cast("Table", SearchText.__table__)
_COUNTS = cast("Table", SearchToken.__table__)
_Insert = sqlite.Insert | postgresql.Insert
_KEY = ("kind", "number")
_SHOWN = ("language", "topic", "region_id", "title", "dated")


class Kind(StrEnum):
    """What can be found: published things only."""

    PRACTICE = "practice"
    FAQ = "faq"


@dataclass(frozen=True)
class Entry:
    """A published thing, to be found by the words of its title and its body.

    ``number`` is its own among those of its kind, ``language`` that of its text; ``region_id`` is
    None for what belongs to no region. The body is not kept, only its tokens.
    """

    kind: Kind
    number: int
    language: str
    topic: str
    region_id: int | None
    title: str
    body: str
    dated: datetime


def put(session: Session, entry: Entry) -> None:
    """Add an entry, or replace the one of its kind and number."""
    put_all(session, (entry,))


def put_all(session: Session, entries: Iterable[Entry]) -> None:
    """Add or replace many entries, each of another kind or number.

    After a change of stems or letters, putting every entry in again brings all up to date.
    """
    coming = iter(sorted(entries, key=lambda entry: (entry.kind, entry.number)))
    while batch := list(islice(coming, AT_ONCE)):
        _put(session, batch)


def _put(session: Session, entries: Sequence[Entry]) -> None:
    """Write the cards first: whoever else puts one of them in waits there for us, or we for him."""
    cards = [{name: getattr(entry, name) for name in (*_KEY, *_SHOWN)} for entry in entries]
    put_in = _upsert(session, _CARDS, _KEY, _SHOWN).returning(*_CARDS.c["kind", "number", "id"])
    ids = {(kind, number): entry_id for kind, number, entry_id in session.execute(put_in, cards)}
    changes = _leaving(session, ids.values())
    texts = [
        {"entry_id": ids[entry.kind, entry.number], "tokens": _tokens(entry)} for entry in entries
    ]
    session.execute(_upsert(session, _TEXTS, ("entry_id",), ("tokens",)), texts)
    for text in texts:
        changes.update(set(text["tokens"].split()))
    _count(session, changes)


def _tokens(entry: Entry) -> str:
    belongs = tokens.belonging(entry.kind, entry.topic, entry.region_id)
    return tokens.of_entry(f"{entry.title}\n{entry.body}", entry.language, belongs)


def remove(session: Session, kind: Kind, number: int) -> None:
    """Take an entry out; nothing happens when there is none."""
    wanted = select(_CARDS.c.id).where(_CARDS.c.kind == kind, _CARDS.c.number == number)
    entry_id = session.scalar(wanted.with_for_update())
    if entry_id is None:
        return
    changes = _leaving(session, (entry_id,))
    session.execute(delete(_TEXTS).where(_TEXTS.c.entry_id == entry_id))
    session.execute(delete(_CARDS).where(_CARDS.c.id == entry_id))
    _count(session, changes)


def _leaving(session: Session, ids: Collection[int]) -> Counter[str]:
    """Return what the counts lose when these entries lose the tokens that they have."""
    changes: Counter[str] = Counter()
    for text in session.scalars(select(_TEXTS.c.tokens).where(_TEXTS.c.entry_id.in_(ids))):
        changes.subtract(set(text.split()))
    return changes


def _count(session: Session, changes: Mapping[str, int]) -> None:
    """Add to the counts of the tokens, in one order whoever else does so: nobody blocks another."""
    changed = sorted((token, change) for token, change in changes.items() if change)
    if not changed:
        return
    insert = _insert(session, _COUNTS)
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["token"],
            set_={"entries": _COUNTS.c.entries + insert.excluded.entries},
        ),
        [{"token": token, "entries": change} for token, change in changed],
    )
    gone = [token for token, change in changed if change < 0]
    for first in range(0, len(gone), AT_ONCE):
        some = gone[first : first + AT_ONCE]
        session.execute(delete(_COUNTS).where(_COUNTS.c.token.in_(some), _COUNTS.c.entries <= 0))


def _upsert(session: Session, rows: Table, key: Sequence[str], rest: Sequence[str]) -> _Insert:
    insert = _insert(session, rows)
    return insert.on_conflict_do_update(
        index_elements=key, set_={name: insert.excluded[name] for name in rest}
    )


def _insert(session: Session, rows: Table) -> _Insert:
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(rows)
    return postgresql.insert(rows)

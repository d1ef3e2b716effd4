"""What can be found is put in when it is published, and taken out when it no longer is.

In the caller's transaction: what is published is found from the same moment on.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.models import SearchEntry, SearchToken
from storage.search import tokens

ALL = "*"  # never a token: its row counts the entries
AT_ONCE = 1000  # values in one statement


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
    """Add or replace many entries, each of another kind or number."""
    changes: Counter[str] = Counter()
    for entry in entries:
        row = _row(session, entry.kind, entry.number)
        if row is None:
            row = SearchEntry(kind=entry.kind, number=entry.number)
            session.add(row)
        else:
            changes.subtract(_counted(row.tokens))
        row.language = entry.language
        row.topic = entry.topic
        row.region_id = entry.region_id
        row.title = entry.title
        row.dated = entry.dated
        row.tokens = tokens.of_entry(f"{entry.title}\n{entry.body}", entry.language)
        changes.update(_counted(row.tokens))
    session.flush()
    _count(session, changes)


def remove(session: Session, kind: Kind, number: int) -> None:
    """Take an entry out; nothing happens when there is none."""
    row = _row(session, kind, number)
    if row is None:
        return
    changes: Counter[str] = Counter()
    changes.subtract(_counted(row.tokens))
    session.delete(row)
    session.flush()
    _count(session, changes)


def _row(session: Session, kind: Kind, number: int) -> SearchEntry | None:
    wanted = select(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.number == number)
    return session.scalar(wanted.with_for_update())


def _counted(text: str) -> set[str]:
    return {ALL, *text.split()}


def _count(session: Session, changes: Mapping[str, int]) -> None:
    """Add to the counts of the tokens, in one order whoever else does so: nobody blocks another."""
    changed = sorted((token, change) for token, change in changes.items() if change)
    if not changed:
        return
    dialect = session.get_bind().dialect.name
    insert = (sqlite if dialect == "sqlite" else postgresql).insert(SearchToken)
    session.execute(
        insert.on_conflict_do_update(
            index_elements=[SearchToken.token],
            set_={"entries": SearchToken.entries + insert.excluded.entries},
        ),
        [{"token": token, "entries": change} for token, change in changed],
    )
    gone = [token for token, change in changed if change < 0]
    for first in range(0, len(gone), AT_ONCE):
        session.execute(
            delete(SearchToken)
            .where(SearchToken.token.in_(gone[first : first + AT_ONCE]), SearchToken.entries <= 0)
            .execution_options(synchronize_session=False)
        )

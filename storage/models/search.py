"""What can be found: one row for each published thing, and how many entries hold each token.

Each store keeps an index of its own beside the rows and brings it up to date by itself, so that it
cannot drift: SQLite by triggers, PostgreSQL by a generated column.
"""

from datetime import datetime

from sqlalchemy import DDL, ForeignKey, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base

INDEX = "search_index"  # on SQLite a virtual table of this name, on PostgreSQL a column


class SearchEntry(Base):
    """A published thing as it is found: what stands on its card, and the tokens of its text."""

    __tablename__ = "search_entries"
    __table_args__ = (UniqueConstraint("kind", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    number: Mapped[int]
    language: Mapped[str] = mapped_column(String(8))
    topic: Mapped[str] = mapped_column(String(40), index=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("collectivities.id"), index=True)
    dated: Mapped[datetime]
    title: Mapped[str] = mapped_column(Text)
    tokens: Mapped[str] = mapped_column(Text)  # a line of stems, a line of letters


class SearchToken(Base):
    """How many entries hold a token: a question is asked by its rarest tokens."""

    __tablename__ = "search_tokens"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    entries: Mapped[int]


_ON_SQLITE = (
    (
        "CREATE VIRTUAL TABLE search_index USING fts5"
        " (tokens, content='search_entries', content_rowid='id', tokenize='unicode61')"
    ),
    (
        "CREATE TRIGGER search_entries_put AFTER INSERT ON search_entries BEGIN"
        " INSERT INTO search_index (rowid, tokens) VALUES (new.id, new.tokens); END"
    ),
    (
        "CREATE TRIGGER search_entries_removed AFTER DELETE ON search_entries BEGIN"
        " INSERT INTO search_index (search_index, rowid, tokens)"
        " VALUES ('delete', old.id, old.tokens); END"
    ),
    (
        "CREATE TRIGGER search_entries_replaced AFTER UPDATE OF tokens ON search_entries BEGIN"
        " INSERT INTO search_index (search_index, rowid, tokens)"
        " VALUES ('delete', old.id, old.tokens);"
        " INSERT INTO search_index (rowid, tokens) VALUES (new.id, new.tokens); END"
    ),
)
_ON_POSTGRESQL = (
    (
        "ALTER TABLE search_entries ADD COLUMN search_index tsvector NOT NULL"
        " GENERATED ALWAYS AS (strip(to_tsvector('simple', tokens))) STORED"
    ),
    "CREATE INDEX ix_search_entries_search_index ON search_entries USING gin (search_index)",
)

for _dialect, _statements in (("sqlite", _ON_SQLITE), ("postgresql", _ON_POSTGRESQL)):
    for _statement in _statements:
        _ddl = DDL(_statement)  # type: ignore[no-untyped-call] # SQLAlchemy left it untyped
        event.listen(SearchEntry.__table__, "after_create", _ddl.execute_if(dialect=_dialect))

"""What can be found: its card, the tokens of its text, and how many entries hold each token.

Each store keeps an index of its own beside the tokens and brings it up to date by itself, so that
it cannot drift: SQLite by triggers, PostgreSQL by a generated column. Cards and tokens are two
tables: a search looks at many cards and at the tokens of a few.
"""

from datetime import datetime

from sqlalchemy import DDL, ForeignKey, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base

INDEX = "search_index"  # on SQLite a virtual table of this name, on PostgreSQL a column


class SearchEntry(Base):
    """A published thing as it is shown when it is found."""

    __tablename__ = "search_entries"
    __table_args__ = (UniqueConstraint("kind", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    number: Mapped[int]
    language: Mapped[str] = mapped_column(String(8))
    topic: Mapped[str] = mapped_column(String(40))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("collectivities.id"), index=True)
    dated: Mapped[datetime]
    title: Mapped[str] = mapped_column(Text)


class SearchText(Base):
    """What an entry is found by; ``storage.search.tokens`` writes and reads it."""

    __tablename__ = "search_texts"

    entry_id: Mapped[int] = mapped_column(ForeignKey("search_entries.id"), primary_key=True)
    tokens: Mapped[str] = mapped_column(Text)


class SearchToken(Base):
    """How many entries hold a token: a question is asked by its rarest tokens."""

    __tablename__ = "search_tokens"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - as SQLAlchemy wants it

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    entries: Mapped[int]


# FTS5 keeps which entries hold a token; how often, and where, would make it four times as large.
_ON_SQLITE = (
    (
        "CREATE VIRTUAL TABLE search_index USING fts5"
        " (tokens, content='search_texts', content_rowid='entry_id', tokenize='unicode61',"
        " detail='none', columnsize=0)"
    ),
    (
        "CREATE TRIGGER search_texts_put AFTER INSERT ON search_texts BEGIN"
        " INSERT INTO search_index (rowid, tokens) VALUES (new.entry_id, new.tokens); END"
    ),
    (
        "CREATE TRIGGER search_texts_removed AFTER DELETE ON search_texts BEGIN"
        " INSERT INTO search_index (search_index, rowid, tokens)"
        " VALUES ('delete', old.entry_id, old.tokens); END"
    ),
    (
        "CREATE TRIGGER search_texts_replaced AFTER UPDATE OF tokens ON search_texts BEGIN"
        " INSERT INTO search_index (search_index, rowid, tokens)"
        " VALUES ('delete', old.entry_id, old.tokens);"
        " INSERT INTO search_index (rowid, tokens) VALUES (new.entry_id, new.tokens); END"
    ),
)
_ON_POSTGRESQL = (
    (
        "ALTER TABLE search_texts ADD COLUMN search_index tsvector NOT NULL"
        " GENERATED ALWAYS AS (strip(to_tsvector('simple', tokens))) STORED"
    ),
    (  # at once, not in a list that every search would go through for each of its tokens
        "CREATE INDEX ix_search_texts_search_index ON search_texts USING gin (search_index)"
        " WITH (fastupdate = off)"
    ),
)

for _dialect, _statements in (("sqlite", _ON_SQLITE), ("postgresql", _ON_POSTGRESQL)):
    for _statement in _statements:
        _ddl = DDL(_statement)  # type: ignore[no-untyped-call] # SQLAlchemy left it untyped
        event.listen(SearchText.__table__, "after_create", _ddl.execute_if(dialect=_dialect))

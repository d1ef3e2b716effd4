"""The search: what can be found, its tokens, how many entries hold each, and each store's index."""

# ruff: noqa: INP001 - alembic loads this file by its path

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

ON_SQLITE = (
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
ON_POSTGRESQL = (
    (
        "ALTER TABLE search_texts ADD COLUMN search_index tsvector NOT NULL"
        " GENERATED ALWAYS AS (strip(to_tsvector('simple', tokens))) STORED"
    ),
    (  # at once, not in a list that every search would go through for each of its tokens
        "CREATE INDEX ix_search_texts_search_index ON search_texts USING gin (search_index)"
        " WITH (fastupdate = off)"
    ),
)


def upgrade() -> None:
    """Add the three tables and, in each store's own words, the index beside them."""
    op.create_table(
        "search_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("dated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id"], ["collectivities.id"], name=op.f("fk_search_entries_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entries")),
        sa.UniqueConstraint("kind", "number", name=op.f("uq_search_entries_kind_number")),
    )
    op.create_index(op.f("ix_search_entries_region_id"), "search_entries", ["region_id"])
    op.create_table(
        "search_texts",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["search_entries.id"], name=op.f("fk_search_texts_entry_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_search_texts")),
    )
    op.create_table(
        "search_tokens",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_search_tokens")),
        sqlite_with_rowid=False,
    )
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in ON_SQLITE if on_sqlite else ON_POSTGRESQL:
        op.execute(statement)

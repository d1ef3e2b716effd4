"""Files that are sent: what they are called, what is in them, until when they are kept."""

# ruff: noqa: INP001 - alembic loads this file by its path

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

FULL = sa.text("content IS NOT NULL")


def upgrade() -> None:
    """Create the table of documents."""
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("mime", sa.String(length=100), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_documents_full",
        "documents",
        ["expires_at"],
        sqlite_where=FULL,
        postgresql_where=FULL,
    )

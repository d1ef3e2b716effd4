"""Spreadsheets to be imported: who sent them, how far they are, what was read in them."""

# ruff: noqa: INP001 - alembic loads this file by its path

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

OPEN = sa.text("status IN ('waiting', 'confirmed')")
FULL = sa.text("content IS NOT NULL OR reading IS NOT NULL")


def upgrade() -> None:
    """Create the table of uploads."""
    op.create_table(
        "uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(length=300), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("readings", sa.Integer(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("reading", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_uploads_member_id")),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["channel_identities.id"], name=op.f("fk_uploads_identity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
    )
    op.create_index(op.f("ix_uploads_member_id"), "uploads", ["member_id"])
    op.create_index("ix_uploads_open", "uploads", ["id"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index(
        "ix_uploads_full", "uploads", ["created_at"], sqlite_where=FULL, postgresql_where=FULL
    )

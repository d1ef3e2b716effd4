"""Announcements: their texts, whom they went to, and the messages that many rows share."""

# ruff: noqa: INP001 - alembic loads this file by its path

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add tables; nothing that is there changes."""
    create_announcements()
    create_texts()
    create_recipients()
    create_shared_payloads()


def create_announcements() -> None:
    """Create what coordinators wrote to many."""
    op.create_table(
        "announcements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrections", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["members.id"], name=op.f("fk_announcements_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["members.id"], name=op.f("fk_announcements_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["collectivities.id"], name=op.f("fk_announcements_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
    )
    op.create_index(op.f("ix_announcements_author_id"), "announcements", ["author_id"])
    op.create_index(op.f("ix_announcements_region_id"), "announcements", ["region_id"])
    op.create_index("ix_announcements_digest_created_at", "announcements", ["digest", "created_at"])


def create_texts() -> None:
    """Create an announcement's words, a row for each language."""
    op.create_table(
        "announcement_texts",
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcements.id"],
            name=op.f("fk_announcement_texts_announcement_id"),
        ),
        sa.PrimaryKeyConstraint("announcement_id", "language", name=op.f("pk_announcement_texts")),
    )


def create_recipients() -> None:
    """Create whom an announcement was for."""
    op.create_table(
        "announcement_recipients",
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=True),
        sa.Column("left_out", sa.String(length=16), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcements.id"],
            name=op.f("fk_announcement_recipients_announcement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_announcement_recipients_member_id")
        ),
        sa.PrimaryKeyConstraint(
            "announcement_id", "member_id", name=op.f("pk_announcement_recipients")
        ),
    )
    op.create_index(
        op.f("ix_announcement_recipients_member_id"), "announcement_recipients", ["member_id"]
    )


def create_shared_payloads() -> None:
    """Create the messages that go to many."""
    op.create_table(
        "shared_payloads",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", "language", name=op.f("pk_shared_payloads")),
    )

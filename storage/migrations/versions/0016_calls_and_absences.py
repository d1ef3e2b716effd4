"""Declared absences, and who called whom and what came of it."""

# ruff: noqa: INP001 - alembic loads this file by its path

from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add a table and columns; what was noted of calls so far is kept."""
    create_absences()
    anew: Literal["always", "never"]
    anew = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("cards", recreate=anew) as cards:
        cards.add_column(sa.Column("called_at", sa.DateTime(timezone=True), nullable=True))
        cards.add_column(sa.Column("called_by", sa.Integer(), nullable=True))
        cards.add_column(sa.Column("closed_by", sa.Integer(), nullable=True))
        cards.create_foreign_key(op.f("fk_cards_called_by"), "members", ["called_by"], ["id"])
        cards.create_foreign_key(op.f("fk_cards_closed_by"), "members", ["closed_by"], ["id"])
    translate_outcomes()


def create_absences() -> None:
    """Create from when to when somebody is away, as declared."""
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("declared_by", sa.Integer(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("first_on <= last_on", name=op.f("ck_absences_in_order")),
        sa.ForeignKeyConstraint(
            ["declared_by"], ["members.id"], name=op.f("fk_absences_declared_by")
        ),
        sa.ForeignKeyConstraint(["ended_by"], ["members.id"], name=op.f("fk_absences_ended_by")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_absences_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_index(op.f("ix_absences_member_id"), "absences", ["member_id"])


def translate_outcomes() -> None:
    """Read "called" as a call whose outcome nobody noted, "later" as a card that is still open."""
    op.execute("UPDATE cards SET called_at = closed_at WHERE outcome IN ('called', 'fine')")
    op.execute(
        "UPDATE cards SET outcome = NULL, closed_at = NULL WHERE outcome IN ('called', 'later')"
    )

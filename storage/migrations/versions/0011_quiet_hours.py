"""Quiet hours of one's own, and the quarter's question on pressure."""

# ruff: noqa: INP001 - alembic loads this file by its path

from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add columns; nobody has quiet hours yet, and nobody was asked."""
    # SQLite would write new columns into the middle of a table's definition.
    anew: Literal["always", "never"]
    anew = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("members", recreate=anew) as members:
        members.add_column(sa.Column("quiet_from", sa.Time(), nullable=True))
        members.add_column(sa.Column("quiet_until", sa.Time(), nullable=True))
    with op.batch_alter_table("check_ins", recreate=anew) as check_ins:
        check_ins.add_column(sa.Column("pressure", sa.String(length=12), nullable=True))

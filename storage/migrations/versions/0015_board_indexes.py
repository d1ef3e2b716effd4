"""The coordinators' board: some weeks of everybody's check-ins, and everybody's newest obstacle."""

# ruff: noqa: INP001 - alembic loads this file by its path

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

OBSTACLE = sa.text("obstacle IS NOT NULL")


def upgrade() -> None:
    """Add two indexes; nothing that is there changes."""
    op.create_index("ix_check_ins_week", "check_ins", ["week"])
    op.create_index(
        "ix_check_ins_obstacle",
        "check_ins",
        ["member_id", "week"],
        sqlite_where=OBSTACLE,
        postgresql_where=OBSTACLE,
    )

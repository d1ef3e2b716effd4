"""What is done once a night, and who was asked whether to receive messages again."""

# ruff: noqa: INP001 - alembic loads this file by its path

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the table of runs; remember that somebody who said stop was asked."""
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sa.UniqueConstraint("name", "day", name=op.f("uq_runs_name_day")),
    )
    # SQLite would write an added column after the constraints: there the table is written anew.
    sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("members", recreate="always" if sqlite else "never") as members:
        members.add_column(sa.Column("asked_back_at", sa.DateTime(timezone=True), nullable=True))

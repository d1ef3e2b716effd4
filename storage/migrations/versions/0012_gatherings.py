"""Events: gatherings, and who comes to them."""

# ruff: noqa: INP001 - alembic loads this file by its path

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add tables; nothing that is there changes."""
    create_gatherings()
    create_rsvps()


def create_gatherings() -> None:
    """Create what coordinators invite to."""
    op.create_table(
        "gatherings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("for_region_id", sa.Integer(), nullable=True),
        sa.Column("for_roles", sa.Text(), nullable=False),
        sa.Column("for_phase", sa.String(length=16), nullable=True),
        sa.Column("title_ar", sa.String(length=200), nullable=True),
        sa.Column("title_fr", sa.String(length=200), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["for_region_id"], ["collectivities.id"], name=op.f("fk_gatherings_for_region_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["members.id"], name=op.f("fk_gatherings_made_by")),
        sa.ForeignKeyConstraint(
            ["region_id"], ["collectivities.id"], name=op.f("fk_gatherings_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gatherings")),
        sa.UniqueConstraint("uid", name=op.f("uq_gatherings_uid")),
    )
    op.create_index(op.f("ix_gatherings_made_by"), "gatherings", ["made_by"])
    op.create_index(op.f("ix_gatherings_region_id"), "gatherings", ["region_id"])
    op.create_index(op.f("ix_gatherings_starts_at"), "gatherings", ["starts_at"])


def create_rsvps() -> None:
    """Create the answers to invitations, with presence and feedback."""
    op.create_table(
        "rsvps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gathering_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("attended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rated", sa.Boolean(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "rating IS NULL OR rating BETWEEN 1 AND 5", name=op.f("ck_rsvps_rating")
        ),
        sa.ForeignKeyConstraint(
            ["gathering_id"], ["gatherings.id"], name=op.f("fk_rsvps_gathering_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_rsvps_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rsvps")),
        sa.UniqueConstraint(
            "gathering_id", "member_id", name=op.f("uq_rsvps_gathering_id_member_id")
        ),
    )
    op.create_index(op.f("ix_rsvps_member_id"), "rsvps", ["member_id"])
    op.create_index("ix_rsvps_gathering_id_answer", "rsvps", ["gathering_id", "answer"])

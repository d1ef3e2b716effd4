"""The weekly rhythm: check-ins, what was sent unasked, every decision, cards, choices."""

# ruff: noqa: INP001 - alembic loads this file by its path

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add tables; nothing that is there changes, but for a column of members."""
    # SQLite would write the new column into the middle of the table's definition.
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("members", recreate="always" if on_sqlite else "never") as members:
        members.add_column(sa.Column("objected_at", sa.DateTime(timezone=True), nullable=True))
    create_check_ins()
    create_contacts()
    create_decisions()
    create_cards()
    create_choices()


def create_cards() -> None:
    """Create the words to coordinators: "ask how they are"."""
    op.create_table(
        "cards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_cards_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
    )
    op.create_index(op.f("ix_cards_member_id"), "cards", ["member_id"])


def create_check_ins() -> None:
    """Create the check-ins: one row for a person and an ISO week."""
    op.create_table(
        "check_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("collectivity_id", sa.Integer(), nullable=True),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=True),
        sa.Column("slot", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("excused", sa.String(length=20), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pace", sa.String(length=12), nullable=True),
        sa.Column("obstacle", sa.String(length=12), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("audience", sa.String(length=12), nullable=True),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mood", sa.Integer(), nullable=True),
        sa.Column("load", sa.Integer(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=True),
        sa.CheckConstraint("mood IS NULL OR mood BETWEEN 1 AND 5", name=op.f("ck_check_ins_mood")),
        sa.ForeignKeyConstraint(
            ["collectivity_id"], ["collectivities.id"], name=op.f("fk_check_ins_collectivity_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_check_ins_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
        sa.UniqueConstraint("member_id", "week", name=op.f("uq_check_ins_member_id_week")),
    )
    op.create_index(op.f("ix_check_ins_collectivity_id"), "check_ins", ["collectivity_id"])


def create_choices() -> None:
    """Create what coordinators settle for the network."""
    op.create_table(
        "choices",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["members.id"], name=op.f("fk_choices_changed_by")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_choices")),
    )


def create_contacts() -> None:
    """Create the list of what was sent unasked."""
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_contacts_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint(
            "member_id", "kind", "period", name=op.f("uq_contacts_member_id_kind_period")
        ),
    )
    op.create_index("ix_contacts_member_id_at", "contacts", ["member_id", "at"])


def create_decisions() -> None:
    """Create the decisions, as they can be replayed."""
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("pseudonym", sa.String(length=32), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("policy", sa.String(length=20), nullable=False),
        sa.Column("eligible", sa.Text(), nullable=False),
        sa.Column("features", sa.Text(), nullable=False),
        sa.Column("probabilities", sa.Text(), nullable=False),
        sa.Column("chosen", sa.String(length=20), nullable=False),
        sa.Column("p", sa.Double(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("suppressed_by", sa.String(length=20), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("human_override", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_decisions_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index("ix_decisions_member_id_at", "decisions", ["member_id", "at"])

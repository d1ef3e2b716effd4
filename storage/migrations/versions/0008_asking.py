"""Questions to peers, whom they were brought to, answers, and who can help with what."""

# ruff: noqa: INP001 - alembic loads this file by its path

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add tables, and how many people live somewhere; nothing that is there changes."""
    # SQLite would write the new column into the middle of the table's definition.
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table(
        "collectivities", recreate="always" if on_sqlite else "never"
    ) as collectivities:
        collectivities.add_column(sa.Column("population", sa.Integer(), nullable=True))
    create_questions()
    create_routings()
    create_answers()
    create_additions()
    create_expertise()


def create_questions() -> None:
    """Create what people ask their peers."""
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_questions_author_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_questions_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    op.create_index(op.f("ix_questions_author_id"), "questions", ["author_id"])
    op.create_index(
        "ix_questions_open",
        "questions",
        ["asked_at"],
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index(op.f("ix_questions_seat_id"), "questions", ["seat_id"])
    op.create_index("ix_questions_topic", "questions", ["topic", "id"])


def create_routings() -> None:
    """Create whom a question was brought to, and why."""
    op.create_table(
        "routings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reaction", sa.String(length=12), nullable=True),
        sa.Column("reacted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_routings_member_id")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_routings_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routings")),
        sa.UniqueConstraint(
            "question_id", "member_id", name=op.f("uq_routings_question_id_member_id")
        ),
    )
    op.create_index("ix_routings_member_id_at", "routings", ["member_id", "at"])


def create_answers() -> None:
    """Create what peers answered."""
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=True),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_answers_author_id")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_answers_question_id")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_answers_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
    )
    op.create_index(op.f("ix_answers_author_id"), "answers", ["author_id"])
    op.create_index(op.f("ix_answers_question_id"), "answers", ["question_id"])


def create_additions() -> None:
    """Create the further messages between an asker and one who answered."""
    op.create_table(
        "additions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name=op.f("fk_additions_answer_id")),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_additions_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_additions")),
    )
    op.create_index(op.f("ix_additions_answer_id"), "additions", ["answer_id"])
    op.create_index(op.f("ix_additions_author_id"), "additions", ["author_id"])


def create_expertise() -> None:
    """Create the topics people say they can help with."""
    op.create_table(
        "expertise",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_expertise_member_id")),
        sa.PrimaryKeyConstraint("member_id", "topic", name=op.f("pk_expertise")),
    )
    op.create_index("ix_expertise_topic", "expertise", ["topic", "member_id"])

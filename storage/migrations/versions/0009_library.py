"""The library: practices, answers that became entries, and who made use of which."""

# ruff: noqa: INP001 - alembic loads this file by its path

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add tables, and to people whether they want the digest."""
    create_practices()
    create_versions()
    create_faqs()
    create_reuses()
    create_memory()
    # SQLite would write the new column into the middle of the table's definition.
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("members", recreate="always" if on_sqlite else "never") as members:
        members.add_column(sa.Column("undigested_at", sa.DateTime(timezone=True), nullable=True))


def create_practices() -> None:
    """Create what local governments did and others may do too."""
    op.create_table(
        "practices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("collectivity_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.Column("principles", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("effort", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("depicted", sa.Boolean(), nullable=False),
        sa.Column("contact", sa.Boolean(), nullable=False),
        sa.Column("title_key", sa.String(length=64), nullable=False),
        sa.Column("body_key", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("outdated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_practices_author_id")),
        sa.ForeignKeyConstraint(
            ["collectivity_id"], ["collectivities.id"], name=op.f("fk_practices_collectivity_id")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_practices_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practices")),
    )
    op.create_index(op.f("ix_practices_author_id"), "practices", ["author_id"])
    op.create_index(op.f("ix_practices_collectivity_id"), "practices", ["collectivity_id"])
    op.create_index(op.f("ix_practices_seat_id"), "practices", ["seat_id"])
    op.create_index(op.f("ix_practices_title_key"), "practices", ["title_key"])
    op.create_index(op.f("ix_practices_body_key"), "practices", ["body_key"])
    op.create_index("ix_practices_status_topic", "practices", ["status", "topic"])


def create_versions() -> None:
    """Create practices as they were sent to the moderators, and the files of published ones."""
    op.create_table(
        "practice_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["members.id"], name=op.f("fk_practice_versions_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practices.id"], name=op.f("fk_practice_versions_practice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_versions")),
        sa.UniqueConstraint(
            "practice_id", "number", name=op.f("uq_practice_versions_practice_id_number")
        ),
    )
    op.create_index(
        "ix_practice_versions_waiting",
        "practice_versions",
        ["id"],
        sqlite_where=sa.text("status = 'submitted'"),
        postgresql_where=sa.text("status = 'submitted'"),
    )
    op.create_table(
        "practice_files",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_practice_files_file_id")),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practices.id"], name=op.f("fk_practice_files_practice_id")
        ),
        sa.PrimaryKeyConstraint("practice_id", "file_id", name=op.f("pk_practice_files")),
    )
    op.create_index(op.f("ix_practice_files_file_id"), "practice_files", ["file_id"])


def create_faqs() -> None:
    """Create the answers on their way into the library."""
    op.create_table(
        "faqs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("collectivity_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("asker_agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("author_agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("outdated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name=op.f("fk_faqs_answer_id")),
        sa.ForeignKeyConstraint(
            ["collectivity_id"], ["collectivities.id"], name=op.f("fk_faqs_collectivity_id")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["members.id"], name=op.f("fk_faqs_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faqs")),
        sa.UniqueConstraint("answer_id", name=op.f("uq_faqs_answer_id")),
    )
    op.create_index(op.f("ix_faqs_status"), "faqs", ["status"])


def create_reuses() -> None:
    """Create who made use of what the library holds."""
    op.create_table(
        "reuses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("use", sa.String(length=12), nullable=False),
        sa.Column("collectivity_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["collectivity_id"], ["collectivities.id"], name=op.f("fk_reuses_collectivity_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_reuses_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reuses")),
        sa.UniqueConstraint(
            "kind",
            "number",
            "collectivity_id",
            "use",
            name=op.f("uq_reuses_kind_number_collectivity_id_use"),
        ),
    )
    op.create_index(op.f("ix_reuses_member_id"), "reuses", ["member_id"])


def create_memory() -> None:
    """Create what was brought to whom, what was sought, and how far the digest has come."""
    op.create_table(
        "showings",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_showings_member_id")),
        sa.PrimaryKeyConstraint("member_id", "kind", "number", name=op.f("pk_showings")),
    )
    op.create_table(
        "searches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_searches")),
        sa.UniqueConstraint("token", name=op.f("uq_searches_token")),
    )
    op.create_index(op.f("ix_searches_at"), "searches", ["at"])
    op.create_table(
        "digest_scans",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("week", name=op.f("pk_digest_scans")),
    )

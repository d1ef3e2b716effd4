"""The audit log is append-only in the database too: a row goes when its time is over, unchanged."""

# ruff: noqa: INP001 - alembic loads this file by its path

from alembic import op

revision = "0006"
down_revision = "0005"

REFUSED = "the audit log is append-only"


def upgrade() -> None:
    """Refuse every change of a row; deleting is left to the nightly clearing, years later."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER audit_stands BEFORE UPDATE ON audit"
            f" BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION audit_stands() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_stands BEFORE UPDATE ON audit"
        " FOR EACH ROW EXECUTE FUNCTION audit_stands()"
    )

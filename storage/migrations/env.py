"""How alembic runs the migrations: on the connection that storage.migrate hands over.

To draft a new one from the models, on a database that is up to date:
``alembic -x url=sqlite:///draft.db revision --autogenerate --rev-id 0002 -m "what changes"``
"""

# ruff: noqa: INP001 - alembic loads this file by its path

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, create_engine

from storage.columns import Enumerated, OrderedJSON, UTCDateTime
from storage.models import Base

PLAIN: dict[type, str] = {UTCDateTime: "sa.DateTime(timezone=True)", OrderedJSON: "sa.Text()"}


def rendered(kind: str, item: object, _: AutogenContext) -> str | Literal[False]:
    """Write our column types as what they are in the database: a migration must not change."""
    if kind != "type":
        return False
    if isinstance(item, Enumerated):
        return f"sa.String(length={item.length})"
    return PLAIN.get(type(item), False)


def ours(name: str | None, kind: str, parents: object) -> bool:
    """Leave out each store's own index of what can be found, which no model describes."""
    del kind, parents
    return "search_index" not in (name or "")


def run(connection: Connection) -> None:
    """Run on ``connection``, inside its transaction if it has begun one."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=rendered,
        include_name=ours,
    )
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = create_engine(context.get_x_argument(as_dictionary=True)["url"])
    with engine.begin() as opened:
        run(opened)
    engine.dispose()

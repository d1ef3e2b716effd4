"""Writing a few columns of one row at once, past the session's unit of work.

For the rows that every event changes: the same UPDATE takes a third of the time. Everything else
is left to the session, which sees the row as it then is.
"""

from functools import cache
from typing import Any, cast

from sqlalchemy import Table, Update, bindparam
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from storage.models import ChannelIdentity, Conversation


def put(session: Session, row: ChannelIdentity | Conversation, **values: Any) -> None:  # noqa: ANN401 — of any column
    """Write ``values`` into ``row``, which is stored already; what is as it was costs nothing."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return
    session.execute(_by_id(cast("Table", row.__table__)), {"row": row.id, **changed})
    for name, value in changed.items():
        set_committed_value(row, name, value)


@cache
def _by_id(table: Table) -> Update:
    """Build the statement, which sets whatever columns it is executed with."""
    return table.update().where(table.c.id == bindparam("row"))

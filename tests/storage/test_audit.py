"""The audit log: what was written in it stands."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from storage import Database, Session, audit
from storage.models import Audit
from tests.storage.rows import NOON


def note(session: Session) -> None:
    audit.record(session, None, "invite", "member:2", NOON, role="observer")


def change(session: Session) -> None:
    session.execute(update(Audit).values(action="nothing at all"))


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(Audit.action)))


async def test_nobody_changes_what_was_noted(database: Database) -> None:
    await database.transaction(note)
    with pytest.raises(DBAPIError, match="append-only"):
        await database.transaction(change)
    await database.transaction(note)
    assert await database.read(actions) == ["invite", "invite"]

"""A process killed in mid-writing: what it acknowledged is there, and nothing is half there."""

import asyncio
import random
import sys
from pathlib import Path

import pytest
from sqlalchemy import select, text

from storage import Database, Session
from storage.models import Audit
from tests.storage.rows import events

ROOT = Path(__file__).parents[2]


def traces(session: Session) -> list[int]:
    return sorted(int(each) for each in session.scalars(select(Audit.subject)))


async def write_and_die(url: str, enough: int) -> set[int]:
    """Let a process write until ``enough`` are acknowledged, kill it, return those it reported."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.storage.writing", url,
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    lines = [await process.stdout.readline() for _ in range(enough)]
    process.kill()
    rest, _ = await process.communicate()
    assert all(lines), "the process ended by itself"
    return {int(line) for line in (*lines, *rest.splitlines())}


@pytest.mark.parametrize("enough", [1, 150, 400])
async def test_a_killed_process_loses_nothing_acknowledged(database_url: str, enough: int) -> None:
    acknowledged = await write_and_die(database_url, enough + random.randrange(20))

    database = await Database.open(database_url)
    stored = await database.read(events)
    assert acknowledged <= set(stored)
    assert await database.read(traces) == stored
    if database.dialect == "sqlite":
        check = await database.transaction(
            lambda session: session.scalar(text("PRAGMA integrity_check"))
        )
        assert check == "ok"
    await database.close()

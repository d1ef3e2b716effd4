"""SQLite: one writer for each file, works that share a commit, a disk that is full."""

import asyncio
import sqlite3
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from storage import Database, DatabaseInUse, Session, Unavailable, sqlite, writer
from storage.models import InboxEvent, Invitation
from tests.storage.rows import NOON, add_event, events


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite+aiosqlite:///"))


def pragma(session: Session, name: str) -> object:
    return session.scalar(text(f"PRAGMA {name}"))


async def test_the_writer_survives_power_loss_and_keeps_references(
    sqlite_database: Database,
) -> None:
    async def ask(name: str) -> object:
        return await sqlite_database.transaction(pragma, name)

    assert await ask("journal_mode") == "wal"
    assert await ask("synchronous") == 2  # FULL
    assert await ask("foreign_keys") == 1


async def test_a_second_writer_is_refused(
    sqlite_database: Database, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "PATIENCE", 0.1)
    with pytest.raises(DatabaseInUse, match=r"jisr\.db"):
        await Database.open(sqlite_url)


async def test_a_writer_waits_for_one_that_is_about_to_let_go(sqlite_url: str) -> None:
    first = await Database.open(sqlite_url)
    second = asyncio.create_task(Database.open(sqlite_url))
    await asyncio.sleep(0.1)
    assert not second.done()
    await first.close()
    await (await second).close()


async def test_others_may_read_while_one_writes(sqlite_database: Database, sqlite_url: str) -> None:
    await sqlite_database.transaction(add_event, 1)
    reader = await Database.open(sqlite_url, writer=False)

    assert await reader.read(events) == [1]
    await sqlite_database.transaction(add_event, 2)
    assert await reader.read(events) == [1, 2]
    with pytest.raises(RuntimeError, match="reading"):
        await reader.transaction(add_event, 3)
    await reader.close()


async def test_a_missing_file_is_named_and_not_made(tmp_path: Path) -> None:
    missing = tmp_path / "missing.db"
    with pytest.raises(FileNotFoundError, match=r"missing\.db"):
        await Database.open(f"sqlite+aiosqlite:///{missing}")
    assert list(tmp_path.iterdir()) == []  # noqa: ASYNC240 - a test may wait


async def test_closing_finishes_the_works_that_wait(sqlite_url: str) -> None:
    database = await Database.open(sqlite_url)
    works = [asyncio.create_task(database.transaction(add_event, number)) for number in range(200)]
    await asyncio.sleep(0)
    await database.close()

    assert await asyncio.gather(*works) == list(range(200))
    with pytest.raises(RuntimeError, match="closed"):
        await database.transaction(add_event, 1000)
    await database.close()


async def test_works_that_wait_share_one_commit(sqlite_database: Database, sqlite_url: str) -> None:
    seen: list[list[int]] = []
    other = sqlite3.connect(file_of(sqlite_url), check_same_thread=False)

    def work(session: Session, number: int) -> None:
        add_event(session, number)
        session.flush()
        seen.append([int(row[0]) for row in other.execute("SELECT external_id FROM inbox")])

    # The first of them keeps the writer busy while the others queue up.
    first = sqlite_database.transaction(lambda _: time.sleep(0.1))
    await asyncio.gather(first, *(sqlite_database.transaction(work, n) for n in range(60)))
    other.close()

    assert seen == [[]] * 60  # none was stored before the last of them had run
    assert await sqlite_database.read(events) == list(range(60))


async def test_when_the_common_commit_fails_only_the_guilty_work_does(
    sqlite_database: Database,
) -> None:
    def refer_to_nobody(session: Session) -> None:
        session.execute(text("PRAGMA defer_foreign_keys=ON"))  # found out by the commit alone
        session.add(Invitation(member_id=404, token_hash="x", created_at=NOON, expires_at=NOON))

    await sqlite_database.transaction(add_event, 1000)
    outcomes = await asyncio.gather(
        sqlite_database.transaction(lambda _: time.sleep(0.1)),
        *(sqlite_database.transaction(add_event, number) for number in range(5)),
        sqlite_database.transaction(refer_to_nobody),
        *(sqlite_database.transaction(add_event, number) for number in range(5, 10)),
        return_exceptions=True,
    )

    assert [
        outcome for outcome in outcomes if outcome is not None and outcome not in range(10)
    ] == [outcomes[6]]
    assert isinstance(outcomes[6], IntegrityError)
    assert await sqlite_database.read(events) == [*range(10), 1000]


async def test_a_full_disk_takes_back_the_work_and_nothing_else(sqlite_database: Database) -> None:
    def limit(session: Session) -> None:
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count={pages + 40}"))

    def fill(session: Session) -> None:
        add_event(session, 404)
        session.flush()
        add_event(session, 405, payload={"long": "x" * 1_000_000})

    await sqlite_database.transaction(limit)
    outcomes = await asyncio.gather(
        sqlite_database.transaction(lambda _: time.sleep(0.1)),
        *(sqlite_database.transaction(add_event, number) for number in range(5)),
        sqlite_database.transaction(fill),
        *(sqlite_database.transaction(add_event, number) for number in range(5, 10)),
        return_exceptions=True,
    )

    assert isinstance(outcomes[6], Unavailable)
    assert "FULL" in str(outcomes[6])
    assert await sqlite_database.read(events) == list(range(10))
    await sqlite_database.transaction(add_event, 10)
    assert await sqlite_database.transaction(pragma, "integrity_check") == "ok"


async def test_a_work_that_ends_the_common_transaction_takes_no_neighbour_along(
    sqlite_database: Database,
) -> None:
    def fail_as_a_broken_disk_would(session: Session) -> None:
        session.execute(text("INSERT OR ROLLBACK INTO inbox (id) VALUES (NULL)"))

    outcomes = await asyncio.gather(
        sqlite_database.transaction(lambda _: time.sleep(0.1)),
        *(sqlite_database.transaction(add_event, number) for number in range(5)),
        sqlite_database.transaction(fail_as_a_broken_disk_would),
        *(sqlite_database.transaction(add_event, number) for number in range(5, 10)),
        return_exceptions=True,
    )

    assert isinstance(outcomes[6], IntegrityError)
    assert outcomes[1:6] + outcomes[7:] == list(range(10))
    assert await sqlite_database.read(events) == list(range(10))


async def test_a_work_that_leaves_a_result_half_read_takes_no_neighbour_along(
    sqlite_database: Database,
) -> None:
    def forget_to_read(session: Session) -> object:
        add_event(session, 404)
        session.flush()
        return session.execute(text("UPDATE inbox SET attempts = 9 RETURNING id"))

    await sqlite_database.transaction(add_event, 1000)
    outcomes = await asyncio.gather(
        sqlite_database.transaction(lambda _: time.sleep(0.1)),
        *(sqlite_database.transaction(add_event, number) for number in range(5)),
        sqlite_database.transaction(forget_to_read),
        *(sqlite_database.transaction(add_event, number) for number in range(5, 10)),
        return_exceptions=True,
    )

    assert isinstance(outcomes[6], OperationalError)
    assert await sqlite_database.read(events) == [*range(10), 1000]
    attempts = await sqlite_database.read(
        lambda session: session.scalars(select(InboxEvent.attempts)).all()
    )
    assert set(attempts) == {0}
    with pytest.raises(OperationalError):
        await sqlite_database.transaction(forget_to_read)
    await sqlite_database.transaction(add_event, 11)


async def test_a_file_locked_by_another_program_is_unavailable_for_a_while(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "BUSY_TIMEOUT", 0.1)
    database = await Database.open(sqlite_url)
    other = sqlite3.connect(file_of(sqlite_url), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    outcomes = await asyncio.gather(
        *(database.transaction(add_event, number) for number in range(20)), return_exceptions=True
    )
    assert {type(outcome) for outcome in outcomes} == {Unavailable}

    other.execute("ROLLBACK")
    other.close()
    await database.transaction(add_event, 1)
    assert await database.read(events) == [1]
    await database.close()


async def test_a_work_cancelled_before_it_began_is_not_run(sqlite_database: Database) -> None:
    busy = asyncio.create_task(sqlite_database.transaction(lambda _: time.sleep(0.1)))
    waiting = asyncio.create_task(sqlite_database.transaction(add_event, 1))
    await asyncio.sleep(0.02)
    waiting.cancel()
    await busy
    await sqlite_database.transaction(add_event, 2)
    assert await sqlite_database.read(events) == [2]


async def test_reads_given_up_half_way_leave_nothing_behind(sqlite_url: str) -> None:
    async def read_on(database: Database) -> None:
        while True:
            await database.read(events)

    for turns in range(20):
        database = await Database.open(sqlite_url)
        reading = [asyncio.create_task(read_on(database)) for _ in range(3)]
        await asyncio.sleep(turns / 1000)
        for _impatient in range(2):  # as somebody who stops it, and then stops it again
            for task in reading:
                task.cancel()
            await asyncio.sleep(0)
        await asyncio.wait(reading)
        await database.close()
        assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_writer_killed_leaves_the_file_free_at_once(sqlite_url: str) -> None:
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.storage.writing", sqlite_url,
        cwd=Path(__file__).parents[2], stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert holder.stdout is not None
    await holder.stdout.readline()
    holder.kill()
    await holder.communicate()

    database = await Database.open(sqlite_url)
    await database.transaction(lambda session: session.query(InboxEvent).delete())
    await database.close()

"""PostgreSQL: conflicts and lost connections, and which of them are run again."""

import asyncio

import pytest
from sqlalchemy import select, text

from storage import CommitUnknown, Database, Session, Unavailable
from storage.models import InboxEvent
from tests.databases import PostgreSQL
from tests.storage.rows import add_event, events

END_MYSELF = text("SELECT pg_terminate_backend(pg_backend_pid())")


def show(session: Session, setting: str) -> object:
    return session.scalar(text(f"SHOW {setting}"))


async def test_nothing_waits_for_ever(postgresql_database: Database) -> None:
    async def ask(setting: str) -> object:
        return await postgresql_database.transaction(show, setting)

    assert await ask("statement_timeout") == "5s"
    assert await ask("lock_timeout") == "2s"
    assert await ask("idle_in_transaction_session_timeout") == "10s"
    assert await ask("transaction_isolation") == "read committed"
    assert await ask("transaction_read_only") == "off"


async def test_a_read_sees_one_moment(postgresql_database: Database) -> None:
    assert await postgresql_database.read(show, "transaction_isolation") == "repeatable read"
    assert await postgresql_database.read(show, "transaction_read_only") == "on"
    assert await postgresql_database.transaction(show, "transaction_read_only") == "off"


async def test_works_in_a_deadlock_are_run_again(postgresql_database: Database) -> None:
    await postgresql_database.transaction(add_event, 0)
    await postgresql_database.transaction(add_event, 1)
    runs: list[str] = []
    holding: set[str] = set()  # who has had their first row: they cross, however slow the machine

    def attempt_both(session: Session, name: str, order: tuple[str, str]) -> None:
        runs.append(name)
        for external_id in order:
            event = session.scalars(
                select(InboxEvent).filter_by(external_id=external_id).with_for_update()
            ).one()
            event.attempts += 1
            session.flush()
            holding.add(name)
            while len(holding) < 2:
                session.execute(text("SELECT pg_sleep(0.02)"))

    await asyncio.gather(
        postgresql_database.transaction(attempt_both, "up", ("0", "1")),
        postgresql_database.transaction(attempt_both, "down", ("1", "0")),
    )

    assert len(runs) > 2
    counts = await postgresql_database.read(
        lambda session: session.scalars(select(InboxEvent.attempts)).all()
    )
    assert counts == [2, 2]


async def test_a_work_whose_connection_breaks_is_run_again(postgresql_database: Database) -> None:
    runs: list[int] = []

    def work(session: Session) -> None:
        runs.append(1)
        add_event(session, 1)
        session.flush()
        if len(runs) == 1:
            session.execute(END_MYSELF)

    await postgresql_database.transaction(work)
    assert len(runs) == 2
    assert await postgresql_database.read(events) == [1]


async def test_a_work_that_breaks_its_connection_every_time_is_given_up(
    postgresql_database: Database,
) -> None:
    runs: list[int] = []

    def work(session: Session) -> None:
        runs.append(1)
        session.execute(END_MYSELF)

    with pytest.raises(Unavailable):
        await postgresql_database.transaction(work)
    assert len(runs) == 4  # once, and three times more
    await postgresql_database.transaction(add_event, 1)


async def test_a_connection_that_breaks_in_the_commit_leaves_the_outcome_open(
    postgresql_database: Database,
) -> None:
    def prepare(session: Session) -> None:
        session.execute(text(
            "CREATE FUNCTION stumble() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); RETURN NULL;"
            " END $$"
        ))  # fmt: skip
        session.execute(text(
            "CREATE CONSTRAINT TRIGGER stumble AFTER INSERT ON inbox"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stumble()"
        ))  # fmt: skip

    await postgresql_database.transaction(prepare)
    runs: list[int] = []

    def work(session: Session) -> None:
        runs.append(1)
        add_event(session, 1)

    with pytest.raises(CommitUnknown):
        await postgresql_database.transaction(work)
    assert len(runs) == 1


async def test_after_all_connections_broke_work_goes_on(
    postgresql_database: Database, postgresql_server: PostgreSQL, postgresql_url: str
) -> None:
    async def sleep_in_the_database(_: int) -> None:
        await postgresql_database.read(
            lambda session: session.execute(text("SELECT pg_sleep(0.05)"))
        )

    await asyncio.gather(*(sleep_in_the_database(number) for number in range(8)))  # fill the pool
    postgresql_server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{postgresql_url.rpartition('/')[2].partition('?')[0]}'"
    )

    await asyncio.gather(
        *(postgresql_database.transaction(add_event, number) for number in range(20))
    )
    assert await postgresql_database.read(events) == list(range(20))


async def test_an_ordinary_error_is_not_run_again(postgresql_database: Database) -> None:
    runs: list[int] = []

    def work(session: Session) -> None:
        runs.append(1)
        raise FileNotFoundError("the work's own")

    with pytest.raises(FileNotFoundError):
        await postgresql_database.transaction(work)
    assert len(runs) == 1


async def test_a_server_that_is_not_there_is_unavailable(unused_tcp_port: int) -> None:
    database = await Database.open(f"postgresql+asyncpg://jisr@127.0.0.1:{unused_tcp_port}/jisr")
    with pytest.raises(Unavailable):
        await database.transaction(add_event, 1)
    await database.close()


async def test_a_task_cancelled_in_a_statement_gives_its_connection_back(
    postgresql_database: Database,
) -> None:
    def dawdle(session: Session) -> None:
        add_event(session, 1)
        session.execute(text("SELECT pg_sleep(4)"))

    for _ in range(10):  # more than there are connections
        task = asyncio.create_task(postgresql_database.transaction(dawdle))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    await asyncio.wait_for(postgresql_database.transaction(add_event, 2), 2)
    assert await postgresql_database.read(events) == [2]

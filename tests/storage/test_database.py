"""What a work may rely on, whichever store is underneath."""

import asyncio
from contextvars import ContextVar
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from storage import Database, Session
from storage.models import Audit, InboxEvent
from tests.storage.rows import NOON, add_event, events


class Refusal(Exception):
    """Raised by a work that changes its mind."""


def add_then_refuse(session: Session, number: int) -> None:
    add_event(session, number)
    session.flush()
    raise Refusal(number)


async def test_what_a_work_stores_is_read_back(database: Database) -> None:
    payload: dict[str, object] = {
        "z": "جسر",
        "a": ["Al Haouz", 1, None],
        "m": {"y": True, "b": 2.5},
    }

    await database.transaction(add_event, 1, payload=payload)

    def look(session: Session) -> InboxEvent:
        return session.scalars(select(InboxEvent)).one()

    event = await database.read(look)
    assert event.payload == payload
    assert list(event.payload) == ["z", "a", "m"]
    assert event.received_at == NOON
    assert event.status == "open"


async def test_a_transaction_returns_what_the_work_returns(database: Database) -> None:
    assert await database.transaction(add_event, 7) == 7


async def test_moments_come_back_aware_and_utc(database: Database) -> None:
    casablanca_in_summer = datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=1)))

    def store(session: Session) -> None:
        session.add(Audit(at=casablanca_in_summer, action="test", subject="test:1"))

    await database.transaction(store)
    at = await database.read(lambda session: session.scalars(select(Audit.at)).one())
    assert at == casablanca_in_summer
    assert at.utcoffset() == timedelta()


async def test_a_naive_moment_is_refused(database: Database) -> None:
    def store(session: Session) -> None:
        session.add(Audit(at=datetime(2026, 7, 1), action="test", subject="x"))  # noqa: DTZ001

    with pytest.raises(StatementError, match="naive"):
        await database.transaction(store)
    assert await database.read(lambda session: session.scalars(select(Audit.id)).all()) == []


async def test_a_work_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(Refusal):
        await database.transaction(add_then_refuse, 1)
    assert await database.read(events) == []


async def test_works_that_fail_do_not_hurt_those_beside_them(database: Database) -> None:
    await database.transaction(add_event, 1000)

    def work(session: Session, number: int) -> int:
        if number % 3 == 1:
            add_then_refuse(session, number)
        return add_event(session, 1000 if number % 3 == 2 else number)

    outcomes = await asyncio.gather(
        *(database.transaction(work, number) for number in range(90)), return_exceptions=True
    )

    assert outcomes[::3] == list(range(0, 90, 3))
    assert all(isinstance(outcome, Refusal) for outcome in outcomes[1::3])
    assert all(isinstance(outcome, IntegrityError) for outcome in outcomes[2::3])
    assert await database.read(events) == [*range(0, 90, 3), 1000]


async def test_a_work_may_try_an_insert_and_go_on_without_it(database: Database) -> None:
    await database.transaction(add_event, 1)

    def work(session: Session) -> None:
        try:
            with session.begin_nested():
                add_event(session, 1)
        except IntegrityError:
            add_event(session, 2)

    await asyncio.gather(database.transaction(work), database.transaction(add_event, 3))
    assert await database.read(events) == [1, 2, 3]


async def test_fifty_tasks_lose_no_change(database: Database) -> None:
    await database.transaction(add_event, 1)

    def increase(session: Session) -> None:
        event = session.scalars(select(InboxEvent).with_for_update()).one()
        event.attempts += 1

    async def task() -> None:
        for _ in range(4):
            await database.transaction(increase)

    await asyncio.gather(*(task() for _ in range(50)))

    assert await database.read(lambda session: session.scalar(select(InboxEvent.attempts))) == 200


async def test_what_was_acknowledged_is_seen_by_the_next_read(database: Database) -> None:
    async def task(number: int) -> bool:
        await database.transaction(add_event, number)
        return number in await database.read(events)

    assert all(await asyncio.gather(*(task(number) for number in range(30))))


async def test_a_read_cannot_change_anything(database: Database) -> None:
    await database.transaction(add_event, 1)

    def close(session: Session) -> None:
        session.execute(update(InboxEvent).values(status="done"))

    with pytest.raises(DBAPIError):
        await database.read(close)
    assert await database.read(lambda session: session.scalar(select(InboxEvent.status))) == "open"
    await database.transaction(add_event, 2)


async def test_returned_rows_stay_readable(database: Database) -> None:
    def work(session: Session) -> InboxEvent:
        add_event(session, 5)
        return session.scalars(select(InboxEvent)).one()

    event = await database.transaction(work)
    assert (event.external_id, event.received_at) == ("5", NOON)


async def test_a_work_sees_the_context_of_whoever_asked(database: Database) -> None:
    asking = ContextVar("asking", default="nobody")

    async def ask(name: str) -> str:
        asking.set(name)
        return await database.transaction(lambda _: asking.get())

    assert list(await asyncio.gather(ask("Amina"), ask("Brahim"))) == ["Amina", "Brahim"]


@pytest.mark.parametrize("kind", [StopIteration, StopAsyncIteration, GeneratorExit])
async def test_whatever_a_work_raises_is_answered(
    database: Database, kind: type[BaseException]
) -> None:
    def work(session: Session) -> None:
        add_event(session, 1)
        raise kind

    with pytest.raises((RuntimeError, kind)):
        await asyncio.wait_for(database.transaction(work), 5)
    await database.transaction(add_event, 2)
    assert await database.read(events) == [2]


async def test_a_task_cancelled_in_mid_transaction_hurts_nobody(database: Database) -> None:
    tasks = [asyncio.create_task(database.transaction(add_event, number)) for number in range(40)]
    await asyncio.sleep(0.002)
    for task in tasks[::2]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    await database.transaction(add_event, 1000)
    assert {*range(1, 40, 2), 1000} <= set(await database.read(events))


async def test_the_store_is_named(database: Database, database_url: str) -> None:
    assert database.dialect == database_url.partition("+")[0]


@pytest.mark.parametrize(
    "url",
    ["mysql://host/db", "sqlite:///x.db", "sqlite+aiosqlite://", "sqlite+aiosqlite:///:memory:"],
)
async def test_a_url_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="sqlite"):
        await Database.open(url)

"""The inbox: what arrives twice is stored once, and an event is handled once, whoever asks."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, text

from storage import Database, Session, inbox
from storage.inbox import Taken
from storage.models import InboxEvent
from tests.storage.rows import NOON


def arrival(number: int, person: str = "test:1") -> inbox.Arrival:
    return str(number), person, {"number": number, "said": "صباح الخير"}


def first(session: Session) -> int:
    return inbox.next_events(session, limit=1)[0][0]


def take_and_fail(session: Session, event_id: int) -> None:
    assert inbox.take(session, event_id, NOON) is not None
    raise ValueError("whatever a handler may raise")


async def test_what_arrives_twice_is_stored_once(database: Database) -> None:
    arrivals = [arrival(1), arrival(2)]
    assert await database.transaction(inbox.receive, "test", arrivals, NOON) == 2
    again = [arrival(2), arrival(3)]
    assert await database.transaction(inbox.receive, "test", again, NOON) == 1
    assert await database.transaction(inbox.receive, "test", [], NOON) == 0
    assert await database.transaction(inbox.receive, "other", [arrival(1)], NOON) == 1


async def test_the_oldest_of_each_person_comes_first(database: Database) -> None:
    arrivals = [arrival(1, "test:1"), arrival(2, "test:1"), arrival(3, "test:2")]
    await database.transaction(inbox.receive, "test", arrivals, NOON)
    found = await database.read(inbox.next_events, limit=5)
    assert [person for _id, person in found] == ["test:1", "test:2"]
    found = await database.read(inbox.next_events, limit=5, busy={"test:1"})
    assert [person for _id, person in found] == ["test:2"]
    assert len(await database.read(inbox.next_events, limit=1)) == 1


async def test_an_event_is_taken_once_and_says_what_arrived(database: Database) -> None:
    await database.transaction(inbox.receive, "test", [arrival(7)], NOON)
    event_id = await database.read(first)
    taken = await database.transaction(inbox.take, event_id, NOON)
    assert taken == Taken(event_id, "test", "test:1", arrival(7)[2])
    assert await database.transaction(inbox.take, event_id, NOON) is None
    assert await database.read(inbox.next_events, limit=5) == []


async def test_an_event_whose_handling_fails_is_open_again(database: Database) -> None:
    await database.transaction(inbox.receive, "test", [arrival(1)], NOON)
    event_id = await database.read(first)
    with pytest.raises(ValueError, match="whatever"):
        await database.transaction(take_and_fail, event_id)
    assert await database.read(first) == event_id
    assert await database.transaction(inbox.take, event_id, NOON) is not None


async def test_what_a_stranger_said_is_forgotten(database: Database) -> None:
    await database.transaction(inbox.receive, "test", [arrival(1), arrival(2)], NOON)

    def refuse(session: Session) -> None:
        taken = inbox.take(session, first(session), NOON)
        assert taken is not None
        inbox.forget(session, taken)

    await database.transaction(refuse)
    payloads = await database.read(
        lambda session: list(session.scalars(select(InboxEvent.payload).order_by(InboxEvent.id)))
    )
    assert payloads == [None, arrival(2)[2]]


async def test_nobody_waits_for_an_event_in_other_hands(postgresql_database: Database) -> None:
    await postgresql_database.transaction(inbox.receive, "test", [arrival(1)], NOON)
    event_id = await postgresql_database.read(first)
    order: list[str] = []

    def handle(session: Session, name: str, pause: float) -> Any:
        taken = inbox.take(session, event_id, NOON)
        session.execute(text(f"SELECT pg_sleep({pause})"))
        order.append(name)
        return taken

    slow = asyncio.create_task(postgresql_database.transaction(handle, "slow", 0.5))
    await asyncio.sleep(0.2)
    assert await postgresql_database.transaction(handle, "quick", 0) is None
    assert await slow is not None
    assert order == ["quick", "slow"]

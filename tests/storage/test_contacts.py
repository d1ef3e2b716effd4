"""A message that nobody asked for is granted once per person, kind and period, whoever asks."""

import asyncio

from storage import Database, Session, contacts
from tests.scheduler.test_due import TUESDAY, amal


def take(session: Session, member: int, kind: str, period: str) -> int | None:
    return contacts.take(session, member, kind, period, TUESDAY)


async def test_it_is_granted_once_also_after_a_restart(database: Database) -> None:
    for _member in range(2):
        await database.transaction(amal)
    asked = [(1, "checkin", "2026-W48"), (1, "reminder", "2026-W48"), (1, "checkin", "2026-W49"),
             (2, "checkin", "2026-W48")]  # fmt: skip
    numbers = [await database.transaction(take, *one) for one in asked]
    assert len({*numbers}) == len(asked)
    assert None not in numbers
    assert [await database.transaction(take, *one) for one in asked] == [None] * len(asked)
    first = numbers[0]
    assert first is not None
    await database.transaction(contacts.give_back, first)
    assert await database.transaction(take, *asked[0]) is not None


async def test_of_many_who_ask_at_once_one_is_granted(postgresql_url: str) -> None:
    processes = [await Database.open(postgresql_url) for _process in range(4)]
    await processes[0].transaction(amal)
    granted = await asyncio.gather(
        *(one.transaction(take, 1, "checkin", "2026-W48") for one in processes for _ask in range(3))
    )
    assert len([number for number in granted if number is not None]) == 1
    for process in processes:
        await process.close()

"""A process that stores events as fast as it can and prints the number of each acknowledged one.

``python -m tests.storage.writing URL``; it goes on until it is killed.
"""

import asyncio
import os
import sys
from itertools import count

from storage import Database, Session
from storage.models import Audit
from tests.storage.rows import NOON, add_event

TASKS = 16


def store(session: Session, number: int) -> None:
    """Store an event and its trace in the audit log: both or none."""
    add_event(session, number)
    session.flush()
    session.add(Audit(at=NOON, action="test", subject=str(number)))


async def task(database: Database, numbers: "count[int]") -> None:
    """Store one event after the other."""
    while True:
        number = next(numbers)
        await database.transaction(store, number)
        os.write(sys.stdout.fileno(), b"%d\n" % number)


async def main(url: str) -> None:
    """Write with several tasks at once."""
    database = await Database.open(url)
    numbers = count()
    await asyncio.gather(*(task(database, numbers) for _ in range(TASKS)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))

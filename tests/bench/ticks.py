"""``python -m tests.bench.ticks``: one tick with 100 people due, of few members and of very many.

Work per tick is to be proportional to what is due: the ratio of the two times is printed for SQLite
and for PostgreSQL.
"""

import argparse
import asyncio
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median

from sqlalchemy import insert, text, update

from scheduler.due import due
from scheduler.settled import Settled
from storage import Database, Session, timetable
from storage.migrate import migrate
from storage.models import (
    ChannelIdentity,
    Collectivity,
    CollectivityKind,
    Due,
    Member,
    Phase,
    Programme,
    Role,
    Seat,
)
from tests.databases import postgresql

JOINED = datetime(2026, 1, 5, 10, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 10, tzinfo=UTC)
LATER = datetime(2026, 12, 7, 10, tzinfo=UTC)
DUE = 100
AT_ONCE = 5000  # rows in one statement


def fill(session: Session, members: int) -> None:
    """Write so many members of one commune, with a channel; nobody is due before ``LATER``."""
    place = Collectivity(code="1", kind=CollectivityKind.COMMUNE, name_ar="أ", name_fr="A")
    session.add(place)
    session.flush()
    session.add(
        Programme(collectivity_id=place.id, title_fr="P", phase=Phase.IMPLEMENTATION,
                  starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31))
    )  # fmt: skip
    session.flush()
    for first in range(1, members + 1, AT_ONCE):
        ids = range(first, min(first + AT_ONCE, members + 1))
        _insert(session, ids, place.id)
    _portion(session, 0)


def _insert(session: Session, ids: range, place: int) -> None:
    person = {"language": "fr", "fictitious": True, "created_at": JOINED, "joined_at": JOINED,
              "credited": True, "checkin_day": 1, "checkin_hour": 10,
              "cadence": "weekly"}  # fmt: skip
    session.execute(
        insert(Seat), [{"id": n, "role": Role.POLE, "collectivity_id": place} for n in ids]
    )
    session.execute(
        insert(Member), [{"id": n, "name": f"M{n}", "seat_id": n, **person} for n in ids]
    )
    session.execute(
        insert(ChannelIdentity),
        [{"channel": "telegram", "external_id": str(n), "chat_id": str(n), "member_id": n,
          "language": "fr", "linked_at": JOINED} for n in ids],
    )  # fmt: skip
    session.execute(
        insert(Due),
        [{"key": f"checkin:{n}", "kind": "checkin", "member_id": n, "about": {}, "due_at": LATER}
         for n in ids],
    )  # fmt: skip


def _portion(session: Session, number: int) -> None:
    """Make a hundred people due, others each time."""
    ids = range(1 + number * DUE, 1 + (number + 1) * DUE)
    session.execute(update(Due).where(Due.member_id.in_(ids)).values(due_at=MONDAY))


def _tick(session: Session, settled: Settled) -> int:
    """Deliver a portion as the program does, with the settings as they are stored."""
    return due(session, MONDAY, settled.at(session))


async def prepared(url: str, members: int) -> Database:
    """Return a database with so many members."""
    await migrate(url)
    database = await Database.open(url)
    await database.transaction(fill, members)
    await database.transaction(lambda session: session.execute(text("ANALYZE")))
    return database


async def measure(database: Database, number: int) -> tuple[float, float]:
    """Return the seconds of one tick with a hundred due, and those that this process worked."""
    settled, events = Settled(), 0
    await database.transaction(_portion, number)
    begun, worked = time.perf_counter(), time.process_time()
    while await database.read(timetable.is_due, MONDAY):
        events += await database.transaction(_tick, settled)
    assert events == DUE, events
    return time.perf_counter() - begun, time.process_time() - worked


async def compare(name: str, urls: tuple[str, str], sizes: tuple[int, int], rounds: int) -> None:
    """Measure both sizes in turn, so that a busy machine slows both, and print the ratios."""
    both = [await prepared(url, size) for url, size in zip(urls, sizes, strict=True)]
    seconds: list[list[tuple[float, float]]] = [[], []]
    for number in range(rounds + 1):
        for database, found in zip(both, seconds, strict=True):
            found.append(await measure(database, number))
    for database in both:
        await database.close()
    # The first round warms the caches.
    (few, few_worked), (many, many_worked) = (
        [median(column) for column in zip(*found[1:], strict=True)] for found in seconds
    )
    print(  # noqa: T201 — a benchmark's result
        f"{name}: {DUE} due of {sizes[0]}: {few * 1000:.0f} ms; of {sizes[1]}: "
        f"{many * 1000:.0f} ms; ratio {many / few:.2f}, of our own processor time "
        f"{many_worked / few_worked:.2f}"
    )


def main() -> None:
    """Read the sizes and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=1_000)
    parser.add_argument("--many", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    sizes = (chosen.few, chosen.many)
    with tempfile.TemporaryDirectory() as folder:
        urls = tuple(f"sqlite+aiosqlite:///{Path(folder) / name}.db" for name in ("few", "many"))
        asyncio.run(compare("SQLite", (urls[0], urls[1]), sizes, chosen.rounds))
    with postgresql() as server:
        two = server.create(), server.create()
        asyncio.run(compare("PostgreSQL", two, sizes, chosen.rounds))
        for url in two:
            server.drop(url)


if __name__ == "__main__":
    main()

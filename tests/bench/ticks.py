"""``python -m tests.bench.ticks``: one tick with 100 people due, of few members and of very many.

Work per tick is to be proportional to what is due: the ratio of the two times is printed for SQLite
and for PostgreSQL. The mark is 1.5. A million: ``--on PostgreSQL --many 1000000``, some minutes.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, String, insert, literal, select, text, update
from sqlalchemy.orm import InstrumentedAttribute

from scheduler.due import due
from scheduler.settled import Settled
from storage import Database, Session, timetable
from storage.migrate import migrate
from storage.models import (
    Base,
    Cadence,
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
AT_ONCE = 50_000  # rows in one statement, which has some seconds at most


def found(session: Session) -> int:
    """Write a commune in which something is under way; return its number."""
    place = Collectivity(code="1", kind=CollectivityKind.COMMUNE, name_ar="أ", name_fr="A")
    session.add(place)
    session.flush()
    session.add(
        Programme(collectivity_id=place.id, title_fr="P", phase=Phase.IMPLEMENTATION,
                  starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31))
    )  # fmt: skip
    return place.id


def fill(session: Session, place: int, first: int, last: int) -> None:
    """Write members of that commune, with a channel, by their numbers; due at ``LATER``."""
    for table, columns in _people(place).items():
        numbers = select(literal(first).label("n")).cte("numbers", recursive=True)
        numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < last))
        values = [
            column(numbers.c.n) if callable(column) else column for column in columns.values()
        ]
        session.execute(insert(table).from_select(list(columns), select(*values)))


def _people(place: int) -> Mapping[type[Base], Mapping[str, Any]]:
    """Return what the columns of each table hold for the n-th of the people, n from 1 on."""

    def number(n: ColumnElement[int]) -> ColumnElement[int]:
        return n

    def text_of(n: ColumnElement[int]) -> ColumnElement[str]:
        return n.cast(String)

    def key(n: ColumnElement[int]) -> ColumnElement[str]:
        return literal("checkin:") + n.cast(String)

    def of(column: InstrumentedAttribute[Any], value: object) -> ColumnElement[Any]:
        return literal(value, column.type)

    return {
        Seat: {"id": number, "role": of(Seat.role, Role.POLE), "collectivity_id": literal(place)},
        Member: {
            "id": number,
            "name": text_of,
            "seat_id": number,
            "language": literal("fr"),
            "fictitious": literal(value=True),
            "created_at": of(Member.created_at, JOINED),
            "joined_at": of(Member.joined_at, JOINED),
            "credited": literal(value=True),
            "checkin_day": literal(1),
            "checkin_hour": literal(10),
            "cadence": of(Member.cadence, Cadence.WEEKLY),
        },
        ChannelIdentity: {
            "channel": literal("telegram"),
            "external_id": text_of,
            "chat_id": text_of,
            "member_id": number,
            "language": literal("fr"),
            "linked_at": of(ChannelIdentity.linked_at, JOINED),
        },
        Due: {
            "key": key,
            "kind": literal("checkin"),
            "member_id": number,
            "about": of(Due.about, {}),
            "due_at": of(Due.due_at, LATER),
        },
    }


def _portion(session: Session, number: int) -> None:
    """Make a hundred people due, others each time."""
    ids = range(1 + number * DUE, 1 + (number + 1) * DUE)
    session.execute(update(Due).where(Due.member_id.in_(ids)).values(due_at=MONDAY))


def _tick(session: Session, settled: Settled) -> int:
    """Deliver a portion as the program does, with the settings as they are stored."""
    return due(session, MONDAY, settled)


async def prepared(url: str, members: int) -> Database:
    """Return a database with so many members."""
    await migrate(url)
    database = await Database.open(url)
    place = await database.transaction(found)
    for first in range(1, members + 1, AT_ONCE):
        last = min(first + AT_ONCE - 1, members)
        await database.transaction(fill, place, first, last)
    await database.transaction(_portion, 0)
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
    parser.add_argument("--on", choices=("SQLite", "PostgreSQL"), help="default: both")
    chosen = parser.parse_args()
    sizes = (chosen.few, chosen.many)
    if chosen.on != "PostgreSQL":
        _on_sqlite(sizes, chosen.rounds)
    if chosen.on != "SQLite":
        _on_postgresql(sizes, chosen.rounds)


def _on_sqlite(sizes: tuple[int, int], rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        urls = tuple(f"sqlite+aiosqlite:///{Path(folder) / name}.db" for name in ("few", "many"))
        asyncio.run(compare("SQLite", (urls[0], urls[1]), sizes, rounds))


def _on_postgresql(sizes: tuple[int, int], rounds: int) -> None:
    with postgresql() as server:
        two = server.create(), server.create()
        asyncio.run(compare("PostgreSQL", two, sizes, rounds))
        for url in two:
            server.drop(url)


if __name__ == "__main__":
    main()

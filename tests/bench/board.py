"""``python -m tests.bench.board``: the coordinators' board of a large network with a long history.

1,600 members with two years of check-ins, projects with their reports, questions and messages, on
SQLite and on PostgreSQL. The board of the whole network is to be there in less than a second.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import insert, text

from storage import Database, Session, figures
from storage.board.commitments import commitments
from storage.board.overview import When, board
from storage.board.participation import first_day, participation, weeks_to
from storage.board.silence import silent
from storage.board.waiting import unanswered
from storage.board.wellbeing import moods, obstacles
from storage.migrate import migrate
from storage.models import (
    Audience,
    CheckIn,
    CheckInKind,
    Contact,
    Level,
    Obstacle,
    Occupancy,
    Pace,
    ProgressReport,
)
from storage.reach import Reach
from tests.bench.routing import AT_ONCE, REGIONS
from tests.bench.routing import fill as fill_network
from tests.databases import postgresql

NOW = datetime(2026, 11, 25, 15, tzinfo=UTC)
WEEK = "2026-W48"
WHEN = When(WEEK, NOW, NOW.date(), NOW - timedelta(hours=72))
YEARS = 104  # weeks
JOINED = NOW - timedelta(weeks=YEARS + 1)
LEVELS = (Level.NOT_STARTED, Level.LIMITED, Level.SUBSTANTIAL)
MARK = 1000  # milliseconds
ROUNDS = 7


def fill(session: Session, members: int) -> None:
    """Write a network and two years of its life."""
    fill_network(session, members)
    session.execute(
        insert(Occupancy),
        [{"seat_id": n, "member_id": n, "since": JOINED} for n in range(1, members + 1)],
    )
    for number, week in enumerate(weeks_to(WEEK, YEARS)):
        _week(session, members, number, week)
    _reports(session, members)


def _week(session: Session, members: int, number: int, week: str) -> None:
    """Write a week's check-ins: half are answered, some are excused, every 40th is silent."""
    monday = datetime.combine(first_day(week), time_of_day(), tzinfo=UTC)
    sent, closes = monday + timedelta(hours=10), monday + timedelta(days=3, hours=16)
    rows: list[dict[str, Any]] = []
    contacts: list[dict[str, Any]] = []
    for n in range(1, members + 1):
        excused = (n + number) % 9 == 0
        silent_now = n % 40 == 0 and number > YEARS - 9
        answered = not excused and not silent_now and (n * 7 + number * 3) % 10 < 6
        blocked = answered and (n + number) % 11 == 0
        rows.append({
            "member_id": n, "collectivity_id": REGIONS + 1 + n % ((members + 1) // 2), "week": week,
            "kind": CheckInKind.PLAIN, "slot": 0, "sent_at": None if excused else sent,
            "closes_at": closes, "excused": "holiday" if excused else None,
            "answered_at": sent + timedelta(hours=n % 70) if answered else None, "late": False,
            "pace": (Pace.BLOCKED if blocked else Pace.MOVED) if answered else None,
            "obstacle": tuple(Obstacle)[n % 7] if blocked else None,
            "audience": tuple(Audience)[n % 3] if blocked else None,
            "mood": 1 + (n + number) % 5 if answered else None,
        })  # fmt: skip
        if not excused:
            contacts.append({"member_id": n, "kind": "checkin", "period": week, "at": sent})
    for table, found in ((CheckIn, rows), (Contact, contacts)):
        for first in range(0, len(found), AT_ONCE):
            session.execute(insert(table), found[first : first + AT_ONCE])


def _reports(session: Session, members: int) -> None:
    """Write ten reports on each of the 3,200 projects, the oldest first."""
    count = (members + 1) // 2
    for month in range(10):
        session.execute(
            insert(ProgressReport),
            [{"programme_id": n, "project_id": 10 * n + k, "level": LEVELS[(n + k + month) % 3],
              "no_change": False, "evidence_to_follow": False, "author_id": 1 + n % members,
              "created_at": NOW - timedelta(days=30 * (10 - month))}
             for n in range(REGIONS + 1, REGIONS + count + 1) for k in range(4)],
        )  # fmt: skip


PARTS: dict[str, Callable[[Session], object]] = {
    "participation": lambda session: participation(session, Reach(None), WEEK, NOW),
    "burden": lambda session: figures.of_week(session, Reach(None), WEEK, NOW - timedelta(days=28)),
    "silence": lambda session: silent(session, Reach(None), NOW, NOW.date()),
    "obstacles": lambda session: obstacles(session, Reach(None)),
    "moods": lambda session: moods(session, Reach(None), WEEK, 12),
    "questions": lambda session: unanswered(session, Reach(None), WHEN.before),
    "commitments": lambda session: commitments(session, Reach(None)),
    "the board": lambda session: board(session, Reach(None), WHEN),
    "a region's board": lambda session: board(session, Reach(1), WHEN),
}


def timed(session: Session, part: Callable[[Session], object]) -> tuple[float, float]:
    """Return the seconds a part takes, and those of this processor."""
    begun, busy = time.perf_counter(), time.process_time()
    part(session)
    return time.perf_counter() - begun, time.process_time() - busy


async def measure(name: str, url: str, members: int) -> None:
    """Fill a database and measure each part, then all of it."""
    await migrate(url)
    database = await Database.open(url)
    await database.transaction(fill, members)
    await database.transaction(lambda session: session.execute(text("ANALYZE")))
    sys.stdout.write(f"{name}, {members:,} members, {YEARS} weeks:\n")
    for part, function in PARTS.items():
        taken = [await database.read(timed, function) for _round in range(ROUNDS + 1)][1:]
        wall, busy = (1000 * median(one) for one in zip(*taken, strict=True))
        sys.stdout.write(f"  {part:18} {wall:6.0f} ms, {busy:4.0f} of the processor\n")
    await database.close()


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the size and measure on both stores."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.board")
    parser.add_argument("--members", type=int, default=1600)
    chosen = parser.parse_args(arguments)
    sys.stdout.write(f"The mark for the board is {MARK} ms.\n")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'board.db'}"
        asyncio.run(measure("SQLite", url, chosen.members))
    with postgresql() as server:
        url = server.create()
        asyncio.run(measure("PostgreSQL", url, chosen.members))
        server.drop(url)


if __name__ == "__main__":
    main()

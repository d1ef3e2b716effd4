"""``python -m tests.bench.routing``: whom to ask, for one question among very many members.

People are found (some queries, each with a limit) and ranked (a pure function), on SQLite and on
PostgreSQL; a question is to need less than 50 ms.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import insert, text

from storage import Database, Session
from storage.asking import candidates
from storage.asking.routing import WAVE, route
from storage.migrate import migrate
from storage.models import (
    Answer,
    Axis,
    ChannelIdentity,
    Collectivity,
    CollectivityKind,
    Expertise,
    Level,
    Member,
    Phase,
    Programme,
    ProgressReport,
    Project,
    Question,
    QuestionStatus,
    Reaction,
    Role,
    Routing,
    Seat,
    Topic,
)
from tests.databases import postgresql

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
AT_ONCE = 5000  # rows in one statement
TOPICS = tuple(Topic)
REGIONS = 12
QUESTIONS = 5000  # that were asked before, each brought to five people and answered by one


def fill(session: Session, members: int) -> None:
    """Write so many members, two in each local government, with topics, questions, projects."""
    count = (members + 1) // 2
    _places(session, count)
    for first in range(1, members + 1, AT_ONCE):
        _people(session, range(first, min(first + AT_ONCE, members + 1)), count)
    _questions(session, members)
    _projects(session, count, members)


def _places(session: Session, count: int) -> None:
    """Write so many communes in twelve regions: thirty times as many as there are."""
    kind, name = CollectivityKind.REGION, {"name_ar": "أ", "name_fr": "A"}
    session.execute(
        insert(Collectivity),
        [{"id": n, "code": f"{n:02}", "kind": kind, **name} for n in range(1, REGIONS + 1)],
    )
    ids = range(REGIONS + 1, REGIONS + count + 1)
    session.execute(
        insert(Collectivity),
        [{"id": n, "code": f"{n}.1", "kind": CollectivityKind.COMMUNE, **name,
          "region_id": 1 + n % REGIONS, "parent_id": 1 + n % REGIONS, "population": 1000 + n}
         for n in ids],
    )  # fmt: skip


def _people(session: Session, ids: range, count: int) -> None:
    person = {"fictitious": True, "created_at": NOW, "joined_at": NOW, "credited": True,
              "checkin_day": 1, "checkin_hour": 10, "cadence": "weekly"}  # fmt: skip
    roles = (Role.FOCAL_POINT, Role.DEPUTY)
    session.execute(
        insert(Seat),
        [{"id": n, "role": roles[n > count], "collectivity_id": REGIONS + 1 + n % count}
         for n in ids],
    )  # fmt: skip
    session.execute(
        insert(Member),
        [{"id": n, "name": f"M{n}", "seat_id": n, "language": ("ar", "fr")[n % 2], **person}
         for n in ids],
    )  # fmt: skip
    session.execute(
        insert(ChannelIdentity),
        [{"channel": "telegram", "external_id": str(n), "chat_id": str(n), "member_id": n,
          "language": "fr", "linked_at": NOW} for n in ids],
    )  # fmt: skip
    session.execute(
        insert(Expertise),
        [{"member_id": n, "topic": TOPICS[(n + k) % len(TOPICS)], "declared_at": NOW}
         for n in ids for k in (0, 5)],
    )  # fmt: skip


def _questions(session: Session, members: int) -> None:
    """Write what was asked before; of the last ones, half are open and weigh on people."""
    rows: list[dict[str, Any]] = []
    routings: list[dict[str, Any]] = []
    answers: list[dict[str, Any]] = []
    for n in range(1, QUESTIONS + 1):
        at = NOW - timedelta(hours=2 * (QUESTIONS - n) + 1)
        is_open = n % 2 == 0 and n > QUESTIONS - 200
        status = QuestionStatus.OPEN if is_open else QuestionStatus.SOLVED
        author = 1 + n * 7 % members
        rows.append({"id": n, "author_id": author, "seat_id": author, "words": "…", "files": [],
                     "language": "fr", "topic": TOPICS[n % len(TOPICS)], "named": True,
                     "status": status, "asked_at": at, "wave": 1})  # fmt: skip
        reactions = (Reaction.ANSWERED, *[Reaction.NOT_ME] * 4)
        routings += [
            {"question_id": n, "member_id": 1 + (n * 31 + k * 977) % members, "wave": 1,
             "reasons": [], "at": at, "reaction": None if is_open else reaction}
            for k, reaction in enumerate(reactions)
        ]  # fmt: skip
        if not is_open:
            who = 1 + n * 31 % members
            answers.append({"question_id": n, "author_id": who, "seat_id": who, "words": "…",
                            "files": [], "language": "fr", "named": True, "at": at,
                            "helpful": True})  # fmt: skip
    for table, found in ((Question, rows), (Routing, routings), (Answer, answers)):
        for first in range(0, len(found), AT_ONCE):
            session.execute(insert(table), found[first : first + AT_ONCE])


def _projects(session: Session, count: int, members: int) -> None:
    """Give every local government a programme of four projects, all of them far advanced."""
    ids = range(REGIONS + 1, REGIONS + count + 1)
    session.execute(
        insert(Programme),
        [{"id": n, "collectivity_id": n, "title_fr": "P", "phase": Phase.IMPLEMENTATION,
          "starts_on": date(2026, 1, 1), "ends_on": date(2027, 12, 31)} for n in ids],
    )  # fmt: skip
    session.execute(insert(Axis), [{"id": n, "programme_id": n, "position": 1} for n in ids])
    projects = [(10 * n + k, n, k) for n in ids for k in range(4)]
    session.execute(
        insert(Project),
        [{"id": project, "axis_id": n, "position": k,
          "principles": ["transparency" if k % 2 else "participation"]}
         for project, n, k in projects],
    )  # fmt: skip
    session.execute(
        insert(ProgressReport),
        [{"programme_id": n, "project_id": project, "level": Level.SUBSTANTIAL, "no_change": False,
          "evidence_to_follow": False, "author_id": 1 + n % members, "created_at": NOW}
         for project, n, _k in projects],
    )  # fmt: skip


def choose(session: Session, number: int) -> tuple[float, float]:
    """Find and rank people for one question; return its seconds, and those of this processor."""
    question = session.get_one(Question, number)
    begun, busy = time.perf_counter(), time.process_time()
    asked = candidates.asked(session, question)
    found = candidates.peers(session, asked, NOW, NOW.date())
    picks = route(asked, found, NOW)
    taken = time.perf_counter() - begun, time.process_time() - busy
    assert len(picks) >= WAVE, len(picks)
    return taken


async def measure(name: str, url: str, members: int, rounds: int) -> None:
    """Fill a database and measure questions of many topics and places."""
    await migrate(url)
    database = await Database.open(url)
    await database.transaction(fill, members)
    await database.transaction(lambda session: session.execute(text("ANALYZE")))
    taken = [
        await database.read(choose, QUESTIONS - number)
        for number in range(rounds + 3)  # the first ones warm the caches
    ][3:]
    await database.close()
    wall, busy = (sorted(1000 * second for second in one) for one in zip(*taken, strict=True))
    sys.stdout.write(
        f"{name}: peers for one question among {members:,} members: median {median(wall):.0f} ms "
        f"({median(busy):.0f} of the processor), slowest of {rounds} {wall[-1]:.0f} ms\n"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the sizes and measure on both stores."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.routing")
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=50)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'routing.db'}"
        asyncio.run(measure("SQLite", url, chosen.members, chosen.rounds))
    with postgresql() as server:
        url = server.create()
        asyncio.run(measure("PostgreSQL", url, chosen.members, chosen.rounds))
        server.drop(url)


if __name__ == "__main__":
    main()

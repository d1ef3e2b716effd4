"""``python -m tests.bench.announcements``: an announcement to 100,000 members, on both stores.

What a coordinator waits for: the preview (people, who is left out, whose budget is spent, who reads
what). What everybody else waits for: a portion of the queueing, one transaction; and all portions
together, until the last of the messages is in the outbox. The marks of the product: a preview in
300 ms, all queued in 5 s. Beside them: how much memory it takes, counting the outcomes, cancelling.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import insert, text

from handlers.say import Say, encode
from storage import Database, Session, shared
from storage.announcements import acts, audience, outcomes, queue, records
from storage.announcements.audience import Rule, Scope
from storage.announcements.records import New
from storage.migrate import migrate
from storage.models import (
    Announcement,
    AnnouncementStatus,
    ChannelIdentity,
    Collectivity,
    CollectivityKind,
    Contact,
    Member,
    Role,
    Seat,
)
from storage.reach import Reach
from tests.databases import postgresql

JOINED = datetime(2026, 1, 5, 10, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
AT_ONCE = 5000
LANGUAGES = ("ar", "ar", "ar", "fr", "zgh")
WORDS = {"ar": "كلمة " * 100, "fr": "un mot " * 100}
PREVIEWS = 5  # the median of so many


@dataclass(frozen=True)
class Took:
    """Seconds, and the mebibytes by which the process grew at its peak."""

    preview: float
    queueing: float
    longest: float  # transaction
    counting: float
    cancelling: float
    memory: float


def fill(session: Session, members: int) -> int:
    """Write 40 communes and so many members, some stopped, some unreachable, some just written to.

    Return the id of a national coordinator.
    """
    region = Collectivity(code="1.", kind=CollectivityKind.REGION, name_ar="أ", name_fr="A")
    session.add(region)
    session.flush()
    session.add_all(
        Collectivity(code=f"1.{n}.", kind=CollectivityKind.COMMUNE, name_ar="أ", name_fr="A",
                     region_id=region.id, parent_id=region.id)
        for n in range(40)
    )  # fmt: skip
    session.flush()
    for first in range(1, members + 1, AT_ONCE):
        _people(session, range(first, min(first + AT_ONCE, members + 1)), region.id)
    seat = Seat(id=members + 1, role=Role.NATIONAL_COORDINATOR, collectivity_id=None)
    author = Member(
        id=members + 1, name="N", language="fr", created_at=JOINED, joined_at=JOINED, seat=seat
    )
    session.add(author)
    session.flush()
    return author.id


def _people(session: Session, ids: range, region: int) -> None:
    person = {"fictitious": True, "created_at": JOINED, "joined_at": JOINED, "credited": True,
              "checkin_day": 1, "checkin_hour": 10, "cadence": "weekly"}  # fmt: skip
    session.execute(
        insert(Seat),
        [{"id": n, "role": Role.POLE, "collectivity_id": region + 1 + n % 40} for n in ids],
    )
    session.execute(
        insert(Member),
        [{"id": n, "name": f"M{n}", "seat_id": n, "language": LANGUAGES[n % 5],
          "stopped_at": NOW if n % 50 == 0 else None, **person} for n in ids],
    )  # fmt: skip
    session.execute(
        insert(ChannelIdentity),
        [{"channel": "telegram", "external_id": str(n), "chat_id": str(n), "member_id": n,
          "language": "fr", "linked_at": JOINED,
          "unreachable_since": NOW if n % 40 == 1 else None} for n in ids],
    )  # fmt: skip
    session.execute(
        insert(Contact),
        [{"member_id": n, "kind": "checkin", "period": f"2026-W{48 - week}",
          "at": NOW - timedelta(days=7 * week + 1)} for n in ids for week in range(4)],
    )  # fmt: skip
    session.execute(
        insert(Contact),
        [{"member_id": n, "kind": "evidence", "period": str(n), "at": NOW - timedelta(days=2)}
         for n in ids if n % 10 == 0],
    )  # fmt: skip


def write(session: Session, author: int) -> int:
    """Write the announcement and begin it."""
    new = New(texts=WORDS, audience={}, status=AnnouncementStatus.SENDING)
    row = records.add(session, session.get_one(Member, author), Reach(None), new, NOW)
    row.begun_at, row.expires_at = NOW, NOW + records.KEPT
    for kind in (queue.TO_ASKED, queue.TO_OTHERS):
        payloads = {language: encode(Say(words)) for language, words in WORDS.items()}
        shared.put(session, f"{queue.shared_key(row)}:{kind}", payloads, NOW)
    return row.id


def _portion(session: Session, number: int, scope: Scope, after: int) -> queue.Portion:
    return queue.portion(session, session.get_one(Announcement, number), scope, after)


def _count(session: Session, number: int) -> outcomes.Outcomes:
    return outcomes.counted(session, session.get_one(Announcement, number), NOW)


def _withdraw(session: Session, number: int, after: int) -> queue.Portion:
    return acts.withdraw(session, session.get_one(Announcement, number), NOW, after)


def _peak(*, anew: bool = False) -> float:
    """Return the most memory this process had (Linux), in MiB; ``anew``: from this moment on."""
    if anew:
        Path("/proc/self/clear_refs").write_text("5")
    status = Path("/proc/self/status").read_text()
    line = next(one for one in status.splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


async def measure(url: str, members: int) -> Took:
    """Measure everything once on a new database."""
    await migrate(url)
    database = await Database.open(url)
    author = await database.transaction(fill, members)
    await database.transaction(lambda session: session.execute(text("ANALYZE")))
    scope = Scope(Reach(None), Rule(), author, NOW, NOW.date())
    seconds, seen = [], audience.Preview()
    for _number in range(PREVIEWS):
        begun = perf_counter()
        seen = await database.read(audience.preview, scope)
        seconds.append(perf_counter() - begun)
    before = _peak(anew=True)
    number = await database.transaction(write, author)
    after, more, each = 0, True, []
    while more:
        begun = perf_counter()
        portion = await database.transaction(_portion, number, scope, after)
        each.append(perf_counter() - begun)
        after, more = portion.last, portion.more
    grown = _peak() - before
    begun = perf_counter()
    found = await database.read(_count, number)
    counting = perf_counter() - begun
    assert found.of(outcomes.WAITING) == seen.people, (found, seen)
    begun = perf_counter()
    after, more = 0, True
    while more:
        portion = await database.transaction(_withdraw, number, after)
        after, more = portion.last, portion.more
    cancelling = perf_counter() - begun
    assert (await database.read(_count, number)).of(outcomes.CANCELLED) == seen.people
    await database.close()
    return Took(median(seconds), sum(each), max(each), counting, cancelling, grown)


def _tell(store: str, members: int, took: Took) -> None:
    sys.stdout.write(
        f"{store}, {members} members\n"
        f"  preview                {took.preview * 1000:7.0f} ms (to beat: 300)\n"
        f"  queueing all           {took.queueing:7.2f} s  (to beat: 5.00)\n"
        f"  its longest portion    {took.longest * 1000:7.0f} ms\n"
        f"  more memory meanwhile  {took.memory:7.1f} MiB\n"
        f"  counting the outcomes  {took.counting * 1000:7.0f} ms\n"
        f"  cancelling all         {took.cancelling:7.2f} s\n"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the size, measure on both stores, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.announcements")
    parser.add_argument("--members", type=int, default=100_000)
    members = parser.parse_args(arguments).members
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'bench'}.db"
        _tell("SQLite", members, asyncio.run(measure(url, members)))
    with postgresql() as server:
        url = server.create()
        _tell("PostgreSQL", members, asyncio.run(measure(url, members)))
        server.drop(url)


if __name__ == "__main__":
    main()

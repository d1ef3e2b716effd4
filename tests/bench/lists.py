"""A list of 2,000 members: read, links made, stored; beside storing them one person at a time.

    python -m tests.bench.lists [--people 2000] [--turns 5]

Each turn begins with a new SQLite file that holds the register alone. *Reading* is all that stands
between a file and its preview; *links* makes the tokens and the spreadsheet that goes back;
*storing* is one transaction. The mark beside it stores the same people in one transaction too, but
with the functions that invite a single person. What to read: the ratio of the two.
"""

import argparse
import asyncio
import secrets
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from bot.sample.register import places
from handlers import enrolment
from handlers.imports import reading
from handlers.roles import ROLES
from locales import render
from storage import Database, Session, audit, invitations, roster, seats, territory
from storage.migrate import migrate
from storage.models import CollectivityKind, Member, Role
from storage.territory import Place
from tests.handlers.imports.making import MEMBERS, xlsx

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def listed(count: int) -> bytes:
    """Make a workbook of so many people: a focal point for each commune, then pole members."""
    register = places()
    by_code = {place.code: place for place in register}
    communes = [place for place in register if place.kind == CollectivityKind.COMMUNE]
    rows = [
        (
            f"Amal Jisri {_letters(number)}",
            render(ROLES[Role.FOCAL_POINT if number < len(communes) else Role.POLE], "fr"),
            _written(communes[number % len(communes)], by_code),
        )
        for number in range(count)
    ]
    return xlsx(MEMBERS, *rows)


def _letters(number: int) -> str:
    """Write a number in letters: names have no digits."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number)).capitalize()


def _written(commune: Place, by_code: dict[str, Place]) -> str:
    return territory.labels(commune, by_code[commune.parent or ""])[1]


def one_by_one(session: Session, prepared: enrolment.Prepared) -> None:
    """Store the same people as an invitation of a single person does."""
    for one in prepared.newcomers:
        place = territory.by_code(session, one.code) if one.code else None
        member = Member(name=one.name, language=one.language, created_at=NOW)
        session.add(member)
        session.flush()
        seat = seats.find_or_add(session, one.role, place.id if place else None)
        invitations.invite(session, member.id, secrets.token_urlsafe(32), NOW, seat_id=seat.id)
        audit.record(session, None, "invite", f"member:{member.id}", NOW)


async def turn(content: bytes, folder: Path) -> dict[str, float]:
    """Measure each step once, in seconds, and the mark on a file of its own."""
    took: dict[str, float] = {}
    for name in ("storing", "one by one"):
        url = f"sqlite+aiosqlite:///{folder}/{name.replace(' ', '-')}.db"
        await migrate(url)
        database = await Database.open(url)
        await database.transaction(territory.import_register, places())
        network = await database.read(roster.network, NOW)
        begin = perf_counter()
        found = reading.read(content, "list.xlsx", network, {})
        took["reading"] = perf_counter() - begin
        begin = perf_counter()
        prepared = enrolment.prepare(found, network, lambda token: f"t.me/{token}", "fr", NOW)
        took["links"] = perf_counter() - begin
        begin = perf_counter()
        if name == "storing":
            await database.transaction(enrolment.save, prepared, None, "bench")
        else:
            await database.transaction(one_by_one, prepared)
        took[name] = perf_counter() - begin
        took["people"] = float(len(prepared.newcomers))
        await database.close()
    return took


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options, measure, print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.lists")
    parser.add_argument("--people", type=int, default=2000, help="rows of the list (default 2000)")
    parser.add_argument("--turns", type=int, default=5, help="medians are taken over so many")
    chosen = parser.parse_args(arguments)
    content = listed(chosen.people)
    turns = []
    for _number in range(chosen.turns):
        with tempfile.TemporaryDirectory() as folder:
            turns.append(asyncio.run(turn(content, Path(folder))))
    middle = {name: median(one[name] for one in turns) for name in turns[0]}
    ratio = median(one["one by one"] / one["storing"] for one in turns)
    whole = middle["reading"] + middle["links"] + middle["storing"]
    sys.stdout.write(
        f"A list of {middle['people']:.0f} people, medians of {chosen.turns} turns\n"
        f"  reading and checking   {middle['reading']:6.2f} s\n"
        f"  links and their file   {middle['links']:6.2f} s\n"
        f"  storing                {middle['storing']:6.2f} s\n"
        f"  together               {whole:6.2f} s\n"
        f"  stored one by one      {middle['one by one']:6.2f} s, {ratio:.1f} times as long\n"
    )


if __name__ == "__main__":
    main()

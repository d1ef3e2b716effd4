"""``jisr import``: a list in a file of this machine, shown first, imported when told to."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import locales
from bot.sample.register import places
from handlers import enrolment
from handlers.enrolment import Prepared
from handlers.imports import reading, sheet
from handlers.imports.columns import Column
from handlers.imports.findings import Refused, placed
from handlers.imports.reading import Reading
from handlers.policy import Policy
from locales import Lines, Listing, Names, Words, _, _n
from storage import Database, Session, roster, territory
from storage.migrate import migrate
from storage.roster import Network

PRIVATE = 0o600  # of the file with the links: whoever reads one becomes that member

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Order:
    """What was asked for: the file, whether to import it, where the links go, in which words."""

    file: Path
    yes: bool
    out: Path
    language: str
    policy: Policy


async def import_file(order: Order, database_url: str, tell: Tell) -> bool:
    """Show what a file would do, and do it if that was asked for; False when it cannot be used.

    Rows with errors, and those whose collectivity is not certain, are left out and named.

    Raises:
        OSError: when the file cannot be read, or the file for the links is there already.
    """

    def say(words: Words) -> None:
        tell(locales.clean(locales.render(words, order.language, html=False)))

    with order.file.open("rb") as source:
        content = source.read(sheet.LARGEST + 1)
    await migrate(database_url)
    database = await Database.open(database_url, writer=order.yes)
    try:
        now = datetime.now(UTC)
        network = await database.read(_network, now)
        try:
            found = reading.read(content, order.file.name, network, {})
        except Refused as refused:
            say(refused.words)
            return False
        _show(found, say)
        if not found["good"]:
            say(_("Nothing can be imported."))
            return not (found["bad"] or found["doubtful"])
        if not order.yes:
            say(_("Nothing is imported yet: the option --yes does it."))
            return True
        prepared = await asyncio.to_thread(
            enrolment.prepare, found, network, order.policy.link, order.language, now
        )
        with _kept(order.out, prepared):
            await database.transaction(_save, prepared, order.file.name)
        _conclude(order, prepared, say)
        return True
    finally:
        await database.close()


def _network(session: Session, now: datetime) -> Network:
    """Return what a list is compared with; the register comes with us until it is imported."""
    known = roster.network(session, now)
    return known if known.register else known._replace(register=places())


def _save(session: Session, prepared: Prepared, name: str) -> None:
    if not territory.register(session):
        territory.import_register(session, places())
    enrolment.save(session, prepared, None, f"file:{name}"[:80])


@contextmanager
def _kept(out: Path, prepared: Prepared) -> Iterator[None]:
    """Write the links before they open anything; without a success they go again."""
    if prepared.links is None:
        yield
        return
    with _new(out) as file:
        file.write(prepared.links)
        file.flush()
        os.fsync(file.fileno())
    try:
        yield
    except BaseException:
        out.unlink(missing_ok=True)
        raise


def _new(out: Path) -> IO[bytes]:
    """Open a new file for its owner alone; one that is there may hold links still needed."""
    return os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb")


def _show(found: Reading, say: Callable[[Words], None]) -> None:
    say(locales.decode(found["summary"]))
    if found["listed"]:
        for row, column, words in found["findings"]:
            say(placed(row, Column(column) if column else None, locales.decode(words)))
    for doubt in found["doubts"]:
        options = [Names(ar=ar, fr=fr) for _code, ar, fr in doubt["options"]]
        say(
            Lines(
                [
                    _n(
                        "Which collectivity is “{typed}” (row {rows})?",
                        "Which collectivity is “{typed}” ({count} rows: {rows})?",
                        doubt["count"],
                        typed=doubt["typed"],
                        rows=Listing(doubt["rows"]),
                    ),
                    _("Perhaps: {places}.", places=Listing(options)),
                ],
                gap="\n",
            )
        )


def _conclude(order: Order, prepared: Prepared, say: Callable[[Words], None]) -> None:
    if prepared.links is None:
        say(
            _n(
                "{count} programme is imported.",
                "{count} programmes are imported.",
                prepared.count,
            )
        )
        return
    say(_n("{count} person is invited.", "{count} people are invited.", prepared.count))
    say(_("Their links are in {file}. Whoever opens one becomes that member.", file=str(order.out)))

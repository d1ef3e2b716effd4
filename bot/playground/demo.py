"""``jisr demo``: the real program, a Bot API server of our own, and a page of telephones.

Nothing leaves this machine, nobody on the page exists, and the clock can be moved. The database
is a new file each time unless one is named, so that every demonstration begins the same way.
"""

import asyncio
import logging
import sys
import webbrowser
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import web

import locales
from bot.app import App
from bot.cli import FAILED, serve
from bot.clocks import MovableClock
from bot.playground.botapi import BotApiServer
from bot.playground.phones import Known, Phone
from bot.playground.web import mount
from bot.sample import neighbours
from bot.sample.cast import DemoPerson
from bot.sample.cast import demo as fill_demo
from bot.sample.network import NotEmpty
from bot.settings import Settings
from handlers.places import place_of
from handlers.roles import ROLES
from storage import Database, Session, people
from storage.migrate import migrate
from storage.models import Member

log = logging.getLogger(__name__)

TOKEN = "1000001:local-demonstration-token-of-no-use"  # noqa: S105 — of our own server only
BOT_NAME = "Jisr · جسر"
FIRST_PERSON = 7001  # Telegram ids of the cast, counted from here
PAGE_LANGUAGES = ("ar", "fr", "en")


@dataclass(frozen=True)
class Playground:
    """The parts of a running demonstration, for the command and for tests."""

    app: App
    server: BotApiServer
    clock: MovableClock
    cast: Mapping[str, int]
    tokens: Mapping[str, str]
    page: web.AppRunner
    url: str

    async def stop(self) -> None:
        """Stop the program, the page and the server."""
        await self.app.stop()
        await self.page.cleanup()
        await self.server.stop()


async def demo(settings: Settings, *, port: int, database: str, browser: bool) -> int:
    """Run the demonstration until it is interrupted; return the exit code."""
    with TemporaryDirectory(prefix="jisr-demo-") as folder:
        file = database or f"{folder}/demo.db"
        settings = replace(
            settings,
            database_url=f"sqlite+aiosqlite:///{file}",
            files_dir=f"{folder}/files",
        )
        try:
            playground = await assemble(settings, port=port)
        except NotEmpty:
            sys.stderr.write(f"{file} holds a network already: name a new file\n")
            return FAILED
        except OSError as error:
            sys.stderr.write(f"port {port} is not free ({error.strerror}): try --port\n")
            return FAILED
        sys.stdout.write(f"\n  Jisr is open at  {playground.url}\n  Stop with Ctrl+C.\n\n")
        sys.stdout.flush()
        if browser:
            await asyncio.to_thread(webbrowser.open, playground.url)
        try:
            code = await serve(playground.app)
        finally:
            await playground.page.cleanup()
            await playground.server.stop()
    return code


async def assemble(settings: Settings, *, port: int = 0, now: datetime | None = None) -> Playground:
    """Fill an empty database with the cast and put the parts together; the program is not started.

    ``settings`` name the database and the files folder; the rest is set here. Raises NotEmpty for
    a database that holds a network, OSError when the port is taken.
    """
    clock = MovableClock(now or datetime.now(UTC))
    cast = await _fill(settings.database_url, clock)
    server = BotApiServer(TOKEN, clock)
    await server.start()
    settings = replace(
        settings, telegram_token=TOKEN, telegram_api_url=server.url, webhook_url="", http_port=0
    )
    app = await App.open(settings, clock)
    ids = {person.key: FIRST_PERSON + number for number, person in enumerate(cast)}
    phones = await app.database.read(_phones, cast, ids)
    for phone, person in zip(phones, cast, strict=True):
        first, _space, last = phone.name.partition(" ")
        server.world.add_person(
            phone.person_id, first, last_name=last or None, language_code=person.language
        )
    page = web.Application(client_max_size=25_000_000)

    async def known_as(person_id: int) -> Known | None:
        return await app.database.read(_known, str(person_id))

    mount(
        page,
        world=server.world,
        clock=clock,
        phones=phones,
        bot_name=BOT_NAME,
        known_as=known_as,
    )
    runner = web.AppRunner(page, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    bound = runner.addresses[0][1]
    tokens = {person.key: person.token for person in cast}
    return Playground(app, server, clock, ids, tokens, runner, f"http://127.0.0.1:{bound}/")


async def _fill(database_url: str, clock: MovableClock) -> list[DemoPerson]:
    if database_url.startswith("sqlite"):
        Path(database_url.partition(":///")[2]).parent.mkdir(parents=True, exist_ok=True)
    await migrate(database_url)
    database = await Database.open(database_url)
    try:
        return await database.transaction(_people, clock.now())
    finally:
        await database.close()


def _people(session: Session, now: datetime) -> list[DemoPerson]:
    """Write the cast, and around them a network that has been going for a while."""
    cast = fill_demo(session, now)
    neighbours.settle(session, now)
    return cast


def _phones(session: Session, cast: list[DemoPerson], ids: Mapping[str, int]) -> list[Phone]:
    """Describe each telephone's owner in the languages of the page."""
    found = []
    for person in cast:
        known = _described(session, session.get_one(Member, person.member_id))
        found.append(
            Phone(
                person_id=ids[person.key],
                name=known.name,
                role=known.role,
                collectivity=known.collectivity,
                language=known.language,
                start=person.token,
            )
        )
    return found


def _known(session: Session, person: str) -> Known | None:
    """Return how Jisr knows a person of the page, None before they come in and after they leave."""
    identity = people.identity(session, "telegram", person)
    return _described(session, identity.member) if identity and identity.member else None


def _described(session: Session, member: Member) -> Known:
    place = place_of(session, member.collectivity_id) if member.collectivity_id else None
    return Known(
        name=member.name,
        role=_in_languages(ROLES[member.role]) if member.role else {},
        collectivity=_in_languages(place) if place else {},
        language=member.language,
    )


def _in_languages(words: locales.Words) -> dict[str, str]:
    return {code: locales.render(words, code, html=False) for code in PAGE_LANGUAGES}

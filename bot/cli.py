"""The command line: ``jisr demo | run | invite | import | doctor | migrate | sample | effect | …``.

Thin commands over the same plain functions that the program and the tests use. Exit codes: 0 done,
1 failed, 2 settings missing or wrong.
"""

import argparse
import asyncio
import gc
import json
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_urlsafe

import locales
from bot import logs
from bot.app import App
from bot.channels.outcome import ChannelClosed
from bot.channels.telegram.commands import bot_name
from bot.settings import Settings, WrongSettings
from bot.simulation.options import WrongOptions, add_options
from bot.simulation.world import WrongWorld
from handlers.policy import Policy
from storage import Database, DatabaseInUse, NewerSchema, Unavailable
from storage.migrate import migrate
from storage.models import Role

DONE, FAILED, WRONG = 0, 1, 2
GARBAGE = 20_000  # new objects between two rounds of the garbage collector

Command = Callable[[argparse.Namespace, Settings], Awaitable[int]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    chosen = _parser().parse_args(arguments)
    try:
        settings = Settings.read(token=chosen.needs_token)
    except WrongSettings as error:
        for problem in error.problems:
            _tell(problem, error=True)
        return WRONG
    logs.set_up(settings.log_level)
    wrong_zone = locales.zone_error()
    if wrong_zone is not None and chosen.command is not _doctor:
        _tell(wrong_zone, error=True)
        return FAILED
    try:
        code: int = asyncio.run(chosen.command(chosen, settings))
    except (DatabaseInUse, NewerSchema, Unavailable) as error:
        _tell(str(error), error=True)
        return FAILED
    except ChannelClosed:
        _tell(
            "Telegram refuses the token: set JISR_TELEGRAM_TOKEN, then run: jisr doctor", error=True
        )
        return FAILED
    return code


async def serve(app: App) -> int:
    """Run an assembled program until SIGINT or SIGTERM, then end it cleanly."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    await app.start()
    _collect_less_often()
    running = asyncio.create_task(app.run())
    waiting = asyncio.create_task(stopped.wait())
    try:
        await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
    finally:
        running.cancel()
        waiting.cancel()
        await app.stop()
    return DONE


def _collect_less_often() -> None:
    """Spare the garbage collector what the start left for good, and most of its rounds.

    An event makes thousands of objects that die at once: a look after every 700 finds nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="jisr", description="The chatbot of the network of open local governments."
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, command: Command, meaning: str, *, token: bool) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=meaning, description=meaning)
        one.set_defaults(command=command, needs_token=token)
        return one

    demo = add("demo", _demo, "try Jisr here: everything is local and fictitious", token=False)
    demo.add_argument("--port", type=int, default=8765, help="of the page (default 8765)")
    demo.add_argument("--no-browser", action="store_true", help="do not open the page")
    demo.add_argument("--database", default="", help="keep the demo in this SQLite file")
    add("run", _run, "run the bot", token=True)
    add("doctor", _doctor, "check settings, token, database, words, clock and zone", token=False)
    add("migrate", _migrate, "bring the database up to date", token=False)
    invite = add("invite", _invite, "make the first personal link", token=False)
    invite.add_argument("--role", required=True, choices=[role.value for role in Role])
    invite.add_argument("--name", required=True, help="first and family name")
    invite.add_argument("--language", default="ar", choices=list(locales.LANGUAGES))
    invite.add_argument("--place", default="", help="code or name, for a role that belongs to one")
    sample = add("sample", _sample, "fill an empty database with a fictitious network", token=False)
    sample.add_argument("--people", type=int, default=50, help="how many (default 50)")
    sample.add_argument("--seed", type=int, default=None, help="for tests: predictable tokens")
    listed = add("import", _import, "import a list of members or of programmes", token=False)
    listed.add_argument("file", type=Path, help="an Excel workbook (.xlsx) or a CSV file")
    listed.add_argument("--yes", action="store_true", help="import it; without, it is only shown")
    listed.add_argument(
        "--out", type=Path, default=Path("invitations.xlsx"), help="for the links (a new file)"
    )
    listed.add_argument("--language", choices=("ar", "fr", "en"), default="fr", help="of the words")
    listed.add_argument("--bot", default=None, help="the bot's user name, for links to tap")
    add("effect", _effect, "estimate what the reminders do, from the decisions", token=False)
    simulate = add(
        "simulate", _simulate, "try the reminder ladder on simulated members", token=False
    )
    add_options(simulate)
    return parser


async def _run(_chosen: argparse.Namespace, settings: Settings) -> int:
    app = await App.open(settings)
    # What is loaded now stays to the end: looked through again and again by the collector of
    # garbage, it would hold up everybody for a tenth of a second at a time.
    gc.freeze()
    return await serve(app)


async def _demo(chosen: argparse.Namespace, settings: Settings) -> int:
    from bot.playground.demo import demo  # noqa: PLC0415 — the playground is not part of `run`

    return await demo(
        settings, port=chosen.port, database=chosen.database, browser=not chosen.no_browser
    )


async def _doctor(_chosen: argparse.Namespace, settings: Settings) -> int:
    from bot.doctor import examine  # noqa: PLC0415 — only here

    findings = await examine(settings)
    for finding in findings:
        _tell(str(finding))
    return DONE if all(finding.good for finding in findings) else FAILED


async def _migrate(_chosen: argparse.Namespace, settings: Settings) -> int:
    await migrate(settings.database_url)
    _tell("The database is up to date.")
    return DONE


async def _invite(chosen: argparse.Namespace, settings: Settings) -> int:
    from bot.first import NotInvited, invite_first  # noqa: PLC0415 — only here
    from bot.sample.register import places  # noqa: PLC0415 — carries the whole register

    token = token_urlsafe(32)
    await migrate(settings.database_url)
    database = await Database.open(settings.database_url)
    try:
        made = await database.transaction(
            invite_first,
            role=Role(chosen.role),
            name=chosen.name,
            language=chosen.language,
            place=chosen.place,
            places=places(),
            token=token,
            now=datetime.now(UTC),
        )
    except NotInvited as error:
        _tell(str(error), error=True)
        return FAILED
    finally:
        await database.close()
    bot = None
    if not settings.token_problem():
        bot = await bot_name(settings.telegram_token, settings.telegram_api_url)
    _tell(Policy(bot=bot).link(token))
    _tell(f"It opens once, until {locales.wall(made.expires_at):%Y-%m-%d %H:%M}.", error=True)
    return DONE


async def _sample(chosen: argparse.Namespace, settings: Settings) -> int:
    from bot.sample.network import NotEmpty, fill  # noqa: PLC0415 — carries the whole register

    await migrate(settings.database_url)
    database = await Database.open(settings.database_url)
    try:
        people = await database.transaction(
            fill, people=chosen.people, seed=chosen.seed, now=datetime.now(UTC)
        )
    except (NotEmpty, ValueError) as error:
        _tell(str(error), error=True)
        return FAILED
    finally:
        await database.close()
    for person in people:
        _tell(json.dumps(asdict(person), ensure_ascii=False))
    return DONE


async def _import(chosen: argparse.Namespace, settings: Settings) -> int:
    from bot.importer import Order, import_file  # noqa: PLC0415 — carries the whole register

    order = Order(
        chosen.file, chosen.yes, chosen.out, chosen.language, policy=Policy(bot=chosen.bot)
    )
    try:
        usable = await import_file(order, settings.database_url, _tell)
    except OSError as error:
        _tell(f"{error.filename}: {error.strerror}", error=True)
        return FAILED
    return DONE if usable else FAILED


async def _effect(_chosen: argparse.Namespace, settings: Settings) -> int:
    from bot.effect import tell_effect  # noqa: PLC0415 — only here

    await migrate(settings.database_url)
    await tell_effect(settings.database_url, datetime.now(UTC), _tell)
    return DONE


async def _simulate(chosen: argparse.Namespace, _settings: Settings) -> int:
    try:
        # numpy and matplotlib come with an extra: the running bot needs neither.
        from bot.simulation.command import simulate  # noqa: PLC0415
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in {"numpy", "matplotlib"}:
            raise
        _tell(f'Simulating needs {missing}: pip install "jisr[simulation]"', error=True)
        return FAILED
    try:
        simulate(chosen, _tell)
    except (WrongOptions, WrongWorld) as error:
        _tell(str(error), error=True)
        return WRONG
    return DONE


def _tell(line: str, *, error: bool = False) -> None:
    """Write a line to whoever called: this is what a command line is for."""
    (sys.stderr if error else sys.stdout).write(line + "\n")

"""The commands as they are typed, in processes of their own."""

import asyncio
import json
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.playground.botapi import BotApiServer
from handlers.exports import paper
from tests.bot.commands import TOKEN, Jisr, environment

pytestmark = pytest.mark.long

COMMAND = [sys.executable, "-m", "bot"]


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    server = BotApiServer(TOKEN)
    await server.start()
    yield server
    await server.stop()


@asynccontextmanager
async def running(folder: Path, url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Keep `jisr run` going, and end it whatever happens meanwhile."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND, "run", cwd=folder, env=environment(folder, url), stderr=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def test_sample_prints_one_object_a_person_and_refuses_a_second_time(
    jisr: Jisr, tmp_path: Path
) -> None:
    code, printed, _errors = jisr(tmp_path, "sample", "--people", "12")
    people = [json.loads(line) for line in printed.splitlines()]
    assert code == 0
    assert len(people) == 12
    assert all(set(one) == {"token", "name", "language", "role", "collectivity"} for one in people)
    assert {one["role"] for one in people} >= {"focal_point", "deputy", "regional_coordinator"}
    code, printed, errors = jisr(tmp_path, "sample")
    assert (code, printed) == (1, "")
    assert "empty database" in errors


async def test_the_first_coordinator_is_invited_on_the_command_line_and_joins(
    jisr: Jisr, tmp_path: Path, server: BotApiServer
) -> None:
    invite = ("invite", "--role", "national_coordinator", "--name", "Salma Alaoui")
    code, printed, errors = await asyncio.to_thread(
        jisr, tmp_path, *invite, "--language", "fr", url=server.url
    )
    name, token = re.fullmatch(r"https://t\.me/(\w+)\?start=([\w-]{43})\n", printed).groups()  # type: ignore[union-attr]
    assert (code, name) == (0, server.service.account.user["username"])
    assert "It opens once, until" in errors
    assert token.encode() not in (tmp_path / "jisr.db").read_bytes()
    world = server.world
    world.add_person(42, "Test", language_code="fr")
    async with running(tmp_path, server.url):
        await world.wait(lambda: bool(world.calls), timeout=20)
        await world.say(42, f"/start {token}")
        await world.wait(lambda: any(message.from_bot for message in world.messages(42)))
        assert "Choisissez votre langue" in world.messages(42)[-1].text


def test_without_a_bot_the_invitation_is_a_command_to_send(jisr: Jisr, tmp_path: Path) -> None:
    named = ("--role", "focal_point", "--name", "Salma Alaoui")
    code, printed, errors = jisr(tmp_path, "invite", *named, "--place", "tiznti")
    assert (code, printed) == (1, "")
    assert "Commune de Tiznit (province de Tiznit)" in errors
    code, printed, _errors = jisr(tmp_path, "invite", *named, "--place", "commune de Tiznit")
    assert code == 0
    assert re.fullmatch(r"/start [\w-]{43}\n", printed)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--role", "focal_point", "--name", "Salma Alaoui"), "add --place"),
        (("--role", "pole", "--name", "Salma AB123456", "--place", "Rabat"), "no digits"),
        (("--role", "national_coordinator", "--name", "Salma Alaoui", "--place", "Rabat"),
         "leave --place out"),
        (("--role", "regional_coordinator", "--name", "Salma Alaoui", "--place", "Azrou"),
         "not one known place: Azrou"),
    ],
)  # fmt: skip
def test_an_invitation_that_cannot_be_says_why(
    jisr: Jisr, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    code, printed, errors = jisr(tmp_path, "invite", *arguments)
    assert (code, printed) == (1, "")
    assert said in errors
    assert "Traceback" not in errors


async def test_run_serves_somebody_of_the_sample_and_ends_cleanly(
    jisr: Jisr, tmp_path: Path, server: BotApiServer
) -> None:
    _code, printed, _errors = await asyncio.to_thread(jisr, tmp_path, "sample", "--people", "6")
    person = json.loads(printed.splitlines()[-1])
    world = server.world
    world.add_person(42, "Test", language_code="fr")
    async with running(tmp_path, server.url) as process:
        await world.wait(lambda: bool(world.calls), timeout=20)
        await world.say(42, f"/start {person['token']}")
        await world.wait(lambda: any(message.from_bot for message in world.messages(42)))
        assert person["name"] in world.messages(42)[-1].text
        process.send_signal(signal.SIGTERM)
        errors = (await process.communicate())[1].decode()
    assert process.returncode == 0
    assert "Traceback" not in errors
    assert TOKEN not in errors


async def test_doctor_finds_everything_right_or_says_what_is_not(
    jisr: Jisr, tmp_path: Path, server: BotApiServer
) -> None:
    code, printed, _errors = await asyncio.to_thread(jisr, tmp_path, "doctor", url=server.url)
    assert code == 1
    assert "FAIL  migrations" in printed
    assert await asyncio.to_thread(jisr, tmp_path, "migrate") == (
        0,
        "The database is up to date.\n",
        "",
    )
    code, printed, _errors = await asyncio.to_thread(jisr, tmp_path, "doctor", url=server.url)
    right = 10 + paper.can_print()  # the one thing that the system need not have
    assert (code, printed.count("ok  "), "FAIL" in printed) == (0, right, False)
    assert "warn  controller" in printed
    assert "purge: not yet" in printed
    assert "Africa/Casablanca is UTC+0" in printed


async def test_doctor_says_that_a_token_is_refused_without_showing_it(
    jisr: Jisr, tmp_path: Path, server: BotApiServer
) -> None:
    _code, printed, errors = await asyncio.to_thread(
        jisr, tmp_path, "doctor", url=server.url, token="999:not-this-bots-token"
    )
    assert "FAIL  token" in printed
    assert "not-this-bots-token" not in printed + errors


async def test_run_with_a_refused_token_says_so_and_stops(
    jisr: Jisr, tmp_path: Path, server: BotApiServer
) -> None:
    await asyncio.to_thread(jisr, tmp_path, "migrate")
    wrong = environment(tmp_path, server.url, "999:not-this-bots-token")
    done = await asyncio.to_thread(
        subprocess.run, [*COMMAND, "run"], cwd=tmp_path, env=wrong, capture_output=True,
        text=True, timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "refuses the token" in done.stderr
    assert "Traceback" not in done.stderr
    assert "not-this-bots-token" not in done.stderr


async def test_a_second_process_on_the_same_file_is_told_so(
    jisr: Jisr, tmp_path: Path, server: BotApiServer
) -> None:
    await asyncio.to_thread(jisr, tmp_path, "migrate")
    async with running(tmp_path, server.url):
        await server.world.wait(lambda: bool(server.world.calls), timeout=20)
        code, _printed, errors = await asyncio.to_thread(jisr, tmp_path, "run", url=server.url)
    assert code == 1
    assert "Traceback" not in errors
    assert "jisr.db" in errors

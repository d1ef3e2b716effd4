"""The container: what can be held to its promises where no container can be built."""

import asyncio
import contextlib
import json
import os
import re
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
import yaml
from aiohttp import web

from tests.project import ROOMS, pyproject, text


def dockerfile() -> list[tuple[str, str]]:
    """Return its instructions in order, each as (name, the rest)."""
    joined = text("Dockerfile").replace("\\\n", " ")
    return [
        (name, rest.strip()) for name, rest in re.findall(r"^([A-Z]+) (.*)$", joined, re.MULTILINE)
    ]


def test_the_image_installs_only_what_the_lock_says() -> None:
    installs = [rest for name, rest in dockerfile() if name == "RUN" and "pip install" in rest]
    assert any("--require-hashes" in rest and "requirements.lock" in rest for rest in installs)
    assert all("--require-hashes" in rest or "--no-deps" in rest for rest in installs)


def test_the_image_does_not_run_as_root_and_runs_jisr() -> None:
    last_stage = dockerfile()[[name for name, _ in dockerfile()].index("USER") :]
    assert last_stage[0] == ("USER", "10001:10001")
    assert ("ENTRYPOINT", '["jisr"]') in last_stage
    assert ("CMD", '["run"]') in last_stage
    assert ("VOLUME", '["/data"]') in last_stage


def test_the_image_never_reads_the_system_s_zone_data() -> None:
    (environment,) = (rest for name, rest in dockerfile() if name == "ENV" and "TZ" in rest)
    assert re.search(r'PYTHONTZPATH=""(\s|$)', environment)


def test_the_image_is_given_what_the_wheel_is_built_from_and_no_secret() -> None:
    given = {line[1:] for line in text(".dockerignore").splitlines() if line.startswith("!")}
    assert given == {*ROOMS, "pyproject.toml", "requirements.lock", "README.md", "LICENSE"}
    assert "*" in text(".dockerignore").splitlines()


@contextlib.asynccontextmanager
async def answering(status: int) -> AsyncIterator[str]:
    """Serve /livez with ``status`` and give the port."""

    async def livez(_: web.Request) -> web.Response:
        return web.Response(status=status)

    app = web.Application()
    app.router.add_get("/livez", livez)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield str(runner.addresses[0][1])
    finally:
        await runner.cleanup()


async def healthcheck(port: str) -> int:
    """Run the image's own health check against ``port`` and return its exit code."""
    (rest,) = (rest for name, rest in dockerfile() if name == "HEALTHCHECK")
    command = json.loads(rest[rest.index("CMD ") + 4 :])
    assert command[0] == "python"
    (variable,) = re.findall(r"JISR_\w+", command[-1])
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command[1:],
        env=os.environ | {variable: port, "http_proxy": "http://127.0.0.1:9"},
        stderr=asyncio.subprocess.DEVNULL,
    )
    return await process.wait()


async def test_a_program_that_answers_200_is_healthy() -> None:
    async with answering(200) as port:
        assert await healthcheck(port) == 0


@pytest.mark.parametrize("status", [204, 404, 503])
async def test_a_program_that_answers_anything_else_is_not(status: int) -> None:
    async with answering(status) as port:
        assert await healthcheck(port) != 0


async def test_a_program_that_does_not_answer_is_not_healthy() -> None:
    async with answering(200) as port:
        pass
    assert await healthcheck(port) != 0


def services() -> dict[str, dict[str, Any]]:
    composition: dict[str, dict[str, Any]] = yaml.safe_load(text("compose.yaml"))["services"]
    return composition


def test_compose_gives_every_service_a_health_check_and_nothing_it_does_not_need() -> None:
    assert set(services()) == {"bot", "postgres"}
    for service in services().values():
        assert service["healthcheck"]
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"] is True
        assert service["tmpfs"]
        assert "no-new-privileges:true" in service["security_opt"]


def test_compose_publishes_no_port_and_shows_the_database_to_the_bot_alone() -> None:
    composition = yaml.safe_load(text("compose.yaml"))
    assert [name for name, service in services().items() if "ports" in service] == []
    assert services()["postgres"]["networks"] == ["inside"]
    assert composition["networks"]["inside"]["internal"] is True


def test_compose_holds_no_password_and_waits_for_the_database() -> None:
    postgres, bot = services()["postgres"], services()["bot"]
    assert postgres["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")
    assert re.search(r"//jisr:\$\{POSTGRES_PASSWORD:\?", bot["environment"]["JISR_DATABASE_URL"])
    assert bot["depends_on"]["postgres"]["condition"] == "service_healthy"
    assert f"jisr:{pyproject()['project']['version']}" == bot["image"]

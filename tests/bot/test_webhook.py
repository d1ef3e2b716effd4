"""Receiving by webhook: the secret is checked, 200 comes after the commit, nothing is lost."""

import asyncio
import socket
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.channels.telegram.webhook import HEADER, PATH
from storage.models import InboxEvent, ProgressReport
from tests.chat import Town, town
from tests.handlers.conftest import join
from tests.handlers.network import found

SECRET = "a-secret-of-the-right-length-for-a-webhook"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
async def jisr(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    port = free_port()
    settings: dict[str, Any] = {
        "webhook_url": f"http://127.0.0.1:{port}",
        "webhook_secret": SECRET,
        "http_port": port,
    }
    async with town(sqlite_url, tmp_path, settings=settings) as running:
        await running.app.database.transaction(found)
        yield running


async def post(jisr: Town, body: bytes, secret: str | None = SECRET) -> int:
    headers = {HEADER: secret} if secret is not None else {}
    url = f"{jisr.app.settings.webhook_url}{PATH}"
    async with (
        aiohttp.ClientSession() as http,
        http.post(url, data=BytesIO(body), headers=headers) as answer,
    ):
        return answer.status


async def test_a_report_by_webhook_is_saved(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.say("/report")
    await amal.say("1")
    await amal.press("No change")
    amal.sees("Saved: R-4. Thank you.")
    assert len(await jisr.rows(ProgressReport)) == 4


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "سر"])
async def test_without_the_secret_nothing_is_stored(jisr: Town, secret: str | None) -> None:
    body = b'{"update_id": 1, "message": {}}'
    sent = secret.encode().decode("latin-1") if secret else secret
    assert await post(jisr, body, sent) == 401
    assert not await jisr.rows(InboxEvent)


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"[]", b"{}", b"null", b'{"update_id": "x"}'])
async def test_a_body_that_is_no_update_is_dropped_for_good(jisr: Town, body: bytes) -> None:
    assert await post(jisr, body) == 200
    assert not await jisr.rows(InboxEvent)


async def test_the_same_update_posted_twice_has_one_effect(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    known = (await jisr.rows(InboxEvent))[-1]
    before = len(amal.messages)
    body = str(known.payload).replace("'", '"').replace("False", "false").encode()
    assert await post(jisr, body) == 200
    await jisr.settle()
    assert len(amal.messages) == before


async def test_an_update_is_stored_before_it_is_acknowledged(jisr: Town) -> None:
    body = b'{"update_id": 900001, "message": {"from": {"id": 5}}}'
    assert await post(jisr, body) == 200
    stored = [row for row in await jisr.rows(InboxEvent) if row.external_id == "900001"]
    assert [row.person for row in stored] == ["telegram:5"]


async def test_a_body_beyond_the_limit_is_refused(jisr: Town) -> None:
    assert await post(jisr, b" " * (1024 * 1024 + 1)) == 413


async def test_health_is_told_on_the_same_port(jisr: Town) -> None:
    async with aiohttp.ClientSession() as http:
        for path, text in (("/livez", "alive\n"), ("/readyz", "ready\n")):
            async with http.get(f"{jisr.app.settings.webhook_url}{path}") as answer:
                assert (answer.status, await answer.text()) == (200, text)
        jisr.app.ready = False
        async with http.get(f"{jisr.app.settings.webhook_url}/readyz") as answer:
            assert answer.status == 503
    await asyncio.sleep(0)

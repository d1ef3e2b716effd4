"""What the page's server lets through, without a browser: strangers, sizes, nonsense, the clock."""

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest

from bot.playground.browser import MAX_BODY
from bot.playground.web import after
from tests.playground.scene import KARIM, Scene, opened


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with opened() as scene:
        yield scene


def test_the_clock_s_buttons_mean_casablanca_mornings() -> None:
    monday = datetime(2026, 11, 23, 9, 59, tzinfo=UTC)
    assert after(monday, "minutes") == datetime(2026, 11, 23, 10, 9, tzinfo=UTC)
    assert after(monday, "hour") == datetime(2026, 11, 23, 10, 59, tzinfo=UTC)
    assert after(monday, "tomorrow") == datetime(2026, 11, 24, 10, tzinfo=UTC)
    assert after(monday, "monday") == datetime(2026, 11, 30, 10, tzinfo=UTC)
    sunday = datetime(2026, 11, 29, 23, 59, tzinfo=UTC)
    assert after(sunday, "monday") == datetime(2026, 11, 30, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", {"Host": "evil.example"}),
        ("/ws", {"Origin": "http://evil.example"}),
        ("/ws", {}),
    ],
)
async def test_other_sites_are_turned_away(
    scene: Scene, path: str, headers: dict[str, str]
) -> None:
    async with scene.session.get(scene.server.url + path, headers=headers) as response:
        assert response.status == 403


async def test_a_file_above_the_limit_is_refused(scene: Scene) -> None:
    form = aiohttp.FormData({"person": str(KARIM), "kind": "document"})
    form.add_field("file", io.BytesIO(bytes(MAX_BODY + 1)), filename="a.bin")
    post = scene.session.post(
        f"{scene.server.url}/playground/file", data=form, headers={"Origin": scene.server.url}
    )
    async with post as response:
        assert response.status == 413
    assert scene.world.messages(KARIM) == []


async def test_nonsense_on_the_line_is_answered_and_the_line_lives(scene: Scene) -> None:
    url = f"{scene.server.url}/ws"
    async with scene.session.ws_connect(url, headers={"Origin": scene.server.url}) as line:
        assert (await line.receive_json())["type"] == "snapshot"
        for nonsense in ("{", "[]", '{"id": 1}', '{"id": 1, "do": "say", "person": 999}'):
            await line.send_str(nonsense)
            assert (await line.receive_json())["ok"] is False
        await line.send_json({"id": 7, "do": "say", "person": KARIM, "text": "Oui"})
        heard = [await line.receive_json() for _ in range(2)]
    assert {"done", "message"} <= {event["type"] for event in heard}


async def test_files_of_a_page_cannot_act_as_pages(scene: Scene) -> None:
    evil = b"<script>alert(1)</script>"
    number = await scene.world.send_file(KARIM, "document", evil, name="a.html", mime="text/html")
    url = f"{scene.server.url}/playground/file/{KARIM}/{number}"
    async with asyncio.timeout(5), scene.session.get(url) as response:
        assert response.headers["Content-Disposition"] == "attachment"
        assert response.content_type == "application/octet-stream"
        assert "sandbox" in response.headers["Content-Security-Policy"]

"""What the page's server lets through, without a browser: strangers, sizes, nonsense, the clock."""

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import aiohttp
import pytest
from yarl import URL

from bot.playground.browser import MAX_BODY
from bot.playground.phones import MAX_NEWCOMERS
from bot.playground.web import after
from handlers.imports.columns import Kind
from handlers.imports.examples import EXAMPLES, SAMPLE
from handlers.imports.sheet import read
from locales import LANGUAGES
from tests.playground.scene import KARIM, SOUAD, Scene


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
        ("/playground/sheet/sample/fr", {"Host": "evil.example"}),
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
        assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''a.html"
        assert response.content_type == "application/octet-stream"
        assert "sandbox" in response.headers["Content-Security-Policy"]


async def test_a_file_is_given_out_under_its_bare_name_and_only_from_its_own_chat(
    scene: Scene,
) -> None:
    await scene.begun()
    name = "..\\../لائحة.xlsx"
    number = await scene.world.send_file(KARIM, "document", b"PK", name=name)
    url = f"{scene.server.url}/playground/file"
    async with scene.session.get(f"{url}/{KARIM}/{number}") as response:
        assert await response.read() == b"PK"
        disposition = response.headers["Content-Disposition"]
    assert unquote(disposition) == "attachment; filename*=UTF-8''لائحة.xlsx"
    nowhere = (
        f"{SOUAD}/{number}",
        f"999/{number}",
        f"{KARIM}/{number + 1}",
        f"{KARIM}/..%2f..%2fweb.py",
        f"{KARIM}/{number}/..%2f1",
    )
    for path in nowhere:
        async with scene.session.get(URL(f"{url}/{path}", encoded=True)) as response:
            assert (path, response.status) == (path, 404)


async def test_a_file_that_the_bot_took_back_is_gone(scene: Scene) -> None:
    await scene.begun(KARIM)
    sent = await scene.bot.send_document(KARIM, "liens.xlsx", b"PK")
    url = f"{scene.server.url}/playground/file/{KARIM}/{sent['message_id']}"
    async with scene.session.get(url) as response:
        assert await response.read() == b"PK"
    await scene.bot.call("deleteMessage", chat_id=KARIM, message_id=sent["message_id"])
    async with scene.session.get(url) as response:
        assert response.status == 404


async def test_spreadsheets_to_try_exist_in_every_language_of_jisr(scene: Scene) -> None:
    url = f"{scene.server.url}/playground/sheet"
    for language in LANGUAGES:
        async with scene.session.get(f"{url}/sample/{language}") as response:
            assert len(read(await response.read())[0].rows) == len(SAMPLE) + 1
        async with scene.session.get(f"{url}/template/{language}") as response:
            assert len(read(await response.read())[0].rows) == len(EXAMPLES[Kind.MEMBERS]) + 1
    for path in ("sample/xx", "sample/..", "secret/fr", "template/fr/..%2far"):
        async with scene.session.get(URL(f"{url}/{path}", encoded=True)) as response:
            assert (path, response.status) == (path, 404)


async def test_six_people_can_be_new_and_a_seventh_finds_no_telephone(scene: Scene) -> None:
    url = f"{scene.server.url}/ws"
    async with scene.session.ws_connect(url, headers={"Origin": scene.server.url}) as line:
        assert (await line.receive_json())["room"] == MAX_NEWCOMERS
        for language in ("xx", None, ["fr"]):
            await line.send_json({"id": 1, "do": "newcomer", "language": language})
            assert (await line.receive_json())["ok"] is False
        for number in range(MAX_NEWCOMERS + 1):
            await line.send_json({"id": number, "do": "newcomer", "language": "fr"})
        heard = [event async for event in _until_refused(line)]
    phones = [event for event in heard if event["type"] == "phone"]
    assert [event["room"] for event in phones] == [5, 4, 3, 2, 1, 0]
    assert len({event["phone"]["name"] for event in phones}) == MAX_NEWCOMERS
    assert len({event["phone"]["person"] for event in phones} - {SOUAD, KARIM}) == MAX_NEWCOMERS
    assert not any(event["phone"]["start"] or event["phone"]["messages"] for event in phones)


async def _until_refused(line: aiohttp.ClientWebSocketResponse) -> AsyncIterator[dict[str, Any]]:
    async with asyncio.timeout(10):
        event: dict[str, Any] = {}
        while event.get("ok", True):
            event = await line.receive_json()
            yield event

"""The server alone in a process of its own, driven over HTTP."""

import asyncio
import base64
import json
import sys
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from telegram import Bot

from bot.playground.botapi import BotApiServer
from bot.playground.botapi.control import add_control

TOKEN = "123456:test"
AMINA = 7001


class Remote:
    """A server somewhere else, reached through its control addresses."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = url

    async def post(self, name: str, body: Any) -> Any:
        async with self.session.post(f"{self.url}/control/{name}", json=body) as answer:
            content = await answer.json()
            return content if answer.status == 200 else (answer.status, content)

    async def get(self, name: str, **query: str) -> Any:
        async with self.session.get(f"{self.url}/control/{name}", params=query) as answer:
            return await answer.json()


@pytest.fixture
async def remote() -> AsyncIterator[Remote]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.playground.botapi", "--port", "0", "--token", TOKEN),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    async with asyncio.timeout(20):
        url = json.loads(await process.stdout.readline())["url"]
    async with aiohttp.ClientSession() as session:
        yield Remote(session, url)
    process.terminate()
    async with asyncio.timeout(10):
        assert await process.wait() == 0, "it ends by itself when asked to"
    await process.stdout.read()


async def test_people_can_be_driven_from_another_process(remote: Remote) -> None:
    await remote.post("person", {"id": AMINA, "first_name": "Amina", "language_code": "fr"})
    said = await remote.post("say", {"person_id": AMINA, "text": "/start"})
    content = base64.b64encode(b"%PDF").decode()
    document = {"person_id": AMINA, "kind": "document", "content": content, "name": "a.pdf"}
    batch = [{"act": "file", **document}, {"act": "say", "person_id": AMINA, "text": "hello"}]
    assert await remote.post("batch", batch) == {"results": [2, 3]}
    async with Bot(TOKEN, f"{remote.url}/bot", f"{remote.url}/file/bot") as bot:
        updates = await bot.get_updates()
        assert [update.effective_message.message_id for update in updates] == [1, 2, 3]  # type: ignore[union-attr] # each of the three is a message
        waiting = asyncio.create_task(
            remote.get("messages", person=str(AMINA), after="3", timeout="10")
        )
        await asyncio.sleep(0.1)
        sent = await bot.send_message(AMINA, "<b>hi</b>", "HTML")
        seen = (await waiting)["messages"]
        assert [(message["id"], message["html"]) for message in seen] == [
            (sent.message_id, "<b>hi</b>")
        ]
        press = {"person_id": AMINA, "message_id": said["result"], "data": "x"}
        query_id = (await remote.post("press", press))["result"]
        await bot.answer_callback_query(query_id, "toast")
    assert (await remote.get("person", person=str(AMINA)))["toasts"] == ["toast"]
    calls = (await remote.get("calls", method="sendMessage"))["calls"]
    assert [(call["status"], call["params"]["text"]) for call in calls] == [(200, "<b>hi</b>")]
    assert len((await remote.get("unanswered"))["unanswered"]) == 1
    before = await remote.post("clock", {"seconds": 200})
    assert (await remote.get("stats"))["pending"] == 3, "the press is too old by then"
    assert before["now"]


async def test_a_file_can_be_opened_from_another_process(remote: Remote) -> None:
    await remote.post("person", {"id": AMINA, "first_name": "Amina"})
    async with Bot(TOKEN, f"{remote.url}/bot", f"{remote.url}/file/bot") as bot:
        await bot.send_document(AMINA, b"BEGIN:VCALENDAR", filename="rendez-vous.ics")
    (message,) = (await remote.get("messages", person=str(AMINA)))["messages"]
    file = await remote.get("file", file_id=message["file"]["file_id"])
    assert (file["kind"], file["name"]) == ("document", "rendez-vous.ics")
    assert base64.b64decode(file["content"]) == b"BEGIN:VCALENDAR"
    assert (await remote.get("file", file_id="none"))["error"] == "no such file: none"


async def test_faults_and_blocks_can_be_ordered_from_another_process(remote: Remote) -> None:
    await remote.post("person", {"id": AMINA, "first_name": "Amina"})
    await remote.post("fault", {"method": "sendMessage", "kind": "400", "text": "Bad Request: no"})
    await remote.post("block", {"person_id": AMINA})
    url = f"{remote.url}/bot{TOKEN}/sendMessage"
    texts = []
    for _ in range(2):
        async with remote.session.post(url, json={"chat_id": AMINA, "text": "x"}) as answer:
            texts.append((await answer.json())["description"])
    assert texts == ["Bad Request: no", "Forbidden: bot was blocked by the user"]


async def test_a_wrong_order_is_explained(remote: Remote) -> None:
    status, answer = await remote.post("fly", {})
    assert (status, answer["error"].startswith("there is no act 'fly'")) == (400, True)
    status, answer = await remote.post("say", {"person_id": 1, "text": "x"})
    assert (status, answer["error"]) == (400, "KeyError: 1")


async def test_a_clock_that_is_the_machines_cannot_be_moved() -> None:
    server = BotApiServer(TOKEN)
    add_control(server)
    await server.start()
    async with aiohttp.ClientSession() as session:
        status, answer = await Remote(session, server.url).post("clock", {"seconds": 1})
    await server.stop()
    assert (status, answer["error"]) == (400, "this server's clock cannot be moved")

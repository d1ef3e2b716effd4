"""Flood control speaks up when Telegram would, and scripted faults strike as scripted."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
import pytest
from telegram import Bot as TelegramBot
from telegram.error import NetworkError

from bot.playground.botapi import BotApiServer, Fault, Rules

TOKEN = "123456:test"
AMINA = 7001
BRAHIM = 7002
GROUP = -55
QUICK = Rules(bot_rate=50, bot_burst=6, chat_rate=2, chat_burst=3, group_burst=2, flood_penalty=1)


@dataclass
class Line:
    """A server and the bot's connection to it."""

    server: BotApiServer
    session: aiohttp.ClientSession

    async def call(self, method: str, **params: object) -> tuple[int, dict[str, Any]]:
        url = f"{self.server.url}/bot{TOKEN}/{method}"
        async with self.session.post(url, json=params) as answer:
            return answer.status, await answer.json()

    async def send(self, chat_id: int = AMINA, text: str = "x") -> int:
        return (await self.call("sendMessage", chat_id=chat_id, text=text))[0]

    def texts(self) -> list[str]:
        return [message.text for message in self.server.world.messages(AMINA)]

    def add(self, fault: Fault) -> None:
        self.server.world.faults.add(fault)


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    server = BotApiServer(TOKEN, rules=QUICK)
    server.world.add_person(AMINA, "Amina")
    server.world.add_person(BRAHIM, "Brahim")
    server.world.add_group(GROUP, "Network")
    await server.start()
    async with aiohttp.ClientSession() as session:
        yield Line(server, session)
    await server.stop()


async def test_a_burst_to_one_chat_ends_in_a_pause_that_others_are_spared(line: Line) -> None:
    assert [await line.send() for _ in range(3)] == [200, 200, 200]
    status, answer = await line.call("sendMessage", chat_id=AMINA, text="x")
    assert (status, answer["parameters"]) == (429, {"retry_after": 1})
    assert answer["description"] == "Too Many Requests: retry after 1"
    assert await line.send(BRAHIM) == 200
    await asyncio.sleep(1.05)
    assert await line.send() == 200
    assert line.server.world.offences == []


async def test_a_request_inside_the_pause_is_refused_and_recorded(line: Line) -> None:
    for _ in range(4):
        await line.send()
    assert await line.send() == 429
    offence = line.server.world.offences[0]
    assert (offence.scope, offence.method, offence.chat_id) == ("chat", "sendMessage", AMINA)
    assert 0 < offence.remaining <= 1


async def test_the_bot_as_a_whole_has_a_rate(line: Line) -> None:
    # So slow that a busy machine does not earn it a seventh message meanwhile.
    line.server.service.limits.rules = replace(QUICK, bot_rate=0.01)
    for chat_id in range(100, 107):
        line.server.world.add_person(chat_id, "x")
    assert [await line.send(chat_id) for chat_id in range(100, 107)] == [200] * 6 + [429]
    assert await line.send(BRAHIM) == 429, "everybody waits"
    assert line.server.world.offences[0].scope == "bot"


async def test_a_group_has_a_rate_of_its_own(line: Line) -> None:
    assert [await line.send(GROUP) for _ in range(3)] == [200, 200, 429]


async def test_edits_count_only_where_the_rules_say_so(line: Line) -> None:
    await line.send()
    edits = [
        (await line.call("editMessageText", chat_id=AMINA, message_id=1, text=str(n)))[0]
        for n in range(8)
    ]
    assert edits == [200] * 8
    server = BotApiServer(TOKEN, rules=replace(QUICK, edits_count=True))
    server.world.add_person(AMINA, "Amina")
    await server.start()
    strict = Line(server, line.session)
    assert [await strict.send() for _ in range(3)] == [200] * 3
    status, _ = await strict.call("editMessageText", chat_id=AMINA, message_id=1, text="y")
    await server.stop()
    assert status == 429


async def test_unlimited_rules_never_pause() -> None:
    server = BotApiServer(TOKEN, rules=Rules.unlimited())
    server.world.add_person(AMINA, "Amina")
    await server.start()
    async with aiohttp.ClientSession() as session:
        line = Line(server, session)
        assert {await line.send() for _ in range(100)} == {200}
    await server.stop()


async def test_a_scripted_429_orders_a_pause_for_the_bot(line: Line) -> None:
    line.add(Fault("sendMessage", "429", retry_after=1))
    assert await line.send(AMINA) == 429
    assert await line.send(BRAHIM) == 429
    await asyncio.sleep(1.05)
    assert await line.send() == 200
    assert [offence.chat_id for offence in line.server.world.offences] == [BRAHIM]


async def test_faults_strike_as_often_as_told_and_only_whom_they_are_meant_for(line: Line) -> None:
    line.add(Fault("sendMessage", "403", times=2, chat_id=AMINA))
    assert [await line.send(chat) for chat in (BRAHIM, AMINA, AMINA, AMINA)] == [200, 403, 403, 200]
    line.add(Fault("*", "400", text="Bad Request: made up"))
    status, answer = await line.call("getMe")
    assert (status, answer["description"]) == (400, "Bad Request: made up")
    line.add(Fault("getMe", "400"))
    line.server.world.faults.clear()
    assert (await line.call("getMe"))[0] == 200


async def test_a_gateway_page_is_no_answer_of_telegrams(line: Line) -> None:
    line.add(Fault("sendMessage", "5xx"))
    line.add(Fault("sendMessage", "5xx_after"))
    async with TelegramBot(TOKEN, f"{line.server.url}/bot") as bot:
        for expected in ([], ["second"]):
            with pytest.raises(NetworkError, match="Bad Gateway"):
                await bot.send_message(AMINA, "second")
            assert line.texts() == expected


@pytest.mark.parametrize(("kind", "texts"), [("cut_before", []), ("cut_after", ["x"])])
async def test_a_cut_line_hides_whether_the_message_was_sent(
    line: Line, kind: Any, texts: list[str]
) -> None:
    line.add(Fault("sendMessage", kind))
    with pytest.raises(aiohttp.ClientError):
        await line.send()
    assert line.texts() == texts
    call = line.server.world.calls[-1]
    assert (call.status, call.error) == ((200, None) if texts else (0, "cut_before"))
    assert await line.send() == 200


@pytest.mark.parametrize(("kind", "texts"), [("hang", []), ("hang_after", ["x"])])
async def test_a_hanging_call_is_never_answered(line: Line, kind: Any, texts: list[str]) -> None:
    line.add(Fault("sendMessage", kind))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await line.send()
    assert line.texts() == texts


async def test_stopping_cuts_what_hangs(line: Line) -> None:
    line.add(Fault("sendMessage", "hang"))
    hanging = asyncio.create_task(line.send())
    poll = asyncio.create_task(line.call("getUpdates", timeout=30))
    await asyncio.sleep(0.1)
    async with asyncio.timeout(3):
        await line.server.stop()
        for task in (hanging, poll):
            with pytest.raises(aiohttp.ClientError):
                await task


async def test_a_delayed_call_is_carried_out_late(line: Line) -> None:
    line.add(Fault("sendMessage", "delay", seconds=0.3))
    begin = time.monotonic()
    assert await line.send() == 200
    assert time.monotonic() - begin >= 0.3
    assert line.texts() == ["x"]


async def test_every_answer_can_take_the_time_of_a_network() -> None:
    server = BotApiServer(TOKEN, rules=Rules(latency=0.2))
    await server.start()
    async with aiohttp.ClientSession() as session:
        begin = time.monotonic()
        await Line(server, session).call("getMe")
        assert time.monotonic() - begin >= 0.2
    await server.stop()


async def test_a_server_that_was_away_comes_back_with_everything(line: Line) -> None:
    await line.server.world.say(AMINA, "before")
    port = int(line.server.url.rpartition(":")[2])
    await line.server.stop()
    with pytest.raises(aiohttp.ClientConnectorError):
        await line.send()
    await line.server.world.say(AMINA, "meanwhile")
    await line.server.start(port=port)
    _, answer = await line.call("getUpdates")
    texts = [update["message"]["text"] for update in answer["result"]]
    assert texts == ["before", "meanwhile"]

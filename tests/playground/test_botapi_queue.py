"""Updates wait for the bot exactly as long, and are forgotten exactly when, Telegram would."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.clocks import MovableClock
from bot.playground.botapi import BotApiServer, Rules
from bot.playground.botapi.errors import OTHER_POLL, POLL_ENDED_BY_WEBHOOK, POLL_WITH_WEBHOOK

TOKEN = "123456:test"
AMINA = 7001


@pytest.fixture
async def clock() -> MovableClock:
    return MovableClock(datetime(2026, 11, 23, 9, tzinfo=UTC))


@pytest.fixture
async def server(clock: MovableClock) -> AsyncIterator[BotApiServer]:
    server = BotApiServer(TOKEN, clock, rules=Rules(damping=False))
    server.world.add_person(AMINA, "Amina")
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def bot(server: BotApiServer) -> AsyncIterator["Bot"]:
    async with aiohttp.ClientSession() as session:
        yield Bot(session, server.url)


class Bot:
    """A bot that speaks plain HTTP."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = url

    async def call(self, method: str, **params: object) -> tuple[int, dict[str, Any]]:
        url = f"{self.url}/bot{TOKEN}/{method}"
        async with self.session.post(url, json=params) as answer:
            return answer.status, await answer.json()

    async def updates(self, **params: object) -> list[dict[str, Any]]:
        status, body = await self.call("getUpdates", **params)
        assert status == 200, body
        result: list[dict[str, Any]] = body["result"]
        return result

    async def texts(self, **params: object) -> list[str]:
        return [update["message"]["text"] for update in await self.updates(**params)]


async def test_an_update_comes_again_until_a_higher_offset_confirms_it(
    server: BotApiServer, bot: Bot
) -> None:
    for text in ("one", "two", "three"):
        await server.world.say(AMINA, text)
    first = await bot.updates()
    assert [update["message"]["text"] for update in first] == ["one", "two", "three"]
    assert await bot.texts(offset=first[0]["update_id"]) == ["one", "two", "three"]
    assert await bot.texts(offset=first[1]["update_id"]) == ["two", "three"]
    assert await bot.texts() == ["two", "three"], "a confirmed update never returns"
    assert await bot.texts(offset=first[2]["update_id"] + 1) == []
    ids = [update["update_id"] for update in first]
    assert ids == [ids[0], ids[0] + 1, ids[0] + 2]


async def test_a_negative_offset_keeps_only_the_end(server: BotApiServer, bot: Bot) -> None:
    for text in ("one", "two", "three"):
        await server.world.say(AMINA, text)
    assert await bot.texts(offset=-1) == ["three"]
    assert await bot.texts() == ["three"]


async def test_a_batch_is_at_most_the_limit_and_at_most_a_hundred(
    server: BotApiServer, bot: Bot
) -> None:
    for number in range(120):
        await server.world.say(AMINA, str(number))
    assert await bot.texts(limit=2) == ["0", "1"]
    assert len(await bot.updates(limit=1000)) == 100
    assert len(await bot.updates()) == 100


async def test_a_long_poll_is_answered_when_somebody_writes(server: BotApiServer, bot: Bot) -> None:
    poll = asyncio.create_task(bot.texts(timeout=20))
    await asyncio.sleep(0.1)
    assert not poll.done()
    await server.world.say(AMINA, "late")
    async with asyncio.timeout(2):
        assert await poll == ["late"]


async def test_a_long_poll_ends_empty_after_its_timeout(bot: Bot) -> None:
    begin = time.monotonic()
    assert await bot.texts(timeout=1) == []
    assert 0.9 < time.monotonic() - begin < 3


async def test_of_two_polls_the_first_ends_with_a_conflict(server: BotApiServer, bot: Bot) -> None:
    first = asyncio.create_task(bot.call("getUpdates", timeout=20))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(bot.texts(timeout=20))
    status, body = await first
    assert (status, body["error_code"], body["description"]) == (409, 409, OTHER_POLL)
    await server.world.say(AMINA, "for the second")
    assert await second == ["for the second"]


async def test_polling_is_refused_while_a_webhook_is_set(bot: Bot) -> None:
    poll = asyncio.create_task(bot.call("getUpdates", timeout=20))
    await asyncio.sleep(0.1)
    await bot.call("setWebhook", url="http://127.0.0.1:9/hook")
    assert (await poll)[1]["description"] == POLL_ENDED_BY_WEBHOOK
    status, body = await bot.call("getUpdates")
    assert (status, body["description"]) == (409, POLL_WITH_WEBHOOK)


async def test_polls_that_repeat_their_offset_are_damped(clock: MovableClock) -> None:
    server = BotApiServer(TOKEN, clock)
    server.world.add_person(AMINA, "Amina")
    await server.start()
    async with aiohttp.ClientSession() as session:
        bot = Bot(session, server.url)
        await server.world.say(AMINA, "one")
        await server.world.say(AMINA, "two")
        assert await bot.texts() == ["one", "two"]
        assert await bot.texts() == ["one"], "the same offset within half a second: one at a time"
        last = (await bot.updates(offset=-1))[0]["update_id"]
        assert await bot.texts(offset=last + 1) == []
        begin = time.monotonic()
        assert await bot.texts(offset=last + 1) == []
        assert time.monotonic() - begin > 2.5, "the same offset within three seconds waits three"
    await server.stop()


@pytest.mark.parametrize(
    ("kind", "seconds"),
    [
        ("message", 24 * 3600),
        ("poll_answer", 24 * 3600),
        ("chosen_inline_result", 600),
        ("callback_query", 150),
        ("pre_checkout_query", 150),
        ("shipping_query", 150),
        ("inline_query", 30),
    ],
)
async def test_an_update_is_kept_as_long_as_its_kind(
    server: BotApiServer, bot: Bot, clock: MovableClock, kind: str, seconds: int
) -> None:
    await server.world.inject({kind: {"from": {"id": AMINA}}})
    clock.move(timedelta(seconds=seconds - 5))
    assert len(await bot.updates()) == 1
    clock.move(timedelta(seconds=10))
    assert await bot.updates() == []


async def test_a_press_is_gone_after_an_outage_which_a_message_outlives(
    server: BotApiServer, bot: Bot, clock: MovableClock
) -> None:
    message_id = await server.world.say(AMINA, "hello")
    await server.world.press(AMINA, message_id, "go")
    await server.world.say(AMINA, "still there?")
    clock.move(timedelta(minutes=5))
    assert await bot.texts() == ["hello", "still there?"]
    clock.move(timedelta(hours=24))
    assert await bot.updates() == []


async def test_only_the_kinds_asked_for_are_queued_and_remembered(
    server: BotApiServer, bot: Bot
) -> None:
    await bot.updates(allowed_updates=["callback_query"])
    await server.world.say(AMINA, "not wanted")
    await server.world.press(AMINA, 1, "wanted")
    found = await bot.updates()
    assert ["callback_query" in update for update in found] == [True]
    await bot.updates(allowed_updates=[])
    await server.world.say(AMINA, "wanted again")
    assert len(await bot.updates()) == 2


async def test_a_duplicate_comes_although_its_id_was_confirmed(
    server: BotApiServer, bot: Bot
) -> None:
    await server.world.say(AMINA, "once")
    original = (await bot.updates())[0]
    assert await bot.updates(offset=original["update_id"] + 1) == []
    await server.world.inject(original)
    assert await bot.updates(offset=original["update_id"] + 1) == [original]
    assert await bot.updates(offset=original["update_id"] + 1) == []


async def test_a_malformed_update_is_delivered_as_it_is_and_can_be_confirmed(
    server: BotApiServer, bot: Bot
) -> None:
    await server.world.inject({"message": {"text": 5}})
    await server.world.say(AMINA, "after it")
    broken, good = await bot.updates()
    assert broken["message"] == {"text": 5}
    assert good["update_id"] == broken["update_id"] + 1
    assert await bot.texts(offset=broken["update_id"] + 1) == ["after it"]

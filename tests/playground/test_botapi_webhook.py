"""A webhook gets updates in order per chat and kind, with the secret, and again after a failure."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.clocks import MovableClock
from bot.playground.botapi import BotApiServer, Rules

TOKEN = "123456:test"
AMINA = 7001
BRAHIM = 7002
STEP = 0.05


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not happened():  # noqa: ASYNC110 - what is awaited lies on the other end of a socket
            await asyncio.sleep(0.01)


@dataclass
class Hook:
    """The bot's side of a webhook; ``answer`` decides about each delivery."""

    url: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)
    headers: list[str | None] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    answer: Callable[[dict[str, Any]], web.Response] = lambda _: web.Response()
    gate: asyncio.Event | None = None

    async def receive(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.got.append(update)
        self.at.append(time.monotonic())
        self.headers.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.gate is not None and "message" in update:
            await self.gate.wait()
        return self.answer(update)

    async def until(self, count: int) -> None:
        await until(lambda: len(self.got) >= count)


@pytest.fixture
async def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
async def server(clock: MovableClock) -> AsyncIterator[BotApiServer]:
    server = BotApiServer(TOKEN, clock, rules=Rules(webhook_step=STEP))
    server.world.add_person(AMINA, "Amina")
    server.world.add_person(BRAHIM, "Brahim")
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.receive)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    if hook.gate is not None:
        hook.gate.set()
    await runner.cleanup()


async def call(server: BotApiServer, method: str, **params: object) -> dict[str, Any]:
    url = f"{server.url}/bot{TOKEN}/{method}"
    async with aiohttp.ClientSession() as session, session.post(url, json=params) as answer:
        body: dict[str, Any] = await answer.json()
        return body


async def test_updates_arrive_with_the_secret_those_that_waited_first(
    server: BotApiServer, hook: Hook
) -> None:
    await server.world.say(AMINA, "before")
    await call(server, "setWebhook", url=hook.url, secret_token="s3cret_-A")
    await server.world.say(AMINA, "after")
    await hook.until(2)
    assert [update["message"]["text"] for update in hook.got] == ["before", "after"]
    assert hook.headers == ["s3cret_-A"] * 2
    await until(lambda: not len(server.service.queue))
    assert (await call(server, "getWebhookInfo"))["result"]["pending_update_count"] == 0


async def test_messages_wait_for_each_other_but_not_presses_nor_other_people(
    server: BotApiServer, hook: Hook
) -> None:
    hook.gate = asyncio.Event()
    await call(server, "setWebhook", url=hook.url)
    await server.world.say(AMINA, "first")
    await hook.until(1)
    await server.world.say(AMINA, "second")
    await server.world.press(AMINA, 1, "press")
    await server.world.say(BRAHIM, "somebody else")
    await hook.until(3)
    await asyncio.sleep(0.1)
    seen = [update.get("message", {}).get("text", "press") for update in hook.got]
    assert sorted(seen) == ["first", "press", "somebody else"]
    hook.gate.set()
    await hook.until(4)
    assert hook.got[3]["message"]["text"] == "second"


async def test_a_failed_delivery_is_repeated_with_doubling_pauses(
    server: BotApiServer, hook: Hook
) -> None:
    hook.answer = lambda _: web.Response(status=200 if len(hook.got) > 4 else 500)
    await call(server, "setWebhook", url=hook.url)
    await server.world.say(AMINA, "stubborn")
    await hook.until(5)
    pauses = [after - before for before, after in zip(hook.at, hook.at[1:], strict=False)]
    assert pauses[0] < STEP, "the first repetition comes at once"
    for pause, expected in zip(pauses[1:], (2 * STEP, 4 * STEP, 8 * STEP), strict=True):
        assert expected <= pause < expected + 0.5
    assert len({update["update_id"] for update in hook.got}) == 1
    info = (await call(server, "getWebhookInfo"))["result"]
    assert info["last_error_message"].startswith("Wrong response from the webhook: 500")


async def test_retry_after_of_the_webhook_is_obeyed(server: BotApiServer, hook: Hook) -> None:
    def answer(_: dict[str, Any]) -> web.Response:
        if len(hook.got) == 1:
            return web.Response(status=503, headers={"Retry-After": "1"})
        return web.Response()

    hook.answer = answer
    await call(server, "setWebhook", url=hook.url)
    await server.world.say(AMINA, "later")
    await hook.until(2)
    assert hook.at[1] - hook.at[0] >= 1


async def test_an_update_too_old_is_no_longer_delivered(
    server: BotApiServer, hook: Hook, clock: MovableClock
) -> None:
    hook.answer = lambda _: web.Response(status=500)
    await call(server, "setWebhook", url=hook.url)
    await server.world.press(AMINA, 1, "old")
    await hook.until(2)
    clock.move(timedelta(seconds=151))
    await until(lambda: not len(server.service.queue))
    seen = len(hook.got)
    await asyncio.sleep(10 * STEP)
    assert len(hook.got) <= seen + 1


async def test_without_the_webhook_what_is_left_waits_for_polls(
    server: BotApiServer, hook: Hook
) -> None:
    hook.answer = lambda _: web.Response(status=500)
    await call(server, "setWebhook", url=hook.url)
    await server.world.say(AMINA, "left over")
    await hook.until(1)
    await asyncio.sleep(1)
    assert (await call(server, "deleteWebhook"))["ok"]
    updates = (await call(server, "getUpdates"))["result"]
    assert [update["message"]["text"] for update in updates] == ["left over"]


async def test_a_server_that_was_away_delivers_what_it_missed(
    server: BotApiServer, hook: Hook
) -> None:
    await call(server, "setWebhook", url=hook.url)
    await server.stop()
    await server.world.say(AMINA, "meanwhile")
    await asyncio.sleep(0.1)
    assert hook.got == []
    await server.start()
    await hook.until(1)
    assert hook.got[0]["message"]["text"] == "meanwhile"


async def test_a_day_of_gone_closes_the_webhook(
    server: BotApiServer, hook: Hook, clock: MovableClock
) -> None:
    hook.answer = lambda _: web.Response(status=410)
    await call(server, "setWebhook", url=hook.url)
    await server.world.say(AMINA, "anybody?")
    await hook.until(1)
    clock.move(timedelta(hours=23, minutes=1))
    await until(lambda: server.service.webhook.webhook is None)
    assert (await call(server, "getWebhookInfo"))["result"]["url"] == ""
    assert len((await call(server, "getUpdates"))["result"]) == 1


async def test_a_webhook_is_changed_once_a_second(server: BotApiServer, hook: Hook) -> None:
    assert (await call(server, "setWebhook", url=hook.url))["description"] == "Webhook was set"
    again = await call(server, "setWebhook", url=hook.url)
    assert again["description"] == "Webhook is already set"
    hasty = await call(server, "setWebhook", url=hook.url + "2")
    assert hasty["description"] == "Too Many Requests: retry after 1"
    assert hasty["parameters"] == {"retry_after": 1}


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"url": "not an address"}, "bad webhook: invalid webhook URL specified"),
        ({"url": "https://x.ma/h", "secret_token": "a b"}, "secret token contains unallowed"),
        ({"url": "https://x.ma/h", "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
async def test_a_wrong_webhook_is_refused(
    server: BotApiServer, params: dict[str, str], reason: str
) -> None:
    body = await call(server, "setWebhook", **params)
    assert body["error_code"] == 400
    assert reason in body["description"]


async def test_on_the_public_server_a_webhook_is_https_on_four_ports() -> None:
    server = BotApiServer(TOKEN, rules=Rules(public_webhooks=True))
    await server.start()
    plain = await call(server, "setWebhook", url="http://x.ma/h")
    odd = await call(server, "setWebhook", url="https://x.ma:8080/h")
    await server.stop()
    assert plain["description"].endswith("An HTTPS URL must be provided for webhook")
    assert odd["description"].endswith("only on ports 80, 88, 443 or 8443")

"""Delivery to a webhook: one queue per chat and kind, and ever longer pauses after a failure."""

import asyncio
import contextlib
from collections import deque
from dataclasses import dataclass
from typing import Final

import aiohttp

from bot.clocks import Clock
from bot.playground.botapi.rules import Rules
from bot.playground.botapi.updates import Entry, UpdateQueue

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
LONGEST_STEP: Final = 60
"""Doubling stops here (the real server draws a number between 60 and 120)."""
LONGEST_RETRY_AFTER: Final = 3600
GONE: Final = 410
GONE_FOR: Final = 23 * 3600
"""Seconds of nothing but 410 after which the webhook is closed."""


@dataclass(frozen=True)
class Webhook:
    """Where updates are delivered, and with which secret."""

    url: str
    secret: str | None = None
    max_connections: int = 40


class WebhookDelivery:
    """Delivers updates while a webhook is set; what it cannot deliver stays in the queue."""

    def __init__(self, clock: Clock, rules: Rules, queue: UpdateQueue) -> None:
        """Begin without a webhook."""
        self.webhook: Webhook | None = None
        self.last_error: tuple[int, str] | None = None
        self._clock = clock
        self._rules = rules
        self._queue = queue
        self._lanes: dict[tuple[int, str], deque[Entry]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._connections = asyncio.Semaphore(1)
        self._gone_since: float | None = None

    def set(self, webhook: Webhook | None) -> None:
        """Deliver to ``webhook`` from now on; with None updates wait for polls again."""
        self._cancel()
        self.webhook = webhook
        self.last_error = None
        self._gone_since = None
        if webhook is None:
            self._queue.divert(None)
            return
        self._connections = asyncio.Semaphore(webhook.max_connections)
        self._queue.divert(self._push)

    def resume(self) -> None:
        """Deliver again after ``close``, if a webhook is set: what waited meanwhile first."""
        if self.webhook is not None:
            self.set(self.webhook)

    async def close(self) -> None:
        """Stop delivering and let go of the connections; the webhook stays set."""
        tasks = list(self._tasks)
        self._cancel()
        self._queue.divert(None)
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _cancel(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()
        self._lanes.clear()

    def _push(self, entry: Entry) -> None:
        key = (entry.chat_id, entry.kind)
        lane = self._lanes.get(key)
        if lane is not None:
            lane.append(entry)
            return
        self._lanes[key] = deque([entry])
        task = asyncio.get_running_loop().create_task(self._run(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, key: tuple[int, str]) -> None:
        lane = self._lanes[key]
        while lane:
            await self._deliver(lane[0])
            lane.popleft()
        del self._lanes[key]

    async def _deliver(self, entry: Entry) -> None:
        """Deliver one update, however many attempts it takes, or drop it when it is too old."""
        step, failed = 1.0, False
        while entry.expires > self._clock.now().timestamp():
            webhook = self.webhook
            if webhook is None:
                return
            async with self._connections:
                wait = await self._attempt(webhook, entry)
            if wait is None:
                break
            if not wait and failed:
                step = min(LONGEST_STEP, step * 2)
                wait = step * self._rules.webhook_step
            failed = True
            await asyncio.sleep(wait)
        self._queue.forget(entry)

    async def _attempt(self, webhook: Webhook, entry: Entry) -> float | None:
        """Return None when the update was taken, else the pause the other side asked for."""
        headers = {"Content-Type": "application/json"}
        if webhook.secret:
            headers[SECRET_HEADER] = webhook.secret
        entry.delivered = True
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=60),
                connector=aiohttp.TCPConnector(limit=0, force_close=False),
            )
        try:
            async with self._session.post(
                webhook.url, data=entry.body, headers=headers, allow_redirects=False
            ) as answer:
                await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            self._failed(f"Webhook connection closed: {type(error).__name__}")
            return 0.0
        if 200 <= answer.status < 300:  # noqa: PLR2004 - the success class of HTTP
            self._gone_since = None
            return None
        self._failed(f"Wrong response from the webhook: {answer.status} {answer.reason}")
        self._note_gone(answer.status)
        wait = 0.0
        with contextlib.suppress(ValueError):
            wait = float(answer.headers.get("Retry-After", "0"))
        return min(max(wait, 0.0), LONGEST_RETRY_AFTER)

    def _failed(self, reason: str) -> None:
        self.last_error = (int(self._clock.now().timestamp()), reason)

    def _note_gone(self, status: int) -> None:
        now = self._clock.now().timestamp()
        if status != GONE:
            self._gone_since = None
        elif self._gone_since is None:
            self._gone_since = now
        elif now > self._gone_since + GONE_FOR:
            self.webhook = None
            self._queue.divert(None)

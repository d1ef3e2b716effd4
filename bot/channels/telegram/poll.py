"""Polling: fetch raw updates, store them, and only then let Telegram forget them.

``getUpdates`` forgets what lies below its offset. The offset moves after the commit, so a crash
between the two brings the same updates again, and the inbox knows them by their ids.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from itertools import chain, repeat
from typing import Any

from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot.channels.outcome import ChannelClosed
from bot.channels.telegram.receive import (
    ALLOWED_UPDATES,
    CHANNEL,
    arrivals,
    inquiries,
    newest,
)
from bot.channels.telegram.request import Client
from bot.clocks import Clock
from storage import Database, Unavailable, inbox

log = logging.getLogger(__name__)

WAIT = 50  # seconds Telegram may hold a poll open; it cuts longer ones (reference: telegram.md)
MARGIN = 10.0  # seconds beyond that before a poll counts as lost
BATCH = 100
PATIENCE = (1.0, 2.0, 5.0, 15.0, 30.0)  # seconds between failing polls


class Polling:
    """The receiving end of one bot."""

    def __init__(
        self,
        client: Client,
        database: Database,
        clock: Clock,
        arrived: Callable[[], None],
        inquired: Callable[[Mapping[str, Any]], None],
    ) -> None:
        """Begin without an offset: the oldest update Telegram still keeps comes first.

        ``inquired`` is given each inline query, raw, before anything is stored; it must not wait.
        """
        self._client = client
        self._database = database
        self._clock = clock
        self._arrived = arrived
        self._inquired = inquired
        self._offset: int | None = None
        self._failures = 0

    async def run(self) -> None:
        """Fetch and store until cancelled. Raises ChannelClosed when the token is refused."""
        while True:
            try:
                await self._round()
                self._failures = 0
            except (InvalidToken, EndPointNotFound):
                log.critical("the Bot API refuses the token: set JISR_TELEGRAM_TOKEN, run doctor")
                raise ChannelClosed from None
            except RetryAfter as error:
                log.warning("polling held for %s by the Bot API", error.retry_after)
                await asyncio.sleep(_seconds(error.retry_after))
            except Conflict:
                await self._conflict()
            except (TelegramError, Unavailable) as error:
                log.warning("polling failed (%s), trying again", type(error).__name__)
                await self._pause()

    async def _round(self) -> None:
        parameters: dict[str, Any] = {
            "timeout": WAIT,
            "limit": BATCH,
            "allowed_updates": ALLOWED_UPDATES,
        }
        if self._offset is not None:
            parameters["offset"] = self._offset
        updates = await self._client.call("getUpdates", parameters, read_timeout=WAIT + MARGIN)
        for update in inquiries(updates):
            self._inquired(update)
        highest = newest(updates)
        if highest is None:
            if updates:
                log.warning("%d updates carry no id: left where they are", len(updates))
                await self._pause()
            return
        found, now = arrivals(updates), self._clock.now()
        new = await self._database.transaction(inbox.receive, CHANNEL, found, now) if found else 0
        self._offset = highest + 1
        if new:
            self._arrived()

    async def _conflict(self) -> None:
        """Take away a webhook that was set before; another program's polling only stops there."""
        try:
            taken = await self._client.call("getWebhookInfo", {})
            if taken.get("url"):
                log.warning("a webhook was set for this bot: it is taken away, polling goes on")
                await self._client.call("deleteWebhook", {})
                return
        except TelegramError as error:
            log.warning("the webhook could not be looked at (%s)", type(error).__name__)
        log.error("another program reads this bot's updates: stop it; trying again")
        await self._pause()

    async def _pause(self) -> None:
        await asyncio.sleep(PATIENCE[min(self._failures, len(PATIENCE) - 1)])
        self._failures += 1


async def insist(client: Client, method: str, parameters: dict[str, Any]) -> Any:  # noqa: ANN401 — of any method
    """Repeat a call that may be repeated until it succeeds, however long that takes; return that.

    Raises ChannelClosed when the token is refused.
    """
    for delay in chain(PATIENCE, repeat(PATIENCE[-1])):
        try:
            return await client.call(method, parameters)
        except (InvalidToken, EndPointNotFound):
            log.critical("the Bot API refuses the token: set JISR_TELEGRAM_TOKEN, run doctor")
            raise ChannelClosed from None
        except TelegramError as error:
            log.warning("%s failed (%s): trying again", method, type(error).__name__)
            await asyncio.sleep(delay)
    return None  # never: the last delay repeats for ever


def _seconds(value: Any) -> float:  # noqa: ANN401 — int or timedelta, by PTB's version
    return value.total_seconds() if hasattr(value, "total_seconds") else float(value)

"""Answers what is typed after the bot's name in any chat: at once, outside of inbox and outbox.

An inquiry lives for seconds and changes nothing. So it is never stored, waits behind nothing, and
may be lost; whatever fails, whoever typed types on.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot import logs
from bot.clocks import Clock
from handlers import inline
from handlers.events import Inquiry
from handlers.inline import Found
from handlers.registry import Registry
from storage import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Inquiries:
    """The best-effort lane of inquiries.

    Args:
        database: what is read.
        registry: gives the registry of this moment, and with it what finds.
        clock: the moment given to what finds.
        read: parses a channel's raw update; what it raises loses that one alone.
        reply: hands the answer to the channel, and never raises.
    """

    database: Database
    registry: Callable[[], Registry]
    clock: Clock
    read: Callable[[Mapping[str, Any]], Inquiry]
    reply: Callable[[str, Found], Awaitable[None]]

    async def answer(self, update: Mapping[str, Any]) -> None:
        """Find what was asked for and hand it over. Never raises."""
        try:
            inquiry, registry = self.read(update), self.registry()
            found = await self.database.read(
                inline.answer, inquiry, registry.inline, registry.policy, self.clock.now()
            )
            await self.reply(inquiry.id, found)
        except Exception as error:  # noqa: BLE001 — whatever it is, it must hold nobody up
            log.warning("an inline query was not answered (%s)", logs.place(error))

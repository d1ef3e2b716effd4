"""One sender at work, on a strict Bot API server, and what a test does around it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.telegram.send import TelegramSender
from bot.clocks import MovableClock
from bot.pace import Pace
from bot.playground.botapi.faults import Fault, FaultKind
from bot.playground.botapi.server import BotApiServer
from bot.sender import Sender
from storage import Database
from tests.bot import outbound
from tests.bot.outbound import connected


@dataclass
class Desk:
    """One sender at work, and what a test does around it."""

    database: Database
    server: BotApiServer
    clock: MovableClock
    rate: float = 10_000.0
    chat_rate: float = 10_000.0
    read: float = 20.0
    lease: timedelta = timedelta(seconds=60)
    identities: dict[int, int] = field(default_factory=dict)
    told: int = 0

    async def know(self, *people: int) -> None:
        """Make people known to the bot."""
        for person in people:
            if person not in self.server.world.people:
                self.server.world.add_person(person, f"P{person}")
        self.identities |= await self.database.transaction(outbound.add_people, *people)

    async def put(self, person: int, *words: str, **more: Any) -> None:
        """Queue messages to somebody."""
        identity, now = self.identities[person], self.clock.now()
        await self.database.transaction(outbound.put, identity, *words, now=now, **more)

    async def attach(self, person: int, text: str, content: bytes, **more: Any) -> int:
        """Queue a message with a file for somebody; return the file's number."""
        identity, now = self.identities[person], self.clock.now()
        return await self.database.transaction(
            outbound.attach, identity, text, content, now=now, **more
        )

    async def status(self, text: str) -> str:
        return (await self.database.transaction(outbound.row, text)).status

    async def failed_once(self, text: str) -> None:
        """Wait until a message is to be tried again."""
        for _ in range(400):
            if (await self.database.transaction(outbound.row, text)).attempts:
                return
            await asyncio.sleep(0.02)
        pytest.fail(f"{text} was never tried")

    async def becomes(self, **expected: str) -> None:
        """Wait until the messages have these statuses."""
        found: dict[str, str] = {}
        for _ in range(400):
            found = await self.database.transaction(outbound.statuses)
            if all(found.get(text) == status for text, status in expected.items()):
                return
            await asyncio.sleep(0.02)
        pytest.fail(f"expected {expected}, found {found}")

    def heard(self) -> None:
        self.told += 1

    @asynccontextmanager
    async def sender(self, owner: str = "first", **more: Any) -> AsyncIterator[Sender]:
        """Run a sender for a while."""
        async with connected(self.server, self.read) as bot:
            sender = Sender(
                self.database,
                {"telegram": TelegramSender(bot)},
                self.clock,
                Pace(rate=self.rate, chat_rate=self.chat_rate),
                notify=self.heard,
                owner=owner,
                lease=self.lease,
                **more,
            )
            running = asyncio.create_task(sender.run())
            try:
                yield sender
            finally:
                await sender.stop(patience=1)
                await running

    async def later(self, sender: Sender, **time: float) -> None:
        """Move the clock forward."""
        self.clock.move(timedelta(**time))
        sender.wake()

    def fault(self, kind: FaultKind, method: str = "sendMessage", **more: Any) -> None:
        self.server.world.faults.add(Fault(method, kind, **more))

    async def sees(self, predicate: Callable[[], bool]) -> None:
        await self.server.world.wait(predicate)

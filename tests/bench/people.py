"""Simulated people: each waits for the bot's reply, then sends the next input at once."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from aiohttp import web

from bot.playground.botapi import BotApiServer, ChatMessage, Rules

PATIENCE = 60.0  # seconds without a reply until a bot counts as broken
POLL = "getupdates"


@dataclass(frozen=True)
class Tap:
    """Press the first button of the last message whose data this pattern matches whole."""

    data: str


@dataclass(frozen=True)
class Type:
    """Write this."""

    text: str


Step = Tap | Type


@dataclass
class Phone:
    """One person and the reply they wait for."""

    person: int
    reply: asyncio.Future[None] | None = None


@dataclass
class Crowd:
    """People at one bot: the server they and the bot talk to, and what it saw.

    ``calls`` counts the bot's requests by method, in lower case, as they come in.
    """

    token: str
    server: BotApiServer = field(init=False)
    phones: list[Phone] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    polled: asyncio.Event = field(default_factory=asyncio.Event)
    _listening: asyncio.Task[None] | None = None

    async def open(self, people: int) -> None:
        """Start the server, which never limits, with so many people."""
        self.server = BotApiServer(self.token, rules=Rules.unlimited().without_calls())
        self.server.app.middlewares.append(self._counter())
        await self.server.start()
        for number in range(people):
            person = 1_000_001 + number
            self.server.world.add_person(person, f"Person {number}", language_code="fr")
            self.phones.append(Phone(person))
        self._listening = asyncio.create_task(self._listen())

    async def close(self) -> None:
        """Stop the server."""
        if self._listening is not None:
            self._listening.cancel()
        await self.server.stop()

    async def everyone(self, steps: Sequence[Step]) -> list[float]:
        """Let everybody take all steps, side by side; return every reply's time in seconds."""
        times = await asyncio.gather(*(self.one(phone, steps) for phone in self.phones))
        return [second for person in times for second in person]

    async def one(self, phone: Phone, steps: Sequence[Step]) -> list[float]:
        """Let one person take the steps; return the time to each reply, in seconds."""
        taken = []
        for step in steps:
            began = time.perf_counter()
            phone.reply = asyncio.get_running_loop().create_future()
            await self._do(phone, step)
            try:
                async with asyncio.timeout(PATIENCE):
                    await phone.reply
            except TimeoutError:
                raise TimeoutError(f"no reply to {step} of person {phone.person}") from None
            taken.append(time.perf_counter() - began)
        return taken

    async def _do(self, phone: Phone, step: Step) -> None:
        world = self.server.world
        if isinstance(step, Type):
            await world.say(phone.person, step.text)
            return
        message = self._last(phone)
        for row in message.rows:
            for button in row:
                if button.data and re.fullmatch(step.data, button.data):
                    await world.press(phone.person, message.id, button.data)
                    return
        raise LookupError(f"{step.data} is on no button of: {message.text!r}")

    def _last(self, phone: Phone) -> ChatMessage:
        messages = self.server.service.world.chats[phone.person].messages.values()
        return next(message for message in reversed(messages) if message.from_bot)

    async def _listen(self) -> None:
        """Wake whoever's chat got a message of the bot, or had one edited by it."""
        changes = self.server.world.subscribe()
        phones = {phone.person: phone for phone in self.phones}
        chats = self.server.world.chats
        while True:
            change = await changes.get()
            phone = phones.get(change.chat_id)
            if change.message_id is None or change.kind not in {"message", "edit"}:
                continue
            if phone is None or phone.reply is None or phone.reply.done():
                continue
            if chats[change.chat_id].messages[change.message_id].from_bot:
                phone.reply.set_result(None)

    def _counter(self) -> Callable[..., Awaitable[web.StreamResponse]]:
        @web.middleware
        async def count(
            request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
        ) -> web.StreamResponse:
            method = request.path.rpartition("/")[2].lower()
            self.calls[method] += 1
            if method == POLL:
                self.polled.set()
            return await handler(request)

        return count

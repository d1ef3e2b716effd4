"""Everybody's telephone: what was last said to them, and when something new is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.playground.botapi import BotButton, ChatMessage, World

NEWS = frozenset({"message", "edit", "toast"})


@dataclass
class Phone:
    """One person's chat, and the message of the bot that was written or changed last."""

    world: World
    person: int
    newest: int = 0  # the message the bot wrote or changed last
    news: asyncio.Event = field(default_factory=asyncio.Event)  # it has, since the last act
    noticed: asyncio.Event = field(default_factory=asyncio.Event)  # or it answered a press
    touched_at: float = 0.0  # loop time of this person's last act

    @property
    def message(self) -> ChatMessage | None:
        """The message that was written or changed last."""
        return self.world.chats[self.person].messages.get(self.newest)

    @property
    def buttons(self) -> list[BotButton]:
        """Its buttons, in the order of the page."""
        message = self.message
        return [button for row in message.rows for button in row] if message else []

    def act(self) -> None:
        """Note that this person does something now."""
        self.touched_at = asyncio.get_running_loop().time()
        self.news.clear()
        self.noticed.clear()

    def look(self, message_id: int | None) -> None:
        """Look at what changed: a message, or (None) a passing notice."""
        if message_id is None:
            self.noticed.set()
        elif self.world.chats[self.person].messages[message_id].from_bot:
            self.newest = message_id
            self.news.set()
            self.noticed.set()


class Phones:
    """All telephones; follows the server's changes."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.phones: dict[int, Phone] = {}

    def give(self, person: int, name: str, language: str) -> Phone:
        """Give somebody a telephone."""
        self.world.add_person(person, name[:64], language_code=language)
        self.phones[person] = Phone(self.world, person)
        return self.phones[person]

    async def follow(self) -> None:
        """Tell each phone of its news, until cancelled."""
        changes = self.world.subscribe()
        try:
            while True:
                change = await changes.get()
                phone = self.phones.get(change.chat_id)
                if phone is not None and change.kind in NEWS:
                    phone.look(change.message_id)
        finally:
            self.world.unsubscribe(changes)


@asynccontextmanager
async def phones(world: World) -> AsyncIterator[Phones]:
    """Hand out telephones that work."""
    given = Phones(world)
    following = asyncio.create_task(given.follow())
    try:
        yield given
    finally:
        following.cancel()

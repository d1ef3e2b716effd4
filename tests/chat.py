"""A test reads as a chat: people say and press, and see what Jisr answers, over real HTTP.

The program runs whole, in this process, against the strict local Bot API server; the network is a
loopback socket, the database a real one, the clock can be moved.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import bindparam, func, select

import locales
from bot.app import App
from bot.clocks import MovableClock
from bot.playground.botapi import BotApiServer, ChatMessage, Rules, World
from bot.playground.demo import TOKEN
from bot.settings import Settings
from locales import Words
from storage import Session, orders, uploads
from storage.models import Base, InboxEvent, Order, OutboxMessage, Upload

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # inside office hours
PATIENCE = 15.0  # seconds until a silent program counts as broken
SOON = timedelta(seconds=1)  # the clock runs on while a database is being asked
INVISIBLE = dict.fromkeys(map(ord, "\u200e\u200f\u2066\u2067\u2068\u2069"))
Row = TypeVar("Row", bound=Base)


def plain(text: str) -> str:
    """Return a text without the invisible marks of mixed directions."""
    return text.translate(INVISIBLE)


@dataclass
class Chat:
    """One person's phone."""

    town: "Town"
    person: int
    language: str = "en"
    sent: int = 0  # the id of the last message they typed
    _read: int = field(default=0)

    async def say(self, text: str) -> None:
        """Type a message and wait for whatever it leads to."""
        self._note()
        self.sent = await self.town.world.say(self.person, text)
        await self.town.settle()

    async def edit(self, message_id: int, text: str) -> None:
        """Change a message sent earlier."""
        self._note()
        await self.town.world.edit(self.person, message_id, text)
        await self.town.settle()

    async def send(self, kind: str, content: bytes = b"x" * 100, **described: Any) -> None:
        """Send a file: photo, document, voice, video or audio."""
        self._note()
        await self.town.world.send_file(self.person, kind, content, **described)
        await self.town.settle()

    async def finds(self, words: str) -> list[str]:
        """Type words after the bot's name, in any chat; return the titles shown, in order."""
        self._note()
        query = await self.town.world.inquire(self.person, words)
        await self.town.settle()
        return [plain(one["title"]) for one in (query.answer.results if query.answer else [])]

    async def post(self, title: str, *, chat_id: int | None = None) -> ChatMessage:
        """Tap what was found under this title: it is posted in that chat, or in one's own."""
        answer = self.town.world.inquiries.newest[self.person].answer
        assert answer is not None
        found = next(one["id"] for one in answer.results if plain(one["title"]) == title)
        self._note()
        message = await self.town.world.choose(self.person, found, chat_id=chat_id)
        await self.town.settle()
        return self.town.world.chats[chat_id or self.person].messages[message]

    async def press(self, label: str | Words) -> None:
        """Tap the button with this label (English or words) on the newest message that has it."""
        message, data = self.button(label)
        await self.tap(message.id, data)

    async def tap(self, message_id: int, data: str) -> None:
        """Tap a button by what it carries, which may be old or forged."""
        self._note()
        await self.town.world.press(self.person, message_id, data)
        await self.town.settle()

    def button(self, label: str | Words) -> tuple[ChatMessage, str]:
        """Return the newest message with such a button, and what the button carries."""
        wanted = self._in_my_language(label)
        for message in reversed(self.messages):
            for row in message.rows:
                for button in row:
                    if plain(button.text) == wanted:
                        assert button.data is not None
                        return message, button.data
        raise AssertionError(f"{wanted!r} is not offered; on the last message: {self.labels}")

    @property
    def messages(self) -> list[ChatMessage]:
        """Everything in the chat, both sides."""
        return self.town.world.messages(self.person)

    @property
    def last(self) -> ChatMessage:
        """The newest message of the bot."""
        return next(message for message in reversed(self.messages) if message.from_bot)

    @property
    def text(self) -> str:
        """What the newest message of the bot says, without invisible marks."""
        return plain(self.last.text)

    @property
    def file(self) -> tuple[str, bytes]:
        """The name and the content of the newest file the bot sent."""
        message = next(each for each in reversed(self.messages) if each.from_bot and each.file)
        assert message.file is not None
        return message.file.name or "", self.town.world.content_of(message)

    def gets(self, *expected: tuple[str, bytes]) -> None:
        """Require exactly these files, kind and content, since this person's last act, in order."""
        news = [each for each in self.messages[self._read :] if each.from_bot and each.file]
        files = [(each.file.kind, self.town.world.content_of(each)) for each in news if each.file]
        assert files == list(expected), [(kind, len(content)) for kind, content in files]

    @property
    def labels(self) -> list[str]:
        """The labels of its buttons, in reading order."""
        rows = self.last.rows
        if locales.direction(self.language) == "rtl":
            rows = [row[::-1] for row in rows]
        return [plain(button.text) for row in rows for button in row]

    @property
    def toast(self) -> str:
        """The last passing notice shown over the chat."""
        return plain(self.town.world.toasts(self.person)[-1])

    def sees(self, *parts: str | Words) -> None:
        """Require the newest message to hold these words, English msgids or words of ours."""
        for part in parts:
            assert self._in_my_language(part) in self.text, f"{part!r} is not in: {self.text!r}"

    def hears_nothing(self) -> None:
        """Require that the bot has written nothing since this person's last act."""
        news = [message for message in self.messages[self._read :] if message.from_bot]
        assert not news, [message.text for message in news]

    def watch(self) -> None:
        """Begin to listen for news from now."""
        self._note()

    def _note(self) -> None:
        self._read = len(self.messages)

    def _in_my_language(self, words: str | Words) -> str:
        if isinstance(words, str):
            words = locales.Message(words)
        return plain(locales.render(words, self.language, html=False))


@dataclass
class Town:
    """The running program, the server, the clock, and everybody's phone."""

    app: App
    server: BotApiServer
    clock: MovableClock
    chats: dict[int, Chat] = field(default_factory=dict)

    @property
    def world(self) -> World:
        """The people's side of the Bot API server."""
        return self.server.world

    def phone(self, person: int, language: str = "en", name: str = "Test") -> Chat:
        """Give somebody a phone, once."""
        if person not in self.chats:
            self.world.add_person(person, name, language_code=language)
            self.chats[person] = Chat(self, person, language)
        return self.chats[person]

    async def rows(self, table: type[Row]) -> list[Row]:
        """Return every row of a table, by id."""
        return await self.app.database.read(_all, table)

    async def move(self, **by: float) -> None:
        """Move the clock forward (timedelta's arguments) and let it tick."""
        self.clock.move(timedelta(**by))
        await self.app.tick()
        await self.settle()

    async def settle(self) -> None:
        """Wait until every event is handled and everything that may be sent now has been."""
        self.app.dispatcher.wake()
        async with asyncio.timeout(PATIENCE):
            while (  # noqa: ASYNC110 — a database tells nobody
                self._in_motion()
                or await self.app.database.read(_open, self.clock.now() + SOON)
                or self._in_motion()  # what was finished in the database may still be on its way
            ):
                await asyncio.sleep(0.005)

    def _in_motion(self) -> bool:
        """Whether the program is seen at work: cheaper to ask than the database, so asked first."""
        app = self.app
        return bool(len(self.server.service.queue) or app.dispatcher._busy or app.courtesies)


def _all(session: Session, table: type[Row]) -> list[Row]:
    return list(session.scalars(select(table).order_by(*table.__table__.primary_key)))


# One statement, one snapshot: what is on its way from one table to another is counted once.
_OPEN = select(
    select(func.count()).where(InboxEvent.status == "open").scalar_subquery()
    + select(func.count())
    .where(
        OutboxMessage.status.in_(("pending", "started")), OutboxMessage.due_at <= bindparam("now")
    )
    .scalar_subquery()
    + select(func.count()).select_from(Upload).where(uploads._OPEN).scalar_subquery()
    + select(func.count()).select_from(Order).where(orders._OPEN).scalar_subquery()
)


def _open(session: Session, now: datetime) -> bool:
    return bool(session.scalar(_OPEN, {"now": now}))


@asynccontextmanager
async def town(
    database_url: str,
    folder: Path,
    *,
    now: datetime = TUESDAY,
    rules: Rules | None = None,
    settings: Mapping[str, Any] | None = None,
) -> AsyncIterator[Town]:
    """Run the whole program on a migrated database, with a server that sets no sending rates."""
    clock = MovableClock(now)
    server = BotApiServer(TOKEN, clock, rules=rules or Rules.unlimited())
    await server.start()
    values: dict[str, Any] = {
        "telegram_token": TOKEN,
        "telegram_api_url": server.url,
        "database_url": database_url,
        "files_dir": str(folder / "files"),
        "http_port": 0,
        "send_rate": 5000.0,
        "chat_rate": 5000.0,
    }
    app = await App.open(Settings(**{**values, **(settings or {})}), clock)
    await app.start()
    try:
        yield Town(app, server, clock)
    finally:
        await app.stop()
        await server.stop()

"""What the tests of the chat page share: the server with the page, its people, a bot over HTTP."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import aiohttp
from playwright.async_api import Locator, Page, expect

from bot.clocks import MovableClock
from bot.playground.botapi import BotApiServer
from bot.playground.phones import Known, Phone
from bot.playground.web import mount

TOKEN = "123456:AAabcdefghijklmnopqrstuvwxyz0123456"
MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # a Tuesday
SOUAD, KARIM, NADIA = 101, 102, 103
POINT = {"ar": "نقطة ارتكاز", "fr": "Point focal", "en": "Focal point"}
TOWN = {"ar": "جماعة شفشاون", "fr": "Commune de Chefchaouen", "en": "Commune of Chefchaouen"}
PHONES = [
    Phone(SOUAD, "سعاد العلمي", POINT, TOWN, "ar", "token-of-souad"),
    Phone(KARIM, "Karim Bennis", POINT, TOWN, "fr", None),
    Phone(NADIA, "Nadia Amrani", POINT, TOWN, "fr", "token-of-nadia"),
]


class Bot:
    """A bot as small as one can be."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = f"{url}/bot{TOKEN}"
        self.offset = 0

    async def call(self, method: str, **params: Any) -> Any:
        async with self.session.post(f"{self.url}/{method}", json=params) as response:
            answer = await response.json()
        return answer["result"] if answer["ok"] else answer

    async def send_document(self, person: int, name: str, content: bytes, **params: Any) -> Any:
        """Send a document."""
        return await self.send_file("document", person, name, content, **params)

    async def send_file(
        self,
        kind: str,
        person: int,
        name: str,
        content: bytes,
        mime: str | None = None,
        **params: Any,
    ) -> Any:
        """Send a file as Telegram takes it: a form, the name in raw UTF-8."""
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("chat_id", str(person))
        form.add_field(kind, content, filename=name, content_type=mime)
        for key, value in params.items():
            form.add_field(key, value if isinstance(value, str) else json.dumps(value))
        method = f"send{kind.capitalize()}"
        async with self.session.post(f"{self.url}/{method}", data=form) as response:
            return (await response.json())["result"]

    async def hear(self, kind: str) -> Any:
        """Return the next update of ``kind``."""
        while True:
            for update in await self.call("getUpdates", offset=self.offset, timeout=5, limit=1):
                self.offset = update["update_id"] + 1
                if kind in update:
                    return update[kind]


class Scene:
    """The server, its world, its clock, a bot, and the languages the bot speaks with people."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session
        self.clock = MovableClock(MORNING)
        self.server = BotApiServer(TOKEN, self.clock)
        self.world = self.server.world
        self.languages = {phone.person_id: phone.language for phone in PHONES}
        self.bot = Bot(session, "")

    async def known_as(self, person_id: int) -> Known | None:
        for phone in PHONES:
            if phone.person_id == person_id:
                language = self.languages[person_id]
                return Known(phone.name, phone.role, phone.collectivity, language)
        return None

    async def start(self) -> None:
        for phone in PHONES:
            self.world.add_person(
                phone.person_id, phone.name, language_code=phone.language, started=False
            )
        mount(
            self.server.app,
            world=self.world,
            clock=self.clock,
            phones=PHONES,
            bot_name="Jisr",
            known_as=self.known_as,
        )
        await self.server.start()
        self.bot = Bot(self.session, self.server.url)

    async def begun(self, *people: int) -> None:
        """Let people have said hello already."""
        for person in people or (SOUAD, KARIM):
            await self.world.say(person, "/start")


@asynccontextmanager
async def opened() -> AsyncIterator[Scene]:
    """Yield a scene that runs, and end it."""
    async with aiohttp.ClientSession() as session:
        scene = Scene(session)
        await scene.start()
        yield scene
        await scene.server.stop()


async def look(page: Page, scene: Scene, language: str = "fr") -> None:
    """Open the page, in the viewer's language."""
    await page.goto(f"{scene.server.url}/?lang={language}")
    await expect(page.locator(".phone").first).to_be_attached()


def phone(page: Page, person: int) -> Locator:
    """Return the telephone of ``person``."""
    return page.locator(f'.phone[data-person="{person}"]')

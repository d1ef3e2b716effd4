"""The chat page's server: it shows each sample person's telephone and carries out what they do.

One WebSocket per open page: a snapshot first, then every change; actions come back on the same line
and each is answered. Everything passes through the World, so whatever a person does on the page
reaches the bot exactly as it would from Telegram. Times are sent as wall times of Casablanca, for
browsers' own zone data may be older than the law.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from aiohttp import WSCloseCode, WSMsgType, web

from bot.clocks import MovableClock
from bot.playground.attachments import Attachments
from bot.playground.botapi import Change, ChatMessage, World
from bot.playground.browser import bare, index, local, own_page, part
from bot.playground.phones import MAX_NEWCOMERS, Known, Phone, newcomer
from locales import CASABLANCA, LANGUAGES, wall

MAX_ACTION: Final = 64 * 1024
MORNING: Final = time(10)
RESYNC: Final = 10.0
"""Seconds between two tellings of the clock while nothing happens."""

Json = dict[str, Any]
KnownAs = Callable[[int], Awaitable[Known | None]]


class Refused(Exception):
    """An action that cannot be carried out; its text is for whoever reads the page's console."""


def mount(  # noqa: PLR0913 - the parts the page is made of
    app: web.Application,
    *,
    world: World,
    clock: MovableClock,
    phones: Sequence[Phone],
    bot_name: str,
    known_as: KnownAs | None = None,
) -> None:
    """Add the page and its line to ``app``, which must listen on a loopback address only.

    Args:
        app: the application, not started yet.
        world: where the people are; each phone's person must be in it.
        clock: the clock shown, moved forward by the page's buttons.
        phones: the telephones, in the order they stand.
        bot_name: what the conversation is called.
        known_as: how Jisr knows a person now, None while it does not know them; asked again after
            each thing that happens in their chat. Left out: never changes.
    """
    Playground(world, clock, phones, bot_name, known_as).join(app)


class Playground:
    """The telephones, and the pages that look at them."""

    def __init__(
        self,
        world: World,
        clock: MovableClock,
        phones: Sequence[Phone],
        bot_name: str,
        known_as: KnownAs | None,
    ) -> None:
        """Begin with no page open."""
        self._world = world
        self._clock = clock
        self._phones = {phone.person_id: phone for phone in phones}
        self._bot_name = bot_name
        self._known_as = known_as
        self._newcomers = 0
        self._told: set[str] = set()
        """The button presses whose answer was shown."""
        self._pages: set[asyncio.Queue[Json]] = set()
        self._sockets: set[web.WebSocketResponse] = set()
        self._actions: dict[str, Callable[[int, Json], Awaitable[Json]]] = {
            "say": self._say,
            "press": self._press,
            "edit": self._edit,
            "block": self._block,
            "location": self._location,
            "inline": self._inline,
            "choose": self._choose,
        }

    def join(self, app: web.Application) -> None:
        """Add the routes, and the task that tells the pages what happens."""
        app.router.add_get("/", local(index))
        app.router.add_get("/page/{name:[a-z]+\\.(?:js|css|svg)}", local(part))
        app.router.add_get("/ws", local(self.line))
        Attachments(self._world, self._phones).join(app)
        app.cleanup_ctx.append(self._telling)
        app.on_shutdown.append(self._hang_up)

    # --- what the pages are told ---

    async def line(self, request: web.Request) -> web.StreamResponse:
        """Serve one page until it closes."""
        own_page(request)
        socket = web.WebSocketResponse(heartbeat=30, max_msg_size=MAX_ACTION)
        await socket.prepare(request)
        queue: asyncio.Queue[Json] = asyncio.Queue()
        queue.put_nowait(self.snapshot())
        self._pages.add(queue)
        self._sockets.add(socket)
        writer = asyncio.create_task(_write(socket, queue))
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    queue.put_nowait(await self._answer(message.data))
        finally:
            self._pages.discard(queue)
            self._sockets.discard(socket)
            writer.cancel()
            with suppress(asyncio.CancelledError, ConnectionError):
                await writer
        return socket

    def snapshot(self) -> Json:
        """Return everything a page needs to begin."""
        return {
            "type": "snapshot",
            "bot": self._bot_name,
            "username": self._world.username,
            "room": self._room(),
            "now": _wall(self._clock.now()),
            "phones": [self._telephone(phone) for phone in self._phones.values()],
        }

    def _telephone(self, phone: Phone) -> Json:
        person_id = phone.person_id
        return {
            "person": person_id,
            "name": phone.name,
            "role": dict(phone.role),
            "collectivity": dict(phone.collectivity),
            "language": phone.language,
            "start": phone.start,
            "fresh": phone.fresh,
            "blocked": self._world.people[person_id].blocked,
            "typing": self._world.typing(person_id),
            "commands": self._world.commands(person_id),
            "messages": [
                shown(message) for message in self._world.messages(person_id) if not message.deleted
            ],
        }

    async def _hang_up(self, _app: web.Application) -> None:
        for socket in list(self._sockets):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    async def _telling(self, _app: web.Application) -> AsyncIterator[None]:
        changes = self._world.subscribe()
        task = asyncio.create_task(self._tell_all(changes))
        yield
        task.cancel()
        self._world.unsubscribe(changes)
        with suppress(asyncio.CancelledError):
            await task

    async def _tell_all(self, changes: "asyncio.Queue[Change]") -> None:
        while True:
            try:
                async with asyncio.timeout(RESYNC):
                    change = await changes.get()
            except TimeoutError:
                self._tell(self._time())
                continue
            if change.chat_id in self._phones:
                for event in self._events(change):
                    self._tell(event)
                await self._follow(change)

    def _tell(self, event: Json) -> None:
        for page in self._pages:
            page.put_nowait(event)

    def _time(self) -> Json:
        return {"type": "clock", "now": _wall(self._clock.now())}

    def _events(self, change: Change) -> list[Json]:
        person = change.chat_id
        if change.kind == "delete":
            return [{"type": "deleted", "person": person, "message": change.message_id}]
        if change.message_id is not None:
            message = self._world.chats[person].messages[change.message_id]
            kind = "message" if change.kind == "message" else "edit"
            return [{"type": kind, "person": person, "message": shown(message)}]
        if change.kind == "toast":
            return self._answers(person)
        telling = {"typing": self._typing, "inline": self._found, "person": self._state}
        return [telling.get(change.kind, self._described)(person)]

    def _typing(self, person: int) -> Json:
        return {"type": "typing", "person": person, "on": self._world.typing(person)}

    def _state(self, person: int) -> Json:
        blocked = self._world.people[person].blocked
        return {"type": "state", "person": person, "blocked": blocked}

    def _answers(self, person: int) -> list[Json]:
        answered = [
            press
            for press in self._world.presses.values()
            if press.person.id == person and press.answer is not None and press.id not in self._told
        ]
        self._told.update(press.id for press in answered)
        return [
            {
                "type": "answered",
                "person": person,
                "query": press.id,
                "text": press.answer,
                "alert": press.alert,
            }
            for press in answered
        ]

    def _found(self, person: int) -> Json:
        query = self._world.inquiries.newest[person]
        answer = query.answer
        listed = ("id", "title", "description")
        return {
            "type": "found",
            "person": person,
            "words": query.words,
            "results": [
                {name: result.get(name, "") for name in listed}
                for result in (answer.results if answer else ())
            ],
            "button": answer and answer.button,
        }

    def _described(self, person: int) -> Json:
        phone = self._phones[person]
        return {
            "type": "person",
            "person": person,
            "name": phone.name,
            "role": dict(phone.role),
            "collectivity": dict(phone.collectivity),
            "language": phone.language,
            "fresh": phone.fresh,
            "commands": self._world.commands(person),
        }

    async def _follow(self, change: Change) -> None:
        """Describe a person anew when Jisr has come to know them otherwise, or no longer does."""
        if self._known_as is None:
            return
        phone, known = self._phones[change.chat_id], await self._known_as(change.chat_id)
        if known is not None:
            changed = replace(
                phone,
                name=known.name or phone.name,
                role=known.role,
                collectivity=known.collectivity,
                language=known.language,
                fresh=not known.role,
            )
        elif self._arrived(change.chat_id):
            changed = replace(phone, role={}, collectivity={}, fresh=True)
        else:
            return
        if changed != phone:
            self._phones[change.chat_id] = changed
            self._tell(self._described(change.chat_id))

    def _arrived(self, person: int) -> bool:
        """Tell whether somebody has written: before that, the cast is as it was introduced."""
        return any(not message.from_bot for message in self._world.messages(person))

    # --- what the pages do ---

    async def _answer(self, text: str) -> Json:
        action: Json = {}
        try:
            action = _object(text)
            result = await self._do(action)
        except (Refused, KeyError, TypeError, ValueError) as error:
            return {"type": "done", "id": action.get("id"), "ok": False, "error": str(error)}
        return {"type": "done", "id": action.get("id"), "ok": True, **result}

    async def _do(self, action: Json) -> Json:
        if action["do"] == "clock":
            self._clock.move_to(after(self._clock.now(), action["step"]))
            self._tell(self._time())
            return {}
        if action["do"] == "newcomer":
            return self._newcomer(action["language"])
        person = action["person"]
        if person not in self._phones:
            raise Refused(f"no telephone of {person} here")
        return await self._actions[action["do"]](person, action)

    def _newcomer(self, language: str) -> Json:
        if language not in LANGUAGES:
            raise Refused(f"no telephone speaks {language!r}")
        if not self._room():
            raise Refused(f"{MAX_NEWCOMERS} people are new already")
        self._newcomers += 1
        phone = newcomer(max(self._world.people, default=0) + 1, self._newcomers, language)
        self._world.add_person(phone.person_id, phone.name, language_code=language, started=False)
        self._phones[phone.person_id] = phone
        self._tell({"type": "phone", "phone": self._telephone(phone), "room": self._room()})
        return {"person": phone.person_id}

    def _room(self) -> int:
        """Return for how many more people who are new there is a telephone."""
        return MAX_NEWCOMERS - self._newcomers

    async def _say(self, person: int, action: Json) -> Json:
        text = str(action["text"])
        if not text.strip():
            raise Refused("there is nothing to send")
        return {"message": await self._world.say(person, text)}

    async def _press(self, person: int, action: Json) -> Json:
        query = await self._world.press(person, int(action["message"]), str(action["data"]))
        return {"query": query}

    async def _edit(self, person: int, action: Json) -> Json:
        message = self._world.chats[person].messages[int(action["message"])]
        if message.from_bot or not str(action["text"]).strip():
            raise Refused("one edits one's own messages, and leaves something in them")
        await self._world.edit(person, message.id, str(action["text"]))
        return {}

    async def _inline(self, person: int, action: Json) -> Json:
        await self._world.inquire(person, str(action["words"]))
        return {}

    async def _choose(self, person: int, action: Json) -> Json:
        try:
            return {"message": await self._world.choose(person, str(action["result"]))}
        except LookupError as error:
            raise Refused(str(error)) from error

    async def _block(self, person: int, action: Json) -> Json:
        if action["on"]:
            self._world.block(person)
        else:
            self._world.unblock(person)
        return {}

    async def _location(self, person: int, action: Json) -> Json:
        place = float(action["latitude"]), float(action["longitude"])
        return {"message": await self._world.send_location(person, *place)}


def shown(message: ChatMessage) -> Json:
    """Return ``message`` as the page draws it."""
    raw = message.raw
    file = message.file
    contact = raw.get("contact")
    return {
        "id": message.id,
        "fromBot": message.from_bot,
        "text": message.text,
        "entities": message.entities,
        "rows": [
            [{"text": key.text, "data": key.data, "url": key.url} for key in row]
            for row in message.rows
        ],
        "file": file and {"kind": file.kind, "name": bare(file.name), "size": file.size},
        "via": message.via,
        "sticker": raw.get("sticker", {}).get("emoji"),
        "location": raw.get("location"),
        "contact": contact and {"name": contact["first_name"], "phone": contact["phone_number"]},
        "date": _wall(message.date),
        "edited": message.edited,
        "reactions": message.reactions,
    }


def after(now: datetime, step: str) -> datetime:
    """Return the moment to which the button ``step`` moves a clock that shows ``now``.

    "Tomorrow" and "monday" mean 10:00 in Casablanca on the next day, or the next Monday, to come.
    """
    if step == "minutes":
        return now + timedelta(minutes=10)
    if step == "hour":
        return now + timedelta(hours=1)
    today = wall(now).date()
    if step == "tomorrow":
        days = 1
    elif step == "monday":
        days = 7 - today.weekday()
    else:
        raise Refused(f"the clock knows no step {step!r}")
    return datetime.combine(today + timedelta(days), MORNING, CASABLANCA).astimezone(UTC)


async def _write(socket: web.WebSocketResponse, queue: "asyncio.Queue[Json]") -> None:
    while True:
        await socket.send_json(await queue.get())


def _object(text: str) -> Json:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise Refused("an action is a JSON object")
    return found


def _wall(moment: datetime) -> str:
    return wall(moment).isoformat(timespec="seconds")[:19]

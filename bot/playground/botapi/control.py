"""The world over HTTP: lets a test or a benchmark in another process act as people do.

Every address answers JSON. POST bodies are JSON objects whose members are the arguments of the
World method of that name (files as base64 in ``content``).
"""

import asyncio
import base64
import contextlib
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from aiohttp import web

from bot.clocks import MovableClock
from bot.playground.botapi.faults import Fault
from bot.playground.botapi.fields import Upload
from bot.playground.botapi.people import ChatMessage
from bot.playground.botapi.server import BotApiServer
from bot.playground.botapi.world import World

Act = Callable[[World, dict[str, Any]], Awaitable[object]]
LONGEST_WAIT = 60.0


def add_control(server: BotApiServer) -> None:
    """Add the addresses below /control to a server that does not run yet."""
    control = Control(server)
    router = server.app.router
    router.add_post("/control/batch", control.batch)
    router.add_post("/control/clock", control.move_clock)
    router.add_post("/control/{act}", control.act)
    for name in ("messages", "calls", "unanswered", "person", "stats", "file"):
        router.add_get(f"/control/{name}", getattr(control, f"get_{name}"))


class Control:
    """Turns requests into what people do, and what they see into answers."""

    def __init__(self, server: BotApiServer) -> None:
        """Control the world of ``server``."""
        self._server = server
        self._world = server.world

    async def act(self, request: web.Request) -> web.Response:
        """POST /control/say, /press, /file, …: one act of one person."""
        body = await _body(request)
        return _answer({"result": await self._do(request.match_info["act"], body)})

    async def batch(self, request: web.Request) -> web.Response:
        """POST /control/batch: a list of acts, each an object with the act's name in ``act``."""
        acts = await request.json()
        return _answer({"results": [await self._do(act.pop("act", ""), act) for act in acts]})

    async def move_clock(self, request: web.Request) -> web.Response:
        """POST /control/clock: move the server's clock forward by ``seconds``."""
        body = await _body(request)
        clock = self._server.service.clock
        if not isinstance(clock, MovableClock):
            raise _bad("this server's clock cannot be moved")
        clock.move(timedelta(seconds=body["seconds"]))
        return _answer({"now": clock.now().isoformat()})

    async def get_messages(self, request: web.Request) -> web.Response:
        """GET /control/messages?person=: the chat; with ``after`` and ``timeout`` it waits.

        ``after`` is a message id: only what was sent later is shown, and with ``timeout`` (seconds)
        the answer comes as soon as the bot has written something later, or at the end.
        """
        person = _person(request, self._world)
        after = int(request.query.get("after", "0"))
        timeout = min(float(request.query.get("timeout", "0")), LONGEST_WAIT)
        messages = self._world.chats[person].messages

        def later() -> bool:
            newest = next(reversed(messages.values()), None)
            return newest is not None and newest.id > after and newest.from_bot

        if timeout:
            with contextlib.suppress(TimeoutError):
                await self._world.wait(later, timeout)
        shown = [message for message in messages.values() if message.id > after]
        return _answer({"messages": [message_view(message) for message in shown]})

    async def get_calls(self, request: web.Request) -> web.Response:
        """GET /control/calls: what the bot asked, from number ``after`` on, of one ``method``."""
        after = int(request.query.get("after", "0"))
        method = request.query.get("method")
        found = [
            {
                "at": call.at,
                "method": call.method,
                "params": call.params,
                "chat_id": call.chat_id,
                "status": call.status,
                "error": call.error,
            }
            for call in self._world.calls[after:]
            if method in (None, call.method)
        ]
        return _answer({"calls": found, "count": len(self._world.calls)})

    async def get_unanswered(self, _request: web.Request) -> web.Response:
        """GET /control/unanswered: updates the bot did nothing about."""
        found = [
            {"person": person.id, "update": update} for person, update in self._world.unanswered()
        ]
        return _answer({"unanswered": found})

    async def get_person(self, request: web.Request) -> web.Response:
        """GET /control/person?person=: toasts, typing and the menu of commands."""
        person = _person(request, self._world)
        shown = {
            "toasts": self._world.toasts(person),
            "typing": self._world.typing(person),
            "commands": self._world.commands(person),
        }
        return _answer(shown)

    async def get_file(self, request: web.Request) -> web.Response:
        """GET /control/file?file_id=: a file that either side sent, ``content`` as base64."""
        file = self._world.file(request.query.get("file_id", ""))
        if file is None:
            raise _bad(f"no such file: {request.query.get('file_id')}")
        content = base64.b64encode(file.content).decode()
        shown = {"kind": file.kind, "name": file.name, "mime": file.mime, "content": content}
        return _answer(shown)

    async def get_stats(self, _request: web.Request) -> web.Response:
        """GET /control/stats: counts, and the offences against ordered pauses."""
        world = self._world
        shown = {
            "calls": self._server.service.journal.call_count,
            "pending": len(self._server.service.queue),
            "unanswered": len(world.unanswered()),
            "offences": [vars(offence) for offence in world.offences],
        }
        return _answer(shown)

    async def _do(self, name: str, body: dict[str, Any]) -> object:
        act = _ACTS.get(name)
        if act is None:
            raise _bad(f"there is no act {name!r}; there are {', '.join(sorted(_ACTS))}")
        try:
            return await act(self._world, body)
        except (KeyError, TypeError, ValueError) as error:
            raise _bad(f"{type(error).__name__}: {error}") from error


def message_view(message: ChatMessage) -> dict[str, Any]:
    """Return a message as JSON members: what ChatMessage has, dates as ISO text."""
    file = message.file
    return {
        "id": message.id,
        "from_bot": message.from_bot,
        "text": message.text,
        "html": message.html,
        "entities": message.entities,
        "rows": [[vars(button) for button in row] for row in message.rows],
        "file": None if file is None else vars(file),
        "date": message.date.isoformat(),
        "edited": message.edited,
        "deleted": message.deleted,
        "reactions": message.reactions,
    }


async def _add_person(world: World, body: dict[str, Any]) -> object:
    return world.add_person(**body).id


async def _send_file(world: World, body: dict[str, Any]) -> object:
    content = base64.b64decode(body.pop("content"))
    return await world.send_file(content=content, **body)


async def _inquire(world: World, body: dict[str, Any]) -> object:
    return (await world.inquire(**body)).id


async def _add_fault(world: World, body: dict[str, Any]) -> object:
    world.faults.add(Fault(**body))
    return True


def _plain(act: Callable[[World], Callable[..., object]]) -> Act:
    """Return an act for a method of World, awaited when it is a coroutine."""

    async def run(world: World, body: dict[str, Any]) -> object:
        result = act(world)(**body)
        return await result if asyncio.iscoroutine(result) else result

    return run


_ACTS: Mapping[str, Act] = {
    "person": _add_person,
    "file": _send_file,
    "inline": _inquire,
    "fault": _add_fault,
    "say": _plain(lambda world: world.say),
    "choose": _plain(lambda world: world.choose),
    "press": _plain(lambda world: world.press),
    "edit": _plain(lambda world: world.edit),
    "location": _plain(lambda world: world.send_location),
    "contact": _plain(lambda world: world.send_contact),
    "sticker": _plain(lambda world: world.send_sticker),
    "inject": _plain(lambda world: world.inject),
    "block": _plain(lambda world: world.block),
    "unblock": _plain(lambda world: world.unblock),
    "deactivate": _plain(lambda world: world.deactivate),
}


def _person(request: web.Request, world: World) -> int:
    try:
        person = int(request.query["person"])
        world.chats[person]
    except (KeyError, ValueError) as error:
        raise _bad(f"no such person: {request.query.get('person')}") from error
    return person


async def _body(request: web.Request) -> dict[str, Any]:
    body = await request.json()
    if not isinstance(body, dict):
        raise _bad("a JSON object is expected")
    return body


def _bad(reason: str) -> web.HTTPBadRequest:
    return web.HTTPBadRequest(text=json.dumps({"error": reason}), content_type="application/json")


def _answer(content: object) -> web.Response:
    return web.Response(text=json.dumps(content, default=_shown), content_type="application/json")


def _shown(value: object) -> object:
    if isinstance(value, Upload):
        return {"name": value.name, "mime": value.mime, "size": len(value.content)}
    return str(value)

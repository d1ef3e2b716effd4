"""The HTTP side: routes, the token, and one path that every call takes."""

import asyncio
import hmac
import inspect
import json
import re
import time
from typing import Final

from aiohttp import web

from bot.clocks import Clock, SystemClock
from bot.playground.botapi.account import Account
from bot.playground.botapi.bodies import read_request
from bot.playground.botapi.delivery import Answer
from bot.playground.botapi.errors import Refusal
from bot.playground.botapi.faults import GATEWAY_PAGE, Fault
from bot.playground.botapi.fields import Params
from bot.playground.botapi.files import MAX_UPLOAD
from bot.playground.botapi.journal import Call
from bot.playground.botapi.limits import BOT
from bot.playground.botapi.methods import METHODS, Method
from bot.playground.botapi.rules import Rules
from bot.playground.botapi.service import Service

USERNAME: Final = "jisr_demo_bot"
FIRST_NAME: Final = "Jisr"
CUT: Final = 0
"""The status noted for a call that was cut off before anything was done."""

_TOKEN: Final = re.compile(r"\d+:[A-Za-z0-9_-]+")
_encode = json.JSONEncoder(separators=(",", ":")).encode


class BotApiServer:
    """A Bot API server for one bot: mount ``app``, or start it on a port of its own.

    Args:
        token: the bot's token; other tokens are refused.
        clock: the time of dates, retention and expiry.
        rules: how severe it is.
        username: the bot's @name.
    """

    def __init__(
        self,
        token: str,
        clock: Clock | None = None,
        *,
        rules: Rules | None = None,
        username: str = USERNAME,
    ) -> None:
        """Build everything; nothing listens yet."""
        self.token = token
        self.rules = rules or Rules()
        self.service = Service(
            Account(token, username, FIRST_NAME), clock or SystemClock(), self.rules
        )
        self.world = self.service.world
        self.app = web.Application(client_max_size=2 * MAX_UPLOAD)
        self.app.router.add_route("*", "/bot{token:[^/]+}/{method}", self._call)
        self.app.router.add_route("GET", "/file/bot{token:[^/]+}/{path:.+}", self._download)
        self.app.on_shutdown.append(self._shut_down)
        self.url = ""
        self._runner: web.AppRunner | None = None
        self._stopping = asyncio.Event()

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; with port 0 on any free one. ``url`` tells where. It may be started again."""
        self._stopping.clear()
        self.service.webhook.resume()
        runner = web.AppRunner(
            self.app, access_log=None, handler_cancellation=True, shutdown_timeout=1.0
        )
        await runner.setup()
        await web.TCPSite(runner, host, port).start()
        self._runner = runner
        self.url = f"http://{host}:{runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Stop listening and delivering; calls left hanging are cut."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _shut_down(self, _app: web.Application) -> None:
        self._stopping.set()
        await self.service.webhook.close()

    async def _call(self, request: web.Request) -> web.StreamResponse:
        """Answer one call: token, method, fields, faults, flood control, then the method itself."""
        name = request.match_info["method"].lower()
        params: Params = {}
        try:
            self._admit(request.match_info["token"])
            method = _known(name)
            given, uploads = await read_request(request)
            params = method.read(given, uploads, strict=self.rules.strict)
        except Refusal as refusal:
            return self._refuse(name, params, refusal)
        fault = self.world.faults.take(name, _chat_id(params))
        try:
            if fault is not None and (early := await self._before(request, method, params, fault)):
                return early
            body = await self._run(method, params)
        except Refusal as refusal:
            return self._refuse(method.name, params, refusal)
        self._note(method.name, params, 200)
        if fault is not None and (late := await self._after(request, fault)):
            return late
        if self.rules.latency:
            await asyncio.sleep(self.rules.latency)
        return web.Response(body=body, content_type="application/json")

    def _admit(self, token: str) -> None:
        if not hmac.compare_digest(token.encode(), self.token.encode()):
            if _TOKEN.fullmatch(token):
                raise Refusal(401, "Unauthorized")
            raise Refusal(404, "Not Found")
        if self.service.account.logged_out:
            raise Refusal(400, "Logged out")

    async def _run(self, method: Method, params: Params) -> bytes:
        chat_id = _chat_id(params)
        weight = method.weight
        if chat_id and (weight == "send" or (weight == "edit" and self.rules.edits_count)):
            self.service.limits.spend(method.name, chat_id)
        elif weight != "read":
            self.service.limits.watch(method.name, chat_id)
        result = method.run(self.service, params)
        if inspect.isawaitable(result):
            result = await result
        if isinstance(result, Answer):
            if result.body:
                return result.body
            answer = {"ok": True, "result": result.result, "description": result.description}
            return _encode(answer).encode()
        return b'{"ok":true,"result":%b}' % _encode(result).encode()

    async def _before(
        self, request: web.Request, method: Method, params: Params, fault: Fault
    ) -> web.StreamResponse | None:
        """Let a fault act before the call; None when the call goes on all the same."""
        refusal = fault.refusal()
        if refusal is not None:
            if fault.kind == "429" and method.weight in ("send", "edit"):
                scope = BOT if fault.chat_id is None else fault.chat_id
                refusal = self.service.limits.penalise(scope, fault.retry_after)
            raise refusal
        if fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        elif fault.kind == "5xx":
            self._note(method.name, params, 502, "Bad Gateway")
            return _gateway(fault)
        elif fault.kind in ("cut_before", "hang"):
            self._note(method.name, params, CUT, fault.kind)
            if fault.kind == "hang":
                await self._stopping.wait()
            return _cut(request)
        return None

    async def _after(self, request: web.Request, fault: Fault) -> web.StreamResponse | None:
        """Let a fault spoil the answer to a call that was carried out."""
        if fault.kind == "5xx_after":
            return _gateway(fault)
        if fault.kind == "hang_after":
            await self._stopping.wait()
        return _cut(request) if fault.kind in ("cut_after", "hang_after") else None

    def _refuse(self, name: str, params: Params, refusal: Refusal) -> web.Response:
        self._note(name, params, refusal.status, refusal.description)
        headers = {}
        if "retry_after" in refusal.parameters:
            headers["Retry-After"] = str(refusal.parameters["retry_after"])
        return web.Response(
            body=_encode(refusal.body()).encode(),
            status=refusal.status,
            headers=headers,
            content_type="application/json",
        )

    def _note(self, name: str, params: Params, status: int, error: str | None = None) -> None:
        self.service.journal.called(
            Call(time.monotonic(), name, params, _chat_id(params), status, error)
        )

    async def _download(self, request: web.Request) -> web.Response:
        """Answer the download of a file."""
        try:
            self._admit(request.match_info["token"])
            file = self.service.files.download(request.match_info["path"])
        except Refusal as refusal:
            return self._refuse("file", {}, refusal)
        return web.Response(body=file.content, content_type="application/octet-stream")


def _known(name: str) -> Method:
    method = METHODS.get(name)
    if method is None:
        raise Refusal(404, "Not Found: method not found")
    return method


def _chat_id(params: Params) -> int | None:
    chat_id = params.get("chat_id")
    return chat_id if isinstance(chat_id, int) else None


def _gateway(fault: Fault) -> web.Response:
    return web.Response(status=502, text=fault.text or GATEWAY_PAGE, content_type="text/html")


def _cut(request: web.Request) -> web.Response:
    """Close the line without an answer; what is returned here has nowhere to go."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()

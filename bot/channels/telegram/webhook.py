"""The webhook: an update is posted, its secret checked, and 200 answered after the commit."""

import hmac
import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from bot.channels.telegram.receive import CHANNEL, arrivals, inquiries
from bot.clocks import Clock
from storage import Database, Unavailable, inbox

log = logging.getLogger(__name__)

PATH = "/telegram"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
MOST_BYTES = 1024 * 1024  # of one update (reliability.md, section 8)


def routes(
    database: Database,
    clock: Clock,
    secret: str,
    arrived: Callable[[], None],
    inquired: Callable[[Mapping[str, Any]], None],
) -> list[web.RouteDef]:
    """Return the route Telegram posts to.

    It answers 401 without the secret, 200 to whatever else has been stored or can never be
    (a body that is no update would otherwise come again for a day), 503 when storing failed. An
    inline query is given to ``inquired``, raw, and never stored.
    """

    async def receive(request: web.Request) -> web.Response:
        given = request.headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            log.warning("a webhook call without the secret was refused")
            return web.Response(status=401)
        try:
            update = json.loads(await request.read())
        except ValueError:
            log.warning("a webhook call carried no JSON: dropped")
            return web.Response()
        for asked in inquiries([update]):
            inquired(asked)
            return web.Response()
        found = arrivals([update])
        if not found:
            log.warning("a webhook call carried no update: dropped")
            return web.Response()
        try:
            await database.transaction(inbox.receive, CHANNEL, found, clock.now())
        except Unavailable:
            log.exception("an update could not be stored: Telegram will send it again")
            return web.Response(status=503)
        arrived()
        return web.Response()

    return [web.post(PATH, receive)]

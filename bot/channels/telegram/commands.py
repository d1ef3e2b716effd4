"""The bot's menu and its descriptions on Telegram, set per language, and only when they differ."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from telegram.error import TelegramError

from bot.channels.telegram.request import Client, client
from locales import Words, render

log = logging.getLogger(__name__)

# Telegram's language codes have two letters, so Tamazight (zgh) has none. The empty code is for
# everybody whose language has no entry of its own.
MENU_LANGUAGES: Mapping[str, str] = {"": "en", "ar": "ar", "fr": "fr"}


async def introduce(
    client: Client,
    commands: Sequence[tuple[str, Words]],
    *,
    description: Words | None = None,
    short_description: Words | None = None,
) -> int:
    """Set the commands menu and what is shown before a chat begins and on the bot's page.

    ``commands`` are (name without slash, what it does), at most 100; a description has at most
    512 characters, a short one 120. Returns how many texts had to change. A failure is logged
    and left for the next start: nobody's message depends on it.
    """
    texts = {"Description": description, "ShortDescription": short_description}
    changes = 0
    try:
        for code, language in MENU_LANGUAGES.items():
            menu = [
                {"command": name, "description": render(words, language, html=False)}
                for name, words in commands
            ]
            changes += await _put(client, "Commands", code, "commands", menu)
            for what, words in texts.items():
                if words is not None:
                    text = render(words, language, html=False)
                    field = "description" if what == "Description" else "short_description"
                    changes += await _put(client, what, code, field, text)
    except TelegramError as error:
        log.warning("the bot's menu was not set (%s): tried again at the next start", error)
    return changes


async def bot_name(token: str, address: str) -> str | None:
    """Return the bot's user name, or None when the Bot API does not give it just now."""
    own = client(token, address)
    try:
        await own.request.initialize()
        return await username(own)
    finally:
        await own.request.shutdown()


async def username(client: Client) -> str | None:
    """Return the bot's user name; None, and a line in the log, from a server that gives none."""
    try:
        me = await client.call("getMe", {})
    except TelegramError as error:
        log.warning("the bot's name is not known (%s)", type(error).__name__)
        return None
    return str(me["username"]) if isinstance(me, dict) and me.get("username") else None


async def _put(
    client: Client, what: str, code: str, field: str, value: str | list[dict[str, str]]
) -> int:
    """Set one text of one language unless it is already so; return 1 if it changed."""
    place: dict[str, Any] = {"language_code": code} if code else {}
    current = await client.call(f"getMy{what}", dict(place))
    standing = current.get(field) if isinstance(current, dict) else current
    if standing == value:
        return 0
    await client.call(f"setMy{what}", {**place, field: value})
    return 1

"""The bot itself: its identity, its commands by scope and language, its descriptions."""

import re
from typing import Any, Final

from bot.playground.botapi.errors import bad_request
from bot.playground.botapi.fields import Params

MAX_COMMANDS: Final = 100
MAX_COMMAND_DESCRIPTION: Final = 256
TEXTS: Final = {"name": 64, "description": 512, "short_description": 120}
"""The longest name, description and short description of a bot, in characters."""

_COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE: Final = re.compile(r"(?:[a-z]{2})?")
_SCOPES: Final = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
_ScopeKey = tuple[object, ...]


class Account:
    """What a bot's owner can set about it."""

    def __init__(self, token: str, username: str, first_name: str) -> None:
        """Begin as a new bot; the number before the token's colon is its id."""
        number = token.partition(":")[0]
        self.token = token
        self.logged_out = False
        self.user: dict[str, Any] = {
            "id": int(number) if number.isdecimal() else 1,
            "is_bot": True,
            "first_name": first_name,
            "username": username,
        }
        self.texts: dict[tuple[str, str], str] = {}
        self.menu_button: dict[str, Any] = {"type": "default"}
        self._commands: dict[tuple[_ScopeKey, str], list[dict[str, str]]] = {}

    def me(self) -> dict[str, Any]:
        """Return the User object of getMe."""
        return {
            **self.user,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": True,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def set_commands(self, params: Params) -> bool:
        """Carry out setMyCommands. Raises Refusal for a list Telegram would not take."""
        commands = params["commands"]
        if len(commands) > MAX_COMMANDS:
            raise bad_request(f"the number of bot commands can't exceed {MAX_COMMANDS}")
        for command in commands:
            if not _COMMAND.fullmatch(command["command"].removeprefix("/")):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= MAX_COMMAND_DESCRIPTION:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        self._commands[self._key(params)] = [
            {**command, "command": command["command"].removeprefix("/")} for command in commands
        ]
        return True

    def delete_commands(self, params: Params) -> bool:
        """Carry out deleteMyCommands."""
        self._commands.pop(self._key(params), None)
        return True

    def get_commands(self, params: Params) -> list[dict[str, str]]:
        """Carry out getMyCommands."""
        return self._commands.get(self._key(params), [])

    def menu(self, chat_id: int, language: str | None) -> list[dict[str, str]]:
        """Return the commands a person is shown in a private chat, the narrowest list that is set.

        Args:
            chat_id: the chat.
            language: the person's two-letter language, if known.
        """
        narrow: list[_ScopeKey] = [("chat", chat_id), ("all_private_chats",), ("default",)]
        for scope in narrow:
            for code in ((language or "")[:2], ""):
                commands = self._commands.get((scope, code))
                if commands:
                    return commands
        return []

    def set_text(self, kind: str, params: Params) -> bool:
        """Carry out setMyName, setMyDescription or setMyShortDescription."""
        value = params.get(kind, "")
        if len(value) > TEXTS[kind]:
            raise bad_request(f"bot {kind.replace('_', ' ')} is too long")
        self.texts[kind, _language(params)] = value
        return True

    def get_text(self, kind: str, params: Params) -> dict[str, str]:
        """Carry out getMyName, getMyDescription or getMyShortDescription."""
        fallback = self.texts.get((kind, ""), "")
        if kind == "name" and not fallback:
            fallback = self.user["first_name"]
        return {kind: self.texts.get((kind, _language(params))) or fallback}

    def _key(self, params: Params) -> tuple[_ScopeKey, str]:
        scope = params.get("scope", {"type": "default"})
        members = _SCOPES.get(scope["type"])
        if members is None or any(member not in scope for member in members):
            raise bad_request("can't parse BotCommandScope: unsupported type specified")
        return (scope["type"], *(scope[member] for member in members)), _language(params)


def _language(params: Params) -> str:
    language = params.get("language_code", "")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return str(language)

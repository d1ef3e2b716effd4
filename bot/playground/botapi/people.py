"""Who is in the chats and what they see there: people, chats, messages, buttons, files."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.playground.botapi.files import KINDS
from bot.playground.botapi.html_view import to_html

Raw = dict[str, Any]


@dataclass(frozen=True)
class BotButton:
    """A button under a message; ``data`` for one that is pressed, ``url`` for a link."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class ChatFile:
    """A file in a message; ``size`` in bytes, ``file_id`` as getFile knows it."""

    kind: str
    name: str | None
    size: int
    file_id: str


@dataclass(eq=False)
class ChatMessage:
    """A message as it now stands; ``raw`` is the Message object a bot would be given."""

    raw: Raw
    from_bot: bool
    deleted: bool = False
    keyboard: Raw | None = None
    """A reply keyboard (or its removal), which Telegram shows but does not return."""
    reactions: list[str] = field(default_factory=list)
    """The emoji with which the bot reacted."""

    @property
    def id(self) -> int:
        """The message's number, increasing over all chats."""
        return int(self.raw["message_id"])

    @property
    def text(self) -> str:
        """The plain text, or the caption of a file; empty when there is neither."""
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def entities(self) -> list[Raw]:
        """What is formatted or clickable in ``text``, in UTF-16 units."""
        found = self.raw.get("entities") or self.raw.get("caption_entities") or []
        return list(found)

    @property
    def html(self) -> str:
        """The text as safe HTML."""
        return to_html(self.text, self.entities)

    @property
    def rows(self) -> list[list[BotButton]]:
        """The inline buttons, row by row."""
        rows = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return [
            [BotButton(item["text"], item.get("callback_data"), item.get("url")) for item in row]
            for row in rows
        ]

    @property
    def file(self) -> ChatFile | None:
        """The file in the message, if any."""
        for kind in KINDS:
            found = self.raw.get(kind)
            if found:
                shown = found[-1] if isinstance(found, list) else found
                return ChatFile(kind, shown.get("file_name"), shown["file_size"], shown["file_id"])
        return None

    @property
    def via(self) -> str | None:
        """The @name of the bot that found what a person posted here; None for their own words."""
        bot = self.raw.get("via_bot")
        return str(bot["username"]) if bot else None

    @property
    def date(self) -> datetime:
        """When it was sent, aware, in UTC."""
        return datetime.fromtimestamp(self.raw["date"], UTC)

    @property
    def edited(self) -> bool:
        """Whether it was changed since."""
        return "edit_date" in self.raw


@dataclass(eq=False)
class Person:
    """Somebody with a telephone. ``started`` is False until they have first written to the bot."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    started: bool = True
    blocked: bool = False
    deactivated: bool = False
    toasts: list[str] = field(default_factory=list)
    user: Raw = field(init=False, repr=False)
    """The User object of this person."""

    def __post_init__(self) -> None:
        """Build the User object once."""
        self.user = _filled(
            id=self.id,
            is_bot=False,
            first_name=self.first_name,
            last_name=self.last_name,
            username=self.username,
            language_code=self.language_code,
        )


@dataclass(eq=False)
class Chat:
    """A private chat with one person, or a group; ``raw`` is its Chat object."""

    id: int
    raw: Raw
    person: Person | None = None
    migrated_to: int | None = None
    messages: dict[int, ChatMessage] = field(default_factory=dict)
    typing_until: float = 0.0

    @classmethod
    def private(cls, person: Person) -> "Chat":
        """Return the chat of ``person`` with the bot."""
        raw = _filled(
            id=person.id,
            type="private",
            first_name=person.first_name,
            last_name=person.last_name,
            username=person.username,
        )
        return cls(person.id, raw, person)

    @classmethod
    def group(cls, chat_id: int, title: str, kind: str = "group") -> "Chat":
        """Return a group or supergroup."""
        return cls(chat_id, {"id": chat_id, "type": kind, "title": title})


@dataclass(eq=False)
class Press:
    """A button press; ``answer`` is the toast it got, None while the bot has not answered."""

    id: str
    person: Person
    data: str
    at: float
    answer: str | None = None
    alert: bool = False


def _filled(**members: str | int | bool | None) -> Raw:
    return {name: value for name, value in members.items() if value is not None}

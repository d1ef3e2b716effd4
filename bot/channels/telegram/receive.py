"""What Telegram delivers, in two steps: whose it is (before the commit), what it is (after it).

``arrivals`` looks only at ids, so that any update can be stored, even one that cannot be parsed.
``read`` parses a stored update with python-telegram-bot and turns it into a neutral event; what
it raises makes the update a dead letter and blocks nobody.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard

from telegram import (
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberUpdated,
    InlineQuery,
    Message,
    Update,
    User,
)

from handlers.events import (
    Attached,
    Edited,
    Event,
    Incoming,
    Inquiry,
    Other,
    Pressed,
    Returned,
    Said,
)
from storage.inbox import Arrival

CHANNEL = "telegram"
_IMPOSSIBLE = 2**63  # ids have at most 52 significant bits; the columns hold no more than this
STORED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
INQUIRY = "inline_query"  # lives for 30 s and is answered at once, or never
ALLOWED_UPDATES = [*STORED_UPDATES, INQUIRY]
_NO_USER = "no user has such an id"
_PLACE = ("message_id", "date", "edit_date", "chat")  # what is read of the message under a button


def arrivals(updates: Iterable[object]) -> list[Arrival]:
    """Return (update id, person, raw update) for each that is stored; all of those carry an id."""
    return [
        (str(update["update_id"]), _person(update), update)
        for update in updates
        if isinstance(update, dict) and _is_id(update.get("update_id")) and INQUIRY not in update
    ]


def inquiries(updates: Iterable[object]) -> list[Mapping[str, Any]]:
    """Return the raw updates that are to be answered at once and never stored."""
    return [update for update in updates if isinstance(update, dict) and INQUIRY in update]


def newest(updates: Iterable[object]) -> int | None:
    """Return the highest id among updates of any kind; None where none carries one."""
    ids = [update.get("update_id") for update in updates if isinstance(update, dict)]
    return max((each for each in ids if _is_id(each)), default=None)


def inquiry(update: Mapping[str, Any]) -> Inquiry:
    """Parse an inline query. Raises as ``read``."""
    query = InlineQuery.de_json(update[INQUIRY], None)
    if not _is_id(query.from_user.id):
        raise ValueError(_NO_USER)
    person, language = str(query.from_user.id), query.from_user.language_code
    return Inquiry(query.id, CHANNEL, person, language, query.query)


def press_of(update: Mapping[str, Any]) -> str | None:
    """Return the id of the button press in a raw update, to be answered in any case."""
    query = update.get("callback_query")
    found = query.get("id") if isinstance(query, dict) else None
    return found if isinstance(found, str) else None


def read(update: Mapping[str, Any]) -> Incoming | None:
    """Parse a stored update; None for one that is nobody's to answer, such as a group's message.

    Raises whatever python-telegram-bot raises for a malformed one: KeyError, TypeError, ValueError.
    """
    if not any(update.get(kind) for kind in STORED_UPDATES):
        return None  # a kind that nobody asked for
    parsed = Update.de_json(_without_our_words(update), None)
    if parsed.callback_query is not None:
        return _pressed(parsed.callback_query)
    if parsed.my_chat_member is not None:
        # A group that the bot joins or leaves says nothing of the person who invited it there.
        private = parsed.my_chat_member.chat.type == Chat.PRIVATE
        return _membership(parsed.my_chat_member) if private else None
    message = parsed.message or parsed.edited_message
    if message is None or message.from_user is None or message.chat.type != Chat.PRIVATE:
        return None
    if message.via_bot is not None and message.text is not None:
        return None  # tapped in a list of what was found: words, but not theirs
    edited = parsed.edited_message is not None
    return _incoming(message.from_user, str(message.chat.id), _message(message, edited=edited))


def _without_our_words(update: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what the message under a pressed button says: it is our own, and long to parse."""
    query = update.get("callback_query")
    message = query.get("message") if isinstance(query, dict) else None
    if not isinstance(query, dict) or not isinstance(message, dict):
        return dict(update)
    place = {name: message[name] for name in _PLACE if name in message}
    return {**update, "callback_query": {**query, "message": place}}


def _pressed(query: CallbackQuery) -> Incoming:
    message = query.message
    private = message is not None and message.chat.type == Chat.PRIVATE
    chat = str(message.chat.id) if message and private else str(query.from_user.id)
    number, shown = None, None
    if isinstance(message, Message) and message.date.timestamp():  # 0: it can no longer be edited
        number, shown = str(message.message_id), message.edit_date or message.date
    return _incoming(query.from_user, chat, Pressed(query.data or "", number, shown))


def _membership(change: ChatMemberUpdated) -> Incoming:
    blocked = change.new_chat_member.status in {ChatMember.BANNED, ChatMember.LEFT}
    return _incoming(change.from_user, str(change.chat.id), Returned(reachable=not blocked))


def _message(message: Message, *, edited: bool) -> Event:
    number = str(message.message_id)
    if edited:
        return Edited(message.text or message.caption or "", number)
    if message.text is not None:
        return Said(message.text, number)
    return _file(message, number) or Other(_kind(message), number)


def _file(message: Message, number: str) -> Attached | None:
    """Read a photo (its largest size), a document, a voice note, an audio or a video."""
    found: tuple[str, Any] | None = None
    if message.photo:
        found = ("photo", max(message.photo, key=lambda size: size.width * size.height))
    for kind in ("document", "voice", "audio", "video"):
        if found is None and getattr(message, kind) is not None:
            found = (kind, getattr(message, kind))
    if found is None:
        return None
    kind, file = found
    return Attached(
        kind=kind,
        external_id=file.file_id,
        name=getattr(file, "file_name", None),
        mime=getattr(file, "mime_type", None) or ("image/jpeg" if kind == "photo" else None),
        size=file.file_size,
        caption=message.caption or "",
        message=number,
    )


def _kind(message: Message) -> str:
    kinds = ("sticker", "location", "contact", "poll", "video_note", "animation", "dice", "venue")
    return next((kind for kind in kinds if getattr(message, kind, None)), "other")


def _incoming(user: User, chat: str, event: Event) -> Incoming:
    if not _is_id(user.id):
        raise ValueError(_NO_USER)
    return Incoming(CHANNEL, str(user.id), chat, user.language_code, event)


def _is_id(value: object) -> TypeGuard[int]:
    return type(value) is int and abs(value) < _IMPOSSIBLE


def _person(update: Mapping[str, Any]) -> str:
    """Return the key under which the update is put in order, as well as a raw update tells it."""
    for kind in STORED_UPDATES:
        part = update.get(kind)
        if isinstance(part, dict):
            sender = part.get("from")
            if isinstance(sender, dict) and _is_id(sender.get("id")):
                return f"{CHANNEL}:{sender['id']}"
    return f"{CHANNEL}:?"

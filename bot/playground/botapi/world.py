"""The people's side: they write, press, send files, block; and what each of them sees."""

import asyncio
import itertools
import time
from collections.abc import Callable
from typing import Any

from bot.clocks import Clock
from bot.playground.botapi.account import Account
from bot.playground.botapi.faults import Faults
from bot.playground.botapi.files import Files, StoredFile
from bot.playground.botapi.inquiries import InlineQuery, Inquiries
from bot.playground.botapi.journal import Call, Change, Journal
from bot.playground.botapi.limits import FloodControl, Offence
from bot.playground.botapi.people import Chat, ChatMessage, Person, Press
from bot.playground.botapi.text import found_entities, trimmed, utf16_length
from bot.playground.botapi.updates import UpdateQueue

FIRST_MESSAGE = 1
CHAT_INSTANCE = "-4611686018427387904"
SUPERGROUP = -1_000_000_000_000
MAX_MESSAGE = 4096
"""What a person's telephone sends as one message; it cuts anything longer into several."""


class World:
    """People and chats. Its methods are what a person could do with their telephone."""

    def __init__(  # noqa: PLR0913, PLR0917 - the parts of the server it acts upon
        self,
        clock: Clock,
        account: Account,
        queue: UpdateQueue,
        files: Files,
        journal: Journal,
        limits: FloodControl,
    ) -> None:
        """Begin without people."""
        self.faults = Faults()
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        self.inquiries = Inquiries(clock)
        self._clock = clock
        self._account = account
        self._queue = queue
        self._files = files
        self._journal = journal
        self._limits = limits
        self._message_ids = itertools.count(FIRST_MESSAGE)
        self._press_ids = itertools.count(4_000_000_000_000_001)

    # --- who there is ---

    def add_person(  # noqa: PLR0913 - the members of a Telegram user
        self,
        id: int,  # noqa: A002 - Telegram's name for it
        first_name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "ar",
        started: bool = True,
    ) -> Person:
        """Add somebody; with ``started=False`` the bot cannot write to them before they do."""
        person = Person(id, first_name, last_name, username, language_code, started)
        self.people[id] = person
        self.chats[id] = Chat.private(person)
        self._journal.changed("person", id)
        return person

    def add_group(self, chat_id: int, title: str) -> Chat:
        """Add a group the bot is in (``chat_id`` below 0)."""
        chat = self.chats[chat_id] = Chat.group(chat_id, title)
        return chat

    def migrate(self, chat_id: int) -> int:
        """Turn a group into a supergroup and return its new id; the old one is of no use now."""
        old = self.chats[chat_id]
        new_id = SUPERGROUP + chat_id
        self.chats[new_id] = Chat.group(new_id, old.raw["title"], "supergroup")
        old.migrated_to = new_id
        return new_id

    # --- what people do ---

    async def say(self, person_id: int, text: str, *, chat_id: int | None = None) -> int:
        """Write ``text`` and return the message id, of the last part when it had to be cut.

        Raises:
            ValueError: there is nothing but space in it, which no telephone sends.
        """
        message_id = 0
        for part in _parts(text):
            kept, _ = trimmed(part, [])
            content: dict[str, Any] = {"text": kept}
            entities = found_entities(kept)
            if entities:
                content["entities"] = entities
            message_id = self._post(person_id, content, chat_id)
        if not message_id:
            message = "an empty message cannot be sent"
            raise ValueError(message)
        return message_id

    async def press(self, person_id: int, message_id: int, data: str) -> str:
        """Press a button and return the query's id; ``data`` need not be on any button."""
        person = self.people[person_id]
        now = self._clock.now().timestamp()
        press = Press(str(next(self._press_ids)), person, data, now)
        self.presses[press.id] = press
        content = {
            "id": press.id,
            "from": person.user,
            "message": self._pressed(person_id, message_id),
            "chat_instance": CHAT_INSTANCE,
            "data": data,
        }
        entry = self._queue.add("callback_query", content, person_id)
        if entry is not None:
            self._journal.opened(entry)
        return press.id

    async def inquire(self, person_id: int, words: str) -> InlineQuery:
        """Type ``words`` after the bot's name; an answer still kept from before comes at once."""
        person = self.people[person_id]
        query = self.inquiries.ask(person, words)
        if query.answer is not None:
            self._journal.changed("inline", person_id)
            return query
        content = {
            "id": query.id,
            "from": person.user,
            "query": query.words,
            "offset": "",
            "chat_type": "sender",
        }
        self._queue.add("inline_query", content, person_id)
        return query

    async def choose(self, person_id: int, result_id: str, *, chat_id: int | None = None) -> int:
        """Tap a result of the newest query: it is posted as one's own. Returns the message id.

        Raises:
            LookupError: nothing of that id was found.
        """
        query = self.inquiries.newest.get(person_id)
        if query is None or query.answer is None or result_id not in query.answer.messages:
            reason = f"no result {result_id!r} is shown"
            raise LookupError(reason)
        content = {**query.answer.messages[result_id], "via_bot": self._account.user}
        return self._post(person_id, content, chat_id)

    async def send_file(  # noqa: PLR0913 - what describes a file
        self,
        person_id: int,
        kind: str,
        content: bytes,
        *,
        name: str | None = None,
        mime: str | None = None,
        caption: str | None = None,
    ) -> int:
        """Send a photo, document, voice, video or audio file and return the message id."""
        message = self._files.content(self._files.store(kind, content, name=name, mime=mime))
        if caption:
            message["caption"] = caption
            entities = found_entities(caption)
            if entities:
                message["caption_entities"] = entities
        return self._post(person_id, message)

    async def send_location(
        self, person_id: int, latitude: float = 33.9716, longitude: float = -6.8498
    ) -> int:
        """Send a place and return the message id."""
        return self._post(person_id, {"location": {"latitude": latitude, "longitude": longitude}})

    async def send_contact(
        self, person_id: int, phone_number: str = "+212600000000", first_name: str | None = None
    ) -> int:
        """Send a contact, one's own when no name is given, and return the message id."""
        person = self.people[person_id]
        contact: dict[str, Any] = {
            "phone_number": phone_number,
            "first_name": first_name or person.first_name,
        }
        if first_name is None:
            contact["user_id"] = person_id
        return self._post(person_id, {"contact": contact})

    async def send_sticker(self, person_id: int, emoji: str = "👍") -> int:
        """Send a sticker and return the message id."""
        message = self._files.content(self._files.store("sticker", emoji.encode()))
        message["sticker"]["emoji"] = emoji
        return self._post(person_id, message)

    async def edit(self, person_id: int, message_id: int, text: str) -> None:
        """Change the text of one's own message."""
        message = self.chats[person_id].messages[message_id]
        now = int(self._clock.now().timestamp())
        member = "text" if "text" in message.raw else "caption"
        message.raw = {**message.raw, member: text, "edit_date": now}
        self._queue.add("edited_message", message.raw, person_id, now)
        self._journal.changed("edit", person_id, message_id)

    async def inject(self, raw_update: dict[str, Any]) -> None:
        """Queue any update as it is: malformed, duplicated, out of order."""
        kind = next((name for name in raw_update if name != "update_id"), "message")
        self._queue.inject(raw_update, kind, _chat_of(raw_update.get(kind)))

    def block(self, person_id: int) -> None:
        """Block the bot."""
        person = self.people[person_id]
        if not person.blocked:
            person.blocked = True
            self._membership(person, "member", "kicked")

    def unblock(self, person_id: int) -> None:
        """Unblock the bot."""
        person = self.people[person_id]
        if person.blocked:
            person.blocked = False
            self._membership(person, "kicked", "member")

    def deactivate(self, person_id: int) -> None:
        """Delete the person's account."""
        self.people[person_id].deactivated = True
        self._journal.changed("person", person_id)

    # --- what people see ---

    def messages(self, person_id: int) -> list[ChatMessage]:
        """Return both sides of the chat in order, deleted messages marked as such."""
        return list(self.chats[person_id].messages.values())

    def toasts(self, person_id: int) -> list[str]:
        """Return the short notices that button presses were answered with."""
        return self.people[person_id].toasts

    def file(self, file_id: str) -> StoredFile | None:
        """Return the file behind the ``file_id`` of a message, its content included."""
        return self._files.find(file_id)

    def lose_file(self, file_id: str) -> None:
        """Let the server forget a file: its id is worth nothing from now on."""
        self._files.lose(file_id)

    def content_of(self, message: ChatMessage) -> bytes:
        """Return what is in the file of a message. Raises LookupError for one without a file."""
        shown = message.file
        file = None if shown is None else self.file(shown.file_id)
        if file is None:
            reason = f"message {message.id} has no file"
            raise LookupError(reason)
        return file.content

    def typing(self, person_id: int) -> bool:
        """Return whether the bot seems to be typing: 5 s, or until its message arrives."""
        return self.chats[person_id].typing_until > time.monotonic()

    def commands(self, person_id: int) -> list[dict[str, str]]:
        """Return the commands in the person's menu, in their language where the bot has it."""
        return self._account.menu(person_id, self.people[person_id].language_code)

    # --- what a test or a page asks ---

    @property
    def username(self) -> str:
        """The bot's @name, as it stands in links to it."""
        return str(self._account.user["username"])

    @property
    def calls(self) -> list[Call]:
        """Every request of the bot, oldest first."""
        return self._journal.calls

    @property
    def offences(self) -> list[Offence]:
        """Every request made while the bot had been told to be silent."""
        return self._limits.offences

    def unanswered(self) -> list[tuple[Person, dict[str, Any]]]:
        """Return the messages and presses after which the bot never did anything in that chat."""
        return [
            (self.people[entry.chat_id], entry.update)
            for entry in self._journal.unanswered()
            if entry.chat_id in self.people
        ]

    async def wait(self, predicate: Callable[[], bool], timeout: float = 10) -> None:  # noqa: ASYNC109 - see Journal.wait
        """Return once ``predicate()`` holds; raises TimeoutError after ``timeout`` seconds."""
        await self._journal.wait(predicate, timeout)

    def subscribe(self) -> asyncio.Queue[Change]:
        """Return a queue that receives every change from now on."""
        return self._journal.subscribe()

    def unsubscribe(self, queue: asyncio.Queue[Change]) -> None:
        """Let ``queue`` receive nothing more."""
        self._journal.unsubscribe(queue)

    def next_message_id(self) -> int:
        """Return the number of the next message, whoever sends it."""
        return next(self._message_ids)

    # --- in common ---

    def _post(self, person_id: int, content: dict[str, Any], chat_id: int | None = None) -> int:
        person = self.people[person_id]
        chat = self.chats[chat_id or person_id]
        if chat.person is not None:
            person.started = True
            self.unblock(person_id)
        message_id = self.next_message_id()
        now = int(self._clock.now().timestamp())
        raw = {
            "message_id": message_id,
            "from": person.user,
            "chat": chat.raw,
            "date": now,
            **content,
        }
        chat.messages[message_id] = ChatMessage(raw, from_bot=False)
        entry = self._queue.add("message", raw, chat.id, now)
        if entry is not None and chat.person is not None and "via_bot" not in content:
            self._journal.opened(entry)
        self._journal.changed("message", chat.id, message_id)
        return message_id

    def _pressed(self, person_id: int, message_id: int) -> dict[str, Any]:
        """Return the message under the button, or what is left of one that is gone."""
        chat = self.chats[person_id]
        message = chat.messages.get(message_id)
        if message is None or message.deleted:
            return {"chat": chat.raw, "message_id": message_id, "date": 0}
        return message.raw

    def _membership(self, person: Person, old: str, new: str) -> None:
        now = int(self._clock.now().timestamp())
        content = {
            "chat": self.chats[person.id].raw,
            "from": person.user,
            "date": now,
            "old_chat_member": self._member(old),
            "new_chat_member": self._member(new),
        }
        self._queue.add("my_chat_member", content, person.id, now)
        self._journal.changed("person", person.id)

    def _member(self, status: str) -> dict[str, Any]:
        member: dict[str, Any] = {"status": status, "user": self._account.user}
        return member | {"until_date": 0} if status == "kicked" else member


def _parts(text: str) -> list[str]:
    """Return ``text`` as a telephone sends it: in pieces of at most 4096 UTF-16 units."""
    size = MAX_MESSAGE if utf16_length(text) == len(text) else MAX_MESSAGE // 2
    if utf16_length(text) <= MAX_MESSAGE:
        size = MAX_MESSAGE
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    return [piece for piece in pieces if piece.strip()]


def _chat_of(content: object) -> int:
    """Return the chat an injected update seems to belong to, 0 when it does not say."""
    if not isinstance(content, dict):
        return 0
    for holder in (content.get("chat"), content.get("from")):
        if isinstance(holder, dict) and isinstance(holder.get("id"), int):
            return int(holder["id"])
    return 0

"""One event, one transaction: the oldest open event of each person is handled, its replies queued.

The dispatcher takes events from the inbox, never two of one person at once, and runs ``handle``
on each inside ``Database.transaction``. What raises is rolled back, counted, and after three
attempts becomes a dead letter with an apology; nobody else waits for it.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot import logs
from bot.clocks import Clock
from handlers import say
from handlers.dialogue.flow import Post
from handlers.events import Happened, Incoming
from handlers.registry import Registry
from handlers.say import Say
from handlers.talk import answer
from locales import Words, _
from storage import (
    Database,
    Session,
    Unavailable,
    contacts,
    conversations,
    inbox,
    outbox,
    people,
)
from storage.inbox import MOST_ATTEMPTS, Taken
from storage.models import InboxEvent

log = logging.getLogger(__name__)

Read = Callable[[Mapping[str, Any]], Incoming | None]
Toast = Callable[[str, str, Words | None, str], None]
Relays = Callable[[Session, datetime], datetime]

LANES = 32  # events handled side by side: enough to fill a group commit
TALKING = timedelta(minutes=30)  # since a conversation moved: they are in it
IDLE = 1.0  # seconds between looks at the inbox when nobody wakes the dispatcher
_SORRY = Say(_("Something went wrong on our side with your last message. Please try it again."))


@dataclass(frozen=True)
class Source:
    """How a channel's stored events are understood.

    ``read`` parses a payload, None when it is nobody's to answer; ``press`` returns the id of a
    button press in it, to be answered in any case.
    """

    read: Read
    press: Callable[[Mapping[str, Any]], str | None]


@dataclass(frozen=True)
class Handled:
    """What became of an event: the button press to answer, with which passing notice."""

    channel: str = ""
    press: str | None = None
    toast: Words | None = None
    language: str = "ar"
    queued: int = 0
    errand: bool = False


@dataclass
class Dispatcher:
    """Empties the inbox.

    Args:
        database: where the events are.
        sources: by channel name; events of Jisr's own ("jisr") need none.
        registry: the conversations.
        clock: the time given to every handler.
        queued: called after a commit that put something into the outbox.
        errand: called after a commit that left something to be done outside of transactions.
        toast: called with channel, press id, notice and language, to stop a button's spinner.
        relays: tells from when on, at a moment, somebody is told what others answered them.
    """

    database: Database
    sources: Mapping[str, Source]
    registry: Registry
    clock: Clock
    queued: Callable[[], None]
    errand: Callable[[], None]
    toast: Toast
    relays: Relays
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _busy: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def wake(self) -> None:
        """Say that something may have arrived."""
        self._woken.set()

    async def run(self) -> None:
        """Handle events until cancelled; what is being handled then is finished first."""
        try:
            while True:
                self._woken.clear()
                await self._take()
                await self._rest()
        finally:
            if self._busy:
                await asyncio.wait(self._busy.values())

    async def _take(self) -> None:
        """Start handling the oldest event of everybody who has none being handled."""
        free = LANES - len(self._busy)
        if free <= 0:
            return
        try:
            events = await self.database.read(inbox.next_events, limit=free, busy=tuple(self._busy))
        except Unavailable as error:
            log.error("inbox not readable (%s): trying again; check the database", error)
            return
        for event_id, person in events:
            task = asyncio.create_task(self._one(event_id))
            self._busy[person] = task
            task.add_done_callback(partial(self._release, person))

    def _release(self, person: str, _task: asyncio.Task[None]) -> None:
        del self._busy[person]
        self._woken.set()

    async def _rest(self) -> None:
        """Wait for news, or for the time of the next look."""
        try:
            async with asyncio.timeout(IDLE):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _one(self, event_id: int) -> None:
        """Handle one event in one transaction, and do the courtesies after the commit."""
        try:
            handled = await self.database.transaction(
                handle, event_id, self.sources, self.registry, self.clock, self.relays
            )
        except Unavailable as error:
            log.error(
                "event %d not handled (%s): it stays open; check the database", event_id, error
            )
            await asyncio.sleep(IDLE)
        except Exception as error:  # noqa: BLE001 — whatever it is, it must block nobody
            await self._failed(event_id, error)
        else:
            if handled.queued:
                self.queued()
            if handled.errand:
                self.errand()
            if handled.press is not None:
                self.toast(handled.channel, handled.press, handled.toast, handled.language)

    async def _failed(self, event_id: int, error: Exception) -> None:
        """Count a failure apart from the transaction it rolled back; apologise after the last."""
        where = logs.place(error)
        try:
            attempts = await self.database.transaction(
                fail, event_id, where, self.sources, self.clock
            )
        except Unavailable as unavailable:
            log.error("event %d failed (%s), not counted: %s", event_id, where, unavailable)
            await asyncio.sleep(IDLE)
            return
        if attempts >= MOST_ATTEMPTS:
            log.error("event %d is a dead letter (%s): see the inbox row", event_id, where)
            self.queued()
        else:
            log.warning("event %d failed (%s), attempt %d", event_id, where, attempts)


def handle(  # noqa: PLR0913, PLR0917 — the parts of the program that an event meets
    session: Session,
    event_id: int,
    sources: Mapping[str, Source],
    registry: Registry,
    clock: Clock,
    relays: Relays,
) -> Handled:
    """Handle one event: the conversation moves, the rows are written, the replies queued."""
    now = clock.now()
    event = inbox.take(session, event_id, now)
    if event is None:
        return Handled()
    source = sources.get(event.channel)
    incoming = _happened(event) if source is None else source.read(event.payload)
    if incoming is None:
        inbox.forget(session, event)
        return Handled()
    answered = answer(session, incoming, registry, now)
    identity, turn = answered.identity, answered.turn
    language = identity.member.language if identity.member else identity.language
    queued = 0
    if turn.say is not None:
        encoded = {**say.encode(turn.say), "language": language}
        payload = outbox.in_place(session, identity.id, encoded)
        if payload is not None:
            key = turn.say.key or f"in:{event.id}"
            outbox.enqueue(session, identity_id=identity.id, payload=payload, key=key, now=now)
            queued += 1
    for number, post in enumerate(turn.posts):
        _queue(session, post, f"in:{event.id}:{number}", now, relays)
        queued += 1
    if answered.stranger:
        inbox.forget(session, event)
    press = source.press(event.payload) if source else None
    return Handled(event.channel, press, turn.toast, language, queued, turn.errand)


def _queue(session: Session, post: Post, key: str, now: datetime, relays: Relays) -> None:
    payload, unasked = say.encode(post.say), post.unasked
    talking = post.waits and conversations.moved_since(session, post.identity_id, now - TALKING)
    outbox.enqueue(
        session,
        identity_id=post.identity_id,
        payload={**payload, "contact": unasked.contact} if unasked else payload,
        key=contacts.key_of(session, unasked.contact) if unasked else post.key or key,
        now=now,
        priority=post.priority,
        due_at=relays(session, now) if post.waits and not talking else None,
        expires_at=unasked.expires_at if unasked else None,
    )


def fail(
    session: Session, event_id: int, error: str, sources: Mapping[str, Source], clock: Clock
) -> int:
    """Count a failed attempt; after the last one, apologise to the person if we know where."""
    now = clock.now()
    attempts = inbox.fail(session, event_id, error, now)
    event = session.get(InboxEvent, event_id)
    if attempts < MOST_ATTEMPTS or event is None:
        return attempts
    channel, _colon, external_id = event.person.partition(":")
    identity = people.identity(session, channel, external_id)
    if identity is not None and event.channel in sources:
        outbox.enqueue(
            session,
            identity_id=identity.id,
            payload=say.encode(_SORRY),
            key=f"sorry:{event.id}",
            now=now,
        )
    return attempts


def _happened(event: Taken) -> Incoming:
    """Read an event of Jisr's own; its person is the identity it concerns."""
    channel, _colon, person = event.person.partition(":")
    payload = dict(event.payload)
    kind = str(payload.pop("kind"))
    return Incoming(channel, person, person, None, Happened(kind, payload))

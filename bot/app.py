"""What Jisr is made of, put together in one place: tests and the playground call this too."""

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from itertools import chain, repeat
from pathlib import Path
from typing import Any, Self

from aiohttp import web

import locales
from bot.almanac import ALMANAC
from bot.channels.telegram import poll, receive, request, webhook
from bot.channels.telegram.commands import introduce, username
from bot.channels.telegram.send import TelegramSender
from bot.clocks import Clock, SystemClock
from bot.dispatch import Dispatcher, Source
from bot.files import EvidenceStore
from bot.inquiries import Inquiries
from bot.nightly import Nightly
from bot.orders import OrderRoom
from bot.pace import Pace
from bot.relay import Relay
from bot.sender import Sender, Ticket
from bot.settings import Settings
from bot.uploads import UploadRoom
from bot.web import serve
from handlers import makers, menu, registry
from handlers.policy import Policy, Retention
from locales import Words, _
from scheduler import digest
from scheduler.clock import Ticker
from scheduler.due import due
from scheduler.outer import next_open
from scheduler.sending import forbids
from scheduler.settled import Settled
from storage import Database, Session, documents, gatherings, rhythm, timetable, uploads, zones
from storage.delivery import Hold
from storage.migrate import migrate
from storage.retention import Periods

log = logging.getLogger(__name__)

DESCRIPTION = _(
    "Jisr, the bridge of the network of open local governments: report progress in five taps."
)
COURTESIES = 200  # presses and inline queries being answered: more are let go, best effort
PORTIONS = 40  # of what is due, in one tick: the rest is for the next
SEEK = timedelta(days=1)  # between two searches for people whom the timetable lacks
PATIENCE = 10.0  # seconds to end cleanly
NAME_AGAIN = (1.0, 10.0, 60.0, 600.0)  # seconds until the bot's name is asked for again
ABROAD = {receive.CHANNEL: "Telegram"}  # channels whose servers are abroad, as people call them


class App:
    """The running program: receiving, dispatching, sending, the clock, the web endpoints."""

    def __init__(self, settings: Settings, database: Database, clock: Clock) -> None:
        """Assemble the parts; nothing runs before ``start``."""
        self.settings = settings
        self.database = database
        self.clock = clock
        self._settled = Settled()
        self._client = request.client(settings.telegram_token, settings.telegram_api_url)
        self._telegram = TelegramSender(self._client)
        self.files = EvidenceStore(
            database, {receive.CHANNEL: self._telegram}, Path(settings.files_dir)
        )
        pace: Pace[int, Ticket] = Pace(settings.send_rate, settings.chat_rate)
        self.sender = Sender(
            database,
            {receive.CHANNEL: self._telegram},
            clock,
            pace,
            notify=self._arrived,
            relays=Relay(database, self.files).files,
            forbids=self._forbids,
        )
        self.dispatcher = Dispatcher(
            database=database,
            sources={receive.CHANNEL: Source(receive.read, receive.press_of)},
            registry=registry.build(policy_of(settings)),
            clock=clock,
            queued=self.sender.wake,
            errand=self._errand,
            toast=self._toast,
            relays=self._relayed_at,
        )
        self._inquiries = Inquiries(
            database,
            lambda: self.dispatcher.registry,
            clock,
            read=receive.inquiry,
            reply=self._telegram.answer_inquiry,
        )
        self._polling = poll.Polling(self._client, database, clock, self._arrived, self._inquired)
        self._nightly = Nightly(database, self.files, clock, periods_of(settings))
        self.uploads = UploadRoom(
            database,
            {receive.CHANNEL: self._telegram},
            clock,
            policy=lambda: self.dispatcher.registry.policy,
            arrived=self._arrived,
        )
        self.orders = OrderRoom(
            database,
            makers.MAKERS,
            clock,
            arrived=self._arrived,
            policy=lambda: self.dispatcher.registry.policy,
        )
        self._ticker = Ticker(self.tick)
        self._web: web.AppRunner | None = None
        self._tasks: list[asyncio.Task[Any]] = []
        self.courtesies: set[asyncio.Task[None]] = set()
        self._sought: datetime | None = None  # the last search for people without a row
        self.ready = False

    @classmethod
    async def open(cls, settings: Settings, clock: Clock | None = None) -> Self:
        """Bring the database up to date, open it and assemble the program.

        Raises storage.NewerSchema, storage.DatabaseInUse, storage.Unavailable.
        """
        await migrate(settings.database_url)
        database = await Database.open(settings.database_url)
        return cls(settings, database, clock or SystemClock())

    async def start(self) -> None:
        """Start everything. Raises ChannelClosed when the token is refused.

        What was half done when the program last ended is taken up first.
        """
        await self._client.request.initialize()
        self._go(self.sender.run())
        self._go(self.dispatcher.run())
        self._go(self.files.run())
        self._go(self.uploads.run())
        self._go(self.orders.run())
        self._ticker.start()
        if self.settings.webhook_url:
            await self._serve(
                webhook.routes(
                    self.database,
                    self.clock,
                    self.settings.webhook_secret,
                    self._arrived,
                    self._inquired,
                )
            )
            await self._set_webhook()
        else:
            self._go(self._polling.run())
            await self._serve([])
        self._go(self._learn_name())
        self._go(introduce(self._client, menu.COMMANDS, description=DESCRIPTION))
        self.ready = True

    async def run(self) -> None:
        """Run until a part fails, and raise what it raised."""
        parts = [task for task in self._tasks if not task.done()]
        done, _pending = await asyncio.wait(parts, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()

    async def stop(self) -> None:
        """Stop receiving, end what is in flight, close everything."""
        self.ready = False
        await self._ticker.stop()
        receiving = [task for task in self._tasks if task.get_name() != "Sender.run"]
        for task in receiving:
            task.cancel()
        await asyncio.wait([*receiving, asyncio.create_task(asyncio.sleep(0))], timeout=PATIENCE)
        await self.sender.stop(PATIENCE)
        for task in [*self._tasks, *self.courtesies]:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        if self._web is not None:
            await self._web.cleanup()
        await self._client.request.shutdown()
        await self.database.close()

    def _go(self, part: Coroutine[Any, Any, Any]) -> None:
        self._tasks.append(asyncio.create_task(part))

    def _arrived(self) -> None:
        """Something is in the inbox."""
        self.dispatcher.wake()

    async def _learn_name(self) -> None:
        """Ask for the bot's name, of which personal links are made; until then they are commands.

        Nobody waits for it: a Bot API that is away, or that never tells, holds nothing up.
        """
        delays = chain(NAME_AGAIN, repeat(NAME_AGAIN[-1]))
        while (name := await username(self._client)) is None:  # noqa: ASYNC110 — a server tells nobody
            await asyncio.sleep(next(delays))
        registry = self.dispatcher.registry
        self.dispatcher.registry = replace(registry, policy=replace(registry.policy, bot=name))

    def _errand(self) -> None:
        """A list is to be read or saved, or a document to be made."""
        self.uploads.wake()
        self.orders.wake()

    async def _set_webhook(self) -> None:
        await poll.insist(
            self._client,
            "setWebhook",
            {
                "url": self.settings.webhook_url.rstrip("/") + webhook.PATH,
                "secret_token": self.settings.webhook_secret,
                "allowed_updates": receive.ALLOWED_UPDATES,
            },
        )

    async def _serve(self, routes: list[web.RouteDef]) -> None:
        """Open the web endpoints; without a webhook they are useful, not needed."""
        port = self.settings.http_port
        if not port:
            return
        try:
            self._web = await serve(routes, self.settings.http_host, port, lambda: self.ready)
        except OSError:
            if routes:
                raise
            log.warning("port %d is taken: no health endpoint; set JISR_HTTP_PORT", port)

    async def tick(self) -> None:
        """Look at the timetable; a transaction is opened only when something is due."""
        now = self.clock.now()
        if await self.database.read(documents.any_expired, now):
            await self.database.transaction(documents.purge, now)
        if await self.database.read(uploads.any_expired, now):
            await self.database.transaction(uploads.purge, now)
        await self._seek(now)
        for _portion in range(PORTIONS):
            if not await self.database.read(digest.is_open, now):
                break
            await self.database.transaction(digest.look, now)
        for _portion in range(PORTIONS):
            if not await self.database.read(timetable.is_due, now):
                break
            if await self.database.transaction(self._due, now):
                self._arrived()
        await self._nightly.tick(now)

    def _due(self, session: Session, now: datetime) -> int:
        """Deliver what is due, by the calendar and hours as they are settled at this moment."""
        return due(session, now, self._settled)

    def _forbids(self, session: Session, contact_id: int, now: datetime) -> Hold | None:
        """Ask the guards once more, by the same; see ``scheduler.sending``."""
        return forbids(session, contact_id, now, self._settled.at(session))

    def _relayed_at(self, session: Session, now: datetime) -> datetime:
        """Tell from when on somebody may hear what others answered them."""
        return next_open(now, self._settled.at(session).windows.calendar)

    async def _seek(self, now: datetime) -> None:
        """Once a day, and at the start: find those who are asked and whom the timetable lacks.

        When the zone's rules have changed since, everybody's moments are worked out anew. What
        keeps the hours of a zone that nobody knows here is held back, and named.
        """
        if self._sought is not None and now - self._sought < SEEK:
            return
        self._sought = now
        zone = locales.CASABLANCA
        await self.database.transaction(zones.note, now, zone)
        for number, name in await self.database.read(gatherings.in_other_zones, now, zone):
            log.error(
                "event %d keeps the hours of %r, which are not known here: nobody is told of it "
                "until its zone, in the table gatherings, is %r",
                number,
                name,
                zone.key,
            )
        while await self.database.transaction(rhythm.wake_new, now):
            pass

    def _toast(self, _channel: str, press: str, notice: Words | None, language: str) -> None:
        """Stop a button's spinner, outside of the outbox: best effort."""
        text = locales.render(notice, language, html=False) if notice is not None else None
        self._courtesy(self._telegram.answer_press(press, text))

    def _inquired(self, update: Mapping[str, Any]) -> None:
        """Answer an inline query, outside of the inbox: best effort."""
        self._courtesy(self._inquiries.answer(update))

    def _courtesy(self, act: Coroutine[Any, Any, None]) -> None:
        """Do something that nobody misses, unless there is too much of it."""
        if len(self.courtesies) >= COURTESIES:
            act.close()
            return
        task = asyncio.create_task(act)
        self.courtesies.add(task)
        task.add_done_callback(self.courtesies.discard)


def policy_of(settings: Settings) -> Policy:
    """Return what the network has settled on, for the texts that say so."""
    return Policy(
        controller=settings.controller,
        receipt=settings.cndp_receipt,
        contact=settings.privacy_contact,
        abroad=tuple(ABROAD.values()),
        almanac=ALMANAC,
        retention=Retention(
            messages=timedelta(days=settings.keep_messages_days),
            files=timedelta(days=settings.keep_files_days),
            requests=timedelta(days=settings.keep_requests_days),
            leavers=timedelta(days=settings.keep_leavers_days),
            audit=timedelta(days=settings.keep_audit_days),
        ),
    )


def periods_of(settings: Settings) -> Periods:
    """Return the same periods as the nightly purge takes them: what is said is what is done."""
    return Periods(**asdict(policy_of(settings).retention))

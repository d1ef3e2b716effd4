"""The way out: takes messages from the outbox, sends them in good time, notes what came of it.

One loop claims a few messages at a time, the most urgent first. Claimed messages wait for their
turn in the pace and then run in lanes, side by side for different chats, one at a time for each.
The outcome of each is a transaction of its own. What a crash leaves behind is settled by the next
sender: rows whose lease has ended.
"""

import asyncio
import logging
import math
import random
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from secrets import token_hex

from bot import logs, outcomes
from bot.channels.outcome import (
    Channel,
    ChannelClosed,
    DownloadFailed,
    NotSent,
    Outcome,
    Refused,
    RetryAfter,
    Unreachable,
    Withheld,
)
from bot.clocks import Clock
from bot.enclosures import Enclosures, Relays, no_files
from bot.pace import Pace
from storage import Database, Session, Unavailable, delivery, outbox
from storage.delivery import Attempt
from storage.outbox import Claimed

log = logging.getLogger(__name__)

Ticket = Callable[[], None]
Forbids = Callable[[Session, int, datetime], delivery.Hold | None]

LANES = 24
TICK = 1.0  # seconds between looks at the outbox when nobody wakes us
AHEAD = 0.25  # seconds' worth of messages claimed before their turn
PAUSE = 0.1  # seconds: the least between two looks that nobody asked for
OVERTAKING = 4  # urgent messages claimed at once past those that already wait
LEASE = timedelta(seconds=15)  # renewed while we live (reliability.md, section 6)
PATIENCE = 10.0  # seconds for what is in flight when stopping


class Sender:
    """Sends what is in the outbox until it is stopped.

    Args:
        database: where the outbox is.
        channels: by name, as in channel_identities.channel.
        clock: tells when messages are due. The pace itself runs on the loop's steady time.
        pace: how fast; nobody else uses it.
        notify: called when an event was put into the inbox (somebody cannot be reached).
        owner: names this sender in the rows it claims; never the name of another.
        relays: tells how files that somebody sent are passed on.
        forbids: asked, in a transaction, before a message is sent that nobody asked for, with its
            number in the budget (``handlers.dialogue.flow.Unasked``) and the moment.
        lanes: messages in flight at once.
        lease: how long a claimed row is ours; renewed for as long as we live.
    """

    def __init__(  # noqa: PLR0913 (everything it depends on is handed to it)
        self,
        database: Database,
        channels: Mapping[str, Channel],
        clock: Clock,
        pace: Pace[int, Ticket],
        *,
        notify: Callable[[], None] = lambda: None,
        owner: str | None = None,
        relays: Relays = no_files,
        forbids: Forbids = lambda _session, _contact, _now: None,
        lanes: int = LANES,
        lease: timedelta = LEASE,
    ) -> None:
        """Assemble; nothing runs before ``run``."""
        self._database = database
        self._channels = dict(channels)  # those that can send: a closed one is taken out
        self._clock = clock
        self._pace = pace
        self._notify = notify
        self._enclosures = Enclosures(database, relays)
        self._forbids = forbids
        self._ledger = outcomes.Ledger(database)
        self._owner = owner or token_hex(8)
        self._lanes = lanes
        self._lease = lease
        self._ahead = min(lanes, max(2, math.ceil(AHEAD / pace.interval)))
        self._waiting: dict[int, Claimed] = {}  # by outbox id: claimed, their turn has not come
        self._flying: dict[int, asyncio.Task[None]] = {}  # by outbox id
        self._timer: asyncio.TimerHandle | None = None
        self._event = asyncio.Event()
        self._finished = asyncio.Event()
        self._fresh = True  # there may be something to claim
        self._backlog = False  # the last look left something behind
        self._next_look = TICK  # seconds until one is worth it unasked
        self._renew_at = 0.0  # loop time
        self._stopping = False

    def wake(self) -> None:
        """Say that something was put into the outbox."""
        self._fresh = True
        self._event.set()

    async def run(self) -> None:
        """Send until ``stop``. A database that is away is waited for."""
        try:
            await self._patiently(self._recover)
            while not self._stopping:
                await self._patiently(self._look)
                await self._rest()
            await self._patiently(self._give_back)
            if self._flying:
                await asyncio.wait(self._flying.values())
        finally:
            self._finished.set()
            if self._timer is not None:
                self._timer.cancel()
            for task in self._flying.values():
                task.cancel()

    async def stop(self, patience: float = PATIENCE) -> None:
        """Stop claiming, give back what waits, let what is in flight end within ``patience``.

        What does not end in time stays ``started``, and the next sender settles it.
        """
        self._stopping = True
        self._event.set()
        try:
            async with asyncio.timeout(patience):
                await self._finished.wait()
        except TimeoutError:
            log.warning("%d messages still in flight: settled at the next start", len(self._flying))
            for task in self._flying.values():
                task.cancel()

    async def _patiently(self, step: Callable[[], Awaitable[None]]) -> None:
        try:
            await step()
        except Unavailable as error:
            log.warning("the outbox is out of reach (%s): tried again", type(error).__name__)
            self._fresh = True

    async def _recover(self) -> None:
        """Settle what senders before us left in flight."""
        now = self._clock.now()
        if self._database.dialect == "sqlite":  # one process owns the file: no other sender lives
            abandoned = await self._database.transaction(
                delivery.release_owned_by_others, now, owner=self._owner
            )
        else:
            abandoned = await self._database.transaction(delivery.release_expired, now)
        _report_abandoned([settled.status for settled in abandoned])

    async def _look(self) -> None:
        """Claim what may go soon, if that is worth a look at the outbox now."""
        loop = asyncio.get_running_loop()
        if loop.time() >= self._renew_at:
            self._renew_at = loop.time() + self._lease.total_seconds() / 3
            await self._renew()
        renewal = self._lease.total_seconds() / 3
        self._next_look = min(self._pace.held(loop.time()) or TICK, renewal)
        if self._pace.held(loop.time()) or not self._channels:
            return
        limit, below = self._room()
        if limit <= 0 or not (self._fresh or (self._backlog and limit * 2 >= self._ahead)):
            return
        self._fresh = False
        tired = self._pace.tired(loop.time())
        rows = await self._database.transaction(
            outbox.claim,
            self._clock.now(),
            owner=self._owner,
            lease=self._lease,
            limit=limit,
            busy=list(tired),
            channels=tuple(self._channels),
            below=below,
        )
        self._backlog = len(rows) == limit or below is not None
        if tired:
            self._next_look = min(self._next_look, max(PAUSE, min(tired.values())))
        for row in rows:
            self._waiting[row.id] = row
            self._pace.add(partial(self._start, row), chat=row.identity_id, priority=row.priority)
        self._let_go()

    def _room(self) -> tuple[int, int | None]:
        """How many messages to claim, and below which priority if only the more urgent ones."""
        free = self._lanes - len(self._waiting) - len(self._flying)
        limit = min(free, self._ahead - len(self._waiting))
        worst = self._pace.worst()
        if limit <= 0 and free > 0 and self._fresh and worst:
            return min(free, OVERTAKING), worst
        return limit, None

    async def _rest(self) -> None:
        """Wait until woken, or until a look is worth it anyway."""
        try:
            async with asyncio.timeout(self._next_look):
                await self._event.wait()
        except TimeoutError:
            self._fresh = True
        self._event.clear()

    async def _renew(self) -> None:
        """Hold on to what is ours; settle what somebody else has let go of by dying."""
        mine = [*self._waiting, *self._flying]
        abandoned = await self._database.transaction(self._keep, self._clock.now(), mine)
        _report_abandoned([settled.status for settled in abandoned])

    def _keep(self, session: Session, now: datetime, mine: list[int]) -> list[delivery.Settled]:
        if mine:
            outbox.renew(session, mine, now, owner=self._owner, lease=self._lease)
        return delivery.release_expired(session, now, held=mine)

    async def _give_back(self) -> None:
        waiting, self._waiting = list(self._waiting), {}
        if waiting:
            await self._database.transaction(outbox.release, waiting, owner=self._owner)

    def _let_go(self) -> None:
        """Let everybody go whose turn has come, and be back when the next one's has."""
        loop = asyncio.get_running_loop()
        while (ticket := self._pace.take(loop.time())) is not None:
            ticket()
        if self._timer is not None:
            self._timer.cancel()
        wait = self._pace.wait(loop.time())
        self._timer = None if wait is None else loop.call_later(wait, self._let_go)
        if self._backlog:
            self._event.set()

    def _start(self, row: Claimed) -> None:
        """Send ``row`` in a lane of its own, unless it was given back meanwhile."""
        if self._waiting.pop(row.id, None) is not None:
            self._flying[row.id] = asyncio.create_task(self._deliver(row))

    async def _turn(self, row: Claimed) -> None:
        """Wait for the turn of another request of ``row``."""
        turn = asyncio.get_running_loop().create_future()
        self._pace.add(
            lambda: None if turn.done() else turn.set_result(None),
            chat=row.identity_id,
            priority=row.priority,
        )
        self._let_go()
        await turn

    async def _deliver(self, row: Claimed) -> None:
        """Send one message and write down what came of it."""
        try:
            try:
                outcome = await self._send(row)
            except ChannelClosed as error:
                await self._close(row.channel, row.id, error)
            else:
                await self._conclude(row, outcome)
        except Exception as error:  # noqa: BLE001 - the database's, or a defect: others go on
            log.error(
                "message %d to identity %d: its outcome could not be stored (%s); "
                "taken as unknown when its lease ends",
                row.id,
                row.identity_id,
                logs.place(error),
            )
        finally:
            del self._flying[row.id]
            if self._fresh or self._backlog:
                self._event.set()

    async def _send(self, row: Claimed) -> Outcome:
        """Ask the channel; a defect of ours ends this message and no other."""
        channel = self._channels.get(row.channel)
        if channel is None:  # closed while this one was being claimed
            raise ChannelClosed(row.channel)
        turn = partial(self._turn, row)
        try:
            hold = await self._hold(row)
            if hold is not None:
                return Withheld(hold.reason, hold.until)
            attachment = await self._enclosures.attachment(row)
            files = await self._enclosures.files(row)
            return await channel.send(
                row.chat_id, row.language, row.payload, turn, attachment, files=files
            )
        except ChannelClosed:
            raise
        except DownloadFailed as error:
            return NotSent(str(error), pieces=row.payload.get("pieces", 0))
        except Unavailable as error:
            return NotSent(f"the database was out of reach: {type(error).__name__}")
        except Exception as error:  # noqa: BLE001 - whatever it is, others must be served
            return Refused(logs.place(error))

    async def _hold(self, row: Claimed) -> delivery.Hold | None:
        """Ask what may forbid a message that nobody asked for; replies are always sent."""
        contact = row.payload.get("contact")
        if contact is None:
            return None
        return await self._database.transaction(self._forbids, contact, self._clock.now())

    async def _conclude(self, row: Claimed, outcome: Outcome) -> None:
        if isinstance(outcome, RetryAfter):
            now = asyncio.get_running_loop().time()
            self._pace.hold(outcome.seconds, now, jitter=_chance())
        attempt = Attempt(row.id, self._owner, self._clock.now(), jitter=_chance())
        settled = await self._ledger.note(attempt, outcome)
        outcomes.report(row, outcome, settled)
        if settled.more and not self._backlog:  # a backlog is looked at again anyway, in batches
            self._fresh = True
        if isinstance(outcome, Unreachable):
            self._notify()

    async def _close(self, name: str, message_id: int, error: ChannelClosed) -> None:
        """Send nothing more through a channel that no longer accepts us; say so once."""
        if self._channels.pop(name, None) is not None:
            log.critical("%s: nothing is sent there until restarted with a right one", error)
        theirs = [row.id for row in self._waiting.values() if row.channel == name]
        for other in theirs:
            del self._waiting[other]
        await self._database.transaction(outbox.release, [message_id, *theirs], owner=self._owner)


def _chance() -> float:
    return random.random()  # noqa: S311 (spreads delays, guards nothing)


def _report_abandoned(statuses: list[str | None]) -> None:
    if statuses:
        log.warning(
            "%d messages of a sender that stopped: %d will be sent again, %d are uncertain",
            len(statuses),
            statuses.count("pending"),
            statuses.count("uncertain"),
        )

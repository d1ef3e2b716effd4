"""The order room: makes the documents that people asked for, one at a time, and keeps them a day.

A workbook of a whole network, a picture or a PDF takes seconds. It is made in a thread, outside of
transactions; what it needs is looked up in short ones. What came of it reaches the person as an
event of Jisr's own.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

from bot import logs
from bot.clocks import Clock
from bot.room import Room
from handlers import orders as ordering
from handlers.desk import TOO_LARGE, Abandoned, Desk, Made, Maker, NothingToShow, NotMade, Ordered
from handlers.permissions import may
from handlers.policy import Policy
from locales import Words, encode
from storage import Database, Session, Unavailable, audit, documents, orders
from storage.documents import Unsendable
from storage.models import Order
from storage.orders import MOST_ATTEMPTS
from storage.reach import reach_of

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

LEASE = timedelta(seconds=60)  # renewed while we live
RENEW = 20.0  # seconds
QUIET = 4.0  # seconds without a word on the progress, and at least as many between two


@dataclass(frozen=True)
class Taken:
    """An order that is ours to make, and the number of our turn."""

    ordered: Ordered
    kind: str
    turn: int


class OrderRoom(Room):
    """Makes what was ordered.

    Args:
        database: where the orders are.
        makers: by the kind of order.
        clock: the time of what is stored.
        arrived: called when an event was put into the inbox.
        policy: gives what the network has settled on.
    """

    def __init__(
        self,
        database: Database,
        makers: Mapping[str, Maker],
        clock: Clock,
        arrived: Callable[[], None],
        policy: Callable[[], Policy] = Policy,
    ) -> None:
        """Remember all of it."""
        super().__init__("orders")
        self._database = database
        self._makers = makers
        self._clock = clock
        self._policy = policy
        self._arrived = arrived
        self._begun = False

    async def _free(self) -> None:
        """Take up what was being made when the program last ended."""
        if freed := await self._database.transaction(orders.let_go):
            log.warning("%d documents were half-made when we stopped: made again", freed)

    async def _look(self) -> None:
        if not self._begun and self._database.dialect == "sqlite":
            await self._free()  # one process owns the file: nobody else makes it
        self._begun = True
        while await self._database.read(orders.waits, self._clock.now()):
            taken = await self._database.transaction(_take, self._clock.now())
            if taken is not None:
                await self._make(taken)
            self._arrived()

    async def _make(self, taken: Taken) -> None:
        """Make one document; whatever goes wrong, others are made after it."""
        now = self._clock.now()
        desk = ThreadDesk(self._database, taken, now, self._policy(), self._arrived)
        try:
            made = await self._made(taken, desk)
            await self._database.transaction(_keep, taken, made, self._clock.now())
        except Abandoned:
            log.info("order %d is not wanted any more", taken.ordered.id)
            await self._database.transaction(
                orders.finish, taken.ordered.id, taken.turn, "cancelled", self._clock.now()
            )
        except NotMade as error:
            empty = isinstance(error, NothingToShow)
            await self._end(taken, error.words, empty=empty)
        except Unsendable as error:
            log.warning("order %d: %s", taken.ordered.id, error)
            await self._end(taken, TOO_LARGE, empty=False)
        except Unavailable:
            raise  # the lease ends, and it is made again
        except Exception as error:  # noqa: BLE001 — an order that breaks us must not break the room
            await self._failed(taken, error)
        finally:
            desk.abandon()

    async def _made(self, taken: Taken, desk: "ThreadDesk") -> Made:
        """Run the maker in a thread, and hold on to the order meanwhile."""
        work = asyncio.create_task(asyncio.to_thread(self._makers[taken.kind], desk))
        while True:
            done, _waiting = await asyncio.wait({work}, timeout=RENEW)
            if done:
                return work.result()
            until = self._clock.now() + LEASE
            order = taken.ordered.id
            if not await self._database.transaction(orders.renew, order, taken.turn, until):
                desk.abandon()

    async def _failed(self, taken: Taken, error: Exception) -> None:
        where = logs.place(error)
        order = taken.ordered.id
        if taken.turn >= MOST_ATTEMPTS:
            log.error("order %d (%s) given up: %s", order, taken.kind, where)
            await self._end(taken, ordering.FAILED, empty=False)
        else:
            log.warning(
                "order %d (%s) failed, attempt %d: %s", order, taken.kind, taken.turn, where
            )
            await self._database.transaction(orders.again, order, taken.turn)

    async def _end(self, taken: Taken, words: Words, *, empty: bool) -> None:
        now = self._clock.now()
        await self._database.transaction(_end, taken, words, now, empty=empty)


class ThreadDesk(Desk):
    """A maker's way out of its thread: each look-up runs where the database lives.

    Args:
        database: where to look things up.
        taken: what is made, and in which turn.
        now: when it was begun.
        policy: what the network has settled on.
        arrived: called when an event was put into the inbox.
    """

    def __init__(
        self,
        database: Database,
        taken: Taken,
        now: datetime,
        policy: Policy,
        arrived: Callable[[], None],
    ) -> None:
        """Belong to the running event loop."""
        self._policy = policy
        self._database = database
        self._taken = taken
        self._now = now
        self._arrived = arrived
        self._loop = asyncio.get_running_loop()
        self._lock = threading.Lock()
        self._asked: Future[Any] | None = None  # what the thread waits for
        self._abandoned = False
        self._told = time.monotonic()
        self._tellings = 0

    @property
    def order(self) -> Ordered:
        """What was ordered."""
        return self._taken.ordered

    @property
    def now(self) -> datetime:
        """When it was begun to be made."""
        return self._now

    @property
    def policy(self) -> Policy:
        """What the network has settled on."""
        return self._policy

    def abandon(self) -> None:
        """Let the thread end: it is told so at once, or at its next look-up."""
        with self._lock:
            self._abandoned = True
            if self._asked is not None:
                self._asked.cancel()

    def read(
        self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``work(session, …)`` on one moment of the database. Raises Abandoned, Unavailable."""
        return self._wait(self._database.read(work, *args, **kwargs))

    def progress(self, done: int, total: int) -> None:
        """Show in the chat how far it is, not more often than a reader would want."""
        if time.monotonic() - self._told < QUIET:
            return
        self._told = time.monotonic()
        self._tellings += 1
        taken, number = self._taken, self._tellings
        if not self._wait(self._database.transaction(_tell_progress, taken, number, done, total)):
            raise Abandoned
        self._loop.call_soon_threadsafe(self._arrived)

    def _wait(self, asked: Coroutine[Any, Any, T]) -> T:
        with self._lock:
            if self._abandoned:
                asked.close()
                raise Abandoned
            self._asked = future = asyncio.run_coroutine_threadsafe(asked, self._loop)
        try:
            return future.result()
        except asyncio.CancelledError:
            raise Abandoned from None
        finally:
            with self._lock:
                self._asked = None


def _take(session: Session, now: datetime) -> Taken | None:
    """Take an order and say who it is for, now; None when it is not to be made by us."""
    row = orders.claim(session, now, lease=LEASE)
    if row is None:
        return None
    ordered = _as_ordered(session, row)
    if ordered is None:
        orders.finish(session, row.id, row.attempts, "cancelled", now)
        return None
    taken = Taken(ordered, row.kind, row.attempts)
    if row.attempts > MOST_ATTEMPTS:
        log.error("order %d (%s) given up: it ended us %d times", row.id, row.kind, MOST_ATTEMPTS)
        _end(session, taken, ordering.FAILED, now, empty=False)
        return None
    return taken


def _as_ordered(session: Session, row: Order) -> Ordered | None:
    """Return an order with its customer as they are now; None for one who may not have it."""
    member, identity = orders.customer(session, row)
    if identity.member_id != member.id or not may(member, row.kind):
        return None
    return Ordered(
        id=row.id,
        member_id=member.id,
        language=member.language,
        about=row.about,
        reach=reach_of(member),
        place=member.collectivity_id,
    )


def _keep(session: Session, taken: Taken, made: Made, now: datetime) -> None:
    """Keep what was made and let it be brought, unless its customer's seat is another one now."""
    row = session.get_one(Order, taken.ordered.id, populate_existing=True)
    if (as_now := _as_ordered(session, row)) is None or _seat(as_now) != _seat(taken.ordered):
        orders.finish(session, row.id, taken.turn, "cancelled", now)
        return
    document = documents.add(
        session, name=made.name, mime=made.mime, content=made.content, now=now, keep=orders.KEPT
    )
    ended = orders.finish(session, row.id, taken.turn, "made", now, document_id=document.id)
    if ended is None:
        documents.erase(session, document.id)
        return
    reach = taken.ordered.reach
    detail = {**taken.ordered.about, "region": reach.region_id if reach else None, **made.detail}
    audit.record(session, row.member_id, row.kind, f"order:{row.id}", now, **detail)
    about = {
        "caption": encode(made.caption),
        "photo": made.photo,
        "rows": [
            [{"label": encode(one.label), "data": one.data} for one in buttons]
            for buttons in made.rows
        ],
    }
    ordering.tell(session, ended, "order_made", about)


def _seat(ordered: Ordered) -> tuple[object, int | None]:
    return ordered.reach, ordered.place


def _end(session: Session, taken: Taken, words: Words, now: datetime, *, empty: bool) -> None:
    """End an order of which nothing came, and let its customer be told."""
    status = "empty" if empty else "failed"
    row = orders.finish(session, taken.ordered.id, taken.turn, status, now)
    if row is not None:
        ordering.tell(session, row, "order_failed", {"words": encode(words), "empty": empty})


def _tell_progress(session: Session, taken: Taken, number: int, done: int, total: int) -> bool:
    row = orders.progress(session, taken.ordered.id, taken.turn, done, total)
    if row is None:
        return False
    about = {"done": done, "total": total}
    ordering.tell(session, row, "order_progress", about, f":{number}")
    return True

"""The one thread that writes to a SQLite file, and what it promises to those who wait for it.

SQLite lets one connection write at a time, and every commit waits for the disk. So all works go
through one thread with one connection, and the works waiting when it turns to them form a
*group*: each runs inside a savepoint of its own, one commit stores them all, and only then are
they acknowledged. A work that fails takes back its own savepoint and hurts no neighbour; should
the group's commit itself fail, each work is run again alone.
"""

import asyncio
import contextlib
import contextvars
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from sqlalchemy import Connection, StaticPool, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from storage.errors import Unavailable

T = TypeVar("T")

GROUP = 64  # works that share one commit at most
BUSY_TIMEOUT = 5.0  # seconds to wait for another program that holds the file
CACHED_STATEMENTS = 512

# Result codes that say nothing against the work: sqlite.org/rescode.html.
PASSING = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)
PASSING_WHEN_WRITING = PASSING | {sqlite3.SQLITE_READONLY}  # the disk; in a read, the work's fault


def unavailable(error: BaseException, codes: frozenset[int] = PASSING) -> Unavailable | None:
    """Return Unavailable for an error that is not the work's: a full disk, a locked file."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, sqlite3.OperationalError) or "in progress" in str(cause):
        return None  # "SQL statements in progress": the work left a result half read
    if cause.sqlite_errorcode & 0xFF in codes:
        return Unavailable(f"{cause.sqlite_errorname}: {cause}")
    return None


def _for_awaiter(error: BaseException) -> BaseException:
    """Return what the awaiter of a work that ended with ``error`` is told."""
    told: Exception | None = unavailable(error, PASSING_WHEN_WRITING)
    if told is None and isinstance(error, StopIteration):
        # A future refuses StopIteration, and its awaiter would wait for ever.
        told = RuntimeError("the work raised StopIteration")
    if told is None:
        return error
    told.__cause__ = error
    return told


class GroupConnection(sqlite3.Connection):
    """A connection on which, while a group is open, a transaction is a savepoint of the group.

    SQLAlchemy begins, commits and rolls back as ever and does not notice.
    """

    grouped = False
    working = False

    def begin(self) -> None:
        """Begin a work: with the right to write at once, so that it can never turn out stale."""
        if self.grouped:
            self.execute("SAVEPOINT work")
        else:
            self.abandon()
            self.execute("BEGIN IMMEDIATE")
        self.working = True

    def commit(self) -> None:
        """Keep the work's changes: in the group, or for good."""
        self.execute("RELEASE work" if self.grouped else "COMMIT")
        self.working = False

    def rollback(self) -> None:
        """Take the work's changes back, if there is a work that neither ended well nor badly."""
        if self.working and self.grouped and self.in_transaction:
            self.execute("ROLLBACK TO work")
            self.execute("RELEASE work")
        elif self.working and not self.grouped:
            self.abandon()
        self.working = False

    def abandon(self) -> None:
        """End the whole transaction, unless SQLite has done so by itself."""
        if self.in_transaction:
            self.execute("ROLLBACK")


@dataclass(slots=True, eq=False)
class _Waiting:
    """A work, who waits for it, and how it ended."""

    work: Callable[[Session], Any]
    future: asyncio.Future[Any]
    context: contextvars.Context = field(default_factory=contextvars.copy_context)
    result: Any = None
    error: BaseException | None = None


class Writer:
    """Runs works one after another in its thread; belongs to the event loop that made it.

    Args:
        path: the SQLite file, which must exist.

    Raises:
        Unavailable: when the file cannot be opened for writing.
    """

    def __init__(self, path: Path) -> None:
        """Open the file and start the thread."""
        self._loop = asyncio.get_running_loop()
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._closed = False
        try:
            self._raw, self._connection = _connect(path)
        except (sqlite3.Error, DBAPIError) as error:
            raise Unavailable(str(error)) from error
        self._thread = Thread(target=self._serve, name="jisr-writer", daemon=True)
        self._thread.start()

    async def run(self, work: Callable[[Session], T]) -> T:
        """Run ``work`` as one transaction; returns once it is on the disk.

        When the awaiting task is cancelled, a work that has not begun is dropped; one that has
        begun is finished and committed.
        """
        if self._closed:
            raise RuntimeError("the database is closed")
        future: asyncio.Future[T] = self._loop.create_future()
        self._queue.put(_Waiting(work, future))
        return await future

    async def close(self) -> None:
        """Finish the works that wait, then close the file."""
        if not self._closed:
            self._closed = True
            self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    def _serve(self) -> None:
        for group in self._groups():
            if len(group) == 1 or not self._commit_together(group):
                for waiting in group:
                    self._run(waiting)
            # A loop that was closed under us has nobody left who waits.
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(_acknowledge, group)
        self._connection.close()
        self._connection.engine.dispose()

    def _groups(self) -> Iterator[list[_Waiting]]:
        """Yield those who wait, a group at a time, until told to stop."""
        for first in iter(self._queue.get, None):
            group = [first]
            while len(group) < GROUP and not self._queue.empty():
                following = self._queue.get()
                if following is None:
                    yield group
                    return
                group.append(following)
            yield group

    def _commit_together(self, group: list[_Waiting]) -> bool:
        """Run a group with one commit. False: nothing was stored, each is to be run alone."""
        try:
            self._raw.abandon()
            self._raw.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:  # alone, each of them would wait for the same lock in turn
            for waiting in group:
                waiting.error = _for_awaiter(error)
            return True
        self._raw.grouped = True
        try:
            for waiting in group:
                self._run(waiting)
                if self._raw.working or not self._raw.in_transaction:
                    return False  # the work's changes cannot be told from the others'
            self._raw.execute("COMMIT")
        except sqlite3.Error:
            return False
        finally:
            self._raw.grouped = self._raw.working = False
            with contextlib.suppress(sqlite3.Error):  # the next to begin tries again
                self._raw.abandon()
        return True

    def _run(self, waiting: _Waiting) -> None:
        """Run one work, in the group's transaction or in its own; note how it ended."""
        if waiting.future.cancelled():
            return
        try:
            waiting.result = waiting.context.run(self._transact, waiting.work)
            waiting.error = None
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is for the awaiter
            waiting.error = _for_awaiter(error)
            with contextlib.suppress(sqlite3.Error):
                self._raw.rollback()  # SQLAlchemy does not, when it is the commit that failed

    def _transact(self, work: Callable[[Session], T]) -> T:
        with Session(self._connection, expire_on_commit=False) as session, session.begin():
            return work(session)


def _acknowledge(group: list[_Waiting]) -> None:
    """Tell those who wait how their works ended; called in the event loop."""
    for waiting in group:
        if waiting.future.cancelled():
            continue
        if waiting.error is None:
            waiting.future.set_result(waiting.result)
        else:
            waiting.future.set_exception(waiting.error)


def _connect(path: Path) -> tuple[GroupConnection, Connection]:
    """Open the file for the writer: the driver's connection and SQLAlchemy's around it."""
    raw = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=BUSY_TIMEOUT,
        isolation_level=None,  # SQLAlchemy's begin event below is the only one that begins
        check_same_thread=False,  # opened by the loop's thread, used by the writer's alone
        factory=GroupConnection,
        cached_statements=CACHED_STATEMENTS,
    )
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        raw.execute(f"PRAGMA {pragma}")
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)

    @event.listens_for(engine, "begin")
    def begin(_: Connection) -> None:
        raw.begin()

    return raw, engine.connect()

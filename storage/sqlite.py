"""Jisr on a SQLite file: one writer thread, a few readers beside it, one process per file."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

from sqlalchemy import URL, AdaptedConnection, Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from storage.errors import DatabaseInUse
from storage.lock import FileLock
from storage.writer import BUSY_TIMEOUT, CACHED_STATEMENTS, Writer, unavailable

T = TypeVar("T")

READERS = 4
PATIENCE = 2.0  # seconds for the previous owner to finish, as when a service restarts
PAUSE = 0.05


class SQLiteStore:
    """Transactions on the writer thread, reads on read-only connections of aiosqlite."""

    def __init__(self, lock: FileLock | None, writer: Writer | None, readers: AsyncEngine) -> None:
        """Hold what ``open`` prepared."""
        self._lock = lock
        self._writer = writer
        self._readers = readers

    @classmethod
    async def open(cls, path: Path, *, writer: bool) -> "SQLiteStore":
        """Open ``path``, which must exist; with the right to write, or for reading alone."""
        _require(path)
        lock = await _own(path) if writer else None
        try:
            return cls(lock, Writer(path) if writer else None, _readers(path))
        except BaseException:
            if lock is not None:
                lock.release()
            raise

    async def transaction(self, work: Callable[[Session], T]) -> T:
        """Run ``work`` on the writer thread."""
        if self._writer is None:
            raise RuntimeError("this database was opened for reading alone")
        return await self._writer.run(work)

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run ``work`` on a read-only connection; it sees one moment of the database."""
        async with AsyncSession(self._readers, expire_on_commit=False) as session:
            try:
                return await session.run_sync(work)
            except DBAPIError as error:
                if (passing := unavailable(error)) is not None:
                    raise passing from error
                raise

    async def close(self) -> None:
        """Finish the waiting works, close the connections, then let go of the file."""
        await self._readers.dispose()
        if self._writer is not None:
            await self._writer.close()
        if self._lock is not None:
            self._lock.release()


def _require(path: Path) -> None:
    if not path.exists():
        message = f"there is no database at {path}: migrate creates it"
        raise FileNotFoundError(message)


async def _own(path: Path) -> FileLock:
    """Take the right to write to ``path``, waiting a little for somebody about to let go."""
    lock = FileLock(path)
    deadline = time.monotonic() + PATIENCE
    while not lock.take():
        if time.monotonic() > deadline:
            message = f"another process is writing to {path}: stop it first"
            raise DatabaseInUse(message)
        await asyncio.sleep(PAUSE)
    return lock


def _readers(path: Path) -> AsyncEngine:
    return engine(path, begin="BEGIN", pragma="query_only=ON", pool_size=READERS, max_overflow=0)


def engine(path: Path, *, begin: str, pragma: str, **options: object) -> AsyncEngine:
    """Make an engine whose transactions begin with the statement ``begin``.

    Left to itself the driver would begin before some statements only, and never before DDL.

    Args:
        path: the file, which must exist.
        begin: how a transaction begins.
        pragma: set on each new connection.
        options: for SQLAlchemy's create_async_engine.
    """
    made = create_async_engine(
        URL.create(
            "sqlite+aiosqlite",
            database=path.absolute().as_uri(),
            query={"uri": "true", "mode": "rw"},
        ),
        connect_args={
            "isolation_level": None,
            "timeout": BUSY_TIMEOUT,
            "cached_statements": CACHED_STATEMENTS,
        },
        **options,
    )

    @event.listens_for(made.sync_engine, "connect")
    def connected(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.cursor().execute(f"PRAGMA {pragma}")

    @event.listens_for(made.sync_engine, "begin")
    def begun(connection: Connection) -> None:
        adapted = cast(AdaptedConnection, connection.connection.dbapi_connection)
        adapted.run_async(lambda driver: driver.execute(begin))  # one thread hop, not three

    return made

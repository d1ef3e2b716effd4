"""Jisr on a SQLite file: one writer thread, a few readers beside it, one process per file."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session

from storage.errors import DatabaseInUse
from storage.lock import FileLock
from storage.readers import Readers
from storage.writer import Writer

T = TypeVar("T")

PATIENCE = 2.0  # seconds for the previous owner to finish, as when a service restarts
PAUSE = 0.05


class SQLiteStore:
    """Transactions on the writer thread, reads on a few others with read-only connections."""

    def __init__(self, lock: FileLock | None, writer: Writer | None, readers: Readers) -> None:
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
            return cls(lock, Writer(path) if writer else None, Readers(path))
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
        return await self._readers.run(work)

    async def close(self) -> None:
        """Finish the waiting works, close the connections, then let go of the file."""
        await self._readers.close()
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

"""The right to write to a SQLite file: one process holds it at a time, through ``<file>.lock``."""

import fcntl
import os
from pathlib import Path


class FileLock:
    """A lock beside a database file, held from ``take`` to ``release``.

    The kernel gives it back when the process ends, however it ends. The lock's own file stays:
    removing it would let two processes each hold a lock of that name.
    """

    def __init__(self, database: Path) -> None:
        """Name the lock of ``database``; take nothing yet."""
        self._path = database.with_name(f"{database.name}.lock")
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Take the lock if it is free. False: somebody holds it (this object included)."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Give the lock back; nothing happens when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

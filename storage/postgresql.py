"""Jisr on PostgreSQL: a pool of connections, each work one transaction, conflicts run again."""

import asyncio
import random
from collections.abc import Callable
from enum import Enum, auto
from typing import TypeVar

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from storage.errors import CommitUnknown, Unavailable

T = TypeVar("T")

POOL = 8
POOL_TIMEOUT = 10.0  # seconds to wait for one of these connections
PAUSES = (0.02, 0.1, 0.5)  # seconds before the second, third and fourth try, at most
SETTINGS = {
    "application_name": "jisr",
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
    "jit": "off",
    "work_mem": "32MB",  # counting a whole network in memory: with 4 MB, a third slower
}

# SQLSTATE codes, postgresql.org/docs/current/errcodes-appendix.html.
CONFLICT = ("40001", "40P01")  # serialization failure, deadlock
LOST = ("08", "57P", "25P03")  # connection trouble, the server going down, idle for too long
PASSING = (*CONFLICT, *LOST, "53", "55P03")  # also: a full disk, no memory, a lock not to be had


class Stage(Enum):
    """How far a try had come when it failed: that says what may be done about it."""

    CONNECTING = auto()
    WORKING = auto()
    COMMITTING = auto()


class Try:
    """One run of a work in one transaction, and what its failure means."""

    def __init__(self, *, keep: bool) -> None:
        """``keep``: commit at the end; a read has nothing to commit."""
        self._keep = keep
        self._stage = Stage.CONNECTING

    def run(self, session: Session, work: Callable[[Session], T]) -> T:
        """Run ``work`` and, when it is to be kept, commit."""
        with session:
            session.connection()
            self._stage = Stage.WORKING
            result = work(session)
            if self._keep:
                session.flush()
                self._stage = Stage.COMMITTING
                session.commit()
        return result

    def may_run_again(self, error: Exception) -> bool:
        """Whether the same work may simply be run again: surely nothing of it was stored."""
        if _sqlstate(error).startswith(CONFLICT):
            return True
        return self._stage is not Stage.COMMITTING and self._lost(error)

    def unavailable(self, error: Exception) -> Unavailable | None:
        """Return what to raise instead of ``error`` if the work is not to blame for it."""
        if self._stage is Stage.COMMITTING and self._lost(error):
            return CommitUnknown(str(error))
        waited_in_vain = isinstance(error, PoolTimeout)
        if waited_in_vain or self._lost(error) or _sqlstate(error).startswith(PASSING):
            return Unavailable(str(error))
        return None

    def _lost(self, error: Exception) -> bool:
        """Whether there is no connection, or no longer."""
        if isinstance(error, DBAPIError):
            return error.connection_invalidated or _sqlstate(error).startswith(LOST)
        if self._stage is Stage.CONNECTING:
            return isinstance(error, OSError)
        return isinstance(error, ConnectionError)


def _sqlstate(error: Exception) -> str:
    """The server's code for ``error``; empty when it did not come from the server."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return getattr(cause, "sqlstate", None) or ""


class PostgreSQLStore:
    """Transactions and reads over asyncpg, in the event loop that made it."""

    def __init__(self, url: URL) -> None:
        """Prepare the pool; nothing connects yet."""
        self._engine = create_async_engine(
            url,
            pool_size=POOL,
            max_overflow=0,
            pool_timeout=POOL_TIMEOUT,
            connect_args={"server_settings": SETTINGS, "prepared_statement_cache_size": 500},
        )
        self._snapshot = self._engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    async def transaction(self, work: Callable[[Session], T]) -> T:
        """Run ``work`` as one transaction; again when others get in its way."""
        return await _persist(self._engine, work, keep=True)

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run ``work`` in a read-only transaction that sees one moment of the database."""
        return await _persist(self._snapshot, work, keep=False)

    async def close(self) -> None:
        """Close the connections."""
        await self._engine.dispose()


async def _persist(engine: AsyncEngine, work: Callable[[Session], T], *, keep: bool) -> T:
    """Run ``work`` until it is through, or its failure is final, or patience ends."""
    for pause in (*PAUSES, None):
        attempt = Try(keep=keep)
        try:
            # The session is closed inside `run`, hence no `async with`.
            return await AsyncSession(engine, expire_on_commit=False).run_sync(attempt.run, work)
        except Exception as error:
            if pause is None or not attempt.may_run_again(error):
                if (unavailable := attempt.unavailable(error)) is not None:
                    raise unavailable from error
                raise
        await asyncio.sleep(random.uniform(0, pause))  # noqa: S311 - to part rivals, no secret
    raise AssertionError("the last try returns or raises")

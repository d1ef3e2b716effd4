"""The door to storage: opens a database by its URL and runs works, each as one transaction."""

from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, Literal, ParamSpec, TypeVar

from sqlalchemy import URL, make_url
from sqlalchemy.orm import Session

from storage.postgresql import PostgreSQLStore
from storage.sqlite import SQLiteStore

P = ParamSpec("P")
T = TypeVar("T")

Dialect = Literal["sqlite", "postgresql"]
DRIVERS: dict[str, Dialect] = {"sqlite+aiosqlite": "sqlite", "postgresql+asyncpg": "postgresql"}


class Database:
    """A database, SQLite or PostgreSQL, that runs works and is the same to whoever uses it.

    A *work* is a plain function whose first argument is a Session. It neither commits nor sends.
    It may be run a second time when the first could not be kept, so it changes nothing but the
    database. What it returns may be rows: they stay readable, without their relationships.
    """

    def __init__(self, dialect: Dialect, store: SQLiteStore | PostgreSQLStore) -> None:
        """Hold what ``open`` prepared."""
        self.dialect = dialect
        self._store = store

    @classmethod
    async def open(cls, url: str, *, writer: bool = True) -> "Database":
        """Open the database at ``url``; the running event loop owns it until ``close``.

        Args:
            url: ``sqlite+aiosqlite:///path`` (a file, migrated before) or
                ``postgresql+asyncpg://user:password@host/name``.
            writer: False to only read. A SQLite file has one writing process; others may read it
                meanwhile.

        Raises:
            ValueError: for a URL of another kind.
            FileNotFoundError: when the SQLite file does not exist.
            DatabaseInUse: when another process writes to the SQLite file.
            Unavailable: when the SQLite file cannot be opened.
        """
        parsed = parse(url)
        if DRIVERS[parsed.drivername] == "sqlite":
            return cls("sqlite", await SQLiteStore.open(file_of(parsed), writer=writer))
        return cls("postgresql", PostgreSQLStore(parsed))

    async def transaction(
        self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``work(session, ...)`` and store all it did, or nothing when it raises.

        Raises:
            Unavailable: when the database could not do it now, whatever the work.
            CommitUnknown: when the connection broke during the commit (PostgreSQL).
        """
        return await self._store.transaction(lambda session: work(session, *args, **kwargs))

    async def read(
        self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``work(session, ...)`` on one moment of the database; it cannot change anything.

        Raises:
            Unavailable: when the database could not do it now, whatever the work.
        """
        return await self._store.read(lambda session: work(session, *args, **kwargs))

    async def close(self) -> None:
        """Finish the works that wait and close every connection."""
        await self._store.close()


def parse(url: str) -> URL:
    """Return the parts of a database URL. Raises ValueError for a kind we do not have."""
    parsed = make_url(url)
    if parsed.drivername not in DRIVERS:
        message = f"a database URL begins with one of {', '.join(DRIVERS)}"
        raise ValueError(message)
    if DRIVERS[parsed.drivername] == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise ValueError("SQLite needs a file: sqlite+aiosqlite:///path")
    return parsed


def file_of(url: URL) -> Path:
    """Return the file that a SQLite URL names."""
    return Path(url.database or "")

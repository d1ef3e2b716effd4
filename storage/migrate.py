"""Brings a database to the schema this program knows, once, however many processes try.

The migrations are the files of ``migrations/versions``, in one line: 0001, 0002, … Everything
pending is one transaction, on both stores: a crash in the middle leaves the database as it was.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

from sqlalchemy import URL, AdaptedConnection, Connection, NullPool, event, inspect, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage.database import file_of, parse
from storage.errors import DatabaseInUse, NewerSchema
from storage.lock import FileLock
from storage.writer import BUSY_TIMEOUT

SCRIPTS = Path(__file__).parent / "migrations"
ADVISORY_LOCK = 0x6A697372  # "jisr": the name of our lock on a PostgreSQL server
PATIENCE = 30.0  # seconds to wait for another process that migrates the same SQLite file
PAUSE = 0.05


async def migrate(url: str) -> None:
    """Create the database's tables, or bring them up to date; a SQLite file is made if need be.

    Returns quickly when there is nothing to do. Several processes may call it at once: one does
    the work, the others wait for it.

    Raises:
        NewerSchema: when the database was migrated by a later program.
        DatabaseInUse: when a running program writes to the SQLite file and it must be migrated.
        ValueError: for a URL of another kind.
    """
    parsed = parse(url)
    if not await _pending(parsed):
        return
    if parsed.drivername.startswith("sqlite"):
        await _migrate_file(parsed)
    else:
        await _migrate_server(parsed)


async def pending(url: str) -> list[str]:
    """Return the migrations the database still lacks, in order; creates nothing.

    Raises:
        NewerSchema: when the database was migrated by a later program.
        ValueError: for a URL of another kind.
    """
    return await _pending(parse(url))


def known() -> list[str]:
    """Return the names of all migrations of this program, in order, as the files are numbered."""
    return sorted(file.stem.partition("_")[0] for file in (SCRIPTS / "versions").glob("[0-9]*.py"))


async def _pending(url: URL) -> list[str]:
    if url.drivername.startswith("sqlite") and not _exists(file_of(url)):
        return known()
    async with _engine(url) as engine, engine.connect() as connection:
        return await connection.run_sync(_lacking)


def _exists(file: Path) -> bool:
    """Whether there is a database in ``file``: an empty file is none yet."""
    return file.exists() and file.stat().st_size > 0


def _lacking(connection: Connection) -> list[str]:
    """Return the migrations that this database lacks."""
    if not inspect(connection).has_table("alembic_version"):
        return known()
    version = connection.scalar(text("SELECT version_num FROM alembic_version"))
    ours = known()
    if version is None:
        return ours
    if version not in ours:
        message = (
            f"the database is at version {version}, this program knows up to {ours[-1]}: "
            "start the newer program"
        )
        raise NewerSchema(message)
    return ours[ours.index(version) + 1 :]


async def _migrate_server(url: URL) -> None:
    async with _engine(url) as engine, engine.begin() as connection:
        await connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
        await connection.run_sync(_upgrade)


async def _migrate_file(url: URL) -> None:
    file = file_of(url)
    _prepare(file)
    lock = FileLock(file)
    deadline = time.monotonic() + PATIENCE
    while not lock.take():
        if not await _pending(url):
            return  # somebody else did it, and is at work already
        if time.monotonic() > deadline:
            message = f"{file} must be migrated, but another process writes to it: stop it first"
            raise DatabaseInUse(message)
        await asyncio.sleep(PAUSE)
    try:
        async with (
            _engine(url, begin="BEGIN IMMEDIATE") as engine,
            engine.begin() as connection,
        ):
            await connection.run_sync(_upgrade)
    finally:
        lock.release()


def _prepare(file: Path) -> None:
    """Make the file, readable by its owner alone: SQLite gives its companions the same rights."""
    file.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


@asynccontextmanager
async def _engine(url: URL, *, begin: str = "BEGIN") -> AsyncIterator[AsyncEngine]:
    """Give an engine without timeouts, which a long migration would break, and dispose of it."""
    if url.drivername.startswith("sqlite"):
        engine = _file_engine(file_of(url), begin)
    else:
        engine = create_async_engine(url, poolclass=NullPool)
    try:
        yield engine
    finally:
        await engine.dispose()


def _file_engine(path: Path, begin: str) -> AsyncEngine:
    """Make an engine whose transactions begin with the statement ``begin``.

    Left to itself the driver would begin before some statements only, and never before DDL.
    """
    engine = create_async_engine(
        URL.create(
            "sqlite+aiosqlite",
            database=path.absolute().as_uri(),
            query={"uri": "true", "mode": "rw"},
        ),
        connect_args={"isolation_level": None, "timeout": BUSY_TIMEOUT},
        poolclass=NullPool,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        # Off: SQLite changes a column by replacing the table under the others.
        connection.cursor().execute("PRAGMA foreign_keys=OFF")

    @event.listens_for(engine.sync_engine, "begin")
    def begun(connection: Connection) -> None:
        adapted = cast(AdaptedConnection, connection.connection.dbapi_connection)
        adapted.run_async(lambda driver: driver.execute(begin))  # one thread hop, not three

    return engine


def _upgrade(connection: Connection) -> None:
    """Apply what is lacking, in the transaction of ``connection``."""
    if not _lacking(connection):
        return  # another process was faster
    # Alembic is seldom needed and costs a tenth of a second at every start.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        if broken:
            message = f"the migration would leave rows that refer to nothing: {broken[:5]}"
            raise RuntimeError(message)

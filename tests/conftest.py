"""Fixtures for all tests: databases, on both stores, migrated and empty."""

import gc
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage import Database
from storage.migrate import migrate
from tests import compiled
from tests.databases import PostgreSQL, postgresql, run

STORES = ("sqlite", "postgresql")


def pytest_configure() -> None:
    """Before the first database is opened."""
    compiled.share()


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass by what stays to the end: modules, tests, what they need.

    It would go through all of it again and again: an eighth of the processor time of the suite.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgreSQL]:
    """The session's PostgreSQL server."""
    with postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    file = tmp_path_factory.mktemp("template") / "jisr.db"
    run(migrate(f"sqlite+aiosqlite:///{file}"))
    return file


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """The URL of a migrated SQLite file without rows."""
    file = tmp_path / "jisr.db"
    shutil.copy(sqlite_template, file)
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture
def postgresql_url(postgresql_server: PostgreSQL) -> Iterator[str]:
    """The URL of a migrated PostgreSQL database without rows."""
    url = postgresql_server.create_migrated()
    yield url
    postgresql_server.give_back(url)


@pytest.fixture(params=STORES)
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a migrated database without rows, on each store."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def blank_sqlite_url(tmp_path: Path) -> str:
    """The URL of a SQLite file that is not there yet."""
    return f"sqlite+aiosqlite:///{tmp_path / 'new' / 'jisr.db'}"


@pytest.fixture
def blank_postgresql_url(postgresql_server: PostgreSQL) -> Iterator[str]:
    """The URL of a PostgreSQL database without tables."""
    url = postgresql_server.create()
    yield url
    postgresql_server.drop(url)


@pytest.fixture(params=STORES)
def blank_url(request: pytest.FixtureRequest) -> str:
    """The URL of a database that was never migrated, on each store."""
    return str(request.getfixturevalue(f"blank_{request.param}_url"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open, migrated database without rows, on each store."""
    opened = await Database.open(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_database(sqlite_url: str) -> AsyncIterator[Database]:
    """An open, migrated SQLite database without rows."""
    opened = await Database.open(sqlite_url)
    yield opened
    await opened.close()


@pytest.fixture
async def postgresql_database(postgresql_url: str) -> AsyncIterator[Database]:
    """An open, migrated PostgreSQL database without rows."""
    opened = await Database.open(postgresql_url)
    yield opened
    await opened.close()

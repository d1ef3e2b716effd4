"""The whole program as a process of its own, so that it can be killed like one."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import update

from storage import Database, Session
from storage.models import Member
from tests.project import ROOT

TOKEN = "123456:faults"
PATIENCE = 60  # seconds for a process to end when asked to
FREELY = {"JISR_SEND_RATE": "5000", "JISR_CHAT_RATE": "5000"}  # as fast as it can


def environment(database_url: str, **more: str) -> dict[str, str]:
    """Ours without Jisr's settings, and these settings."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("JISR_")}
    return {**ours, "PYTHONPATH": str(ROOT), "JISR_DATABASE_URL": database_url, **more}


async def sample(database_url: str, people: int, seed: int, folder: Path) -> list[dict[str, Any]]:
    """Fill the database as an operator would; return the people, each with a token."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "sample", "--people", str(people), "--seed", str(seed)),
        stdout=asyncio.subprocess.PIPE,
        cwd=folder,
        env=environment(database_url),
    )
    written, _ = await process.communicate()
    assert process.returncode == 0
    database = await Database.open(database_url)
    await database.transaction(ask_on_another_day)
    await database.close()
    return [json.loads(line) for line in written.splitlines()]


def ask_on_another_day(session: Session) -> None:
    """Give everybody a slot days from now: the program runs by the machine's clock, and nobody
    is to be asked in the midst of a test that happens to run in office hours.
    """
    day = (datetime.now(UTC).isoweekday() + 2) % 5 + 1
    session.execute(update(Member).values(checkin_day=day))


class Program:
    """``jisr run``, started, killed and started again; all it says goes to one file."""

    def __init__(self, database_url: str, api_url: str, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.log = folder / "jisr.log"
        self.started_at = 0.0  # loop time
        self._env = environment(
            database_url,
            JISR_TELEGRAM_TOKEN=TOKEN,
            JISR_TELEGRAM_API_URL=api_url,
            JISR_HTTP_PORT="0",
            JISR_FILES_DIR=str(folder / "files"),
            **settings,
        )
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it, and return before it has begun."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=self._env,
            )
        self.started_at = asyncio.get_running_loop().time()

    async def kill(self) -> None:
        """Kill it (SIGKILL). It must not have ended by itself."""
        assert self._process is not None
        assert self._process.returncode is None, f"it had ended by itself:\n{self.said[-4000:]}"
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> int:
        """Ask it to end (SIGTERM) and return its exit code."""
        process, self._process = self._process, None
        if process is None:
            return 0
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(PATIENCE):
                return await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
            raise

    @property
    def said(self) -> str:
        """Everything it wrote to standard output and error, in all its lives."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    @property
    def tracebacks(self) -> int:
        """How many tracebacks are in what it said."""
        return self.said.count("Traceback (most recent call last)")


@asynccontextmanager
async def running(program: Program) -> AsyncIterator[Program]:
    """Run the program; whatever happens, no process is left behind."""
    await program.start()
    try:
        yield program
    finally:
        await program.stop()


def show(title: str, figures: dict[str, object]) -> None:
    """Write the figures where whoever runs the tests sees them; use it with capture disabled."""
    width = max(map(len, figures))
    lines = [f"  {name:<{width}}  {value}" for name, value in figures.items()]
    # Standard error: the workers of a parallel run have no other way to the terminal.
    sys.stderr.write("\n".join(["", f"{title} ({time.strftime('%H:%M:%S')})", *lines, ""]))
    sys.stderr.flush()

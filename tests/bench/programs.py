"""The programs that are measured: how each is started on its core, and what it costs there."""

import asyncio
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from bot.sample.network import fill
from storage import Database, Session, programmes
from storage.invitations import invite
from storage.migrate import migrate
from storage.models import Member, Phase, ProgressReport, Role, Seat
from tests.bench.people import PATIENCE, Crowd, Step, Tap, Type

ROOT = Path(__file__).parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
NETWORK = 228  # people of the sample network: as many as in the real one
UNHINDERED = "100000"  # messages a second: the pace is not what is measured
REPORTED = {Phase.IMPLEMENTATION, Phase.EVALUATION}  # phases in which levels are reported


@dataclass(frozen=True)
class Usage:
    """What a process has used: processor seconds since it began, memory now and at most (MB)."""

    cpu: float
    rss: float
    peak: float


@dataclass
class Program:
    """A bot that can be started on a core of its own, and how a person reports with it.

    Attributes:
        name: for the table.
        command: after ``python``.
        folder: where it runs: empty, so that no settings file is found there.
        hello: what each person writes first.
        steps: a report, from any message that offers one.
    """

    name: str
    folder: Path
    command: Sequence[str]
    environment: Mapping[str, str]
    token: str
    hello: Sequence[str]
    steps: tuple[Step, ...]
    process: asyncio.subprocess.Process | None = field(default=None)

    async def start(self, crowd: Crowd, core: int) -> float:
        """Start it, and return the seconds from exec to its first poll at ``crowd``'s server."""
        crowd.polled.clear()
        url = crowd.server.url
        environment = {name: value.format(url=url) for name, value in self.environment.items()}
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("JISR_")}
        began = time.perf_counter()
        with on(core):
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                *(part.format(url=url) for part in self.command),
                env={**inherited, "PYTHONPATH": str(ROOT), **environment},
                cwd=self.folder,
            )
        async with asyncio.timeout(PATIENCE):
            await crowd.polled.wait()
        return time.perf_counter() - began

    async def stop(self) -> None:
        """End it with SIGTERM; one that does not heed it is killed."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            async with asyncio.timeout(PATIENCE):
                await self.process.wait()
        except TimeoutError:
            self.process.kill()
            await self.process.wait()
        self.process = None

    def usage(self) -> Usage:
        """Return what it has used up to now, all its threads together (proc_pid_stat(5))."""
        assert self.process is not None
        folder = Path(f"/proc/{self.process.pid}")
        user, system = (folder / "stat").read_text().rpartition(")")[2].split()[11:13]
        status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
        rss, peak = (int(status[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
        return Usage((int(user) + int(system)) / TICKS, rss, peak)


@contextmanager
def on(core: int) -> Iterator[None]:
    """Start processes on ``core`` inside this block: they inherit it from us."""
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, mine)


def form(folder: Path, people: int) -> Program:
    """Return the mark to beat: ConversationHandler and PicklePersistence."""
    token = "111111:form-of-python-telegram-bot-000000000"
    return Program(
        name="PTB",
        folder=folder,
        command=("-m", "tests.bench.ptb_form", token, "{url}", str(folder / "form.pickle")),
        environment={},
        token=token,
        hello=["/start"] * people,
        steps=(
            Tap("report"),
            Tap(r"project:\d+"),
            Tap("level:limited"),
            Type("60"),
            Type("The contract is signed, work begins next week"),
            Tap("save"),
        ),
    )


async def jisr(name: str, folder: Path, database_url: str, people: int) -> Program:
    """Return Jisr on a new database that holds the sample network; ``people`` of it will report."""
    await migrate(database_url)
    database = await Database.open(database_url)
    try:
        tokens = await database.transaction(_invited, people)
    finally:
        await database.close()
    token = f"22222{len(name)}:jisr-0000000000000000000000000000000"
    return Program(
        name=name,
        folder=folder,
        command=("-m", "bot", "run"),
        environment={
            "JISR_TELEGRAM_TOKEN": token,
            "JISR_TELEGRAM_API_URL": "{url}",
            "JISR_DATABASE_URL": database_url,
            "JISR_FILES_DIR": str(folder / f"{name}-files"),
            "JISR_SEND_RATE": UNHINDERED,
            "JISR_CHAT_RATE": UNHINDERED,
            "JISR_HTTP_PORT": "0",
            "JISR_LOG_LEVEL": "WARNING",
        },
        token=token,
        hello=[f"/start {token}" for token in tokens],
        steps=(
            Tap(r"s\.report(\.\d*)?"),
            Tap(r"c\.\d+\.\d+\.\d+"),
            Tap(r"c\.\d+\.\d+\.limited"),
            Type("60"),
            Type("The contract is signed, work begins next week"),
            Tap(r"c\.\d+\.\d+\.~save"),
        ),
    )


async def reports_in(database_url: str) -> int:
    """Return how many reports a database holds."""
    database = await Database.open(database_url)
    try:
        return await database.read(_reports)
    finally:
        await database.close()


def _reports(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(ProgressReport)) or 0


def _invited(session: Session, people: int) -> list[str]:
    """Fill the database and invite people who report levels, one of each local government."""
    now = datetime.now(UTC)
    fill(session, people=NETWORK, seed=1, now=now)
    tokens: list[str] = []
    for member in session.scalars(
        select(Member).join(Seat, Seat.id == Member.seat_id).where(Seat.role == Role.FOCAL_POINT)
    ):
        assert member.collectivity_id is not None
        programme = programmes.current(session, member.collectivity_id)
        if programme is None or programme.phase not in REPORTED or len(tokens) == people:
            continue
        if programmes.standings(session, programme.id):
            tokens.append(f"bench-{member.id:05}-{'x' * 32}")
            invite(session, member.id, tokens[-1], now)
    if len(tokens) < people:
        raise ValueError(f"the sample network has {len(tokens)} people who report, not {people}")
    return tokens

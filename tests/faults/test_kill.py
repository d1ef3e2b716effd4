"""Killed at random moments while people report: nothing acknowledged is lost, nothing is doubled.

Real processes: the program runs on its own and is killed with SIGKILL, the strict Bot API server
is here, and so are the people. The verdict is taken from the server's log and the database alone.
"""

import asyncio
import math
import random
import statistics
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.playground.botapi import BotApiServer, Rules
from bot.playground.botapi.updates import FIRST_UPDATE
from storage import Database, Session
from storage.models import Invitation, Member, Phase, Programme, ProgressReport, Role, Seat
from tests.faults.aftermath import Rows, compare_reports, left_behind, settled, sound
from tests.faults.phones import phones
from tests.faults.program import FREELY, TOKEN, Program, running, sample, show
from tests.faults.reporters import Office, Reporter

pytestmark = pytest.mark.long

REPORTING = {Role.FOCAL_POINT, Role.DEPUTY, Role.POLE}
PEOPLE_FROM = 1000
ACTS = 5.4  # of a report, at least: the moments are drawn within so many times the reports
AT_ONCE = 0.5  # of the kills come within SHORTLY of an act, the others within LATER
SHORTLY, LATER = 0.05, 0.5  # seconds
TWICE = 0.1  # of the kills are followed by another while the program starts
STARTING = 2.0  # seconds, about, until it is up
# Seconds without an answer, the program running, that count as broken. Where several processes may
# share a database, what a dead one was sending is taken over only when its lease has ended.
PATIENCE = {"sqlite": 12.0, "postgresql": 30.0}


@dataclass(frozen=True)
class Play:
    """How much happens, and which of all that could happen."""

    reports: int
    kills: int
    people: int
    seed: int


@dataclass
class Kills:
    """What was found between each kill and the restart."""

    in_flight: list[int] = field(default_factory=list)
    restarts: list[float] = field(default_factory=list)  # loop time


@dataclass
class Scene:
    """The program, the server, the database, and what was found there."""

    database_url: str
    server: BotApiServer
    program: Program
    office: Office
    kills: Kills = field(default_factory=Kills)

    async def crash(self) -> None:
        """Kill the program, look at what it left behind, and start it again."""
        await self.program.kill()
        database = await Database.open(self.database_url, writer=False)
        try:
            in_flight, stored = await database.read(left_behind)
        finally:
            await database.close()
        self.kills.in_flight.append(in_flight)
        lost = self.acknowledged() - stored
        assert not lost, f"{len(lost)} updates were acknowledged before they were stored"
        await self.program.start()
        self.kills.restarts.append(self.program.started_at)

    async def crash_at(self, moments: list[int], draw: random.Random) -> None:
        """Kill it once people have acted so often, and sometimes again while it starts."""
        kills = self.kills.in_flight
        for moment in moments:
            await self.office.reached(moment)
            await asyncio.sleep(draw.uniform(0, SHORTLY if draw.random() < AT_ONCE else LATER))
            await self.crash()
            if draw.random() < TWICE and len(kills) < len(moments):
                await asyncio.sleep(draw.uniform(0, STARTING))
                await self.crash()
            if len(kills) == len(moments):
                return

    def acknowledged(self) -> set[int]:
        """Return the updates that the server was allowed to forget."""
        queue = self.server.service.queue
        waiting = [entry.update_id for entry in queue._entries.values()]
        return set(range(FIRST_UPDATE, min(waiting, default=queue._last_id + 1)))


def able_to_report(session: Session) -> tuple[set[str], int]:
    """Return the invitations (hashes) of those who can, and the number of the last report."""
    hashes = session.scalars(
        select(Invitation.token_hash)
        .join(Member, Member.id == Invitation.member_id)
        .join(Seat, Seat.id == Member.seat_id)
        .join(Programme, Programme.collectivity_id == Seat.collectivity_id)
        .where(Seat.role.in_(REPORTING), Programme.phase != Phase.CLOSED)
    )
    return set(hashes), session.scalar(select(func.max(ProgressReport.id))) or 0


async def kill_while_reporting(database_url: str, folder: Path, play: Play) -> dict[str, object]:
    """Play the whole scene; return its figures, and fail where they are not as promised."""
    draw = random.Random(play.seed)
    invited = await sample(database_url, play.people, play.seed, folder)
    database = await Database.open(database_url, writer=False)
    able, before = await database.read(able_to_report)
    await database.close()
    tokens = [one for one in invited if sha256(one["token"].encode()).hexdigest() in able]
    server = BotApiServer(TOKEN, rules=Rules.unlimited())
    await server.start()
    program = Program(database_url, server.url, folder, **FREELY)
    office = Office(program, play.reports, PATIENCE[database_url.partition("+")[0]])
    scene = Scene(database_url, server, program, office)
    began = asyncio.get_running_loop().time()
    try:
        async with phones(server.world) as handed, running(program):
            async with asyncio.TaskGroup() as group:
                moments = draw.sample(range(len(tokens), int(play.reports * ACTS)), play.kills)
                group.create_task(scene.crash_at(sorted(moments), draw))
                for number, one in enumerate(tokens):
                    phone = handed.give(PEOPLE_FROM + number, one["name"], one["language"])
                    mind = random.Random(f"{play.seed}-{number}")
                    group.create_task(Reporter(phone, one["token"], office, mind).work())
            await settled(server, database_url)
            assert await program.stop() == 0
    finally:
        await server.stop()
    took = asyncio.get_running_loop().time() - began
    return {**await examine(scene, before), "took": f"{took:.0f} s"}


async def examine(scene: Scene, before: int) -> dict[str, object]:
    """Compare the server's log and the database with what people remember."""
    office, kills = scene.office, scene.kills
    sends = Counter(
        (call.method, call.status)
        for call in scene.server.world.calls
        if call.method in {"sendMessage", "editMessageText"}
    )
    delivered = sends["sendMessage", 200] + sends["editMessageText", 200]
    acknowledged = scene.acknowledged()
    database = await Database.open(scene.database_url, writer=False)
    try:
        rows = await database.read(Rows.of, before)
        await database.read(compare_reports, office.drafts, before)
        integrity = await database.read(sound)
    finally:
        await database.close()

    figures: dict[str, object] = {
        "reports finished": f"{office.finished} of {office.wanted}",
        "kills": len(kills.in_flight),
        "acts of people": office.acts,
        "updates acknowledged": len(acknowledged),
        "of them lost / doubled": f"{len(acknowledged - rows.updates.keys())} / "
        f"{sum(count > 1 for count in rows.updates.values())}",
        "reports in the database": rows.reports,
        "conversations": dict(rows.conversations),
        "inbox": dict(rows.inbox),
        "outbox": dict(rows.outbox),
        "in flight at kills": sum(kills.in_flight),
        "messages that came twice": delivered - rows.outbox["sent"],
        "edits repeated": sends["editMessageText", 400],
        "presses whose notice was lost": sum(
            press.answer is None for press in scene.server.world.presses.values()
        ),
        "files fetched": dict(rows.files),
        "first word after a restart": first_words(scene),
        "longest wait of a person": f"{office.longest_wait:.1f} s",
        "integrity": integrity,
    }
    assert office.finished == rows.reports == office.wanted
    assert Counter(acknowledged) == rows.updates, "each acknowledged update is stored once"
    assert rows.inbox.keys() == {"done"}, rows.inbox
    assert rows.unanswered == 0, "each has its effect"
    assert rows.conversations == {"done": office.wanted}, rows.conversations
    assert rows.outbox.keys() == {"sent"}, rows.outbox
    assert rows.disorder == 0, "replies come in the order of what they answer"
    assert 0 <= delivered - rows.outbox["sent"] <= sum(kills.in_flight)
    assert scene.server.world.unanswered() == []
    assert refusals(scene.server) == []
    assert integrity == "ok"
    assert scene.program.tracebacks == 0, scene.program.said[-4000:]
    return figures


def first_words(scene: Scene) -> str:
    """Tell how long it took to say something again, after those restarts that lasted so long."""
    words = [call.at for call in scene.server.world.calls if call.method == "sendMessage"]
    restarts = scene.kills.restarts
    silences = []
    for start, end in zip(restarts, [*restarts[1:], math.inf], strict=True):
        first = next((at for at in words if start < at < end), None)
        if first is not None:
            silences.append(first - start)
    return f"median {statistics.median(silences):.1f} s, longest {max(silences):.1f} s"


def refusals(server: BotApiServer) -> list[tuple[str, int, str | None]]:
    """Return what the server refused, apart from edits that had been made before a kill."""
    return [
        (call.method, call.status, call.error)
        for call in server.world.calls
        if call.status not in {0, 200}
        and not (call.method == "editMessageText" and "not modified" in (call.error or ""))
        and not (call.method == "answerCallbackQuery" and "too old" in (call.error or ""))
    ]


async def test_kills_during_a_few_reports(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    play = Play(reports=15, kills=3, people=8, seed=20)
    figures = await kill_while_reporting(sqlite_url, tmp_path, play)
    with capsys.disabled():
        show("3 kills during 15 reports, sqlite", figures)


@pytest.mark.faults
async def test_kills_during_a_few_reports_on_a_server(
    postgresql_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    play = Play(reports=50, kills=5, people=20, seed=21)
    figures = await kill_while_reporting(postgresql_url, tmp_path, play)
    with capsys.disabled():
        show("5 kills during 50 reports, postgresql", figures)


@pytest.mark.faults
async def test_a_hundred_kills_during_a_thousand_reports(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    play = Play(reports=1000, kills=100, people=50, seed=2026)
    figures = await kill_while_reporting(sqlite_url, tmp_path, play)
    with capsys.disabled():
        show("100 kills during 1,000 reports, sqlite", figures)

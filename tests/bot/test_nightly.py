"""The night's work: at half past three by the app's clock, once, whoever else is running."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot import doctor
from bot.clocks import MovableClock
from bot.files import EvidenceStore
from bot.nightly import Nightly, night_of
from bot.settings import Settings
from locales import _
from storage import Database, Session, runs
from storage.models import InboxEvent, Run, StoredFile
from storage.retention import Periods
from storage.runs import PATIENCE
from tests.chat import TUESDAY, town
from tests.handlers.conftest import join
from tests.handlers.network import found
from tests.handlers.test_report import begin

DAY = timedelta(days=1)
PERIODS = Periods(messages=30 * DAY, files=365 * DAY, requests=90 * DAY, leavers=365 * DAY,
                  audit=1825 * DAY)  # fmt: skip


@pytest.mark.parametrize(
    ("hour", "minute", "night"),
    [(3, 29, date(2026, 11, 23)), (3, 30, date(2026, 11, 24)), (23, 59, date(2026, 11, 24))],
)
def test_a_night_begins_at_half_past_three(hour: int, minute: int, night: date) -> None:
    assert night_of(datetime(2026, 11, 24, hour, minute, tzinfo=UTC)) == night


def nightly(database: Database, folder: Path, clock: MovableClock) -> Nightly:
    return Nightly(database, EvidenceStore(database, {}, folder), clock, PERIODS)


def ran(session: Session) -> list[Run]:
    return list(session.scalars(select(Run).order_by(Run.day)))


async def test_of_several_processes_one_does_it_each_night(
    database: Database, tmp_path: Path
) -> None:
    clock = MovableClock(TUESDAY)
    several = [nightly(database, tmp_path, clock) for _process in range(4)]
    for _night in range(3):
        for _again in range(2):
            await asyncio.gather(*(one.tick(clock.now()) for one in several))
        clock.move(DAY)
    done = await database.read(ran)
    assert [one.day for one in done] == [date(2026, 11, day) for day in (24, 25, 26)]
    assert all(one.done_at for one in done)


async def test_nothing_is_due_before_the_night(database: Database, tmp_path: Path) -> None:
    clock = MovableClock(TUESDAY)
    one = nightly(database, tmp_path, clock)
    await one.tick(clock.now())
    clock.move_to(datetime(2026, 11, 25, 3, 29, tzinfo=UTC))
    assert not await database.read(runs.is_open, "purge", night_of(clock.now()), clock.now())
    await one.tick(clock.now())
    assert len(await database.read(ran)) == 1
    clock.move_to(datetime(2026, 11, 25, 3, 30, tzinfo=UTC))
    await one.tick(clock.now())
    assert len(await database.read(ran)) == 2


async def test_a_night_whose_process_died_is_taken_over(database: Database, tmp_path: Path) -> None:
    clock = MovableClock(TUESDAY)
    night = night_of(clock.now())
    assert await database.transaction(runs.begin, "purge", night, clock.now())
    one = nightly(database, tmp_path, clock)
    await one.tick(clock.now())
    assert [run.done_at for run in await database.read(ran)] == [None]
    clock.move(PATIENCE)
    await one.tick(clock.now())
    assert all(run.done_at for run in await database.read(ran))


async def test_the_clock_of_the_program_brings_the_night(sqlite_url: str, tmp_path: Path) -> None:
    async with town(sqlite_url, tmp_path) as running:
        await running.app.database.transaction(found)
        amal = await join(running, "amal", "fr")
        await begin(amal)
        await amal.press("Limited")
        payloads = [event.payload for event in await running.rows(InboxEvent)]
        assert None not in payloads
        await running.move(days=31)
        assert [event.payload for event in await running.rows(InboxEvent)] == [None] * len(payloads)
        await amal.say("/menu")
        wanted = _("Continue: {what}", what=_("your report on {project}", project="Open council"))
        amal.button(wanted)  # a draft is no message: it stays
        assert (await running.rows(Run))[-1].detail["inbox"] == len(payloads)


async def test_content_goes_from_the_folder_unless_a_younger_file_has_it(
    sqlite_database: Database, tmp_path: Path
) -> None:
    clock = MovableClock(TUESDAY)
    store = EvidenceStore(sqlite_database, {}, tmp_path)
    hashes = [store._keep(content) for content in (b"old", b"both")]
    await sqlite_database.transaction(keep, hashes, clock.now())
    clock.move(370 * DAY)
    await Nightly(sqlite_database, store, clock, PERIODS).tick(clock.now())
    assert [store.path(sha256).exists() for sha256 in hashes] == [False, True]
    (run,) = await sqlite_database.read(ran)
    assert (run.detail["files"], run.detail["content"]) == (2, 1)
    assert await store.discard() == 0


def keep(session: Session, hashes: list[str], now: datetime) -> None:
    """Write two files of the first day, and a later one with the same content as the second."""
    found(session)
    for created, sha256 in ((now, hashes[0]), (now, hashes[1]), (now + 300 * DAY, hashes[1])):
        session.add(
            StoredFile(
                member_id=1, channel="telegram", external_id="x", kind="photo", sha256=sha256,
                status="stored", created_at=created,
            )
        )  # fmt: skip


def lines(findings: list[doctor.Finding]) -> dict[str, str]:
    return {finding.subject: str(finding) for finding in findings}


async def test_doctor_tells_when_the_last_purge_was_and_who_is_responsible(
    sqlite_url: str, tmp_path: Path
) -> None:
    given: dict[str, Any] = {"database_url": sqlite_url}
    assert "purge: not yet" in lines(await doctor._database(Settings(**given)))["purge"]
    database = await Database.open(sqlite_url)
    await database.transaction(runs.begin, "purge", date(2026, 11, 24), TUESDAY)
    await database.transaction(runs.finish, "purge", date(2026, 11, 24), TUESDAY, {"inbox": 7})
    await database.close()
    said = lines(await doctor._database(Settings(**given)))["purge"]
    assert "2026-11-24 10:00, 7 rows" in said
    named = await doctor._privacy(Settings(controller="DGCT"))
    assert [str(one) for one in named] == ["ok    controller: DGCT"]
    (unnamed,) = await doctor._privacy(Settings())
    assert str(unnamed).startswith("warn  controller")
    assert unnamed.good

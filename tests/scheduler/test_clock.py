"""The tick: again and again, never twice at once, and it says when it failed."""

import asyncio
from pathlib import Path

import pytest

from scheduler.clock import Ticker
from storage.models import InboxEvent
from tests.chat import Town, town
from tests.handlers.conftest import join
from tests.handlers.network import found
from tests.handlers.test_report import begin


async def test_it_ticks_on_after_a_failure_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    ticks = 0
    enough = asyncio.Event()

    async def tick() -> None:
        nonlocal ticks
        ticks += 1
        if ticks == 3:
            enough.set()
        await asyncio.sleep(0)
        if ticks == 1:
            raise KeyError

    ticker = Ticker(tick, period=0.02)
    ticker.start()
    async with asyncio.timeout(5):
        await enough.wait()
    await ticker.stop()
    assert "a tick failed (KeyError): trying again at the next" in caplog.text


async def test_a_slow_tick_is_not_joined_by_another() -> None:
    running, most, begun = 0, 0, 0
    third = asyncio.Event()

    async def tick() -> None:
        nonlocal running, most, begun
        begun += 1
        running += 1
        most = max(most, running)
        if begun == 3:
            third.set()
        await asyncio.sleep(0.1)
        running -= 1

    ticker = Ticker(tick, period=0.01)
    ticker.start()
    async with asyncio.timeout(30):
        await third.wait()
    await ticker.stop()
    assert most == 1


async def test_stopping_lets_a_tick_end_and_is_no_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def tick() -> None:
        begun.set()
        await asyncio.sleep(0.1)
        ended.set()

    ticker = Ticker(tick, period=0.01)
    ticker.start()
    async with asyncio.timeout(5):
        await begun.wait()
    await ticker.stop()
    assert ended.is_set()
    await asyncio.sleep(0.05)
    assert not [one for one in caplog.records if one.levelname in {"WARNING", "ERROR"}]


async def test_a_reminder_waits_for_the_end_of_a_report_and_comes_once(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with town(sqlite_url, tmp_path) as running:
        await running.app.database.transaction(found)
        amal = await join(running, "amal")
        await begin(amal)
        for answer in ("complete", "skip", "To follow: ask me in 7 days", "save"):
            await amal.say(answer)
        await jump(running, days=7, minutes=-1)
        await begin(amal, "Forms")
        amal.watch()
        await jump(running, minutes=5)
        amal.hears_nothing()
        await amal.say("/cancel")
        amal.watch()
        await jump(running, days=3)  # on to Friday, the server away
        assert amal.text.count("Is there a photo, a PDF or a link you could add?") == 1
        await jump(running, hours=1)
        await jump(running, days=30)
        asked = [one for one in amal.messages if "you could add?" in one.text]
        assert len(asked) == 1
        inner = [one for one in await running.rows(InboxEvent) if one.channel == "jisr"]
        assert len(inner) == 1


async def jump(running: Town, **by: float) -> None:
    """Move the clock and let several ticks notice it."""
    await running.move(**by)
    for _tick in range(3):
        await running.app.tick()
    await running.settle()

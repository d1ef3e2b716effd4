"""The sender against a strict Bot API server that misbehaves: what people get, what is known."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.channels.telegram.request import client
from bot.channels.telegram.send import TelegramSender
from bot.clocks import MovableClock
from bot.pace import Pace
from bot.playground.botapi.faults import FaultKind
from bot.playground.botapi.rules import Rules
from bot.sender import Sender
from storage import Database, Session, outbox
from storage.models import InboxEvent
from storage.outbox import BULK, PROMPT, REPLY
from tests.bot import outbound
from tests.bot.desk import Desk
from tests.bot.outbound import FADMA, IDIR, NOON, SALMA, telegram, texts

CROWD = range(1000, 1400)


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    async with telegram() as server:
        desk = Desk(database, server, MovableClock(NOON))
        await desk.know(FADMA, IDIR, SALMA)
        yield desk


@pytest.fixture
async def sqlite_desk(sqlite_database: Database) -> AsyncIterator[Desk]:
    async with telegram() as server:
        desk = Desk(sqlite_database, server, MovableClock(NOON))
        await desk.know(FADMA, IDIR, SALMA)
        yield desk


async def test_what_is_queued_arrives_and_is_noted(desk: Desk) -> None:
    await desk.put(FADMA, "un")
    async with desk.sender() as sender:
        await desk.becomes(un="sent")
        await desk.put(IDIR, "deux")
        sender.wake()
        await desk.becomes(deux="sent")
    (message,) = desk.server.world.messages(FADMA)
    sent = await desk.database.transaction(outbound.row, "un")
    assert sent.platform_id == str(message.id)
    assert texts(desk.server, IDIR) == ["deux"]


async def test_a_message_queued_without_a_word_to_the_sender_goes_all_the_same(desk: Desk) -> None:
    async with desk.sender():
        await asyncio.sleep(0.1)
        await desk.put(FADMA, "un")
        await desk.becomes(un="sent")


async def test_each_chat_gets_its_messages_in_order(desk: Desk) -> None:
    for number in range(30):
        for person in (FADMA, IDIR, SALMA):
            await desk.put(person, f"{person} {number:02}")
    async with desk.sender():
        await desk.sees(lambda: len(desk.server.world.calls) > 90)
        await desk.becomes(**{f"{SALMA} 29": "sent", f"{FADMA} 29": "sent", f"{IDIR} 29": "sent"})
    for person in (FADMA, IDIR, SALMA):
        words = [text.strip("\u2068\u2069") for text in texts(desk.server, person)]
        assert words == [f"{person} {number:02}" for number in range(30)]


async def test_a_reply_overtakes_a_broadcast(sqlite_desk: Desk) -> None:
    desk = sqlite_desk
    desk.rate = 25
    await desk.know(*CROWD[:100])
    for person in CROWD[:100]:
        await desk.put(person, f"news {person}", priority=BULK)
    async with desk.sender() as sender:
        await desk.sees(lambda: len(texts(desk.server, CROWD[5])) == 1)
        await desk.put(FADMA, "reply")
        before = len(sent(desk))
        sender.wake()
        await desk.sees(lambda: len(texts(desk.server, FADMA)) == 1)
        # Those on their way when it was asked for, and no others, of a hundred.
        assert sent(desk).index("reply") - before <= 8


def sent(desk: Desk) -> list[str]:
    """Return the texts that reached the server, in order."""
    calls = desk.server.world.calls
    return [call.params["text"] for call in calls if call.method == "sendMessage"]


async def test_never_above_the_rate_and_evenly(sqlite_desk: Desk) -> None:
    desk = sqlite_desk
    desk.rate = 25
    await desk.know(*CROWD[:60])
    for person in CROWD[:60]:
        await desk.put(person, f"news {person}", priority=BULK)
    async with desk.sender():
        await desk.becomes(**{f"news {CROWD[59]}": "sent"})
    at = [call.at for call in desk.server.world.calls if call.method == "sendMessage"]
    assert len(at) == 60
    assert max(sum(0 <= other - first < 1 for other in at) for first in at) <= 25


async def test_never_above_one_a_second_to_one_chat(sqlite_desk: Desk) -> None:
    desk = sqlite_desk
    desk.chat_rate = 1
    await desk.put(FADMA, "1", "2", "3", "4")
    async with desk.sender():
        await desk.becomes(**{"4": "sent"})
    at = [call.at for call in desk.server.world.calls if call.method == "sendMessage"]
    assert [round(moment - at[0]) for moment in at] == [0, 0, 1, 2]


async def test_somebody_who_blocked_us_gets_no_more_and_others_do(desk: Desk) -> None:
    desk.server.world.block(FADMA)
    await desk.put(FADMA, "1", "2", "3")
    await desk.put(IDIR, "hello")
    async with desk.sender():
        await desk.becomes(**{"1": "failed", "2": "cancelled", "3": "cancelled", "hello": "sent"})
    assert desk.told == 1
    assert await desk.database.transaction(events) == 1
    sends = [call for call in desk.server.world.calls if call.method == "sendMessage"]
    assert len(sends) == 2


def events(session: Session) -> int:
    return session.scalar(select(func.count(InboxEvent.id))) or 0


async def test_a_storm_of_429_is_obeyed_by_all_lanes(sqlite_desk: Desk) -> None:
    desk = sqlite_desk
    await desk.know(*CROWD[:40])
    for person in CROWD[:40]:
        await desk.put(person, f"news {person}", priority=BULK)
    desk.fault("429", retry_after=1)
    async with desk.sender():
        await desk.sees(lambda: any(call.status == 429 for call in desk.server.world.calls))
        desk.fault("429", retry_after=1)
        await desk.becomes(**{f"news {person}": "sent" for person in CROWD[:40]})
    late = [each for each in desk.server.world.offences if each.remaining < 0.8]
    assert late == []  # what was already on its way when the storm began does not count
    counts = [len(texts(desk.server, person)) for person in CROWD[:40]]
    assert counts == [1] * 40


@pytest.mark.parametrize("kind", ["cut_after", "5xx_after", "hang_after"])
async def test_an_answer_lost_doubles_a_reply_at_most_once(
    sqlite_desk: Desk, kind: FaultKind
) -> None:
    desk = sqlite_desk
    desk.read = 0.3
    await desk.put(FADMA, "reply")
    desk.fault(kind, times=10)
    async with desk.sender() as sender:
        await desk.failed_once("reply")
        assert len(texts(desk.server, FADMA)) == 1
        await desk.later(sender, seconds=37)
        await desk.becomes(reply="uncertain")
        await desk.later(sender, days=2)
        await asyncio.sleep(0.1)
    assert len(texts(desk.server, FADMA)) == 2


@pytest.mark.parametrize("kind", ["cut_before", "5xx", "hang"])
async def test_a_reply_that_was_lost_arrives_all_the_same(
    sqlite_desk: Desk, kind: FaultKind
) -> None:
    desk = sqlite_desk
    desk.read = 0.3
    await desk.put(FADMA, "reply", "next")
    desk.fault(kind)
    async with desk.sender() as sender:
        await desk.failed_once("reply")
        await desk.later(sender, seconds=37)
        await desk.becomes(reply="sent", next="sent")
    assert [text.strip("\u2068\u2069") for text in texts(desk.server, FADMA)] == ["reply", "next"]


async def test_an_answer_lost_never_doubles_a_broadcast(sqlite_desk: Desk) -> None:
    desk = sqlite_desk
    await desk.put(FADMA, "news", priority=BULK)
    desk.fault("cut_after")
    async with desk.sender() as sender:
        await desk.becomes(news="uncertain")
        await desk.later(sender, days=1)
        await asyncio.sleep(0.1)
    assert len(texts(desk.server, FADMA)) == 1


async def test_after_a_crash_a_reply_is_sent_again_and_a_broadcast_is_not(desk: Desk) -> None:
    await desk.put(FADMA, "reply")
    await desk.put(IDIR, "prompt", priority=PROMPT)
    await desk.put(SALMA, "news", priority=BULK)
    taken = await desk.database.transaction(
        outbox.claim, desk.clock.now(), owner="killed", lease=desk.lease, limit=9
    )
    assert len(taken) == 3  # and there the first sender dies
    desk.clock.move(timedelta(seconds=61))
    async with desk.sender("second") as sender:
        await desk.becomes(news="uncertain")
        await desk.later(sender, seconds=37)
        await desk.becomes(reply="sent", prompt="sent")
    assert texts(desk.server, SALMA) == []
    assert len(texts(desk.server, FADMA)) == 1


async def test_a_long_text_keeps_to_the_chats_pace(sqlite_desk: Desk) -> None:
    desk = sqlite_desk
    desk.chat_rate = 2
    await desk.put(FADMA, "\n\n".join(["كلمة " * 600] * 4), "after")
    async with desk.sender():
        await desk.becomes(after="sent")
    at = [call.at for call in desk.server.world.calls if call.method == "sendMessage"]
    assert len(at) == 5
    # Five at 2 a second start 1.5 s apart; they arrive unevenly, and unpaced within 0.1 s.
    assert at[-1] - at[0] >= 0.75
    assert texts(desk.server, FADMA)[-1].strip("\u2068\u2069") == "after"


async def test_all_lanes_may_be_busy_with_long_texts(sqlite_desk: Desk) -> None:
    desk = sqlite_desk
    for person in (FADMA, IDIR, SALMA):
        await desk.put(person, f"{person}" + "\n\n".join(["mot " * 700] * 4))
    async with desk.sender(lanes=2):
        await desk.sees(lambda: all(len(texts(desk.server, p)) >= 3 for p in (FADMA, IDIR, SALMA)))


async def test_a_message_that_cannot_be_made_stops_nobody(
    sqlite_desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk = sqlite_desk

    def spoil(session: Session) -> None:
        outbound.row(session, "secret words").payload = {"text": {"no": "secret words"}}

    await desk.put(FADMA, "secret words", "hello")
    await desk.database.transaction(spoil)
    async with desk.sender():
        await desk.becomes(**{"secret words": "failed", "hello": "sent"})
    lines = [record.getMessage() for record in caplog.records if record.name == "bot.outcomes"]
    assert len(lines) == 1
    assert f"identity {desk.identities[FADMA]}" in lines[0]
    assert "secret" not in caplog.text


async def test_a_refused_token_stops_the_sending_with_one_alarm(
    sqlite_desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk = sqlite_desk
    for person in (FADMA, IDIR, SALMA):
        await desk.put(person, f"to {person}")
    stranger = client("4200:another-token", desk.server.url)
    await stranger.request.initialize()
    sender = Sender(
        desk.database, {"telegram": TelegramSender(stranger)}, desk.clock, Pace(rate=10_000)
    )
    running = asyncio.create_task(sender.run())
    await desk.sees(lambda: any(call.status == 401 for call in desk.server.world.calls))
    await desk.becomes(**{f"to {person}": "pending" for person in (FADMA, IDIR, SALMA)})
    asked = len(desk.server.world.calls)
    sender.wake()
    await asyncio.sleep(0.1)
    assert len(desk.server.world.calls) == asked
    await sender.stop()
    await running
    await stranger.request.shutdown()
    alarms = [record for record in caplog.records if record.levelno == logging.CRITICAL]
    assert len(alarms) == 1
    assert "another-token" not in caplog.text
    async with desk.sender("second"):
        await desk.becomes(**{f"to {person}": "sent" for person in (FADMA, IDIR, SALMA)})


async def test_stopping_ends_what_is_in_flight_and_gives_back_the_rest(sqlite_desk: Desk) -> None:
    desk = sqlite_desk
    desk.rate = 10
    await desk.put(FADMA, "in flight", priority=BULK)
    for person in (IDIR, SALMA):
        await desk.put(person, f"to {person}", priority=BULK)
    desk.fault("delay", seconds=0.3)
    async with desk.sender():
        await asyncio.sleep(0.05)
    assert await desk.status("in flight") == "sent"
    assert await desk.status(f"to {SALMA}") == "pending"


async def test_stopping_does_not_wait_for_ever(sqlite_desk: Desk) -> None:
    desk = sqlite_desk
    await desk.put(FADMA, "reply", priority=REPLY)
    desk.fault("hang")
    async with desk.sender():
        await desk.sees(lambda: any(call.status == 0 for call in desk.server.world.calls))
    assert await desk.status("reply") == "started"
    async with desk.sender("second") as sender:
        await desk.failed_once("reply")
        await desk.later(sender, seconds=37)
        await desk.becomes(reply="sent")


async def test_an_idle_sender_hardly_works(sqlite_desk: Desk) -> None:
    desk = sqlite_desk
    looks = 0
    transaction = desk.database.transaction

    async def counted(work: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal looks
        looks += 1
        return await transaction(work, *args, **kwargs)

    desk.database.transaction = counted  # type: ignore[method-assign]
    async with desk.sender():
        await asyncio.sleep(2.5)
        assert looks <= 6


async def test_the_default_limits_of_the_platform_are_never_met(
    sqlite_database: Database,
) -> None:
    async with telegram(Rules(edits_count=True)) as server:
        desk = Desk(sqlite_database, server, MovableClock(NOON), rate=25, chat_rate=1)
        await desk.know(*CROWD[:80])
        for person in CROWD[:80]:
            await desk.put(person, f"news {person}", priority=BULK)
        async with desk.sender():
            await desk.becomes(**{f"news {person}": "sent" for person in CROWD[:80]})
        assert all(call.status == 200 for call in server.world.calls)

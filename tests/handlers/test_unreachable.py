"""Somebody blocks the bot: their coordinator hears of it once, and everything waits for them."""

from datetime import timedelta

import pytest

from bot.playground.botapi import Fault
from handlers.paces import ASKED
from handlers.say import Say, encode
from storage import Session, outbox
from storage.models import ChannelIdentity, CheckIn, DecisionRecord, OutboxMessage, Phase
from tests.chat import TUESDAY, Chat, Town, plain
from tests.handlers.conftest import join
from tests.handlers.test_nudge import (
    MONDAY,
    THIRD,
    asked,
    jump,
    name_member,
    tossing,
    until,
)
from tests.handlers.test_report import begin, reach_summary
from tests.handlers.test_withheld import back, prompt, queue

GONE = "can no longer be reached here: the chat was closed or blocked. A call may help."


def times_told(chat: Chat) -> int:
    """Count how often a phone was told that somebody cannot be reached."""
    return sum(GONE in plain(message.text) for message in chat.messages)


async def test_the_coordinator_is_told_once_and_nobody_else(jisr_on_both: Town) -> None:
    town = jisr_on_both
    amal, badr = await join(town, "amal"), await join(town, "badr")
    driss, elias = await join(town, "driss"), await join(town, "elias")
    await begin(amal)
    for chat in (badr, elias):
        chat.watch()
    town.world.block(amal.person)
    await town.settle()
    driss.sees(GONE)
    assert "Amal" in driss.text
    assert "Azrou" in driss.text
    for chat in (badr, elias):
        chat.hears_nothing()
    await town.app.database.transaction(say_something, 1)
    town.app.sender.wake()
    await town.settle()
    assert times_told(driss) == 1
    assert (await town.rows(OutboxMessage))[-1].status == "cancelled"


async def test_a_refused_message_tells_the_coordinator_once(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    for _time in range(2):
        jisr.world.faults.add(Fault(method="sendMessage", kind="403", chat_id=amal.person))
    await amal.say("/menu")
    assert times_told(driss) == 1
    assert (await jisr.rows(ChannelIdentity))[0].unreachable_since is not None
    jisr.world.faults.clear()
    jisr.world.block(amal.person)
    await jisr.settle()
    assert times_told(driss) == 1


async def test_coming_back_finds_everything_and_a_second_block_is_told_again(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await reach_summary(amal)
    jisr.world.block(amal.person)
    await jisr.settle()
    jisr.world.unblock(amal.person)
    await jisr.settle()
    assert (await jisr.rows(ChannelIdentity))[0].unreachable_since is None
    await amal.press("Save")
    amal.sees("Saved: R-4. Thank you.")
    jisr.world.block(amal.person)
    await jisr.settle()
    assert times_told(driss) == 2


async def test_a_stranger_who_closes_the_chat_is_nobodys_concern(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    stranger = jisr.phone(900, "en", "Unknown")
    await stranger.say("hello")
    driss.watch()
    jisr.world.block(stranger.person)
    await jisr.settle()
    driss.hears_nothing()


async def test_one_who_blocks_does_not_keep_others_from_hearing(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await reach_summary(amal)
    await amal.press("Save")
    jisr.world.block(amal.person)
    await jisr.settle()
    await driss.press("Latest reports")
    await driss.say("1")
    await driss.say("Signed by whom?")
    driss.sees("Sent to Amal.")
    await driss.say("/menu")
    driss.sees("What would you like to do?")


@pytest.mark.parametrize("status", ["member", "left", "kicked"])
async def test_what_happens_in_a_group_is_not_about_the_person(jisr: Town, status: str) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    driss.watch()
    bot = {"id": 1, "is_bot": True, "first_name": "Jisr"}
    change = {
        "chat": {"id": -77, "type": "group", "title": "Everybody"},
        "from": {"id": amal.person, "is_bot": False, "first_name": "Amal"},
        "date": 1_795_514_400,
        "old_chat_member": {"status": "left", "user": bot},
        "new_chat_member": {"status": status, "user": bot, "until_date": 0},
    }
    await jisr.world.inject({"my_chat_member": change})
    await jisr.settle()
    driss.hears_nothing()
    assert (await jisr.rows(ChannelIdentity))[0].chat_id == str(amal.person)
    await amal.say("/menu")
    amal.sees("What would you like to do?")


async def test_whoever_blocks_within_the_week_misses_nothing_and_is_back_as_before(
    jisr: Town,
) -> None:
    await jisr.app.database.transaction(name_member, "Amal", tossing(heads=True))
    amal = await asked(jisr)
    for week in (0, 1):
        await jump(jisr, MONDAY + timedelta(days=7 * week))
        await amal.press("As before")
        await amal.press("Skip")
    await jump(jisr, THIRD)
    decided = len(await jisr.rows(DecisionRecord))
    await jump(jisr, THIRD + timedelta(days=1))
    jisr.world.block(amal.person)  # two days before the reminder, which her coin would have sent
    await jisr.settle()
    amal.watch()
    await until(jisr, THIRD + timedelta(days=6))
    assert len(await jisr.rows(DecisionRecord)) == decided
    await until(jisr, THIRD + timedelta(days=8))
    rows = [one for one in await jisr.rows(CheckIn) if one.member_id == 1]
    assert [(one.week, one.excused) for one in rows[2:]] == [
        ("2026-W51", "unreachable"), ("2026-W52", "unreachable"),
    ]  # fmt: skip
    amal.hears_nothing()
    jisr.world.unblock(amal.person)
    await amal.say("/menu")
    amal.sees("What would you like to do?")
    await until(jisr, THIRD + timedelta(days=14))
    amal.sees(ASKED[Phase.IMPLEMENTATION])  # not the lighter question: nothing was missed


async def test_what_waits_for_somebody_who_blocks_is_cancelled_and_no_miss(jisr: Town) -> None:
    amal = await queue(jisr)
    jisr.world.block(amal.person)
    back(jisr)
    await jisr.settle()
    row = await prompt(jisr)
    assert row.status in {"cancelled", "failed"}  # by whom it was noticed first
    (check_in,) = [one for one in await jisr.rows(CheckIn) if one.member_id == 1]
    assert check_in.excused == "unreachable"


async def test_who_can_be_reached_elsewhere_still_has_the_question_to_answer(jisr: Town) -> None:
    amal = await asked(jisr)
    await jisr.app.database.transaction(add_channel)
    jisr.world.block(amal.person)
    await jisr.settle()
    (row,) = [one for one in await jisr.rows(CheckIn) if one.member_id == 1]
    assert row.excused is None


def add_channel(session: Session) -> None:
    session.add(
        ChannelIdentity(channel="whatsapp", external_id="1", chat_id="1", member_id=1,
                        language="en", linked_at=TUESDAY)
    )  # fmt: skip


def say_something(session: Session, identity_id: int) -> None:
    """Queue a message, as a reminder would."""
    payload = encode(Say("hello"))
    outbox.enqueue(
        session, identity_id=identity_id, payload=payload, key="x", now=TUESDAY, priority=1
    )

"""People act, and what they did, saw and still wait for can be looked at."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from telegram import Bot, Update

from bot.clocks import MovableClock
from bot.playground.botapi import BotApiServer, Change

TOKEN = "123456:test"
AMINA = 7001
BRAHIM = 7002


@pytest.fixture
async def clock() -> MovableClock:
    return MovableClock(datetime(2026, 11, 23, 9, tzinfo=UTC))


@pytest.fixture
async def server(clock: MovableClock) -> AsyncIterator[BotApiServer]:
    server = BotApiServer(TOKEN, clock)
    server.world.add_person(AMINA, "Amina", last_name="B.", username="amina", language_code="ar")
    server.world.add_person(BRAHIM, "Brahim")
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def bot(server: BotApiServer) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, f"{server.url}/bot", f"{server.url}/file/bot") as bot:
        yield bot


async def test_everything_a_person_does_is_an_update_the_library_understands(
    server: BotApiServer, bot: Bot
) -> None:
    world = server.world
    first = await world.say(AMINA, "/start@jisr_demo_bot abc")
    await world.say(AMINA, "😀 مرحبا")
    await world.send_location(AMINA)
    await world.send_contact(AMINA)
    await world.send_sticker(AMINA)
    await world.edit(AMINA, first, "/start again")
    await world.press(AMINA, first, "data")
    for kind in ("photo", "document", "voice", "video", "audio"):
        await world.send_file(AMINA, kind, b"x", name="x.bin")
    world.block(AMINA)
    world.unblock(AMINA)
    updates = await bot.get_updates()
    assert len(updates) == 14
    assert all(update.effective_user.id == AMINA for update in updates if update.effective_user)
    assert all(update.effective_chat.id == AMINA for update in updates if update.effective_chat)
    message = updates[0].message
    assert message is not None
    assert message.date == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert message.from_user is not None
    assert message.from_user.full_name == "Amina B."
    assert message.from_user.language_code == "ar"
    assert message.text == "/start@jisr_demo_bot abc"
    assert [(entity.type, entity.length) for entity in message.entities] == [("bot_command", 20)]
    kinds = [update.to_dict().keys() - {"update_id"} for update in updates]
    assert kinds[5:7] == [{"edited_message"}, {"callback_query"}]
    assert kinds[12:] == [{"my_chat_member"}] * 2


async def test_message_numbers_rise_over_both_sides(server: BotApiServer, bot: Bot) -> None:
    await server.world.say(AMINA, "one")
    await bot.send_message(AMINA, "two")
    await server.world.say(BRAHIM, "elsewhere")
    await server.world.say(AMINA, "three")
    seen = server.world.messages(AMINA)
    assert [(message.text, message.from_bot) for message in seen] == [
        ("one", False),
        ("two", True),
        ("three", False),
    ]
    assert [message.id for message in seen] == sorted(message.id for message in seen)


async def test_a_telephone_cuts_a_long_text_and_sends_no_empty_one(server: BotApiServer) -> None:
    await server.world.say(AMINA, "ب" * 5000)
    assert [len(message.text) for message in server.world.messages(AMINA)] == [4096, 904]
    with pytest.raises(ValueError, match="empty"):
        await server.world.say(AMINA, " \n")


async def test_what_the_bot_leaves_unanswered_is_known(server: BotApiServer, bot: Bot) -> None:
    await server.world.say(AMINA, "first")
    await server.world.say(BRAHIM, "ignored")
    await bot.get_updates()
    await server.world.say(AMINA, "not fetched yet")
    await bot.send_message(AMINA, "answer to the first")
    waiting = server.world.unanswered()
    assert [(person.first_name, update["message"]["text"]) for person, update in waiting] == [
        ("Brahim", "ignored"),
        ("Amina", "not fetched yet"),
    ]
    await bot.get_updates(offset=-2)
    await server.world.press(BRAHIM, 1, "x")
    await bot.get_updates(offset=-3)
    query = server.world.unanswered()[-1][1]["callback_query"]["id"]
    await bot.answer_callback_query(query)
    await bot.send_message(AMINA, "answer")
    assert server.world.unanswered() == []


async def test_every_call_is_logged_with_its_outcome(server: BotApiServer, bot: Bot) -> None:
    await bot.send_message(AMINA, "x")
    server.world.block(AMINA)
    with pytest.raises(Exception, match="blocked"):
        await bot.send_message(AMINA, "y")
    calls = [call for call in server.world.calls if call.method == "sendMessage"]
    assert [(call.status, call.chat_id, call.params["text"]) for call in calls] == [
        (200, AMINA, "x"),
        (403, AMINA, "y"),
    ]
    assert calls[1].error == "Forbidden: bot was blocked by the user"
    assert calls[0].at < calls[1].at


async def test_a_test_waits_for_what_must_happen_and_no_longer(
    server: BotApiServer, bot: Bot
) -> None:
    waiting = asyncio.create_task(server.world.wait(lambda: bool(server.world.messages(AMINA))))
    await asyncio.sleep(0)
    await bot.send_message(AMINA, "x")
    await waiting
    with pytest.raises(TimeoutError, match=r"within 0\.1 s"):
        await server.world.wait(lambda: False, timeout=0.1)


async def test_a_page_is_told_of_every_change(server: BotApiServer, bot: Bot) -> None:
    changes = server.world.subscribe()
    message_id = await server.world.say(AMINA, "x")
    sent = await bot.send_message(AMINA, "y")
    await bot.edit_message_text("z", AMINA, sent.message_id)
    await bot.set_message_reaction(AMINA, message_id, "👍")
    await bot.send_chat_action(AMINA, "typing")
    await bot.delete_message(AMINA, sent.message_id)
    server.world.unsubscribe(changes)
    await server.world.say(AMINA, "unseen")
    got = [changes.get_nowait() for _ in range(changes.qsize())]
    assert got == [
        Change("message", AMINA, message_id),
        Change("message", AMINA, sent.message_id),
        Change("edit", AMINA, sent.message_id),
        Change("reaction", AMINA, message_id),
        Change("typing", AMINA),
        Change("delete", AMINA, sent.message_id),
    ]


async def test_dates_follow_the_clock(server: BotApiServer, bot: Bot, clock: MovableClock) -> None:
    await bot.send_message(AMINA, "x")
    clock.move(timedelta(days=7))
    await bot.send_message(AMINA, "y")
    first, second = server.world.messages(AMINA)
    assert second.date - first.date == timedelta(days=7)


async def test_an_injected_update_may_be_one_the_library_cannot_parse(
    server: BotApiServer, bot: Bot
) -> None:
    await server.world.inject({"message": {"message_id": 1, "date": 0, "from": {"id": AMINA}}})
    url = f"{server.url}/bot{TOKEN}/getUpdates"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        raw = (await answer.json())["result"]
    with pytest.raises(TypeError):
        Update.de_json(raw[0], bot)

"""Inline mode is as strict as Telegram's: in time, once, at most fifty, each with its own id."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from telegram import (
    Bot,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)
from telegram.error import BadRequest

from bot.clocks import MovableClock
from bot.playground.botapi import BotApiServer, Rules

TOKEN = "123456:test"
AMINA, SAID = 7001, 7002


@pytest.fixture
async def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
async def server(clock: MovableClock) -> AsyncIterator[BotApiServer]:
    server = BotApiServer(TOKEN, clock, rules=Rules.unlimited())
    for person, name in ((AMINA, "Amina"), (SAID, "Said")):
        server.world.add_person(person, name)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def bot(server: BotApiServer) -> AsyncIterator[Bot]:
    bot = Bot(TOKEN, f"{server.url}/bot", f"{server.url}/file/bot")
    async with bot:
        yield bot


def article(number: str = "1", title: str = "Budget", text: str = "<b>Budget</b>") -> Any:
    content = InputTextMessageContent(text, parse_mode="HTML")
    return InlineQueryResultArticle(number, title, content, description="one")


async def test_words_become_a_message_in_the_name_of_who_typed_them(
    server: BotApiServer, bot: Bot
) -> None:
    typed = await server.world.inquire(AMINA, "x" * 300)
    query = (await bot.get_updates())[0].inline_query
    assert query is not None
    assert (query.id, query.from_user.id, query.query) == (typed.id, AMINA, "x" * 256)
    button = InlineQueryResultsButton("Open", start_parameter="a-b_C1")
    await bot.answer_inline_query(query.id, [article()], button=button)
    assert typed.answer is not None
    assert typed.answer.button == {"text": "Open", "start_parameter": "a-b_C1"}
    number = await server.world.choose(AMINA, "1")
    message = server.world.chats[AMINA].messages[number]
    assert (message.text, message.html, message.from_bot) == ("Budget", "<b>Budget</b>", False)
    assert message.via == server.world.username
    assert server.world.messages(SAID) == []
    with pytest.raises(LookupError):
        await server.world.choose(SAID, "1")


async def test_what_telegram_would_not_take_is_refused(server: BotApiServer, bot: Bot) -> None:
    query = (await server.world.inquire(AMINA, "budget")).id
    button = InlineQueryResultsButton
    cases: list[tuple[list[Any], Any, str]] = [
        ([article(str(n)) for n in range(51)], None, "too many inline query results"),
        ([article(), article()], None, "RESULT_ID_DUPLICATE"),
        ([article("")], None, "RESULT_ID_EMPTY"),
        ([article("ب" * 33)], None, "RESULT_ID_INVALID"),
        ([article(title=" ")], None, "ARTICLE_TITLE_EMPTY"),
        ([article(text="")], None, "text is empty"),
        ([article(text="x" * 4097)], None, "MESSAGE_TOO_LONG"),
        ([article(text="<b>open")], None, "can't parse entities"),
        ([], button("Open", start_parameter=""), "empty start_parameter"),
        ([], button("Open", start_parameter="x" * 65), "too long start_parameter"),
        ([], button("Open", start_parameter="é"), "unallowed characters"),
    ]
    for results, extra, words in cases:
        with pytest.raises(BadRequest, match=f"(?i){words}"):
            await bot.answer_inline_query(query, results, button=extra)
    await bot.answer_inline_query(query, [article(str(number)) for number in range(50)])
    with pytest.raises(BadRequest, match="uery is too old"):
        await bot.answer_inline_query(query, [article()])


async def test_a_query_lives_for_thirty_seconds(
    server: BotApiServer, bot: Bot, clock: MovableClock
) -> None:
    query = await server.world.inquire(AMINA, "budget")
    clock.move(timedelta(seconds=31))
    assert await bot.get_updates() == ()
    with pytest.raises(BadRequest, match="uery is too old"):
        await bot.answer_inline_query(query.id, [article()])
    assert query.answer is None


@pytest.mark.parametrize("personal", [True, False])
async def test_an_answer_is_repeated_for_as_long_as_the_bot_says(
    server: BotApiServer, bot: Bot, clock: MovableClock, *, personal: bool
) -> None:
    first = await server.world.inquire(AMINA, "budget")
    await bot.answer_inline_query(first.id, [article()], cache_time=10, is_personal=personal)
    clock.move(timedelta(seconds=9))
    assert (await server.world.inquire(AMINA, "budget")).answer is first.answer
    others = (await server.world.inquire(SAID, "budget")).answer
    assert (others is None) == personal
    clock.move(timedelta(seconds=2))
    assert (await server.world.inquire(AMINA, "budget")).answer is None

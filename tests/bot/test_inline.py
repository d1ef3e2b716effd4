"""Practices found from any chat: members see them at once, strangers a way in, nothing is kept."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.channels.telegram.webhook import HEADER
from bot.playground.botapi.faults import Fault
from handlers.dialogue import Context
from handlers.inline import InlineResult
from locales import _
from storage import people
from storage.models import InboxEvent
from tests.bot.test_webhook import free_port
from tests.chat import Town, plain, town
from tests.handlers.conftest import join
from tests.handlers.network import found

LIBRARY = ("Budget citoyen", "Budget participatif", "Guichet des pétitions")
DEAF, FAULTY, LONG = "deaf", "faulty", "long"


def find(context: Context, words: str) -> Sequence[InlineResult]:
    """Stand in for the search: a few practices by the words of their titles."""
    if words == FAULTY:
        raise LookupError("a defect of the search")
    if words == DEAF:
        people.note(context.session, context.identity, misses=99)
    named = [title for title in LIBRARY if words.lower() in title.lower()]
    results = [_result(f"P-{number}", title, title) for number, title in enumerate(named)]
    if words == LONG:
        return [*(_result(str(each), str(each), "x") for each in range(70))]
    return [*results, _result("P-x", "Too long", "x" * 5000)] if words == "budget" else results


def _result(number: str, title: str, text: str) -> InlineResult:
    body = _("<b>{title}</b>\nPublished by a peer.", title=text)
    return InlineResult(number, title, "What others did", body)


@pytest.fixture
async def jisr(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town(sqlite_url, tmp_path) as running:
        await running.app.database.transaction(found)
        with_search(running)
        yield running


def with_search(running: Town) -> None:
    dispatcher = running.app.dispatcher
    dispatcher.registry = replace(dispatcher.registry, inline=find)


def answers(running: Town) -> list[dict[str, Any]]:
    calls = running.world.calls
    answered = [call for call in calls if call.method == "answerInlineQuery"]
    return [dict(call.params) for call in answered if call.status == 200]


async def test_a_member_finds_practices_from_any_chat_and_posts_one(
    database_url: str, tmp_path: Path
) -> None:
    async with town(database_url, tmp_path) as jisr:
        await jisr.app.database.transaction(found)
        with_search(jisr)
        amal = await join(jisr, "amal")
        events = len(await jisr.rows(InboxEvent))
        assert await amal.finds("budget") == ["Budget citoyen", "Budget participatif"]
        (answer,) = answers(jisr)
        assert (answer["is_personal"], answer["cache_time"]) == (True, 10)
        assert "button" not in answer
        jisr.world.add_group(-7, "Voisins")
        posted = await amal.post("Budget citoyen", chat_id=-7)
        assert plain(posted.text) == "Budget citoyen\nPublished by a peer."
        assert posted.via == jisr.world.username
        amal.hears_nothing()
        assert await amal.finds("nothing like it") == []
        rows = await jisr.rows(InboxEvent)
        assert len(rows) == events + 1  # the message in the group, as any other
        assert not any("inline_query" in (row.payload or {}) for row in rows)


async def test_what_one_posts_in_ones_own_chat_is_not_taken_for_ones_words(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.say("/report")
    await amal.finds("pétitions")
    await amal.post("Guichet des pétitions")
    amal.hears_nothing()


async def test_a_stranger_finds_nothing_and_is_shown_the_way_in(jisr: Town) -> None:
    driss, stranger = await join(jisr, "driss"), jisr.phone(999, "fr")
    driss.watch()
    assert await stranger.finds("budget") == []
    (answer,) = answers(jisr)
    assert answer["button"] == {"text": "Ouvrir Jisr", "start_parameter": "jisr"}
    for _time in range(8):  # the way in is no token: however often it is taken, nobody is told
        await stranger.say(f"/start {answer['button']['start_parameter']}")
    stranger.sees("Please open your personal link. Your coordinator can send you one.")
    driss.hears_nothing()


async def test_the_way_in_greets_a_member_as_any_start(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.say("/start jisr")
    amal.sees("Hello {name}, everything is as you left it.".format(name="Amal"))


async def test_without_a_search_a_member_finds_nothing(jisr: Town) -> None:
    jisr.app.dispatcher.registry = replace(jisr.app.dispatcher.registry, inline=None)
    amal = await join(jisr, "amal")
    assert await amal.finds("budget") == []
    assert answers(jisr)[0]["results"] == []


async def test_no_more_is_shown_than_telegram_takes(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    assert len(await amal.finds(LONG)) == 50


@pytest.mark.parametrize("words", [FAULTY, DEAF])
async def test_a_search_that_fails_or_writes_holds_nobody_up(jisr: Town, words: str) -> None:
    amal, badr = await join(jisr, "amal"), await join(jisr, "badr")
    assert await amal.finds(words) == []
    assert answers(jisr) == []
    await badr.say("/menu")
    assert badr.labels
    assert await amal.finds("citoyen") == ["Budget citoyen"]


async def test_queries_that_cannot_be_read_block_nobody_and_are_not_kept(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    events = len(await jisr.rows(InboxEvent))
    for broken in ({}, None, {"id": 5, "from": {}}, {"id": "1", "from": {"id": "x"}, "query": "b"}):
        await jisr.world.inject({"inline_query": broken})
    await jisr.settle()
    assert len(await jisr.rows(InboxEvent)) == events
    await amal.say("/menu")
    assert amal.labels


async def test_an_answer_that_comes_too_late_or_not_at_all_changes_nothing(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    for kind in ("5xx", "cut_before", "400"):
        jisr.world.faults.add(Fault("answerInlineQuery", kind))
        assert await amal.finds("citoyen") == []
    assert await amal.finds("citoyen") == ["Budget citoyen"]


async def test_the_inbox_does_not_wait_for_a_slow_answer(jisr: Town) -> None:
    amal, badr = await join(jisr, "amal"), await join(jisr, "badr")
    jisr.world.faults.add(Fault("answerInlineQuery", "hang"))
    query = await jisr.world.inquire(amal.person, "citoyen")
    await jisr.world.wait(lambda: jisr.world.calls[-1].method == "answerInlineQuery")
    sent = len(badr.messages)
    await jisr.world.say(badr.person, "/menu")
    await jisr.world.wait(lambda: len(badr.messages) > sent + 1)
    assert query.answer is None


async def test_by_webhook_too_nothing_of_it_is_kept(sqlite_url: str, tmp_path: Path) -> None:
    port = free_port()
    settings = {
        "webhook_url": f"http://127.0.0.1:{port}",
        "webhook_secret": "s" * 40,
        "http_port": port,
    }
    async with town(sqlite_url, tmp_path, settings=settings) as jisr:
        await jisr.app.database.transaction(found)
        with_search(jisr)
        amal = await join(jisr, "amal")
        events = len(await jisr.rows(InboxEvent))
        assert await amal.finds("citoyen") == ["Budget citoyen"]
        headers = {HEADER: "s" * 40}
        async with aiohttp.ClientSession(headers=headers) as outside:
            broken = {"update_id": 1, "inline_query": 7}
            url = f"http://127.0.0.1:{port}/telegram"
            async with outside.post(url, json=broken) as answer:
                assert answer.status == 200
        await asyncio.sleep(0)
        await jisr.settle()
        assert len(await jisr.rows(InboxEvent)) == events

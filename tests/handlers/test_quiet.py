"""Quiet hours of one's own: set in the chat, obeyed in planning and at the moment of sending."""

import json
from datetime import time, timedelta

import pytest

from handlers.paces import ASKED
from storage import Session, forgetting
from storage.models import Member, Phase
from tests.chat import Chat, Town
from tests.handlers.conftest import join
from tests.handlers.network import PEOPLE
from tests.handlers.test_nudge import MONDAY, until
from tests.handlers.test_withheld import back, queue

QUESTION = ASKED[Phase.IMPLEMENTATION]


async def hours_of(jisr: Town, name: str) -> tuple[time | None, time | None]:
    member = (await jisr.rows(Member))[PEOPLE.index(name)]
    return member.quiet_from, member.quiet_until


async def keep_quiet(chat: Chat, start: str, end: str) -> None:
    await chat.say("/quiet")
    await chat.say(start)
    await chat.say(end)


@pytest.mark.parametrize(
    ("language", "words", "start", "end"),
    [
        ("ar", "ساعات الهدوء", "الساعة ٩", "١٣:٠٠"),
        ("fr", "heures de silence", "9h", "13 h"),
        ("en", "quiet hours", "9", "13:00"),
    ],
)
async def test_the_question_comes_after_the_quiet_hours_of_its_reader_alone(
    jisr: Town, language: str, words: str, start: str, end: str
) -> None:
    amal, badr = await join(jisr, "amal", language), await join(jisr, "badr")
    await amal.say(words)
    await amal.say(start)
    await amal.say(end)
    assert await hours_of(jisr, "amal") == (time(9), time(13))
    assert await hours_of(jisr, "badr") == (None, None)
    await amal.press("My space")
    assert "09:00-13:00" in amal.text
    for chat in (amal, badr):
        chat.watch()
    await until(jisr, MONDAY)
    badr.sees(QUESTION)
    await until(jisr, MONDAY + timedelta(hours=2, minutes=59))
    amal.hears_nothing()
    await until(jisr, MONDAY + timedelta(hours=3))
    amal.sees(QUESTION)


async def test_an_afternoon_that_is_quiet_to_its_end_is_asked_about_before(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.say("/slot")
    await amal.press("Monday")
    await amal.press("15:00")
    await keep_quiet(amal, "14:00", "18:00")
    amal.watch()
    await until(jisr, MONDAY.replace(hour=12, minute=59))
    amal.hears_nothing()
    await until(jisr, MONDAY.replace(hour=13))
    amal.sees(QUESTION)


def be_quiet(session: Session) -> None:
    member = session.get_one(Member, 1)
    member.quiet_from, member.quiet_until = time(9), time(12)


async def test_what_is_on_its_way_is_held_when_they_are_set_meanwhile(jisr: Town) -> None:
    amal = await queue(jisr)  # decided upon: the guard at sending is alone now
    await jisr.app.database.transaction(be_quiet)
    back(jisr)
    await jisr.settle()
    amal.hears_nothing()
    await until(jisr, MONDAY + timedelta(hours=2))
    amal.sees(QUESTION)


async def test_nonsense_is_asked_again_with_the_reason_and_a_label_is_not_guessed(
    jisr: Town,
) -> None:
    amal = await join(jisr, "amal")
    await amal.say("/quiet")
    for typed in ("25:00", "Saturday", "-3", "9:75"):
        await amal.say(typed)
        amal.sees("I did not find a time there. For example: 00:00.")
    await amal.say("14:30")  # nearly the button 14:00
    await amal.say("8h")
    assert await hours_of(jisr, "amal") == (time(14, 30), time(8))


async def test_hours_that_leave_no_time_are_refused_with_another_way(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    for start, end in (("8:00", "17:00"), ("9:30", "15:30"), ("10:00", "10:00"), ("9:00", "8:59")):
        await keep_quiet(amal, start, end)
        amal.sees("That would leave no hour between")
        assert {"Other hours", "Pause"} <= set(amal.labels)
    assert await hours_of(jisr, "amal") == (None, None)


async def test_they_are_given_up_shown_and_forgotten(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await keep_quiet(driss, "12:00", "14:00")  # a coordinator is written to as well
    assert await hours_of(jisr, "driss") == (time(12), time(14))
    await keep_quiet(amal, "12:00", "14:00")
    await amal.say("/mydata")
    page = next(one for one in amal.messages if one.file and (one.file.name or "").endswith(".txt"))
    assert "12:00-14:00" in jisr.world.content_of(page).decode()
    kept = json.loads(amal.file[1])
    assert kept["person"]["quiet_from"] == "12:00:00"
    await amal.say("/quiet")
    amal.sees("I write nothing unasked from 12:00 until 14:00. Shall that change?")
    await amal.press("No quiet hours")
    amal.sees("Understood: there are no quiet hours any more.")
    assert await hours_of(jisr, "amal") == (None, None)
    await jisr.app.database.transaction(
        lambda session: forgetting.forget(session, session.get_one(Member, 4), MONDAY)
    )
    assert await hours_of(jisr, "driss") == (None, None)
    stranger = jisr.phone(900, "fr", "Unknown")
    await stranger.say("/quiet")
    assert "09:00" not in stranger.labels

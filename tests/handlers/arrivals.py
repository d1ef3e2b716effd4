"""Newcomers in tests: the token in what an inviter reads, and the way in with it."""

import re
from datetime import time

from handlers.slots import HOURS
from locales import Hour, Weekday, _
from tests.chat import Chat, Town

NEWCOMER = 700  # their numbers begin here


def token_in(chat: Chat) -> str:
    """Return the token of the newest personal link in the chat."""
    for message in reversed(chat.messages):
        found = re.search(r"start[= ]([\w-]{43})", message.text)
        if found is not None:
            return found[1]
    raise AssertionError("no link was given")


async def open_link(town: Town, token: str, language: str = "en", person: int = NEWCOMER) -> Chat:
    """Open a personal link on a new phone and choose the language."""
    chat = town.phone(person, language, "Newcomer")
    await chat.say(f"/start {token}")
    await chat.tap(chat.last.id, f"s.join.{language}")
    return chat


async def accept(chat: Chat, *, asked_when: bool = True) -> None:
    """Confirm who one is, consent, and choose Tuesday at nine where that is asked."""
    await chat.press("Yes, that is me")
    await chat.press("I accept")
    if asked_when:
        await chat.press(_("{day}", day=Weekday(2)))
        await chat.press(_("{hour}", hour=Hour(time(HOURS[0]))))


async def come_in(town: Town, token: str, language: str = "en", person: int = NEWCOMER) -> Chat:
    """Open a personal link and accept everything."""
    chat = await open_link(town, token, language, person)
    await accept(chat)
    return chat

"""An announcement from its first word to the last "noted", told by who writes it and who gets it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from locales import _, _n
from storage import Session, contacts
from storage.models import (
    Announcement,
    AnnouncementStatus,
    Audit,
    Contact,
    Member,
    OutboxMessage,
    Recipient,
    StoredFile,
)
from tests.chat import TUESDAY, Chat, Town
from tests.handlers.conftest import join
from tests.handlers.network import ask_on_fridays
from tests.handlers.test_clarify import national

ARABIC = "لقاء تواصلي يوم الخميس"
FRENCH = "Réunion d'échange jeudi"


async def go(town: Town) -> None:
    """Let a moment pass: the clock looks at the timetable."""
    await town.move(seconds=2)


async def write(chat: Chat, *, arabic: str | None = ARABIC, french: str | None = FRENCH) -> None:
    """Say both texts, no file and no other language; the audience is asked next."""
    await chat.say("/announce")
    for words in (arabic, french):
        await (chat.press("Skip") if words is None else chat.say(words))
    await chat.press("No, go on")
    await chat.press("Skip")


async def everybody(chat: Chat, number: int) -> None:
    """Go on with the audience as it stands."""
    await chat.press(_n("Go on: {count} person", "Go on: {count} people", number))


async def send(chat: Chat, number: int) -> None:
    """Write to everybody within reach, and confirm."""
    await write(chat)
    await everybody(chat, number)
    await chat.press("Send now")
    await chat.say(str(number))


async def bring(town: Town, *names: str) -> Sequence[Chat]:
    """Bring people in, whose check-ins are out of the way."""
    await town.app.database.transaction(ask_on_fridays)
    return [await join(town, name) for name in names]


def heard(chat: Chat) -> str:
    """Return all that the bot has said there since this person's last act."""
    return "\n".join(one.text for one in chat.messages[chat._read :] if one.from_bot)


async def test_a_region_is_written_to_and_nobody_else(jisr_on_both: Town) -> None:
    town = jisr_on_both
    driss, elias, chama, fadoua = await bring(town, "driss", "elias", "chama", "fadoua")
    amal, badr = await join(town, "amal", "ar"), await join(town, "badr", "fr")
    await write(driss)
    driss.sees("To whom?", "Everybody: Région de Nord", "2 people, now.")
    await everybody(driss, 2)
    driss.sees("To 2 people")
    await driss.press("Send now")
    driss.sees("To send it to 2 people, type that number.")
    for other in (amal, badr, elias, chama, fadoua):
        other.watch()
    await driss.say("3")
    driss.sees("That is not the number: nothing was sent.")
    await go(town)
    assert await town.rows(Announcement) == []
    await driss.say("٢")
    driss.sees("A-1 goes out to 2 people. I tell you how far it is.")
    await go(town)
    assert amal.text == f"إعلان: جهة الشمال\n\n{ARABIC}"
    assert badr.text.endswith(f"Région de Nord\n\n{FRENCH}")
    for other in (elias, chama, fadoua):
        other.hears_nothing()
    driss.watch()
    await town.move(seconds=11)
    shown = next(one for one in driss.messages if "Sent: 2 of 2 messages" in one.text)
    assert shown.edited
    await amal.press("Read and noted")
    amal.sees(_("Noted: {number}. Thank you.", number="A-1"))
    await badr.say("Lu et noté")
    badr.sees(_("Noted: {number}. Thank you.", number="A-1"))
    await driss.say("/announcements")
    await driss.press("A-1")
    driss.sees("Sent: 2 of 2 messages", "Read and noted: 2")
    acts = [one.action for one in await town.rows(Audit) if one.subject == "announcement:1"]
    assert acts == ["announce", "announce_begin"]

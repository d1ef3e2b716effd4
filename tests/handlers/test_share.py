"""Sharing a practice: written in six steps, kept half-way, warned of, sent to the moderator."""

import pytest

from locales import _
from storage.models import (
    Conversation,
    Due,
    Practice,
    PracticeVersion,
    PublicationStatus,
    StoredFile,
)
from tests.chat import Chat, Town
from tests.handlers.conftest import join
from tests.handlers.network import ask_on_fridays

MEGABYTE = 1024 * 1024
TITLE = "Budget citoyen en huit pages"


async def write(chat: Chat, title: str = TITLE, done: str = "Nous avons résumé le budget.") -> None:
    """Answer the six steps, without files, up to the summary."""
    await chat.say("/share")
    await chat.say(title)
    await chat.say("Personne ne lisait le budget.")
    await chat.say(done)
    await chat.say("600 lecteurs en un mois")
    await chat.press("Skip")
    await chat.press("Skip")
    await finish(chat)


async def finish(chat: Chat) -> None:
    """Answer what comes after the six steps."""
    await chat.press("Our own")
    await chat.press("Budget and finance")
    await chat.press("transparency")
    await chat.press("Yes")
    chat.sees("Send it like this?")


async def send(chat: Chat, title: str = TITLE, **more: str) -> None:
    """Share a practice: P-1 the first."""
    await write(chat, title, **more)
    await chat.press("Send to the moderator")
    chat.sees(_("Nobody else sees it before; you hear as soon as it is decided."))


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
async def test_six_short_steps_lead_to_the_moderator(jisr_on_both: Town, language: str) -> None:
    amal, driss = await join(jisr_on_both, "amal", language), await join(jisr_on_both, "driss")
    elias, chama = await join(jisr_on_both, "elias"), await join(jisr_on_both, "chama")
    for other in (elias, chama):
        other.watch()
    await send(amal)
    amal.sees(_("Sent to the moderator as <b>{number}</b>. Thank you.", number="P-1"))
    (practice,) = await jisr_on_both.rows(Practice)
    assert (practice.title, practice.language) == (TITLE, "fr")
    assert practice.status is PublicationStatus.SUBMITTED
    assert practice.principles == ["transparency"]
    driss.sees(_("Something waits for a moderator: {number}.", number="P-1"))
    for other in (elias, chama):
        other.hears_nothing()

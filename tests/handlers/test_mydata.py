"""My data: everything about one person, and about nobody else; what is wrong can be corrected."""

import json
from typing import Any

import pytest

from handlers.mydata import BOM
from locales import _
from storage.models import Audit, Document, Member, OutboxMessage
from tests.chat import Chat, Town, plain
from tests.handlers.conftest import join
from tests.handlers.test_report import begin, reach_summary


def files_of(chat: Chat) -> list[tuple[str, bytes]]:
    """Return the names and contents of the files the bot sent, the oldest first."""
    world = chat.town.world
    return [
        (message.file.name or "", world.content_of(message))
        for message in chat.messages
        if message.from_bot and message.file
    ]


def machine(chat: Chat) -> dict[str, Any]:
    name, content = files_of(chat)[-1]
    assert name == "jisr-2026-11-24.json"
    read: dict[str, Any] = json.loads(content)
    return read


@pytest.mark.parametrize(
    ("language", "words"), [("ar", "معطياتي"), ("fr", "mes données"), ("en", "/mydata")]
)
async def test_a_member_gets_a_page_to_read_and_the_whole_as_json(
    jisr_on_both: Town, language: str, words: str
) -> None:
    amal, badr = await join(jisr_on_both, "amal", language), await join(jisr_on_both, "badr")
    await badr.say("a secret of Badr")
    await reach_summary(amal)
    await amal.press("Save")
    badr.watch()
    await amal.say(words)
    badr.hears_nothing()
    (name, page), (_json, content) = files_of(amal)
    assert name == "jisr-2026-11-24.txt"
    text = plain(page.decode())
    assert text.startswith(BOM)
    assert "Amal" in text
    assert "R-4" in text
    assert "Badr" not in text
    assert "Badr" not in content.decode()
    read = machine(amal)
    assert read["person"]["name"] == "Amal"
    assert read["person"]["language"] == language
    assert [one["role"] for one in read["seats"]] == ["focal_point"]
    assert [one["external_id"] for one in read["channels"]] == [str(amal.person)]
    assert read["reports"][-1]["id"] == 4
    assert any(one["flow"] == "report" for one in read["conversations"])
    assert {one["action"] for one in read["log"]} >= {"report"}
    assert read["written"]
    assert read["received"]


async def test_a_draft_is_in_it_and_stays(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await begin(amal)
    await amal.press("Limited")
    await amal.say("/mydata")
    drafts = [one for one in machine(amal)["conversations"] if one["status"] == "parked"]
    assert ["level", "limited"] in drafts[0]["state"]["answers"]
    amal.sees("The same for a program, with every detail. Is something wrong? It can be corrected.")
    await amal.say("/menu")
    await amal.press(_("Continue: {what}", what=_("your report on {project}",
                                                 project="Open council")))  # fmt: skip
    amal.sees("How far along, in percent? Or tap a step that is now done.")


async def test_what_was_sent_is_not_kept_once_it_has_arrived(jisr_on_both: Town) -> None:
    amal = await join(jisr_on_both, "amal")
    await amal.say("/mydata")
    assert [one.content for one in await jisr_on_both.rows(Document)] == [None, None]
    sent = [
        one.payload for one in await jisr_on_both.rows(OutboxMessage) if "document" in one.payload
    ]
    assert [one["text"] for one in sent] == ["", ""]


async def test_an_observer_and_a_coordinator_get_their_own(jisr: Town) -> None:
    for name in ("fadoua", "driss"):
        chat = await join(jisr, name)
        await chat.say("my data")
        assert machine(chat)["person"]["name"] == name.capitalize()
        assert machine(chat)["reports"] == []


async def test_a_stranger_gets_nothing(jisr: Town) -> None:
    await join(jisr, "amal")
    stranger = jisr.phone(900, "fr", "Unknown")
    for words in ("/mydata", "mes données"):
        await stranger.say(words)
    await stranger.tap(stranger.last.id, "s.mydata")
    assert files_of(stranger) == []
    assert await jisr.rows(Document) == []


@pytest.mark.parametrize(
    ("language", "name"), [("ar", "أمل بنعلي"), ("fr", "Amal Benali-El Fassi"), ("en", "Amal  B.")]
)
async def test_a_wrong_name_is_corrected_and_the_coordinator_hears_of_it(
    jisr: Town, language: str, name: str
) -> None:
    amal, badr = await join(jisr, "amal", language), await join(jisr, "badr")
    driss, elias = await join(jisr, "driss"), await join(jisr, "elias")
    await amal.say("/mydata")
    for other in (badr, elias):
        other.watch()
    await amal.press("Correct my details")
    await amal.press("My name")
    await amal.say(name)
    amal.sees("Corrected. Thank you.")
    written = " ".join(name.split())
    assert (await jisr.rows(Member))[0].name == written
    driss.sees(_("{before} has corrected their name: it is now {name}.",
                 before="Amal", name=written))  # fmt: skip
    badr.hears_nothing()
    elias.hears_nothing()
    noted = [one for one in await jisr.rows(Audit) if one.action == "correct"]
    assert [(one.subject, one.detail) for one in noted] == [("member:1", {"field": "name"})]


@pytest.mark.parametrize("typed", ["AB123456", "Amal ٣", "٠٦٠٠٠٠٠٠٠٠", "...", "x" * 101])
async def test_what_is_no_name_is_refused(jisr: Town, typed: str) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    driss.watch()
    await amal.say("/correct")
    await amal.press("My name")
    await amal.say(typed)
    amal.sees("How is your name written?")
    assert (await jisr.rows(Member))[0].name == "Amal"
    driss.hears_nothing()


async def test_the_language_is_corrected_without_telling_anybody(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    driss.watch()
    await amal.say("/correct")
    await amal.press("My language")
    await amal.press("Français")
    amal.language = "fr"
    amal.sees("Corrected. Thank you.")
    assert (await jisr.rows(Member))[0].language == "fr"
    driss.hears_nothing()

"""Finding: by a command, by words said, from free text; filtered, and never anything made up."""

import pytest

from handlers import seeking
from locales import _
from storage.models import Search
from tests.chat import Town
from tests.handlers.conftest import join
from tests.handlers.test_library import publish
from tests.handlers.test_share import TITLE


@pytest.mark.parametrize(
    "words", ["/find budget citoyen", "chercher budget citoyen", "ابحث عن budget", "find budget"]
)
async def test_it_is_found_by_a_command_or_by_words(jisr: Town, words: str) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    chama = await join(jisr, "chama")
    await publish(amal, driss)
    await chama.say(words)
    chama.sees(
        TITLE, "Azrou", "published on November 24, 2026", "written in Français", "Speaks of: budget"
    )
    assert len(chama.text) <= 700
    await chama.press("P-1")
    chama.sees(TITLE, "600 lecteurs en un mois")
    (search,) = await jisr.rows(Search)
    assert (search.results, search.choice) == ([["practice", 1]], ["practice", 1])


async def test_without_words_they_are_asked_for_and_one_letter_gets_an_example(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await publish(amal, driss)
    await driss.say("/find")
    driss.sees("What are you looking for? A few words, in any of the languages.")
    for nothing in ("b", "🙂🙂", "؟"):
        await driss.say(nothing)
        driss.sees("A word or two, please. For example: citizen budget.")
    await driss.say("budget")
    driss.sees(TITLE)
    await driss.say("/find b")
    driss.sees("What are you looking for? A few words, in any of the languages.")


async def test_nothing_found_says_so_and_nothing_is_made_up(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await publish(amal, driss)
    await driss.say("/find desalination")
    driss.sees(_("I found nothing on: {words}", words="desalination"))
    assert not [label for label in driss.labels if label.startswith(("P-", "A-"))]


async def test_words_that_begin_nothing_can_be_looked_for(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    chama = await join(jisr, "chama")
    await publish(amal, driss)
    await chama.say("qui a fait un budget citoyen ?")
    chama.sees("I am not sure what you mean.")
    await chama.press("Look for this in the library")
    chama.sees(TITLE)


async def test_more_and_filters_keep_each_other(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    chama = await join(jisr, "chama")
    for number in range(1, 5):
        await publish(amal, driss, f"Budget number {number}", done=f"We did {number} things.")
    await chama.say("/find budget")
    shown = set(chama.labels[: seeking.BEST])
    await chama.press("More")
    assert not shown & {label for label in chama.labels if label.startswith("P-")}
    await chama.press("By topic")
    await chama.press("Budget and finance")
    await chama.press("By region")
    await chama.say("1")
    chama.sees("Budget and finance", "Budget number")


async def test_forged_or_forgotten_searches_give_nothing(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await publish(amal, driss)
    for data in ("a.found.1", "a.found", "a.found.x.²", "a.narrow.1.topic..", "a.peers.1",
                 "a.found.x.0.budget.999"):  # fmt: skip
        await driss.tap(driss.last.id, data)
        driss.sees("That search is over. Please search again.")
    await driss.tap(driss.last.id, "a.hit.x.practice.99")
    driss.sees("That is not in the library, or no longer.")


async def test_from_another_chat_members_find_what_is_published(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    stranger = jisr.phone(900, "fr")
    await publish(amal, driss)
    await amal.say("/share")
    await amal.say("Secret draft budget")
    assert await driss.finds("budget") == [TITLE]
    assert await driss.finds("") == [TITLE]
    assert await stranger.finds("budget") == []

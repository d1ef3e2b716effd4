"""What is kept of an announcement, and how it looks: it fits, forgets, is shown to whom it is."""

from datetime import timedelta

import pytest

from bot.channels.telegram.split import LIMIT, length
from handlers.announced import LONGEST, corrected, heading, units
from locales import LANGUAGES, Lines, Names, render
from scheduler import budget
from storage import Session, contacts
from storage.models import AnnouncementText, Recipient
from storage.retention import Periods, purge
from tests.chat import TUESDAY, Town
from tests.handlers.test_announce import bring, everybody, go, heard, write
from tests.handlers.test_forget import erase, traces

WIDEST = Names(ar="جهة طنجة تطوان الحسيمة " * 3, fr="Région de Tanger-Tétouan-Al Hoceïma " * 3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_text_and_its_heading_fit_one_message(language: str) -> None:
    words = "<&é😀" * (LONGEST // 7)
    assert LONGEST - 7 < units(words) <= LONGEST
    for head in (heading(WIDEST, urgent=True), corrected("N-2147483647", WIDEST)):
        assert length(render(Lines([head, words]), language)) <= LIMIT


def test_what_the_preview_counts_is_what_the_budget_grants() -> None:
    assert {(period, most) for _guard, period, most in budget.LIMITS} == set(contacts.LIMITS)


async def test_a_name_goes_from_what_was_announced_and_from_what_waits(jisr: Town) -> None:
    driss, amal, badr = await bring(jisr, "driss", "amal", "badr")
    await write(driss, french="Amal vous reçoit jeudi")
    await everybody(driss, 2)
    await driss.press("Send now")
    await driss.say("2")
    await go(jisr)
    await amal.press("Read and noted")
    assert "Amal vous reçoit jeudi" in heard(badr)
    await erase(amal)
    assert await traces(jisr, ["Amal"]) == []
    kept = {one.language: one.words for one in await jisr.rows(AnnouncementText)}
    assert kept["fr"] == "— vous reçoit jeudi"
    assert len(await jisr.rows(Recipient)) == 2


async def test_my_data_tells_what_was_announced_to_me_and_by_me(jisr: Town) -> None:
    driss, amal = await bring(jisr, "driss", "amal")
    await write(driss, french="Réunion jeudi")
    await everybody(driss, 1)
    await driss.press("Send now")
    await driss.say("1")
    await go(jisr)
    await amal.press("Read and noted")
    for chat in (amal, driss):
        await chat.say("/mydata")
        assert "Réunion jeudi".encode() in chat.file[1]
    assert b'"noted_at": "2026-11-24' in amal.file[1]


async def test_its_time_over_words_and_readers_are_gone(jisr: Town) -> None:
    driss, _amal = await bring(jisr, "driss", "amal")
    await write(driss)
    await everybody(driss, 1)
    await driss.press("Send now")
    await driss.say("1")
    await go(jisr)

    def clean(session: Session) -> dict[str, int]:
        month, year = timedelta(days=30), timedelta(days=365)
        periods = Periods(month, month, month, year, year)
        return purge(session, TUESDAY + timedelta(days=400), periods)

    gone = await jisr.app.database.transaction(clean)
    assert (gone["shared"], gone["announced"]) == (4, 4)  # two texts, two kinds of reader; two got
    assert await jisr.rows(Recipient) == []

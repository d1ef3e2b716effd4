"""At rest: what is understood, what is offered instead, and a person when nothing helps."""

from datetime import timedelta

import pytest

from locales import _
from storage.models import Evidence, ProgressReport, Withdrawal
from tests.chat import Town
from tests.handlers.conftest import join
from tests.handlers.test_report import BEFORE, begin, reach_summary


@pytest.mark.parametrize(
    ("language", "typed"), [("en", "1"), ("fr", "1"), ("ar", "١"), ("ar", "۱")]
)
async def test_the_menu_can_be_used_without_buttons(jisr: Town, language: str, typed: str) -> None:
    amal = await join(jisr, "amal", language)
    await amal.say("/menu")
    await amal.say(typed)
    amal.sees("Which project? Those that are due come first.")
    await amal.say("٢" if language == "ar" else "2")
    amal.sees("Where does it stand today?")


LOOK = "Look for this in the library"


async def test_the_labels_of_the_menu_can_be_typed(jisr: Town) -> None:
    amal = await join(jisr, "amal", "fr")
    await amal.say("langue")
    amal.sees("Which language?")
    await amal.say("français")
    amal.sees(_("From now on: {language}.", language="Français"))
    await amal.say("/menu")
    await amal.say(amal.labels[0].lower())
    amal.sees("Which project? Those that are due come first.")


async def test_a_whole_report_can_be_typed(jisr: Town) -> None:
    amal = await join(jisr, "amal", "ar")
    for typed in ("تقرير", "١", "٣", "٨٠٪", "وقع العقد", "١"):
        await amal.say(typed)
    amal.sees(_("Saved: <b>{number}</b>. Thank you.", number="R-4"))
    report = (await jisr.rows(ProgressReport))[-1]
    assert (report.percent, report.note) == (80, "وقع العقد")
    await amal.say("1")
    amal.sees(_("{number} is undone; the earlier state stands.", number="R-4"))
    assert len(await jisr.rows(Withdrawal)) == 1


async def test_a_number_means_the_message_that_came_last(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await reach_summary(amal)
    await amal.press("Save")
    assert amal.labels[0] == "Undo (10 min)"
    await driss.press("Latest reports")
    await driss.say("1")
    await driss.say("Signed by whom?")
    amal.sees("asks about R-4:")
    await amal.say("1")
    amal.sees("Your answer about R-4:")
    assert not await jisr.rows(Withdrawal)


async def test_a_message_that_comes_meanwhile_takes_no_number_from_the_question(
    jisr: Town,
) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await reach_summary(amal)
    await amal.press("Save")
    await begin(amal, "Forms")
    await driss.press("Latest reports")
    await driss.say("1")
    await driss.say("Signed by whom?")
    amal.sees("asks about R-4:")
    await amal.say("1")  # "Not started", and not "Reply"
    amal.sees("In one line: what has moved?")


async def test_words_nobody_understands_get_guesses_then_a_person(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    elias = await join(jisr, "elias")
    await amal.say("raport sur le marché")
    amal.sees("I am not sure what you mean.", "What would you like to do?")
    shown = [LOOK, "Report progress", "Ask my peers", "Library", "My space", "Language", "Help"]
    assert amal.labels == shown
    await amal.say("quel beau temps")
    assert amal.labels == [*shown, "Ask a person"]
    for other in (driss, elias):
        other.watch()
    await amal.say("8")
    amal.sees("Driss has been told that you would like help.")
    assert "Amal" in driss.text
    driss.watch()
    await amal.say("/person")
    amal.sees("Driss has been told that you would like help.")
    driss.hears_nothing()
    assert "would like your help with Jisr." in driss.text
    elias.hears_nothing()
    await amal.say("/menu")
    await amal.say("zzz")
    assert "Ask a person" not in amal.labels


async def test_after_two_misses_at_a_question_there_is_a_way_out(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await begin(amal)
    await amal.say("somewhere in between")
    amal.sees("Please choose one of the buttons, or type its number.")
    assert "Ask a person" not in amal.labels
    await amal.say("mmm")
    assert amal.labels[-2:] == ["Menu", "Ask a person"]
    await amal.say("ask a person")
    amal.sees("Nobody can be reached here just now. Please try again later.")
    await amal.say("limited")
    amal.sees("How far along, in percent? Or tap a step that is now done.")
    assert "Ask a person" not in amal.labels


async def test_a_file_at_rest_is_shown_the_way(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.send("photo")
    amal.sees("Files belong to a report: begin one, and send it there.")
    assert "Report progress" in amal.labels


async def test_a_voice_note_before_no_change_is_kept_with_the_report(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await begin(amal)
    await amal.send("voice", b"OggS" + b"v" * 200)
    await amal.press("No change")
    amal.sees(_("Saved: <b>{number}</b>. Thank you.", number="R-4"))
    assert [one.report_id for one in await jisr.rows(Evidence)] == [4]


async def test_evidence_is_not_taken_out_without_a_word(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await reach_summary(amal)
    await amal.send("photo", b"\xff\xd8\xff" + b"p" * 50)
    await amal.press("Change")
    await amal.press("Evidence")
    amal.sees("The files are taken out. You can send others, or a link.", "none yet")


async def test_two_messages_within_a_second_are_answered_in_order(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    for text in ("/report", "2", "limited", "45", "Two at once", "/back"):
        await jisr.world.say(amal.person, text)
    await jisr.settle()
    amal.sees("In one line: what has moved?")
    await amal.press("Skip")
    amal.sees("Progress: 45%")


async def test_a_step_that_took_place_today_is_today_even_in_an_old_draft(jisr: Town) -> None:
    chama = await join(jisr, "chama")
    await chama.press("Report progress")
    await chama.press("Co-creation workshop held")
    chama.sees("On which date?")
    jisr.clock.move(timedelta(days=2))
    await chama.press("Today")
    await chama.press("Skip")
    chama.sees("Date: November 26, 2026")
    await chama.press("Save")
    assert str((await jisr.rows(ProgressReport))[-1].happened_on) == "2026-11-26"
    await chama.press("Report progress")
    await chama.press("Programme voted by the council")
    await chama.say("27/11/2026")
    chama.sees("A date up to November 26, 2026, please.")


async def test_people_write_at_the_same_time_and_nobody_is_mixed_up(jisr_on_both: Town) -> None:
    amal, badr = await join(jisr_on_both, "amal"), await join(jisr_on_both, "badr")
    for step in (("/report", "/report"), ("1", "2"), ("limited", "complete"), ("10", "Skip")):
        for chat, text in zip((amal, badr), step, strict=True):
            await jisr_on_both.world.say(chat.person, text)
    await jisr_on_both.settle()
    amal.sees("That is lower than before (Substantial). In one line: why?")
    badr.sees("A completed project needs its evidence")
    assert len(await jisr_on_both.rows(ProgressReport)) == BEFORE

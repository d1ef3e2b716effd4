"""Reporting progress, told from the focal point's side."""

import pytest

from locales import Names, _
from storage import Session
from storage.models import (
    Axis,
    Due,
    Evidence,
    Level,
    Phase,
    Programme,
    ProgressReport,
    ReportMilestone,
    StoredFile,
    Withdrawal,
)
from tests.chat import Chat, Town
from tests.handlers.conftest import join
from tests.handlers.network import ask_on_fridays

BEFORE = 3  # reports the network begins with


async def begin(chat: Chat, project: str = "Open council") -> None:
    """Choose a project, up to the question for its level."""
    await chat.press("Report progress")
    await chat.press(Names(ar="", fr=project))
    chat.sees("Where does it stand today?")


async def reach_summary(chat: Chat, project: str = "Open council") -> None:
    """Answer everything, up to the summary."""
    await begin(chat, project)
    await chat.press("Limited")
    await chat.press("Skip")
    await chat.say("The contract is signed")
    chat.sees("Save this report?")


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
async def test_a_report_takes_five_taps_and_one_sentence(jisr_on_both: Town, language: str) -> None:
    amal = await join(jisr_on_both, "amal", language)
    await amal.press("Report progress")
    amal.sees("Which project? Those that are due come first.")
    await amal.press(Names(ar="", fr="Open council"))
    amal.sees("Where does it stand today?")
    await amal.press("Substantial")
    amal.sees("How far along, in percent? Or tap a step that is now done.")
    await amal.press("Skip")
    amal.sees("In one line: what has moved?")
    await amal.say("Le marché est signé")
    amal.sees("Save this report?")
    await amal.press("Save")
    amal.sees(_("Saved: <b>{number}</b>. Thank you.", number="R-4"))
    reports = await jisr_on_both.rows(ProgressReport)
    assert (reports[-1].level, reports[-1].note) == (Level.SUBSTANTIAL, "Le marché est signé")


async def test_the_list_puts_overdue_projects_first_and_complete_ones_last(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.press("Report progress")
    assert amal.labels[0] == "⏰ Petitions desk"
    assert amal.labels[5:] == ["More", "Cancel"]
    await amal.press("More")
    assert amal.labels == ["Youth board", "Previous", "Cancel"]


async def test_no_change_is_one_tap_and_a_full_report(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.press("Report progress")
    await amal.say("1")
    amal.sees("Last report, November 19, 2026: Substantial, 60%.")
    await amal.press("No change")
    amal.sees("Saved: R-4. Thank you.")
    report = (await jisr.rows(ProgressReport))[-1]
    assert (report.level, report.percent, report.no_change) == (Level.SUBSTANTIAL, 60, True)


async def test_no_change_is_not_offered_where_nothing_was_reported(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await begin(amal, "Citizen budget")
    amal.sees("Nothing has been reported on it yet.")
    assert amal.labels == ["Not started", "Limited", "Substantial", "Complete", "Back", "Cancel"]


@pytest.mark.parametrize("typed", ["60%", "٦٠٪", "soixante", "ستون", "60"])
async def test_a_percentage_is_understood_however_it_is_written(jisr: Town, typed: str) -> None:
    amal = await join(jisr, "amal")
    await begin(amal)
    await amal.press("Limited")
    await amal.say("160")
    amal.sees("A number from 0 to 100, please.")
    await amal.say(typed)
    await amal.press("Skip")
    amal.sees("Progress: 60%")
    await amal.press("Save")
    assert (await jisr.rows(ProgressReport))[-1].percent == 60


async def test_a_milestone_can_be_ticked_instead_of_a_percentage(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.press("Report progress")
    await amal.say("1")
    await amal.press("Substantial")
    await amal.press(_("Done: {step}", step=Names(ar="", fr="Desk opened")))
    await amal.press("Skip")
    amal.sees("Done: Desk opened")
    await amal.press("Save")
    assert len(await jisr.rows(ReportMilestone)) == 1
    await amal.press("Report progress")
    assert amal.labels[0] != "⏰ Petitions desk"


async def test_a_lower_level_needs_a_reason(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await begin(amal)
    await amal.press("Not started")
    amal.sees("That is lower than before (Limited). In one line: why?")
    assert "Skip" not in amal.labels
    await amal.say("The contractor withdrew")
    await amal.press("Save")
    report = (await jisr.rows(ProgressReport))[-1]
    assert (report.level, report.reason) == (Level.NOT_STARTED, "The contractor withdrew")


async def test_complete_asks_for_evidence_and_takes_a_photo(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await begin(amal)
    await amal.press("Complete")
    await amal.press("Skip")
    amal.sees(
        "A completed project needs its evidence: send a photo, a PDF, a voice note or a link now."
    )
    await amal.say("it is really finished")
    amal.sees("Please send a photo, a PDF, a voice note or a link.")
    await amal.send("photo", b"\xff\xd8\xff" + b"p" * 500, caption="The new hall")
    amal.sees("Kept: 1 file of 3.", "Evidence: 1 item.")
    await amal.press("Save")
    evidence = await jisr.rows(Evidence)
    assert [(one.kind, one.caption) for one in evidence] == [("photo", "The new hall")]
    await jisr.app.files.fetch((await jisr.rows(StoredFile))[0])
    stored = (await jisr.rows(StoredFile))[0]
    assert stored.status == "stored"
    assert stored.sha256 is not None
    assert jisr.app.files.path(stored.sha256).stat().st_size == 503


async def test_evidence_to_follow_is_asked_for_again_after_seven_days(jisr: Town) -> None:
    await jisr.app.database.transaction(ask_on_fridays)
    amal = await join(jisr, "amal")
    await begin(amal)
    await amal.press("Complete")
    await amal.press("Skip")
    await amal.press("To follow: ask me in 7 days")
    amal.sees("Evidence: to follow, I will ask in 7 days.")
    await amal.press("Save")
    amal.watch()
    await jisr.move(days=6)
    amal.hears_nothing()
    await jisr.move(days=1, minutes=5)
    amal.sees("Is there a photo, a PDF or a link you could add?")
    await amal.press("Add evidence")
    await amal.say("https://azrou.example/pv.pdf")
    amal.sees("Evidence: 1 item.")
    await amal.press("Save")
    assert [one.url for one in await jisr.rows(Evidence)] == ["https://azrou.example/pv.pdf"]
    amal.watch()
    await jisr.move(days=8)
    amal.hears_nothing()


async def test_a_voice_note_sent_too_early_is_kept_and_the_question_repeated(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await begin(amal)
    await amal.send("voice", b"OggS" + b"v" * 200)
    amal.sees("Kept: 1 file of 3.", "Where does it stand today?")
    await amal.press("Limited")
    await amal.press("Skip")
    await amal.press("Skip")
    amal.sees("Evidence: 1 item.")


async def test_files_that_do_not_fit_are_refused_with_the_limit(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await reach_summary(amal)
    await amal.send(
        "document", b"%PDF" + b"0" * 11_000_000, name="plan.pdf", mime="application/pdf"
    )
    amal.sees("That file has 11 MB; the limit is 10 MB. A smaller copy, or a link, will do.")
    await amal.send("video", b"v" * 100)
    amal.sees("Please send a photo, a PDF, a voice note or a link.")
    for _number in range(3):
        await amal.send("photo", b"\xff\xd8\xff" + b"p" * 50)
    amal.sees("Kept: 3 files of 3.")
    await amal.send("photo", b"\xff\xd8\xff" + b"p" * 50)
    amal.sees("3 files are the most here. Please go on, or go back and change them.")


async def test_everything_can_be_changed_before_saving(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await reach_summary(amal)
    await amal.press("Change")
    await amal.press("Note")
    await amal.say("Signed and started")
    amal.sees("Save this report?", "Signed and started")
    await amal.press("Change")
    await amal.press("Level")
    await amal.press("Substantial")
    amal.sees("Level: Substantial", "Signed and started")
    await amal.press("Save")
    report = (await jisr.rows(ProgressReport))[-1]
    assert (report.level, report.note) == (Level.SUBSTANTIAL, "Signed and started")


async def test_a_report_is_undone_within_ten_minutes_and_corrected_after(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await reach_summary(amal)
    await amal.press("Save")
    old, undo = amal.button("Undo (10 min)")
    await jisr.move(minutes=9)
    await amal.tap(old.id, undo)
    amal.sees("R-4 is undone; the earlier state stands.")
    assert len(await jisr.rows(Withdrawal)) == 1
    await amal.tap(old.id, undo)
    amal.sees("R-4 was undone before.")
    await reach_summary(amal)
    await amal.press("Save")
    old, undo = amal.button("Undo (10 min)")
    await jisr.move(minutes=11)
    await amal.tap(old.id, undo)
    amal.sees("The ten minutes for undoing R-5 have passed.")
    await amal.press("Correct it with a new report")
    amal.sees("Open council", "Where does it stand today?")
    assert len(await jisr.rows(ProgressReport)) == BEFORE + 2


async def test_only_its_author_can_undo_a_report(jisr: Town) -> None:
    amal, badr = await join(jisr, "amal"), await join(jisr, "badr")
    await reach_summary(amal)
    await amal.press("Save")
    _message, undo = amal.button("Undo (10 min)")
    await badr.tap(badr.last.id, undo)
    badr.sees("I do not find that report among yours.")
    assert not await jisr.rows(Withdrawal)


async def test_the_deputys_newer_report_is_shown_before_it_is_overwritten(
    jisr_on_both: Town,
) -> None:
    amal, badr = await join(jisr_on_both, "amal"), await join(jisr_on_both, "badr")
    await reach_summary(amal)
    await reach_summary(badr)
    await badr.press("Save")
    await amal.press("Save")
    amal.sees("Meanwhile Badr reported on this project: Limited")
    assert len(await jisr_on_both.rows(ProgressReport)) == BEFORE + 1
    await amal.press("Leave theirs")
    amal.sees("Nothing was saved: the newer report stands.")
    await reach_summary(amal)
    await amal.press("Save")
    assert len(await jisr_on_both.rows(ProgressReport)) == BEFORE + 2


async def test_a_long_note_is_kept_whole(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    note = ("نص طويل جدا عن المشروع " * 300)[:4_090].strip()
    await begin(amal)
    await amal.press("Limited")
    await amal.press("Skip")
    await amal.say(note)
    amal.sees("Save this report?", "characters in all)")
    await amal.press("Save")
    assert (await jisr.rows(ProgressReport))[-1].note == note


async def test_a_closed_programme_takes_no_report_and_says_whom_to_ask(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await reach_summary(amal)
    await jisr.app.database.transaction(close)
    await amal.press("Save")
    amal.sees("This programme is closed: reports are no longer taken. Driss can reopen it.")
    assert len(await jisr.rows(ProgressReport)) == BEFORE


async def test_in_co_creation_she_reports_steps_and_no_levels(jisr: Town) -> None:
    chama = await join(jisr, "chama")
    await chama.press("Report progress")
    chama.sees("Which step has taken place?")
    await chama.press("Co-creation workshop held")
    await chama.say("yesterday")
    await chama.say("Forty people came")
    chama.sees("Date: November 23, 2026", "Forty people came")
    await chama.press("Save")
    report = (await jisr.rows(ProgressReport))[-1]
    assert (report.step, report.level, str(report.happened_on)) == ("workshop", None, "2026-11-23")
    await chama.say("/report")
    chama.sees("✓ Co-creation workshop held")


async def test_a_neighbours_project_cannot_be_reported_by_a_forged_button(jisr: Town) -> None:
    chama = await join(jisr, "chama")
    await chama.tap(chama.last.id, "s.report.1")
    chama.sees("Which step has taken place?")
    observer = await join(jisr, "fadoua")
    await observer.tap(observer.last.id, "s.report.1")
    observer.sees("This is not open to your role.")
    assert len(await jisr.rows(ProgressReport)) == BEFORE


async def test_nothing_is_due_for_a_report_without_a_promise(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await reach_summary(amal)
    await amal.press("Save")
    assert not [one for one in await jisr.rows(Due) if one.kind == "evidence"]


def close(session: Session) -> None:
    """Close the commune's programme."""
    axis = session.get_one(Axis, 1)
    session.get_one(Programme, axis.programme_id).phase = Phase.CLOSED


async def test_a_text_that_the_phone_cut_in_two_is_put_together(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await begin(amal)
    await amal.press("Limited")
    await amal.press("Skip")
    first, rest = "كلمة " * 815, "والباقي في الرسالة الثانية"
    source = amal.person * 1000
    for number, part in ((source, first), (source + 1, rest)):
        await jisr.world.inject(
            {
                "message": {
                    "message_id": number,
                    "date": int(jisr.clock.now().timestamp()),
                    "chat": {"id": amal.person, "type": "private", "first_name": "Amal"},
                    "from": {"id": amal.person, "is_bot": False, "first_name": "Amal"},
                    "text": part,
                }
            }
        )
    await jisr.settle()
    amal.sees("Save this report?", "(4,101 characters in all)")
    await amal.press("Save")
    note = (await jisr.rows(ProgressReport))[-1].note or ""
    assert note == f"{first.strip()}\n{rest}"


async def test_another_report_can_be_made_while_one_waits(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await begin(amal)
    await amal.press("Limited")
    await amal.say("/report")
    amal.sees("You had begun: your report on Open council. Continue?")
    await amal.press("Another one, keep this for later")
    amal.sees("Which project? Those that are due come first.")
    await amal.say("1")
    await amal.press("No change")
    amal.sees("Saved: R-4. Thank you.", "Half-written: your report on Open council.")


async def test_a_lone_number_is_words_where_only_cancel_is_offered(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await begin(amal)
    await amal.press("Not started")
    assert amal.labels == ["Back", "Cancel"]
    await amal.say("1")
    amal.sees("Save this report?")


async def test_no_change_too_shows_what_the_deputy_reported_meanwhile(jisr: Town) -> None:
    amal, badr = await join(jisr, "amal"), await join(jisr, "badr")
    await begin(amal)
    await begin(badr)
    await badr.press("Substantial")
    await badr.press("Skip")
    await badr.press("Skip")
    await badr.press("Save")
    await amal.press("No change")
    amal.sees("Meanwhile Badr reported on this project: Substantial")
    await amal.press("Save mine as well")
    report = (await jisr.rows(ProgressReport))[-1]
    assert (report.level, report.percent, report.no_change) == (Level.LIMITED, 30, True)

"""What is half-written: parked, taken up again, kept through pauses, given up."""

from datetime import timedelta

from sqlalchemy import update

from locales import Names, _
from storage import Session
from storage.models import Conversation, ProgressReport
from tests.chat import Chat, Town
from tests.handlers.conftest import join
from tests.handlers.test_report import BEFORE, begin, reach_summary

COUNCIL = Names(ar="", fr="Open council")
CONTINUE = _(
    "You had begun: {what}. Continue?", what=_("your report on {project}", project=COUNCIL)
)
NOTE = "In one line: what has moved?"


async def reach_note(chat: Chat, project: str = "Open council") -> None:
    """Answer up to the question for one line."""
    await begin(chat, project)
    await chat.press("Limited")
    await chat.press("Skip")
    chat.sees(NOTE)


async def statuses(town: Town) -> list[str]:
    """Return what became of every conversation, oldest first."""
    return [one.status for one in await town.rows(Conversation)]


async def test_starting_another_thing_parks_the_first_and_brings_her_back(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await reach_summary(amal)
    await amal.press("Save")
    await driss.press("Latest reports")
    await driss.press(_("Ask about {number}", number="R-4"))
    await driss.say("Signed by whom?")
    await reach_note(amal, "Forms")
    await amal.press("Reply")
    amal.sees("Your answer about R-4:")
    await amal.say("By the president")
    amal.sees("Sent. Thank you.", "Half-written: your report on Forms.")
    assert amal.labels[-2:] == ["Continue", "Drop it"]
    await amal.press("Continue")
    amal.sees(NOTE)
    await amal.say("Two forms online")
    await amal.press("Save")
    amal.sees("Saved: R-5. Thank you.")
    assert await statuses(jisr) == ["done", "done", "done", "done"]


async def test_the_same_report_half_written_is_offered_before_a_new_one(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await reach_note(amal)
    await amal.say("/report")
    amal.sees(CONTINUE)
    another = "Another one, keep this for later"
    assert amal.labels == ["Continue", another, "Start over", "Drop it"]
    await amal.say("1")
    amal.sees(NOTE)
    await amal.say("rapport")
    amal.sees("Save this report?", "rapport")
    await amal.say("/report")
    await amal.say("start over")
    amal.sees("Which project? Those that are due come first.")
    assert await statuses(jisr) == ["dropped", "open"]


async def test_a_draft_can_be_dropped_from_the_offer(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await reach_note(amal)
    await amal.say("/menu")
    await amal.say("/report")
    amal.sees(CONTINUE)
    await amal.press("Drop it")
    amal.sees("Nothing was saved.")
    assert await statuses(jisr) == ["dropped"]
    await amal.say("/menu")
    assert amal.labels[0] == "Report progress"
    assert len(await jisr.rows(ProgressReport)) == BEFORE


async def test_dropping_a_draft_leaves_what_is_open_where_it_is(jisr: Town) -> None:
    chama = await join(jisr, "chama")
    await chama.press("Report progress")
    await chama.press("Co-creation workshop held")
    await chama.say("/menu")
    await chama.say("/report")
    offer, drop = chama.button("Drop it")
    await chama.press("Start over")
    await chama.press("Monitoring committee formed")
    chama.sees("On which date?")
    await chama.tap(offer.id, drop)
    chama.sees("That button is no longer in use.", "On which date?")
    assert await statuses(jisr) == ["dropped", "open"]


async def test_dropping_a_parked_draft_does_not_end_the_open_one(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await reach_note(amal)
    await amal.tap(amal.last.id, "s.report.1")
    amal.sees("Where does it stand today?")
    await amal.tap(amal.last.id, "d.1")
    amal.sees("Nothing was saved.", "Where does it stand today?")
    assert await statuses(jisr) == ["dropped", "open"]
    await amal.press("Limited")
    amal.sees("How far along, in percent?")


async def test_back_in_the_middle_of_a_change_returns_to_the_summary(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await reach_summary(amal)
    await amal.press("Change")
    await amal.press("Note")
    amal.sees(NOTE)
    await amal.say("/menu")
    await amal.press("Continue: your report on Open council")
    await amal.press("Back")
    amal.sees("Save this report?", "The contract is signed")


async def test_nothing_answered_is_no_draft(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.press("Report progress")
    await amal.say("/menu")
    assert amal.labels[0] == "Report progress"
    assert await statuses(jisr) == ["dropped"]


async def test_the_menu_offers_three_drafts_at_most_the_newest_first(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    for project in (1, 2, 3, 4):
        await amal.tap(amal.last.id, f"s.report.{project}")
        await amal.say("1")
        await jisr.move(minutes=1)
    await amal.say("/menu")
    assert amal.labels[:4] == [
        "Continue: your report on Youth board",
        "Continue: your report on Petitions desk",
        "Continue: your report on Open council",
        "Report progress",
    ]


async def test_after_a_short_pause_the_conversation_simply_goes_on(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await reach_note(amal)
    await jisr.move(hours=1, minutes=59)
    await amal.say("The contract is signed")
    amal.sees("Save this report?", "The contract is signed")


async def test_after_a_long_pause_typed_words_are_asked_about_and_kept(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await reach_note(amal)
    await jisr.move(hours=2, minutes=1)
    await amal.say("The contract is signed")
    amal.sees(CONTINUE)
    await amal.say("and work has begun")
    amal.sees(CONTINUE)
    await amal.say("Continue")
    amal.sees("Save this report?", "The contract is signed\nand work has begun")
    await amal.press("Save")
    assert (await jisr.rows(ProgressReport))[
        -1
    ].note == "The contract is signed\nand work has begun"


async def test_words_that_wait_can_still_be_edited(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await reach_note(amal)
    await jisr.move(hours=3)
    await amal.say("The contract is singed")
    await amal.edit(amal.sent, "The contract is signed")
    amal.sees("Your change is noted.", CONTINUE)
    await amal.press("Continue")
    amal.sees("Save this report?", "The contract is signed")
    await amal.edit(amal.sent, "The contract is ready")
    amal.sees("Your change is noted.", "The contract is ready")


async def test_words_that_wait_are_not_used_by_accident(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await begin(amal)
    await jisr.move(hours=3)
    await amal.say("complete")
    amal.sees(CONTINUE)
    await jisr.world.send_sticker(amal.person)
    await jisr.settle()
    amal.sees("I cannot use that here.", CONTINUE)
    await amal.press("Limited")
    amal.sees("How far along, in percent? Or tap a step that is now done.")
    await jisr.world.send_sticker(amal.person)
    await jisr.settle()
    amal.sees("How far along, in percent? Or tap a step that is now done.")
    await amal.press("Skip")
    await amal.press("Skip")
    amal.sees("Level: Limited")


async def test_a_button_after_a_long_pause_needs_no_question(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await begin(amal)
    await jisr.move(hours=71)
    await amal.press("Limited")
    amal.sees("How far along, in percent? Or tap a step that is now done.")


async def test_after_72_hours_it_is_a_draft_offered_from_the_menu(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await reach_note(amal)
    old = amal.button("Skip")
    await jisr.move(hours=72, minutes=1)
    await amal.say("The contract is signed")
    amal.sees("I am not sure what you mean.")
    assert amal.labels[0] == "Continue: your report on Open council"
    assert await statuses(jisr) == ["parked"]
    await amal.tap(old[0].id, old[1])
    amal.sees("That button is from November 24, 2026")
    await amal.say("1")
    amal.sees(NOTE)
    await amal.say("The contract is signed")
    await amal.press("Save")
    amal.sees("Saved: R-4. Thank you.")


async def test_a_draft_waits_as_long_as_it_takes(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await reach_note(amal)
    await jisr.move(days=400)
    await amal.say("menu")
    await amal.press("Continue: your report on Open council")
    amal.sees(NOTE)


async def test_a_message_of_a_parked_report_can_be_edited(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await reach_note(amal)
    await amal.say("Singed")
    note = amal.sent
    await amal.say("/menu")
    await amal.edit(note, "Signed")
    amal.sees("Your change is noted.", CONTINUE)
    assert await statuses(jisr) == ["parked"]
    await amal.press("Continue")
    amal.sees("Save this report?", "Signed")


async def test_an_edited_message_changes_the_draft_and_not_what_is_saved(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await begin(amal)
    await amal.press("Limited")
    await amal.say("60")
    percent = amal.sent
    await amal.say("Signed")
    note = amal.sent
    await amal.edit(percent, "70%")
    amal.sees("Your change is noted.", "Progress: 70%", "Save this report?")
    await amal.edit(percent, "700%")
    amal.sees("A number from 0 to 100, please.", "Progress: 70%")
    await amal.edit(note, "Signed and sealed")
    amal.sees("Signed and sealed")
    await amal.press("Save")
    await amal.edit(note, "Never mind")
    amal.sees("That was saved already: editing the message does not change it.")
    report = (await jisr.rows(ProgressReport))[-1]
    assert (report.percent, report.note) == (70, "Signed and sealed")
    await amal.press("Correct it with a new report")
    amal.sees("Which project? Those that are due come first.")
    await amal.edit(note, "Never mind again")
    amal.sees("That was saved already", "Which project? Those that are due come first.")


async def test_an_edited_message_nothing_depends_on_is_said_to_be_so(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.say("menu")
    await amal.edit(amal.sent, "menus")
    amal.sees("I saw that you edited a message; nothing depends on it.")
    await begin(amal)
    await amal.edit(amal.sent, "menu")
    amal.sees("nothing depends on it.", "Where does it stand today?")


async def test_nobody_is_stuck_in_a_conversation_the_program_no_longer_has(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await reach_note(amal)
    await jisr.app.database.transaction(rename_flows)
    await amal.say("The contract is signed")
    amal.sees("I am not sure what you mean.")
    assert amal.labels[:2] == ["Look for this in the library", "Report progress"]
    assert await statuses(jisr) == ["expired"]


async def test_a_draft_is_kept_through_a_deployment(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await reach_note(amal)
    await jisr.app.database.transaction(from_a_newer_version)
    await amal.say("The contract is signed")
    amal.sees("Save this report?", "The contract is signed")


async def test_start_over_asks_todays_questions(jisr: Town) -> None:
    chama = await join(jisr, "chama")
    await chama.press("Report progress")
    await chama.press("Co-creation workshop held")
    jisr.clock.move(timedelta(days=5))
    await chama.say("/report")
    await chama.press("Start over")
    await chama.press("Co-creation workshop held")
    chama.sees("On which date? For example: November 29, 2026.")


def rename_flows(session: Session) -> None:
    """Let a release know none of the conversations that are open."""
    session.execute(update(Conversation).values(flow="of_last_year"))


def from_a_newer_version(session: Session) -> None:
    """Let a state hold what this version does not know."""
    conversation = session.get_one(Conversation, 1)
    conversation.state = {**conversation.state, "mood": "good"}

"""Buttons that are old, pressed twice, somebody else's or forged: answered, and without effect."""

import asyncio
import logging

import pytest

from storage.models import ChannelIdentity, Conversation, InboxEvent, ProgressReport
from tests.chat import Town, plain
from tests.handlers.conftest import join
from tests.handlers.test_report import BEFORE, begin, reach_summary

FORGED = (
    "", "c", "c.", "c.1", "c.1.", "c.1.1", "c.1.1.", "c.1.1.limited", "c.1.2.~save",
    "c.1.2.~edit.level",
    "c.1.999.limited", "c.1.-1.limited", "c.-1.1.limited", "c.1.².limited", "c.².1.limited",
    "c.٣.1.limited", f"c.{'9' * 40}.1.x", f"c.1.{'9' * 40}.x", "c.2147483648.1.limited",
    "c.1.2." + "x" * 58, "c.1.2.²", "c.1.2.~next", "c.1.2.~edit.", "C.1.2.limited",
    "r", "r.", "r.999", "r.²", "r.-1", f"r.{'9' * 60}", "o.999", "o.x", "d.", "d.٣", "d.999",
    "s", "s.", "s.nothing", "s.report.999", "s.report.x", f"s.report.{'9' * 50}", "s.clarify",
    "s.clarify.²", f"s.clarify.{'9' * 50}", "s.explain.1", "s.explain.1.2.3", "s.explain.².²",
    f"s.explain.1.{'9' * 40}", "s.evidence.²", f"s.evidence.{'9' * 40}", "s.evidence.-1",
    "a", "a.", "a.nothing", "a.undo", "a.undo.", "a.undo.x", "a.undo.²", f"a.undo.{'9' * 50}",
    "a.undo.-1", "a.language.xx", "a.language", "a.latest.1", "x" * 64, "é" * 32, "🙂" * 16,
    "a.practice", "a.practice.²", f"a.practice.{'9' * 40}", "a.faq.x.all", "a.files.-1", "a.mine.²",
    "a.library.topic.none.0", "a.library.region.x.0", f"a.library.new.{'9' * 40}",
    "a.library.new.-1", "a.publish.p9999999999", "a.mine.2147483647",
    "a.publish", "a.moderation.p", "a.moderation.p²", f"a.publish.f{'9' * 40}", "s.turn_down.p1",
    "s.share.p", "s.share.p²", "s.share.x", "s.applied.²", "s.ask_author", "s.answer_reader.1",
    "s.reword.x", "a.review.practice.1", "a.review.x.1.good", "a.unpublish.²", "a.helped.x",
    "a.hit", "a.hit.x.y.z", "a.found....", "a.narrow", "a.peers", "a.digest.x",
    ".", "...", "\n", "undo", "{}", "<b>", "null", "r.1; drop table members",
)  # fmt: skip


async def test_an_old_button_says_when_it_is_from_and_where_we_are(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await begin(amal)
    old, limited = amal.button("Limited")
    await amal.say("complete")
    amal.sees("In one line: what has moved?")
    before = (await jisr.rows(Conversation))[0].state
    await jisr.move(minutes=30)
    await amal.tap(old.id, limited)
    amal.sees(
        "That button is from November 24, 2026", "We are here:", "In one line: what has moved?"
    )
    assert "10:" in amal.text
    assert amal.toast.startswith("That button is from November 24, 2026")
    after = (await jisr.rows(Conversation))[0].state
    assert after["answers"] == before["answers"]
    await amal.press("Skip")
    amal.sees("A completed project needs its evidence")


async def test_a_button_of_a_finished_conversation_shows_the_menu(jisr: Town) -> None:
    amal = await join(jisr, "amal", "fr")
    await reach_summary(amal)
    summary, cancel = amal.button("Cancel")
    await amal.press("Save")
    await amal.tap(summary.id, cancel)
    amal.sees("What would you like to do?")
    assert "24 novembre 2026" in amal.text
    assert len(await jisr.rows(ProgressReport)) == BEFORE + 1


async def test_pressing_save_twice_saves_once(jisr_on_both: Town) -> None:
    amal = await join(jisr_on_both, "amal")
    await reach_summary(amal)
    summary, save = amal.button("Save")
    for _tap in range(3):
        await jisr_on_both.world.press(amal.person, summary.id, save)
    await jisr_on_both.settle()
    assert len(await jisr_on_both.rows(ProgressReport)) == BEFORE + 1
    saved = [one for one in amal.messages if "Saved: R-4" in plain(one.text)]
    assert len(saved) == 1
    amal.sees("That button is from November 24, 2026", "What would you like to do?")


async def test_pressing_an_answer_twice_answers_once(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await begin(amal)
    message, limited = amal.button("Limited")
    for _tap in range(2):
        await jisr.world.press(amal.person, message.id, limited)
    await jisr.settle()
    amal.sees("We are here:", "How far along, in percent? Or tap a step that is now done.")
    await amal.press("Back")
    amal.sees("Where does it stand today?")


async def test_pressing_more_twice_turns_no_page_too_many(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.press("Report progress")
    message, more = amal.button("More")
    for _tap in range(3):
        await jisr.world.press(amal.person, message.id, more)
    await jisr.settle()
    assert amal.labels == ["Youth board", "Previous", "Cancel"]
    await amal.press("Previous")
    assert amal.labels[5:] == ["More", "Cancel"]


async def test_somebody_elses_button_does_nothing_for_anyone(jisr: Town) -> None:
    amal, badr = await join(jisr, "amal"), await join(jisr, "badr")
    await reach_summary(amal)
    _message, save = amal.button("Save")
    amal.watch()
    for data in (save, save.replace("~save", "~cancel"), "r.1", "o.1", "d.1"):
        await badr.tap(badr.last.id, data)
        badr.sees("That button is no longer in use.", "What would you like to do?")
        assert badr.toast == "That button is no longer in use."
    amal.hears_nothing()
    assert [one.status for one in await jisr.rows(Conversation)] == ["open"]
    assert len(await jisr.rows(ProgressReport)) == BEFORE
    await amal.press("Save")
    amal.sees("Saved: R-4. Thank you.")


async def test_forged_buttons_are_answered_and_change_nothing(
    jisr_on_both: Town, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    amal, badr = await join(jisr_on_both, "amal"), await join(jisr_on_both, "badr")
    await begin(badr)
    for number, data in enumerate(FORGED):
        await jisr_on_both.world.press(amal.person, amal.last.id, data)
        await jisr_on_both.world.press(badr.person, badr.last.id, data)
        if number % 20 == 0:
            await jisr_on_both.settle()
    await jisr_on_both.settle()
    events = await jisr_on_both.rows(InboxEvent)
    assert {event.status for event in events} == {"done"}
    assert {event.attempts for event in events} == {0}
    assert len(await jisr_on_both.rows(ProgressReport)) == BEFORE
    assert not jisr_on_both.world.unanswered()
    assert "Traceback" not in caplog.text
    of_badr = [one for one in await jisr_on_both.rows(Conversation) if one.identity_id == 2]
    assert "level" not in dict(of_badr[0].state["answers"])
    await badr.say("/menu")
    await badr.press("Continue: your report on Open council")
    badr.sees("Where does it stand today?")


async def test_a_forged_page_or_choice_is_no_answer(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await begin(amal)
    _message, limited = amal.button("Limited")
    stem = limited.removesuffix("limited")
    for value in ("no_evidence", "~save", "~skip", "~edit.level", "²", "x" * 40):
        await amal.tap(amal.last.id, stem + value)
        amal.sees("Where does it stand today?")
    answers = dict((await jisr.rows(Conversation))[0].state["answers"])
    assert "level" not in answers


async def test_an_observer_can_start_nothing_with_a_forged_button(jisr: Town) -> None:
    fadoua = await join(jisr, "fadoua")
    for data in ("s.report", "s.report.1", "s.phase_step", "s.evidence.1", "s.clarify.1",
                 "s.explain.1.4", "a.undo.1", "a.latest"):  # fmt: skip
        await fadoua.tap(fadoua.last.id, data)
    assert not await jisr.rows(Conversation)
    assert "R-1" not in " ".join(message.text for message in fadoua.messages)


async def test_a_button_of_a_message_that_is_gone_still_works_once(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await begin(amal)
    _message, limited = amal.button("Limited")
    await amal.tap(999_999, limited)
    amal.sees("How far along, in percent? Or tap a step that is now done.")
    await amal.tap(999_999, limited)
    amal.sees("We are here:", "How far along, in percent? Or tap a step that is now done.")


async def test_presses_of_many_people_at_once_reach_their_own_reports(jisr_on_both: Town) -> None:
    amal, badr = await join(jisr_on_both, "amal"), await join(jisr_on_both, "badr")
    await begin(amal, "Forms")
    await begin(badr, "Citizen budget")
    taps = [(chat, *chat.button(label)) for chat, label in ((amal, "Limited"), (badr, "Complete"))]
    await asyncio.gather(
        *(jisr_on_both.world.press(chat.person, message.id, data) for chat, message, data in taps)
    )
    await jisr_on_both.settle()
    amal.sees("How far along, in percent?")
    badr.sees("In one line: what has moved?")
    assert [one.misses for one in await jisr_on_both.rows(ChannelIdentity)] == [0, 0]

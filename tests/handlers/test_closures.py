"""Exceptional days off: who may declare one, what it holds back at once, and how it is taken back.

The check-ins are those of Monday 30 November 2026 at ten, the first of whoever joined before.
"""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from handlers.paces import ASKED
from locales import Day, _
from storage import Session, choices
from storage.choices import DayClosed
from storage.models import Audit, CheckIn, Choice, DecisionRecord, Due, Member, Phase
from tests.chat import PATIENCE, Chat, Town
from tests.handlers.conftest import join
from tests.handlers.test_clarify import national
from tests.handlers.test_nudge import MONDAY, jump, until
from tests.handlers.test_withheld import back, prompt, queue

QUESTION = ASKED[Phase.IMPLEMENTATION]
SOUTHERN = ASKED[Phase.CO_CREATION]  # what Chama is asked, in the other region
DAY = timedelta(days=1)
THAT_DAY = MONDAY.date()


async def open_menu(chat: Chat) -> None:
    await chat.say("/calendar")
    await chat.press("Exceptional day off")


async def close(chat: Chat, day: str, reason: str) -> None:
    """Declare a day off."""
    await open_menu(chat)
    if "Another day off" in chat.labels:
        await chat.press("Another day off")
    await chat.say(day)
    await chat.say(reason)


async def planned(jisr: Town) -> datetime:
    """Return when it is Amal's next turn, once the program has looked."""
    async with asyncio.timeout(PATIENCE):
        while True:  # the program's own tick may have the row in hand
            await jisr.app.tick()
            (row,) = [one for one in await jisr.rows(Due) if one.key == "checkin:1"]
            if row.due_at > jisr.clock.now():
                return row.due_at


async def closed(jisr: Town) -> list[tuple[str, object]]:
    rows = await jisr.rows(Choice)
    return [(one.key, one.value) for one in rows if one.key.startswith("closed:")]


async def test_a_decreed_day_off_holds_at_once_and_nobody_is_told(jisr_on_both: Town) -> None:
    jisr = jisr_on_both
    ghita, amal, chama = await national(jisr), await join(jisr, "amal"), await join(jisr, "chama")
    await jump(jisr, MONDAY - timedelta(minutes=1))  # a minute before everybody is asked
    for chat in (amal, chama):
        chat.watch()
    await open_menu(ghita)
    ghita.sees("Which day are the offices closed? Choose, or type a date.")
    assert ghita.labels[:2] == ["Monday, November 30, 2026", "Tuesday, December 1, 2026"]
    for typed, reason in (
        ("29/11/2026", "A date from November 30, 2026 on, please."),
        ("5 December", "That is at the weekend, when offices are closed."),
        ("11/01/2027", "Monday, January 11, 2027 is a day off already."),
        ("soon", "I did not find a date there."),
    ):
        await ghita.say(typed)
        ghita.sees(reason)
    await ghita.press("Monday, November 30, 2026")
    await ghita.say("x" * 61)
    ghita.sees("That is 61 characters; 60 fit here.")
    await ghita.say("By royal decree <1>")
    ghita.sees("Noted: Monday, November 30, 2026 is a day off (By royal decree &lt;1&gt;).")
    assert await planned(jisr) == MONDAY + DAY
    await until(jisr, MONDAY + DAY - timedelta(minutes=1))
    for chat in (amal, chama):
        chat.hears_nothing()
    await until(jisr, MONDAY + DAY)  # the next day, at everybody's own hour
    amal.sees(QUESTION)
    chama.sees(SOUTHERN)
    assert await closed(jisr) == [("closed:2026-11-30", "By royal decree <1>")]
    (line,) = [one for one in await jisr.rows(Audit) if one.action == "calendar"]
    assert (line.subject, line.detail) == ("closed:2026-11-30", {"reason": "By royal decree <1>"})
    weeks = [one for one in await jisr.rows(CheckIn) if one.member_id == 1]
    assert [(one.week, one.excused) for one in weeks] == [("2026-W49", None)]


async def test_what_is_taken_back_is_a_working_day_again(jisr_on_both: Town) -> None:
    jisr = jisr_on_both
    ghita, amal = await national(jisr), await join(jisr, "amal")
    await jisr.app.tick()
    for words in ("30 November", "1 December", "2 December", "3 December"):  # the whole week
        await close(ghita, words, "Mourning")
    assert await planned(jisr) == MONDAY + 7 * DAY
    await jump(jisr, MONDAY - timedelta(hours=1))
    await open_menu(ghita)
    ghita.sees("<b>Exceptional days off</b>", "Mourning: December 2, 2026")
    for day in (THAT_DAY, THAT_DAY + DAY):
        if day != THAT_DAY:
            await open_menu(ghita)
        await ghita.press(_("Take back: {day}", day=day))
        ghita.sees(_("Taken back: {day} is a working day as usual. Check-ins are planned anew.",
                     day=Day(day)))  # fmt: skip
    assert await planned(jisr) == MONDAY
    amal.watch()
    await until(jisr, MONDAY)
    amal.sees(QUESTION)
    assert [key for key, _reason in await closed(jisr)] == [
        "closed:2026-12-02", "closed:2026-12-03",
    ]  # fmt: skip


async def test_a_region_closes_its_own_offices_alone(jisr_on_both: Town) -> None:
    jisr = jisr_on_both
    driss, elias = await join(jisr, "driss"), await join(jisr, "elias")
    ghita, amal, chama = await national(jisr), await join(jisr, "amal"), await join(jisr, "chama")
    await close(driss, "30 November", "Floods")
    driss.sees("Noted: Monday, November 30, 2026 is a day off in Région de Nord (Floods).")
    await driss.say("/calendar")
    driss.sees("Floods (Région de Nord): November 30, 2026")
    await close(elias, "30 November", "Festival")  # no day off already: theirs is another region
    elias.sees("Noted: Monday, November 30, 2026 is a day off in Région de Sud (Festival).")
    await elias.say("/calendar")
    assert "Floods" not in elias.text
    await elias.press("Exceptional day off")
    message, data = elias.button("Take back: November 30, 2026")
    for forged in ("2026-11-30:1", "2026-11-30", "2026-11-30:1:2"):
        await elias.tap(message.id, data.replace("2026-11-30:2", forged))
    assert [key for key, _reason in await closed(jisr)] == [
        "closed:2026-11-30:1", "closed:2026-11-30:2",
    ]  # fmt: skip
    await open_menu(ghita)  # the whole network's coordinators see both, and may take either back
    ghita.sees("Floods (Région de Nord)", "Festival (Région de Sud)")
    message, data = ghita.button("Take back: November 30, 2026")
    await ghita.tap(message.id, data.replace("2026-11-30:1", "2026-11-30:2"))
    ghita.sees("Taken back: Monday, November 30, 2026 is a working day as usual.")
    for chat in (amal, chama):
        chat.watch()
    await until(jisr, MONDAY)
    amal.hears_nothing()
    chama.sees(SOUTHERN)
    await until(jisr, MONDAY + DAY)
    amal.sees(QUESTION)


async def test_a_regional_coordinator_does_not_take_the_countrys_day_off_back(jisr: Town) -> None:
    driss, ghita, amal = await join(jisr, "driss"), await national(jisr), await join(jisr, "amal")
    await close(driss, "1 December", "Floods")
    await open_menu(driss)
    message, data = driss.button("Take back: December 1, 2026")
    await close(ghita, "30 November", "By decree")
    await driss.tap(message.id, data.replace("2026-12-01:1", "2026-11-30"))
    await driss.say("/cancel")
    await driss.say("/calendar")
    driss.sees("By decree: November 30, 2026", "Floods (Région de Nord): December 1, 2026")
    await driss.press("Exceptional day off")
    assert "Take back: November 30, 2026" not in driss.labels
    await driss.press("Another day off")
    await driss.say("30 November")
    driss.sees("Monday, November 30, 2026 is a day off already.")
    await amal.tap(amal.last.id, "s.calendar")
    amal.sees("This is not open to your role.")
    assert len(await closed(jisr)) == 2


@pytest.mark.parametrize(
    ("language", "words", "typed", "reason"),
    [
        ("ar", "التقويم", "٣١ دجنبر ٢٠٢٦", "عطلة بأمر ملكي"),
        ("fr", "jours fériés", "31 décembre 2026", "Congé par décret"),
    ],
)
async def test_the_day_is_typed_in_ones_own_language(
    jisr: Town, language: str, words: str, typed: str, reason: str
) -> None:
    ghita = await national(jisr)
    await ghita.tap(ghita.last.id, f"a.language.{language}")
    ghita.language = language
    await ghita.say(words)
    await ghita.press(_("Exceptional day off"))
    await ghita.say(typed)
    await ghita.say(reason)
    day = date(2026, 12, 31)
    ghita.sees(_("Noted: {day} is a day off ({reason}).", day=Day(day), reason=reason))
    await ghita.say(words)
    ghita.sees(_("{name}: {day}", name=reason, day=day))


async def test_two_who_close_the_same_day_and_a_day_that_passes_meanwhile(jisr: Town) -> None:
    ghita, elias = await national(jisr), await join(jisr, "elias")
    await open_menu(elias)
    await elias.say("25/11/2026")  # tomorrow
    await close(ghita, "25/11/2026", "By decree")
    await elias.say("Festival")  # an answer later the day is off all over the country
    elias.sees("Wednesday, November 25, 2026 is a day off already.")
    await open_menu(elias)
    await elias.say("26/11/2026")
    await jump(jisr, datetime(2026, 11, 27, 8, tzinfo=UTC))
    await elias.say("Festival")
    await elias.press("Continue")
    elias.sees("That day has passed: nothing is changed.")
    assert await closed(jisr) == [("closed:2026-11-25", "By decree")]


def close_weeks(session: Session) -> None:
    who = session.get_one(Member, 4)
    for number in range(15):
        day = date(2026, 12, 1) + DAY * number
        choices.close(session, DayClosed(day, 1, "Floods"), who, MONDAY)


async def test_no_region_closes_its_offices_for_months(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await jisr.app.database.transaction(close_weeks)
    await close(driss, "30 December", "Floods")
    driss.sees("15 exceptional days off are to come already. Please take one back first.")
    assert len(await closed(jisr)) == 15
    await driss.say("/calendar")
    assert len(driss.text) <= 700
    await driss.press("Exceptional day off")
    assert len(driss.text) <= 700
    assert len(driss.labels) <= 10  # six of them, the way to the others, back and cancel


def close_the_north(session: Session) -> None:
    who = session.get_one(Member, 4)
    choices.close(session, DayClosed(THAT_DAY, 1, "Floods"), who, MONDAY)


async def test_what_is_on_its_way_is_held_back_too(jisr: Town) -> None:
    amal = await queue(jisr)  # decided upon: the guard at sending is alone now
    await jisr.app.database.transaction(close_the_north)
    back(jisr)
    await jisr.settle()
    amal.hears_nothing()
    assert (await prompt(jisr)).due_at == MONDAY - timedelta(hours=1) + DAY  # when offices open
    await until(jisr, MONDAY + DAY)
    amal.sees(QUESTION)


async def test_three_days_of_silence_are_three_working_days_of_the_region(jisr: Town) -> None:
    driss, amal = await join(jisr, "driss"), await join(jisr, "amal")
    await close(driss, "16 December", "Floods")  # between a question and its reminder
    for week in (0, 1):
        await jump(jisr, MONDAY + 7 * DAY * week)
        await amal.press("As before")
        await amal.press("Skip")
    third = MONDAY + 14 * DAY
    await jump(jisr, third)
    await until(jisr, third + 4 * DAY - timedelta(minutes=1))
    assert not [one for one in await jisr.rows(DecisionRecord) if one.p < 1]
    await until(jisr, third + 4 * DAY + timedelta(minutes=1))
    assert [one for one in await jisr.rows(DecisionRecord) if one.p < 1]  # the coin is thrown

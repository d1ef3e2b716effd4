"""The calendar as a chat: who may change what, and who is then asked when."""

from datetime import UTC, date, datetime, timedelta

import pytest

from handlers.almanac import named
from handlers.paces import ASKED
from locales import Day, _
from storage import Session, choices
from storage.models import Audit, Choice, Member, Phase
from tests.chat import Chat, Town
from tests.handlers.conftest import join
from tests.handlers.test_clarify import national
from tests.handlers.test_nudge import MONDAY, jump, until
from tests.handlers.test_withheld import back, queue

QUESTION = ASKED[Phase.IMPLEMENTATION]
FRIDAY = datetime(2027, 3, 5, 10, tzinfo=UTC)  # the feast is estimated for Tuesday and Wednesday
NEXT = [datetime(2027, 3, day, 10, tzinfo=UTC) for day in (8, 9, 10, 11)]  # Monday to Thursday


def on_tuesdays(session: Session) -> None:
    session.get_one(Member, 1).checkin_day = 2


async def settled(jisr: Town) -> list[tuple[str, object]]:
    return [(one.key, one.value) for one in await jisr.rows(Choice) if one.key != "zone_rules"]


async def move(chat: Chat, feast: str, day: date) -> None:
    """Have a feast begin on a day."""
    await chat.say("/calendar")
    await chat.press(named(feast))
    await chat.press(_("{day}", day=Day(day)))


@pytest.mark.parametrize(
    ("language", "words"),
    [("ar", "التقويم"), ("fr", "jours fériés"), ("en", "/calendar")],
)
async def test_days_off_are_listed_and_the_estimates_are_marked(
    jisr: Town, language: str, words: str
) -> None:
    ghita = await national(jisr)
    await ghita.say(f"/lang {language}")
    await ghita.tap(ghita.last.id, f"a.language.{language}")
    ghita.language = language
    await ghita.say(words)
    ghita.sees("<b>Coming days off</b>")
    ghita.sees(_("{name}: {day}", name=named("01-11"), day=date(2027, 1, 11)))
    ghita.sees(_("{name}: {day} (estimate)", name=named("ramadan"), day=date(2027, 2, 8)))
    assert len(ghita.text) <= 700
    await ghita.press(named("ramadan"))
    await ghita.press(_("{day}", day=Day(date(2027, 2, 9))))
    ghita.sees(_("Noted: {name} begins on {day}. Check-ins near it are planned anew.",
                 name=named("ramadan"), day=Day(date(2027, 2, 9))))  # fmt: skip
    ghita.sees("28")  # days: the other end is to be looked at too
    await ghita.press("Calendar")
    ghita.sees(_("{name}: {day}", name=named("ramadan"), day=date(2027, 2, 9)))
    assert await settled(jisr) == [("feast:ramadan:1448", 1)]
    (line,) = [one for one in await jisr.rows(Audit) if one.action == "calendar"]
    assert (line.subject, line.detail) == ("feast:ramadan:1448", {"before": None, "days": 1})


async def test_a_feast_that_comes_sooner_moves_what_was_planned_for_it(jisr: Town) -> None:
    ghita, amal = await national(jisr), await join(jisr, "amal")
    await jump(jisr, FRIDAY)
    await move(ghita, "eid_al_fitr", date(2027, 3, 8))
    amal.watch()
    await until(jisr, NEXT[3] - timedelta(minutes=1))
    amal.hears_nothing()  # two days off, and the first day back
    await until(jisr, NEXT[3])
    amal.sees(QUESTION)


async def test_a_feast_that_comes_later_gives_a_day_back(jisr: Town) -> None:
    await jisr.app.database.transaction(on_tuesdays)
    ghita, amal = await national(jisr), await join(jisr, "amal")
    await jump(jisr, FRIDAY)  # as estimated, the week is excused
    await move(ghita, "eid_al_fitr", date(2027, 3, 10))
    amal.watch()
    await until(jisr, NEXT[1] - timedelta(minutes=1))
    amal.hears_nothing()
    await until(jisr, NEXT[1])
    amal.sees(QUESTION)


async def test_hours_of_a_region_are_those_of_its_people_alone(jisr: Town) -> None:
    driss, amal, chama = [await join(jisr, name) for name in ("driss", "amal", "chama")]
    await driss.say("/calendar")
    assert driss.labels[0] == "Office hours of my region"
    assert "Eid al-Fitr" not in driss.labels
    await driss.press("Office hours of my region")
    driss.sees("Working days: from 09:00 to 16:00", "Ramadan: from 09:30 to 14:00")
    await driss.press("Working days")
    for typed, reason in (
        ("25:00", "I did not find a time there. For example: 08:30."),
        ("03:00", "A time from 08:30 to 16:00, please."),
        ("Saturday", "I did not find a time there. For example: 08:30."),
    ):
        await driss.say(typed)
        driss.sees(reason)
    await driss.say("11h")
    await driss.say("20:00")
    driss.sees("A time from 13:00 to 18:00, please.")
    await driss.press("15:00")
    driss.sees("Noted, from now on:", "Working days: from 11:00 to 15:00")
    for chat in (amal, chama):
        chat.watch()
    await until(jisr, MONDAY)
    chama.sees(ASKED[Phase.CO_CREATION])
    await until(jisr, MONDAY + timedelta(minutes=59))
    amal.hears_nothing()
    await until(jisr, MONDAY + timedelta(hours=1))
    amal.sees(QUESTION)
    await driss.say("/calendar")
    await driss.press("Office hours of my region")
    driss.sees("Working days: from 11:00 to 15:00")
    await driss.press("As everywhere")
    driss.sees("Working days: from 09:00 to 16:00")
    assert await settled(jisr) == []
    lines = [one.subject for one in await jisr.rows(Audit) if one.action == "calendar"]
    assert lines == ["place:1", "place:1"]


async def test_hours_that_leave_nothing_of_a_friday_are_refused(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await driss.say("/calendar")
    await driss.press("Office hours of my region")
    await driss.press("Working days")
    await driss.say("12:30")
    await driss.say("15:00")
    driss.sees("No hour of a Friday would be left.")
    assert await settled(jisr) == []


async def test_the_national_coordinator_chooses_the_region(jisr: Town) -> None:
    ghita, driss = await national(jisr), await join(jisr, "driss")
    driss.watch()
    await ghita.say("/calendar")
    await ghita.press("Office hours of a region")
    await ghita.press("Région de Nord")
    await ghita.press("Ramadan")
    await ghita.press("09:30")
    await ghita.press("15:00")
    ghita.sees("Ramadan: from 09:30 to 15:00")
    assert await settled(jisr) == [("hours:1", {"ramadan": ["09:30", "15:00"]})]
    driss.hears_nothing()


async def test_a_regional_coordinator_moves_no_feast_even_with_a_forged_button(jisr: Town) -> None:
    driss, amal = await join(jisr, "driss"), await join(jisr, "amal")
    await driss.say("/calendar")
    message, data = driss.button("Office hours of my region")
    for forged in ("eid_al_fitr:1448", "ramadan:1448", "hours:2"):
        await driss.tap(message.id, data.replace("hours", forged))
    await amal.tap(amal.last.id, "s.calendar")
    amal.sees("This is not open to your role.")
    assert await settled(jisr) == []


def open_at_eleven(session: Session) -> None:
    hours = {"normal": ("11:00", "15:00")}
    choices.set_hours(session, 1, hours, session.get_one(Member, 4), MONDAY)


async def test_hours_changed_meanwhile_hold_back_what_is_on_its_way(jisr: Town) -> None:
    amal = await queue(jisr)  # decided upon: the guard at sending is alone now
    await jisr.app.database.transaction(open_at_eleven)
    back(jisr)
    await jisr.settle()
    amal.hears_nothing()
    await until(jisr, MONDAY + timedelta(hours=1))
    amal.sees(QUESTION)

"""The weekly check-in as a chat: three taps, what is in the way, who hears of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers.paces import ASKED, OBSTACLES, PACES
from locales import CASABLANCA, _n, render
from storage import Session, checkins, people, seats
from storage.checkins import Answered
from storage.models import (
    Audience,
    CheckIn,
    Member,
    Obstacle,
    Pace,
    Phase,
    Pressure,
    Role,
)
from tests.chat import TUESDAY, Town, plain
from tests.handlers.conftest import join
from tests.handlers.network import PEOPLE

WEEK = "2026-W48"


def sent(session: Session, name: str, week: str = WEEK) -> None:
    """Note that a week's question went out."""
    member = session.scalars(select(Member).where(Member.name == name)).one()
    checkins.row(session, member, week, checkins.closing(week, CASABLANCA)).sent_at = TUESDAY


async def test_progressed_and_fine_takes_two_taps_after_the_button(jisr: Town) -> None:
    amal, badr, driss = [await join(jisr, name) for name in ("amal", "badr", "driss")]
    for other in (badr, driss):
        other.watch()
    await amal.tap(amal.last.id, f"s.checkin.{WEEK}.moved")
    await amal.press("4")
    amal.sees("Thank you. The week is noted.")
    one = "In the last 30 days {count} project of the network moved forward."
    amal.sees(_n(one, "In the last 30 days {count} projects of the network moved forward.", 2))
    (row,) = await jisr.rows(CheckIn)
    assert (row.member_id, row.week, row.pace, row.mood) == (1, WEEK, Pace.MOVED, 4)
    assert (row.late, row.channel, row.sent_at, row.obstacle) == (False, "telegram", None, None)
    for other in (badr, driss):
        other.hears_nothing()


@pytest.mark.parametrize(
    ("language", "words"),
    [("ar", "نقطة الأسبوع"), ("fr", "point de la semaine"), ("en", "/checkin")],
)
async def test_it_can_be_begun_and_answered_in_words(jisr: Town, language: str, words: str) -> None:
    amal = await join(jisr, "amal", language)
    await amal.say(words)
    amal.sees(ASKED[Phase.IMPLEMENTATION])
    await amal.say(plain(render(PACES[Pace.SAME], language, html=False)))
    await amal.press("Skip")
    amal.sees("Thank you. The week is noted.")
    (row,) = await jisr.rows(CheckIn)
    assert (row.pace, row.mood) == (Pace.SAME, None)


async def test_words_that_are_no_answer_are_asked_again(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.say("/checkin")
    await amal.say("qwertz")
    amal.sees(ASKED[Phase.IMPLEMENTATION])
    assert await jisr.rows(CheckIn) == []


async def test_another_phase_is_asked_about_differently(jisr: Town) -> None:
    chama = await join(jisr, "chama")
    await chama.say("/checkin")
    chama.sees(ASKED[Phase.CO_CREATION])


async def blocked(jisr: Town, audience: str) -> None:
    amal = await join(jisr, "amal")
    await amal.say("/checkin")
    await amal.press("Blocked")
    await amal.press("Budget")
    await amal.say("Nothing before March")
    await amal.press(audience)
    await amal.press("Skip")
    amal.sees("Thank you. The week is noted.")


async def test_an_obstacle_reaches_the_coordinator_of_the_region_alone(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    others = [await join(jisr, name) for name in ("badr", "chama", "elias", "fadoua")]
    for other in others:
        other.watch()
    await blocked(jisr, "Tell my coordinator")
    jisr.chats[100].sees("Your coordinator has been told.")
    for part in ("Amal", OBSTACLES[Obstacle.BUDGET], "Nothing before March"):
        driss.sees(part)
    for other in others:
        other.hears_nothing()
    (row,) = await jisr.rows(CheckIn)
    assert (row.obstacle, row.words) == (Obstacle.BUDGET, "Nothing before March")
    assert row.audience == Audience.COORDINATOR


async def test_what_is_kept_to_oneself_reaches_nobody(jisr: Town) -> None:
    others = [await join(jisr, name) for name in PEOPLE[1:]]
    for other in others:
        other.watch()
    await blocked(jisr, "Keep it to myself")
    assert "coordinator" not in jisr.chats[100].text
    for other in others:
        other.hears_nothing()


async def test_the_next_week_begins_with_what_was_in_the_way(jisr: Town) -> None:
    await blocked(jisr, "Keep it to myself")
    amal = jisr.chats[100]
    jisr.clock.move(timedelta(days=7))
    await amal.say("/checkin")
    amal.sees("Nothing before March", OBSTACLES[Obstacle.BUDGET])
    await amal.press("Solved")
    await amal.press("It moved forward")
    await amal.press("Skip")
    first, second = await jisr.rows(CheckIn)
    assert first.solved_at is not None
    assert second.week == "2026-W49"
    jisr.clock.move(timedelta(days=7))
    await amal.say("/checkin")
    amal.sees(ASKED[Phase.IMPLEMENTATION])


async def test_a_late_answer_counts_and_is_marked(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await jisr.app.database.transaction(sent, "Amal")
    jisr.clock.move(timedelta(days=4))
    await amal.tap(amal.last.id, f"s.checkin.{WEEK}.same")
    await amal.press("Skip")
    amal.sees("Thank you. The week had closed; your answer counts all the same.")
    (row,) = await jisr.rows(CheckIn)
    assert (row.late, row.week, row.pace) == (True, WEEK, Pace.SAME)


async def test_two_phones_and_two_answers_make_one_record_and_the_latest_wins(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.say("/link")
    await jisr.app.database.transaction(sent, "Amal")
    second = jisr.phone(500, "en", "Amal's other phone")
    await jisr.app.database.transaction(add_phone)
    for phone, pace in ((amal, "moved"), (second, "nothing")):
        await phone.say("/menu")
        await phone.tap(phone.last.id, f"s.checkin.{WEEK}.{pace}")
    for phone in (amal, second):
        await phone.press("Skip")
        phone.sees("Thank you. The week is noted.")
    (row,) = await jisr.rows(CheckIn)
    assert row.pace == Pace.NOTHING


def add_phone(session: Session) -> None:
    identity = people.add_identity(session, "telegram", "500", chat_id="500", language="en")
    people.link(session, identity, 1, TUESDAY)


async def test_a_week_that_was_never_asked_about_is_this_week(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.tap(amal.last.id, "s.checkin.1999-W77.moved")
    await amal.press("Skip")
    (row,) = await jisr.rows(CheckIn)
    assert row.week == WEEK


async def test_an_observer_has_no_check_in(jisr: Town) -> None:
    fadoua = await join(jisr, "fadoua")
    await fadoua.say("/checkin")
    fadoua.sees("This is not open to your role.")
    assert await jisr.rows(CheckIn) == []


async def test_once_a_quarter_the_first_answer_ends_with_a_question_on_pressure(
    jisr: Town,
) -> None:
    amal = await join(jisr, "amal", "ar")
    asked = "Once a quarter: do you feel that the messages press on you? You may skip this."
    await amal.say("/checkin")  # the very first: nothing was sent that could press
    await amal.press("As before")
    await amal.press("Skip")
    amal.sees("Thank you. The week is noted.")
    await jisr.move(weeks=5)  # W53 is of the last quarter still
    await amal.say("/checkin")
    await amal.press("As before")
    await amal.press("Skip")
    amal.sees("Thank you. The week is noted.")
    await jisr.move(weeks=1)
    await amal.say("/checkin")
    await amal.press("As before")
    await amal.press("Skip")
    amal.sees(asked)
    await amal.say("2")
    amal.sees("Thank you. The week is noted.")
    await jisr.move(weeks=1)
    await amal.say("/checkin")
    await amal.press("As before")
    await amal.press("Skip")
    amal.sees("Thank you. The week is noted.")
    rows = [(row.week, row.pressure) for row in await jisr.rows(CheckIn) if row.answered_at]
    assert rows == [
        ("2026-W48", None), ("2026-W53", None), ("2027-W01", Pressure.SOME), ("2027-W02", None),
    ]  # fmt: skip


def say_pressure(session: Session, count: int) -> None:
    """Have ``count`` new people of Azrou say that the messages press on them, the first a lot."""
    place = session.scalars(select(Member).where(Member.name == "Amal")).one().collectivity_id
    for number in range(count):
        member = Member(name=f"P{number}", language="fr", created_at=TUESDAY, joined_at=TUESDAY)
        seats.seat_all(session, [(member, Role.POLE, place)], TUESDAY)
        row = checkins.row(session, member, "2026-W47", TUESDAY)
        pressed = Pressure.MUCH if number == 0 else Pressure.NONE
        checkins.note_answer(row, Answered(pace=Pace.SAME, pressure=pressed), "telegram", TUESDAY)


async def test_pressure_is_shown_as_counts_from_five_people_on_and_in_reach_alone(
    jisr: Town,
) -> None:
    driss, elias = await join(jisr, "driss"), await join(jisr, "elias")
    await jisr.app.database.transaction(say_pressure, 4)
    await driss.say("/rhythm")
    assert "press" not in driss.text
    await jisr.app.database.transaction(say_pressure, 1)
    await driss.say("/rhythm")
    driss.sees("Messages press on them: 2 of 5")
    await elias.say("/rhythm")
    assert "press" not in elias.text

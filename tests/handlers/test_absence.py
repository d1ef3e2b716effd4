"""Absences that a coordinator declares: told, undone, and honoured by all that is sent."""

from datetime import date, timedelta

import pytest

from storage import Session, absences, listing, seats
from storage.announcements import audience
from storage.asking import candidates
from storage.listing import Which
from storage.models import Absence, Audit, CheckIn, Member, Question, QuestionStatus, Topic
from storage.reach import Reach
from tests.chat import TUESDAY, Chat, Town
from tests.handlers.conftest import join
from tests.handlers.test_clarify import national
from tests.handlers.test_nudge import MONDAY, jump

ASKED = "Until which day, that one included? Type a date."


async def declare(chat: Chat, first: str, last: str, name: str = "Amal") -> None:
    """Declare an absence from the card."""
    await chat.say(f"/member {name}")
    await chat.press("Declare an absence")
    await (chat.press("Today") if first == "today" else chat.say(first))
    await chat.say(last)
    if "Declare it" in chat.labels:
        await chat.press("Declare it")


async def test_a_declared_absence_is_told_kept_and_undone_by_who_is_away(
    jisr_on_both: Town,
) -> None:
    town = jisr_on_both
    amal, badr = await join(town, "amal"), await join(town, "badr")
    driss, elias = await join(town, "driss"), await join(town, "elias")
    for other in (badr, elias):
        other.watch()
    await declare(driss, "30/11/2026", "4 December")
    driss.sees(
        "Declared: Amal is away from November 30, 2026 to December 4, 2026.",
        "They are told, and can undo it.",
        "Meanwhile Badr, the deputy, gets the messages.",
    )
    amal.sees("Driss, who coordinates the network, has noted that you are away")
    await driss.press("The card")
    driss.sees("Absence declared: November 30, 2026 to December 4, 2026")
    for other in (badr, elias):
        other.hears_nothing()
    await amal.say("/space")
    amal.sees("Absence declared")
    amal.watch()
    await jump(town, MONDAY)
    amal.hears_nothing()  # the week's question is not asked
    assert "I am back" not in amal.labels
    await amal.say("/menu")
    await amal.press("I am back")
    amal.sees("Welcome back. Messages come as before.")
    (row,) = await town.rows(Absence)
    assert row.ended_by == 1
    assert [one.action for one in await town.rows(Audit) if "absence" in one.action] == [
        "declare_absence"
    ]


async def test_the_week_that_was_asked_about_is_no_miss_when_it_begins_today(jisr: Town) -> None:
    await join(jisr, "amal")
    driss = await join(jisr, "driss")
    await jump(jisr, MONDAY)
    await declare(driss, "today", "01/12/2026")
    (row,) = [one for one in await jisr.rows(CheckIn) if one.member_id == 1]
    assert (row.sent_at is not None, row.excused) == (True, "leave")


async def test_one_tap_undoes_it_before_it_begins_and_whoever_declared_it_hears(
    jisr: Town,
) -> None:
    amal, driss, elias = [await join(jisr, name) for name in ("amal", "driss", "elias")]
    await declare(driss, "30/11/2026", "30/11/2026")
    for stranger in (elias,):
        await stranger.tap(stranger.last.id, "a.unabsent.1")
        stranger.sees("There is no such absence.")
    await amal.press("Undo it")
    amal.sees("Undone. Messages come as before.")
    driss.sees("Amal says that the absence from November 30, 2026 to November 30, 2026 is not so")
    await driss.press("Undo it")
    driss.sees("That absence was taken back already.")
    await jump(jisr, MONDAY)
    amal.sees("How did your openness projects go this week?")


async def test_whoever_stopped_the_messages_is_written_nothing_and_sees_it_in_their_space(
    jisr: Town,
) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await amal.say("/stop")
    amal.watch()
    await declare(driss, "today", "27/11/2026")
    driss.sees("They cannot be told here just now.")
    await driss.press("Undo it")
    driss.sees("Undone.")
    await declare(driss, "today", "27/11/2026")
    amal.hears_nothing()
    await amal.say("/menu")
    await amal.press("No")  # asked whether to resume, once
    await amal.say("/mycard")
    amal.sees("Absence declared: November 24, 2026 to November 27, 2026")


async def test_of_two_coordinators_one_declares_and_the_other_hears_who(
    jisr_on_both: Town,
) -> None:
    town = jisr_on_both
    await join(town, "amal")
    driss, ghita = await join(town, "driss"), await national(town)
    for chat in (driss, ghita):
        await chat.say("/member Amal")
        await chat.press("Declare an absence")
        await chat.press("Today")
        await chat.say("27/11/2026")
    await driss.press("Declare it")
    await ghita.press("Declare it")
    ghita.sees("Driss has declared Amal away from", "take that back first")
    assert len(await town.rows(Absence)) == 1
    await ghita.press("Undo it")
    ghita.sees("Undone. They are told.")


@pytest.mark.parametrize(
    ("first", "last", "answer"),
    [
        ("23/11/2026", None, "A date from November 24, 2026 on, please."),
        ("29/02/2027", None, "I did not find a date there."),
        ("tomorrow", "24/11/2026", "A date from November 25, 2026 on, please."),
        ("29/02/2028", None, "A date up to May 26, 2027, please."),
        ("28/02/2027", "29 February 2027", "I did not find a date there."),
        ("28/02/2027", "28/02/2028", "A date up to August 30, 2027, please."),
        ("for ever", None, "I did not find a date there."),
    ],
)
async def test_days_that_make_no_sense_are_asked_again(
    jisr: Town, first: str, last: str | None, answer: str
) -> None:
    await join(jisr, "amal")
    driss = await join(jisr, "driss")
    await driss.tap(driss.last.id, "s.absence.1")
    await driss.say(first)
    if last is not None:
        driss.sees(ASKED)
        await driss.say(last)
    driss.sees(answer)
    assert not await jisr.rows(Absence)


async def test_what_changes_while_it_is_written_is_seen_when_it_is_done(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await join(jisr, "amal")
    for change, answer in ((wait, "That absence is over"), (leave, "That seat is not one")):
        await driss.tap(driss.last.id, "s.absence.1")
        await driss.press("Today")
        await driss.say("today" if change is wait else "31/12/2026")
        if change is wait:
            jisr.clock.move(timedelta(days=1))
        else:
            await jisr.app.database.transaction(leave)
        await driss.press("Declare it")
        driss.sees(answer)
    assert not await jisr.rows(Absence)


def wait(session: Session) -> None:
    """Let a day go by."""


def leave(session: Session) -> None:
    seats.leave(session, session.get_one(Member, 1), TUESDAY)


async def test_back_is_the_first_day_that_no_pause_and_no_absence_covers(jisr: Town) -> None:
    def count(session: Session) -> list[date | None]:
        member = session.get_one(Member, 1)
        today = date(2026, 11, 24)
        found = [absences.back_on(session, member, today)]
        for first, last in ((24, 25), (26, 27), (29, 30)):
            absences.declare(session, 1, date(2026, 11, first), date(2026, 11, last), by=4,
                             now=TUESDAY)  # fmt: skip
            found.append(absences.back_on(session, member, today))
        member.paused_until = date(2026, 11, 29)
        found.append(absences.back_on(session, member, today))
        return found

    days = [one and one.day for one in await jisr.app.database.transaction(count)]
    assert days == [None, 26, 28, 28, 1]


async def test_whatever_chooses_people_passes_over_whoever_is_away(jisr_on_both: Town) -> None:
    town = jisr_on_both
    for name in ("amal", "chama"):
        await join(town, name)

    def chosen(session: Session) -> tuple[int, dict[str, int], int, int]:
        today = TUESDAY.date()
        question = Question(author_id=1, seat_id=1, words="?", language="en", topic=Topic.BUDGET,
                            named=True, status=QuestionStatus.OPEN, asked_at=TUESDAY)  # fmt: skip
        session.add(question)
        session.flush()
        asked = candidates.asked(session, question)
        peers = candidates.only(session, asked, 3, TUESDAY, today)
        scope = audience.Scope(Reach(None), audience.Rule(people=(3,)), 4, TUESDAY, today)
        seen = audience.preview(session, scope)
        sent = session.execute(audience.recipients(scope, 0, 9)).all()
        listed = listing.count(session, Reach(None), Which.AWAY, today)
        return len(peers), seen.left_out, sum(why is None for *_who, why in sent), listed

    def send_away(session: Session) -> None:
        absences.declare(session, 3, TUESDAY.date(), TUESDAY.date(), by=5, now=TUESDAY)
        assert seats.prompted(session, session.get_one(Member, 3), TUESDAY.date()) is None

    database = town.app.database
    assert await database.transaction(chosen) == (1, {}, 1, 0)
    await database.transaction(send_away)
    assert await database.transaction(chosen) == (0, {"away": 1}, 0, 1)

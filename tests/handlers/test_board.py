"""The board as coordinators see it: their own region's figures, and of nobody alone."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from handlers.board import PICTURES
from handlers.paces import OBSTACLES
from locales import Message, Names, Percent, _, _n
from storage import Session, choices, seats
from storage.choices import DayClosed
from storage.models import (
    Audience,
    Audit,
    CheckIn,
    Level,
    Member,
    Obstacle,
    Order,
    Phase,
    Programme,
    ProgressReport,
    Question,
    Topic,
)
from tests.chat import TUESDAY, Chat, Town
from tests.handlers.conftest import Network, join
from tests.handlers.crowd import NORTH, SOUTH, crowd
from tests.handlers.test_clarify import national

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def network() -> Network:
    return crowd


def rate(answered: int, people: int, percent: int) -> Message:
    return _("{answered} of {people} ({percent})", answered=answered, people=people,
             percent=Percent(percent))  # fmt: skip


async def test_each_coordinator_sees_the_week_of_those_they_look_after(jisr_on_both: Town) -> None:
    driss, elias = await join(jisr_on_both, "driss"), await join(jisr_on_both, "elias", "fr")
    ghita = await national(jisr_on_both)
    for chat, answered, people, percent in (
        (driss, 3, 10, 30), (elias, 1, 7, 14), (ghita, 4, 17, 24),
    ):  # fmt: skip
        await chat.say("/board")
        chat.sees(_("Answered so far: {answered}", answered=rate(answered, people, percent)))
        chat.sees(_("Stopped the messages: {count} of {people}", count=0, people=people))
        assert len(chat.text) <= 700
        assert len(chat.labels) == 8
    driss.sees("1 person is silent: four check-ins or more.",
               "1 question has waited for more than 72 working hours.")  # fmt: skip
    ghita.sees("2 people are silent: four check-ins or more.")


async def test_no_part_of_a_board_shows_another_region(jisr_on_both: Town) -> None:
    driss = await join(jisr_on_both, "driss")
    await driss.say("/board")
    seen = ""
    for part in ("response", "silent", "obstacles", "questions", "projects", "trend", "pictures",
                 "silent.99999999999999", "silent.2", "nothing", "response.2"):  # fmt: skip
        await driss.tap(driss.last.id, f"a.board.{part}")
        seen += driss.text
    assert "Najib" in seen
    assert "Question from Nord?" in seen
    for name in (*SOUTH, "Sud", "Tiznit", "Souss"):
        assert name not in seen, name
    driss.watch()
    amal = await join(jisr_on_both, "amal")
    for forged in ("a.board", "a.board.silent", "a.picture.response", "a.summary.off"):
        await amal.tap(amal.last.id, forged)
        amal.sees("This is not open to your role.")
    assert await jisr_on_both.rows(Order) == []


async def test_a_question_does_not_wait_on_exceptional_days_off(jisr: Town) -> None:
    driss, ghita = await join(jisr, "driss"), await national(jisr)

    def close(session: Session) -> None:
        who = session.get_one(Member, 1)
        for days in (4, 5, 6, 7):
            choices.close(session, DayClosed((TUESDAY - timedelta(days=days)).date(), None), who,
                          TUESDAY)  # fmt: skip

    await jisr.app.database.transaction(close)
    for chat in (driss, ghita):
        await chat.say("/board")
        chat.sees("0 questions have waited for more than 72 working hours.")


async def test_figures_of_fewer_than_five_are_not_shown(jisr: Town) -> None:
    driss, elias = await join(jisr, "driss"), await join(jisr, "elias")
    await driss.say("/board")
    await driss.press("Obstacles")
    driss.sees(_("{reason}: {count}", reason=OBSTACLES[Obstacle.STAFF], count=5))
    assert OBSTACLES[Obstacle.LEGAL].msgid in driss.text  # that there are any, not how many
    assert "2" not in driss.text
    await jisr.app.database.transaction(keep_private, "Saad")
    await elias.say("/board")
    await elias.press("Obstacles")  # one of five is kept private
    elias.sees(_("Fewer than {count} people each: {names}", count=5, names="Legal"))
    assert "4" not in elias.text
    await jisr.app.database.transaction(keep_private, *SOUTH)
    await elias.press("Board")
    await elias.press("Obstacles")
    elias.sees("No obstacle is open that you may know of.")
    await elias.press("Board")
    await elias.press("Week by week")
    elias.sees("Energy: 4 of 5 (n = 6)")
    await jisr.app.database.transaction(without_mood, SOUTH[:2])
    await elias.press("Board")
    await elias.press("Week by week")
    assert "Energy" not in elias.text


async def test_who_pauses_or_leaves_stays_in_what_the_answers_are_counted_of(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await jisr.app.database.transaction(drop, "Nora", "Nouri")
    await driss.say("/board")
    driss.sees(_("Answered so far: {answered}", answered=rate(3, 10, 30)))
    driss.sees("2 of the others are excused.")
    await driss.press("Who answered")
    driss.sees(_("{name}: {rate}", name=Names(ar="", fr="Province d’Ifrane"), rate=rate(3, 10, 30)))


async def test_somebody_silent_is_named_with_their_seat_and_nothing_else(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await driss.say("tableau de bord")
    await driss.press("Silent people")
    driss.sees("Najib", _n("Silent since {day}: {count} check-in",
                           "Silent since {day}: {count} check-ins", 4,
                           day=(TUESDAY - timedelta(days=29)).date()))  # fmt: skip
    assert not any(one in driss.text for one in NORTH if one != "Najib")
    await jisr.app.database.transaction(pause, "Najib")
    await driss.press("Board")
    await driss.press("Silent people")
    driss.sees("Nobody has been silent for four check-ins.")


@pytest.mark.parametrize(
    ("language", "words"), [("ar", "لوحة"), ("fr", "tableau"), ("en", "board")]
)
async def test_every_picture_comes_as_a_picture(jisr: Town, language: str, words: str) -> None:
    ghita = await national(jisr)
    await ghita.tap(ghita.last.id, f"a.language.{language}")
    ghita.language = language
    for name in PICTURES:
        await ghita.say(words)
        await ghita.press("Pictures")
        await ghita.press(PICTURES[name])
        assert ghita.last.file is not None, ghita.text
        assert ghita.last.file.kind == "photo"
        content = ghita.town.world.content_of(ghita.last)
        assert content.startswith(PNG)
        assert int.from_bytes(content[16:20]) == 1080  # pixels wide
    assert len(await jisr.rows(Order)) == len(PICTURES)


async def test_a_picture_holds_nothing_of_another_region_and_is_drawn_for_the_seat_one_has(
    jisr: Town,
) -> None:
    driss = await join(jisr, "driss")
    await driss.say("/board")
    before = [await drawn(driss, name) for name in PICTURES]
    await jisr.app.database.transaction(change_everything_in_the_south)
    assert [await drawn(driss, name) for name in PICTURES] == before
    ghita = await national(jisr)
    await ghita.say("/board")
    assert await drawn(ghita, "grid") != before[1]
    made = [one.detail for one in await jisr.rows(Audit) if one.action == "picture"]
    assert [one["region"] for one in made] == [1] * 12 + [None]


async def test_where_there_is_nothing_the_board_says_so(jisr: Town) -> None:
    await jisr.app.database.transaction(empty)
    driss = await join(jisr, "driss")
    await driss.say("/board")
    driss.sees("Nobody is asked here yet, and there is no project: figures come with people.")
    for part in ("silent", "obstacles", "questions", "projects", "trend"):
        await driss.tap(driss.last.id, f"a.board.{part}")
        assert "Board" in driss.labels
    await driss.tap(driss.last.id, "a.picture.grid")
    driss.sees("There is nothing to draw yet.")
    await driss.tap(driss.last.id, "a.picture.nothing")
    driss.sees("I know of no such picture.")


async def drawn(chat: Chat, name: str) -> bytes:
    """Order a picture and return it."""
    await chat.tap(chat.last.id, f"a.picture.{name}")
    return chat.file[1]


def named(session: Session, names: tuple[str, ...]) -> list[Member]:
    return list(session.scalars(select(Member).where(Member.name.in_(names))))


def check_ins(session: Session, names: tuple[str, ...]) -> list[CheckIn]:
    ids = [one.id for one in named(session, names)]
    return list(session.scalars(select(CheckIn).where(CheckIn.member_id.in_(ids))))


def keep_private(session: Session, *names: str) -> None:
    for row in check_ins(session, names):
        row.audience = Audience.PRIVATE if row.obstacle else None


def without_mood(session: Session, names: tuple[str, ...]) -> None:
    for row in check_ins(session, names):
        row.mood = None


def drop(session: Session, leaver: str, pausing: str) -> None:
    """Let one leave, and excuse the week of another."""
    seats.leave(session, named(session, (leaver,))[0], TUESDAY)
    for row in check_ins(session, (pausing,)):
        if row.answered_at is None:
            row.excused = "paused"


def pause(session: Session, name: str) -> None:
    named(session, (name,))[0].paused_until = TUESDAY.date() + timedelta(days=9)


def change_everything_in_the_south(session: Session) -> None:
    for row in check_ins(session, SOUTH):
        row.answered_at, row.mood, row.obstacle = None, None, None
    for member in named(session, SOUTH):
        member.stopped_at = TUESDAY
    session.execute(
        update(Question).values(topic=Topic.STAFF).where(Question.words.contains("Sud"))
    )
    session.execute(update(ProgressReport).values(level=Level.LIMITED).where(
        ProgressReport.author_id.in_([one.id for one in named(session, SOUTH)])))  # fmt: skip


def empty(session: Session) -> None:
    session.execute(update(Programme).values(phase=Phase.CLOSED))
    session.execute(delete(CheckIn))
    session.execute(delete(Question))

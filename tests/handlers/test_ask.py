"""Asking one's peers: what is understood, what is refused, who is told and when."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from handlers.ownwords import MOST
from locales import Moment, _, _n
from storage import Session, publishing
from storage.models import (
    Collectivity,
    Member,
    Practice,
    PublicationStatus,
    Question,
    QuestionStatus,
    Reuse,
    Routing,
    StoredFile,
    Topic,
)
from tests.chat import TUESDAY, Town
from tests.handlers.asking import (
    EVENING,
    QUESTION,
    ask,
    declare,
    network,
    question,
    reply,
    tick,
)
from tests.handlers.conftest import join


async def test_what_nobody_could_answer_or_may_pass_on_is_asked_again(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with network(sqlite_url, tmp_path, ("hiba", "tahar")) as (town, chats):
        hiba, tahar = chats["hiba"], chats["tahar"]
        tahar.watch()
        await hiba.say("j'ai une question")
        for bad in ("?", "a", "🙂🙂🙂", "\u200f.\u200f"):
            await hiba.say(bad)
            hiba.sees("A few more words, please. For example: How do we publish our budget?")
        await hiba.say("why? " * 1000)
        hiba.sees(f"That is 4,999 characters; {MOST:,} fit here.")  # its phone cut it in two
        await hiba.say("Is AB123456 on the list of petitioners?")
        hiba.sees("That holds an identity-card number, which must not be passed on")
        await hiba.say("Who runs the budget site? Call me on 06 12 34 56 78")
        hiba.sees("That gives away a telephone number. Peers will read it.")
        await hiba.press("Write it anew")
        await hiba.say("Who runs the budget site? Write to me: hiba@example.ma")
        hiba.sees("That gives away an e-mail address. Peers will read it.")
        await hiba.press("Send all the same")
        hiba.sees(_("Is it about “{topic}”?", topic=_("Budget and finance")))
        await hiba.say("/cancel")
        await tick(town)
        tahar.hears_nothing()
        assert not await town.rows(Question)


async def test_a_question_goes_to_peers_and_its_asker_hears_how_many(
    sqlite_url: str, tmp_path: Path
) -> None:
    """Not to the same place, the absent, the pole, coordinators, observers."""
    async with network(sqlite_url, tmp_path) as (town, chats):
        await town.app.database.transaction(pause, "Hiba")
        for chat in chats.values():
            chat.watch()
        await ask(chats["rabia"], "كيف ننشر الميزانية؟")
        chats["rabia"].sees(
            _("<b>{number}</b> is noted. I look for peers who may know, and tell you whom I asked.",
              number="Q-1")
        )  # fmt: skip
        await tick(town)
        when = Moment(town.clock.now() + timedelta(days=1))
        chats["rabia"].sees(
            _n("{number} was sent to {count} peer. Expect an answer by {moment}; "
               "if none comes, I ask further.",
               "{number} was sent to {count} peers. Expect an answer by {moment}; "
               "if none comes, I ask further.", 2, number="Q-1", moment=when)
        )  # fmt: skip
        for name in ("sami", "tahar"):
            assert "كيف ننشر الميزانية؟" in chats[name].text
            assert {"Pause", "Stop"} <= set(chats[name].labels) or chats[name].language != "en"
            assert len(chats[name].labels) == 9
        for name in ("walid", "hiba", "yasmina", "zineb", "nawal", "omar"):
            chats[name].hears_nothing()
        await chats["rabia"].say("أسئلتي")
        chats["rabia"].sees("Q-1")


def pause(session: Session, name: str) -> None:
    member = session.scalars(select(Member).where(Member.name == name)).one()
    member.paused_until = TUESDAY.date() + timedelta(days=30)


async def test_at_night_a_question_waits_for_the_morning(sqlite_url: str, tmp_path: Path) -> None:
    names = ("rabia", "tahar", "yasmina")
    async with network(sqlite_url, tmp_path, names, EVENING) as (town, chats):
        rabia, tahar = chats["rabia"], chats["tahar"]
        tahar.watch()
        await ask(rabia, "كيف ننشر الميزانية؟")
        await tick(town)
        await town.move(hours=12)
        tahar.hears_nothing()
        await town.move(hours=1)
        assert "كيف ننشر الميزانية؟" in tahar.text
        (row,) = await town.rows(Routing)
        assert (row.at.hour, row.wave) == (9, 1)


async def test_nobody_to_ask_is_said_and_the_question_stays_open(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with network(sqlite_url, tmp_path, ("hiba", "omar")) as (town, chats):
        hiba, omar = chats["hiba"], chats["omar"]
        omar.watch()
        await ask(hiba)
        await tick(town)
        hiba.sees("I found nobody who can be asked just now. Q-1 stays open")
        omar.hears_nothing()
        assert (await question(town)).status == QuestionStatus.OPEN


async def test_where_no_peer_fits_the_coordinator_is_asked_at_once_and_not_told_who_asks(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with network(sqlite_url, tmp_path, ("hiba", "nawal", "zineb")) as (town, chats):
        hiba, nawal, zineb = (chats[name] for name in ("hiba", "nawal", "zineb"))
        zineb.watch()  # of another region
        await ask(hiba, named=False)
        await tick(town)
        hiba.sees("Nobody among the peers and the competence pole can be asked just now")
        nawal.sees("a question on “Budget and finance” from a peer", QUESTION)
        assert "Zagora" not in nawal.text
        assert "Hiba" not in nawal.text
        zineb.hears_nothing()
        await reply(nawal, "On the portal")
        hiba.sees("On the portal", "Nawal, national coordinator")


async def test_the_same_question_again_is_added_to_the_one_that_is_open(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with network(sqlite_url, tmp_path, ("hiba", "tahar")) as (town, chats):
        hiba, tahar = chats["hiba"], chats["tahar"]
        await ask(hiba)
        await tick(town)
        tahar.watch()
        await ask(hiba)
        hiba.sees("You ask this already: it is Q-1, of November 24, 2026.")
        await tick(town)
        tahar.hears_nothing()
        assert [one.words for one in await town.rows(Question)] == [QUESTION]


async def test_what_the_library_holds_is_shown_first_and_its_author_hears_that_it_helped(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with network(sqlite_url, tmp_path, ("hiba", "sami", "omar")) as (town, chats):
        hiba, sami, omar = chats["hiba"], chats["sami"], chats["omar"]
        await town.app.database.transaction(publish, "Sami", "How to explain a budget online")
        for chat in (sami, omar):
            chat.watch()
        await hiba.say("/ask")
        await hiba.say(QUESTION)
        await hiba.press("Yes")
        hiba.sees("The library holds something like it.", "P-1", "How to explain a budget online")
        await hiba.press(_("{number} answers it", number="P-1"))
        hiba.sees("Good. Whoever shared it will be glad to hear it.")
        await town.move(hours=1)
        sami.sees("P-1")
        assert "Cela a aidé" in sami.text
        assert "Zagora" in sami.text
        omar.hears_nothing()
        assert len(await town.rows(Reuse)) == 1
        assert not await town.rows(Question)
        await hiba.say("/ask")
        await hiba.say(QUESTION)
        await hiba.press("Yes")
        await hiba.press("Ask anyway")
        await hiba.press("Show it")
        hiba.sees("Q-1 is noted.")


def publish(session: Session, name: str, title: str) -> None:
    member = session.scalars(select(Member).where(Member.name == name)).one()
    place = session.get_one(Collectivity, member.collectivity_id)
    assert member.seat_id is not None
    practice = Practice(
        author_id=member.id, seat_id=member.seat_id, collectivity_id=place.id, language="en",
        topic=Topic.BUDGET, title=title, problem="p", done="d", result="r", contact=True,
        title_key=title, body_key="p", status=PublicationStatus.SUBMITTED, created_at=TUESDAY,
    )  # fmt: skip
    session.add(practice)
    session.flush()
    publishing.show(session, practice, TUESDAY, TUESDAY.date())


async def test_a_voice_note_is_a_question_and_goes_on_to_the_peers(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with network(sqlite_url, tmp_path, ("hiba", "tahar")) as (town, chats):
        hiba, tahar = chats["hiba"], chats["tahar"]
        await hiba.say("/ask")
        await hiba.send("video", b"x" * 10)
        hiba.sees("Please send a photo, a PDF, a voice note or a link.")
        await hiba.send("voice", b"OggS" * 10)
        hiba.sees("Kept: 1 file of 3.", "What is it about?")
        await hiba.press("Budget and finance")
        await hiba.press("Show it")
        await tick(town)
        tahar.sees("Q-1")
        (file,) = await town.rows(StoredFile)
        assert (await question(town)).files == [file.id]
        assert (await question(town)).words == ""


async def test_an_obstacle_of_the_week_becomes_a_question(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    driss.watch()
    await amal.say("/checkin")
    await amal.press("Blocked")
    await amal.press("Budget")
    await amal.say("No money for the website of the commune")
    await amal.press("Ask my peers")
    await amal.press("Skip")
    amal.sees("Now to your peers: how do you ask them?")
    await amal.press("Ask my peers")
    amal.sees("Your question to peers:", "No money for the website of the commune")
    await amal.press("Ask this")
    await amal.press("Yes")
    await amal.press("Only “a peer”")
    amal.sees("Q-1 is noted.")
    asked = (await jisr.rows(Question))[0]
    assert (asked.topic, asked.named) == (Topic.BUDGET, False)
    driss.hears_nothing()


async def test_a_reported_question_goes_to_nobody_until_a_coordinator_decides(
    sqlite_url: str, tmp_path: Path
) -> None:
    names = ("hiba", "tahar", "sami", "nawal", "zineb")
    async with network(sqlite_url, tmp_path, names) as (town, chats):
        hiba, tahar, nawal, zineb = (chats[name] for name in ("hiba", "tahar", "nawal", "zineb"))
        await declare(town, "sami", Topic.PETITIONS)
        await ask(hiba, named=False)
        await tick(town)
        zineb.watch()
        await zineb.tap(zineb.last.id, "a.flag.1")
        zineb.sees("I do not find that question.")
        await tahar.press("Not me")
        await tahar.press("Report this question")
        nawal.sees("A peer has reported a question on “Budget and finance”, Q-1.", QUESTION)
        assert "Hiba" not in nawal.text
        await chats["sami"].tap(chats["sami"].last.id, "s.answer.1")
        chats["sami"].sees("A coordinator is looking at that question: please wait a little.")
        await zineb.tap(zineb.last.id, "a.take_down.1")
        zineb.sees("I do not find that question.")
        await nawal.press("Close it")
        hiba.sees("A coordinator has closed Q-1. You can ask it again in other words.")
        chats["sami"].sees(
            _("{number} was taken back: no answer is needed any more. Thank you.", number="Q-1")
        )
        assert (await question(town)).status == QuestionStatus.WITHDRAWN

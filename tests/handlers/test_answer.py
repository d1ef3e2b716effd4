"""Answers and what becomes of them: who hears, when, and who never does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from locales import _
from storage import Session, forgetting, seats
from storage.models import (
    Addition,
    Answer,
    Expertise,
    Member,
    Question,
    QuestionStatus,
    Reaction,
    Routing,
    Topic,
)
from tests.chat import Town
from tests.handlers.asking import (
    EVENING,
    QUESTION,
    ask,
    network,
    question,
    reply,
    tick,
    working_day,
)

LEFT = "I do not find that question."


async def test_an_answer_reaches_the_asker_alone_and_a_stranger_finds_no_question(
    sqlite_url: str, tmp_path: Path
) -> None:
    names = ("hiba", "tahar", "walid", "omar", "nawal")
    async with network(sqlite_url, tmp_path, names) as (town, chats):
        hiba, tahar, walid = chats["hiba"], chats["tahar"], chats["walid"]
        await ask(hiba, named=False)
        await tick(town)
        assert "Zagora" not in tahar.text
        for name in ("walid", "omar", "nawal"):
            chats[name].watch()
        await reply(tahar, "Sur le portail", named=False)
        hiba.sees("Q-1: an answer from a peer:", "Sur le portail")
        hiba.sees("Written in Français: this is the original.")
        assert "Tahar" not in hiba.text
        for name in ("walid", "omar", "nawal"):
            chats[name].hears_nothing()
        for data in ("a.helpful.1", "a.solved.1", "s.more.1", "a.question.1",
                     "a.withdraw.1", "a.offer.1", "a.reopen.1", "a.unrate.1"):  # fmt: skip
            await walid.tap(walid.last.id, data)
            walid.sees(LEFT)
        # What is open may be answered by everybody of another place; the asker cannot.
        await walid.say("/open")
        walid.sees("Q-1", "a peer")
        await hiba.tap(hiba.last.id, "s.answer.1")
        hiba.sees(LEFT)


async def test_whoever_answered_is_asked_once_for_it_in_the_asker_s_language(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with network(sqlite_url, tmp_path, ("hiba", "tahar", "walid")) as (town, chats):
        hiba, tahar, walid = chats["hiba"], chats["tahar"], chats["walid"]
        await ask(hiba, named=False)
        await tick(town)
        await reply(tahar, "Sur le portail", named=False)
        for other in (walid, tahar):
            await other.tap(other.last.id, "a.translation.1")  # forged
            other.sees(LEFT)
        walid.watch()
        tahar.watch()
        offer = _("Ask for it in {language}", language="English")
        await hiba.press(offer)
        hiba.sees(_("I have asked {who} for it in {language}.", who="a peer", language="English"))
        assert "Sur le portail" in "".join(one.text for one in hiba.messages)  # it stays
        tahar.sees(
            _("<b>{number}</b>: {who} reads {language}. Could you, or somebody near you, say your "
              "answer in it?", number="Q-1", who=_("a peer"), language="English"),
            "Sur le portail",
        )  # fmt: skip
        assert "Zagora" not in tahar.text
        walid.hears_nothing()
        tahar.watch()
        await hiba.press(offer)
        tahar.hears_nothing()
        await tahar.press("Reply")
        await tahar.say("On the portal")
        hiba.sees("On the portal")


async def test_at_night_an_answer_waits_unless_the_asker_is_there(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with network(sqlite_url, tmp_path, ("hiba", "tahar")) as (town, chats):
        hiba, tahar = chats["hiba"], chats["tahar"]
        await ask(hiba)
        await tick(town)
        town.clock.move(EVENING - town.clock.now())
        hiba.watch()
        await reply(tahar, "On the portal")
        tahar.sees(_("Sent. Thank you."))
        hiba.hears_nothing()
        await town.move(hours=12)
        hiba.hears_nothing()
        await town.move(minutes=31)
        hiba.sees("On the portal")
        # In the middle of a conversation it comes at once, and does not disturb it.
        await town.move(hours=11)
        await hiba.say("/ask")
        await hiba.say("Who pays for the portal of the budget?")
        await reply(tahar, "The region does")
        hiba.sees("The region does")


async def test_later_is_asked_once_more_on_the_next_working_day(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with network(sqlite_url, tmp_path, ("rabia", "tahar")) as (town, chats):
        rabia, tahar = chats["rabia"], chats["tahar"]
        await ask(rabia, "كيف نشرح الميزانية؟")
        await tick(town)
        await tahar.press("Later")
        tahar.watch()
        await town.move(hours=12)
        tahar.hears_nothing()
        await working_day(town)
        tahar.sees(_("You said “later”: here is the question once more."))
        await tahar.press("Later")
        tahar.sees(_("Understood. You find it among the open questions."))
        tahar.watch()
        await working_day(town, 4)
        tahar.hears_nothing()


async def test_somebody_suggested_is_asked_and_outside_the_network_the_coordinator_is_told(
    sqlite_url: str, tmp_path: Path
) -> None:
    names = ("rabia", "sami", "hiba", "nawal", "zineb", "omar")
    async with network(sqlite_url, tmp_path, names) as (town, chats):
        rabia, sami, hiba, zineb = (chats[name] for name in ("rabia", "sami", "hiba", "zineb"))
        await town.app.database.transaction(unalike, "hiba")
        await ask(rabia, "كيف نشرح الميزانية؟", named=False)
        await tick(town)
        for chat in (hiba, zineb, chats["omar"]):
            chat.watch()
        await sami.press("Suggest someone")
        await sami.say("zagor")
        await sami.press(_("{name}, {place}", name="Hiba", place="Zagora"))
        await tick(town)
        hiba.sees("كيف نشرح الميزانية؟", "from a peer")
        await hiba.press("Why this message?")
        hiba.sees("A peer thought of you.")
        zineb.hears_nothing()
        await sami.tap(sami.last.id, "s.suggest.3")
        await sami.say("Un professeur de finances à Rabat")
        await sami.press("Somebody outside the network")
        zineb.sees("Sami suggests somebody outside the network for Q-3:",
                   "Un professeur de finances à Rabat")  # fmt: skip
        assert "Rabia" not in zineb.text
        chats["omar"].hears_nothing()


def unalike(session: Session, name: str) -> None:
    """Say "not me" for somebody to two earlier questions, so that they do not fit."""
    member = session.scalars(select(Member).where(Member.name == name.capitalize())).one()
    asker = session.scalars(select(Member).where(Member.name == "Rabia")).one()
    assert asker.seat_id is not None
    at = datetime(2026, 9, 1, 10, tzinfo=UTC)
    for _number in range(2):
        old = Question(author_id=asker.id, seat_id=asker.seat_id, words="w", language="ar",
                       topic=Topic.BUDGET, named=True, status=QuestionStatus.SOLVED, asked_at=at,
                       closed_at=at)  # fmt: skip
        session.add(old)
        session.flush()
        session.add(Routing(question_id=old.id, member_id=member.id, wave=1, reasons=[], at=at,
                            reaction=Reaction.NOT_ME, reacted_at=at))  # fmt: skip


async def test_a_corrected_answer_replaces_the_first_and_one_after_the_end_is_kept(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with network(sqlite_url, tmp_path, ("rabia", "tahar", "sami")) as (town, chats):
        rabia, tahar, sami = chats["rabia"], chats["tahar"], chats["sami"]
        await ask(rabia, "كيف نشرح الميزانية؟")
        await tick(town)
        await tahar.press("Give an answer")
        await tahar.say("في الموقع")
        wrote = tahar.sent
        await tahar.say("1")
        await tahar.edit(wrote, "في الموقع، وفي المقر")
        tahar.sees(_("Your answer is changed, and the newer one is passed on."))
        assert "في الموقع، وفي المقر" in rabia.text
        assert [one.words for one in await town.rows(Answer)] == ["في الموقع، وفي المقر"]
        await rabia.press("Solved")
        sami.watch()
        rabia.watch()
        await reply(sami, "Trop tard ?")
        sami.sees(_("Thank you. It has been solved meanwhile; your answer is kept."))
        assert "Trop tard ?" in rabia.text
        await rabia.press("Not solved after all")
        await rabia.say("أسئلتي")
        await rabia.tap(rabia.last.id, "a.withdraw.1")
        tahar.watch()
        await rabia.press("Yes, take it back")
        tahar.sees(_("{number} was taken back: no answer is needed any more. Thank you.",
                     number="Q-1"))  # fmt: skip
        rabia.watch()
        await sami.tap(sami.last.id, "s.answer.1")
        await sami.say("Encore une idée")
        await sami.say("1")
        sami.sees(_("Thank you. It has been taken back meanwhile; your answer is kept."))
        rabia.hears_nothing()
        assert len(await town.rows(Answer)) == 3


async def test_what_was_said_of_an_answer_can_be_taken_back_for_a_day(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with network(sqlite_url, tmp_path, ("hiba", "tahar")) as (town, chats):
        hiba, tahar = chats["hiba"], chats["tahar"]
        await ask(hiba)
        await tick(town)
        await reply(tahar, "On the portal")
        await hiba.say("helpful")
        hiba.sees("Noted. Whoever answered is told.")
        assert "Q-1" in tahar.text
        tahar.watch()
        await hiba.press("Take that back")
        assert (await town.rows(Answer))[0].helpful is None
        await hiba.press("Helpful")
        await town.move(hours=25)
        await hiba.press("Take that back")
        hiba.sees("That can be changed within 24 hours; it is too late now.")
        assert (await town.rows(Answer))[0].helpful is True


async def test_silence_is_asked_about_once_and_then_closed_until_it_is_opened_again(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with network(sqlite_url, tmp_path, ("hiba", "tahar")) as (town, chats):
        hiba, tahar = chats["hiba"], chats["tahar"]
        await ask(hiba)
        await tick(town)
        await reply(tahar, "On the portal")
        hiba.watch()
        await town.move(days=4, hours=23)  # a Sunday
        hiba.hears_nothing()
        await town.move(hours=2)
        await town.move(hours=23)
        hiba.sees("Your question Q-1 got 1 answer. Did it help?", "On the portal")
        await hiba.press("Why this message?")
        hiba.sees("I ask once.")
        hiba.watch()
        await town.move(days=7)
        assert not [one for one in hiba.messages[hiba._read :] if "Did it help" in one.text]
        assert (await question(town)).status == QuestionStatus.OPEN
        await town.move(days=1, hours=3)
        assert (await question(town)).status == QuestionStatus.CLOSED
        await town.move(days=29)
        await hiba.say("my questions")
        hiba.sees("closed, nobody said how it went")
        await hiba.press("Q-1")
        await hiba.press("Open it again")
        assert (await question(town)).status == QuestionStatus.OPEN
        await town.move(days=14, hours=1)
        assert (await question(town)).status == QuestionStatus.CLOSED
        await town.move(days=31)
        await hiba.tap(hiba.last.id, "a.reopen.1")
        hiba.sees("Q-1 cannot be opened again. You can ask it anew.")


async def test_a_question_belongs_to_its_seat_and_answers_go_to_who_sits_there(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with network(sqlite_url, tmp_path, ("rabia", "walid", "tahar")) as (town, chats):
        rabia, walid, tahar = chats["rabia"], chats["walid"], chats["tahar"]
        await ask(rabia, "كيف نشرح الميزانية؟")
        await tick(town)
        await town.app.database.transaction(hand_over, "Rabia", "Walid")
        rabia.watch()
        await reply(tahar, "في الموقع")
        assert "في الموقع" in walid.text
        rabia.hears_nothing()
        await walid.press("Helpful")
        await walid.say("my questions")
        walid.sees("Q-1")


def hand_over(session: Session, leaver: str, heir: str) -> None:
    """Seat somebody in another's place, as an accepted handover does."""
    before, after = (
        session.scalars(select(Member).where(Member.name == name)).one() for name in (leaver, heir)
    )
    seat = before.seat
    assert seat is not None
    seats.take(session, seat, after, EVENING)
    seats.unlink(session, before.id)


async def test_topics_one_can_help_with_are_declared_and_taken_back(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with network(sqlite_url, tmp_path, ("hiba",)) as (town, chats):
        hiba = chats["hiba"]
        await hiba.say("/space")
        await hiba.press("What I can help with")
        await hiba.press("Budget and finance")
        hiba.sees("Now: Budget and finance.")
        await hiba.press("More")
        await hiba.press("Petitions")
        assert {one.topic for one in await town.rows(Expertise)} == {
            Topic.BUDGET, Topic.PETITIONS,
        }  # fmt: skip
        await hiba.press(_("✓ {topic}", topic=_("Petitions")))
        assert [one.topic for one in await town.rows(Expertise)] == [Topic.BUDGET]


async def test_whoever_is_forgotten_leaves_no_words_in_questions_or_answers(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with network(sqlite_url, tmp_path, ("hiba", "tahar", "nawal")) as (town, chats):
        hiba, tahar = chats["hiba"], chats["tahar"]
        await ask(hiba)
        await tick(town)
        await reply(tahar, "On the portal")
        await hiba.press("Need more")
        await hiba.say("Which portal?")
        await forget(town, "hiba")
        asked = await question(town)
        assert (asked.words, asked.status) == ("", QuestionStatus.WITHDRAWN)
        assert [one.words for one in await town.rows(Addition)] == [""]
        assert [one.words for one in await town.rows(Answer)] == ["On the portal"]
        assert QUESTION not in str([vars(one) for one in await town.rows(Question)])


async def forget(town: Town, name: str) -> None:
    await town.app.database.transaction(_forget, name, town.clock.now() + timedelta(seconds=1))


def _forget(session: Session, name: str, now: datetime) -> None:
    member = session.scalars(select(Member).where(Member.name == name.capitalize())).one()
    forgetting.forget(session, member, now)

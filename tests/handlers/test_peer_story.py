"""The check-in that begins with a peer's story: what a similar local government published.

Third of the kinds: Amal's first week is plain, and her second tells of her own entries.
"""

from datetime import timedelta

from handlers.paces import ASKED
from storage import Session, publishing
from storage.models import (
    Answer,
    CheckIn,
    CheckInKind,
    DecisionRecord,
    Faq,
    Member,
    Phase,
    PublicationStatus,
    Question,
    QuestionStatus,
    Showing,
    Topic,
)
from tests.chat import TUESDAY, Chat, Town
from tests.handlers.conftest import join
from tests.handlers.test_library import publish
from tests.handlers.test_nudge import MONDAY, THIRD, jump
from tests.handlers.test_share import TITLE

STORY = "From another local government:"
ASKED_PEERS = "Comment publier le budget ?"


async def answers_until(jisr: Town, amal: Chat, week: int) -> None:
    """Let Amal be asked on Mondays, and answer each but the last, of ``week``."""
    for number in range(week + 1):
        await jump(jisr, MONDAY + timedelta(days=7 * number))
        amal.sees(ASKED[Phase.IMPLEMENTATION])
        if number < week:
            await amal.press("As before")
            await amal.press("Skip")


async def kinds(jisr: Town) -> list[CheckInKind | None]:
    rows = [one for one in await jisr.rows(CheckIn) if one.member_id == 1]
    return [one.kind for one in rows]


def publish_answer(session: Session, answering: int, asking: int, *, named: bool = True) -> None:
    """Put into the library what one member answered another."""
    asker, answerer = session.get_one(Member, asking), session.get_one(Member, answering)
    assert asker.seat_id is not None
    assert answerer.seat_id is not None
    question = Question(
        author_id=asking, seat_id=asker.seat_id, words=ASKED_PEERS, language="fr", named=False,
        topic=Topic.BUDGET, status=QuestionStatus.SOLVED, asked_at=TUESDAY,
    )  # fmt: skip
    session.add(question)
    session.flush()
    answer = Answer(
        question_id=question.id, author_id=answering, seat_id=answerer.seat_id, named=True,
        words="Sur le portail", language="fr", at=TUESDAY,
    )  # fmt: skip
    session.add(answer)
    session.flush()
    faq = Faq(
        answer_id=answer.id, topic=Topic.BUDGET, language="fr", question=ASKED_PEERS,
        answer="Sur le portail, en mars.", status=PublicationStatus.SUBMITTED,
        collectivity_id=answerer.collectivity_id if named else None,
    )  # fmt: skip
    session.add(faq)
    session.flush()
    publishing.show(session, faq, TUESDAY, TUESDAY.date())


async def test_a_practice_of_another_commune_begins_the_check_in_and_opens(
    jisr_on_both: Town,
) -> None:
    jisr = jisr_on_both
    amal, chama = await join(jisr, "amal", "fr"), await join(jisr, "chama")
    elias, badr = await join(jisr, "elias"), await join(jisr, "badr")
    await publish(chama, elias)
    await answers_until(jisr, amal, 2)
    amal.sees(STORY, TITLE)
    assert STORY not in badr.text  # the same commune, but she reads no French
    assert await kinds(jisr) == [CheckInKind.PLAIN, CheckInKind.PROGRESS, CheckInKind.PEER]
    (decision,) = [one for one in await jisr.rows(DecisionRecord)
                   if one.member_id == 1 and one.week == "2026-W51"]  # fmt: skip
    assert (decision.chosen, "peer" in decision.eligible) == ("peer", True)
    assert [(one.member_id, one.number) for one in await jisr.rows(Showing)] == [(1, 1)]
    await amal.press("Read more")
    amal.sees(TITLE, "600 lecteurs en un mois")
    await amal.press("As before")  # the check-in is still there to be answered
    await amal.press("Skip")
    await jump(jisr, THIRD + timedelta(days=7))  # told once: nothing else is published
    assert STORY not in amal.text
    assert (await kinds(jisr))[-1] is CheckInKind.PLAIN


async def test_an_answer_in_the_library_begins_it_and_opens(jisr_on_both: Town) -> None:
    jisr = jisr_on_both
    amal = await join(jisr, "amal", "fr")
    await jisr.app.database.transaction(lambda s: publish_answer(s, 3, 4))
    await answers_until(jisr, amal, 2)
    amal.sees(STORY, ASKED_PEERS)
    await amal.press("Read more")
    amal.sees(ASKED_PEERS, "Sur le portail, en mars.")


async def test_without_a_story_for_her_the_kind_is_not_chosen(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal", "fr"), await join(jisr, "driss")
    await publish(amal, driss)  # her own
    await jisr.app.database.transaction(lambda s: publish_answer(s, 3, 1))  # she asked for it
    await jisr.app.database.transaction(lambda s: publish_answer(s, 3, 4, named=False))
    await answers_until(jisr, amal, 2)
    assert await kinds(jisr) == [CheckInKind.PLAIN, CheckInKind.PROGRESS, CheckInKind.PLAIN]
    decisions = [one for one in await jisr.rows(DecisionRecord) if one.member_id == 1]
    assert not [one for one in decisions if "peer" in one.eligible]

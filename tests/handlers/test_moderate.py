"""Moderating in the chat: published, sent back, rejected; once, by those in whose reach it is."""

from datetime import timedelta

import pytest

from locales import _
from storage import Session, library, seats
from storage.models import (
    Answer,
    Audit,
    Faq,
    Member,
    Practice,
    PublicationStatus,
    Question,
    QuestionStatus,
    Topic,
)
from tests.chat import TUESDAY, Town
from tests.handlers.conftest import join
from tests.handlers.network import ask_on_fridays
from tests.handlers.test_clarify import national
from tests.handlers.test_share import TITLE, send

REFUSED = "This is not open to your role."
NOT_THERE = "I do not find that among what waits for you."


async def test_a_practice_is_read_published_and_its_author_hears(jisr_on_both: Town) -> None:
    amal, driss = await join(jisr_on_both, "amal"), await join(jisr_on_both, "driss")
    badr = await join(jisr_on_both, "badr")
    badr.watch()
    await send(amal)
    await driss.press("Read it")
    driss.sees(TITLE, "Amal", "Personne ne lisait le budget.", "600 lecteurs en un mois")
    await driss.press("Publish")
    driss.sees(_("{number} is published.", number="P-1"))
    amal.sees(_("<b>{number}</b> is published in the library: {title}. Thank you.",
                number="P-1", title=TITLE))  # fmt: skip
    badr.hears_nothing()
    (practice,) = await jisr_on_both.rows(Practice)
    assert practice.published_at is not None
    assert (practice.status, str(practice.review_on)) == (
        PublicationStatus.PUBLISHED, "2028-05-24"
    )  # fmt: skip
    noted = [(one.action, one.subject) for one in await jisr_on_both.rows(Audit)]
    assert ("share", "practice:1") in noted
    assert ("publish", "practice:1") in noted


@pytest.mark.parametrize("name", ["amal", "badr", "chama", "elias", "fadoua"])
async def test_the_queue_is_nobody_elses(jisr: Town, name: str) -> None:
    """Author, deputy, another commune, another region's coordinator, an observer."""
    amal, other = await join(jisr, "amal"), await join(jisr, name)
    await send(amal)
    for data in ("a.moderation", "a.moderation.p1", "a.moderation.p1.all", "a.moderation.p1.files",
                 "a.publish.p1", "s.turn_down.p1.reject"):  # fmt: skip
        await other.tap(other.last.id, data)
        assert TITLE not in other.text
        assert other.text.startswith((REFUSED, NOT_THERE, "Nothing waits to be published."))
    (practice,) = await jisr.rows(Practice)
    assert practice.status is PublicationStatus.SUBMITTED


async def test_a_stranger_sees_nothing(jisr: Town) -> None:
    amal, stranger = await join(jisr, "amal"), jisr.phone(900, "en")
    await send(amal)
    await stranger.say("/library")
    for data in ("a.moderation", "a.practice.1", "a.publish.p1", "a.library"):
        await stranger.tap(stranger.last.id, data)
        assert TITLE not in stranger.text


async def test_a_change_is_asked_for_and_made(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal", "fr"), await join(jisr, "driss", "ar")
    await send(amal)
    await driss.press("Read it")
    await driss.press("Ask for a change")
    driss.sees(_("What should change in {number}? One line to the author.", number="P-1"))
    await driss.say("كم كلف ذلك؟")
    driss.sees(_("The author of {number} has been told.", number="P-1"))
    amal.sees(_("Before {number} is published, the moderator asks for a change: {title}.",
                number="P-1", title=TITLE))  # fmt: skip
    assert "كم كلف ذلك؟" in amal.text
    await amal.press("Change it")
    amal.sees("The moderator asked:", TITLE, "Send it like this?")
    await amal.press("Change")
    await amal.press("Effort and cost")
    await amal.say("Deux agents, trois semaines, 12 000 dirhams d’impression")
    await amal.press("Send to the moderator")
    await driss.say("/menu")
    await driss.press(_("To decide: {count}", count=1))
    await driss.say("1")
    assert "12 000" in driss.text
    await driss.press("Publish")
    (practice,) = await jisr.rows(Practice)
    assert practice.effort == "Deux agents, trois semaines, 12 000 dirhams d’impression"
    assert (practice.status, practice.version) == (PublicationStatus.PUBLISHED, 2)


async def test_a_rejection_says_why_and_to_the_author_alone(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    badr, ghita = await join(jisr, "badr"), await national(jisr)
    await send(amal)
    for other in (badr, ghita):
        other.watch()
    await driss.press("Read it")
    await driss.press("Reject")
    await driss.say("It is an announcement, not a practice.")
    amal.sees(_("{number} was not published: {title}.", number="P-1", title=TITLE),
              "It is an announcement, not a practice.")  # fmt: skip
    for other in (badr, ghita):
        other.hears_nothing()
    await amal.say("/library")
    await amal.press("My practices")
    amal.sees("Not published.")


async def test_of_two_moderators_one_decides(jisr_on_both: Town) -> None:
    amal, driss = await join(jisr_on_both, "amal"), await join(jisr_on_both, "driss")
    ghita = await national(jisr_on_both)
    await send(amal)
    await driss.press("Read it")
    await ghita.say("/menu")
    await ghita.press(_("To decide: {count}", count=1))
    await ghita.say("1")
    await driss.press("Reject")
    await ghita.press("Publish")
    ghita.sees(_("{number} is published.", number="P-1"))
    amal.watch()
    await driss.say("Too short")
    driss.sees(_("{name} has decided on {number} already.", name="Ghita", number="P-1"))
    amal.hears_nothing()
    (practice,) = await jisr_on_both.rows(Practice)
    assert practice.status is PublicationStatus.PUBLISHED


async def test_what_was_taken_back_or_written_anew_is_not_published(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await send(amal)
    await driss.press("Read it")
    await amal.press("My practices")
    await amal.press("P-1")
    await amal.press("Take it back")
    await driss.press("Publish")
    driss.sees("The author has taken it back, or sent a newer version.")
    (practice,) = await jisr.rows(Practice)
    assert practice.status is PublicationStatus.WITHDRAWN


async def test_moderators_are_told_once_a_day_however_much_comes(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await send(amal)
    driss.watch()
    await send(amal, "Une autre pratique", done="Autre chose")
    driss.hears_nothing()
    await driss.press("Read it")
    driss.sees("1 more waits.")


async def test_after_three_days_of_silence_the_national_coordinator_hears(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    ghita = await national(jisr)
    await jisr.app.database.transaction(ask_on_fridays)
    await send(amal)
    elias = await join(jisr, "elias")
    for other in (ghita, elias):
        other.watch()
    await jisr.move(days=2)
    ghita.hears_nothing()
    await jisr.move(days=4)  # a Monday at ten
    ghita.sees("1 practice or answer has waited for a moderator for three days.")
    elias.hears_nothing()
    await ghita.press("Read it")
    await ghita.press("Publish")
    assert driss.text.startswith("Something waits for a moderator")
    assert "is published in the library" in amal.text


async def test_nobody_decides_on_their_own_unless_there_is_nobody_else(jisr: Town) -> None:
    driss, ghita = await join(jisr, "driss"), await national(jisr)
    await send(driss)
    ghita.sees(_("Something waits for a moderator: {number}.", number="P-1"))
    await driss.tap(driss.last.id, "a.publish.p1")
    driss.sees(NOT_THERE)
    await ghita.press("Read it")
    await ghita.press("Publish")
    await send(ghita, "Notre propre pratique", done="Autre chose")
    await ghita.tap(ghita.last.id, "a.publish.p2")
    ghita.sees(_("{number} is published.", number="P-2"))


def answer_kept(session: Session) -> int:
    """Write a question of Chama's with the answer of Amal's, which both give to the library."""
    chama, amal = session.get_one(Member, 3), session.get_one(Member, 1)
    assert chama.seat_id is not None
    assert amal.seat_id is not None
    question = Question(
        author_id=chama.id, seat_id=chama.seat_id, words="How do you file petitions?",
        language="en", topic=Topic.PETITIONS, named=True, status=QuestionStatus.SOLVED,
        asked_at=TUESDAY,
    )  # fmt: skip
    session.add(question)
    session.flush()
    answer = Answer(
        question_id=question.id, author_id=amal.id, seat_id=amal.seat_id,
        words="In a register with numbers.", language="en", named=True, at=TUESDAY,
    )  # fmt: skip
    session.add(answer)
    session.flush()
    answer.question = question
    faq = library.offer(session, answer, chama.id, TUESDAY)
    library.agree(session, faq, amal.id, amal.collectivity_id, TUESDAY)
    with pytest.raises(ValueError, match="not to be submitted"):
        library.agree(session, faq, amal.id, amal.collectivity_id, TUESDAY + timedelta(hours=1))
    return faq.id


async def test_an_answer_goes_through_the_same_queue(jisr_on_both: Town) -> None:
    amal, driss = await join(jisr_on_both, "amal"), await join(jisr_on_both, "driss")
    chama, elias = await join(jisr_on_both, "chama"), await join(jisr_on_both, "elias")
    await jisr_on_both.app.database.transaction(answer_kept)
    await elias.tap(elias.last.id, "a.publish.f1")  # the asker's region, not the answerer's
    elias.sees(NOT_THERE)
    await driss.say("/menu")
    await driss.press(_("To decide: {count}", count=1))
    await driss.say("1")
    driss.sees("How do you file petitions?", "In a register with numbers.")
    await driss.press("Ask for a change")
    await driss.say("Which register?")
    await amal.press("Change it")
    amal.sees("Which register?", "In a register with numbers.")
    await amal.say("In the register of petitions, numbered by year.")
    amal.sees("Sent to the moderator. Thank you.")
    await driss.press("Read it")
    await driss.press("Publish")
    for side in (amal, chama):
        assert "A-1" in side.text
    await chama.press("See it")
    chama.sees("In the register of petitions, numbered by year.")
    await chama.press("It helped")
    chama.sees("Thank you: that is good to know.")
    (faq,) = await jisr_on_both.rows(Faq)
    assert faq.status is PublicationStatus.PUBLISHED


async def test_either_side_takes_a_published_answer_back_and_nobody_else(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    chama, elias = await join(jisr, "chama"), await join(jisr, "elias")
    await jisr.app.database.transaction(answer_kept)
    await driss.tap(driss.last.id, "a.publish.f1")
    for other in (driss, elias):
        await other.tap(other.last.id, "a.faq.1")
        assert "Take it back" not in other.labels
        await other.tap(other.last.id, "a.unpublish.f1")  # forged
        other.sees("That is not in the library, or no longer.")
    await amal.press("See it")
    await amal.press("Take it back")
    amal.sees(_("{number} is taken back: nobody else sees it any more.", number="A-1"))
    (faq,) = await jisr.rows(Faq)
    assert faq.status is PublicationStatus.WITHDRAWN
    for gone in ("a.faq.1", "a.unpublish.f1", "a.helped.1"):
        await chama.tap(chama.last.id, gone)
        chama.sees("That is not in the library, or no longer.")
    await elias.say("/find petitions")
    assert "A-1" not in elias.text


async def test_an_answer_one_side_did_not_give_away_is_not_submitted(jisr: Town) -> None:
    def half(session: Session) -> None:
        answer_kept(session)
        faq = session.get_one(Faq, 1)
        faq.status, faq.asker_agreed_at = PublicationStatus.OFFERED, None
        with pytest.raises(ValueError, match="not to be submitted"):
            library.agree(session, faq, 1, None, TUESDAY)

    await jisr.app.database.transaction(half)


async def test_a_coordinator_who_left_half_way_cannot_decide(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await send(amal)
    await driss.press("Read it")
    await driss.press("Reject")
    await jisr.app.database.transaction(leave, 4)
    amal.watch()
    await driss.say("No")
    amal.hears_nothing()
    (practice,) = await jisr.rows(Practice)
    assert practice.status is PublicationStatus.SUBMITTED


def leave(session: Session, member_id: int) -> None:
    seats.leave(session, session.get_one(Member, member_id), TUESDAY)

"""A coordinator's question about a report: asked in her region, answered to her alone."""

from sqlalchemy import select

from locales import _
from storage import Session, seats
from storage.invitations import invite
from storage.models import Audit, Conversation, Member, Role
from storage.seats import seat_all
from tests.chat import TUESDAY, Chat, Town
from tests.handlers.conftest import join
from tests.handlers.test_report import reach_summary


async def report(amal: Chat) -> None:
    """Report on a project of Azrou, in the north: R-4."""
    await reach_summary(amal)
    await amal.press("Save")


async def national(town: Town) -> Chat:
    """Bring a national coordinator into the network."""
    await town.app.database.transaction(add_national)
    chat = town.phone(200, "en", "Ghita")
    await chat.say("/start token-of-ghita")
    return chat


def add_national(session: Session) -> None:
    member = Member(name="Ghita", language="en", created_at=TUESDAY, joined_at=TUESDAY)
    seat_all(session, [(member, Role.NATIONAL_COORDINATOR, None)], TUESDAY)
    invite(session, member.id, "token-of-ghita", TUESDAY)


async def test_a_coordinator_asks_and_only_she_hears_the_answer(jisr_on_both: Town) -> None:
    amal, badr = await join(jisr_on_both, "amal", "fr"), await join(jisr_on_both, "badr")
    driss, elias = await join(jisr_on_both, "driss", "ar"), await join(jisr_on_both, "elias")
    ghita = await national(jisr_on_both)
    await report(amal)
    others = (badr, elias, ghita)
    for other in others:
        other.watch()
    await driss.press("Latest reports")
    assert "R-4" in driss.text
    await driss.press(_("Ask about {number}", number="R-4"))
    driss.sees(_("Your question to {name} about {number}:", name="Amal", number="R-4"))
    await driss.say("من وقّع؟")
    driss.sees(_("Sent to {name}.", name="Amal"))
    amal.sees(_("{name}, who coordinates the network, asks about {number}:",
                name="Driss", number="R-4"))  # fmt: skip
    assert "من وقّع؟" in amal.text
    await amal.press("Reply")
    await amal.say("Le président")
    amal.sees("Sent. Thank you.")
    driss.sees(_("{name} answers about {number}:", name="Amal", number="R-4"))
    assert "Le président" in driss.text
    for other in others:
        other.hears_nothing()
    noted = [(one.action, one.subject) for one in await jisr_on_both.rows(Audit)]
    assert ("clarify", "report:4") in noted


async def test_another_regions_coordinator_neither_sees_nor_asks(jisr: Town) -> None:
    amal, elias = await join(jisr, "amal"), await join(jisr, "elias")
    await report(amal)
    amal.watch()
    await elias.press("Latest reports")
    elias.sees("No report yet.")
    for data in ("s.clarify.4", "s.clarify.1", "s.explain.4.4", "s.evidence.4"):
        await elias.tap(elias.last.id, data)
        assert "R-4" not in elias.text
        assert "Amal" not in elias.text
    await elias.say("/clarify")
    elias.sees("I do not find that report.")
    assert not [one for one in await jisr.rows(Conversation) if one.flow == "clarify"]
    amal.hears_nothing()


async def test_a_focal_point_or_an_observer_asks_nobody(jisr: Town) -> None:
    amal, badr = await join(jisr, "amal"), await join(jisr, "badr")
    fadoua = await join(jisr, "fadoua")
    await report(amal)
    for chat in (badr, fadoua, amal):
        for data in ("a.latest", "s.clarify.4"):
            await chat.tap(chat.last.id, data)
            chat.sees("This is not open to your role.")


async def test_a_coordinator_moved_to_another_region_half_way_cannot_send(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await report(amal)
    await driss.press("Latest reports")
    await driss.say("1")
    await jisr.app.database.transaction(move_driss_south)
    amal.watch()
    await driss.say("Signed by whom?")
    driss.sees("I do not find that report.")
    amal.hears_nothing()


def move_driss_south(session: Session) -> None:
    driss, elias = (
        session.scalars(select(Member).where(Member.name == name)).one()
        for name in ("Driss", "Elias")
    )
    assert driss.seat is not None
    driss.seat.collectivity_id = elias.collectivity_id


async def test_the_national_coordinator_asks_anywhere(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    ghita = await national(jisr)
    await report(amal)
    await ghita.press("Latest reports")
    await ghita.press(_("Ask about {number}", number="R-4"))
    await ghita.say("Signed by whom?")
    amal.sees("Ghita, who coordinates the network, asks about R-4:")
    driss.watch()
    await amal.press("Reply")
    await amal.say("By the president")
    ghita.sees("Amal answers about R-4:")
    driss.hears_nothing()


async def test_two_coordinators_questions_get_each_their_answer(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    ghita = await national(jisr)
    await report(amal)
    for chat, text in ((driss, "Signed by whom?"), (ghita, "On which day?")):
        await chat.press("Latest reports")
        await chat.say("1")
        await chat.say(text)
    replies = [message for message in amal.messages if "asks about" in message.text]
    assert len(replies) == 2
    for message, words in zip(replies, ("By the president", "On Monday"), strict=True):
        await amal.tap(message.id, message.rows[0][0].data or "")
        await amal.say(words)
    assert "By the president" in driss.text
    assert "On Monday" in ghita.text
    assert "On Monday" not in driss.text


async def test_only_the_author_can_answer_and_only_a_coordinator_of_theirs(jisr: Town) -> None:
    amal, badr = await join(jisr, "amal"), await join(jisr, "badr")
    driss, elias = await join(jisr, "driss"), await join(jisr, "elias")
    await report(amal)
    for chat in (driss, elias):
        chat.watch()
    await badr.tap(badr.last.id, "s.explain.4.4")
    badr.sees("I do not find that report among yours.")
    await amal.tap(amal.last.id, "s.explain.4.5")  # 5 is Elias, of another region
    amal.sees("I do not find that report among yours.")
    await amal.tap(amal.last.id, "s.explain.4.2")  # 2 is Badr, a colleague
    amal.sees("I do not find that report among yours.")
    for chat in (driss, elias):
        chat.hears_nothing()


async def test_after_the_author_has_left_the_deputy_is_asked_and_answers(jisr: Town) -> None:
    amal, badr = await join(jisr, "amal"), await join(jisr, "badr")
    driss, chama = await join(jisr, "driss"), await join(jisr, "chama")
    await report(amal)
    await driss.press("Latest reports")
    await driss.press(_("Ask about {number}", number="R-4"))
    driss.sees(_("Your question to {name} about {number}:", name="Amal", number="R-4"))
    await jisr.app.database.transaction(empty_seat, "Amal")
    for chat in (amal, chama):
        chat.watch()
    await driss.say("Signed by whom?")
    driss.sees(_("Sent to {name}.", name="Badr"))
    badr.sees("asks about R-4:", "Signed by whom?", "Amal made it on November 24, 2026.")
    await chama.tap(chama.last.id, "s.explain.4.4")
    chama.sees("I do not find that report among yours.")
    await badr.press("Reply")
    await badr.say("By the president")
    driss.sees("Badr answers about R-4:", "By the president")
    amal.hears_nothing()


async def test_where_nobody_sits_there_is_nobody_to_ask(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await report(amal)
    await driss.press("Latest reports")
    for name in ("Amal", "Badr"):
        await jisr.app.database.transaction(empty_seat, name)
    amal.watch()
    await driss.press(_("Ask about {number}", number="R-4"))
    driss.sees("Nobody sits there just now, so there is nobody to ask.")
    amal.hears_nothing()


def empty_seat(session: Session, name: str) -> None:
    member = session.scalars(select(Member).where(Member.name == name)).one()
    seats.leave(session, member, TUESDAY)
    seats.unlink(session, member.id)


async def test_an_author_who_never_came_is_said_not_to_be_reachable(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await driss.press("Latest reports")
    await driss.say("1")
    await driss.say("Signed by whom?")
    driss.sees("They cannot be reached here just now.")


async def test_a_question_too_long_is_refused_with_its_length(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await report(amal)
    await driss.press("Latest reports")
    await driss.say("1")
    amal.watch()
    await driss.say("why? " * 300)
    driss.sees("That is 1,499 characters; 1,000 fit here. Please shorten it a little.")
    amal.hears_nothing()
    await driss.say("why? " * 200)
    driss.sees("Sent to Amal.")
    assert amal.text.count("why?") == 200


async def test_an_edited_question_that_was_sent_is_not_sent_again(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await report(amal)
    await driss.press("Latest reports")
    await driss.say("1")
    await driss.say("Signed by whom?")
    question = driss.sent
    amal.watch()
    await driss.edit(question, "Signed by hwom?")
    driss.sees("That was saved already: editing the message does not change it.")
    assert driss.labels == ["Menu"]
    amal.hears_nothing()

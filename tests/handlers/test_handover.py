"""What passes with a seat: drafts and their photos, dates that come due, questions; no privacy."""

from datetime import date

from sqlalchemy import select

from handlers.welcome import refusal
from locales import Names, _
from storage import Session, people, seats, successors
from storage.models import (
    Conversation,
    Due,
    Evidence,
    Member,
    ProgressReport,
    Seat,
    StoredFile,
)
from tests.chat import TUESDAY, Chat, Town
from tests.handlers.arrivals import accept, come_in, open_link
from tests.handlers.conftest import join
from tests.handlers.network import ask_on_fridays
from tests.handlers.test_leave import hand_over, leave_vacant
from tests.handlers.test_report import begin, reach_summary


async def draft_with_photo(chat: Chat) -> None:
    """Write a report up to its summary, with a photo, and leave it there."""
    await begin(chat)
    await chat.press("Limited")
    await chat.press("Skip")
    await chat.say("The contract is signed")
    await chat.send("photo", b"\xff\xd8\xff" + b"p" * 500)
    chat.sees("Evidence: 1 item.")


async def test_a_draft_passes_with_its_photo_and_is_saved_by_the_newcomer(
    jisr_on_both: Town,
) -> None:
    town = jisr_on_both
    amal, chama = await join(town, "amal"), await join(town, "chama")
    await draft_with_photo(amal)
    chama.watch()
    nadia = await come_in(town, await hand_over(amal))
    nadia.sees("1 half-written conversation waits for you in the menu.", "Half-written:")
    await nadia.press("Continue")
    nadia.sees("Save this report?", "The contract is signed", "Evidence: 1 item.")
    await nadia.press("Save")
    nadia.sees(_("Saved: <b>{number}</b>. Thank you.", number="R-4"))
    report = (await town.rows(ProgressReport))[-1]
    assert (report.author_id, report.note) == (7, "The contract is signed")
    assert len(await town.rows(Evidence)) == 1
    await town.app.files.fetch((await town.rows(StoredFile))[0])
    assert (await town.rows(StoredFile))[0].status == "stored"
    chama.hears_nothing()


async def test_an_edit_in_the_newcomers_chat_changes_nothing_of_what_came_over(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await reach_summary(amal)
    nadia = await open_link(jisr, await hand_over(amal))
    await accept(nadia)
    await nadia.press("Continue")
    for number in range(1, amal.sent + 1):
        if any(one.id == number and not one.from_bot for one in nadia.messages):
            await nadia.edit(number, "Something else")
    await nadia.say("/report")
    draft = next(one for one in await jisr.rows(Conversation) if one.flow == "report")
    assert "Something else" not in str(draft.state)
    assert "sources" not in draft.state


async def test_drafts_wait_in_a_vacant_seat_for_whoever_comes(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await draft_with_photo(amal)
    await leave_vacant(amal)
    await amal.say("/menu")
    amal.sees(refusal().text)
    waiting = [one.status for one in await jisr.rows(Conversation) if one.flow == "report"]
    assert waiting == ["left"]
    driss.sees("Nobody follows yet: the seat is vacant.")
    nadia = await come_in(jisr, await invite_to_azrou(jisr))
    await nadia.press("Continue")
    nadia.sees("Save this report?", "The contract is signed", "Evidence: 1 item.")


async def invite_to_azrou(town: Town) -> str:
    """Invite Nadia to the vacant seat of Azrou's focal point."""
    token = "n" * 43

    def invite_her(session: Session) -> None:
        seat = session.get_one(Seat, 1)
        successors.expect(session, seat, token, TUESDAY, name="Nadia", language="en", invited_by=4)

    await town.app.database.transaction(invite_her)
    return token


async def test_what_is_personal_does_not_pass(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    token = await hand_over(amal)
    await amal.say("/deputy")
    await amal.say("Somebody")
    await amal.say("/leave")
    await amal.press("Yes, I am leaving")
    nadia = await come_in(jisr, token)
    assert "Half-written" not in nadia.text
    of_hers = [one.flow for one in await jisr.rows(Conversation) if one.member_id == 7]
    assert set(of_hers) == {"join"}
    assert not [one for one in await jisr.rows(Conversation)
                if one.member_id == 1 and one.status in {"open", "parked"}]  # fmt: skip


async def test_promised_evidence_is_asked_of_the_newcomer(jisr: Town) -> None:
    amal, badr = await join(jisr, "amal"), await join(jisr, "badr")
    await promise_evidence(amal)
    nadia = await come_in(jisr, await hand_over(amal))
    await jisr.app.database.transaction(ask_on_fridays)
    dates = [one for one in await jisr.rows(Due) if one.kind == "evidence"]
    assert [one.member_id for one in dates] == [7]
    badr.watch()
    amal.watch()
    await jisr.move(days=7, minutes=5)
    nadia.sees(
        _("On {day}, {name} reported {project} as complete, with evidence to follow.",
          day=date(2026, 11, 24), name="Amal", project=Names(ar="", fr="Open council"))
    )  # fmt: skip
    badr.hears_nothing()
    amal.hears_nothing()


async def promise_evidence(chat: Chat) -> None:
    """Report a project as complete, with evidence to follow."""
    await begin(chat)
    await chat.press("Complete")
    await chat.press("Skip")
    await chat.press("To follow: ask me in 7 days")
    await chat.press("Save")


async def test_the_deputy_is_asked_while_the_focal_point_is_away(jisr: Town) -> None:
    amal, badr = await join(jisr, "amal"), await join(jisr, "badr")
    chama = await join(jisr, "chama")
    await jisr.app.database.transaction(ask_on_fridays)
    await promise_evidence(amal)
    await jisr.app.database.transaction(pause, "Amal", date(2026, 12, 14))
    for chat in (amal, chama):
        chat.watch()
    await jisr.move(days=7, minutes=5)
    badr.sees("On November 24, 2026, Amal reported Open council as complete")
    await badr.press("Add evidence")
    await badr.say("https://azrou.example/pv.pdf")
    await badr.press("Save")
    for chat in (amal, chama):
        chat.hears_nothing()
    assert len(await jisr.rows(Evidence)) == 1


def pause(session: Session, name: str, until: date | None) -> None:
    session.scalars(select(Member).where(Member.name == name)).one().paused_until = until


async def test_with_both_away_it_waits_for_the_focal_points_return(jisr: Town) -> None:
    amal, badr = await join(jisr, "amal"), await join(jisr, "badr")
    await jisr.app.database.transaction(ask_on_fridays)
    await promise_evidence(amal)
    await jisr.app.database.transaction(pause, "Amal", date(2026, 12, 14))
    await badr.say("/stop")
    for chat in (amal, badr):
        chat.watch()
    await jisr.move(days=7, minutes=5)
    for chat in (amal, badr):
        chat.hears_nothing()
    await jisr.move(days=13)
    amal.sees("A week ago you reported Open council as complete, with evidence to follow.")
    badr.hears_nothing()


async def test_a_question_that_waits_is_shown_to_the_newcomer_who_answers_it(
    jisr_on_both: Town,
) -> None:
    town = jisr_on_both
    amal, badr = await join(town, "amal"), await join(town, "badr")
    driss, elias = await join(town, "driss"), await join(town, "elias")
    await reach_summary(amal)
    await amal.press("Save")
    await driss.press("Latest reports")
    await driss.say("1")
    await driss.say("Signed by whom?")
    token = await hand_over(amal)
    for chat in (badr, elias):
        chat.watch()
    nadia = await come_in(town, token)
    nadia.sees("Driss, who coordinates the network, asks about R-4:", "Signed by whom?")
    await amal.tap(amal.last.id, "s.explain.4.4")
    amal.sees(refusal().text)
    await badr.tap(badr.last.id, "s.explain.4.5")
    badr.sees("I do not find that report among yours.")
    await nadia.press("Reply")
    await nadia.say("By the president")
    driss.sees("Nadia answers about R-4:", "By the president")
    elias.hears_nothing()
    omar = await come_in(town, await hand_over(nadia, "Omar"), person=701)
    assert "asks about" not in omar.text


async def test_an_answer_goes_to_whoever_coordinates_now(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await reach_summary(amal)
    await amal.press("Save")
    await driss.press("Latest reports")
    await driss.say("1")
    await driss.say("Signed by whom?")
    karima = jisr.phone(300, "en", "Karima")
    await karima.say("/start")
    await jisr.app.database.transaction(replace_driss)
    await amal.press("Reply")
    await amal.say("By the president")
    amal.sees("Sent. Thank you.")
    assert "By the president" in karima.text
    assert "By the president" not in driss.text


def replace_driss(session: Session) -> None:
    """Seat Karima in Driss's seat, on a phone of her own, and unlink him."""
    driss = session.scalars(select(Member).where(Member.name == "Driss")).one()
    karima = Member(name="Karima", language="en", created_at=TUESDAY, joined_at=TUESDAY)
    session.add(karima)
    session.flush()
    assert driss.seat is not None
    seats.take(session, driss.seat, karima, TUESDAY)
    seats.unlink(session, driss.id)
    identity = people.identity(session, "telegram", "300")
    assert identity is not None
    people.link(session, identity, karima.id, TUESDAY)

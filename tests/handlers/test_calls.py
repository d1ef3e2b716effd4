"""The call list: who is proposed and why, one call and one outcome, and what follows from it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from locales import week_of
from storage import Session, cards
from storage.models import (
    Audit,
    CallOutcome,
    Card,
    CheckIn,
    Collectivity,
    Member,
    OutboxMessage,
    Role,
    Seat,
)
from storage.seats import seat_all
from tests.chat import TUESDAY, Chat, Town
from tests.handlers.conftest import join
from tests.handlers.test_clarify import national

CARD = "a.card.1"


def propose(session: Session, member: int = 1, *reasons: str) -> None:
    """Give a card about somebody, an hour ago."""
    cards.add(session, member, reasons or ("answered", "mood"), TUESDAY - timedelta(hours=1))


async def called(chat: Chat, outcome: str) -> None:
    """Call from the list and note the outcome."""
    await chat.say("/calls")
    await chat.press("Amal")
    await chat.press("I called")
    await chat.press(outcome)


async def test_the_list_says_whom_why_and_how_to_begin(jisr: Town) -> None:
    driss, elias, badr = [await join(jisr, name) for name in ("driss", "elias", "badr")]
    await jisr.app.database.transaction(propose, 1, "low_mood", "answered", "mood")
    await driss.say("/members")
    await driss.press("The call list")
    driss.sees(
        "Amal, focal point, Commune d’Azrou (province d’Ifrane): a lot of work and answers have "
        "become rare",
        "At most 1 call a week is proposed to you: one for every 25 members.",
        "about half of such hints are wrong",
    )
    assert "nergy" not in driss.text
    await driss.press("Amal")
    driss.sees("“What would make the work lighter?”")
    for other in (elias, badr):
        for data in (CARD, f"{CARD}.called", f"{CARD}.fine", f"{CARD}.offer", "s.pass_on.1"):
            await other.tap(other.last.id, data)
            assert "Amal" not in other.text
    await elias.say("/calls")
    elias.sees("Nobody is proposed for a call just now.")
    assert [(one.outcome, one.called_at) for one in await jisr.rows(Card)] == [(None, None)]


async def test_of_two_coordinators_one_outcome_stands_and_the_other_hears_whose(
    jisr_on_both: Town,
) -> None:
    town = jisr_on_both
    driss, ghita = await join(town, "driss"), await national(town)
    await town.app.database.transaction(propose)
    for chat in (driss, ghita):
        await chat.tap(chat.last.id, CARD)
    await driss.press("I called")
    await ghita.press("I called")
    ghita.sees("Driss called Amal on Tuesday, November 24, 2026", "Do you know what came of it?")
    await ghita.press("Too busy")
    await driss.press("All is fine")
    driss.sees("Ghita noted on November 24, 2026: Too busy.")
    (card,) = await town.rows(Card)
    assert (card.outcome, card.called_by, card.closed_by) == (CallOutcome.BUSY, 4, 7)
    await driss.say("/calls")
    driss.sees("Too busy")
    assert [(one.action, one.member_id) for one in await town.rows(Audit)
            if one.subject == "card:1"] == [("call", 4), ("card", 7)]  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "way", "kept"),
    [
        ("All is fine", None, CallOutcome.FINE),
        ("Too busy", "Offer them a pause", CallOutcome.BUSY),
        ("Leaves, or has another post", "Hand over the seat", CallOutcome.LEAVING),
        ("Not reached", None, CallOutcome.UNREACHED),
        ("Needs something", "Pass it on to the national coordination", CallOutcome.NEED),
    ],
)
async def test_each_outcome_opens_its_own_way_on_and_writes_to_nobody(
    jisr: Town, outcome: str, way: str | None, kept: CallOutcome
) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await jisr.app.database.transaction(propose)
    amal.watch()
    await called(driss, outcome)
    driss.sees(f"Noted: Amal, {outcome}.")
    assert way is None or way in driss.labels
    amal.hears_nothing()
    (card,) = await jisr.rows(Card)
    assert card.outcome is kept


async def test_a_pause_begins_when_the_member_chooses_it_and_not_before(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await jisr.app.database.transaction(propose)
    await called(driss, "Would like a pause")
    driss.sees("Amal is asked: a pause begins only when they choose it.")
    amal.sees("Driss, who coordinates the network, and you have spoken.", "It is yours to choose")
    assert (await jisr.rows(Member))[0].paused_until is None
    await driss.tap(driss.last.id, f"{CARD}.offer")  # once more: it is offered once
    offers = [one for one in await jisr.rows(OutboxMessage) if one.dedupe_key == "offer:card:1"]
    assert len(offers) == 1
    assert "offer_pause" in [one.action for one in await jisr.rows(Audit)]
    await amal.press("Pause for 4 weeks")
    assert (await jisr.rows(Member))[0].paused_until == (TUESDAY + timedelta(weeks=4)).date()


async def test_whoever_stopped_the_messages_is_offered_nothing_here(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await amal.say("/stop")
    await jisr.app.database.transaction(propose)
    amal.watch()
    await called(driss, "Would like a pause")
    driss.sees("They get no messages here")
    amal.hears_nothing()


async def test_who_was_not_reached_stays_on_the_list_until_somebody_is(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await jisr.app.database.transaction(propose)
    await called(driss, "Not reached")
    driss.sees("The card stays on your list.")
    jisr.clock.move(timedelta(days=1))
    await called(driss, "All is fine")
    (card,) = await jisr.rows(Card)
    assert card.called_at is not None
    assert card.called_at >= TUESDAY + timedelta(days=1)
    jisr.clock.move(timedelta(days=14))
    await driss.say("/calls")
    driss.sees("Nobody is proposed for a call just now.")


async def test_a_need_is_passed_on_and_its_member_reads_what_was_said(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    ghita, elias = await national(jisr), await join(jisr, "elias")
    await jisr.app.database.transaction(propose)
    elias.watch()
    await driss.tap(driss.last.id, "s.pass_on.1")
    driss.sees("There is no such card.")  # no call showed a need yet
    await called(driss, "Needs something")
    await driss.press("Pass it on to the national coordination")
    await driss.say("A laptop, AB123456")
    driss.sees("That looks like an identity-card number.")
    await driss.press("Write it again")
    await driss.say("A laptop & <b>a chair</b>")
    for chat in (ghita, amal):
        assert "A laptop & <b>a chair</b>" in chat.text
    ghita.sees("Driss passes on what Amal (focal point, Commune d’Azrou")
    amal.sees("Driss, who coordinates the network, has passed on what you need:")
    elias.hears_nothing()


@pytest.mark.parametrize(("many", "shown"), [(4, False), (5, True)])
async def test_what_calls_led_to_is_counted_and_of_fewer_than_five_nothing_is_said(
    jisr_on_both: Town, many: int, *, shown: bool
) -> None:
    town = jisr_on_both
    driss, elias = await join(town, "driss"), await join(town, "elias")
    await town.app.database.transaction(calls_long_ago, many)
    await driss.say("/calls")
    told = f"Of {many} people called, 1 answered within four weeks of the call."
    assert (told in driss.text) == shown
    await elias.say("/calls")
    assert "people called" not in elias.text


def calls_long_ago(session: Session, many: int) -> None:
    """Let people of the north be called six weeks ago: one answers in time, one too late."""
    north = session.scalars(select(Collectivity).where(Collectivity.name_fr == "Nord")).one()
    people = [Member(name=f"P{n}", language="en", created_at=TUESDAY, joined_at=TUESDAY)
              for n in range(many + 1)]  # fmt: skip
    seat_all(session, [(one, Role.POLE, north.id) for one in people], TUESDAY)
    at = TUESDAY - timedelta(weeks=6)
    for number, one in enumerate(people):
        card = cards.add(session, one.id, ["answered"], at)
        cards.call(session, card, 4, at)
        reached = number < many  # the last one was not: it does not count
        outcome = CallOutcome.FINE if reached else CallOutcome.UNREACHED
        assert cards.close(session, card, outcome, 4, at)
    for number, days in ((0, 27), (1, 29)):
        answered = at + timedelta(days=days)
        session.add(CheckIn(member_id=people[number].id, week=week_of(answered), sent_at=answered,
                            closes_at=answered, answered_at=answered))  # fmt: skip


async def test_a_national_coordinators_list_holds_regions_without_a_coordinator(
    jisr: Town,
) -> None:
    ghita = await national(jisr)
    for member in (1, 3):
        await jisr.app.database.transaction(propose, member)

    def vacate(session: Session) -> None:
        elias = session.get_one(Member, 5)
        elias.seat = None

    await jisr.app.database.transaction(vacate)
    await ghita.say("/calls")
    ghita.sees("Chama, focal point, Commune de Tiznit")
    assert "Amal" not in ghita.text

    def capacities(session: Session) -> tuple[int, int]:
        people = [Member(name=f"P{n}", language="en", created_at=TUESDAY, joined_at=TUESDAY)
                  for n in range(50)]  # fmt: skip
        tiznit = session.scalars(select(Seat).where(Seat.id == 3)).one().collectivity_id
        seat_all(session, [(one, Role.POLE, tiznit) for one in people], TUESDAY)
        driss, national_ = session.get_one(Member, 4), session.get_one(Member, 7)
        return cards.capacity(session, driss), cards.capacity(session, national_)

    assert await jisr.app.database.transaction(capacities) == (1, 2)

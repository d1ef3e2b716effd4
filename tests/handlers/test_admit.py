"""Somebody asks to come in: the right coordinators hear of it, one decides, the person joins."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers.policy import Policy
from handlers.welcome import refusal
from locales import _
from storage import Session, invitations, seats
from storage.models import (
    AccessRequest,
    Audit,
    ChannelIdentity,
    Collectivity,
    InboxEvent,
    Invitation,
    Member,
    Role,
)
from tests.chat import TUESDAY, Chat, Town
from tests.handlers.conftest import join
from tests.handlers.network import TOKENS
from tests.handlers.test_clarify import national
from tests.handlers.test_invite import vacate

WHO = "Noura Idrissi, commune d’Azrou, point focal"
ASKED = "In one message, please: your name, your local government, your role."


async def knock(town: Town, person: int = 900, words: str = WHO) -> Chat:
    """Ask to join, as a stranger, in one message."""
    stranger = town.phone(person, "en", "Unknown")
    await stranger.say("hello")
    await stranger.press("Ask to join")
    stranger.sees(ASKED, "It is passed to the coordinator and kept for 90 days.")
    await stranger.say(words)
    stranger.sees("Your request is with the coordinator, and you will hear from me here.")
    return stranger


def invite_noura(
    session: Session, role: Role = Role.DEPUTY, token: str = "noura-" * 8, days: int = 7
) -> int:
    """Invite somebody to a seat in Azrou; a regional coordinator did it."""
    azrou = session.scalars(select(Collectivity).where(Collectivity.name_fr == "Azrou")).one()
    driss = session.scalars(select(Member).where(Member.name == "Driss")).one()
    noura = Member(name="Noura", language="en", created_at=TUESDAY)
    session.add(noura)
    session.flush()
    seat = seats.find_or_add(session, role, azrou.id)
    return invitations.invite(
        session, noura.id, token, TUESDAY, timedelta(days=days), seat_id=seat.id,
        invited_by=driss.id,
    ).id  # fmt: skip


LINK = "/start " + "noura-" * 8


async def test_a_strangers_request_is_approved_in_chat_and_the_person_joins(
    jisr_on_both: Town,
) -> None:
    town = jisr_on_both
    ghita, driss, amal = await national(town), await join(town, "driss"), await join(town, "amal")
    for other in (driss, amal):
        other.watch()
    stranger = await knock(town)
    ghita.sees("Somebody asks to join the network.", WHO)
    await ghita.press("Let in")
    await ghita.press("observer")
    await ghita.say("azrou")
    await ghita.say("Noura Idrissi")
    await ghita.press("Let in")
    ghita.sees("Noura Idrissi is told, and joins by answering two questions.")
    stranger.sees("Your request was accepted.", "Choose your language")
    await stranger.press("English")
    stranger.sees(_("You are {name}, {seat}. Correct?", name="Noura Idrissi",
                    seat="observer, Commune d’Azrou (province d’Ifrane)"))  # fmt: skip
    await stranger.press("Yes, that is me")
    await stranger.press("I accept")
    stranger.sees("Welcome, Noura Idrissi. You are in.")
    ghita.sees("Noura Idrissi has joined")
    for other in (driss, amal):
        other.hears_nothing()
    (request,) = await town.rows(AccessRequest)
    assert (request.granted, request.words) == (True, WHO)
    assert "admit" in [one.action for one in await town.rows(Audit)]


async def test_nothing_else_of_what_a_stranger_writes_is_kept(jisr: Town) -> None:
    stranger = await knock(jisr)
    jisr.clock.move(timedelta(minutes=2))
    await stranger.say("and my number is 0600000000")
    stranger.sees(refusal().text)
    assert {event.payload for event in await jisr.rows(InboxEvent)} == {None}
    assert [one.words for one in await jisr.rows(AccessRequest)] == [WHO]


async def test_words_too_long_are_asked_for_again_and_a_command_is_no_name(jisr: Town) -> None:
    ghita = await national(jisr)
    ghita.watch()
    stranger = jisr.phone(900, "en", "Unknown")
    await stranger.say("hello")
    await stranger.say("1")  # the button's number
    stranger.sees(ASKED)
    await stranger.say("x" * 501)
    stranger.sees("That is 501 characters; 500 fit here. Please shorten it a little.")
    for text in ("/menu", "bonjour"):
        await stranger.say(text)
        stranger.sees(ASKED)
    ghita.hears_nothing()
    await stranger.say("x" * 500)
    ghita.sees("Somebody asks to join the network.")
    jisr.clock.move(timedelta(minutes=2))
    await stranger.say("hello")
    ghita.watch()
    await stranger.press("Ask to join")
    stranger.sees("Your request is with the coordinator")
    ghita.hears_nothing()


async def test_an_hour_later_words_are_only_words(jisr: Town) -> None:
    ghita = await national(jisr)
    stranger = jisr.phone(900, "en", "Unknown")
    await stranger.say("hello")
    await stranger.press("Ask to join")
    jisr.clock.move(timedelta(minutes=61))
    ghita.watch()
    await stranger.say(WHO)
    stranger.sees(refusal().text)
    ghita.hears_nothing()
    assert [one.words for one in await jisr.rows(AccessRequest)] == [None]


async def test_somebody_who_keeps_writing_too_much_is_not_asked_for_ever(jisr: Town) -> None:
    stranger = jisr.phone(900, "en", "Unknown")
    await stranger.say("hello")
    await stranger.press("Ask to join")
    for number in range(40):
        stranger.watch()
        await stranger.say(f"{number}" + "x" * 600)
    stranger.hears_nothing()


async def test_a_late_link_reaches_its_own_region_and_is_made_anew(jisr: Town) -> None:
    driss, elias, ghita = await join(jisr, "driss"), await join(jisr, "elias"), await national(jisr)
    await jisr.app.database.transaction(vacate, "Badr")
    await jisr.app.database.transaction(invite_noura)
    jisr.clock.move(timedelta(days=8))
    for other in (elias, ghita):
        other.watch()
    stranger = jisr.phone(900, "en", "Unknown")
    await stranger.say(LINK)
    stranger.sees("This link does not open anything here.", ASKED)
    driss.sees("Somebody opened a personal link that no longer works.", "Noura")
    await stranger.say(WHO)
    driss.sees(WHO)
    request = (await jisr.rows(AccessRequest))[0].id
    for other in (elias, ghita):
        other.hears_nothing()
    for data in (f"s.admit.{request}", f"a.decline.{request}"):
        await elias.tap(elias.last.id, data)
        elias.sees("This request is not yours to decide.")
    await elias.say("/members")
    assert "To decide: 0" in elias.labels
    await ghita.say("/members")  # the whole network is hers to look at, though nobody disturbs her
    await ghita.press("To decide: 1")
    ghita.sees("1 person waits at the door")
    await ghita.press("Somebody opened a personal link that no longer works.")
    ghita.sees("Noura", WHO)
    await driss.press("Let in")
    driss.sees("Noura", "deputy focal point")
    await driss.press("Let in")
    driss.sees("Noura is told, and joins by answering two questions.")
    stranger.sees("Your request was accepted.")
    await stranger.press("English")
    await stranger.press("Yes, that is me")
    stranger.sees("Your data")


async def test_a_link_somebody_else_used_is_declined_or_begun_anew(jisr: Town) -> None:
    amal, driss, ghita = await join(jisr, "amal"), await join(jisr, "driss"), await national(jisr)
    thief = jisr.phone(900, "en", "Unknown")
    for other in (amal, driss):
        other.watch()
    await thief.say(f"/start {TOKENS['amal']}")
    ghita.sees("Somebody opened a personal link that no longer works.")
    await ghita.press("Let in")
    ghita.sees("Amal has joined with this link already, so somebody else is trying it.")
    await ghita.press("Decline")
    ghita.sees("Declined, and they are told politely.")
    thief.sees("Thank you for asking. Your request could not be accepted this time.")
    for other in (amal, driss):
        other.hears_nothing()
    assert [one.granted for one in await jisr.rows(AccessRequest)] == [False]


async def test_two_coordinators_at_once_the_second_hears_who_was_quicker(jisr: Town) -> None:
    ghita = await national(jisr)
    await jisr.app.database.transaction(second_national)
    hind = jisr.phone(201, "en", "Hind")
    await hind.say("/start token-of-hind")
    stranger = await knock(jisr)
    await hind.press("Let in")
    await hind.press("national coordinator")
    await hind.say("Noura Idrissi")
    await ghita.press("Decline")
    await hind.press("Let in")
    hind.sees("Ghita was quicker, and declined.")
    stranger.sees("Your request could not be accepted this time.")
    await hind.press("Decline")
    hind.sees("Ghita was quicker, and declined.")
    assert [one.name for one in await jisr.rows(Member)][-1] == "Hind"


def second_national(session: Session) -> None:
    hind = Member(name="Hind", language="en", created_at=TUESDAY, joined_at=TUESDAY)
    seats.seat_all(session, [(hind, Role.NATIONAL_COORDINATOR, None)], TUESDAY)
    invitations.invite(session, hind.id, "token-of-hind", TUESDAY)


async def test_whoever_says_not_me_is_a_stranger_who_may_say_who_they_are(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await jisr.app.database.transaction(vacate, "Badr")
    await jisr.app.database.transaction(invite_noura)
    stranger = jisr.phone(900, "en", "Unknown")
    await stranger.say(LINK)
    await stranger.press("English")
    await stranger.press("Not me")
    stranger.sees("Thank you for saying so", ASKED)
    driss.sees("says that it is not theirs")
    await stranger.say("I am Samir")
    driss.sees("I am Samir")
    await driss.press("Let in")
    await driss.press("deputy focal point")
    await driss.say("azrou")
    await driss.say("Samir Tazi")
    await driss.press("Let in")
    await stranger.press("English")
    stranger.sees("You are Samir Tazi")


@pytest.mark.parametrize("granted", [True, False])
async def test_a_seat_that_is_taken_passes_only_when_the_coordinator_confirms(
    jisr: Town,
    granted: bool,  # noqa: FBT001 — pytest names it
) -> None:
    amal, driss, elias = [await join(jisr, name) for name in ("amal", "driss", "elias")]
    await jisr.app.database.transaction(invite_noura, Role.FOCAL_POINT)
    elias.watch()
    noura = jisr.phone(900, "en", "Noura")
    await noura.say(LINK)
    await noura.press("English")
    await noura.press("Yes, that is me")
    noura.sees("Somebody holds this seat already. Which are you?")
    await noura.press("The new focal point")
    noura.sees("Your coordinator will confirm it")
    driss.sees("Somebody was invited to a seat that is taken.")
    elias.hears_nothing()
    if not granted:
        await driss.press("Decline")
        noura.sees("Your request could not be accepted this time.")
        await noura.say("/menu")
        noura.sees(refusal().text)
        await amal.say("/menu")
        amal.sees("What would you like to do?")
        return
    await driss.press("Let in")
    driss.sees("Amal leaves this seat when the new person joins.")
    await driss.press("Let in")
    noura.sees("Your request was accepted.")
    await noura.press("Continue")
    for answer in ("Yes, that is me", "I accept", "Monday", "10:00"):
        await noura.press(answer)
    noura.sees("Welcome, Noura. You are in.")
    amal.sees("Your seat has passed to Noura, with its history.")
    elias.hears_nothing()


@pytest.mark.parametrize("vacant", [True, False])
async def test_a_second_person_becomes_the_deputy_where_there_is_none(
    jisr: Town,
    vacant: bool,  # noqa: FBT001 — pytest names it
) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    if vacant:
        await jisr.app.database.transaction(vacate, "Badr")
    await jisr.app.database.transaction(invite_noura, Role.FOCAL_POINT)
    noura = jisr.phone(900, "en", "Noura")
    await noura.say(LINK)
    for answer in ("English", "Yes, that is me", "The deputy"):
        await noura.press(answer)
    await driss.press("Let in")
    if not vacant:
        driss.sees("Badr holds that seat already")
        return
    driss.sees("deputy focal point")
    await driss.press("Let in")
    await noura.press("Continue")
    for answer in ("Yes, that is me", "I accept", "Monday", "10:00"):
        await noura.press(answer)
    noura.sees("Welcome, Noura. You are in.")
    await amal.say("/menu")
    amal.sees("What would you like to do?")


async def test_somebody_who_came_in_by_a_link_needs_no_decision_any_more(jisr: Town) -> None:
    ghita = await national(jisr)
    stranger = await knock(jisr)
    await stranger.say(f"/start {TOKENS['amal']}")
    stranger.sees("Welcome to Jisr, Amal.")
    await ghita.press("Let in")
    ghita.sees("They have come in by a link in the meantime.")
    linked = [one.member_id for one in await jisr.rows(ChannelIdentity) if one.member_id]
    assert len(linked) == len(set(linked))


async def test_a_stranger_cannot_decide_on_themselves(jisr: Town) -> None:
    stranger = await knock(jisr)
    (request,) = await jisr.rows(AccessRequest)
    before = len(await jisr.rows(Invitation))
    for data in (f"s.admit.{request.id}", f"a.decline.{request.id}"):
        jisr.clock.move(timedelta(minutes=2))
        await stranger.tap(stranger.last.id, data)
        stranger.sees(refusal().text)
    (request,) = await jisr.rows(AccessRequest)
    assert request.decided_at is None
    assert len(await jisr.rows(Invitation)) == before
    assert Policy().retention.requests.days == 90

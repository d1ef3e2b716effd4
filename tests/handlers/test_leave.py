"""Leaving one's seat, told from the leaver's side, and from the side of those who hear of it."""

from datetime import time, timedelta

import pytest

from handlers.welcome import refusal
from locales import Hour, Names, Weekday, _
from storage import Session
from storage.invitations import invite
from storage.models import (
    Audit,
    ChannelIdentity,
    Conversation,
    Invitation,
    Member,
    Occupancy,
    OutboxMessage,
    Role,
)
from storage.seats import seat_all
from tests.chat import TUESDAY, Chat, Town
from tests.handlers.arrivals import come_in, open_link, token_in
from tests.handlers.conftest import join
from tests.handlers.test_clarify import national
from tests.handlers.test_report import reach_summary

AZROU = Names(ar="جماعة أزرو (إقليم إفران)", fr="Commune d’Azrou (province d’Ifrane)")
FOCAL_POINT = _("{role}, {place}", role=_("focal point"), place=AZROU)
LEAVE = {"ar": "سأغادر منصبي", "fr": "je quitte mon poste", "en": "/leave"}


async def leave_vacant(chat: Chat) -> None:
    """Leave without anybody who follows."""
    await chat.say("/leave")
    await chat.press("Yes, I am leaving")
    await chat.press("Former focal point")
    await chat.press("I do not know")
    await chat.press("Leave now")


async def hand_over(chat: Chat, name: str = "Nadia", language: str = "English") -> str:
    """Leave in favour of somebody new; return the token of their link."""
    await chat.say(LEAVE[chat.language])
    chat.sees(_("You are about to leave your seat: {seat}.", seat=FOCAL_POINT))
    await chat.press("Yes, I am leaving")
    chat.sees("The practices you shared stay in the network. Under which name?")
    await chat.press("Former focal point")
    await chat.press("Somebody new")
    await chat.say(name)
    await chat.press(language)
    chat.sees(
        _("{name} will be invited as {seat}, and the seat is theirs once they accept. Correct?",
          name=name, seat=FOCAL_POINT)
    )  # fmt: skip
    await chat.press("Invite")
    chat.sees("Until they accept, the seat stays yours.")
    return token_in(chat)


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
async def test_a_focal_point_hands_over_and_becomes_a_stranger(
    jisr_on_both: Town, language: str
) -> None:
    town = jisr_on_both
    amal, badr = await join(town, "amal", language), await join(town, "badr")
    driss, elias = await join(town, "driss", "fr"), await join(town, "elias")
    for other in (badr, elias):
        other.watch()
    menu = amal.last
    token = await hand_over(amal, "نادية" if language == "ar" else "Nadia", "العربية")
    driss.sees(
        _("{name} is leaving ({seat}) and has invited {newcomer} to follow.", name="Amal",
          seat=FOCAL_POINT, newcomer="نادية" if language == "ar" else "Nadia")
    )  # fmt: skip
    await amal.say("/report")
    amal.sees("Which project? Those that are due come first.")
    nadia = await come_in(town, token, language)
    nadia.sees("These are your projects: tap one to say where it stands.")
    amal.sees("Thank you for what you did for the network. This chat is now closed.")
    assert not amal.last.rows
    driss.sees(_("{name} has joined: {seat}.",
                 name="نادية" if language == "ar" else "Nadia", seat=FOCAL_POINT))  # fmt: skip
    for attempt in ("/report", "/menu", "/latest", "2"):
        await amal.say(attempt)
        amal.sees(refusal().text)
        town.clock.move(timedelta(minutes=1))  # a refusal is not repeated within one
    for data in ("s.report", "s.report.1", "a.undo.1", menu.rows[0][0].data or ""):
        await amal.tap(menu.id, data)
        amal.sees(refusal().text)
        town.clock.move(timedelta(minutes=1))
    for other in (badr, elias):
        other.hears_nothing()
    rows = await town.rows(Occupancy)
    assert [(row.member_id, row.until is None) for row in rows if row.seat_id == 1] == [
        (1, False), (7, True),
    ]  # fmt: skip
    assert not (await town.rows(Member))[0].credited


async def test_the_link_is_in_one_message_and_kept_nowhere(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    token = await hand_over(amal)
    assert token not in driss.text
    kept = (OutboxMessage, Conversation, Invitation, Audit, ChannelIdentity)
    for table in kept:
        assert not [row for row in await jisr.rows(table) if token in str(vars(row))]


async def test_leaving_without_anybody_who_follows_makes_the_seat_vacant(jisr: Town) -> None:
    amal, badr = await join(jisr, "amal"), await join(jisr, "badr")
    driss, elias = await join(jisr, "driss"), await join(jisr, "elias")
    for other in (badr, elias):
        other.watch()
    await leave_vacant(amal)
    amal.sees("You have left your seat; its history stays with it.")
    assert not amal.last.rows
    driss.sees("Amal has left (focal point, Commune d’Azrou (province d’Ifrane)).")
    await amal.say("/report")
    amal.sees(refusal().text)
    for other in (badr, elias):
        other.hears_nothing()
    assert ("leave", "seat:1") in [(one.action, one.subject) for one in await jisr.rows(Audit)]
    identities = {one.external_id: one.member_id for one in await jisr.rows(ChannelIdentity)}
    assert identities["100"] is None


async def test_the_last_words_are_in_the_leavers_language(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.say("/lang")
    await amal.tap(amal.last.id, "a.language.ar")
    amal.language = "ar"
    await leave_vacant(amal)
    amal.sees("You have left your seat; its history stays with it.")
    await amal.say("سلام")
    amal.sees(refusal().text)


async def test_nothing_happens_until_the_last_answer(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    driss.watch()
    await amal.say("quitter")
    await amal.press("Yes, I am leaving")
    await amal.press("Amal")
    await amal.press("Cancel")
    amal.sees("Nothing was saved.")
    await amal.say("/report")
    amal.sees("Which project? Those that are due come first.")
    driss.hears_nothing()
    assert (await jisr.rows(Member))[0].credited


async def test_the_credit_may_keep_the_name(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.say("leaving")
    await amal.press("Yes, I am leaving")
    await amal.press("Amal")
    await amal.press("I do not know")
    await amal.press("Leave now")
    assert (await jisr.rows(Member))[0].credited


async def test_a_stranger_leaves_nothing(jisr: Town) -> None:
    stranger = jisr.phone(900, "en", "Unknown")
    await stranger.say("/leave")
    stranger.sees(refusal().text)
    assert all(one.left_at is None for one in await jisr.rows(Member))


async def test_the_last_national_coordinator_cannot_leave_the_network_alone(jisr: Town) -> None:
    driss, ghita = await join(jisr, "driss"), await national(jisr)
    driss.watch()
    await ghita.say("/leave")
    await ghita.press("Yes, I am leaving")
    await ghita.press("Former member")
    ghita.sees("The network needs a national coordinator who can let people in")
    assert "I do not know" not in ghita.labels
    await ghita.say("I do not know")
    await ghita.press("Somebody new")
    await ghita.say("Hind")
    await ghita.press("English")
    await ghita.press("Invite")
    hind = await open_link(jisr, token_in(ghita))
    await hind.press("Yes, that is me")
    await hind.press("I accept")
    hind.sees("Welcome, Hind. You are in.")
    ghita.sees("Thank you for what you did for the network. This chat is now closed.")
    await hind.say("/latest")
    hind.sees("Latest reports")
    driss.hears_nothing()


async def test_of_two_national_coordinators_who_leave_at_once_one_stays(
    jisr_on_both: Town,
) -> None:
    town = jisr_on_both
    ghita, hind = await national(town), await second_national(town)
    for chat in (ghita, hind):
        await chat.say("/leave")
        await chat.press("Yes, I am leaving")
        await chat.press("Former member")
        await chat.press("I do not know")
    for chat in (ghita, hind):
        message, data = chat.button("Leave now")
        await town.world.press(chat.person, message.id, data)
    await town.settle()
    gone = [chat for chat in (ghita, hind) if "This chat is now closed." in chat.text]
    stay = [chat for chat in (ghita, hind) if chat not in gone]
    assert len(gone) == 1
    said = [message.text for message in stay[0].messages]
    assert any("The network needs a national coordinator" in text for text in said)
    await stay[0].say("/latest")
    stay[0].sees("Latest reports")


async def second_national(town: Town) -> Chat:
    """Bring another national coordinator into the network."""
    await town.app.database.transaction(add_hind)
    chat = town.phone(201, "en", "Hind")
    await chat.say("/start token-of-hind")
    return chat


def add_hind(session: Session) -> None:
    member = Member(name="Hind", language="en", created_at=TUESDAY, joined_at=TUESDAY)
    seat_all(session, [(member, Role.NATIONAL_COORDINATOR, None)], TUESDAY)
    invite(session, member.id, "token-of-hind", TUESDAY)


async def test_the_newest_of_two_invitations_to_a_seat_wins(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    first = await hand_over(amal, "Nadia")
    early = await open_link(jisr, first)
    second = await hand_over(amal, "Omar")
    assert first != second
    await early.press("Yes, that is me")
    await early.press("I accept")
    await early.press(_("{day}", day=Weekday(2)))
    await early.press(_("{hour}", hour=Hour(time(9))))
    early.sees("Your invitation was replaced by a newer one")
    omar = await come_in(jisr, second, person=701)
    omar.sees("Welcome, Omar. You are in.")
    await early.say("/report")
    assert "Which project?" not in early.text


async def test_somebody_who_left_may_be_followed_later(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    token = await hand_over(amal, "Nadia")
    await leave_vacant(amal)
    nadia = await come_in(jisr, token)
    nadia.sees("Welcome, Nadia. You are in.")


async def test_the_deputy_inherits_in_their_own_chat(jisr_on_both: Town) -> None:
    town = jisr_on_both
    amal, badr = await join(town, "amal"), await join(town, "badr")
    chama, driss = await join(town, "chama"), await join(town, "driss")
    await reach_summary(amal)
    await amal.say("/leave")
    await amal.press("Yes, I am leaving")
    await amal.press("Amal")
    await amal.press(_("{name}, the deputy", name="Badr"))
    await amal.press("Invite")
    amal.sees("Badr has been asked.", "Until they accept, the seat stays yours.")
    badr.sees(_("{name} asks you to take over a seat: {seat}.", name="Amal", seat=FOCAL_POINT))
    chama.watch()
    await chama.tap(chama.last.id, "s.inherit")
    chama.sees("That offer is no longer open.")
    await badr.press("See the offer")
    await badr.press("I take it over")
    badr.sees("The seat is yours: focal point, Commune d’Azrou", "Half-written:", "Open council")
    amal.sees("Your seat has passed to Badr, with its history.")
    await amal.say("/menu")
    amal.sees(refusal().text)
    driss.sees(_("{name} has joined: {seat}.", name="Badr", seat=FOCAL_POINT))
    await badr.press("See the offer")
    badr.sees("That offer is no longer open.")
    seats = {one.name: one.seat_id for one in await town.rows(Member)}
    assert (seats["Amal"], seats["Badr"]) == (None, 1)


async def test_a_deputy_may_stay_the_deputy(jisr: Town) -> None:
    amal, badr = await join(jisr, "amal"), await join(jisr, "badr")
    await amal.say("/leave")
    await amal.press("Yes, I am leaving")
    await amal.press("Amal")
    await amal.press(_("{name}, the deputy", name="Badr"))
    await amal.press("Invite")
    await badr.press("See the offer")
    await badr.press("I stay where I am")
    amal.sees("Badr does not take over the seat.")
    await amal.say("/report")
    amal.sees("Which project?")
    await badr.say("/inherit")
    badr.sees("That offer is no longer open.")

"""A coordinator invites: within reach alone, by a link that is said once and can be revoked."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers.dialogue.questions import Answer, Refusal
from handlers.newcomers import Name, gazetteer
from handlers.welcome import refusal
from locales import _
from storage import Session
from storage.models import (
    Audit,
    ChannelIdentity,
    Conversation,
    Invitation,
    Member,
    Occupancy,
    OutboxMessage,
    Role,
    Seat,
)
from storage.seats import leave
from tests.chat import TUESDAY, Chat, Town, plain
from tests.handlers.conftest import join
from tests.handlers.test_clarify import national

TOKEN = re.compile(r"(?:\?start=|/start )([\w-]+)")


def token_in(chat: Chat) -> str:
    """Return the token of the personal link in somebody's newest message."""
    match = TOKEN.search(plain(chat.last.text))
    assert match, chat.text
    return match[1]


async def invite(chat: Chat, role: str, place: str | None, name: str) -> str:
    """Invite somebody new to a free seat and return the token."""
    await chat.say("/invite")
    await chat.press(role)
    if place is not None:
        await chat.say(place)
    await chat.say(name)
    await chat.press("English")
    await chat.press("Make the link")
    return token_in(chat)


async def come_in(town: Town, person: int, token: str) -> Chat:
    """Open a link on a new phone, and consent."""
    chat = town.phone(person, "en", "New")
    await chat.say(f"/start {token}")
    await chat.press("English")
    await chat.press("Yes, that is me")
    return chat


def vacate(session: Session, name: str) -> None:
    """Let somebody leave their seat."""
    leave(session, session.scalars(select(Member).where(Member.name == name)).one(), TUESDAY)


async def test_a_coordinator_invites_and_the_person_joins(jisr_on_both: Town) -> None:
    driss, elias = await join(jisr_on_both, "driss"), await join(jisr_on_both, "elias")
    await jisr_on_both.app.database.transaction(vacate, "Badr")
    elias.watch()
    await driss.say("دعوة")
    assert driss.labels[:4] == ["focal point", "deputy focal point",
                                "member of the competence pole", "observer"]  # fmt: skip
    await driss.press("deputy focal point")
    await driss.say("azrou")
    await driss.say("Noura Idrissi")
    await driss.press("English")
    driss.sees("Noura Idrissi", "deputy focal point", "Azrou")
    await driss.press("Make the link")
    driss.sees("Please forward this link to them alone.")
    token = token_in(driss)
    assert len(token) >= 43
    noura = await come_in(jisr_on_both, 300, token)
    noura.sees("Your data")
    await noura.press("I accept")
    await noura.press("Monday")
    await noura.press("10:00")
    noura.sees("Welcome, Noura Idrissi. You are in.")
    driss.sees("Noura Idrissi has joined")
    elias.hears_nothing()
    acts = [(one.member_id, one.action) for one in await jisr_on_both.rows(Audit)]
    assert (4, "invite") in acts
    made = (await jisr_on_both.rows(Invitation))[-1]
    assert made.expires_at - made.created_at == timedelta(days=7)


async def test_the_link_is_kept_nowhere(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    token = await invite(driss, "observer", "azrou", "Noura Idrissi")
    for table in (Invitation, OutboxMessage, Conversation, Audit):
        for row in await jisr.rows(table):
            assert token not in str(vars(row))


async def test_a_link_is_made_of_the_bots_name_once_that_is_known(jisr: Town) -> None:
    ghita = await national(jisr)
    await invite(ghita, "observer", "azrou", "Noura Idrissi")
    policy = jisr.app.dispatcher.registry.policy
    assert policy.bot == jisr.server.service.account.user["username"]
    assert f"https://t.me/{policy.bot}?start=" in ghita.text


async def test_a_coordinators_link_works_for_a_day(jisr: Town) -> None:
    ghita = await national(jisr)
    token = await invite(ghita, "national coordinator", None, "Noura Idrissi")
    jisr.clock.move(timedelta(hours=24, minutes=1))
    late = jisr.phone(300, "en", "Late")
    await late.say(f"/start {token}")
    late.sees("This link does not open anything here.")


async def test_a_regional_coordinator_invites_nowhere_else_and_gives_no_higher_role(
    jisr: Town,
) -> None:
    driss = await join(jisr, "driss")
    await driss.say("/invite")
    assert "regional coordinator" not in driss.labels
    assert "national coordinator" not in driss.labels
    (open_one,) = [one for one in await jisr.rows(Conversation) if one.flow == "invite"]
    await driss.tap(driss.last.id, f"c.{open_one.id}.1.national_coordinator")
    driss.sees("That choice is no longer there.")
    await driss.press("focal point")
    await driss.say("Tiznit")
    driss.sees("I do not find that name within your reach.")
    assert "Tiznit" not in driss.text
    await driss.say("02.581.01")
    driss.sees("I do not find that name within your reach.")


async def test_a_coordinator_moved_half_way_cannot_invite_where_they_were(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await driss.say("/invite")
    await driss.press("observer")
    await driss.say("azrou")
    await driss.say("Noura Idrissi")
    await driss.press("English")
    await jisr.app.database.transaction(move_south)
    before = len(await jisr.rows(Invitation))
    await driss.press("Make the link")
    driss.sees("That place is not within your reach.")
    assert len(await jisr.rows(Invitation)) == before


def move_south(session: Session) -> None:
    south = session.scalars(
        select(Seat).where(Seat.role == Role.REGIONAL_COORDINATOR).order_by(Seat.id.desc())
    ).first()
    driss = session.scalars(select(Member).where(Member.name == "Driss")).one()
    assert south is not None
    assert driss.seat is not None
    driss.seat.collectivity_id = south.collectivity_id


async def test_nobody_else_invites(jisr: Town) -> None:
    amal, fadoua = await join(jisr, "amal"), await join(jisr, "fadoua")
    stranger = jisr.phone(900, "en", "Unknown")
    await stranger.say("hello")
    before = len(await jisr.rows(Invitation))
    for chat in (amal, fadoua, stranger):
        for data in ("s.invite", "a.invitations", "a.revoke.1", "a.renew.1", "s.admit.1",
                     "a.decline.1"):  # fmt: skip
            await chat.tap(chat.last.id, data)
            if chat is stranger:
                chat.sees(refusal().text)
            else:
                chat.sees("This is not open to your role.")
    assert len(await jisr.rows(Invitation)) == before
    assert not [one for one in await jisr.rows(Invitation) if one.revoked_at]


async def test_namesakes_are_told_apart_by_type_and_province(jisr: Town) -> None:
    ghita = await national(jisr)
    await ghita.say("/invite")
    await ghita.press("observer")
    await ghita.say("tiznit")
    ghita.sees("Which of these?")
    assert "Province de Tiznit" in ghita.labels
    assert "Commune de Tiznit (province de Tiznit)" in ghita.labels
    await ghita.press("Another name")
    await ghita.say("zzzzzz")
    ghita.sees("I do not find that name within your reach.")
    await ghita.say("azru")
    await ghita.press("Commune d’Azrou (province d’Ifrane)")
    ghita.sees("Their first and family name?")


async def test_a_name_with_digits_is_refused_with_the_reason(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await driss.say("/invite")
    await driss.press("observer")
    await driss.say("azrou")
    for typed in ("Noura AB123456", "نورة ٠٦٠٠٠٠٠٠٠٠"):
        await driss.say(typed)
        driss.sees("A name has no digits: no identity or telephone number is kept here.")


@pytest.mark.parametrize("typed", ["Noura  Idrissi", " نورة الإدريسي ", "O’Reilly-Šć"])
def test_names_of_any_script_are_taken(typed: str) -> None:
    read = Name("name", "").read(typed, TUESDAY.date())
    assert read == Answer(" ".join(typed.split()))
    assert isinstance(Name("name", "").read("…", TUESDAY.date()), Refusal)


async def test_a_taken_seat_is_handed_over_or_given_a_deputy(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await driss.say("/invite")
    await driss.press("focal point")
    await driss.say("azrou")
    await driss.say("Noura Idrissi")
    await driss.press("English")
    driss.sees("Amal holds this seat, and leaves it when the new person joins.")  # Badr is deputy
    await driss.press("A handover")
    driss.sees("Amal leaves this seat when the new person joins.")
    await driss.press("Make the link")
    await amal.say("/menu")
    amal.sees("What would you like to do?")
    noura = await come_in(jisr, 300, token_in(driss))
    await noura.press("I accept")
    await noura.press("Monday")
    await noura.press("10:00")
    amal.sees("Your seat has passed to Noura Idrissi, with its history.")
    jisr.clock.move(timedelta(minutes=2))
    await amal.say("/report")
    amal.sees("Hello. Jisr serves the focal points")
    now = [(one.seat_id, one.member_id) for one in await jisr.rows(Occupancy) if not one.until]
    assert len(now) == len({seat for seat, _member in now})


async def test_a_deputy_may_be_named_where_there_is_none(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await jisr.app.database.transaction(vacate, "Badr")
    await driss.say("/invite")
    await driss.press("focal point")
    await driss.say("azrou")
    await driss.say("Noura Idrissi")
    await driss.press("English")
    driss.sees(_("{name} holds this seat. Is this a handover ({name} leaves when the new person "
                 "joins) or a deputy?", name="Amal"))  # fmt: skip
    await driss.press("A deputy")
    driss.sees("Noura Idrissi", "deputy focal point")
    await driss.press("Make the link")
    noura = await come_in(jisr, 300, token_in(driss))
    noura.sees("Your data")


async def test_two_people_invited_to_one_seat_the_newest_wins(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await jisr.app.database.transaction(vacate, "Badr")
    first = await invite(driss, "deputy focal point", "azrou", "Noura Idrissi")
    noura = await come_in(jisr, 300, first)
    noura.sees("Your data")
    await driss.say("/invite")
    await driss.press("deputy focal point")
    await driss.say("azrou")
    await driss.say("Samir Tazi")
    await driss.press("English")
    driss.sees("The earlier invitation of Noura Idrissi to this seat ends.")
    await driss.press("Make the link")
    samir = await come_in(jisr, 301, token_in(driss))
    await samir.press("I accept")
    await samir.press("Monday")
    await samir.press("10:00")
    samir.sees("Welcome, Samir Tazi. You are in.")
    await noura.press("I accept")
    await noura.press("Monday")
    await noura.press("10:00")
    noura.sees("Your invitation was replaced by a newer one")
    await driss.say("/invite")
    await driss.press("observer")
    await driss.say("azrou")
    await driss.say("Noura Idrissi")
    await driss.press("English")
    await driss.press("Make the link")
    await noura.say(f"/start {token_in(driss)}")
    await noura.press("English")
    await noura.press("Yes, that is me")
    await noura.press("I accept")
    noura.sees("Welcome, Noura Idrissi. You are in.")


async def test_open_invitations_are_listed_revoked_and_renewed(jisr: Town) -> None:
    driss, elias = await join(jisr, "driss"), await join(jisr, "elias")
    tokens = [
        await invite(driss, "observer", "azrou", f"Noura {name}")
        for name in ("A", "B", "C", "D", "E", "F")
    ]
    await driss.press("Open invitations")
    assert driss.text.index("Noura F") < driss.text.index("Noura B")
    assert "Noura A" not in driss.text
    await driss.press("More")
    driss.sees("Noura A")
    await driss.press("Revoke: Noura A")
    driss.sees("The link of Noura A is revoked: it opens nothing.")
    late = jisr.phone(300, "en", "Late")
    await late.say(f"/start {tokens[0]}")
    late.sees("This link does not open anything here.")
    made = (await jisr.rows(Invitation))[-1]
    for data in (f"a.revoke.{made.id}", f"a.renew.{made.id}", "a.revoke.999", "a.revoke.x"):
        await elias.tap(elias.last.id, data)
        elias.sees("That invitation is no longer open.")
    await elias.say("/invitations")
    elias.sees("No invitation is open.")
    await driss.tap(driss.last.id, f"a.renew.{made.id}")
    driss.sees("That invitation is no longer open.")  # its time is not over
    jisr.clock.move(timedelta(days=8))
    await driss.say("/invitations")
    driss.sees("Noura F", "its time is over")
    await driss.press("Send a new link: Noura F")
    noura = await come_in(jisr, 301, token_in(driss))
    noura.sees("Your data")
    await driss.say("/invitations")
    driss.sees("opened, not accepted yet")
    jisr.clock.move(timedelta(days=40))
    await driss.say("/invitations")
    driss.sees("No invitation is open.")
    acts = [one.action for one in await jisr.rows(Audit)]
    assert acts.count("revoke") == 1
    assert acts.count("invite") == 7


async def test_revoking_an_opened_link_sends_whoever_opened_it_back_to_the_door(
    jisr: Town,
) -> None:
    driss = await join(jisr, "driss")
    noura = await come_in(jisr, 300, await invite(driss, "observer", "azrou", "Noura Idrissi"))
    await driss.say("/invitations")
    await driss.press("Revoke: Noura Idrissi")
    await noura.press("I accept")
    noura.sees("Hello. Jisr serves the focal points")
    known = [one for one in await jisr.rows(ChannelIdentity) if one.external_id == "300"]
    assert [one.member_id for one in known] == [None]


async def test_a_member_is_offered_another_seat_and_leaves_the_first(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    elias = await join(jisr, "elias")
    await driss.say("/invite")
    await driss.press("member of the competence pole")
    await driss.say("azrou")
    await driss.say("amal")
    driss.sees("Somebody of that name is in the network. Is it one of them?")
    await driss.press(_("focal point, Commune d’Azrou (province d’Ifrane)"))
    await driss.press("Make the link")
    token = token_in(driss)
    elias.watch()
    await elias.say(f"/start {token}")
    elias.sees("Hello Elias, everything is as you left it.")
    await amal.say(f"/start {token}")
    amal.sees("You would be", "member of the competence pole")
    await amal.press("I take it over")
    amal.sees("The seat is yours")
    driss.sees("Amal has joined")
    held = {one.id: one.role for one in await jisr.rows(Seat)}
    member = (await jisr.rows(Member))[0]
    assert member.seat_id is not None
    assert held[member.seat_id] == Role.POLE
    assert len(await jisr.rows(Member)) == 6


async def test_a_member_who_stays_keeps_the_seat_and_the_coordinator_hears(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await driss.say("/invite")
    await driss.press("observer")
    await driss.say("azrou")
    await driss.say("Amal")
    await driss.say("1")
    await driss.press("Make the link")
    await amal.say(f"/start {token_in(driss)}")
    await amal.press("I stay where I am")
    amal.sees("Understood. You stay where you are.")
    driss.sees("Amal does not take over the seat.")


async def test_the_last_national_coordinator_cannot_move_away(jisr: Town) -> None:
    ghita = await national(jisr)
    await ghita.say("/invite")
    await ghita.press("observer")
    await ghita.say("azrou")
    await ghita.say("ghita")
    await ghita.say("1")
    await ghita.press("Make the link")
    await ghita.say(f"/start {token_in(ghita)}")
    await ghita.press("I take it over")
    ghita.sees("The network needs a national coordinator")
    await ghita.say("/latest")
    ghita.sees("Latest reports")


async def test_the_places_are_indexed_once_until_one_is_added(jisr: Town) -> None:
    def twice(session: Session) -> bool:
        return gazetteer(session, None) is gazetteer(session, None)

    assert await jisr.app.database.read(twice)

"""Removing a member, offering another role: no slips, told, logged, within one's reach."""

import pytest
from sqlalchemy import select

from handlers.welcome import refusal
from storage import Session
from storage.models import (
    Audit,
    Collectivity,
    Conversation,
    Invitation,
    Member,
    Occupancy,
    Role,
)
from storage.seats import seat_all
from tests.chat import TUESDAY, Town
from tests.handlers.conftest import join
from tests.handlers.test_clarify import national
from tests.handlers.test_leave import second_national

GONE = "That seat is not one you look after, or it has changed hands."


async def test_a_member_is_removed_by_a_reason_and_a_typed_word(jisr_on_both: Town) -> None:
    town = jisr_on_both
    amal, badr, driss = [await join(town, name) for name in ("amal", "badr", "driss")]
    ghita = await national(town)
    badr.watch()
    await ghita.say("/member amal")
    await ghita.press("Remove")
    ghita.sees("Why does Amal (focal point, Commune d’Azrou (province d’Ifrane)) leave the seat?")
    await ghita.say("Another <b>post</b> & more")
    for slip in ("1", "yes", "ok", "remov"):
        await ghita.say(slip)
        ghita.sees("Nobody is removed yet.")
    assert not [one for one in await town.rows(Occupancy) if one.until is not None]
    await ghita.say("Remove")
    ghita.sees("Amal has left (focal point, Commune d’Azrou (province d’Ifrane)).")
    driss.sees("Amal has left (focal point")
    amal.sees("Your coordinator has ended your time in your seat")
    assert "Another <b>post</b> & more" in amal.text
    badr.hears_nothing()
    await amal.say("/menu")
    amal.sees(refusal().text)
    rows = [one for one in await town.rows(Audit) if one.action == "remove"]
    assert [(one.member_id, one.subject, one.detail) for one in rows] == [
        (7, "seat:1", {"member": 1})
    ]


async def test_of_two_who_remove_at_once_the_second_hears_that_it_is_done(jisr: Town) -> None:
    await join(jisr, "amal")
    driss, ghita = await join(jisr, "driss"), await national(jisr)
    for chat in (driss, ghita):
        await chat.tap(chat.last.id, "s.remove.1")
        await chat.say("Another post")
    await driss.say("remove")
    await ghita.say("remove")
    ghita.sees(GONE)
    assert [one.action for one in await jisr.rows(Audit)].count("remove") == 1


async def test_the_last_national_coordinator_is_not_removed_nor_moved(jisr: Town) -> None:
    ghita, hind = await national(jisr), await second_national(jisr)
    for chat in (ghita, hind):  # each removes the other, as long as there are two
        other = 8 if chat is ghita else 7
        await chat.tap(chat.last.id, f"s.remove.{other}")
        await chat.say("Why not")
    await ghita.say("remove")
    ghita.sees("Hind has left (national coordinator).")
    await hind.say("remove")
    hind.sees(refusal().text)
    driss = await join(jisr, "driss")
    await driss.tap(driss.last.id, "s.remove.7")
    driss.sees("Who is to be removed?")  # as if there were nobody of that number
    await driss.say("Ghita")
    driss.sees("I find nobody of that name whom you look after.")


@pytest.mark.parametrize("flow", ["remove", "role", "absence"])
async def test_another_region_is_out_of_reach_forged_buttons_included(
    jisr_on_both: Town, flow: str
) -> None:
    town = jisr_on_both
    elias, amal = await join(town, "elias"), await join(town, "amal")
    await town.app.database.transaction(seat_colleague)
    await elias.say("/member Zaki")  # who is seen, and not acted on
    assert elias.labels == ["How to reach them", "Members", "Menu"]
    for number in (1, 2, 4, 5, 7, 999):  # the north's, its coordinator, oneself, Zaki, nobody
        await elias.tap(elias.last.id, f"s.{flow}.{number}")
        elias.sees("Type the name of a person or of a local government.")
        await elias.say("Azrou")
        elias.sees("I find nobody of that name whom you look after.")
        await elias.say("/cancel")
    await amal.tap(amal.last.id, f"s.{flow}.2")
    amal.sees("This is not open to your role.")
    kept = {one.flow for one in await town.rows(Conversation) if one.status == "done"}
    assert flow not in kept


def seat_colleague(session: Session) -> None:
    """Give the south a second coordinator."""
    south = session.scalars(select(Collectivity).where(Collectivity.name_fr == "Sud")).one()
    zaki = Member(name="Zaki", language="en", created_at=TUESDAY, joined_at=TUESDAY)
    seat_all(session, [(zaki, Role.REGIONAL_COORDINATOR, south.id)], TUESDAY)


async def test_a_name_typed_with_the_command_is_looked_for_at_once(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    for command, asked in (
        ("/transfer Badr", "Who follows Badr"),
        ("/remove badr", "Why does Badr"),
        ("/absence Bader", "From which day is Badr away?"),
        ("/role Chama", "Whose role?"),  # of another region: as if there were nobody
        ("/role Azrou", "Whose role?"),  # more than one sits there
    ):
        await driss.say(command)
        driss.sees(asked)
        await driss.say("/cancel")


async def test_another_role_is_offered_and_theirs_once_they_accept(jisr_on_both: Town) -> None:
    town = jisr_on_both
    badr, driss = await join(town, "badr"), await join(town, "driss")
    await driss.say("/member badr")
    await driss.press("Another role")
    driss.sees("Badr is: deputy focal point, Commune d’Azrou")
    assert driss.labels[:2] == ["member of the competence pole", "observer"]  # not Amal's seat
    await driss.press("member of the competence pole")
    driss.sees("Until they accept, everything stays as it is.")
    await driss.press("Offer it")
    driss.sees("Badr has been asked.")
    assert (await town.rows(Member))[1].role is Role.DEPUTY
    badr.sees("Driss asks you to take over a seat: member of the competence pole")
    await badr.press("See the offer")
    await badr.press("I take it over")
    assert (await town.rows(Member))[1].role is Role.POLE
    driss.sees("Badr has joined: member of the competence pole, Commune d’Azrou")
    (row,) = [one for one in await town.rows(Audit) if one.action == "offer_role"]
    assert (row.member_id, row.detail["member"], row.detail["role"]) == (4, 2, "pole")


async def test_a_role_that_is_declined_or_taken_meanwhile_changes_nothing(jisr: Town) -> None:
    badr, driss, ghita = await join(jisr, "badr"), await join(jisr, "driss"), await national(jisr)
    await ghita.tap(ghita.last.id, "s.role.2")
    assert ghita.labels[:4] == [
        "member of the competence pole", "observer", "regional coordinator",
        "national coordinator",
    ]  # fmt: skip
    await ghita.press("regional coordinator")
    await ghita.press("Offer it")
    await badr.press("See the offer")
    badr.sees("You would be: regional coordinator, Région de Nord.")
    await badr.press("I stay where I am")
    ghita.sees("Badr does not take over the seat.")
    await driss.tap(driss.last.id, "s.role.3")  # another region's
    driss.sees("Whose role?")
    assert (await jisr.rows(Member))[1].role is Role.DEPUTY
    assert [one.revoked_at is not None for one in await jisr.rows(Invitation)][-1]

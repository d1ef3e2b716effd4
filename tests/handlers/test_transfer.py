"""Handing over somebody else's seat: coordinators, within their reach, and nobody else."""

import pytest
from sqlalchemy import select

from handlers.welcome import refusal
from locales import Names, _
from storage import Session, seats
from storage.models import (
    Audit,
    ChannelIdentity,
    Collectivity,
    Member,
    Occupancy,
    Role,
    Seat,
)
from storage.reach import reach_of
from storage.seats import seat_all
from tests.chat import TUESDAY, Chat, Town
from tests.handlers.arrivals import come_in, token_in
from tests.handlers.conftest import join
from tests.handlers.test_clarify import move_driss_south, national
from tests.handlers.test_leave import second_national

AZROU = Names(ar="جماعة أزرو (إقليم إفران)", fr="Commune d’Azrou (province d’Ifrane)")
FOCAL_POINT = _("{role}, {place}", role=_("focal point"), place=AZROU)
NOBODY = "I find nobody of that name whom you look after. Another spelling?"


async def choose(chat: Chat, words: str, person: str | None = None) -> None:
    """Begin a transfer and name whose seat it is."""
    await chat.say("/transfer")
    await chat.say(words)
    if person is not None:
        await chat.press(person)


async def unseat(chat: Chat, reason: str | None = None) -> None:
    """Leave the chosen seat vacant."""
    await chat.press("Nobody yet")
    await (chat.say(reason) if reason else chat.press("Skip"))
    await chat.press("Leave it vacant")


async def test_a_coordinator_hands_a_seat_over_in_arabic(jisr_on_both: Town) -> None:
    town = jisr_on_both
    amal, badr = await join(town, "amal", "fr"), await join(town, "badr")
    driss, elias = await join(town, "driss", "ar"), await join(town, "elias")
    for other in (badr, elias):
        other.watch()
    await driss.say("تسليم المهام")
    driss.sees("Whose seat? Type the name of a person or of a local government.")
    await driss.say("ازرو")  # as people type it, without its hamza
    driss.sees("Which one? If it is none of these, go back and type more of the name.")
    await driss.press(_("{name} ({seat})", name="Amal", seat=FOCAL_POINT))
    driss.sees(_("Who follows {name} ({seat})?", name="Amal", seat=FOCAL_POINT))
    await driss.press("Somebody new")
    await driss.say("نادية")
    await driss.press("العربية")
    driss.sees(_("Is there a reason to give to {name}? In one line.", name="Amal"))
    await driss.say("انتقال إلى مصلحة أخرى")
    driss.sees("انتقال إلى مصلحة أخرى")
    await driss.press("Invite")
    driss.sees(_("Until they accept, {name} keeps the seat.", name="Amal"))
    amal.sees("انتقال إلى مصلحة أخرى")
    await amal.say("/report")
    amal.sees("Which project? Those that are due come first.")
    nadia = await come_in(town, token_in(driss), "ar")
    nadia.sees("These are your projects: tap one to say where it stands.")
    amal.sees(_("Your seat has passed to {name}, with its history.", name="نادية"))
    driss.sees(_("{name} has joined: {seat}.", name="نادية", seat=FOCAL_POINT))
    await amal.say("/report")
    amal.sees(refusal().text)
    for other in (badr, elias):
        other.hears_nothing()
    assert ("transfer", "seat:1", {"member": 1}) in [
        (one.action, one.subject, one.detail) for one in await town.rows(Audit)
    ]


@pytest.mark.parametrize("words", ["Amal", "amal azrou", "AMAL", "Amal أزرو"])
async def test_a_seat_is_found_by_what_people_type(jisr: Town, words: str) -> None:
    driss = await join(jisr, "driss")
    await choose(driss, words)
    driss.sees("Who follows Amal (focal point, Commune d’Azrou")


async def test_a_misspelt_place_offers_those_who_sit_there(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await choose(driss, "Azruo")
    assert [label.split()[0] for label in driss.labels[:2]] == ["Amal", "Badr"]
    await driss.press("Back")
    await driss.say("Azrou Badr")
    driss.sees("Who follows Badr (deputy focal point, Commune d’Azrou")


async def test_a_member_is_removed_at_once_with_the_reason(jisr: Town) -> None:
    amal, badr = await join(jisr, "amal"), await join(jisr, "badr")
    driss, ghita = await join(jisr, "driss"), await national(jisr)
    badr.watch()
    await choose(ghita, "Amal")
    await unseat(ghita, "Moved to another service")
    amal.sees("Your coordinator has ended your time in your seat", "Moved to another service")
    ghita.sees("Amal has left (focal point, Commune d’Azrou (province d’Ifrane)).")
    driss.sees("Amal has left (focal point, Commune d’Azrou (province d’Ifrane)).")
    badr.hears_nothing()
    await amal.say("/menu")
    amal.sees(refusal().text)
    assert [one.role for one in await vacant(jisr, "Driss")] == [Role.FOCAL_POINT]
    assert await vacant(jisr, "Elias") == []


async def vacant(town: Town, coordinator: str) -> list[Seat]:
    def find(session: Session) -> list[Seat]:
        member = session.scalars(select(Member).where(Member.name == coordinator)).one()
        allowed = reach_of(member)
        assert allowed is not None
        return list(seats.vacant(session, allowed))

    return await town.app.database.read(find)


async def test_a_handover_goes_on_when_the_leaver_has_blocked_the_bot(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    jisr.world.block(amal.person)
    await choose(driss, "Amal")
    await driss.press("Somebody new")
    await driss.say("Nadia")
    await driss.press("English")
    await driss.press("Skip")
    await driss.press("Invite")
    nadia = await come_in(jisr, token_in(driss))
    nadia.sees("Welcome, Nadia. You are in.")
    held = [(one.member_id, one.until is None) for one in await jisr.rows(Occupancy)]
    assert (1, False) in held
    assert not [one for one in await jisr.rows(ChannelIdentity) if one.member_id == 1]


async def test_another_regions_members_are_not_found(jisr: Town) -> None:
    amal, elias = await join(jisr, "amal"), await join(jisr, "elias")
    amal.watch()
    for words in ("Amal", "Azrou", "أزرو", "Driss"):
        await choose(elias, words)
        elias.sees(NOBODY)
        await elias.press("Cancel")
    await elias.tap(elias.last.id, "s.transfer.1")
    elias.sees("Whose seat? Type the name of a person or of a local government.")
    assert "Amal" not in elias.text
    amal.hears_nothing()


async def test_a_regional_coordinator_hands_over_no_coordinators_seat(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await jisr.app.database.transaction(add_colleague)
    for words in ("Karima", "Driss", "Nord"):
        await choose(driss, words)
        driss.sees(NOBODY)
        await driss.press("Cancel")
    await driss.tap(driss.last.id, "s.transfer.7")
    assert "Karima" not in driss.text
    ghita = await national(jisr)
    await choose(ghita, "Karima")
    ghita.sees("Who follows Karima (regional coordinator, Région de Nord)?")


def add_colleague(session: Session) -> None:
    north = session.scalars(select(Collectivity).where(Collectivity.code == "01")).one()
    member = Member(name="Karima", language="en", created_at=TUESDAY, joined_at=TUESDAY)
    seat_all(session, [(member, Role.REGIONAL_COORDINATOR, north.id)], TUESDAY)


@pytest.mark.parametrize("name", ["amal", "badr", "fadoua"])
async def test_whoever_coordinates_nothing_transfers_nothing(jisr: Town, name: str) -> None:
    chama, member = await join(jisr, "chama"), await join(jisr, name)
    chama.watch()
    for attempt in ("/transfer", "passation"):
        await member.say(attempt)
        member.sees("This is not open to your role.")
    await member.tap(member.last.id, "s.transfer.3")
    member.sees("This is not open to your role.")
    chama.hears_nothing()


async def test_a_stranger_transfers_nothing(jisr: Town) -> None:
    stranger = jisr.phone(900, "en", "Unknown")
    for attempt in ("/transfer", "s.transfer.1"):
        await stranger.say(attempt)
        stranger.sees(refusal().text)


async def test_ones_own_seat_is_left_and_not_taken(jisr: Town) -> None:
    ghita = await national(jisr)
    await choose(ghita, "Ghita")
    ghita.sees(NOBODY)
    await ghita.press("Cancel")
    await ghita.tap(ghita.last.id, "s.transfer.7")
    ghita.sees("Whose seat? Type the name of a person or of a local government.")


async def test_of_two_national_coordinators_who_remove_each_other_one_stays(
    jisr_on_both: Town,
) -> None:
    town = jisr_on_both
    ghita, hind = await national(town), await second_national(town)
    for chat, other in ((ghita, "Hind"), (hind, "Ghita")):
        await choose(chat, other)
        await chat.press("Nobody yet")
        await chat.press("Skip")
    for chat in (ghita, hind):
        message, data = chat.button("Leave it vacant")
        await town.world.press(chat.person, message.id, data)
    await town.settle()
    seated = [one.name for one in await town.rows(Member) if one.role and one.id > 6]
    assert len(seated) == 1


async def test_a_coordinator_moved_to_another_region_half_way_changes_nothing(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await choose(driss, "Amal")
    await driss.press("Nobody yet")
    await driss.press("Skip")
    await jisr.app.database.transaction(move_driss_south)
    amal.watch()
    await driss.press("Leave it vacant")
    driss.sees("That seat is not one you look after, or it has changed hands.")
    amal.hears_nothing()
    assert (await jisr.rows(Member))[0].seat_id == 1


async def test_a_search_that_finds_nobody_ends_without_a_change(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await driss.say("/transfer")
    for words in ("Zineb", "؟؟؟", "--", "😀", "'; DROP TABLE members"):
        await driss.say(words)
    driss.sees("Nobody was found, and nothing was changed.")
    assert not [one for one in await jisr.rows(Audit) if one.action in {"transfer", "remove"}]


async def test_nine_of_a_name_are_offered_eight_at_a_time(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await jisr.app.database.transaction(add_observers, 12)
    await choose(driss, "Hassan")
    assert len([label for label in driss.labels if label.startswith("Hassan")]) == 8
    await driss.press("Back")
    await driss.say("Hassan 11")
    driss.sees("Who follows Hassan 11")


def add_observers(session: Session, number: int) -> None:
    north = session.scalars(select(Collectivity).where(Collectivity.code == "01")).one()
    people = [
        Member(name=f"Hassan {n}", language="en", created_at=TUESDAY, joined_at=TUESDAY)
        for n in range(number)
    ]
    seat_all(session, [(one, Role.OBSERVER, north.id) for one in people], TUESDAY)

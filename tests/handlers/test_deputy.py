"""A focal point names their deputy; nobody else does, and nobody is pushed out before that."""

import pytest

from handlers.welcome import refusal
from locales import _
from storage.models import Audit, Member, Role
from tests.chat import Chat, Town
from tests.handlers.arrivals import come_in, token_in
from tests.handlers.conftest import join


async def name_deputy(chat: Chat, name: str = "Nadia") -> str:
    """Name a deputy; return the token of their link."""
    await chat.say("/deputy")
    await chat.say(name)
    await chat.press("English")
    await chat.press("Invite")
    return token_in(chat)


async def test_a_focal_point_names_a_deputy_who_replaces_the_present_one(
    jisr_on_both: Town,
) -> None:
    town = jisr_on_both
    amal, badr = await join(town, "amal", "ar"), await join(town, "badr")
    driss, elias = await join(town, "driss"), await join(town, "elias")
    elias.watch()
    badr.watch()
    await amal.say("نائب")
    await amal.say("نادية")
    await amal.press("العربية")
    amal.sees(_("Once they accept, they replace {name}.", name="Badr"))
    await amal.press("Invite")
    driss.sees("Amal has invited نادية: deputy focal point, Commune d’Azrou")
    badr.hears_nothing()
    await badr.say("/report")
    badr.sees("Which project? Those that are due come first.")
    nadia = await come_in(town, token_in(amal), "ar")
    nadia.sees(_("Welcome, {name}. You are in.", name="نادية"))
    badr.sees("Your seat has passed to نادية, with its history.")
    await badr.say("/report")
    badr.sees(refusal().text)
    assert "نادية" in amal.text
    await amal.say("/report")
    amal.sees("Which project? Those that are due come first.")
    elias.hears_nothing()
    roles = {one.name: one.role for one in await town.rows(Member)}
    assert (roles["Badr"], roles["نادية"]) == (None, Role.DEPUTY)


async def test_where_there_is_no_deputy_one_is_added(jisr: Town) -> None:
    chama, elias = await join(jisr, "chama"), await join(jisr, "elias")
    driss = await join(jisr, "driss")
    driss.watch()
    await chama.say("suppléant")
    await chama.say("Nadia")
    await chama.press("English")
    assert "replace" not in chama.text
    await chama.press("Invite")
    nadia = await come_in(jisr, token_in(chama))
    nadia.sees("Your programme is being prepared: its steps can be reported here.")
    elias.sees("Chama has invited Nadia: deputy focal point, Commune de Tiznit")
    driss.hears_nothing()
    assert ("invite_deputy", 3) in [(one.action, one.member_id) for one in await jisr.rows(Audit)]


async def test_of_two_deputies_named_one_after_the_other_the_newest_comes_in(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    first, second = await name_deputy(amal, "Nadia"), await name_deputy(amal, "Omar")
    early = jisr.phone(700)
    await early.say(f"/start {first}")
    early.sees("This link does not open anything here.")
    omar = await come_in(jisr, second, person=701)
    omar.sees("Welcome, Omar. You are in.")


@pytest.mark.parametrize("name", ["badr", "fadoua"])
async def test_nobody_but_a_focal_point_names_a_deputy(jisr: Town, name: str) -> None:
    member = await join(jisr, name)
    for attempt in ("/deputy", "نائب"):
        await member.say(attempt)
        member.sees("This is not open to your role.")
    await member.tap(member.last.id, "s.deputy")
    member.sees("This is not open to your role.")


async def test_a_coordinator_invites_one_from_a_focal_points_card(jisr: Town) -> None:
    chama, elias, driss = [await join(jisr, name) for name in ("chama", "elias", "driss")]
    for forged in ("s.deputy", "s.deputy.1", "s.deputy.3"):  # nobody's, her region's, the south's
        await driss.tap(driss.last.id, forged)
        driss.sees("Whose deputy? Open a focal point's card first."
                   if forged != "s.deputy.1" else "What is their name?")  # fmt: skip
    await driss.say("/cancel")
    await elias.say("/member Chama")
    await elias.press("Invite a deputy")
    await elias.say("Nadia")
    await elias.press("English")
    elias.sees("They report as Chama does, and stand in when Chama is away; Chama is told.")
    await elias.press("Invite")
    chama.sees("Elias has invited Nadia: deputy focal point, Commune de Tiznit")
    await come_in(jisr, token_in(elias))
    await elias.say("/member Chama")
    elias.sees("Deputy: Nadia")
    assert "Invite a deputy" not in elias.labels


async def test_a_stranger_names_no_deputy(jisr: Town) -> None:
    stranger = jisr.phone(900, "en", "Unknown")
    await stranger.say("/deputy")
    stranger.sees(refusal().text)

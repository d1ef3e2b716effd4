"""A network told whole: a list, three newcomers, a successor, a farewell, and a stranger."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from handlers.imports.sheets_out import sample
from handlers.welcome import refusal
from locales import _, _n
from storage.models import Consent, Member, Occupancy, Role
from tests.chat import Chat, Town
from tests.handlers.arrivals import come_in, token_in
from tests.handlers.conftest import Network
from tests.handlers.registered import found, join

SOUAD, HICHAM, NOURA, SUCCESSOR, STRANGER = 501, 502, 503, 504, 505


@pytest.fixture
def network() -> Network:
    """The whole register."""
    return found


async def import_the_sample(chat: Chat) -> dict[str, str]:
    """Send the sample list, settle its one doubt, confirm; return the tokens by name."""
    await chat.send("document", sample(chat.language), name="membres.xlsx")
    await chat.press("Choose them one by one")
    await chat.say("1")
    await chat.press(_n("Import {count} person", "Import {count} people", 12))
    chat.sees(_n("{count} person is invited.", "{count} people are invited.", 12))
    rows = load_workbook(BytesIO(chat.file[1])).worksheets[0].iter_rows(min_row=2, values_only=True)
    return {str(row[0]): str(row[4]).partition("start=")[2] for row in rows}


async def test_a_network_comes_in_hands_over_and_lets_go(jisr_on_both: Town) -> None:
    running = jisr_on_both
    ghita, amal = await join(running, "ghita", "ar"), await join(running, "amal", "fr")
    amal.watch()
    tokens = await import_the_sample(ghita)

    souad = await come_in(running, tokens["سعاد الحواري"], "ar", SOUAD)
    souad.sees(_("Welcome, {name}. You are in.", name="سعاد الحواري"))
    hicham = await come_in(running, tokens["Hicham El Wassil"], "fr", HICHAM)
    hicham.sees(_("Welcome, {name}. You are in.", name="Hicham El Wassil"))
    noura = await come_in(running, tokens["Noura Tachbiki"], "en", NOURA)
    noura.sees(_("Welcome, {name}. You are in.", name="Noura Tachbiki"))
    assert ghita.text.count("Noura Tachbiki") == 1  # whoever invited hears of each

    await souad.say("سأغادر منصبي")
    await souad.press("Yes, I am leaving")
    await souad.press("Former focal point")
    await souad.press("Somebody new")
    await souad.say("نورة المعبراوي")
    await souad.press("العربية")
    await souad.press("Invite")
    successor = await come_in(running, token_in(souad), "ar", SUCCESSOR)
    successor.sees(_("Welcome, {name}. You are in.", name="نورة المعبراوي"))
    souad.sees("Thank you for what you did for the network. This chat is now closed.")
    running.clock.move_to(running.clock.now().replace(hour=11))
    await souad.say("تقرير")
    souad.sees(refusal().text)

    await hicham.say("mes données")
    names = [one.file.name or "" for one in hicham.messages if one.from_bot and one.file]
    assert [name.rpartition(".")[2] for name in names] == ["txt", "json"]
    await hicham.say("/forget")
    await hicham.press("Go on")
    await hicham.say("effacer")
    people = {one.name: one for one in await running.rows(Member)}
    assert "Hicham El Wassil" not in people

    stranger = running.phone(STRANGER, "fr", "Inconnu")
    for attempt in (f"/start {tokens['سعاد الحواري']}", f"/start {tokens['Noura Tachbiki'][:-1]}"):
        await stranger.say(attempt)
        assert "Ce lien n’ouvre rien ici." in stranger.text
    for said in ("/report", "/members", "Azrou"):
        await stranger.say(said)
        assert "Azrou" not in stranger.text
    assert not stranger.labels

    amal.hears_nothing()
    seats = {one.seat_id for one in await running.rows(Occupancy) if one.until is None}
    assert len(seats) == 5  # three of the beginning, Essaouira, and Azrou's second focal point
    assert people["نورة المعبراوي"].role == Role.FOCAL_POINT
    assert [one.given for one in await running.rows(Consent)].count(True) >= 3

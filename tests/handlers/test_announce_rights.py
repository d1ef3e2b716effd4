"""Who may announce, see, approve, cancel: one's own region alone, never one's own urgency."""

import pytest

from storage.models import Announcement, AnnouncementStatus, OutboxMessage
from tests.chat import Chat, Town
from tests.handlers.conftest import join
from tests.handlers.test_announce import FRENCH, bring, everybody, go, heard, send, spend, write
from tests.handlers.test_clarify import national

ACTS = ("announcement", "recipients", "retract", "resend", "unnoted", "approve", "disapprove")


async def try_all(chat: Chat, refusal: str) -> None:
    """Tap every button that others have, as anybody can forge it."""
    for act in ACTS:
        await chat.tap(chat.last.id, f"a.{act}.1")
        chat.sees(refusal)
        assert FRENCH not in chat.text
    await chat.tap(chat.last.id, "s.amend.1")
    chat.sees(refusal)


async def test_nobody_else_sees_reaches_approves_or_cancels(jisr: Town) -> None:
    driss, amal, elias = await bring(jisr, "driss", "amal", "elias")
    await join(jisr, "chama")
    await write(driss)
    await everybody(driss, 1)
    await driss.press("At a time")
    await driss.say("26/11/2026")
    await driss.say("10:00")
    await driss.say("1")
    stranger = jisr.phone(999)
    await stranger.say("/start")
    stranger.watch()
    await stranger.tap(stranger.last.id, "a.retract.1")
    assert FRENCH not in heard(stranger)
    await try_all(amal, "This is not open to your role.")
    await try_all(elias, "There is no such announcement.")
    await elias.say("/announcements")
    elias.sees("No announcement yet.")
    await elias.tap(elias.last.id, "s.announce.1")  # not even its texts
    elias.sees("The text in Arabic")
    (row,) = await jisr.rows(Announcement)
    assert row.status == AnnouncementStatus.SCHEDULED
    await driss.tap(driss.last.id, "a.approve.1")
    driss.sees("There is no such announcement.")


async def test_a_region_cannot_be_left_by_any_choice(jisr: Town) -> None:
    driss, chama, elias = await bring(jisr, "driss", "chama", "elias")
    await write(driss)
    assert "Region" not in driss.labels
    await driss.press("A list of names")
    await driss.say("Chama, Elias")
    driss.sees("I find nobody called: Chama and Elias", "That means nobody")
    for other in (chama, elias):
        assert FRENCH not in heard(other)


async def test_the_national_coordinator_chooses_a_region(jisr: Town) -> None:
    amal, chama = await bring(jisr, "amal", "chama")
    ghita = await national(jisr)
    await write(ghita)
    ghita.sees("Everybody in the network")
    await ghita.press("Region")
    await ghita.press("Région de Sud")
    await ghita.press("Role")
    await ghita.press("focal point")
    await everybody(ghita, 1)
    amal.watch()
    await ghita.press("Send now")
    await ghita.say("1")
    await go(jisr)
    chama.sees("Announcement: the whole network", FRENCH)
    amal.hears_nothing()


@pytest.mark.parametrize("agrees", [True, False])
async def test_urgent_needs_a_second_person_and_spends_no_budget(
    jisr: Town, *, agrees: bool
) -> None:
    driss, amal, elias = await bring(jisr, "driss", "amal", "elias")
    ghita = await national(jisr)
    await jisr.app.database.transaction(spend, "Amal")
    await write(driss)
    await everybody(driss, 1)
    await driss.press("Urgent…")
    driss.sees("another coordinator must agree first")
    for other in (amal, elias):
        other.watch()
    await driss.say("1")
    driss.sees("N-1 waits for a second person.")
    assert FRENCH in heard(ghita)
    ghita.sees("Driss asks you to agree to N-1, just above.")
    await driss.tap(driss.last.id, "a.approve.1")
    driss.sees("There is no such announcement.")  # not to its author
    await go(jisr)
    amal.hears_nothing()
    await ghita.press("Approve" if agrees else "Refuse")
    await go(jisr)
    elias.hears_nothing()
    if agrees:
        amal.sees("Urgent announcement", FRENCH)
        await ghita.tap(ghita.last.id, "a.approve.1")
        ghita.sees("There is no such announcement.")  # once
    else:
        amal.hears_nothing()
        driss.sees("Ghita does not agree: N-1 was not sent.")
    sent = [one for one in await jisr.rows(OutboxMessage) if ":announcement:" in one.dedupe_key]
    assert len(sent) == int(agrees)


async def test_what_is_urgent_does_not_wait_behind_what_is_held(jisr: Town) -> None:
    driss, amal = await bring(jisr, "driss", "amal")
    ghita = await national(jisr)
    await jisr.app.database.transaction(spend, "Amal")
    await send(driss, 1)
    await go(jisr)
    await write(driss, french="Fermeture ce soir")
    await everybody(driss, 1)
    await driss.press("Urgent…")
    await driss.say("1")
    await ghita.press("Approve")
    await go(jisr)
    amal.sees("Fermeture ce soir")
    assert FRENCH not in heard(amal)


async def test_where_nobody_could_agree_urgent_is_not_offered(jisr: Town) -> None:
    driss, _amal = await bring(jisr, "driss", "amal")
    await write(driss)
    await everybody(driss, 1)
    assert "Urgent…" not in driss.labels


async def test_a_focal_point_learns_nothing_of_announcing(jisr: Town) -> None:
    driss, amal = await bring(jisr, "driss", "amal")
    await send(driss, 1)
    await go(jisr)
    await amal.say("إعلان")
    amal.sees("This is not open to your role.")
    await amal.tap(amal.last.id, "s.noted.77")
    amal.sees("There is nothing to note.")

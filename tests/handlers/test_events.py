"""Events as their people live them: invited, full, moved up, reminded, moved, there, asked."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import update

from locales import _, _n
from storage import Session
from storage.models import (
    Attending,
    Audit,
    Contact,
    Due,
    Gathering,
    OutboxMessage,
    Phase,
    Programme,
    Rsvp,
)
from tests.chat import Chat, Town
from tests.handlers.conftest import join
from tests.handlers.test_nudge import jump, until

STARTS = datetime(2026, 12, 8, 15, 0, tzinfo=UTC)  # a Tuesday
INVITED = "You are invited:"
REMINDER = "A reminder:"
PLACE = "Salle du conseil"


def close(session: Session) -> None:
    """Let nobody be asked how the week went: that is another budget's story."""
    session.execute(update(Programme).values(phase=Phase.CLOSED))


async def make(
    chat: Chat, *, capacity: str | None = None, day: str = "8/12/2026", who: str = "Everybody"
) -> None:
    """Make an event of two hours at three o'clock, and let its invitations go."""
    await chat.say("/event")
    await chat.say("دورة تكوينية")
    await chat.say("Formation")
    await chat.say(day)
    await chat.say("15h")
    await chat.press(_n("{count} hour", "{count} hours", 2))
    await chat.say(PLACE)
    await chat.say("3")
    await (chat.say(capacity) if capacity else chat.press("Skip"))
    await chat.press(who)
    await chat.press("Skip")
    await chat.press("Invite")
    await chat.town.move(seconds=30)


async def people(jisr: Town, *names: str, **languages: str) -> list[Chat]:
    """Bring people in, with nothing else to be told."""
    await jisr.app.database.transaction(close)
    return [await join(jisr, name, languages.get(name, "en")) for name in names]


async def test_her_region_is_invited_and_no_other(jisr: Town) -> None:
    driss, amal, chama, elias, fadoua = await people(
        jisr, "driss", "amal", "chama", "elias", "fadoua", amal="ar", driss="fr"
    )
    others = (chama, elias, fadoua)
    for other in others:
        other.watch()
    await driss.say("événement")
    await driss.press("Skip")
    await driss.say("Formation à l’ouverture")
    await driss.say("hier")
    driss.sees(_("A date from {day} on, please.", day=jisr.clock.now().date()))
    await driss.say("24/11/2026")
    await driss.say("9h")
    driss.sees(_("That hour has passed: {hour} or later, please.", hour="10:00"))
    await driss.say("/back")
    await driss.say("5/12/2026")
    driss.sees("That is at the weekend, when offices are closed.")
    await driss.say("/back")
    await driss.say("8/12/2026")
    await driss.say("15h")
    await driss.press(_n("{count} hour", "{count} hours", 2))
    await driss.say("https://example.org/salle")
    await driss.say("3")
    await driss.press("Skip")
    assert "Une région" not in driss.labels
    await driss.press("Everybody")
    await driss.press("Skip")
    driss.sees(
        "There is no title in Arabic: its readers see the French one.", "No limit of places",
        _n("{count} person will be invited. Is that right?",
           "{count} people will be invited. Is that right?", 2),
    )  # fmt: skip
    await driss.press("Invite")
    amal.watch()
    await jisr.move(seconds=30)
    amal.sees(INVITED, "Formation à l’ouverture", "https://example.org/salle")
    await amal.press("I come")
    amal.sees("Noted: you come. You have a place.")
    await driss.press("Follow the answers")
    driss.sees(_("Come: {count}", count=1))
    await driss.press("Names")
    driss.sees("Amal")
    for other in others:
        other.hears_nothing()
    for act in ("a.rsvp.1.yes", "a.gathering.1", "a.ics.1", "s.attend.1", "s.opinion.1"):
        await chama.tap(chama.last.id, act)
        assert "Formation" not in chama.text
    for act in ("a.organise.1", "a.attendees.1", "a.door.1", "a.ratings.1", "a.present.1.1",
                "s.event_cancel.1", "s.event_change.1"):  # fmt: skip
        await elias.tap(elias.last.id, act)
        elias.sees("I do not find that event.")
    stranger = jisr.phone(999)
    await stranger.say("/start")
    await stranger.tap(stranger.last.id, "a.rsvp.1.yes")
    assert "Formation" not in stranger.text
    assert [one.member_id for one in await jisr.rows(Rsvp)] == [1]
    assert ("event", "gathering:1") in [(one.action, one.subject) for one in await jisr.rows(Audit)]


async def test_of_two_at_once_one_gets_the_last_place_and_the_other_moves_up(
    jisr_on_both: Town,
) -> None:
    jisr = jisr_on_both
    driss, *guests = await people(jisr, "driss", "amal", "badr", badr="fr")
    await make(driss, capacity="1")
    presses = [(one, *one.button("I come")) for one in guests]
    await asyncio.gather(
        *(jisr.world.press(one.person, message.id, data) for one, message, data in presses)
    )
    await jisr.settle()
    rows = {one.member_id: one.answer for one in await jisr.rows(Rsvp)}
    assert set(rows.values()) == {Attending.WAITING, Attending.YES}
    first, second = guests if rows[1] == Attending.YES else guests[::-1]
    second.sees(_("You are number {place} on the waiting list.", place=1))
    await driss.press("Follow the answers")
    driss.sees(_("Come: {count} of {places}", count=1, places=1),
               _("Wait for a place: {count}", count=1))  # fmt: skip
    second.watch()
    await first.press("I cannot come")
    first.sees("Noted: you do not come. I will not remind you of it.")
    await jisr.move(seconds=30)
    second.sees("A place is free now, and it is yours:", "Formation")
    await first.press("I come")
    first.sees(_("You are number {place} on the waiting list.", place=1))
    assert len([one for one in await jisr.rows(Contact) if one.kind == "event"]) == 2


async def test_reminders_reach_those_who_come_and_follow_a_new_time(jisr: Town) -> None:
    driss, amal, badr = await people(jisr, "driss", "amal", "badr", amal="fr")
    await make(driss)
    await amal.press("I come")
    await badr.press("I cannot come")
    badr.watch()
    amal.watch()
    await until(jisr, STARTS - timedelta(days=7, minutes=1))
    amal.hears_nothing()
    await until(jisr, STARTS - timedelta(days=7) + timedelta(minutes=1))
    amal.sees(REMINDER, "Formation")
    await driss.press("Follow the answers")
    await driss.press("Change")
    await driss.press("Day and hour")
    await driss.say("10/12/2026")
    await driss.say("14:30")
    await driss.press("Change it")
    driss.sees("It is changed:")
    await jisr.move(seconds=30)
    amal.sees("This event has changed. It is now:", "14:30")
    amal.watch()
    await until(jisr, datetime(2026, 12, 3, 14, 29, tzinfo=UTC))
    amal.hears_nothing()
    await until(jisr, datetime(2026, 12, 3, 14, 31, tzinfo=UTC))
    amal.sees(REMINDER, "14:30")
    amal.watch()
    await until(jisr, STARTS)
    amal.hears_nothing()  # nothing at the old times
    await until(jisr, datetime(2026, 12, 9, 14, 31, tzinfo=UTC))
    amal.sees(REMINDER, "14:30")
    await driss.press("Follow the answers")
    await driss.press("Change")
    await driss.press("Place")
    await driss.say("Salle des fêtes")
    await driss.press("Change it")
    await jisr.move(seconds=30)
    amal.sees("This event has changed. It is now:", "Salle des fêtes")
    amal.watch()
    await until(jisr, datetime(2026, 12, 10, 12, 29, tzinfo=UTC))
    amal.hears_nothing()  # another place is no reason to remind again
    badr.hears_nothing()
    news = [one for one in await jisr.rows(OutboxMessage) if "has changed" in str(one.payload)]
    assert len(news) == 2


async def test_an_outage_over_a_reminder_brings_no_burst(jisr: Town) -> None:
    driss, amal = await people(jisr, "driss", "amal")
    await make(driss)
    await amal.press("I come")
    amal.watch()
    await jump(jisr, STARTS - timedelta(hours=20))
    amal.hears_nothing()
    await jump(jisr, STARTS - timedelta(hours=2))
    amal.sees(REMINDER)
    await jump(jisr, STARTS + timedelta(minutes=1))
    await amal.press("I cannot come")
    amal.sees("It has begun: answers are closed.")
    assert [one.answer for one in await jisr.rows(Rsvp)] == [Attending.YES]


async def test_cancelled_all_who_signed_up_are_told_and_calendars_too(jisr: Town) -> None:
    driss, amal, badr = await people(jisr, "driss", "amal", "badr", amal="ar")
    await make(driss)
    await amal.press("Perhaps")
    await badr.press("I cannot come")
    await amal.press("Calendar file")
    name, content = amal.file
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert name == "jisr-1.ics"
    assert (event["SUMMARY"], event["LOCATION"]) == ("دورة تكوينية", PLACE)
    assert (event.decoded("DTSTART"), event["SEQUENCE"]) == (STARTS, 0)
    uid = event["UID"]
    badr.watch()
    await driss.press("Follow the answers")
    await driss.press("Cancel the event")
    await driss.press("Cancel the event")
    await jisr.move(seconds=30)
    amal.sees("This event is cancelled:")
    await amal.press("Calendar file")
    calendar = Calendar.from_ical(amal.file[1])
    (event,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert (event["UID"], event["SEQUENCE"]) == (uid, 1)
    amal.watch()
    await until(jisr, STARTS - timedelta(days=6))
    amal.hears_nothing()
    badr.hears_nothing()
    assert not [one for one in await jisr.rows(Due) if one.kind.startswith("event")]


async def test_news_of_the_evening_waits_for_the_morning(jisr: Town) -> None:
    driss, amal = await people(jisr, "driss", "amal")
    await make(driss)
    await amal.press("I come")
    await until(jisr, datetime(2026, 11, 24, 19, 0, tzinfo=UTC))
    amal.watch()
    await driss.press("Follow the answers")
    await driss.press("Cancel the event")
    await driss.press("Cancel the event")
    await until(jisr, datetime(2026, 11, 25, 8, 29, tzinfo=UTC))
    amal.hears_nothing()
    await until(jisr, datetime(2026, 11, 25, 8, 31, tzinfo=UTC))
    amal.sees("This event is cancelled:")


async def test_the_code_opens_and_three_wrong_ones_bring_the_organiser(jisr: Town) -> None:
    driss, amal, badr, elias = await people(jisr, "driss", "amal", "badr", "elias", badr="fr")
    await make(driss)
    await amal.press("I come")
    await badr.press("I come")
    await jump(jisr, STARTS + timedelta(minutes=5))
    await driss.say("/events")
    await driss.say("1")
    await driss.press("Code at the door")
    (gathering,) = await jisr.rows(Gathering)
    assert gathering.code is not None
    driss.sees(gathering.code)
    assert not [one for one in await jisr.rows(OutboxMessage) if gathering.code in str(one.payload)]
    assert not [one for one in await jisr.rows(Audit) if gathering.code in str(one.detail)]
    await amal.say("/attend")
    await amal.say(f" {gathering.code[:2]} {gathering.code[2:]} ")
    amal.sees("Welcome! It is noted that you are here.")
    await amal.say("/attend")
    amal.sees("It is noted already that you are here.")
    wrong = "00000" if gathering.code != "00000" else "11111"
    elias.watch()
    await badr.say("je suis là")
    for left in (2, 1):
        await badr.say(wrong)
        badr.sees(_n("That is not the code. {count} try is left.",
                     "That is not the code. {count} tries are left.", left))  # fmt: skip
        await badr.press("Try again")
    await badr.say(wrong)
    badr.sees("Please see the organiser, who has been told and can note that you are here.")
    await badr.say("/attend")
    badr.sees("Please see the organiser, who has been told and can note that you are here.")
    driss.sees("Badr", "three wrong codes")
    await driss.press("Note that they are here")
    driss.sees(_("Noted: {name} is here.", name="Badr"))
    elias.hears_nothing()
    assert all(one.attended_at for one in await jisr.rows(Rsvp))


async def test_who_was_there_is_asked_once_and_few_answers_are_not_shown(jisr: Town) -> None:
    driss, amal, badr = await people(jisr, "driss", "amal", "badr", amal="ar")
    await make(driss)
    await amal.press("I come")
    await badr.press("I come")
    await jump(jisr, STARTS)
    await driss.press("Follow the answers")
    await driss.press("Code at the door")
    (gathering,) = await jisr.rows(Gathering)
    await amal.say("/attend")
    await amal.say(str(gathering.code))
    badr.watch()
    amal.watch()
    await until(jisr, STARTS + timedelta(hours=18, minutes=59))
    amal.hears_nothing()
    await until(jisr, STARTS + timedelta(hours=19, minutes=1))
    await amal.press("Tell how it was")
    await amal.say("4")
    await amal.say("قاعة صغيرة")
    amal.sees("Thank you. Nobody is shown who answered what.")
    await driss.press("Back to the event")
    await driss.press("How it was found")
    driss.sees(_("Fewer than {count} have rated it: nothing is shown.", count=5))
    assert "صغيرة" not in driss.text
    amal.watch()
    await until(jisr, STARTS + timedelta(days=3))
    amal.hears_nothing()
    badr.hears_nothing()
    (rated,) = [one for one in await jisr.rows(Rsvp) if one.rated]
    assert (rated.rating, rated.remark) == (4, "قاعة صغيرة")


async def test_whoever_leaves_frees_the_place_and_is_forgotten(jisr: Town) -> None:
    driss, amal, badr = await people(jisr, "driss", "amal", "badr")
    await make(driss, capacity="1")
    await amal.press("I come")
    await badr.press("I come")
    badr.sees(_("You are number {place} on the waiting list.", place=1))
    await amal.say("/forget")
    await amal.press("Go on")
    await amal.say("erase")
    await jisr.move(seconds=30)
    assert {one.member_id: one.answer for one in await jisr.rows(Rsvp)} == {2: Attending.YES}
    badr.sees("A place is free now, and it is yours:")


@pytest.mark.parametrize("language", ["ar", "fr"])
async def test_the_list_shows_ones_own_answers(jisr: Town, language: str) -> None:
    driss, amal, chama = await people(jisr, "driss", "amal", "chama", amal=language)
    await make(driss)
    await amal.press("Perhaps")
    await amal.say({"ar": "لقاءات", "fr": "événements"}[language])
    amal.sees("<b>Events</b>", "you may come")
    await amal.say("/event")
    amal.sees("This is not open to your role.")
    await chama.say("/events")
    chama.sees("No event is planned.")

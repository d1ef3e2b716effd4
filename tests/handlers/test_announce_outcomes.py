"""What becomes of an announcement: cancelled half-way, uncertain, noted, corrected, listed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.playground.botapi.faults import Fault
from locales import _n
from storage import Session
from storage.models import Announcement, Audit, Contact, Member, OutboxMessage, Recipient
from tests.chat import TUESDAY, Town
from tests.handlers.test_announce import (
    FRENCH,
    bring,
    everybody,
    go,
    heard,
    send,
    spend,
    through,
    write,
)


async def test_what_remains_is_cancelled_and_what_arrived_stays(jisr_on_both: Town) -> None:
    driss, amal, badr = await bring(jisr_on_both, "driss", "amal", "badr")
    await jisr_on_both.app.database.transaction(spend, "Badr")
    await send(driss, 2)
    badr.watch()
    await through(jisr_on_both)
    amal.sees(FRENCH)
    driss.sees("Sent: 1 of 2 messages", "held back for now: 1")
    await driss.press("Cancel what remains")
    driss.sees("N-1: cancelled", "Sent: 1 of 2 messages", "cancelled on the way: 1")
    await jisr_on_both.move(days=8)
    badr.hears_nothing()
    kinds = [one.member_id for one in await jisr_on_both.rows(Contact)
             if one.kind == "announcement"]  # fmt: skip
    assert len(kinds) == 1  # the other was taken out of the budget
    await driss.press("Announcements")
    await driss.press("N-1")
    await driss.press("Who, and why")
    await driss.press("cancelled on the way: 1")
    driss.sees("Badr (deputy focal point, Commune d’Azrou (province d’Ifrane))")


async def test_one_scheduled_is_cancelled_before_its_time(jisr: Town) -> None:
    driss, amal = await bring(jisr, "driss", "amal")
    await write(driss)
    await everybody(driss, 1)
    await driss.press("At a time")
    await driss.say("26/11/2026")
    await driss.say("10:00")
    await driss.say("1")
    amal.watch()
    await driss.press("Cancel it")
    driss.sees("N-1 is cancelled: nothing was sent.")
    await jisr.move(days=3)
    amal.hears_nothing()
    await driss.press("Take it up again")
    await driss.press("Skip")
    driss.sees("To whom?")  # its texts are kept


async def test_what_may_have_arrived_is_uncertain_until_it_is_sent_again(jisr: Town) -> None:
    driss, amal = await bring(jisr, "driss", "amal")
    await write(driss)
    await everybody(driss, 1)
    await driss.press("Send now")
    jisr.world.faults.add(Fault(method="sendMessage", kind="5xx", chat_id=amal.person))
    await driss.say("1")
    await through(jisr)
    jisr.world.faults.clear()
    driss.sees("Uncertain: 1. It may have arrived or not.")
    await driss.press(_n("Send again to {count} uncertain", "Send again to {count} uncertain", 1))
    driss.sees("1 is sent once more.")
    await jisr.move(seconds=2)
    assert FRENCH in amal.text
    await driss.press("N-1")
    driss.sees("Sent: 1 of 1 message")


async def test_only_those_who_have_not_noted_are_reminded_once(jisr: Town) -> None:
    driss, amal, badr = await bring(jisr, "driss", "amal", "badr")
    await send(driss, 2)
    await go(jisr)
    await amal.press("Read and noted")
    await driss.press("Refresh")
    driss.sees("Read and noted: 1")
    amal.watch()
    await driss.press("Remind 1 who has not noted")
    driss.sees("1 person is reminded, within what they may get.")
    await jisr.settle()
    badr.sees("Announcement N-1 waits for your “Read and noted”.", FRENCH)
    amal.hears_nothing()
    badr.watch()
    await driss.tap(driss.last.id, "a.unnoted.1")
    driss.sees("They were reminded on", "once is enough")
    badr.hears_nothing()
    await badr.press("Read and noted")
    await driss.press("N-1")
    driss.sees("Read and noted: 2")


async def test_a_correction_changes_what_arrived_and_what_waits(jisr_on_both: Town) -> None:
    driss, amal, badr = await bring(jisr_on_both, "driss", "amal", "badr")
    await jisr_on_both.app.database.transaction(spend, "Badr")
    await send(driss, 2)
    await through(jisr_on_both)
    arrived = amal.last.id
    await driss.press("Correct the text")
    await driss.press("Skip")
    await driss.say("Réunion d'échange vendredi")
    await driss.press("Correct it")
    driss.sees("N-1 is corrected.")
    await jisr_on_both.settle()
    assert amal.last.id == arrived
    amal.sees("Correction: announcement N-1", "vendredi")
    assert "jeudi" not in amal.text
    await jisr_on_both.move(days=6)
    badr.sees("vendredi")
    assert "Correction" not in badr.text
    assert "announce_correct" in [one.action for one in await jisr_on_both.rows(Audit)]


async def test_an_announcement_is_sent_in_portions_and_goes_on_after_a_stop(
    jisr: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.announcements.queue.PORTION", 1)
    driss, amal, badr = await bring(jisr, "driss", "amal", "badr")
    await send(driss, 2)
    await through(jisr)
    for member in (amal, badr):
        assert len([one for one in member.messages if FRENCH in one.text]) == 1
    assert len(await jisr.rows(Recipient)) == 2
    driss.sees("Sent: 2 of 2 messages")
    await driss.press("Correct the text")
    await driss.press("Skip")
    await driss.say("Réunion d'échange vendredi")
    await driss.press("Correct it")
    await jisr.settle()
    for member in (amal, badr):
        member.sees("Correction: announcement N-1", "vendredi")


async def test_who_stopped_before_it_went_out_gets_nothing(jisr: Town) -> None:
    driss, amal = await bring(jisr, "driss", "amal")
    await jisr.app.database.transaction(spend, "Amal")
    await send(driss, 1)
    await go(jisr)
    await amal.say("/stop")
    amal.watch()
    await jisr.move(days=6)
    amal.hears_nothing()
    await driss.press("Announcements")
    await driss.press("N-1")
    driss.sees("not sent: 1 (stopped the messages: 1)")
    (row,) = [one for one in await jisr.rows(OutboxMessage)
              if one.dedupe_key.endswith(":announcement:1")]  # fmt: skip
    assert (row.status, row.error) == ("cancelled", "stopped")


async def test_what_is_held_for_a_week_is_dropped_and_says_why(jisr: Town) -> None:
    driss, amal = await bring(jisr, "driss", "amal")
    await jisr.app.database.transaction(spend_month, "Amal")
    await send(driss, 1)
    await through(jisr)
    driss.sees("not sent: 1 (six messages in 28 days: 1)")
    assert FRENCH not in heard(amal)


def spend_month(session: Session, name: str) -> None:
    member = session.scalars(select(Member).where(Member.name == name)).one()
    for number in range(6):
        at = TUESDAY - timedelta(days=8 + number % 3)
        session.add(Contact(member_id=member.id, kind="evidence", period=str(number), at=at))


async def test_the_author_who_left_sends_nothing_and_another_hears_of_it(jisr: Town) -> None:
    driss, amal = await bring(jisr, "driss", "amal")
    await write(driss)
    await everybody(driss, 1)
    await driss.press("At a time")
    await driss.say("26/11/2026")
    await driss.say("10:00")
    await driss.say("1")
    await jisr.app.database.transaction(move_south)
    amal.watch()
    await jisr.move(days=2, minutes=1)
    amal.hears_nothing()
    (row,) = await jisr.rows(Announcement)
    assert row.status == "lapsed"


def move_south(session: Session) -> None:
    """Give Driss another region's seat."""
    driss, elias = (
        session.scalars(select(Member).where(Member.name == name)).one()
        for name in ("Driss", "Elias")
    )
    assert driss.seat is not None
    assert elias.seat is not None
    driss.seat.collectivity_id = elias.seat.collectivity_id

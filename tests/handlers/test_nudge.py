"""What Jisr sends on its own: the week's question, its one reminder, and who decides on them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from handlers.paces import ASKED
from scheduler.ladder import draw, seed_of
from scheduler.rules import POLICY_VERSION
from storage import Session
from storage.models import (
    Cadence,
    CheckIn,
    CheckInKind,
    Contact,
    DecisionRecord,
    InboxEvent,
    Member,
    OutboxMessage,
    Pace,
    Phase,
)
from tests.chat import SOON, Chat, Town
from tests.handlers.conftest import join

MONDAY = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)  # the first check-in of whoever joined before
THIRD = MONDAY + timedelta(days=14)  # the first after which one may be reminded


def tossing(*, heads: bool) -> str:
    """Return a pseudonym whose coin of the third Monday falls like this."""
    names = (f"{number:032x}" for number in range(100))
    return next(
        name for name in names if (draw(seed_of(POLICY_VERSION, name, THIRD.date())) < 0.8) == heads
    )


def name_member(session: Session, name: str, pseudonym: str) -> None:
    """Settle the coin: an older decision under this pseudonym."""
    member = session.scalars(select(Member).where(Member.name == name)).one()
    session.add(
        DecisionRecord(at=MONDAY - timedelta(days=7), member_id=member.id, pseudonym=pseudonym,
                       week="2026-W48", policy="ladder-1", eligible=[], features={},
                       probabilities={}, chosen="nothing", p=1.0, seed="", reasons=[])
    )  # fmt: skip


async def until(jisr: Town, moment: datetime) -> None:
    """Let the clock run to a moment, looking at the timetable every hour."""
    await jisr.app.tick()
    while jisr.clock.now() < moment:
        step = min(timedelta(hours=1), moment - jisr.clock.now())
        await jisr.move(seconds=step.total_seconds())


async def jump(jisr: Town, moment: datetime) -> None:
    """Let the program sleep until a moment."""
    await jisr.app.tick()
    await jisr.move(seconds=max(0.0, (moment - jisr.clock.now()).total_seconds()))


async def asked(jisr: Town, name: str = "amal", language: str = "en") -> Chat:
    """Bring somebody in and let their first Monday come."""
    chat = await join(jisr, name, language)
    chat.watch()
    await jump(jisr, MONDAY - timedelta(minutes=1))
    chat.hears_nothing()
    await jump(jisr, MONDAY)
    return chat


async def test_the_question_comes_at_the_chosen_hour_and_one_tap_answers_it(jisr: Town) -> None:
    amal = await asked(jisr)
    amal.sees(ASKED[Phase.IMPLEMENTATION])
    assert amal.labels == [
        "It moved forward", "As before", "Blocked", "Nothing was planned",
        "Why this message?", "In a week", "Less often", "Pause", "Stop",
    ]  # fmt: skip
    await amal.press("It moved forward")
    (row,) = [one for one in await jisr.rows(CheckIn) if one.member_id == 1]
    assert (row.week, row.kind, row.slot) == ("2026-W49", CheckInKind.PLAIN, 0)
    assert (row.pace, row.late) == (Pace.MOVED, False)
    assert row.sent_at is not None
    assert row.sent_at - MONDAY < SOON
    assert len([one for one in await jisr.rows(Contact) if one.member_id == 1]) == 1


async def test_an_observer_and_a_coordinator_are_asked_nothing(jisr: Town) -> None:
    others = [await join(jisr, name) for name in ("driss", "elias", "fadoua")]
    for other in others:
        other.watch()
    await until(jisr, MONDAY + timedelta(hours=2))
    for other in others:
        other.hears_nothing()


@pytest.mark.parametrize("language", ["ar", "fr"])
async def test_every_language_has_the_question_and_its_buttons(jisr: Town, language: str) -> None:
    amal = await asked(jisr, "amal", language)
    amal.sees(ASKED[Phase.IMPLEMENTATION])
    await amal.press("Why this message?")
    amal.sees("<b>Why this message</b>")


async def test_why_is_told_to_whom_it_was_sent_and_to_nobody_else(jisr: Town) -> None:
    badr = await join(jisr, "badr")
    amal = await asked(jisr)
    await amal.press("Why this message?")
    amal.sees("<b>Why this message</b>", "It is your first check-in.", "Your hour is 10:00.")
    number = next(one.id for one in await jisr.rows(DecisionRecord) if one.member_id == 1)
    await badr.tap(badr.last.id, f"a.why.{number}")
    badr.sees("I know of no such message to you.")
    assert "10:00" not in badr.text


async def test_less_often_and_later_and_stop_take_one_tap_each(jisr: Town) -> None:
    amal = await asked(jisr)
    await amal.press("Less often")
    amal.sees("Understood: every two weeks.")
    member = (await jisr.rows(Member))[0]
    assert member.cadence == Cadence.FORTNIGHTLY
    await amal.press("In a week")
    member = (await jisr.rows(Member))[0]
    assert member.paused_until == date(2026, 12, 7)
    (row,) = [one for one in await jisr.rows(CheckIn) if one.member_id == 1]
    assert row.excused == "later"
    await amal.press("Stop")
    assert (await jisr.rows(Member))[0].stopped_at is not None


@pytest.mark.parametrize("heads", [True, False])
async def test_the_silent_get_one_reminder_that_says_it_is_the_last(
    jisr: Town, *, heads: bool
) -> None:
    await jisr.app.database.transaction(name_member, "Amal", tossing(heads=heads))
    amal = await asked(jisr)  # who joined lately is not reminded: two weeks pass, with answers
    for week in (0, 1):
        await jump(jisr, MONDAY + timedelta(days=7 * week))
        await amal.press("As before")
        await amal.press("Skip")
    await jump(jisr, THIRD)
    amal.watch()
    await until(jisr, THIRD + timedelta(days=3, minutes=-1))
    amal.hears_nothing()
    await until(jisr, THIRD + timedelta(days=3, minutes=1))
    (coin,) = [one for one in await jisr.rows(DecisionRecord) if one.p < 1]
    assert coin.probabilities == {"reminder": 0.8, "nothing": pytest.approx(0.2)}
    if heads:
        amal.sees("This is the only reminder: the next message is the next check-in.")
        assert {"It moved forward", "Why this message?", "Stop"} <= set(amal.labels)
        assert (coin.chosen, coin.suppressed_by) == ("reminder", None)
    else:
        assert (coin.chosen, coin.suppressed_by) == ("nothing", "coin")
        amal.hears_nothing()
    for days, hour in ((3, "14:00"), (4, "10:00")):  # decided on anew, within two hours and later
        await until(jisr, THIRD + timedelta(days=days, minutes=2))
        await amal.say("/slot")
        await amal.press("Monday")
        await amal.press(hour)
    amal.watch()
    await until(jisr, THIRD + timedelta(days=6, hours=23))
    amal.hears_nothing()
    hers = [one for one in await jisr.rows(DecisionRecord) if one.member_id == 1]
    assert [one.chosen for one in hers if one.week == "2026-W51"] == ["plain", coin.chosen]


async def test_who_answers_is_not_reminded(jisr: Town) -> None:
    amal = await asked(jisr)
    for week in range(3):
        await jump(jisr, MONDAY + timedelta(days=7 * week))
        await amal.press("As before")
        await amal.press("Skip")
    amal.watch()
    await until(jisr, MONDAY + timedelta(days=20))
    amal.hears_nothing()
    assert not [one for one in await jisr.rows(DecisionRecord) if one.chosen == "reminder"]


async def test_after_an_outage_of_three_days_there_is_one_question(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    amal.watch()
    await jump(jisr, MONDAY + timedelta(days=2, hours=4))  # Wednesday, 14:00
    await until(jisr, MONDAY + timedelta(days=6))
    events = [one.external_id for one in await jisr.rows(InboxEvent) if one.channel == "jisr"]
    assert [one for one in events if one.startswith("checkin:1:")] == ["checkin:1:2026-W49"]
    assert len([one for one in amal.messages[amal._read :] if one.from_bot]) == 1


async def test_a_pause_excuses_the_week_and_nothing_is_sent(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.say("away until 12/12/2026")
    amal.watch()
    await until(jisr, MONDAY + timedelta(days=11))
    amal.hears_nothing()
    rows = [one for one in await jisr.rows(CheckIn) if one.member_id == 1]
    assert [(one.week, one.excused, one.sent_at) for one in rows] == [("2026-W49", "paused", None)]
    await until(jisr, datetime(2026, 12, 14, 10, tzinfo=UTC))
    amal.sees(ASKED[Phase.IMPLEMENTATION])


async def test_another_day_and_hour_move_the_next_question(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.say("/slot")
    await amal.press("Wednesday")
    await amal.press("14:00")
    amal.watch()
    wednesday = datetime(2026, 12, 2, 14, 0, tzinfo=UTC)
    await until(jisr, wednesday - timedelta(minutes=1))
    amal.hears_nothing()
    await until(jisr, wednesday)
    amal.sees(ASKED[Phase.IMPLEMENTATION])


async def test_all_unasked_messages_have_an_end_and_a_number(jisr: Town) -> None:
    await asked(jisr)
    rows = [one for one in await jisr.rows(OutboxMessage) if one.dedupe_key.startswith("prompt:")]
    assert rows
    for row in rows:
        assert row.expires_at is not None
        assert row.expires_at - MONDAY - timedelta(hours=24) < SOON

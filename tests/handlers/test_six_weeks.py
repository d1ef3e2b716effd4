"""Six weeks of the network on a moved clock, as its people live them: who is asked what, and when.

Amal falls silent; Badr answers, on Wednesdays at two; Driss looks after both; Elias and Chama are
of another region.
"""

from datetime import UTC, datetime, timedelta

import pytest

from locales import wall
from scheduler.ladder import draw, seed_of
from scheduler.rules import POLICY_VERSION
from storage.models import CallOutcome, Card, CheckIn, CheckInKind, DecisionRecord
from tests.chat import Chat, Town, plain
from tests.handlers.conftest import join
from tests.handlers.test_nudge import MONDAY, jump, name_member, until

pytestmark = pytest.mark.long

TUESDAY = datetime(2027, 1, 5, 10, 1, tzinfo=UTC)  # the sixth after the network began
QUESTION = "How did your openness projects go this week?"
LAST = "This is the only reminder: the next message is the next check-in."
LIGHT = "A short word is enough: how is it going?"


def always_heads() -> str:
    """Return a pseudonym whose coins of both Mondays in question say: send."""
    mondays = [(MONDAY + timedelta(days=days)).date() for days in (7, 14)]
    names = (f"{number:032x}" for number in range(1000))
    return next(
        name
        for name in names
        if all(draw(seed_of(POLICY_VERSION, name, day)) < 0.8 for day in mondays)
    )


def heard(chat: Chat) -> list[tuple[str, str]]:
    """Return on which days the bot wrote since somebody last did anything, and how it ended."""
    news = [one for one in chat.messages[chat._read :] if one.from_bot]
    moments = [wall(datetime.fromtimestamp(one.raw["date"], UTC)) for one in news]
    return [
        (f"{at:%m-%d}", plain(one.text).splitlines()[-1])
        for at, one in zip(moments, news, strict=True)
    ]


async def test_six_weeks(jisr: Town) -> None:
    await jisr.app.database.transaction(name_member, "Amal", always_heads())
    amal, badr, driss, elias = [
        await join(jisr, name) for name in ("amal", "badr", "driss", "elias")
    ]
    await badr.say("/slot")
    await badr.press("Wednesday")
    await badr.press("14:00")
    for chat in (amal, driss, elias):
        chat.watch()
    for week in range(5):
        await until(jisr, MONDAY + timedelta(days=2 + 7 * week, hours=4, minutes=2))
        badr.sees(QUESTION)
        await badr.press("It moved forward")
        await badr.press("Skip")
        badr.sees("Thank you. The week is noted.")
    driss.hears_nothing()
    # The second reminder falls a week after the first, to the second: the budget may hold it back.
    assert [one for one in heard(amal) if one != ("12-17", LAST)] == [
        ("11-30", QUESTION),
        ("12-07", QUESTION),
        ("12-10", LAST),
        ("12-14", QUESTION),
        ("12-28", LIGHT),
    ]
    assert {"All is fine", "Too busy", "Pause for 4 weeks", "I would like a call"} <= set(
        amal.labels
    )
    amal.watch()
    await until(jisr, TUESDAY)
    driss.sees("<b>Ask how they are</b>", "answers have become rare")
    assert "Amal" in driss.text
    assert "energy" not in driss.text  # she never said anything of it
    assert "Badr" not in driss.text
    assert not any(sign.isdigit() for sign in driss.text)
    elias.hears_nothing()
    for stranger in (elias, badr):
        await stranger.tap(stranger.last.id, "a.card.1.called")
        assert "Amal" not in stranger.text
    assert [one.outcome for one in await jisr.rows(Card)] == [None]
    await driss.press("Amal")
    await driss.press("I called")
    await driss.press("All is fine")
    (card,) = await jisr.rows(Card)
    assert (card.outcome, card.called_by, card.closed_by) == (CallOutcome.FINE, 4, 4)
    await amal.press("All is fine")
    amal.sees("Good to hear from you again.")
    assert "miss" not in amal.text
    rows = {one.week: one for one in await jisr.rows(CheckIn) if one.member_id == 1}
    assert rows["2026-W53"].kind == CheckInKind.LIGHT
    assert rows["2026-W53"].answered_at is not None
    assert "2026-W52" not in rows
    amal.watch()
    await until(jisr, TUESDAY + timedelta(days=13))
    amal.hears_nothing()  # it is quiet for two weeks after a card


async def test_a_score_is_shown_to_its_member_who_may_object(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await amal.say("/myscore")
    amal.sees("There is no score for you yet: it begins with your check-ins.")
    driss.watch()
    for week in range(5):
        await jump(jisr, MONDAY + timedelta(days=7 * week))
    await amal.say("/myscore")
    assert "of 100" in amal.text
    assert "It ranks calls" in amal.text
    await amal.press("I object")
    amal.sees("Understood: your score leads to nothing any more.")
    await until(jisr, TUESDAY)
    driss.hears_nothing()
    assert await jisr.rows(Card) == []
    await driss.say("/myscore")
    driss.sees("This is not open to your role.")


async def test_a_coordinator_sees_counts_and_why_not_sent(jisr: Town) -> None:
    driss, amal = await join(jisr, "driss"), await join(jisr, "amal")
    await amal.say("away until 12/12/2026")
    await until(jisr, MONDAY + timedelta(days=7, hours=1))
    await driss.say("/rhythm")
    driss.sees("<b>The rhythm</b>", "paused: 1", "Last week: 0 of 2 (0%)")
    assert "Amal" not in driss.text
    assert "Energy" not in driss.text
    assert [one for one in await jisr.rows(DecisionRecord) if one.suppressed_by == "paused"]
    await amal.say("/rhythm")
    amal.sees("This is not open to your role.")

"""The week's figures on Friday: to whom, of whom, once, and never beyond the budget."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from handlers.board import PICTURES
from locales import Names, Percent, _
from storage import Session, contacts, rhythm
from storage.models import Contact, Due, InboxEvent, Member, Order, Phase, Programme
from tests.chat import Town
from tests.handlers.conftest import Network, join
from tests.handlers.crowd import SOUTH, crowd
from tests.handlers.test_clarify import national
from tests.handlers.test_nudge import jump

FRIDAY = datetime(2026, 11, 27, 10, tzinfo=UTC)
NEW_YEAR = datetime(2027, 1, 1, 10, tzinfo=UTC)  # a Friday
WEEK = _("Week of {day}", day=date(2026, 11, 23))
HEAD = "<b>The week's figures</b> · {scope} · {week}"
FIGURES = _(HEAD, week=WEEK, scope=_("The whole network"))
NORTH = _(HEAD, week=WEEK, scope=Names(ar="جهة الشمال", fr="Région de Nord"))


@pytest.fixture
def network() -> Network:
    return crowd


def told(session: Session, name: str) -> list[str]:
    """Return the weeks of which somebody was told the figures."""
    found = select(Contact.period).join(Member, Member.id == Contact.member_id)
    return list(session.scalars(found.where(Member.name == name, Contact.kind == "summary")))


async def test_on_friday_at_ten_each_is_told_of_their_own(jisr_on_both: Town) -> None:
    jisr = jisr_on_both
    driss, fadoua = await join(jisr, "driss"), await join(jisr, "fadoua", "fr")
    ghita, amal = await national(jisr), await join(jisr, "amal")
    for chat in (driss, fadoua, ghita, amal):
        chat.watch()
    await jump(jisr, FRIDAY - timedelta(minutes=1))
    driss.hears_nothing()
    await jump(jisr, FRIDAY)
    await jisr.app.tick()
    await jisr.settle()
    amal.hears_nothing()
    driss.sees(NORTH, _("Answered: {answered}", answered=_("{answered} of {people} ({percent})",
               answered=3, people=10, percent=Percent(30))))  # fmt: skip
    assert not any(name in driss.text for name in (*SOUTH, "Sud"))
    assert driss.labels[:2] == ["Board", "Picture: who answered"]
    for chat in (fadoua, ghita):
        chat.sees(FIGURES)
    assert len(ghita.text) <= 700
    assert "Tableau de bord" not in fadoua.labels  # an observer gets the figures, not the board
    assert len([one for one in await jisr.rows(InboxEvent)
                if one.external_id.startswith("summary:")]) == 3  # fmt: skip
    await driss.press(PICTURES["response"])
    assert driss.last.file is not None
    (order,) = await jisr.rows(Order)
    assert order.about == {"picture": "response", "week": "2026-W48"}


async def test_it_is_stopped_by_one_tap_and_comes_again_by_another(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await jump(jisr, FRIDAY)
    await driss.press("Why this message?")
    driss.sees("The week's figures of those you look after or observe, on Fridays.")
    await driss.press("No such summary")
    driss.watch()
    await jump(jisr, FRIDAY + timedelta(days=7, hours=1))
    driss.hears_nothing()
    await driss.tap(driss.last.id, "a.summary.on")
    await jump(jisr, FRIDAY + timedelta(days=14))
    assert "The week's figures" in driss.text
    assert await jisr.app.database.read(told, "Driss") == ["2026-W48", "2026-W50"]


async def test_on_a_friday_off_it_comes_when_offices_open_again(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await jump(jisr, NEW_YEAR - timedelta(days=2))
    driss.watch()
    await jump(jisr, NEW_YEAR + timedelta(hours=3))
    driss.hears_nothing()
    await jump(jisr, NEW_YEAR + timedelta(days=3, minutes=-59))
    driss.sees("Week of")
    assert "December 28, 2026" in driss.text


async def test_after_days_away_nothing_is_made_up_for(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    driss.watch()
    await jump(jisr, FRIDAY + timedelta(days=19))  # a Wednesday: two Fridays went by
    driss.hears_nothing()


def busy(session: Session, *moments: datetime) -> None:
    """Let somebody have been written to."""
    member = session.scalars(select(Member).where(Member.name == "Driss")).one()
    for number, at in enumerate(moments):
        contacts.take(session, member.id, "announcement", str(number), at)


async def test_it_leaves_its_place_to_whom_to_call_on_tuesday(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await jump(jisr, FRIDAY - timedelta(days=2))
    await jisr.app.database.transaction(busy, FRIDAY - timedelta(days=2))
    driss.watch()
    await jump(jisr, FRIDAY)
    driss.hears_nothing()  # Wednesday, Friday and Tuesday would be three in seven days
    rows = [one for one in await jisr.rows(Due) if one.kind == rhythm.SUMMARY]
    assert {one.due_at for one in rows} == {FRIDAY + timedelta(days=7)}


async def test_last_tuesdays_word_on_whom_to_call_does_not_keep_it_back(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    tuesday = FRIDAY - timedelta(days=3) + timedelta(seconds=5)
    await jisr.app.database.transaction(busy, tuesday)
    await jump(jisr, FRIDAY)
    driss.sees(NORTH)


async def test_of_fewer_than_five_nothing_is_told(jisr: Town) -> None:
    await jisr.app.database.transaction(leave_alone)
    driss = await join(jisr, "driss")
    driss.watch()
    await jump(jisr, FRIDAY)
    driss.hears_nothing()
    assert await jisr.app.database.read(told, "Driss") == []


def leave_alone(session: Session) -> None:
    """Close every programme but Azrou's."""
    for programme in session.scalars(select(Programme)):
        programme.phase = Phase.IMPLEMENTATION if programme.id == 1 else Phase.CLOSED

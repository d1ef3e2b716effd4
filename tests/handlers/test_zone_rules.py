"""New rules of the zone, and a zone that nobody knows: nobody is told an hour off, nobody twice.

The program is stopped, left as a program with older rules (UTC+1 all the year) had it, and started
again with ours, as an update of the package tzdata does.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from storage import Session, checkins, contacts
from storage.models import (
    CheckIn,
    CheckInKind,
    Choice,
    Contact,
    Due,
    Gathering,
    InboxEvent,
    Member,
)
from tests.chat import Town, plain, town
from tests.handlers.conftest import join
from tests.handlers.network import found
from tests.handlers.test_events import INVITED, STARTS, make, people
from tests.handlers.test_nudge import MONDAY, until

HOUR = timedelta(hours=1)


def by_older_rules(session: Session) -> None:
    """Leave every planned moment an hour too soon: ten on a wall at UTC+1 is nine in UTC."""
    session.get_one(Choice, "zone_rules").value = "2026.1"
    for row in session.scalars(select(Due)):
        row.due_at -= HOUR


def of_friday(planned: dict[str, datetime]) -> dict[str, datetime]:
    """Return what was for the Friday on which the program was stopped: it has moved on since."""
    return {key: at for key, at in planned.items() if key.startswith("summary:")}


@asynccontextmanager
async def again(url: str, folder: Path, before: Town, now: datetime) -> AsyncIterator[Town]:
    """Start the program anew on the same database; people keep their phones."""
    async with town(url, folder, now=now) as running:
        for person, chat in before.chats.items():
            running.phone(person, chat.language)
        yield running


async def test_after_an_update_of_the_zone_everybody_is_asked_at_their_hour_and_once(
    database_url: str, tmp_path: Path
) -> None:
    async with town(database_url, tmp_path) as before:
        await before.app.database.transaction(found)
        for name in ("amal", "badr", "driss"):
            await join(before, name)
        await before.app.tick()  # everything is planned
        planned = {one.key: one.due_at for one in await before.rows(Due)}
        assert planned["checkin:1"] == MONDAY
        await before.app.database.transaction(by_older_rules)
    async with again(database_url, tmp_path, before, MONDAY - 2 * HOUR) as jisr:
        await jisr.app.tick()
        await jisr.settle()
        due = {one.key: one.due_at for one in await jisr.rows(Due)}
        assert {**due, **of_friday(planned)} == planned
        await until(jisr, MONDAY - timedelta(minutes=1))
        assert not [one for one in await jisr.rows(Contact) if one.kind == "checkin"]  # at nine
        await until(jisr, MONDAY + timedelta(hours=5))
        for person in (100, 101):
            heard = [plain(one.text) for one in jisr.world.messages(person) if one.from_bot]
            assert len(heard) == 1
        events = [one.external_id for one in await jisr.rows(InboxEvent) if one.channel == "jisr"]
        assert sorted(one for one in events if one.startswith("checkin:")) == [
            "checkin:1:2026-W49", "checkin:2:2026-W49",
        ]  # fmt: skip


def asked_by_older_rules(session: Session) -> None:
    """Leave Amal asked at nine, which was ten then; her next turn is the reminder's."""
    by_older_rules(session)
    nine, amal = MONDAY - HOUR, session.get_one(Member, 1)
    row = checkins.row(session, amal, "2026-W49", nine + timedelta(days=3, hours=6))
    checkins.note_sent(row, CheckInKind.PLAIN, 0, nine)
    contacts.take(session, 1, "checkin", "2026-W49", nine)
    later = nine + timedelta(days=3)
    session.execute(update(Due).where(Due.key == "checkin:1").values(due_at=later))


async def test_who_was_asked_before_the_update_is_not_asked_again(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with town(sqlite_url, tmp_path) as before:
        await before.app.database.transaction(found)
        await join(before, "amal")
        await before.app.tick()
        await before.app.database.transaction(asked_by_older_rules)
    async with again(sqlite_url, tmp_path, before, MONDAY - HOUR / 2) as jisr:
        for _hour in range(6):
            await until(jisr, jisr.clock.now() + HOUR)
        assert len(await jisr.rows(Contact)) == 1
        assert not [one for one in jisr.world.messages(100) if one.from_bot]
        (row,) = [one for one in await jisr.rows(CheckIn) if one.member_id == 1]
        assert row.sent_at == MONDAY - HOUR


def to_an_unknown_zone(session: Session) -> None:
    session.get_one(Gathering, 1).zone = "Africa/Atlantis"


async def test_an_event_in_an_unknown_zone_tells_nobody_and_the_operator_hears_of_it(
    jisr: Town, caplog: pytest.LogCaptureFixture
) -> None:
    driss, amal = await people(jisr, "driss", "amal")
    await make(driss)
    amal.sees(INVITED)
    await amal.press("I come")
    await make(driss, day="9/12/2026")
    await amal.press("I come")
    await jisr.app.database.transaction(to_an_unknown_zone)
    amal.watch()
    caplog.clear()
    await until(jisr, STARTS + timedelta(days=1))
    heard = [plain(one.text) for one in amal.messages if one.from_bot]
    reminded = [text for text in heard if text.startswith("A reminder:")]
    assert reminded  # of the other event, as ever
    assert not [text for text in reminded if "December 8" in text]
    (line,) = {record.getMessage() for record in caplog.records if record.levelname == "ERROR"}
    assert line == (
        "event 1 keeps the hours of 'Africa/Atlantis', which are not known here: nobody is told "
        "of it until its zone, in the table gatherings, is 'Africa/Casablanca'"
    )

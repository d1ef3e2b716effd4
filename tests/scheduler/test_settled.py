"""What a coordinator settles holds at once, in every process that has the database open."""

from datetime import UTC, datetime

import pytest

from scheduler.hours import USUAL
from scheduler.settled import Settled, windows
from storage import Database, Session, choices
from storage.models import Member
from tests.scheduler.test_due import TUESDAY, amal

EID = datetime(2027, 3, 8, 10, tzinfo=UTC)  # a Monday; the feast is estimated for the day after
EARLY = datetime(2026, 11, 24, 8, 45, tzinfo=UTC)


def sooner(session: Session) -> None:
    choices.move(session, "eid_al_fitr:1448", -1, session.get_one(Member, 1), TUESDAY)


def open_early(session: Session) -> None:
    hours = {"normal": ("07:00", "20:00")}
    choices.set_hours(session, 7, hours, session.get_one(Member, 1), TUESDAY)


def close_early(session: Session) -> None:
    choices.set_hours(session, 7, {}, session.get_one(Member, 1), TUESDAY)


async def test_every_process_sees_it_at_its_next_decision(database_url: str) -> None:
    # SQLite has one process, which may have two readers.
    first = await Database.open(database_url)
    second = await Database.open(database_url) if first.dialect == "postgresql" else first
    await first.transaction(amal)
    here, there = Settled(), Settled()
    before = await second.read(there.at)
    assert await second.read(there.at) is before  # with all that it has worked out
    assert before.windows.is_open(EID)
    await first.transaction(sooner)
    await first.transaction(open_early)
    for settled, database in ((here, first), (there, second)):
        now = (await database.read(settled.at)).windows
        assert not now.is_open(EID)
        assert now.is_open(EARLY, 7)  # and not before half past eight
        assert not now.is_open(EARLY.replace(minute=29), 7)
        assert not now.is_open(EARLY, 8)
    await first.transaction(close_early)
    assert not (await second.read(there.at)).windows.is_open(EARLY, 7)
    for one in {first, second}:
        await one.close()


def test_a_region_keeps_the_countrys_hours_for_what_it_leaves_out() -> None:
    found = windows({"hours:7": {"ramadan": ["09:00", "16:00"]}})
    assert found.widened[7].normal == USUAL.normal
    assert found.widened[7].friday == USUAL.friday
    assert [f"{start:%H:%M}-{end:%H:%M}" for start, end in found.widened[7].ramadan] == [
        "09:30-15:00"
    ]


@pytest.mark.parametrize(
    "chosen",
    [
        {"feast:eid_al_fitr:1448": 2},
        {"feast:christmas:1448": 1},
        {"hours:7": {"normal": ["16:00", "09:00"]}},
        {"hours:7": {"normal": ["19:00", "21:00"]}},
        {"hours:7": {"normal": ["12:00", "15:00"]}},  # nothing of a Friday
        {"closed:2026-13-01": "A month of its own"},
        {"closed:2026-12-01:nowhere": "A region of its own"},
    ],
)
def test_what_nobody_can_have_meant_decides_nothing(chosen: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"moves by a day|hours|month|int"):
        windows(chosen)

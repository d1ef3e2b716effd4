"""When the budget cannot hold all that is due, what matters more goes first (F6)."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from scheduler.due import due
from scheduler.precedence import NEXT, ORDER, in_order, rank
from storage import Database, Session, timetable
from storage.models import Contact, Due
from tests.scheduler.test_due import TUESDAY, amal, pair

KINDS = (*ORDER, "evidence", "digest")


@st.composite
def rows(draw: st.DrawFn) -> list[Due]:
    number = draw(st.integers(0, 12))
    return [
        Due(
            id=place,
            key=str(place),
            kind=kind,
            member_id=draw(st.integers(1, 3)),
            about=draw(st.sampled_from(({}, {NEXT: "reminder"}))) if kind == "checkin" else {},
            due_at=TUESDAY + timedelta(seconds=draw(st.integers(0, 3))),
        )
        for place, kind in enumerate(draw(st.permutations(KINDS * 2))[:number])
    ]


@given(rows())
def test_nothing_is_lost_and_what_matters_more_is_never_after_what_matters_less(
    found: list[Due],
) -> None:
    ordered = in_order(found)
    assert sorted(row.id for row in ordered) == sorted(row.id for row in found)
    places = [(rank(row.about.get(NEXT, row.kind)), row.due_at, row.id) for row in ordered]
    assert places == sorted(places)
    assert in_order(reversed(found)) == ordered


def test_the_order_is_that_of_the_contract() -> None:
    mixed = ["evidence", "reminder", "checkin", "announcement", "question", "event"]
    wanted = ["announcement", "event", "checkin", "question", "reminder", "evidence"]
    assert sorted(mixed, key=rank) == wanted


def add(session: Session, kinds: list[str], ends: dict[str, timedelta], member: int = 1) -> None:
    """Make these due, the first named the longest ago."""
    for number, kind in enumerate(kinds):
        about = {"expires": (TUESDAY + ends[kind]).isoformat()} if kind in ends else {}
        timetable.add(session, key=f"{kind}:{number}", kind=kind, member_id=member, about=about,
                      due_at=TUESDAY - timedelta(minutes=30 - number))  # fmt: skip


def contacts(session: Session) -> list[tuple[int, str]]:
    return [(row.member_id, row.kind) for row in session.scalars(select(Contact).order_by("id"))]


def waiting(session: Session) -> list[tuple[str, object]]:
    return [(row.kind, row.due_at) for row in session.scalars(select(Due).order_by("id"))]


async def test_of_four_due_the_two_that_matter_most_are_granted(database: Database) -> None:
    await database.transaction(amal)
    ends = {"evidence": timedelta(days=10), "draft": timedelta(hours=24)}
    kinds = ["draft", "evidence", "reminder", "question"]
    await database.transaction(add, kinds, ends)
    assert await database.transaction(due, TUESDAY) == 2
    assert await database.read(contacts) == [(1, "question"), (1, "reminder")]
    week = TUESDAY + timedelta(days=7)
    assert await database.read(waiting) == [("evidence", week)]  # the draft's end came before
    assert await database.transaction(due, week) == 1
    assert (await database.read(contacts))[-1] == (1, "evidence")


def with_matter(session: Session) -> None:
    """Have many people's rows before those of the first: more than one portion."""
    for _number in range(30):
        amal(session)
    for number in range(2, 31):
        timetable.add(session, key=f"x:{number}", kind="evidence", member_id=number, about={},
                      due_at=TUESDAY - timedelta(minutes=29, seconds=30))  # fmt: skip


async def test_the_order_holds_beyond_one_portion(database: Database) -> None:
    await database.transaction(with_matter)
    await database.transaction(add, ["evidence"] * 2 + ["question"] * 2, {})
    while await database.read(timetable.is_due, TUESDAY):
        await database.transaction(due, TUESDAY)
    granted = [kind for member, kind in await database.read(contacts) if member == 1]
    assert granted == ["question", "question"]
    assert len(await database.read(contacts)) == 31


async def test_a_row_that_outlived_its_end_is_dropped(database: Database) -> None:
    await database.transaction(pair)
    await database.transaction(add, ["question"], {"question": timedelta(0)}, 2)
    assert await database.transaction(due, TUESDAY) == 0
    assert await database.read(waiting) == []
    assert await database.read(contacts) == []

"""The order room: one maker's turn at a time, a crash is made again, three failures are told."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import orders as room
from bot.clocks import MovableClock
from bot.orders import OrderRoom
from handlers.desk import Desk, Made, Maker
from handlers.say import Button
from locales import _, decode
from storage import Database, Session, orders, people, seats
from storage.models import Audit, Document, InboxEvent, Member, Order, Role
from tests.chat import TUESDAY
from tests.handlers.network import found

LEASE = timedelta(minutes=1)
PATIENCE = 15.0  # seconds
READY = _("It is ready.")


def place(session: Session, /, **about: object) -> int:
    """Let Driss, a regional coordinator, order something, on a network that is made if need be."""
    member = session.scalar(select(Member).where(Member.name == "Driss"))
    if member is None:
        member = session.get_one(Member, found(session)["driss"])
        people.add_identity(session, "telegram", "103", chat_id="103", language="en")
    identity = people.identity(session, "telegram", "103")
    assert identity is not None
    identity.member = member
    session.flush()
    order, _new = orders.add(
        session, member=member, identity=identity, kind="export", about=about, now=TUESDAY
    )
    return order.id


def made(desk: Desk) -> Made:
    """Make a small file of what the desk knows."""
    names = desk.read(lambda session: session.scalars(select(Member.name)).all())
    text = ",".join(sorted(names)).encode()
    rows = ((Button(_("Menu"), "a.menu"),),)
    return Made("list.txt", "text/plain", text, READY, rows=rows, detail={"rows": len(names)})


@asynccontextmanager
async def working(database: Database, maker: Maker) -> AsyncIterator[None]:
    """Run a room until what is in it is through."""
    one = OrderRoom(database, {"export": maker}, MovableClock(TUESDAY), lambda: None)
    task = asyncio.create_task(one.run())
    try:
        yield
        async with asyncio.timeout(PATIENCE):
            while await database.read(is_open):  # noqa: ASYNC110 — a database tells nobody
                await asyncio.sleep(0.01)
    finally:
        task.cancel()
        await asyncio.wait([task])


def is_open(session: Session) -> bool:
    return session.scalar(select(Order.id).where(orders._OPEN).limit(1)) is not None


def everything(session: Session) -> tuple[Order, list[Document], list[InboxEvent], list[Audit]]:
    return (
        session.scalars(select(Order)).one(),
        list(session.scalars(select(Document))),
        list(session.scalars(select(InboxEvent).order_by(InboxEvent.id))),
        list(session.scalars(select(Audit).where(Audit.action == "export"))),
    )


async def test_what_is_ordered_is_made_kept_for_a_day_told_and_logged(database: Database) -> None:
    await database.transaction(place, what="reports")
    async with working(database, made):
        pass
    order, [document], [event], [line] = await database.read(everything)
    assert (order.status, order.document_id) == ("made", document.id)
    assert document.content == b"Amal,Badr,Chama,Driss,Elias,Fadoua"
    assert document.expires_at == document.created_at + timedelta(hours=24)
    assert event.payload is not None
    assert (event.person, event.payload["kind"]) == ("telegram:103", "order_made")
    assert decode(event.payload["caption"]) == READY
    assert line.subject == f"order:{order.id}"
    assert (line.detail["what"], line.detail["rows"]) == ("reports", 6)
    assert line.detail["region"] is not None


async def test_a_maker_that_fails_is_tried_three_times_and_then_it_is_told(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    turns = []

    def broken(desk: Desk) -> Made:
        turns.append(desk.order.id)
        raise ZeroDivisionError

    number = await database.transaction(place)
    async with working(database, broken):
        pass
    order, documents, [event], _lines = await database.read(everything)
    assert turns == [number] * 3
    assert (order.status, order.attempts, documents) == ("failed", 3, [])
    assert event.payload is not None
    assert (event.payload["kind"], event.payload["empty"]) == ("order_failed", False)
    assert "given up: ZeroDivisionError" in caplog.text


async def test_one_maker_at_a_time_and_after_a_crash_another(database: Database) -> None:
    """Two processes: what one holds the other cannot take; the dead one's work counts no more."""
    number = await database.transaction(place)
    first = await database.transaction(orders.claim, TUESDAY, lease=LEASE)
    assert first is not None
    assert await database.transaction(orders.claim, TUESDAY, lease=LEASE) is None
    later = TUESDAY + LEASE
    second = await database.transaction(orders.claim, later, lease=LEASE)
    assert second is not None
    assert (first.attempts, second.attempts) == (1, 2)
    assert not await database.transaction(orders.renew, number, 1, later + LEASE)
    assert await database.transaction(orders.finish, number, 1, "made", later) is None
    assert await database.transaction(orders.finish, number, 2, "made", later) is not None
    assert not await database.read(is_open)


async def test_an_order_that_ended_the_program_three_times_is_given_up(
    sqlite_database: Database,
) -> None:
    await sqlite_database.transaction(place)
    for _crash in range(3):
        await sqlite_database.transaction(orders.claim, TUESDAY, lease=LEASE)
        await sqlite_database.transaction(orders.let_go)
    async with working(sqlite_database, made):
        pass
    order, documents, [event], _lines = await sqlite_database.read(everything)
    assert (order.status, documents) == ("failed", [])
    assert event.payload is not None
    assert event.payload["kind"] == "order_failed"


async def test_a_seat_lost_while_it_is_made_gets_nothing(database: Database) -> None:
    begun, lost = threading.Event(), threading.Event()

    def slow(desk: Desk) -> Made:
        begun.set()
        lost.wait(PATIENCE)
        return made(desk)

    await database.transaction(place)
    async with working(database, slow):
        assert await asyncio.to_thread(begun.wait, PATIENCE)
        await database.transaction(unseat)
        lost.set()
    order, documents, events, lines = await database.read(everything)
    assert (order.status, documents, events, lines) == ("cancelled", [], [], [])


def unseat(session: Session) -> None:
    """Let Driss coordinate the whole network: still a coordinator, and not of what was ordered."""
    driss = session.scalars(select(Member).where(Member.name == "Driss")).one()
    seats.leave(session, driss, TUESDAY)
    wide = seats.find_or_add(session, Role.NATIONAL_COORDINATOR, None)
    seats.take(session, wide, driss, TUESDAY)


async def test_pressed_twice_is_one_order_and_another_choice_is_another(
    database: Database,
) -> None:
    first = await database.transaction(place, what="reports", format="csv")
    assert await database.transaction(place, format="csv", what="reports") == first
    assert await database.transaction(place, what="reports", format="xlsx") != first


async def test_progress_is_told_when_it_takes_long(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "QUIET", 0.0)

    def slow(desk: Desk) -> Made:
        desk.progress(1000, 2000)
        return made(desk)

    await sqlite_database.transaction(place)
    async with working(sqlite_database, slow):
        pass
    order, _documents, events, _lines = await sqlite_database.read(everything)
    assert [(one.payload or {})["kind"] for one in events] == ["order_progress", "order_made"]
    assert (order.done, order.total) == (1000, 2000)


async def test_stopping_lets_the_thread_go_and_the_next_start_makes_it(
    sqlite_database: Database,
) -> None:
    begun, ended = threading.Event(), threading.Event()

    def endless(desk: Desk) -> Made:
        begun.set()
        try:
            while True:
                desk.read(lambda session: session.scalar(select(Member.id)))
        finally:
            ended.set()

    await sqlite_database.transaction(place)
    one = OrderRoom(sqlite_database, {"export": endless}, MovableClock(TUESDAY), lambda: None)
    task = asyncio.create_task(one.run())
    assert await asyncio.to_thread(begun.wait, PATIENCE)
    task.cancel()
    await asyncio.wait([task])
    assert await asyncio.to_thread(ended.wait, PATIENCE)
    async with working(sqlite_database, made):
        pass
    order, [document], _events, _lines = await sqlite_database.read(everything)
    assert (order.status, order.attempts, document.name) == ("made", 2, "list.txt")

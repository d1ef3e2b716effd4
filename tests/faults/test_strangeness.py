"""Whatever people do, in any order: no refused request, no silence, no traceback."""

import asyncio
import random
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.playground.botapi import BotApiServer, Rules
from storage import Database, Session
from storage.models import InboxEvent, OutboxMessage
from tests.faults.aftermath import ENDING, settled
from tests.faults.oddities import NOBODYS_PRESS
from tests.faults.phones import Phones, phones
from tests.faults.program import FREELY, TOKEN, Program, running, sample, show
from tests.faults.walkers import Street, Walker

pytestmark = pytest.mark.long

PEOPLE_FROM = 5000
STRANGERS = 3  # people without a link, among those who walk
STEPS = (6, 24)  # acts in one conversation


async def walk(
    database_url: str, folder: Path, *, conversations: int, people: int, seed: int
) -> dict[str, object]:
    """Let people do anything; return the figures, and fail where there is anything wrong."""
    invited = await sample(database_url, people, seed, folder)
    server = BotApiServer(TOKEN, rules=Rules.unlimited())
    await server.start()
    program = Program(database_url, server.url, folder, **FREELY)
    street = Street(server.service.queue, random.Random(seed))
    began = asyncio.get_running_loop().time()
    try:
        async with phones(server.world) as handed, running(program):
            await arrive(handed, invited, server)
            shares: list[int] = [0] * len(handed.phones)
            for number in range(conversations):
                shares[number % len(shares)] += 1
            async with asyncio.TaskGroup() as group:
                for share, (person, phone) in zip(shares, handed.phones.items(), strict=True):
                    walker = Walker(phone, street, random.Random(f"{seed}-{person}"))
                    group.create_task(stroll(walker, share))
            await settled(server, database_url)
            assert await program.stop() == 0
    finally:
        await server.stop()
    took = asyncio.get_running_loop().time() - began
    return await examine(server, program, street, database_url, conversations, took)


async def stroll(walker: Walker, conversations: int) -> None:
    for _ in range(conversations):
        await walker.walk(walker.draw.randint(*STEPS))


async def arrive(handed: Phones, invited: list[dict[str, str]], server: BotApiServer) -> None:
    """Let everybody in by their link, and let some stay strangers."""
    for number, one in enumerate(invited):
        phone = handed.give(PEOPLE_FROM + number, one["name"], one["language"])
        await server.world.say(phone.person, f"/start {one['token']}")
    for number in range(STRANGERS):
        phone = handed.give(PEOPLE_FROM + len(invited) + number, "?", ("fr", "de", "ar")[number])
        await server.world.say(phone.person, "/start")
    async with asyncio.timeout(ENDING):
        for phone in handed.phones.values():
            await phone.news.wait()


def dead_letters(session: Session) -> dict[str, str | None]:
    """Return the events that could not be handled, and why."""
    rows = session.execute(
        select(InboxEvent.external_id, InboxEvent.error).where(InboxEvent.status == "dead")
    )
    return {row.external_id: row.error for row in rows}


def statuses(session: Session) -> Counter[str]:
    """Count what became of the messages."""
    return Counter(session.scalars(select(OutboxMessage.status)))


async def examine(  # noqa: PLR0913, PLR0917 — everything there is to look at
    server: BotApiServer,
    program: Program,
    street: Street,
    database_url: str,
    conversations: int,
    took: float,
) -> dict[str, object]:
    """Look at the server's log, the database and what the program said."""
    world = server.world
    database = await Database.open(database_url, writer=False)
    try:
        dead = await database.read(dead_letters)
        outbox = await database.read(statuses)
    finally:
        await database.close()
    refused = Counter(
        (call.method, call.status, call.error)
        for call in world.calls
        if call.status != 200 and call.params.get("callback_query_id") != NOBODYS_PRESS
    )
    blocked = {key: count for key, count in refused.items() if key[1] == 403}
    violations = {key: count for key, count in refused.items() if key not in blocked}
    unanswered = [(person.id, update) for person, update in world.unanswered()]
    spinning = [press.data for press in world.presses.values() if press.answer is None]
    unexpected = {
        number: (error, next((u for u in street.updates if str(u["update_id"]) == number), None))
        for number, error in dead.items()
        if int(number) not in street.broken
    }
    figures: dict[str, object] = {
        "conversations": conversations,
        "acts of people": street.acts,
        "requests of the program": len(world.calls),
        "refused (schema)": dict(violations),
        "refused (blocked)": sum(blocked.values()),
        "unanswered": len(unanswered),
        "presses left spinning": len(spinning),
        "dead letters": f"{len(dead)}, of them {len(unexpected)} not injected as malformed",
        "outbox": dict(outbox),
        "tracebacks": program.tracebacks,
        "took": f"{took:.0f} s",
    }
    assert not unexpected, unexpected
    assert not violations, dict(violations)
    assert not unanswered, unanswered[:5]
    assert not spinning, spinning[:20]
    assert program.tracebacks == 0, program.said[-6000:]
    assert outbox.keys() <= {"sent", *(("failed", "cancelled") if street.blocked else ())}, outbox
    return figures


async def test_a_few_strange_conversations(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = await walk(sqlite_url, tmp_path, conversations=25, people=20, seed=25)
    with capsys.disabled():
        show("25 strange conversations", figures)


@pytest.mark.faults
async def test_five_hundred_strange_conversations(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = await walk(database_url, tmp_path, conversations=500, people=60, seed=500)
    with capsys.disabled():
        show(f"500 strange conversations, {database_url.partition('+')[0]}", figures)

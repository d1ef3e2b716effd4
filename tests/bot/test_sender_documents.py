"""Files on their way out: each to its own person, once, and what is secret not kept afterwards."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clocks import MovableClock
from bot.playground.botapi.faults import FaultKind
from handlers import say
from handlers.say import Say
from storage import Database, Session, Unavailable, documents, outbox, people
from storage.models import ChannelIdentity, Document
from storage.outbox import BULK
from tests.bot import outbound
from tests.bot.desk import Desk
from tests.bot.outbound import FADMA, IDIR, NOON, SALMA, files, telegram, texts
from tests.chat import Town, town

NAME = "دعوات الجهة.xlsx"
TOKENS = b"PK\x03\x04 a sheet with tokens: k7k7k7"
CROWD = range(1000, 1030)


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    async with telegram() as server:
        desk = Desk(database, server, MovableClock(NOON))
        await desk.know(FADMA, IDIR, SALMA)
        yield desk


async def content(desk: Desk, document: int) -> bytes | None:
    found = await desk.database.read(documents.content_of, document)
    return None if found is None else found.content


async def queued(desk: Desk, text: str) -> dict[str, Any]:
    """Return what the outbox still holds of a message."""
    return dict((await desk.database.read(outbound.row, text)).payload)


async def test_a_file_reaches_its_person_and_nobody_else(desk: Desk) -> None:
    document = await desk.attach(FADMA, "votre fichier", b"contenu")
    async with desk.sender():
        await desk.becomes(**{"votre fichier": "sent"})
    (message,) = desk.server.world.messages(FADMA)
    row = await desk.database.read(outbound.row, "votre fichier")
    assert row.platform_id == str(message.id)
    assert files(desk.server, FADMA) == [(NAME, b"contenu")]
    assert desk.server.world.messages(IDIR) == desk.server.world.messages(SALMA) == []
    assert await content(desk, document) == b"contenu"  # not a secret: it may go to others too


async def test_of_many_at_once_and_in_trouble_each_gets_their_own(desk: Desk) -> None:
    await desk.know(*CROWD)
    for person in CROWD:
        await desk.attach(person, f"to {person}", f"for {person} alone".encode(), secret=True)
    kinds: tuple[FaultKind, ...] = ("5xx", "cut_before", "429")
    for kind in kinds:
        desk.fault(kind, "sendDocument", times=3, retry_after=1)
    async with desk.sender() as sender:
        await desk.sees(lambda: len(desk.server.world.calls) >= 10)
        for _ in range(3):
            await desk.later(sender, seconds=150)
            await asyncio.sleep(0.5)
        await desk.becomes(**{f"to {person}": "sent" for person in CROWD})
    for person in CROWD:
        assert files(desk.server, person) == [(NAME, f"for {person} alone".encode())]


async def test_one_file_may_go_to_many(desk: Desk) -> None:
    document = await desk.attach(FADMA, "news", b"BEGIN:VCALENDAR", priority=BULK)

    def share(session: Session, identity: int) -> None:
        payload = say.encode(Say("news too", document=document))
        outbox.enqueue(
            session,
            identity_id=identity,
            payload=payload,
            key="news too",
            now=NOON,
            priority=BULK,
        )

    await desk.database.transaction(share, desk.identities[IDIR])
    async with desk.sender():
        await desk.becomes(**{"news": "sent", "news too": "sent"})
    assert files(desk.server, FADMA) == files(desk.server, IDIR) == [(NAME, b"BEGIN:VCALENDAR")]


async def test_a_secret_message_is_forgotten_once_it_was_sent(desk: Desk) -> None:
    hers = await desk.attach(FADMA, "start=hers", TOKENS, secret=True)
    await desk.attach(SALMA, "no secret", b"open")
    async with desk.sender():
        await desk.becomes(**{"start=hers": "sent", "no secret": "sent"})
        his = await desk.attach(IDIR, "start=his", b"his", secret=True)
        assert (await queued(desk, "start=hers"))["text"] == ""
        assert (await queued(desk, "start=hers"))["rows"] == []
        assert await content(desk, hers) is None
        assert (await queued(desk, "no secret"))["text"] == "no secret"
        await desk.becomes(**{"start=his": "sent"})
    assert await content(desk, his) is None
    assert files(desk.server, FADMA) == [(NAME, TOKENS)]
    assert files(desk.server, IDIR) == [(NAME, b"his")]


async def test_nothing_of_a_sent_secret_is_left_in_the_tables(
    desk: Desk,
) -> None:
    text = "x" * 100 + " https://t.me/bot?start=k7k7k7"  # the key ends before the token
    document = await desk.attach(FADMA, text, TOKENS, secret=True)

    def everything(session: Session) -> str:
        file = session.get_one(Document, document)
        return repr((vars(outbound.row(session, text)), vars(file)))

    assert (await desk.database.read(everything)).count("k7k7k7") == 2
    async with desk.sender():
        await desk.becomes(**{text[:100]: "sent"})
    assert "k7k7k7" not in await desk.database.read(everything)


@pytest.mark.parametrize("kind", ["5xx", "cut_before", "429", "hang"])
async def test_a_secret_file_that_did_not_arrive_is_sent_whole_later(
    desk: Desk, kind: FaultKind
) -> None:
    desk.read = 0.3
    document = await desk.attach(FADMA, "start=hers", TOKENS, secret=True)
    desk.fault(kind, "sendDocument", retry_after=1)
    async with desk.sender() as sender:
        await desk.sees(lambda: any(call.status != 200 for call in desk.server.world.calls))
        assert await content(desk, document) == TOKENS
        await desk.becomes(**{"start=hers": "pending"})
        await desk.later(sender, seconds=37)
        await desk.becomes(**{"start=hers": "sent"})
    assert files(desk.server, FADMA) == [(NAME, TOKENS)]
    assert await content(desk, document) is None


async def test_a_secret_file_of_unknown_fate_is_sent_once_more_and_kept(desk: Desk) -> None:
    document = await desk.attach(FADMA, "start=hers", TOKENS, secret=True)
    desk.fault("cut_after", "sendDocument", times=2)
    async with desk.sender() as sender:
        await desk.failed_once("start=hers")
        assert await content(desk, document) == TOKENS
        await desk.later(sender, seconds=37)
        await desk.becomes(**{"start=hers": "uncertain"})
    assert files(desk.server, FADMA) == [(NAME, TOKENS)] * 2
    assert await content(desk, document) == TOKENS
    assert (await queued(desk, "start=hers"))["text"] == "start=hers"


async def test_after_a_crash_a_secret_file_is_still_there_to_be_sent(desk: Desk) -> None:
    document = await desk.attach(FADMA, "start=hers", TOKENS, secret=True)
    taken = await desk.database.transaction(
        outbox.claim, desk.clock.now(), owner="killed", lease=desk.lease, limit=9
    )
    assert len(taken) == 1  # and there the first sender dies
    desk.clock.move(timedelta(seconds=61))
    async with desk.sender("second") as sender:
        await desk.later(sender, seconds=37)
        await desk.becomes(**{"start=hers": "sent"})
    assert files(desk.server, FADMA) == [(NAME, TOKENS)]
    assert await content(desk, document) is None


async def test_a_sender_stopped_in_the_middle_of_a_file_leaves_it_to_the_next(desk: Desk) -> None:
    document = await desk.attach(FADMA, "start=hers", TOKENS, secret=True)
    desk.fault("hang", "sendDocument")
    async with desk.sender():
        await desk.sees(lambda: any(call.status == 0 for call in desk.server.world.calls))
    assert await desk.status("start=hers") == "started"
    assert await content(desk, document) == TOKENS
    desk.clock.move(timedelta(seconds=61))
    async with desk.sender("second") as sender:
        await desk.failed_once("start=hers")
        await desk.later(sender, seconds=37)
        await desk.becomes(**{"start=hers": "sent"})
    assert files(desk.server, FADMA) == [(NAME, TOKENS)]


async def test_a_file_that_is_gone_leaves_the_text_and_one_line_in_the_log(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    document = await desk.attach(FADMA, "secret words", TOKENS)
    await desk.put(FADMA, "next")
    await desk.database.transaction(documents.erase, document)
    async with desk.sender():
        await desk.becomes(**{"secret words": "failed", "next": "sent"})
    assert len(texts(desk.server, FADMA)) == 2
    assert files(desk.server, FADMA) == []
    lines = [record.getMessage() for record in caplog.records if record.name == "bot.outcomes"]
    assert len(lines) == 1
    assert "its file is no longer kept" in lines[0]
    assert "secret" not in caplog.text


async def test_a_database_that_is_away_costs_no_file(desk: Desk) -> None:
    read = desk.database.read
    away = True

    async def sometimes(work: Any, *args: Any, **kwargs: Any) -> Any:
        if away and work is documents.content_of:
            raise Unavailable("away")
        return await read(work, *args, **kwargs)

    desk.database.read = sometimes  # type: ignore[method-assign]
    await desk.attach(FADMA, "votre fichier", b"contenu")
    async with desk.sender() as sender:
        await desk.failed_once("votre fichier")
        assert desk.server.world.messages(FADMA) == []
        away = False
        await desk.later(sender, seconds=37)
        await desk.becomes(**{"votre fichier": "sent"})
    assert files(desk.server, FADMA) == [(NAME, b"contenu")]


async def test_secrets_for_somebody_who_blocked_us_are_forgotten(desk: Desk) -> None:
    desk.server.world.block(FADMA)
    first = await desk.attach(FADMA, "1", TOKENS, secret=True)
    second = await desk.attach(FADMA, "2", TOKENS, secret=True)
    await desk.attach(IDIR, "his", b"his", secret=True)
    async with desk.sender():
        await desk.becomes(**{"1": "failed", "2": "cancelled", "his": "sent"})
    assert await content(desk, first) is await content(desk, second) is None
    assert files(desk.server, FADMA) == []
    assert files(desk.server, IDIR) == [(NAME, b"his")]


def hand_over(session: Session, running: Town, person: int) -> None:
    """Queue a file for somebody who wrote to the bot before."""
    identity = people.identity(session, "telegram", str(person))
    assert isinstance(identity, ChannelIdentity)
    outbound.attach(session, identity.id, "Voici", b"contenu", now=running.clock.now())


async def test_a_file_is_on_the_phone_of_the_person_and_leaves_the_database_in_a_week(
    database_url: str, tmp_path: Path
) -> None:
    async with town(database_url, tmp_path) as running:
        fadma, stranger = running.phone(FADMA, "fr"), running.phone(IDIR, "fr")
        for phone in (fadma, stranger):
            await phone.say("bonjour")
            phone.watch()
        await running.app.database.transaction(hand_over, running, FADMA)
        running.app.sender.wake()
        await running.settle()
        assert fadma.text == "Voici"
        assert fadma.file == (NAME, b"contenu")
        stranger.hears_nothing()
        await running.move(days=6, hours=23)
        assert [row.content for row in await running.rows(Document)] == [b"contenu"]
        await running.move(hours=2)
        assert [row.content for row in await running.rows(Document)] == [None]
        assert fadma.file == (NAME, b"contenu")

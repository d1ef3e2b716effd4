"""What the tests of sending share: a strict Bot API server, people on it, and rows to be sent."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.channels.telegram.request import Client, client
from bot.playground.botapi.rules import Rules
from bot.playground.botapi.server import BotApiServer
from handlers import say
from handlers.say import Button, Say
from locales import Words
from storage import Session, documents, outbox
from storage.models import ChannelIdentity, OutboxMessage

TOKEN = "4200:a-token-that-must-not-be-seen"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FADMA, IDIR, SALMA = 101, 102, 103


@asynccontextmanager
async def telegram(rules: Rules | None = None) -> AsyncIterator[BotApiServer]:
    """Run a strict server with three people who have written to the bot before."""
    server = BotApiServer(TOKEN, rules=rules or Rules.unlimited())
    for person, name in ((FADMA, "Fadma"), (IDIR, "Idir"), (SALMA, "Salma")):
        server.world.add_person(person, name)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


@asynccontextmanager
async def connected(server: BotApiServer, read: float = 20.0) -> AsyncIterator[Client]:
    """Open the bot's client of ``server``; ``read`` seconds are waited for an answer."""
    bot = client(TOKEN, server.url, read=read)
    await bot.initialize()
    try:
        yield bot
    finally:
        await bot.shutdown()


def buttons(*labels: str) -> tuple[tuple[Button, ...], ...]:
    """Make one row of buttons."""
    return (tuple(Button(label, f"b:{number}") for number, label in enumerate(labels)),)


def payload(
    text: Words,
    rows: tuple[tuple[Button, ...], ...] = (),
    replaces: str | None = None,
    document: int | None = None,
) -> dict[str, Any]:
    """Make what the outbox holds."""
    return say.encode(Say(text, rows, replaces, document))


def texts(server: BotApiServer, person: int) -> list[str]:
    """Return what the bot wrote to a person, in order."""
    return [message.text for message in server.world.messages(person) if message.from_bot]


def add_people(session: Session, *people: int, language: str = "fr") -> dict[int, int]:
    """Make people known; return each one's identity."""
    identities = [
        ChannelIdentity(
            channel="telegram", external_id=str(person), chat_id=str(person), language=language
        )
        for person in people
    ]
    session.add_all(identities)
    session.flush()
    return {int(identity.external_id): identity.id for identity in identities}


def put(
    session: Session,
    identity_id: int,
    *words: str,
    priority: int = 0,
    now: datetime = NOON,
    expires_at: datetime | None = None,
) -> None:
    """Queue messages; each one's text is also its key."""
    for text in words:
        outbox.enqueue(
            session,
            identity_id=identity_id,
            payload=payload(text),
            key=text[:100],
            now=now,
            priority=priority,
            expires_at=expires_at,
        )


def attach(  # noqa: PLR0913 (what a message with a file can be)
    session: Session,
    identity_id: int,
    text: str,
    content: bytes,
    *,
    now: datetime = NOON,
    name: str = "دعوات الجهة.xlsx",
    secret: bool = False,
    priority: int = 0,
) -> int:
    """Queue a message with a file; return the file's number."""
    document = documents.add(
        session, name=name, mime=XLSX, content=content, now=now, keep=timedelta(days=7)
    )
    outbox.enqueue(
        session,
        identity_id=identity_id,
        payload=say.encode(Say(text, buttons("A"), document=document.id, secret=secret)),
        key=text[:100],
        now=now,
        priority=priority,
    )
    return document.id


def files(server: BotApiServer, person: int) -> list[tuple[str | None, bytes]]:
    """Return the files the bot sent to a person, in order: name and content."""
    world = server.world
    return [
        (message.file.name, world.content_of(message))
        for message in world.messages(person)
        if message.from_bot and message.file
    ]


def row(session: Session, text: str) -> OutboxMessage:
    """Return the row of a message."""
    return session.scalars(select(OutboxMessage).filter_by(dedupe_key=text[:100])).one()


def statuses(session: Session) -> dict[str, str]:
    """Return what became of each message."""
    return {each.dedupe_key: each.status for each in session.scalars(select(OutboxMessage))}

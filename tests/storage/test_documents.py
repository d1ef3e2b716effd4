"""Files to be sent: kept while they may have to go out, and what is secret no longer than that."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from storage import Database, Session, delivery, documents, outbox
from storage.delivery import LADDER, Attempt
from storage.documents import LARGEST, Unsendable
from storage.models import ChannelIdentity, Document, OutboxMessage
from storage.outbox import BULK, REPLY, Claimed
from tests.storage.rows import NOON

WEEK = timedelta(days=7)
LEASE = timedelta(minutes=1)
CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
TOKEN = "https://t.me/jisr_demo_bot?start=k7k7"


def add(session: Session, /, content: bytes = CALENDAR, **more: Any) -> int:
    given = {"name": "موعد.ics", "mime": "text/calendar", "now": NOON, "keep": WEEK, **more}
    return documents.add(session, content=content, **given).id


def contents(session: Session) -> dict[int, bytes | None]:
    return {row.id: row.content for row in session.scalars(select(Document))}


async def test_a_document_is_given_back_as_it_came(database: Database) -> None:
    every_byte = bytes(range(256)) * 5000
    number = await database.transaction(add, every_byte)
    document = await database.read(documents.content_of, number)
    assert document is not None
    assert (document.name, document.mime) == ("موعد.ics", "text/calendar")
    assert (document.content, document.size) == (every_byte, len(every_byte))
    assert (document.created_at, document.expires_at) == (NOON, NOON + WEEK)
    assert await database.read(documents.content_of, number + 1) is None


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"content": b""}, "empty"),
        ({"content": bytes(LARGEST + 1)}, f"{LARGEST + 1} bytes.*{LARGEST} at most"),
        ({"name": "ن" * 256}, "256 characters"),
    ],
)
async def test_what_no_channel_would_take_is_refused_at_once(
    sqlite_database: Database, given: dict[str, Any], reason: str
) -> None:
    with pytest.raises(Unsendable, match=reason):
        await sqlite_database.transaction(add, **given)
    assert await sqlite_database.read(contents) == {}


async def test_the_largest_document_fits(database: Database) -> None:
    number = await database.transaction(add, bytes(LARGEST))
    document = await database.read(documents.content_of, number)
    assert document is not None
    assert document.content == bytes(LARGEST)


async def test_what_has_expired_loses_its_content_and_nothing_else_does(database: Database) -> None:
    old = await database.transaction(add, b"old", name="old.txt")
    young = await database.transaction(add, b"young", keep=WEEK + timedelta(seconds=1))
    just_before = NOON + WEEK - timedelta(seconds=1)
    assert not await database.read(documents.any_expired, just_before)
    assert await database.transaction(documents.purge, just_before) == 0

    assert await database.read(documents.any_expired, NOON + WEEK)
    assert await database.transaction(documents.purge, NOON + WEEK) == 1
    assert await database.transaction(documents.purge, NOON + WEEK) == 0
    assert not await database.read(documents.any_expired, NOON + WEEK)

    assert await database.read(contents) == {old: None, young: b"young"}
    assert await database.read(documents.content_of, old) is None


async def test_a_number_never_comes_to_mean_another_file(database: Database) -> None:
    def work(session: Session) -> int:
        session.execute(delete(Document))
        return add(session, b"somebody else's")

    first = await database.transaction(add)
    assert await database.transaction(work) > first


async def test_the_file_and_its_message_are_stored_together_or_not_at_all(
    database: Database,
) -> None:
    def fails(session: Session) -> None:
        put(session, person(session, "fadma"), "file", document=add(session))
        reason = "a defect afterwards"
        raise RuntimeError(reason)

    def count(session: Session) -> int:
        found = (session.scalar(select(func.count(t.id))) for t in (Document, OutboxMessage))
        return sum(each or 0 for each in found)

    with pytest.raises(RuntimeError, match="afterwards"):
        await database.transaction(fails)
    assert await database.read(count) == 0


def person(session: Session, name: str) -> int:
    identity = ChannelIdentity(channel="telegram", external_id=name, chat_id=name, language="ar")
    session.add(identity)
    session.flush()
    return identity.id


def put(session: Session, identity_id: int, key: str, **more: Any) -> None:
    """Queue a message; what goes into the payload is told from the columns by its name."""
    columns = {name: more.pop(name) for name in ("priority", "expires_at") if name in more}
    button = {"label": "دعوة", "data": "i:1"}
    payload = {"text": TOKEN, "rows": [[button]], "replaces": None, **more}
    outbox.enqueue(session, identity_id=identity_id, payload=payload, key=key, now=NOON, **columns)


def put_secret(session: Session, identity_id: int, key: str, **more: Any) -> int:
    """Queue a secret message with a file of its own; return the file's number."""
    document = add(session, f"the tokens of {key}".encode())
    put(session, identity_id, key, secret=True, document=document, **more)
    return document


def take(session: Session, now: datetime = NOON) -> list[Claimed]:
    return outbox.claim(session, now, owner="me", lease=LEASE, limit=10)


def payload(session: Session, key: str) -> dict[str, Any]:
    query = select(OutboxMessage.payload).filter_by(dedupe_key=key)
    found: dict[str, Any] = session.scalars(query).one()
    return found


def forgotten(session: Session, key: str, document: int) -> bool:
    """Whether nothing is left of a secret message; fails when a part of it is."""
    left = payload(session, key)
    traces = [left["text"] != "", left["rows"] != [], contents(session)[document] is not None]
    assert all(traces) or not any(traces), left
    assert left["document"] == document
    return not any(traces)


def arrives(session: Session, attempt: Attempt) -> object:
    return delivery.sent(session, attempt, platform_id="7")


def refused(session: Session, attempt: Attempt) -> object:
    return delivery.refused(session, attempt, reason="no")


def blocked(session: Session, attempt: Attempt) -> object:
    return delivery.unreachable(session, attempt, reason="blocked")


def lost(session: Session, attempt: Attempt) -> object:
    return delivery.not_sent(session, attempt, reason="cut")


def doubtful(session: Session, attempt: Attempt) -> object:
    return delivery.doubtful(session, attempt, reason="cut")


def delayed(session: Session, attempt: Attempt) -> object:
    return delivery.put_off(session, attempt, until=NOON)


def orphaned(session: Session, attempt: Attempt) -> object:
    return delivery.release_owned_by_others(session, attempt.ended_at, owner="the next")


End = Callable[[Session, Attempt], object]


@pytest.mark.parametrize("end", [arrives, refused, blocked])
async def test_a_secret_message_that_is_done_with_is_forgotten(
    database: Database, end: End
) -> None:
    def work(session: Session) -> None:
        fadma, idir = person(session, "fadma"), person(session, "idir")
        hers = put_secret(session, fadma, "hers")
        his = put_secret(session, idir, "his")
        plain = add(session)
        put(session, idir, "plain", document=plain)
        claimed = take(session)[0]
        assert claimed.identity_id == fadma
        end(session, Attempt(claimed.id, "me", NOON))
        assert forgotten(session, "hers", hers)
        assert not forgotten(session, "his", his)
        assert contents(session)[plain] == CALENDAR

    await database.transaction(work)


@pytest.mark.parametrize("end", [lost, doubtful, delayed, orphaned])
async def test_a_secret_message_that_may_still_go_out_stays_whole(
    database: Database, end: End
) -> None:
    def work(session: Session) -> None:
        hers = put_secret(session, person(session, "fadma"), "hers")
        (claimed,) = take(session)
        end(session, Attempt(claimed.id, "me", NOON))
        assert not forgotten(session, "hers", hers)
        (again,) = take(session, NOON + timedelta(minutes=1))
        assert again.payload["text"] == TOKEN
        assert again.payload["document"] == hers
        arrives(session, Attempt(again.id, "me", NOON))
        assert forgotten(session, "hers", hers)

    await database.transaction(work)


async def test_a_secret_message_given_up_at_the_ladder_s_end_is_forgotten(
    database: Database,
) -> None:
    def work(session: Session) -> None:
        hers = put_secret(session, person(session, "fadma"), "hers")
        now = NOON
        for _step in LADDER:
            (claimed,) = take(session, now)
            lost(session, Attempt(claimed.id, "me", now))
            assert not forgotten(session, "hers", hers)
            now += timedelta(hours=2)
        (claimed,) = take(session, now)
        lost(session, Attempt(claimed.id, "me", now))
        assert forgotten(session, "hers", hers)

    await database.transaction(work)


@pytest.mark.parametrize(("priority", "tries"), [(REPLY, 2), (BULK, 1)])
async def test_a_secret_message_of_unknown_fate_stays_whole_until_it_is_known(
    database: Database, priority: int, tries: int
) -> None:
    def work(session: Session) -> None:
        hers = put_secret(session, person(session, "fadma"), "hers", priority=priority)
        for number in range(tries):
            (claimed,) = take(session, NOON + timedelta(hours=number))
            doubtful(session, Attempt(claimed.id, "me", NOON))
        row = session.scalars(select(OutboxMessage)).one()
        assert row.status == "uncertain"
        assert not forgotten(session, "hers", hers)
        arrives(session, Attempt(row.id, "me", NOON))  # its answer came after all
        assert forgotten(session, "hers", hers)

    await database.transaction(work)


async def test_secrets_for_somebody_who_blocked_us_are_forgotten_with_the_rest(
    database: Database,
) -> None:
    def work(session: Session) -> None:
        fadma, idir = person(session, "fadma"), person(session, "idir")
        first, second = (put_secret(session, fadma, key) for key in ("first", "second"))
        his = put_secret(session, idir, "his")
        claimed = take(session)[0]
        blocked(session, Attempt(claimed.id, "me", NOON))
        later = put_secret(session, fadma, "later")
        assert take(session) == []
        assert forgotten(session, "first", first)
        assert forgotten(session, "second", second)
        assert forgotten(session, "later", later)
        assert not forgotten(session, "his", his)

    await database.transaction(work)


async def test_a_secret_message_that_came_too_late_is_forgotten(database: Database) -> None:
    def work(session: Session) -> None:
        fadma = person(session, "fadma")
        late = put_secret(session, fadma, "late", expires_at=NOON + timedelta(hours=1))
        good = put_secret(session, fadma, "good", expires_at=NOON + timedelta(hours=3))
        (claimed,) = take(session, NOON + timedelta(hours=2))
        assert claimed.payload["document"] == good
        assert forgotten(session, "late", late)
        assert not forgotten(session, "good", good)

    await database.transaction(work)


async def test_no_edit_turns_a_text_into_a_file_or_a_file_into_a_text(database: Database) -> None:
    def work(session: Session) -> None:
        fadma = person(session, "fadma")
        put(session, fadma, "text")
        arrives(session, Attempt(take(session)[0].id, "me", NOON))
        edit: dict[str, Any] = {"text": "suite", "rows": [], "replaces": "7"}
        assert outbox.in_place(session, fadma, edit) == edit
        with_file = {**edit, "document": add(session)}
        assert outbox.in_place(session, fadma, with_file) == {**with_file, "replaces": None}
        put(session, fadma, "file", document=with_file["document"])
        arrives(session, Attempt(take(session)[0].id, "me", NOON))
        assert outbox.in_place(session, fadma, edit) == {**edit, "replaces": None}

    await database.transaction(work)

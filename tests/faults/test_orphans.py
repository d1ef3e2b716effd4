"""Messages whose sender died under them, and edits that nobody would see."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storage import Database, Session, delivery, outbox
from storage.delivery import LADDER, Attempt
from storage.models import ChannelIdentity
from storage.outbox import BULK, PROMPT, REPLY

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LEASE = timedelta(seconds=15)
MENU: dict[str, Any] = {"text": "menu", "rows": [], "replaces": None, "language": "ar"}


def fadma(session: Session) -> int:
    person = ChannelIdentity(channel="telegram", external_id="1", chat_id="1", language="ar")
    session.add(person)
    session.flush()
    return person.id


def deaths(session: Session, priority: int) -> list[str | None]:
    """Let sender after sender die while it sends one message; return what was decided each time."""
    outbox.enqueue(
        session,
        identity_id=fadma(session),
        payload=MENU,
        key="menu",
        now=NOON,
        priority=priority,
    )
    decided: list[str | None] = []
    while outbox.claim(session, NOON, owner=f"sender {len(decided)}", lease=LEASE, limit=1):
        (settled,) = delivery.release_owned_by_others(session, NOON, owner="the next")
        decided.append(settled.status)
    return decided


@pytest.mark.parametrize(("priority", "sent_again"), [(REPLY, len(LADDER)), (PROMPT, 1), (BULK, 0)])
async def test_what_a_dead_sender_was_sending_is_sent_again_at_once(
    database: Database, priority: int, sent_again: int
) -> None:
    decided = await database.transaction(deaths, priority)
    assert decided == ["pending"] * sent_again + ["uncertain"]


def send(session: Session, person: int, payload: dict[str, Any], platform_id: str) -> None:
    """Queue a message and let it arrive under this id."""
    key = f"{platform_id}:{payload['text']}:{payload['replaces']}"
    outbox.enqueue(session, identity_id=person, payload=payload, key=key, now=NOON)
    (row,) = outbox.claim(session, NOON, owner="me", lease=LEASE, limit=1)
    delivery.sent(session, Attempt(row.id, "me", NOON), platform_id=platform_id)


async def test_an_edit_that_changes_nothing_is_not_made(database: Database) -> None:
    def work(session: Session) -> None:
        person = fadma(session)
        send(session, person, MENU, "7")
        help_there = {**MENU, "text": "help", "replaces": "7"}
        assert outbox.in_place(session, person, {**MENU, "replaces": "7"}) is None
        assert outbox.in_place(session, person, help_there) == help_there
        send(session, person, help_there, "7")
        assert outbox.in_place(session, person, help_there) is None
        in_french = {**help_there, "language": "fr"}
        assert outbox.in_place(session, person, in_french) == in_french

    await database.transaction(work)


async def test_a_message_with_others_below_it_is_not_edited(database: Database) -> None:
    def work(session: Session) -> None:
        person = fadma(session)
        send(session, person, MENU, "7")
        send(session, person, {**MENU, "text": "news"}, "8")
        edit = {**MENU, "text": "help", "replaces": "7"}
        assert outbox.in_place(session, person, edit) == {**edit, "replaces": None}
        assert outbox.in_place(session, person, MENU) == MENU

    await database.transaction(work)

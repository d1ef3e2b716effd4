"""The outbox: who is served when, and what becomes of each message."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.dialects import sqlite

from storage import Database, Session, delivery, outbox
from storage.delivery import Attempt, Settled
from storage.models import ChannelIdentity, InboxEvent, Member, OutboxMessage
from storage.outbox import BULK, PROMPT, REPLY, Claimed

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LEASE = timedelta(minutes=1)
ME = "me"


def soon(**after: float) -> datetime:
    return NOON + timedelta(**after)


def add_people(session: Session, *names: str) -> dict[str, int]:
    people = [
        ChannelIdentity(channel="telegram", external_id=name, chat_id=f"chat-{name}", language="fr")
        for name in names
    ]
    session.add_all(people)
    session.flush()
    return {person.external_id: person.id for person in people}


def put(session: Session, identity_id: int, key: str, **more: Any) -> bool:
    return outbox.enqueue(
        session, identity_id=identity_id, key=key, payload={"text": key}, now=NOON, **more
    )


def take(session: Session, /, now: datetime = NOON, limit: int = 10, **more: Any) -> list[Claimed]:
    arguments = {"owner": ME, "lease": LEASE, "limit": limit, **more}
    return outbox.claim(session, now, **arguments)


def said(claimed: list[Claimed]) -> list[str]:
    return [each.payload["text"] for each in claimed]


def row(session: Session, key: str) -> OutboxMessage:
    return session.scalars(
        select(OutboxMessage).filter_by(dedupe_key=key).execution_options(populate_existing=True)
    ).one()


def tried(claimed: Claimed, now: datetime = NOON, **more: Any) -> Attempt:
    return Attempt(claimed.id, ME, now, **more)


async def test_the_same_key_is_queued_once(database: Database) -> None:
    def work(session: Session) -> None:
        fadma = add_people(session, "fadma")["fadma"]
        assert put(session, fadma, "welcome")
        assert not put(session, fadma, "welcome")
        assert said(take(session)) == ["welcome"]

    await database.transaction(work)


async def test_replies_before_prompts_before_bulk_then_the_oldest(database: Database) -> None:
    def work(session: Session) -> None:
        people = add_people(session, *"abcdef")
        for key, priority in zip("abcdef", (BULK, PROMPT, REPLY, BULK, PROMPT, REPLY), strict=True):
            put(session, people[key], key, priority=priority)
        assert said(take(session, limit=2, below=BULK)) == ["c", "f"]
        assert said(take(session, limit=3)) == ["b", "e", "a"]
        assert said(take(session)) == ["d"]

    await database.transaction(work)


async def test_one_message_per_chat_at_a_time(database: Database) -> None:
    def work(session: Session) -> None:
        people = add_people(session, "fadma", "idir")
        for key in ("1", "2", "3"):
            put(session, people["fadma"], key)
        put(session, people["fadma"], "bulk", priority=BULK)
        put(session, people["idir"], "hello")
        first, hello = take(session)
        assert said([first, hello]) == ["1", "hello"]
        assert take(session) == []
        assert delivery.sent(session, tried(first), platform_id="9").more
        assert not delivery.sent(session, tried(hello), platform_id="10").more
        assert take(session, busy=[people["fadma"]]) == []
        (second,) = take(session)
        assert said([second]) == ["2"]
        assert row(session, "1").platform_id == "9"

    await database.transaction(work)


async def test_a_message_to_be_tried_again_holds_back_its_lane_alone(database: Database) -> None:
    def work(session: Session) -> None:
        fadma = add_people(session, "fadma")["fadma"]
        put(session, fadma, "prompt 1", priority=PROMPT)
        put(session, fadma, "prompt 2", priority=PROMPT)
        (prompt,) = take(session)
        delivery.not_sent(session, tried(prompt), reason="no network")
        assert take(session) == []
        put(session, fadma, "reply")
        (reply,) = take(session)
        assert said([reply]) == ["reply"]
        delivery.sent(session, tried(reply), platform_id="1")
        assert said(take(session, soon(seconds=30))) == ["prompt 1"]

    await database.transaction(work)


async def test_what_is_due_later_waits(database: Database) -> None:
    def work(session: Session) -> None:
        fadma = add_people(session, "fadma")["fadma"]
        put(session, fadma, "tomorrow", due_at=soon(days=1))
        assert take(session) == []
        assert said(take(session, soon(days=1))) == ["tomorrow"]

    await database.transaction(work)


async def test_stale_messages_are_dropped_and_hold_nobody_back(database: Database) -> None:
    def work(session: Session) -> None:
        people = add_people(session, "fadma", "idir")
        put(session, people["fadma"], "stale", expires_at=soon(minutes=5))
        put(session, people["fadma"], "fresh")
        put(session, people["idir"], "other", priority=BULK)
        assert said(take(session, soon(minutes=5), limit=1)) == ["fresh"]
        assert said(take(session, soon(minutes=5))) == ["other"]
        assert (row(session, "stale").status, row(session, "stale").error) == (
            "cancelled",
            "expired",
        )

    await database.transaction(work)


async def test_the_members_language_wins_over_the_strangers(database: Database) -> None:
    def work(session: Session) -> None:
        people = add_people(session, "fadma", "stranger")
        member = Member(name="Fadma", language="ar", created_at=NOON, fictitious=True)
        session.add(member)
        session.flush()
        session.get_one(ChannelIdentity, people["fadma"]).member_id = member.id
        for name, identity in people.items():
            put(session, identity, name)
        claimed = take(session)
        assert [(each.language, each.chat_id, each.channel) for each in claimed] == [
            ("ar", "chat-fadma", "telegram"),
            ("fr", "chat-stranger", "telegram"),
        ]

    await database.transaction(work)


async def test_a_channel_that_is_closed_keeps_its_messages(database: Database) -> None:
    def work(session: Session) -> None:
        fadma = add_people(session, "fadma")["fadma"]
        put(session, fadma, "later")
        assert take(session, channels=["whatsapp"]) == []
        assert said(take(session, channels=["telegram", "whatsapp"])) == ["later"]

    await database.transaction(work)


async def test_failures_climb_the_ladder_and_end(database: Database) -> None:
    def work(session: Session) -> None:
        fadma = add_people(session, "fadma")["fadma"]
        put(session, fadma, "hello")
        now, delays = NOON, []
        for _ in range(4):
            (claimed,) = take(session, now)
            settled = delivery.not_sent(session, tried(claimed, now), reason="no network")
            assert settled.due_at is not None
            delays.append(settled.due_at - now)
            now = settled.due_at
        assert [delay.total_seconds() for delay in delays] == [30, 120, 600, 3600]
        (claimed,) = take(session, now)
        assert delivery.not_sent(session, tried(claimed, now), reason="x").status == "failed"
        assert row(session, "hello").attempts == 5

    await database.transaction(work)


async def test_jitter_spreads_what_failed_together(database: Database) -> None:
    def work(session: Session) -> None:
        fadma = add_people(session, "fadma")["fadma"]
        put(session, fadma, "hello")
        (claimed,) = take(session)
        settled = delivery.not_sent(session, tried(claimed, jitter=0.5), reason="no network")
        assert settled == Settled("pending", due_at=soon(seconds=33))

    await database.transaction(work)


async def test_silence_asked_for_uses_up_no_attempt(database: Database) -> None:
    def work(session: Session) -> None:
        fadma = add_people(session, "fadma")["fadma"]
        put(session, fadma, "hello")
        now = NOON
        for _ in range(9):
            (claimed,) = take(session, now)
            delivery.put_off(session, tried(claimed, now, pieces=1), until=now + LEASE)
            now += LEASE
        hello = row(session, "hello")
        assert (hello.status, hello.attempts) == ("pending", 0)
        assert hello.payload == {"text": "hello", "pieces": 1}

    await database.transaction(work)


@pytest.mark.parametrize("priority", [REPLY, PROMPT])
async def test_a_doubtful_message_is_repeated_once(database: Database, priority: int) -> None:
    def work(session: Session) -> None:
        fadma = add_people(session, "fadma")["fadma"]
        put(session, fadma, "hello", priority=priority)
        (claimed,) = take(session)
        assert delivery.doubtful(session, tried(claimed), reason="cut").status == "pending"
        (claimed,) = take(session, soon(hours=1))
        again = delivery.not_sent(session, tried(claimed, soon(hours=1)), reason="no network")
        assert again.status == "pending"
        (claimed,) = take(session, soon(hours=2))
        last = delivery.doubtful(session, tried(claimed, soon(hours=2)), reason="cut")
        assert last.status == "uncertain"
        assert take(session, soon(days=2)) == []

    await database.transaction(work)


async def test_a_doubtful_bulk_message_is_never_repeated(database: Database) -> None:
    def work(session: Session) -> None:
        fadma = add_people(session, "fadma")["fadma"]
        put(session, fadma, "news", priority=BULK)
        (claimed,) = take(session)
        assert delivery.doubtful(session, tried(claimed), reason="cut").status == "uncertain"
        assert take(session, soon(days=2)) == []

    await database.transaction(work)


async def test_somebody_who_blocked_us_is_left_alone_and_reported_once(database: Database) -> None:
    def work(session: Session) -> None:
        people = add_people(session, "fadma", "idir")
        for key in ("1", "2", "3"):
            put(session, people["fadma"], key)
        put(session, people["idir"], "hello")
        claimed = take(session)[0]
        settled = delivery.unreachable(session, tried(claimed), reason="blocked")
        assert settled == Settled("failed")
        assert [row(session, key).status for key in "123"] == ["failed", "cancelled", "cancelled"]
        put(session, people["fadma"], "4")
        assert take(session) == []
        assert row(session, "4").status == "cancelled"
        assert row(session, "hello").status == "started"
        (event,) = session.scalars(select(InboxEvent)).all()
        assert (event.channel, event.person) == ("jisr", "telegram:fadma")
        assert event.payload == {
            "kind": "unreachable",
            "identity": people["fadma"],
            "reason": "blocked",
        }
        fadma = session.get_one(ChannelIdentity, people["fadma"])
        assert (fadma.unreachable_since, fadma.unreachable_reason) == (NOON, "blocked")

    await database.transaction(work)


async def test_a_sender_back_from_the_dead_changes_nothing(database: Database) -> None:
    def work(session: Session) -> None:
        fadma = add_people(session, "fadma")["fadma"]
        put(session, fadma, "hello")
        (claimed,) = take(session, owner="the dead")
        assert delivery.release_expired(session, soon(seconds=30)) == []
        assert delivery.release_expired(session, soon(minutes=1), held=[claimed.id]) == []
        (settled,) = delivery.release_expired(session, soon(minutes=1))
        assert settled.status == "pending"
        assert said(take(session, soon(minutes=5))) == ["hello"]
        late = Attempt(claimed.id, "the dead", soon(minutes=6))
        assert delivery.refused(session, late, reason="x") == Settled(None)
        assert row(session, "hello").status == "started"

    await database.transaction(work)


async def test_a_renewed_lease_lasts(database: Database) -> None:
    def work(session: Session) -> None:
        fadma = add_people(session, "fadma")["fadma"]
        put(session, fadma, "hello")
        (claimed,) = take(session)
        outbox.renew(session, [claimed.id], soon(seconds=50), owner=ME, lease=LEASE)
        assert delivery.release_expired(session, soon(seconds=100)) == []

    await database.transaction(work)


async def test_what_was_surely_not_sent_is_given_back_untouched(database: Database) -> None:
    def work(session: Session) -> None:
        fadma = add_people(session, "fadma")["fadma"]
        put(session, fadma, "news", priority=BULK)
        (claimed,) = take(session)
        outbox.release(session, [claimed.id], owner="somebody else")
        assert take(session) == []
        outbox.release(session, [claimed.id], owner=ME)
        assert said(take(session)) == ["news"]
        assert row(session, "news").attempts == 0

    await database.transaction(work)


async def test_after_a_start_what_others_left_is_settled(database: Database) -> None:
    def work(session: Session) -> None:
        people = add_people(session, "fadma", "idir", "salma")
        put(session, people["fadma"], "reply")
        put(session, people["idir"], "news", priority=BULK)
        take(session, owner="before")
        put(session, people["salma"], "mine")
        take(session)
        settled = delivery.release_owned_by_others(session, NOON, owner=ME)
        assert [each.status for each in settled] == ["pending", "uncertain"]
        assert row(session, "mine").status == "started"

    await database.transaction(work)


async def test_two_senders_never_take_the_same_message(postgresql_database: Database) -> None:
    def fill(session: Session) -> None:
        for name, identity in add_people(session, *map(str, range(60))).items():
            put(session, identity, name)

    await postgresql_database.transaction(fill)
    taken = await asyncio.gather(
        *(
            postgresql_database.transaction(take, NOON, 10, owner=f"sender {number}")
            for number in range(8)
        )
    )
    keys = [key for each in taken for key in said(each)]
    assert len(keys) == len(set(keys))
    rest = await postgresql_database.transaction(take, NOON, 60)
    assert len(keys) + len(rest) == 60


async def test_claims_use_the_indexes_of_open_rows(sqlite_database: Database) -> None:
    def work(session: Session) -> list[str]:
        query = outbox._candidates(some_channels=True, below_some=True).compile(
            dialect=sqlite.dialect()
        )
        sql = re.sub(r"\(__\[POSTCOMPILE_\w+\]\)", "(0)", str(query))
        plan = session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {sql}", tuple("2026-01-01" for _ in range(sql.count("?")))
        )
        return [line[3] for line in plan]

    plan = await sqlite_database.transaction(work)
    assert any("outbox USING INDEX ix_outbox_open" in line for line in plan), plan
    assert sum("earlier USING" in line and "ix_outbox_open_chat" in line for line in plan) == 2, (
        plan
    )
    assert not any("TEMP B-TREE" in line for line in plan), plan

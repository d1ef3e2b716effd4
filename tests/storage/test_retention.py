"""What is older than its period goes, a day younger stays; and only what is personal."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from storage import (
    Database,
    Session,
    absences,
    audit,
    cards,
    files,
    invitations,
    outbox,
    people,
    requests,
    retention,
)
from storage.asking import erasing
from storage.models import (
    Absence,
    AccessRequest,
    Answer,
    Audit,
    Base,
    Card,
    ChannelIdentity,
    Faq,
    InboxEvent,
    Member,
    OutboxMessage,
    Plea,
    PublicationStatus,
    Question,
    QuestionStatus,
    Role,
    StoredFile,
    Topic,
)
from storage.retention import NOT_JOINED, Periods, purge
from storage.seats import leave, seat_all
from tests.storage.rows import NOON

DAY = timedelta(days=1)
PERIODS = Periods(messages=30 * DAY, files=365 * DAY, requests=90 * DAY, leavers=365 * DAY,
                  audit=1825 * DAY)  # fmt: skip
SAY: dict[str, Any] = {"text": "Bonjour Amal", "rows": [], "replaces": None}


def network(session: Session) -> None:
    """Write a focal point with a telephone, a deputy beside her, and somebody invited."""
    amal, badr = (
        Member(name=name, language="fr", created_at=NOON, joined_at=NOON)
        for name in ("Amal", "Badr")
    )
    seat_all(session, [(amal, Role.OBSERVER, None), (badr, Role.OBSERVER, None)], NOON)
    session.add(Member(name="Chama", language="fr", created_at=NOON))
    for member, number in ((amal, "700100"), (badr, "700200")):
        identity = people.add_identity(session, "telegram", number, chat_id=number, language="fr")
        people.link(session, identity, member.id, NOON)


def events(session: Session) -> None:
    """Write an event that was handled, one that was not, and a message sent and one waiting."""
    for number, status in ((1, "done"), (2, "open"), (3, "dead")):
        session.add(
            InboxEvent(
                channel="telegram", external_id=str(number), person="telegram:700100",
                payload={"text": "Amal"}, received_at=NOON, status=status,
                done_at=None if status == "open" else NOON,
            )
        )  # fmt: skip
    for key, done in (("sent", NOON), ("waiting", None)):
        outbox.enqueue(session, identity_id=1, payload=SAY, key=key, now=NOON)
        row = session.scalars(select(OutboxMessage).where(OutboxMessage.dedupe_key == key)).one()
        row.done_at, row.status = done, "sent" if done else "pending"


@pytest.fixture
async def full(database: Database) -> Database:
    await database.transaction(network)
    return database


async def rows(database: Database, table: type[Base]) -> list[Any]:
    return await database.read(
        lambda session: list(session.scalars(select(table).order_by(*table.__table__.primary_key)))
    )


async def purged(database: Database, now: datetime, periods: Periods = PERIODS) -> dict[str, int]:
    counts = await database.transaction(purge, now, periods)
    return {name: count for name, count in counts.items() if count}


async def test_messages_go_after_their_period_and_their_ids_stay(full: Database) -> None:
    await full.transaction(events)
    assert await purged(full, NOON + 30 * DAY) == {}
    assert await purged(full, NOON + 30 * DAY + DAY) == {"inbox": 2, "outbox": 1}
    assert await purged(full, NOON + 30 * DAY + DAY) == {}
    kept = {row.external_id: row.payload for row in await rows(full, InboxEvent)}
    assert kept == {"1": None, "2": {"text": "Amal"}, "3": None}
    said = {row.dedupe_key: row.payload["text"] for row in await rows(full, OutboxMessage)}
    assert said == {"sent": "", "waiting": "Bonjour Amal"}


async def test_another_period_is_another_day(full: Database) -> None:
    await full.transaction(events)
    week = Periods(messages=7 * DAY, files=DAY, requests=DAY, leavers=DAY, audit=DAY)
    assert await purged(full, NOON + 8 * DAY, week) == {"inbox": 2, "outbox": 1}


async def test_whoever_left_loses_the_name_after_a_year_and_the_others_keep_it(
    full: Database,
) -> None:
    await full.transaction(lambda session: leave(session, session.get_one(Member, 1), NOON))
    assert "leavers" not in await purged(full, NOON + 365 * DAY)
    later = NOON + 366 * DAY
    await full.transaction(lambda session: _write_to_badr(session, later))
    assert (await purged(full, later))["leavers"] == 1
    assert [row.name for row in await rows(full, Member)] == ["", "Badr", ""]
    assert [row.external_id for row in await rows(full, ChannelIdentity)] == [
        "erased:1", "700200",
    ]  # fmt: skip


def _write_to_badr(session: Session, now: datetime) -> None:
    outbox.enqueue(session, identity_id=2, payload=SAY, key="badr", now=now)


async def test_somebody_invited_who_never_joined_is_forgotten_unless_invited_again(
    full: Database,
) -> None:
    assert await purged(full, NOON + NOT_JOINED) == {}
    await full.transaction(
        lambda session: invitations.invite(session, 3, "a-new-token", NOON + 60 * DAY).id
    )
    assert await purged(full, NOON + NOT_JOINED + DAY) == {}
    assert await purged(full, NOON + 60 * DAY + NOT_JOINED + DAY) == {"invited": 1}
    assert [row.name for row in await rows(full, Member)] == ["Amal", "Badr", ""]


async def test_what_strangers_said_at_the_door_goes_and_so_do_they(full: Database) -> None:
    def knock(session: Session) -> None:
        for number, decided in (("700300", NOON), ("700400", None)):
            stranger = people.add_identity(
                session, "telegram", number, chat_id=number, language="fr"
            )
            request = requests.plead(
                session, stranger, Plea.STRANGER, NOON, words="Je suis Salma, du 0600000000"
            )
            request.decided_at = decided

    await full.transaction(knock)
    assert await purged(full, NOON + 29 * DAY) == {"strangers": 1}  # decided, never written to
    assert await purged(full, NOON + 89 * DAY) == {}
    assert await purged(full, NOON + 91 * DAY) == {"requests": 1, "strangers": 1, "invited": 1}
    left = await rows(full, AccessRequest)
    assert [(row.words, row.decided_at is None, row.granted) for row in left] == [
        (None, False, None), (None, False, False),
    ]  # fmt: skip
    ids = {row.external_id for row in await rows(full, ChannelIdentity)}
    assert ids == {"700100", "700200", "erased:3", "erased:4"}


async def test_the_log_of_acts_goes_last(full: Database) -> None:
    await full.transaction(lambda session: audit.record(session, 1, "invite", "member:2", NOON))
    late = Periods(messages=9999 * DAY, files=DAY, requests=DAY, leavers=DAY, audit=1825 * DAY,
                   invited=9999 * DAY)  # fmt: skip
    assert await purged(full, NOON + 1825 * DAY, late) == {}
    assert await purged(full, NOON + 1826 * DAY, late) == {"audit": 1}
    assert await rows(full, Audit) == []


async def test_calls_and_absences_go_after_a_year(full: Database) -> None:
    def write(session: Session) -> None:
        for at in (NOON, NOON + DAY):
            day = at.date()
            absences.declare(session, 1, day, day, by=2, now=at)
            cards.add(session, 1, ["answered"], at)

    await full.transaction(write)
    gone = await full.transaction(purge, NOON + 366 * DAY, PERIODS)
    assert (gone["absences"], gone["cards"]) == (1, 1)
    assert [one.first_on for one in await rows(full, Absence)] == [(NOON + DAY).date()]
    assert [one.at for one in await rows(full, Card)] == [NOON + DAY]


async def test_files_expire_and_content_that_another_file_has_is_in_use(full: Database) -> None:
    def keep(session: Session) -> None:
        for created, sha256 in ((NOON, "a" * 64), (NOON, "b" * 64), (NOON + 300 * DAY, "a" * 64)):
            session.add(
                StoredFile(
                    member_id=1, channel="telegram", external_id="x", kind="photo", name="a.jpg",
                    sha256=sha256, status="stored", created_at=created,
                )
            )  # fmt: skip

    await full.transaction(keep)
    assert "files" not in await purged(full, NOON + 365 * DAY - DAY)
    assert (await purged(full, NOON + 366 * DAY))["files"] == 2
    assert sorted(await full.read(files.expired)) == ["a" * 64, "b" * 64]
    assert await full.read(files.in_use, "a" * 64)
    assert not await full.read(files.in_use, "b" * 64)
    for sha256 in ("a" * 64, "b" * 64):
        await full.transaction(files.discarded, sha256)
    assert await full.read(files.expired) == []
    assert [(row.status, row.sha256, row.name) for row in await rows(full, StoredFile)] == [
        ("expired", None, None), ("expired", None, None), ("stored", "a" * 64, "a.jpg"),
    ]  # fmt: skip


async def test_a_batch_is_bounded_and_the_next_goes_on(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    await sqlite_database.transaction(network)
    await sqlite_database.transaction(events)
    more = [
        {"channel": "telegram", "external_id": f"more-{number}", "person": "telegram:700100",
         "payload": {}, "received_at": NOON, "status": "done", "done_at": NOON, "attempts": 0}
        for number in range(3)
    ]  # fmt: skip
    await sqlite_database.transaction(
        lambda session: session.add_all(InboxEvent(**values) for values in more)
    )
    seen = [(await purged(sqlite_database, NOON + 40 * DAY)).get("inbox", 0) for _time in range(4)]
    assert seen == [2, 2, 1, 0]
    left = select(func.count(InboxEvent.id)).where(InboxEvent.payload.is_not(None))
    assert await sqlite_database.read(lambda session: session.scalar(left)) == 1


async def test_the_words_of_old_questions_go_but_for_what_was_published(
    sqlite_database: Database,
) -> None:
    await sqlite_database.transaction(settled_questions)
    assert await sqlite_database.transaction(erasing.expire, NOON - timedelta(days=365), 10) == 2
    assert await sqlite_database.transaction(erasing.expire, NOON - timedelta(days=365), 10) == 0
    assert await sqlite_database.read(words_of, Question) == ["", "", "new"]
    assert await sqlite_database.read(words_of, Answer) == ["", "", "to new"]
    faqs = await sqlite_database.read(lambda session: list(session.scalars(select(Faq))))
    assert [(one.status, one.answer) for one in faqs] == [
        (PublicationStatus.PUBLISHED, "kept"),
        (PublicationStatus.WITHDRAWN, ""),
    ]


def settled_questions(session: Session) -> None:
    """Write two questions settled long ago, of which one is in the library, and a newer one."""
    member = Member(name="Amal", language="ar", created_at=NOON, joined_at=NOON)
    seat_all(session, [(member, Role.FOCAL_POINT, None)], NOON)
    assert member.seat_id is not None
    for number, (words, days) in enumerate((("one", 400), ("two", 400), ("new", 300)), start=1):
        at = NOON - timedelta(days=days)
        common = {"author_id": member.id, "seat_id": member.seat_id, "language": "ar"}
        session.add(Question(id=number, words=words, topic=Topic.BUDGET, named=True, asked_at=at,
                             status=QuestionStatus.SOLVED, closed_at=at, **common))  # fmt: skip
        session.flush()
        session.add(
            Answer(id=number, question_id=number, words=f"to {words}", named=True, at=at, **common)
        )
        session.flush()
    for number, status in ((1, PublicationStatus.PUBLISHED), (2, PublicationStatus.SUBMITTED)):
        session.add(Faq(answer_id=number, topic=Topic.BUDGET, language="ar", question="q",
                        answer="kept", status=status))  # fmt: skip


def words_of(session: Session, table: type[Question | Answer]) -> list[str]:
    return list(session.scalars(select(table.words).order_by(table.id)))

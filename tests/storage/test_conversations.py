"""Conversations: whose they are, which one is open, and that a transaction sees its own changes."""

from datetime import timedelta

from sqlalchemy import event

from storage import Database, Session, conversations, people
from storage.models import ChannelIdentity, Conversation
from tests.storage.rows import NOON


def somebody(session: Session, external_id: str = "1") -> ChannelIdentity:
    return people.add_identity(session, "test", external_id, chat_id=external_id, language="ar")


def begin(session: Session, identity: ChannelIdentity) -> Conversation:
    return conversations.add(
        session, identity_id=identity.id, member_id=None, flow="report", about={}, now=NOON
    )


async def test_whoever_speaks_is_found_with_their_open_conversation(database: Database) -> None:
    def write(session: Session) -> int:
        begin(session, somebody(session, "2"))
        return begin(session, somebody(session)).id

    def ask(session: Session, number: int) -> None:
        identity = conversations.speaker(session, "test", "1")
        assert identity is not None
        current = conversations.open_for(session, identity.id)
        assert current is not None
        assert current.id == number
        assert conversations.speaker(session, "test", "3") is None
        assert conversations.speaker(session, "other", "1") is None

    await database.read(ask, await database.transaction(write))


async def test_what_is_parked_or_taken_up_again_is_seen_at_once(database: Database) -> None:
    def work(session: Session) -> None:
        identity = somebody(session)
        assert conversations.open_for(session, identity.id) is None
        old = begin(session, identity)
        assert conversations.open_for(session, identity.id) is old
        old.status = "parked"
        session.flush()
        assert conversations.open_for(session, identity.id) is None
        new = begin(session, identity)
        assert conversations.open_for(session, identity.id) is new
        assert list(conversations.parked(session, identity.id)) == [old]
        new.status = "dropped"
        session.flush()
        old.status = "open"
        assert conversations.open_for(session, identity.id) is old

    await database.transaction(work)


async def test_nobody_gets_at_the_conversation_of_somebody_else(database: Database) -> None:
    def work(session: Session) -> None:
        mine, theirs = somebody(session), somebody(session, "2")
        conversation = begin(session, theirs)
        assert conversations.of_identity(session, conversation.id, mine.id) is None
        assert conversations.of_identity(session, conversation.id, theirs.id) is conversation

    await database.transaction(work)


async def test_where_a_conversation_has_got_to_is_stored_and_seen(database: Database) -> None:
    later = NOON + timedelta(hours=1)

    def write(session: Session) -> None:
        conversation = begin(session, somebody(session))
        state = {"answers": [["level", "limited"], ["note", "صباح"]]}
        conversations.move(session, conversation, state=state, now=later)
        assert (conversation.state, conversation.touched_at) == (state, later)
        conversations.move(session, conversation, state=state, now=later, status="done")
        assert conversations.open_for(session, conversation.identity_id) is None

    def read(session: Session) -> Conversation:
        identity = conversations.speaker(session, "test", "1")
        assert identity is not None
        return conversations.finished(session, identity.id)[0]

    await database.transaction(write)
    stored = await database.read(read)
    assert stored.state == {"answers": [["level", "limited"], ["note", "صباح"]]}
    assert (stored.touched_at, stored.status) == (later, "done")


async def test_asking_again_in_an_event_asks_the_database_once(sqlite_database: Database) -> None:
    asked: list[str] = []

    def work(session: Session) -> None:
        identity = somebody(session)
        connection = session.connection()
        event.listen(
            connection, "before_cursor_execute", lambda *given: asked.append(given[2]), named=False
        )
        for _time in range(3):
            conversations.open_for(session, identity.id)

    await sqlite_database.transaction(work)
    assert len(asked) == 1

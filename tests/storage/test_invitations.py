"""An invitation: one person, once, in time; whoever is refused learns nothing."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from storage import Database, Session
from storage.invitations import claim, invite, nobody_yet
from storage.models import Invitation, Member
from tests.storage.rows import NOON

TOKEN = "k7" * 21 + "x"  # as long as the real ones


def add_member(session: Session, name: str = "سلمى") -> int:
    member = Member(name=name, language="ar", created_at=NOON)
    session.add(member)
    session.flush()
    return member.id


def add_invited(session: Session, token: str = TOKEN) -> int:
    member_id = add_member(session)
    invite(session, member_id, token, NOON)
    return member_id


def claimed(session: Session, token: str, now: datetime) -> int | None:
    found = claim(session, token, now)
    return found.member_id if found else None


def invitations(session: Session) -> list[Invitation]:
    return list(session.scalars(select(Invitation)))


async def test_an_invitation_opens_its_members_seat_once(database: Database) -> None:
    await database.transaction(add_invited, "another" * 6)
    salma = await database.transaction(add_invited)

    assert await database.transaction(claimed, TOKEN, NOON) == salma
    assert await database.transaction(claimed, TOKEN, NOON) is None


async def test_of_fifty_claims_at_the_same_moment_one_alone_wins(database: Database) -> None:
    salma = await database.transaction(add_invited)

    winners = await asyncio.gather(*(database.transaction(claimed, TOKEN, NOON) for _ in range(50)))

    assert sorted(winners, key=bool) == [None] * 49 + [salma]


@pytest.mark.parametrize(
    ("later", "opens"),
    [
        (timedelta(days=7) - timedelta(seconds=1), True),
        (timedelta(days=7), False),
        (timedelta(days=300), False),
    ],
)
async def test_an_invitation_lasts_seven_days(
    database: Database,
    later: timedelta,
    opens: bool,  # noqa: FBT001 - pytest names it
) -> None:
    salma = await database.transaction(add_invited)

    assert await database.transaction(claimed, TOKEN, NOON + later) == (salma if opens else None)


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x", TOKEN.upper(), "جسر", "\ud800"])
async def test_a_token_nobody_was_given_opens_nothing(
    sqlite_database: Database, token: str
) -> None:
    await sqlite_database.transaction(add_invited)

    assert await sqlite_database.transaction(claimed, token, NOON) is None


async def test_the_token_itself_is_not_in_the_database(sqlite_database: Database) -> None:
    await sqlite_database.transaction(add_invited)

    (row,) = await sqlite_database.read(invitations)
    assert TOKEN not in str(vars(row))
    assert len(row.token_hash) == 64


async def test_a_refused_claim_leaves_the_invitation_open(sqlite_database: Database) -> None:
    await sqlite_database.transaction(add_invited)
    await sqlite_database.transaction(claimed, "wrong", NOON)

    (row,) = await sqlite_database.read(invitations)
    assert row.used_at is None


async def test_a_network_is_empty_until_somebody_is_in_it(sqlite_database: Database) -> None:
    assert await sqlite_database.read(nobody_yet)

    await sqlite_database.transaction(add_member)

    assert not await sqlite_database.read(nobody_yet)

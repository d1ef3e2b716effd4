"""More people for questions among peers: communes of two regions, a pole, coordinators.

Rabia asks, in Arabic; Sami and Tahar could know, in French and in Arabic; Yasmina is of the pole,
Zineb and Nawal coordinate. Omar observes. Everybody's check-in is on Fridays, out of the way.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from storage import Session
from storage.asking import expertise
from storage.invitations import invite
from storage.models import (
    Collectivity,
    CollectivityKind,
    Member,
    OutboxMessage,
    Question,
    Role,
    Topic,
)
from storage.seats import seat_all
from tests.chat import TUESDAY, Chat, Town, town
from tests.handlers.network import ask_on_fridays

PEERS = {
    "rabia": (Role.FOCAL_POINT, "sefrou", "ar"),
    "walid": (Role.DEPUTY, "sefrou", "en"),  # of the same place: never asked
    "sami": (Role.FOCAL_POINT, "imouzzer", "fr"),  # the same region
    "tahar": (Role.FOCAL_POINT, "tata", "ar"),
    "hiba": (Role.FOCAL_POINT, "zagora", "en"),
    "yasmina": (Role.POLE, "agadir", "en"),
    "zineb": (Role.REGIONAL_COORDINATOR, "north", "en"),
    "nawal": (Role.NATIONAL_COORDINATOR, None, "en"),
    "omar": (Role.OBSERVER, None, "en"),
}
NAMES = tuple(PEERS)
COMMUNES = {"sefrou": "north", "imouzzer": "north", "tata": "south", "zagora": "south",
            "agadir": "south"}  # fmt: skip
QUESTION = "How do we explain the budget online?"


def found_peers(session: Session, names: Iterable[str] = NAMES) -> dict[str, int]:
    """Write the network, with these people in it; return their ids by name."""
    regions = {
        name: Collectivity(code=code, kind=CollectivityKind.REGION, name_ar=name, name_fr=name)
        for code, name in (("01", "north"), ("02", "south"))
    }
    session.add_all(regions.values())
    session.flush()
    provinces = {
        name: Collectivity(
            code=f"{region.code}.1", kind=CollectivityKind.PROVINCE, name_ar=name, name_fr=name,
            parent_id=region.id, region_id=region.id,
        )
        for name, region in regions.items()
    }  # fmt: skip
    session.add_all(provinces.values())
    session.flush()
    places = {
        name: Collectivity(
            code=f"{regions[region].code}.1.{number}", kind=CollectivityKind.COMMUNE,
            name_ar=name.capitalize(), name_fr=name.capitalize(), population=10_000,
            parent_id=provinces[region].id, region_id=regions[region].id,
        )
        for number, (name, region) in enumerate(COMMUNES.items())
    }  # fmt: skip
    session.add_all(places.values())
    session.flush()
    places |= regions
    members = {
        name: Member(name=name.capitalize(), language=language, created_at=TUESDAY,
                     joined_at=TUESDAY - timedelta(days=90))
        for name, (_role, _place, language) in PEERS.items() if name in set(names)
    }  # fmt: skip
    seat_all(
        session,
        [
            (member, role, places[place].id if place else None)
            for (role, place, _language), member in (
                (PEERS[name], member) for name, member in members.items()
            )
        ],
        TUESDAY,
    )
    for name, member in members.items():
        invite(session, member.id, token(name), TUESDAY)
    ask_on_fridays(session)
    return {name: member.id for name, member in members.items()}


def token(name: str) -> str:
    return f"token-of-{name}-{'y' * 20}"


@asynccontextmanager
async def network(
    url: str, folder: Path, names: Iterable[str] = NAMES, now: datetime = TUESDAY
) -> AsyncIterator[tuple[Town, dict[str, Chat]]]:
    """Run the program on this network; everybody has come in."""
    async with town(url, folder, now=now) as running:
        await running.app.database.transaction(found_peers, tuple(names))
        chats = {}
        for name in names:
            language = PEERS[name][2]
            chats[name] = running.phone(300 + NAMES.index(name), language, name.capitalize())
            await chats[name].say(f"/start {token(name)}")
        yield running, chats


async def ask(chat: Chat, words: str = QUESTION, *, named: bool = True) -> None:
    """Ask a question whose topic is guessed."""
    await chat.say("/ask")
    await chat.say(words)
    await chat.press("Yes")
    await chat.press("Show it" if named else "Only “a peer”")


async def reply(chat: Chat, words: str, *, named: bool = True) -> None:
    """Answer the newest question in one message."""
    await chat.press("Give an answer")
    await chat.say(words)
    if named:
        await chat.say("1")
    else:
        await chat.press("Only “a peer”")


async def tick(town: Town) -> None:
    """Let the clock look at the timetable."""
    await town.move(seconds=1)


async def working_day(town: Town, days: int = 1) -> None:
    """Let 24 working hours pass, hour by hour."""
    for _hour in range(24 * days):
        await town.move(hours=1)


async def declare(town: Town, name: str, *topics: Topic) -> None:
    await town.app.database.transaction(_declare, name, topics)


def _declare(session: Session, name: str, topics: Iterable[Topic]) -> None:
    member = session.scalars(select(Member).where(Member.name == name.capitalize())).one()
    expertise.declare(session, member.id, topics, TUESDAY)


async def question(town: Town) -> Question:
    """Return the newest question."""
    return (await town.rows(Question))[-1]


async def waiting(town: Town) -> list[datetime]:
    """Return when the messages are due that are not sent yet."""
    return [one.due_at for one in await town.rows(OutboxMessage) if one.status == "pending"]


EVENING = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)

"""``jisr effect``: what the reminders do, from a database's decisions, or that nobody can tell."""

from datetime import UTC, datetime, timedelta

from bot.effect import tell_effect, trials
from storage import Database, Session, checkins
from storage.forgetting import forget
from storage.models import (
    CheckIn,
    Collectivity,
    CollectivityKind,
    DecisionRecord,
    Member,
    Role,
)
from storage.seats import seat_all

MONDAY = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
LATER = MONDAY + timedelta(days=60)


def found(session: Session, people: int) -> None:
    """Write people whose first week threw the coin: four of five sent, and answered if sent."""
    place = Collectivity(code="1", kind=CollectivityKind.COMMUNE, name_ar="أ", name_fr="A")
    session.add(place)
    session.flush()
    members = [
        Member(name=f"M{n}", language="fr", created_at=MONDAY, joined_at=MONDAY)
        for n in range(people)
    ]
    seat_all(session, [(one, Role.POLE, place.id) for one in members], MONDAY)
    for number, member in enumerate(members):
        sent = number % 5 > 0
        for _twice in range(2):  # asked twice, as after a wake-up: it is one throw all the same
            decide(session, member, sent=sent)
        row = checkins.row(session, member, "2026-W49", MONDAY + timedelta(days=3, hours=6))
        row.sent_at = MONDAY
        if sent:
            row.answered_at = MONDAY + timedelta(days=3, hours=2)


def decide(session: Session, member: Member, *, sent: bool) -> None:
    session.add(
        DecisionRecord(
            at=MONDAY + timedelta(days=3), member_id=member.id, pseudonym=f"p{member.id}",
            week="2026-W49", policy="ladder-1", eligible=["reminder", "nothing"],
            features={"rate": 0.5}, probabilities={"reminder": 0.8, "nothing": 0.2},
            chosen="reminder" if sent else "nothing", p=0.8 if sent else 0.2,
            seed=f"seed{member.id}", reasons=[], suppressed_by=None if sent else "coin",
        )
    )  # fmt: skip


async def said(database: Database, url: str, people: int) -> str:
    await database.transaction(found, people)
    await database.close()
    lines: list[str] = []
    await tell_effect(url, LATER, lines.append)
    return "\n".join(lines)


async def test_a_clear_effect_is_told_with_its_interval(sqlite_url: str) -> None:
    database = await Database.open(sqlite_url)
    told = await said(database, sqlite_url, 100)
    assert "thrown 100 times" in told
    assert "This week's answer: +100.0 points" in told
    assert "with the reminder there are more answers (100 throws, 80 sent, 100 people)." in told
    assert "The next check-in's answer: too few to tell" in told


async def test_with_too_few_nothing_is_claimed(sqlite_url: str) -> None:
    database = await Database.open(sqlite_url)
    told = await said(database, sqlite_url, 10)
    assert "points" not in told
    assert told.count("too few to tell") == 2


async def test_a_week_that_is_not_over_and_forgotten_people_say_nothing(
    database: Database,
) -> None:
    await database.transaction(found, 10)
    assert await database.read(trials, MONDAY + timedelta(days=3, hours=1)) == []
    await database.transaction(forget_one)
    assert len(await database.read(trials, LATER)) == 9


def forget_one(session: Session) -> None:
    row = checkins.of_week(session, 2, "2026-W49")
    assert row is not None
    row.words, row.mood = "Nothing moves", 2
    forget(session, session.get_one(Member, 2), LATER)
    session.expire_all()
    kept = session.get_one(CheckIn, row.id)
    assert (kept.words, kept.mood, kept.week) == (None, None, "2026-W49")
    assert kept.answered_at is not None

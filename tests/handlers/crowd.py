"""A network large enough for figures: two regions, weeks of check-ins, a few who fell silent.

North has eight focal points beside Amal and Badr, South six beside Chama. It is Tuesday of the
week 2026-W48: check-ins went out on Monday, and are open until Thursday.
"""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from locales import CASABLANCA, week_of
from storage import Session, checkins
from storage.models import (
    Audience,
    CheckIn,
    CheckInKind,
    Collectivity,
    CollectivityKind,
    Contact,
    Member,
    Obstacle,
    Pace,
    Phase,
    Programme,
    Question,
    QuestionStatus,
    Role,
    Topic,
)
from storage.seats import seat_all
from tests.chat import TUESDAY
from tests.handlers.network import found

WEEKS = 8  # of check-ins, the present one among them
MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
JOINED = MONDAY - timedelta(weeks=30)
NORTH = ("Nadia", "Naim", "Nawal", "Nizar", "Nora", "Nouri", "Nihal", "Najib")
SOUTH = ("Saad", "Safa", "Salim", "Sanae", "Siham", "Soufian")
SILENT = {"Najib": 5, "Soufian": 6}  # so many weeks without an answer
OPEN = {"Nadia": True, "Naim": True, "Nawal": True, "Saad": True}  # answered this week


def crowd(session: Session) -> None:
    """Write the small network, and all these around it."""
    found(session)
    for region, names in (("Nord", NORTH), ("Sud", SOUTH)):
        _settle(session, region, names)


def _settle(session: Session, region: str, names: tuple[str, ...]) -> None:
    place = session.scalars(select(Collectivity).where(Collectivity.name_fr == region)).one()
    province = session.scalars(
        select(Collectivity).where(
            Collectivity.region_id == place.id, Collectivity.kind == CollectivityKind.PROVINCE
        )
    ).one()
    communes = [
        Collectivity(
            code=f"{place.code}.9.{number}", kind=CollectivityKind.COMMUNE,
            name_ar=f"جماعة {name}", name_fr=f"Commune {name}", region_id=place.id,
            parent_id=province.id, population=4000 + 20_000 * number,
        )
        for number, name in enumerate(names)
    ]  # fmt: skip
    session.add_all(communes)
    session.flush()
    members = [
        Member(name=name, language="fr", created_at=JOINED, joined_at=JOINED) for name in names
    ]
    seat_all(
        session,
        [(one, Role.FOCAL_POINT, commune.id)
         for one, commune in zip(members, communes, strict=True)],
        JOINED,
    )  # fmt: skip
    for commune, member in zip(communes, members, strict=True):
        session.add(
            Programme(collectivity_id=commune.id, phase=Phase.IMPLEMENTATION,
                      starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31))
        )  # fmt: skip
        session.add_all(_weeks(member))
    session.add(
        Question(author_id=members[0].id, seat_id=members[0].seat_id or 0,
                 words=f"Question from {region}?", language="en", topic=Topic.BUDGET, named=False,
                 status=QuestionStatus.OPEN, asked_at=TUESDAY - timedelta(days=10), wave=4)
    )  # fmt: skip
    session.flush()


def _weeks(member: Member) -> list[CheckIn | Contact]:
    rows: list[CheckIn | Contact] = []
    for ago in range(WEEKS):
        sent = MONDAY - timedelta(weeks=ago)
        week = week_of(sent)
        answered = ago >= SILENT.get(member.name, 0) and (ago > 0 or member.name in OPEN)
        row = CheckIn(
            member_id=member.id, collectivity_id=member.collectivity_id, week=week,
            kind=CheckInKind.PLAIN, slot=0, sent_at=sent,
            closes_at=checkins.closing(week, CASABLANCA),
        )  # fmt: skip
        if answered:
            row.answered_at, row.pace, row.channel = (
                sent + timedelta(hours=1),
                Pace.MOVED,
                "telegram",
            )
            row.mood = 4 if ago else None
            if ago == 1:
                row.pace, row.obstacle = Pace.BLOCKED, obstacle_of(member)
                row.audience = audience_of(member)
        rows += [row, Contact(member_id=member.id, kind="checkin", period=week, at=sent)]
    return rows


def obstacle_of(member: Member) -> Obstacle:
    """Five in the north lack staff; the others' obstacles are of few, or private."""
    return Obstacle.STAFF if member.name in NORTH[:5] else Obstacle.LEGAL


def audience_of(member: Member) -> Audience:
    """Keep the budget's obstacle private."""
    return Audience.PRIVATE if member.name == NORTH[6] else Audience.COORDINATOR

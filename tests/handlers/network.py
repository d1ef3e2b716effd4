"""A small network for conversations: a commune with two people, a neighbour, two coordinators.

Languages are English unless a test says otherwise, so that it reads as it is written.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import update

from storage import Session
from storage.invitations import invite
from storage.models import (
    Axis,
    Collectivity,
    CollectivityKind,
    Level,
    Member,
    Milestone,
    Phase,
    Programme,
    ProgressReport,
    Project,
    Role,
)
from storage.seats import seat_all
from tests.chat import TUESDAY

PEOPLE = ("amal", "badr", "chama", "driss", "elias", "fadoua")
TOKENS = {name: f"token-of-{name}-{'x' * 20}" for name in PEOPLE}


@dataclass(frozen=True)
class Seat:
    """Who sits where, for the table below."""

    name: str
    role: Role
    place: str | None
    language: str = "en"


SEATS = (
    Seat("amal", Role.FOCAL_POINT, "azrou"),
    Seat("badr", Role.DEPUTY, "azrou"),
    Seat("chama", Role.FOCAL_POINT, "tiznit"),  # another region, still in co-creation
    Seat("driss", Role.REGIONAL_COORDINATOR, "north"),
    Seat("elias", Role.REGIONAL_COORDINATOR, "south"),
    Seat("fadoua", Role.OBSERVER, None),
)

PROJECTS = (
    "Citizen budget",
    "Open council",
    "Petitions desk",
    "Youth board",
    "Forms",
    "Data portal",
)


def found(session: Session) -> dict[str, int]:
    """Write the network and return the members' ids by name."""
    places = {
        "north": _place("01", CollectivityKind.REGION, "الشمال", "Nord"),
        "south": _place("02", CollectivityKind.REGION, "الجنوب", "Sud"),
    }
    session.add_all(places.values())
    session.flush()
    provinces = {
        name: _place(code, CollectivityKind.PROVINCE, arabic, french, places[region].id)
        for name, code, arabic, french, region in (
            ("ifrane", "01.271", "إفران", "Ifrane", "north"),
            ("souss", "02.581", "تيزنيت", "Tiznit", "south"),
        )
    }
    session.add_all(provinces.values())
    session.flush()
    places["azrou"] = _place(
        "01.271.01", CollectivityKind.COMMUNE, "أزرو", "Azrou",
        places["north"].id, provinces["ifrane"].id,
    )  # fmt: skip
    places["tiznit"] = _place(
        "02.581.01", CollectivityKind.COMMUNE, "تيزنيت", "Tiznit",
        places["south"].id, provinces["souss"].id,
    )  # fmt: skip
    session.add_all((places["azrou"], places["tiznit"]))
    session.flush()
    members = {
        seat.name: Member(
            name=seat.name.capitalize(),
            language=seat.language,
            fictitious=True,
            created_at=TUESDAY,
            joined_at=TUESDAY,
        )
        for seat in SEATS
    }
    seat_all(
        session,
        [
            (members[seat.name], seat.role, places[seat.place].id if seat.place else None)
            for seat in SEATS
        ],
        TUESDAY,
    )
    for name, member in members.items():
        invite(session, member.id, TOKENS[name], TUESDAY)
    _programme(session, places["azrou"].id, Phase.IMPLEMENTATION, members["amal"].id)
    _programme(session, places["tiznit"].id, Phase.CO_CREATION, None)
    return {name: member.id for name, member in members.items()}


def ask_on_fridays(session: Session) -> None:
    """Move everybody's check-in out of the way of a test that is about something else."""
    session.execute(update(Member).values(checkin_day=5, checkin_hour=15))


def _place(  # noqa: PLR0913, PLR0917 — the columns of a place
    code: str,
    kind: CollectivityKind,
    arabic: str,
    french: str,
    region: int | None = None,
    parent: int | None = None,
) -> Collectivity:
    return Collectivity(
        code=code,
        kind=kind,
        name_ar=arabic,
        name_fr=french,
        region_id=region,
        parent_id=parent or region,
    )


def _programme(session: Session, place: int, phase: Phase, author: int | None) -> None:
    """Write a programme; with an author also six projects, of which three have a report."""
    programme = Programme(
        collectivity_id=place,
        title_fr="Programme d’ouverture",
        title_ar="برنامج الانفتاح",
        phase=phase,
        starts_on=date(2026, 1, 1),
        ends_on=date(2027, 12, 31),
    )
    session.add(programme)
    session.flush()
    if author is None:
        return
    axis = Axis(programme_id=programme.id, position=1, title_fr="Transparence", title_ar="الشفافية")
    session.add(axis)
    session.flush()
    projects = [
        Project(axis_id=axis.id, position=number, title_fr=title, principles=["transparency"])
        for number, title in enumerate(PROJECTS)
    ]
    session.add_all(projects)
    session.flush()
    today = TUESDAY.date()
    session.add_all(
        [
            Milestone(project_id=projects[2].id, position=1, title_fr="Desk opened",
                      due_on=today - timedelta(days=20)),
            Milestone(project_id=projects[2].id, position=2, title_fr="Agents trained",
                      due_on=today + timedelta(days=60)),
        ]
    )  # fmt: skip
    for project, level, percent, days in (
        (projects[1], Level.LIMITED, 30, 5),
        (projects[2], Level.SUBSTANTIAL, 60, 5),
        (projects[3], Level.COMPLETE, None, 90),
    ):
        session.add(
            ProgressReport(
                programme_id=programme.id,
                project_id=project.id,
                level=level,
                percent=percent,
                note="Earlier",
                author_id=author,
                created_at=TUESDAY - timedelta(days=days),
            )
        )
    session.flush()

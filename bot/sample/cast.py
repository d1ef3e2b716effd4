"""The fixed cast of the demo: seven invented people and three programmes written by hand.

Dates in the files are counted from today, so that the demo has something late, something due and
something finished whenever it is opened. They may go back 190 days and forward 160: so much of a
programme there is around any day (`first_year`).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.sample.library import both, read
from bot.sample.network import introduce, refuse_unless_empty
from bot.sample.plans import (
    AxisPlan,
    MilestonePlan,
    ProgrammePlan,
    ProjectPlan,
    ReportPlan,
    store,
    two_years,
    working_day,
    working_hour,
)
from bot.sample.practices import stock
from bot.sample.programmes import first_year, programme_title
from bot.sample.register import places
from storage import Session
from storage.asking import expertise
from storage.models import Collectivity, Level, Member, Phase, PhaseStep, Role, Topic
from storage.seats import seat_all
from storage.territory import by_code, import_register

_FILES = ("chefchaouen.toml", "oriental.toml", "tiznit.toml")
_JOINED = timedelta(days=400)  # ago
_MINUTE = 17  # of the hours after nine at which the cast reports


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One of the cast. ``key`` is a stable name for tests and for the page, "focal_ar" say.

    ``collectivity`` is written in the person's language. The token opens their seat, once.
    """

    key: str
    member_id: int
    token: str = field(repr=False)
    name: str
    language: str
    role: Role
    collectivity: str


def demo(session: Session, now: datetime) -> list[DemoPerson]:
    """Fill an empty database with the cast and their programmes, and give who they are.

    Raises NotEmpty when there is a member or a programme already.
    """
    refuse_unless_empty(session)
    import_register(session, places())
    written = read("cast", "people.toml")["person"]
    members = [_member(person, now) for person in written]
    seat_all(
        session,
        [
            (
                member,
                Role(person["role"]),
                _seat(session, person["seat"]).id if "seat" in person else None,
            )
            for member, person in zip(members, written, strict=True)
        ],
        now - _JOINED,
    )
    for member, person in zip(members, written, strict=True):
        topics = map(Topic, person.get("helps_with", ()))
        expertise.declare(session, member.id, topics, now - _JOINED)
    authors = {person["key"]: member.id for person, member in zip(written, members, strict=True)}
    store(session, [_Script(now, authors).programme(session, name) for name in _FILES])
    stock(session, members, now)
    return [
        DemoPerson(
            key=key,
            member_id=member_id,
            token=person.token,
            name=person.name,
            language=person.language,
            role=person.role,
            collectivity=person.collectivity or "",
        )
        for (key, member_id), person in zip(
            authors.items(), introduce(session, members, None, now), strict=True
        )
    ]


def _member(person: dict[str, Any], now: datetime) -> Member:
    return Member(
        name=person["name"],
        language=person["language"],
        fictitious=True,
        created_at=now - _JOINED,
        joined_at=now - _JOINED,
    )


def _seat(session: Session, code: str) -> Collectivity:
    """Find a collectivity of the register that the cast's files name."""
    collectivity = by_code(session, code)
    if collectivity is None:
        raise LookupError(f"the register has no {code}, where the demo takes place")
    return collectivity


@dataclass(frozen=True, slots=True)
class _Script:
    """Turns a written programme into a plan: days into dates, keys of people into members."""

    now: datetime
    authors: dict[str, int]

    def programme(self, session: Session, name: str) -> ProgrammePlan:
        written = read("cast", name)
        collectivity = _seat(session, written["seat"])
        phase = Phase(written["phase"])
        first = first_year(phase, self.now)
        starts_on, ends_on = two_years(first)
        return ProgrammePlan(
            collectivity=collectivity.id,
            title=programme_title(collectivity, first),
            phase=phase,
            starts_on=starts_on,
            ends_on=ends_on,
            axes=tuple(
                AxisPlan(both(axis["title"]), tuple(map(self._project, axis.get("project", ()))))
                for axis in written["axis"]
            ),
            steps=tuple(map(self._report, written.get("step", ()))),
        )

    def _project(self, written: dict[str, Any]) -> ProjectPlan:
        milestones = tuple(
            MilestonePlan((arabic, french), working_day(self.now.date() + timedelta(days)))
            for arabic, french, days in written["milestones"]
        )
        return ProjectPlan(
            title=both(written["title"]),
            principles=tuple(written["principles"]),
            due_on=milestones[-1].due_on,
            milestones=milestones,
            reports=tuple(map(self._report, written.get("report", ()))),
        )

    def _report(self, written: dict[str, Any]) -> ReportPlan:
        level, step = written.get("level"), written.get("step")
        return ReportPlan(
            author=self.authors[written["by"]],
            at=working_hour(self.now, written["ago"], _MINUTE * (written["ago"] % 20)),
            level=Level(level) if level else None,
            step=PhaseStep(step) if step else None,
            percent=written.get("percent"),
            no_change=written.get("no_change", False),
            note=written.get("note"),
            reason=written.get("reason"),
            link=written.get("link"),
            ticked=tuple(number - 1 for number in written.get("ticked", ())),
        )

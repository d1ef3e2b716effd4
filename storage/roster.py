"""Many at once: the people and the programmes of a spreadsheet, in one transaction or not at all.

What is there already is returned for the caller to compare with; what a coordinator may add is
decided here again, by their reach at this moment.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from storage import audit, invitations, territory
from storage.models import (
    Axis,
    Collectivity,
    Invitation,
    Member,
    Milestone,
    Phase,
    Programme,
    Project,
    Role,
    Seat,
)
from storage.reach import COORDINATORS, Reach, reach_of
from storage.seats import TITULAR

Titles = tuple[str, str]  # Arabic, French; one may be empty


class BeyondReachError(Exception):
    """Somebody, or something, that this coordinator may not add: nothing was written."""


@dataclass(frozen=True)
class Newcomer:
    """Somebody to be invited to a seat.

    ``code`` is the register code of its collectivity, None for a seat of the whole network;
    ``member_id`` is theirs where they were invited before and never came.
    """

    name: str
    role: Role
    language: str
    code: str | None
    token: str
    member_id: int | None = None

    @property
    def valid(self) -> timedelta:
        """How long the link opens."""
        return invitations.COORDINATORS_VALID if self.role in COORDINATORS else invitations.VALID


class NewMilestone(NamedTuple):
    """A dated step, to be added."""

    titles: Titles
    due_on: date | None


class NewProject(NamedTuple):
    """A project, to be added with its milestones."""

    titles: Titles
    principles: tuple[str, ...]
    due_on: date | None
    milestones: tuple[NewMilestone, ...]


class NewAxis(NamedTuple):
    """A line of action, to be added with its projects."""

    titles: Titles
    projects: tuple[NewProject, ...]


class NewProgramme(NamedTuple):
    """A programme of the collectivity with a register code, to be added whole."""

    code: str
    titles: Titles
    phase: Phase
    starts_on: date
    ends_on: date
    axes: tuple[NewAxis, ...]


class Known(NamedTuple):
    """Somebody of the network: seated (``there``), invited, or invited once and never came.

    ``code`` is the seat's collectivity. Of somebody who never came the link is of no use any more.
    """

    member_id: int
    name: str
    role: Role
    code: str | None
    seated: bool
    there: bool


class Network(NamedTuple):
    """What a list is compared with: the register, who is there, which programmes there are."""

    register: Sequence[territory.Place]
    people: Sequence[Known]
    programmes: Sequence[tuple[str, Titles]]


def network(session: Session, now: datetime) -> Network:
    """Return all that reading a list needs to know."""
    return Network(territory.register(session), people(session, now), programmes(session))


def lock(session: Session, codes: Iterable[str]) -> None:
    """Let lists for the same collectivities be saved one after the other (PostgreSQL).

    What is compared with ``people`` and ``programmes`` afterwards holds until the end.
    """
    session.execute(
        select(Collectivity.id)
        .where(Collectivity.code.in_(set(codes)))
        .order_by(Collectivity.id)
        .with_for_update(key_share=True)
    ).all()


def people(session: Session, now: datetime) -> list[Known]:
    """Return everybody who has a seat or was invited to one; who came last stands last."""
    seated = session.execute(
        select(Member.id, Member.name, Seat.role, Collectivity.code)
        .join(Seat, Seat.id == Member.seat_id)
        .outerjoin(Collectivity, Collectivity.id == Seat.collectivity_id)
        .where(Member.joined_at.is_not(None))
    )
    found = [Known(*row, seated=True, there=True) for row in seated]
    invited = session.execute(
        select(
            Member.id,
            Member.name,
            Seat.role,
            Collectivity.code,
            Invitation.revoked_at.is_(None)
            & (Invitation.used_at.is_not(None) | (Invitation.expires_at > now)),
        )
        .join(Invitation, Invitation.member_id == Member.id)
        .join(Seat, Seat.id == Invitation.seat_id)
        .outerjoin(Collectivity, Collectivity.id == Seat.collectivity_id)
        .where(Member.joined_at.is_(None), Invitation.accepted_at.is_(None))
        .order_by(Invitation.id)
    )
    found += [Known(*row[:4], seated=False, there=bool(row[4])) for row in invited]
    return found


def programmes(session: Session) -> list[tuple[str, Titles]]:
    """Return the code and the titles of every programme there is."""
    rows = session.execute(
        select(Collectivity.code, Programme.title_ar, Programme.title_fr).join(
            Collectivity, Collectivity.id == Programme.collectivity_id
        )
    )
    return [(code, (arabic or "", french or "")) for code, arabic, french in rows]


def add_members(
    session: Session,
    newcomers: Sequence[Newcomer],
    *,
    by: Member | None,
    now: datetime,
    source: str,
) -> None:
    """Invite all of them, each to a seat that is found or made; ``by`` None is the command line.

    ``source`` is what the audit log calls the list: "upload:7".

    Raises:
        BeyondReachError: when one of them is not for ``by`` to invite.
        ValueError: when two of them are meant for one titular's seat.
    """
    reach = _reach(by)
    whole = reach.region_id is None
    if not whole and any(one.code is None for one in newcomers):
        raise BeyondReachError
    places = _places(session, reach, {one.code for one in newcomers if one.code is not None})
    seats = _seats(session, [(one.role, places[one.code]) for one in newcomers])
    new = [one for one in newcomers if one.member_id is None]
    made = _insert(
        session,
        Member,
        [{"name": one.name, "language": one.language, "created_at": now} for one in new],
    )
    ids = iter(made)
    invited = [
        invitations.Invited(one.member_id or next(ids), seat, one.token, one.valid)
        for one, seat in zip(newcomers, seats, strict=True)
    ]
    who = by.id if by else None
    invitations.invite_all(session, invited, now, invited_by=who)
    audit.record(session, who, "import", source, now, people=len(invited))
    lines = [(f"member:{one.member_id}", {"seat": one.seat_id, "in": source}) for one in invited]
    audit.record_all(session, who, "invite", lines, now)


def add_programmes(
    session: Session,
    new: Sequence[NewProgramme],
    *,
    by: Member | None,
    now: datetime,
    source: str,
) -> None:
    """Add programmes with all that is in them; as ``add_members`` does.

    Raises BeyondReachError when one of them is not for ``by`` to add.
    """
    places = _places(session, _reach(by), {one.code for one in new})
    ids = _insert(
        session,
        Programme,
        [
            {
                "collectivity_id": places[one.code],
                **_titles(one.titles),
                "phase": one.phase,
                "starts_on": one.starts_on,
                "ends_on": one.ends_on,
            }
            for one in new
        ],
    )
    axes = _add_axes(session, [(id_, one.axes) for id_, one in zip(ids, new, strict=True)])
    projects = _add_projects(session, axes)
    _add_milestones(session, projects)
    who = by.id if by else None
    audit.record(session, who, "import", source, now, programmes=len(ids))
    lines = [(f"programme:{id_}", {"in": source}) for id_ in ids]
    audit.record_all(session, who, "add", lines, now)


def _reach(by: Member | None) -> Reach:
    reach = Reach(None) if by is None else reach_of(by)
    if reach is None:
        raise BeyondReachError
    return reach


def _places(session: Session, reach: Reach, codes: set[str]) -> dict[str | None, int | None]:
    """Return the ids of the collectivities within reach by code, and None for None."""
    rows = session.execute(
        select(Collectivity.code, Collectivity.id).where(
            Collectivity.code.in_(codes), reach.covers(Collectivity.id)
        )
    )
    found: dict[str | None, int | None] = dict(rows.all())
    if len(found) < len(codes):
        raise BeyondReachError
    return {**found, None: None}


def _seats(session: Session, wanted: Sequence[tuple[Role, int | None]]) -> list[int]:
    """Return a seat for each: a titular's own, which may be occupied, for others a new one."""
    titular = [one for one in wanted if one[0] in TITULAR]
    if len(set(titular)) < len(titular):
        raise ValueError("two people are meant for one titular's seat")
    rows = session.execute(
        select(Seat.role, Seat.collectivity_id, Seat.id).where(
            Seat.role.in_(TITULAR), Seat.collectivity_id.in_({place for _role, place in titular})
        )
    )
    there = {(role, place): id_ for role, place, id_ in rows}
    missing = [one for one in wanted if one not in there]
    made = iter(
        _insert(session, Seat, [{"role": role, "collectivity_id": at} for role, at in missing])
    )
    return [there[one] if one in there else next(made) for one in wanted]


def _add_axes(
    session: Session, owners: Iterable[tuple[int, tuple[NewAxis, ...]]]
) -> list[tuple[int, tuple[NewProject, ...]]]:
    axes = [(owner, at, one) for owner, new in owners for at, one in enumerate(new, 1)]
    rows = [
        {"programme_id": owner, "position": at, **_titles(one.titles)} for owner, at, one in axes
    ]
    ids = _insert(session, Axis, rows)
    return [(id_, one.projects) for id_, (_owner, _at, one) in zip(ids, axes, strict=True)]


def _add_projects(
    session: Session, owners: Iterable[tuple[int, tuple[NewProject, ...]]]
) -> list[tuple[int, tuple[NewMilestone, ...]]]:
    projects = [(owner, at, one) for owner, new in owners for at, one in enumerate(new, 1)]
    rows = [
        {
            "axis_id": owner,
            "position": at,
            **_titles(one.titles),
            "principles": list(one.principles),
            "due_on": one.due_on,
        }
        for owner, at, one in projects
    ]
    ids = _insert(session, Project, rows)
    return [(id_, one.milestones) for id_, (_owner, _at, one) in zip(ids, projects, strict=True)]


def _add_milestones(
    session: Session, owners: Iterable[tuple[int, tuple[NewMilestone, ...]]]
) -> None:
    rows = [
        {"project_id": owner, "position": at, **_titles(one.titles), "due_on": one.due_on}
        for owner, new in owners
        for at, one in enumerate(new, 1)
    ]
    _insert(session, Milestone, rows)


def _titles(titles: Titles) -> dict[str, str | None]:
    arabic, french = titles
    return {"title_ar": arabic or None, "title_fr": french or None}


def _insert(session: Session, table: Any, rows: list[dict[str, Any]]) -> list[int]:  # noqa: ANN401 — a model
    """Insert many rows with few statements and return their ids, in the order of ``rows``."""
    if not rows:
        return []
    statement = insert(table).returning(table.id, sort_by_parameter_order=True)
    return list(session.scalars(statement, rows))

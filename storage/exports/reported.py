"""Progress reports as they go out, portion by portion, with all that a national report asks for.

A report that was taken back is not among them. Of check-ins there is the category of obstacles that
were told to peers or to a coordinator; private ones, moods and loads are nowhere in it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from storage.models import (
    Audience,
    Axis,
    CheckIn,
    Collectivity,
    CollectivityKind,
    Evidence,
    Level,
    Member,
    Milestone,
    Obstacle,
    Occupancy,
    Phase,
    PhaseStep,
    Programme,
    ProgressReport,
    Project,
    ReportMilestone,
    Role,
    Seat,
    StoredFile,
)
from storage.reach import Reach
from storage.reports import STANDING

PORTION = 1000  # reports read at a time

_REGION = aliased(Collectivity)
_TOLD = (Audience.PEERS, Audience.COORDINATOR)

Titles = tuple[str | None, str | None]  # Arabic, French


@dataclass(frozen=True)
class Extent:
    """Which reports: of whose reach, made from ``since`` on and before ``until`` (None: all).

    With ``programme`` of that one alone.
    """

    reach: Reach
    since: datetime | None = None
    until: datetime | None = None
    programme: int | None = None


@dataclass(frozen=True)
class Reported:
    """One standing report. Titles and names are (Arabic, French).

    ``latest`` tells whether nothing newer was reported on the same project or step; ``updated_at``
    is when the last of these was. ``obstacles`` were open at that local government when it was
    made, and not private. ``evidence`` is a link, a file's name, or its kind where it has no name.
    """

    id: int
    reported_at: datetime
    place: Titles
    code: str
    kind: CollectivityKind
    region: Titles
    programme: Titles
    phase: Phase
    axis: Titles
    principles: Sequence[str]
    project: Titles
    due_on: date | None
    milestones: Sequence[Titles]
    step: PhaseStep | None
    happened_on: date | None
    level: Level | None
    percent: int | None
    note: str | None
    obstacles: Sequence[Obstacle]
    evidence: Sequence[str]
    language: str
    role: Role | None
    latest: bool
    updated_at: datetime


class _Around(NamedTuple):
    """What the rows of a portion refer to, looked up for all of them at once."""

    milestones: Mapping[int, Sequence[Titles]]
    evidence: Mapping[int, Sequence[str]]
    newest: Mapping[Any, tuple[int, datetime]]
    obstacles: Mapping[int, Sequence[tuple[datetime, datetime | None, Obstacle]]]
    seats: Mapping[int, Sequence[tuple[datetime, datetime | None, Role]]]


def count(session: Session, extent: Extent) -> int:
    """Return how many reports there are to read."""
    query = select(func.count(ProgressReport.id)).join(
        Programme, Programme.id == ProgressReport.programme_id
    )
    return session.scalar(query.where(*_within(extent))) or 0


def portion(
    session: Session,
    extent: Extent,
    after: int,
    limit: int = PORTION,
    *,
    newest_first: bool = False,
) -> list[Reported]:
    """Return the next reports in the order they were made, from the number ``after`` on."""
    query = _ROWS.where(*_within(extent), ProgressReport.id > after)
    order = ProgressReport.id.desc() if newest_first else ProgressReport.id
    rows = session.execute(query.order_by(order).limit(limit)).all()
    around = _around(session, rows)
    return [_reported(row, around) for row in rows]


_ROWS = (
    select(
        ProgressReport.id,
        ProgressReport.created_at,
        ProgressReport.programme_id,
        ProgressReport.project_id,
        ProgressReport.step,
        ProgressReport.happened_on,
        ProgressReport.level,
        ProgressReport.percent,
        ProgressReport.note,
        ProgressReport.author_id,
        Member.language,
        Collectivity.id.label("place_id"),
        Collectivity.code,
        Collectivity.kind,
        Collectivity.name_ar,
        Collectivity.name_fr,
        _REGION.name_ar.label("region_ar"),
        _REGION.name_fr.label("region_fr"),
        Programme.title_ar.label("programme_ar"),
        Programme.title_fr.label("programme_fr"),
        Programme.phase,
        Axis.title_ar.label("axis_ar"),
        Axis.title_fr.label("axis_fr"),
        Project.title_ar.label("project_ar"),
        Project.title_fr.label("project_fr"),
        Project.principles,
        Project.due_on,
    )
    .select_from(ProgressReport)
    .join(Member, Member.id == ProgressReport.author_id)
    .join(Programme, Programme.id == ProgressReport.programme_id)
    .join(Collectivity, Collectivity.id == Programme.collectivity_id)
    .outerjoin(_REGION, _REGION.id == Collectivity.region_id)
    .outerjoin(Project, Project.id == ProgressReport.project_id)
    .outerjoin(Axis, Axis.id == Project.axis_id)
)


def _within(extent: Extent) -> list[ColumnElement[bool]]:
    conditions = [STANDING, extent.reach.covers(Programme.collectivity_id)]
    if extent.since is not None:
        conditions.append(ProgressReport.created_at >= extent.since)
    if extent.until is not None:
        conditions.append(ProgressReport.created_at < extent.until)
    if extent.programme is not None:
        conditions.append(ProgressReport.programme_id == extent.programme)
    return conditions


def _reported(row: Any, around: _Around) -> Reported:  # noqa: ANN401 — a row of _ROWS
    newest_id, updated_at = around.newest[_subject(row)]
    return Reported(
        id=row.id,
        reported_at=row.created_at,
        place=(row.name_ar, row.name_fr),
        code=row.code,
        kind=row.kind,
        region=(row.region_ar or row.name_ar, row.region_fr or row.name_fr),
        programme=(row.programme_ar, row.programme_fr),
        phase=row.phase,
        axis=(row.axis_ar, row.axis_fr),
        principles=row.principles or (),
        project=(row.project_ar, row.project_fr),
        due_on=row.due_on,
        milestones=around.milestones.get(row.id, ()),
        step=row.step,
        happened_on=row.happened_on,
        level=row.level,
        percent=row.percent,
        note=row.note,
        obstacles=_open_at(around.obstacles.get(row.place_id, ()), row.created_at),
        evidence=around.evidence.get(row.id, ()),
        language=row.language,
        role=_seated_at(around.seats.get(row.author_id, ()), row.created_at),
        latest=newest_id == row.id,
        updated_at=updated_at,
    )


def _subject(row: Any) -> Any:  # noqa: ANN401 — a row of _ROWS
    """Return what a report is about: a project, or a step of a programme."""
    return row.project_id or (row.programme_id, row.step)


def _around(session: Session, rows: Sequence[Any]) -> _Around:
    ids = {row.id for row in rows}
    projects = {row.project_id for row in rows if row.project_id is not None}
    steps = {row.programme_id for row in rows if row.step is not None}
    return _Around(
        _milestones(session, ids),
        _evidence(session, ids),
        {**_newest_of_projects(session, projects), **_newest_of_steps(session, steps)},
        _obstacles(session, {row.place_id for row in rows}),
        _seats(session, {row.author_id for row in rows}),
    )


def _milestones(session: Session, reports: Collection[int]) -> Mapping[int, Sequence[Titles]]:
    rows = session.execute(
        select(ReportMilestone.report_id, Milestone.title_ar, Milestone.title_fr)
        .join(Milestone, Milestone.id == ReportMilestone.milestone_id)
        .where(ReportMilestone.report_id.in_(reports))
        .order_by(ReportMilestone.report_id, Milestone.position, Milestone.id)
    )
    return _grouped((report, (arabic, french)) for report, arabic, french in rows)


def _evidence(session: Session, reports: Collection[int]) -> Mapping[int, Sequence[str]]:
    rows = session.execute(
        select(Evidence.report_id, Evidence.url, StoredFile.name, Evidence.kind)
        .outerjoin(StoredFile, StoredFile.id == Evidence.file_id)
        .where(Evidence.report_id.in_(reports))
        .order_by(Evidence.report_id, Evidence.id)
    )
    return _grouped((report, url or name or kind) for report, url, name, kind in rows)


def _newest_of_projects(
    session: Session, projects: Collection[int]
) -> dict[Any, tuple[int, datetime]]:
    rows = session.execute(
        select(
            ProgressReport.project_id,
            func.max(ProgressReport.id),
            func.max(ProgressReport.created_at),
        )
        .where(ProgressReport.project_id.in_(projects), STANDING)
        .group_by(ProgressReport.project_id)
    )
    return {project: (report, at) for project, report, at in rows}


def _newest_of_steps(
    session: Session, programmes: Collection[int]
) -> dict[Any, tuple[int, datetime]]:
    rows = session.execute(
        select(
            ProgressReport.programme_id,
            ProgressReport.step,
            func.max(ProgressReport.id),
            func.max(ProgressReport.created_at),
        )
        .where(
            ProgressReport.programme_id.in_(programmes),
            ProgressReport.step.is_not(None),
            STANDING,
        )
        .group_by(ProgressReport.programme_id, ProgressReport.step)
    )
    return {(programme, step): (report, at) for programme, step, report, at in rows}


def _obstacles(
    session: Session, places: Collection[int]
) -> Mapping[int, Sequence[tuple[datetime, datetime | None, Obstacle]]]:
    rows = session.execute(
        select(CheckIn.collectivity_id, CheckIn.answered_at, CheckIn.solved_at, CheckIn.obstacle)
        .where(
            CheckIn.collectivity_id.in_(places),
            CheckIn.obstacle.is_not(None),
            CheckIn.answered_at.is_not(None),
            CheckIn.audience.in_(_TOLD),
        )
        .order_by(CheckIn.id)
    )
    return _grouped((place, (said, solved, kind)) for place, said, solved, kind in rows)


def _open_at(
    obstacles: Iterable[tuple[datetime, datetime | None, Obstacle]], moment: datetime
) -> Sequence[Obstacle]:
    kinds = (
        kind
        for said, solved, kind in obstacles
        if said <= moment and (solved is None or solved > moment)
    )
    return tuple(dict.fromkeys(kinds))


def _seats(
    session: Session, members: Collection[int]
) -> Mapping[int, Sequence[tuple[datetime, datetime | None, Role]]]:
    rows = session.execute(
        select(Occupancy.member_id, Occupancy.since, Occupancy.until, Seat.role)
        .join(Seat, Seat.id == Occupancy.seat_id)
        .where(Occupancy.member_id.in_(members))
        .order_by(Occupancy.id)
    )
    return _grouped((member, (since, until, role)) for member, since, until, role in rows)


def _seated_at(
    seats: Sequence[tuple[datetime, datetime | None, Role]], moment: datetime
) -> Role | None:
    """Return the role somebody had at a moment, else the first they are known to have had."""
    then = (
        role
        for since, until, role in seats
        if since <= moment and (until is None or until > moment)
    )
    return next(then, seats[0][2] if seats else None)


def _grouped(pairs: Iterable[tuple[Any, Any]]) -> Mapping[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found

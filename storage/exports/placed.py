"""One local government's programme as it is printed: where every project stands, and what moved."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from storage import programmes, progress, reports, territory
from storage.exports.reported import Extent, Reported, Titles, portion
from storage.models import (
    Axis,
    Collectivity,
    Evidence,
    Level,
    Milestone,
    Phase,
    PhaseStep,
    Programme,
    ProgressReport,
    Project,
    ReportMilestone,
    StoredFile,
    Withdrawal,
)
from storage.programmes import Standing
from storage.progress import Progress
from storage.reach import Reach

MOST_CHANGES = 200  # of the period, the newest: a printed report is not an archive


@dataclass(frozen=True)
class Step:
    """A milestone: when it is due, and whether a standing report has ticked it."""

    title: Titles
    due_on: date | None
    done: bool


@dataclass(frozen=True)
class Commitment:
    """A project with its last standing report; None of level and dates: nothing was reported yet.

    ``share`` is its progress by our rule, 0 to 100 (``storage.progress``).
    """

    title: Titles
    principles: Sequence[str]
    due_on: date | None
    level: Level | None
    percent: int | None
    share: int
    updated_at: datetime | None
    milestones: Sequence[Step]
    evidence: Sequence[str]


@dataclass(frozen=True)
class Line:
    """An axis with its commitments and their mean progress."""

    title: Titles
    progress: Progress
    commitments: Sequence[Commitment]


@dataclass(frozen=True)
class Placed:
    """A programme as a whole. ``changes`` are the reports of the period, the newest first."""

    place: Titles
    code: str
    title: Titles
    phase: Phase
    starts_on: date
    ends_on: date
    progress: Progress
    axes: Sequence[Line]
    steps: Mapping[PhaseStep, date | None]
    changes: Sequence[Reported]
    updated_at: datetime | None


def report(
    session: Session, collectivity_id: int, since: datetime | None, until: datetime | None
) -> Placed | None:
    """Return a local government's present programme; None where none is entered."""
    programme = programmes.current(session, collectivity_id)
    if programme is None:
        return None
    place = session.get_one(Collectivity, collectivity_id)
    standings = programmes.standings(session, programme.id)
    axes = session.scalars(
        select(Axis).where(Axis.programme_id == programme.id).order_by(Axis.position, Axis.id)
    )
    around = (_milestones(session, programme.id), _evidence(session, standings))
    lines = [_line(axis, standings, *around) for axis in axes]
    taken = reports.steps_taken(session, programme.id)
    moments = [one.report.created_at for one in standings if one.report is not None]
    return Placed(
        place=territory.labels_of(session, [collectivity_id])[collectivity_id],
        code=place.code,
        title=(programme.title_ar, programme.title_fr),
        phase=programme.phase,
        starts_on=programme.starts_on,
        ends_on=programme.ends_on,
        progress=progress.of_projects(standings),
        axes=lines,
        steps={step: row.happened_on for step, row in taken.items()},
        changes=_changes(session, programme, since, until),
        updated_at=max([*moments, *(row.created_at for row in taken.values())], default=None),
    )


def places(session: Session, reach: Reach) -> list[int]:
    """Return the local governments within reach of which a programme is entered."""
    query = select(Programme.collectivity_id).where(reach.covers(Programme.collectivity_id))
    return list(session.scalars(query.distinct()))


def _line(
    axis: Axis,
    standings: Sequence[Standing],
    milestones: Mapping[int, Sequence[Step]],
    evidence: Mapping[int, Sequence[str]],
) -> Line:
    own = [one for one in standings if one.project.axis_id == axis.id]
    return Line(
        title=(axis.title_ar, axis.title_fr),
        progress=progress.of_projects(own),
        commitments=[
            Commitment(
                title=(one.project.title_ar, one.project.title_fr),
                principles=one.project.principles,
                due_on=one.project.due_on,
                level=one.report.level if one.report else None,
                percent=one.report.percent if one.report else None,
                share=progress.of_project(one),
                updated_at=one.report.created_at if one.report else None,
                milestones=milestones.get(one.project.id, ()),
                evidence=evidence.get(one.project.id, ()),
            )
            for one in own
        ],
    )


def _milestones(session: Session, programme_id: int) -> Mapping[int, Sequence[Step]]:
    ticked = exists(
        select(ReportMilestone.milestone_id)
        .join(ProgressReport, ProgressReport.id == ReportMilestone.report_id)
        .where(
            ReportMilestone.milestone_id == Milestone.id,
            ~exists().where(Withdrawal.report_id == ProgressReport.id),
        )
    )
    rows = session.execute(
        select(Milestone, ticked)
        .where(Milestone.project_id.in_(_projects(programme_id)))
        .order_by(Milestone.position, Milestone.id)
    )
    found: defaultdict[int, list[Step]] = defaultdict(list)
    for row, done in rows:
        found[row.project_id].append(Step((row.title_ar, row.title_fr), row.due_on, bool(done)))
    return found


def _projects(programme_id: int) -> Select[int]:
    axes = select(Axis.id).where(Axis.programme_id == programme_id)
    return select(Project.id).where(Project.axis_id.in_(axes))


def _evidence(session: Session, standings: Sequence[Standing]) -> Mapping[int, Sequence[str]]:
    """Return what supports each project, in whichever standing report it came."""
    projects = [one.project.id for one in standings]
    rows = session.execute(
        select(ProgressReport.project_id, Evidence.url, StoredFile.name, Evidence.kind)
        .join(Evidence, Evidence.report_id == ProgressReport.id)
        .outerjoin(StoredFile, StoredFile.id == Evidence.file_id)
        .where(
            ProgressReport.project_id.in_(projects),
            ~exists().where(Withdrawal.report_id == ProgressReport.id),
        )
        .order_by(Evidence.id)
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for project, url, name, kind in rows:
        if project is not None:
            found[project].append(url or name or kind)
    return found


def _changes(
    session: Session, programme: Programme, since: datetime | None, until: datetime | None
) -> list[Reported]:
    extent = Extent(Reach(None), since, until, programme.id)
    return portion(session, extent, 0, MOST_CHANGES, newest_first=True)

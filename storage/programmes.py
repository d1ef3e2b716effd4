"""What a collectivity has undertaken: its programmes, axes, projects and milestones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session, joinedload

from storage.models import (
    Axis,
    Level,
    Milestone,
    Phase,
    Programme,
    ProgressReport,
    Project,
    ReportMilestone,
)
from storage.reports import STANDING

# Statements are built once: building one takes longer than running it.
_TICKED = exists(
    select(ReportMilestone.milestone_id)
    .join(ProgressReport, ProgressReport.id == ReportMilestone.report_id)
    .where(ReportMilestone.milestone_id == Milestone.id, STANDING)
)
_OF_COLLECTIVITY = (
    select(Programme)
    .where(Programme.collectivity_id == bindparam("collectivity"))
    .order_by(Programme.starts_on.desc(), Programme.id.desc())
)
_LATEST = (
    select(ProgressReport.project_id, func.max(ProgressReport.id).label("report_id"))
    .where(STANDING)
    .where(ProgressReport.programme_id == bindparam("programme"))
    .group_by(ProgressReport.project_id)
    .subquery()
)
_STANDINGS = (
    select(Project, ProgressReport)
    .join(Axis, Project.axis_id == Axis.id)
    .outerjoin(_LATEST, _LATEST.c.project_id == Project.id)
    .outerjoin(ProgressReport, ProgressReport.id == _LATEST.c.report_id)
    .where(Axis.programme_id == bindparam("programme"))
    .order_by(Axis.position, Project.position, Project.id)
)
_PROJECT = (
    select(Project)
    .options(joinedload(Project.axis).joinedload(Axis.programme))
    .where(Project.id == bindparam("project"))
)
_PROJECT_LOCKED = _PROJECT.with_for_update(of=Project)
_STANDING_REPORT = (
    select(ProgressReport)
    .options(joinedload(ProgressReport.author))
    .where(ProgressReport.project_id == bindparam("project"), STANDING)
    .order_by(ProgressReport.id.desc())
    .limit(1)
)
_OPEN_MILESTONES = (
    select(Milestone)
    .where(Milestone.project_id == bindparam("project"), ~_TICKED)
    .order_by(Milestone.due_on.is_(None), Milestone.due_on, Milestone.position)
)
_EARLIEST_DUE = (
    select(Milestone.project_id, func.min(Milestone.due_on))
    .join(Project, Project.id == Milestone.project_id)
    .join(Axis, Axis.id == Project.axis_id)
    .where(Axis.programme_id == bindparam("programme"), Milestone.due_on.is_not(None), ~_TICKED)
    .group_by(Milestone.project_id)
)


@dataclass(frozen=True)
class Standing:
    """A project, and its last report that still stands (None when nothing was reported yet)."""

    project: Project
    report: ProgressReport | None


def current(session: Session, collectivity_id: int) -> Programme | None:
    """Return the collectivity's programme: the newest that is not closed, else the newest."""
    programmes = session.scalars(_OF_COLLECTIVITY, {"collectivity": collectivity_id}).all()
    running = (one for one in programmes if one.phase != Phase.CLOSED)
    return next(running, programmes[0] if programmes else None)


def standings(session: Session, programme_id: int) -> list[Standing]:
    """Return every project of a programme with its standing report, in the programme's order."""
    rows = session.execute(_STANDINGS, {"programme": programme_id})
    return [Standing(project, report) for project, report in rows]


def standing(session: Session, project_id: int, *, lock: bool = False) -> Standing | None:
    """Return one project with its axis, programme and standing report; None if it does not exist.

    With ``lock`` the project's row is held until the transaction ends, so that two people who
    report on it at once do so one after the other (PostgreSQL; SQLite has one writer).
    """
    project = session.scalar(_PROJECT_LOCKED if lock else _PROJECT, {"project": project_id})
    return Standing(project, standing_report(session, project_id)) if project else None


def standing_report(session: Session, project_id: int) -> ProgressReport | None:
    """Return the last report on a project that was not undone, with its author."""
    return session.scalar(_STANDING_REPORT, {"project": project_id})


def open_milestones(session: Session, project_id: int) -> Sequence[Milestone]:
    """Return the milestones no standing report has ticked, the earliest due first."""
    return session.scalars(_OPEN_MILESTONES, {"project": project_id}).all()


def earliest_due(session: Session, programme_id: int) -> dict[int, date]:
    """Return, by project, the first due date among its open milestones."""
    rows = session.execute(_EARLIEST_DUE, {"programme": programme_id})
    return {project_id: due_on for project_id, due_on in rows if due_on is not None}


def overdue(session: Session, collectivity_id: int, today: date) -> int:
    """Return how many projects of a place's programme are past their date and not complete."""
    programme = current(session, collectivity_id)
    if programme is None or programme.phase == Phase.CLOSED:
        return 0
    due = earliest_due(session, programme.id)
    return sum(
        is_overdue(row, due.get(row.project.id), today) for row in standings(session, programme.id)
    )


def is_overdue(row: Standing, milestone_due: date | None, today: date) -> bool:
    """Tell whether a project is late: its own date, or that of an open milestone, has passed."""
    if row.report is not None and row.report.level == Level.COMPLETE:
        return False
    dates = [day for day in (row.project.due_on, milestone_due) if day is not None]
    return bool(dates) and min(dates) < today

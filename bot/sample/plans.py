"""A programme as it is planned before it is stored, and the storing of many at once.

Both the drawn network and the hand-written cast are turned into these plans, so that there is one
place which knows how programmes, axes, projects, milestones and reports hang together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain

from bot.sample.people import Both
from storage import Session
from storage.models import (
    Axis,
    Base,
    Evidence,
    Level,
    Milestone,
    Phase,
    PhaseStep,
    Programme,
    ProgressReport,
    Project,
    ReportMilestone,
)

_FRIDAY = 4
_Told = tuple["ReportPlan", ProgressReport, list[Milestone]]


@dataclass(frozen=True, slots=True)
class ReportPlan:
    """One report: about a project (``level``) or about a programme without projects (``step``).

    ``ticked`` are the places, from 0, of the project's milestones that it declares done.
    """

    author: int  # a member's id
    at: datetime
    level: Level | None = None
    step: PhaseStep | None = None
    percent: int | None = None
    no_change: bool = False
    note: str | None = None
    reason: str | None = None
    link: str | None = None
    ticked: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MilestonePlan:
    """A dated step of a project."""

    title: Both
    due_on: date


@dataclass(frozen=True, slots=True)
class ProjectPlan:
    """A project with its steps and what was reported about it, oldest first."""

    title: Both
    principles: tuple[str, ...]
    due_on: date
    milestones: tuple[MilestonePlan, ...]
    reports: tuple[ReportPlan, ...] = ()


@dataclass(frozen=True, slots=True)
class AxisPlan:
    """An axis and its projects; none while the programme is still being prepared."""

    title: Both
    projects: tuple[ProjectPlan, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgrammePlan:
    """A programme with all that belongs to it."""

    collectivity: int
    title: Both
    phase: Phase
    starts_on: date
    ends_on: date
    axes: tuple[AxisPlan, ...]
    steps: tuple[ReportPlan, ...] = ()


def two_years(first: int) -> tuple[date, date]:
    """Say when a programme begins and ends that runs from January of that year."""
    return date(first, 1, 1), date(first + 1, 12, 31)


def working_day(day: date) -> date:
    """The day itself, or the Friday before when it falls on a weekend."""
    return day - timedelta(days=max(0, day.weekday() - _FRIDAY))


def working_hour(now: datetime, days: int, minute: int) -> datetime:
    """The moment ``days`` ago, moved to a working day, ``minute`` minutes after nine o'clock."""
    day = working_day((now - timedelta(days=days)).date())
    return datetime.combine(day, time(9), now.tzinfo) + timedelta(minutes=minute)


def store(session: Session, plans: Sequence[ProgrammePlan]) -> None:
    """Write the programmes with all that belongs to them, level by level.

    Reports are written oldest first: the order of their ids is the order of their times.
    """
    programmes = [(plan, _programme(plan)) for plan in plans]
    _add(session, (row for _, row in programmes))
    axes = [
        (axis, Axis(programme_id=row.id, position=place, **_titles(axis.title)))
        for plan, row in programmes
        for place, axis in enumerate(plan.axes, 1)
    ]
    _add(session, (row for _, row in axes))
    projects = [
        (project, _project(project, row.id, place), row.programme_id)
        for axis, row in axes
        for place, project in enumerate(axis.projects, 1)
    ]
    _add(session, (row for _, row, _ in projects))
    told: list[_Told] = [
        (step, _report(step, row.id, None), []) for plan, row in programmes for step in plan.steps
    ]
    for project, row, programme_id in projects:
        steps = _milestones(project, row.id)
        session.add_all(steps)
        told += [
            (report, _report(report, programme_id, row.id), [steps[n] for n in report.ticked])
            for report in project.reports
        ]
    _add(session, (row for _, row, _ in sorted(told, key=lambda entry: entry[0].at)))
    _add(session, chain.from_iterable(_support(*entry) for entry in told))


def _add(session: Session, rows: Iterable[Base]) -> None:
    """Write the rows now: the next level needs their ids."""
    session.add_all(rows)
    session.flush()


def _titles(title: Both) -> dict[str, str]:
    return {"title_ar": title[0], "title_fr": title[1]}


def _programme(plan: ProgrammePlan) -> Programme:
    return Programme(
        collectivity_id=plan.collectivity,
        phase=plan.phase,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        **_titles(plan.title),
    )


def _project(plan: ProjectPlan, axis_id: int, place: int) -> Project:
    return Project(
        axis_id=axis_id,
        position=place,
        principles=list(plan.principles),
        due_on=plan.due_on,
        **_titles(plan.title),
    )


def _milestones(plan: ProjectPlan, project_id: int) -> list[Milestone]:
    return [
        Milestone(project_id=project_id, position=place, due_on=step.due_on, **_titles(step.title))
        for place, step in enumerate(plan.milestones, 1)
    ]


def _report(plan: ReportPlan, programme_id: int, project_id: int | None) -> ProgressReport:
    return ProgressReport(
        programme_id=programme_id,
        project_id=project_id,
        level=plan.level,
        step=plan.step,
        percent=plan.percent,
        no_change=plan.no_change,
        note=plan.note,
        reason=plan.reason,
        author_id=plan.author,
        created_at=plan.at,
    )


def _support(
    plan: ReportPlan, report: ProgressReport, ticked: list[Milestone]
) -> Iterable[ReportMilestone | Evidence]:
    """Give the rows that hang on a stored report: milestones ticked, and its evidence."""
    for milestone in ticked:
        yield ReportMilestone(report_id=report.id, milestone_id=milestone.id)
    if plan.link:
        yield Evidence(
            report_id=report.id,
            kind="link",
            url=plan.link,
            author_id=report.author_id,
            created_at=report.created_at,
        )

"""Progress reports: added, undone by a second row, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import distinct, exists, func, select
from sqlalchemy.orm import Session, joinedload

from storage import audit
from storage.files import add as add_file
from storage.models import (
    Axis,
    Collectivity,
    Due,
    Evidence,
    Level,
    Member,
    PhaseStep,
    Programme,
    ProgressReport,
    Project,
    ReportMilestone,
    Withdrawal,
)
from storage.reach import Reach

STANDING = ~exists().where(Withdrawal.report_id == ProgressReport.id)
"""The condition on a report that it was not taken back."""
LATEST = (
    select(ProgressReport.project_id, func.max(ProgressReport.id).label("report_id"))
    .where(ProgressReport.project_id.is_not(None), STANDING)
    .group_by(ProgressReport.project_id)
    .subquery()
)
"""The newest standing report of each project: its ``project_id`` and ``report_id``."""


@dataclass(frozen=True)
class NewReport:
    """What a person reported, before it has a number.

    ``files`` are attachments as conversations keep them: kind, and either url or the channel's
    external_id with name, mime, size (bytes) and caption.
    """

    programme_id: int
    project_id: int | None = None
    level: Level | None = None
    step: PhaseStep | None = None
    happened_on: date | None = None
    percent: int | None = None
    milestones: tuple[int, ...] = ()
    note: str | None = None
    reason: str | None = None
    no_change: bool = False
    evidence_to_follow: bool = False
    files: tuple[dict[str, Any], ...] = ()


def add(
    session: Session, new: NewReport, *, author: Member, channel: str, now: datetime
) -> ProgressReport:
    """Write a report with its milestones and evidence, and the audit line. Flushes, for the id."""
    report = ProgressReport(
        programme_id=new.programme_id,
        project_id=new.project_id,
        level=new.level,
        step=new.step,
        happened_on=new.happened_on,
        percent=new.percent,
        note=new.note,
        reason=new.reason,
        no_change=new.no_change,
        evidence_to_follow=new.evidence_to_follow,
        author_id=author.id,
        created_at=now,
    )
    session.add(report)
    session.flush()
    session.add_all(
        ReportMilestone(report_id=report.id, milestone_id=milestone) for milestone in new.milestones
    )
    add_evidence(session, report.id, new.files, author=author, channel=channel, now=now)
    audit.record(session, author.id, "report", f"report:{report.id}", now)
    return report


def add_evidence(  # noqa: PLR0913 — whose, what, where from, when
    session: Session,
    report_id: int,
    files: Sequence[dict[str, Any]],
    *,
    author: Member,
    channel: str,
    now: datetime,
) -> None:
    """Attach files and links to a report; their content is fetched after the commit."""
    for file in files:
        stored = None
        if file.get("url") is None:
            stored = add_file(session, file, member_id=author.id, channel=channel, now=now)
        session.add(
            Evidence(
                report_id=report_id,
                kind=file["kind"],
                file_id=stored.id if stored else None,
                url=file.get("url"),
                caption=file.get("caption") or None,
                author_id=author.id,
                created_at=now,
            )
        )


def withdraw(session: Session, report: ProgressReport, author: Member, now: datetime) -> bool:
    """Take a report back; False when it was taken back before."""
    if session.get(Withdrawal, report.id) is not None:
        return False
    session.add(Withdrawal(report_id=report.id, author_id=author.id, created_at=now))
    audit.record(session, author.id, "withdraw", f"report:{report.id}", now)
    follow_up = session.scalar(select(Due).where(Due.key == f"evidence:{report.id}"))
    if follow_up is not None:
        session.delete(follow_up)
    return True


def by_author(session: Session, report_id: int, author_id: int) -> ProgressReport | None:
    """Return a report if this member wrote it."""
    return session.scalar(
        select(ProgressReport)
        .options(joinedload(ProgressReport.project))
        .where(ProgressReport.id == report_id, ProgressReport.author_id == author_id)
    )


def of_place(session: Session, report_id: int, collectivity_id: int) -> ProgressReport | None:
    """Return a report if it was made for this local government, whoever sat there then."""
    return session.scalar(
        select(ProgressReport)
        .join(Programme, Programme.id == ProgressReport.programme_id)
        .options(joinedload(ProgressReport.author))
        .where(ProgressReport.id == report_id, Programme.collectivity_id == collectivity_id)
    )


def awaiting_evidence(
    session: Session, report_id: int, collectivity_id: int | None
) -> ProgressReport | None:
    """Return a standing report of this place whose promised evidence has not come, or None."""
    return session.scalar(
        select(ProgressReport)
        .join(Programme, Programme.id == ProgressReport.programme_id)
        .options(joinedload(ProgressReport.project), joinedload(ProgressReport.author))
        .where(
            ProgressReport.id == report_id,
            Programme.collectivity_id == collectivity_id,
            ProgressReport.evidence_to_follow,
            ~exists().where(Evidence.report_id == ProgressReport.id),
            STANDING,
        )
    )


def steps_taken(session: Session, programme_id: int) -> dict[PhaseStep, ProgressReport]:
    """Return the phase steps a programme has reported, each with its standing report."""
    rows = session.scalars(
        select(ProgressReport)
        .where(
            ProgressReport.programme_id == programme_id,
            ProgressReport.step.is_not(None),
            STANDING,
        )
        .order_by(ProgressReport.id)
    )
    return {row.step: row for row in rows if row.step is not None}


def latest(
    session: Session, reach: Reach, *, limit: int, report_id: int | None = None
) -> list[tuple[ProgressReport, Collectivity]]:
    """Return the newest standing reports within reach with where they come from, or the one named.

    A report beyond reach is as if it were not there.
    """
    query = (
        select(ProgressReport, Collectivity)
        .join(Programme, Programme.id == ProgressReport.programme_id)
        .join(Collectivity, Collectivity.id == Programme.collectivity_id)
        .options(
            joinedload(ProgressReport.author),
            joinedload(ProgressReport.project).joinedload(Project.axis).joinedload(Axis.programme),
        )
        .where(
            STANDING,
            reach.covers(Collectivity.id),
        )
        .order_by(ProgressReport.id.desc())
        .limit(limit)
    )
    if report_id is not None:
        query = query.where(ProgressReport.id == report_id)
    return [(report, collectivity) for report, collectivity in session.execute(query)]


def projects_moved(session: Session, *, since: datetime) -> int:
    """Return how many projects of the whole network have moved since then, by standing reports."""
    query = select(func.count(distinct(ProgressReport.project_id))).where(
        ProgressReport.created_at >= since,
        ProgressReport.project_id.is_not(None),
        ProgressReport.no_change.is_(False),
        STANDING,
    )
    return session.scalar(query) or 0

"""How far along: the progress of an axis or a programme, computed from reports and never typed.

A project's progress is the percentage reported, else what its level stands for. The shares for
the levels are a rule of ours, not of OGP's: IRM levels are words, and half of an axis at
"limited" must not read as half done.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from storage.models import Level
from storage.programmes import Standing

SHARE = {
    Level.NO_EVIDENCE: 0,
    Level.NOT_STARTED: 0,
    Level.LIMITED: 30,
    Level.SUBSTANTIAL: 70,
    Level.COMPLETE: 100,
}


@dataclass(frozen=True)
class Progress:
    """The mean progress (percent) of ``projects`` projects, ``reported`` of which have a report.

    A zero may mean nothing done or nothing said; ``reported`` tells these apart.
    """

    percent: int
    projects: int
    reported: int


def of_project(standing: Standing) -> int:
    """Return the progress of one project, 0–100."""
    report = standing.report
    if report is None or report.level is None:
        return 0
    if report.level == Level.COMPLETE or report.percent is None:
        return SHARE[report.level]
    return report.percent


def of_projects(standings: Iterable[Standing]) -> Progress:
    """Return the mean over projects; those without a report count as zero, and are counted."""
    rows = list(standings)
    total = sum(of_project(row) for row in rows)
    return Progress(
        percent=round(total / len(rows)) if rows else 0,
        projects=len(rows),
        reported=sum(row.report is not None for row in rows),
    )

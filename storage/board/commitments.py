"""How far the projects within reach are: by completion level, and by the principles they serve."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.models import (
    Axis,
    Level,
    Phase,
    Programme,
    ProgressReport,
    Project,
)
from storage.reach import Reach
from storage.reports import LATEST

Levels = Mapping[Level | None, int]  # None: nothing reported yet, which is not "not started"


@dataclass(frozen=True)
class Commitments:
    """The projects of programmes under way.

    Attributes:
        levels: how many stand at each level of OGP's scale.
        principles: the same for each principle; a project may serve several.
        updated_at: when the newest of these levels was reported; None when none was.
    """

    levels: Levels = field(default_factory=dict)
    principles: Mapping[str, Levels] = field(default_factory=dict)
    updated_at: datetime | None = None

    @property
    def projects(self) -> int:
        """How many projects there are."""
        return sum(self.levels.values())


def commitments(session: Session, reach: Reach) -> Commitments:
    """Count the projects within reach by their last report that was not taken back."""
    rows = session.execute(
        select(
            Project.principles,
            ProgressReport.level,
            func.count(Project.id),
            func.max(ProgressReport.created_at),
        )
        .join(Axis, Axis.id == Project.axis_id)
        .join(Programme, Programme.id == Axis.programme_id)
        .outerjoin(LATEST, LATEST.c.project_id == Project.id)
        .outerjoin(ProgressReport, ProgressReport.id == LATEST.c.report_id)
        .where(Programme.phase != Phase.CLOSED, reach.covers(Programme.collectivity_id))
        .group_by(Project.principles, ProgressReport.level)
    )
    levels: Counter[Level | None] = Counter()
    principles: dict[str, Counter[Level | None]] = {}
    moments = []
    for names, level, count, at in rows:
        levels[level] += count
        for name in names:
            principles.setdefault(name, Counter())[level] += count
        if at is not None:
            moments.append(at)
    return Commitments(dict(levels), principles, max(moments, default=None))

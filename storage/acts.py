"""What a check-in may begin with: somebody's own entries, a peer's story, an act to thank for.

A kind of check-in for which there is matter is one function here, with its line in ``MATTER``, and
the words for it in ``handlers.nudge``.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from storage import shelves
from storage.models import CheckInKind, Evidence, Level, Member, ProgressReport
from storage.reports import STANDING


def entry(session: Session, member_id: int, since: datetime) -> ProgressReport | None:
    """Return the member's newest report since then on a project that moved, with the project."""
    return session.scalar(
        select(ProgressReport)
        .options(joinedload(ProgressReport.project))
        .where(
            ProgressReport.author_id == member_id,
            ProgressReport.created_at >= since,
            ProgressReport.project_id.is_not(None),
            ProgressReport.no_change.is_(False),
            STANDING,
        )
        .order_by(ProgressReport.id.desc())
        .limit(1)
    )


def to_thank_for(session: Session, member_id: int, since: datetime) -> ProgressReport | None:
    """Return the newest report since then that is an act: evidence, a project done, a step taken.

    With its project, if it is about one.
    """
    proven = exists().where(Evidence.report_id == ProgressReport.id)
    done = and_(ProgressReport.level == Level.COMPLETE, ProgressReport.no_change.is_(False))
    return session.scalar(
        select(ProgressReport)
        .options(joinedload(ProgressReport.project))
        .where(
            ProgressReport.author_id == member_id,
            ProgressReport.created_at >= since,
            or_(proven, done, ProgressReport.step.is_not(None)),
            STANDING,
        )
        .order_by(ProgressReport.id.desc())
        .limit(1)
    )


def story(session: Session, member_id: int, since: datetime) -> shelves.Entry | None:
    """Return what a similar local government published since then and the member was not told."""
    return shelves.story_for(session, session.get_one(Member, member_id), since)


# By kind: what finds its matter for a member, and how old that may be.
MATTER: Mapping[CheckInKind, tuple[Callable[[Session, int, datetime], Any], timedelta]] = {
    CheckInKind.PROGRESS: (entry, timedelta(days=60)),
    CheckInKind.PEER: (story, timedelta(days=548)),  # 18 months: then a practice is reviewed (F10)
    CheckInKind.THANKS: (to_thank_for, timedelta(days=28)),
}


def matter(session: Session, member_id: int, kind: CheckInKind, now: datetime) -> Any:  # noqa: ANN401 — a row of the kind's own
    """Return what a check-in of ``kind`` would begin with for a member; None when there is none."""
    find, age = MATTER[kind]
    return find(session, member_id, now - age)

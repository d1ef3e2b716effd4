"""What somebody has done lately that a message may speak of: their entries, an act to thank for."""

from datetime import datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from storage.models import Evidence, Level, ProgressReport, Withdrawal

_WITHDRAWN = exists().where(Withdrawal.report_id == ProgressReport.id)


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
            ~_WITHDRAWN,
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
            ~_WITHDRAWN,
        )
        .order_by(ProgressReport.id.desc())
        .limit(1)
    )

"""What is done once a day for the whole network: begun by one process, and finished by one."""

from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.models import Run

PATIENCE = timedelta(minutes=15)  # after this, whoever began it is taken to have stopped

_INSERT = {
    name: dialect.insert(Run).on_conflict_do_nothing(index_elements=["name", "day"])
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}


def is_open(session: Session, name: str, day: date, now: datetime) -> bool:
    """Tell whether ``begin`` would give this run to whoever asks."""
    theirs = select(Run.id).where(
        Run.name == name,
        Run.day == day,
        or_(Run.done_at.is_not(None), Run.started_at > now - PATIENCE),
    )
    return session.scalar(theirs) is None


def begin(session: Session, name: str, day: date, now: datetime) -> bool:
    """Take the run of ``day``; False when it is done, or somebody else is at it."""
    values = {"name": name, "day": day, "started_at": now, "detail": {}}
    insert = _INSERT[session.get_bind().dialect.name].values(values)
    added = session.scalar(insert.returning(Run.id))
    return added is not None or _take_over(session, name, day, now)


def finish(session: Session, name: str, day: date, now: datetime, detail: dict[str, int]) -> None:
    """Note that the run of ``day`` is done, and what it did."""
    session.execute(
        update(Run)
        .where(Run.name == name, Run.day == day)
        .values(done_at=now, detail=detail)
        .execution_options(synchronize_session=False)
    )


def last(session: Session, name: str) -> Run | None:
    """Return the newest run that was finished, or None."""
    done = select(Run).where(Run.name == name, Run.done_at.is_not(None))
    return session.scalar(done.order_by(Run.day.desc()).limit(1))


def _take_over(session: Session, name: str, day: date, now: datetime) -> bool:
    """Take a run whose first owner has not finished it in time."""
    late = and_(Run.done_at.is_(None), Run.started_at <= now - PATIENCE)
    taken = session.scalar(
        update(Run)
        .where(Run.name == name, Run.day == day, late)
        .values(started_at=now)
        .returning(Run.id)
        .execution_options(synchronize_session=False)
    )
    return taken is not None

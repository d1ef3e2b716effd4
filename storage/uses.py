"""Who made use of what the library holds, once for each local government, and who was told."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage import publishing, timetable
from storage.models import Due, Faq, Member, Practice, Published, Reuse, Use

APPLIED = "applied"  # of a timetable row: the author hears
SOON = timedelta(hours=1)  # what others do within it is told together


def note(  # noqa: PLR0913 — who, of what, how, in which words, when
    session: Session,
    member: Member,
    entry: Practice | Faq,
    use: Use,
    now: datetime,
    *,
    note: str | None,
    told: bool = False,
) -> bool:
    """Note that a member's local government made use of an entry; False when it had before.

    The author hears of it soon, together with what others noted meanwhile, unless they were
    ``told`` already.
    """
    kind = publishing.kind_of(entry)
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {
        "kind": kind,
        "number": entry.id,
        "use": use,
        "collectivity_id": member.collectivity_id,
        "member_id": member.id,
        "note": note,
        "at": now,
        "told_at": now if told else None,
    }
    added = session.scalar(
        insert(Reuse).values(values).on_conflict_do_nothing().returning(Reuse.id)
    )
    if added is None:
        return False
    if not told:
        _plan(session, entry, kind, added, now)
    return True


def count(session: Session, kind: Published, number: int, use: Use) -> int:
    """Return how many local governments made such use of an entry."""
    query = select(func.count(Reuse.id)).where(
        Reuse.kind == kind, Reuse.number == number, Reuse.use == use
    )
    return session.scalar(query) or 0


def has(session: Session, kind: Published, number: int, use: Use, collectivity_id: int) -> bool:
    """Tell whether a local government has noted such use of an entry."""
    found = select(Reuse.id).where(
        Reuse.kind == kind,
        Reuse.number == number,
        Reuse.use == use,
        Reuse.collectivity_id == collectivity_id,
    )
    return session.scalar(found) is not None


def untold(session: Session, kind: Published, number: int) -> Sequence[Reuse]:
    """Return what an entry's author has not heard of, the earliest first."""
    return session.scalars(
        select(Reuse)
        .where(Reuse.kind == kind, Reuse.number == number, Reuse.told_at.is_(None))
        .order_by(Reuse.id)
    ).all()


def _plan(
    session: Session, entry: Practice | Faq, kind: Published, reuse: int, now: datetime
) -> None:
    """Have the author told soon, unless that is planned already."""
    prefix = f"{APPLIED}:{kind.value}:{entry.id}:"
    if session.scalar(select(Due.id).where(Due.key.like(f"{prefix}%")).limit(1)) is not None:
        return
    timetable.add(
        session,
        key=f"{prefix}{reuse}",
        kind=APPLIED,
        member_id=publishing.author_id(session, entry),
        about={"entry": kind.value, "number": entry.id},
        due_at=now + SOON,
    )
    session.flush()

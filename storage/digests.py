"""The weekly digest: how far its look through the members has come, and what concerns whom.

Nothing is written for a week in which nothing was published, and little for members whom nothing
new concerns.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import rhythm, shelves
from storage.models import (
    Axis,
    DigestScan,
    Expertise,
    Member,
    Phase,
    Practice,
    Programme,
    Project,
    Published,
    Question,
    Seat,
    Topic,
)
from storage.shelves import Entry, Shelf

KIND = "digest"  # of a timetable row and of a contact
NEWS = 50  # entries looked at in one week: nobody gets more than a few of them
WEEK = timedelta(days=7)

OF_PRINCIPLE: dict[str, frozenset[Topic]] = {
    "transparency": frozenset({Topic.PUBLICATION, Topic.BUDGET, Topic.COUNCIL}),
    "accountability": frozenset({Topic.EVALUATION, Topic.COMMITTEE, Topic.BUDGET}),
    "access_to_information": frozenset({Topic.ACCESS, Topic.PUBLICATION}),
    "participation": frozenset(
        {Topic.PARTICIPATION, Topic.PETITIONS, Topic.CIVIL_SOCIETY, Topic.EQUITY}
    ),
    "digital": frozenset({Topic.DIGITAL, Topic.SERVICES}),
    "innovation": frozenset({Topic.DIGITAL, Topic.PARTNERSHIP}),
}


def is_done(session: Session, week: str) -> bool:
    """Tell whether everybody has been looked at in that week."""
    done = select(DigestScan.week).where(DigestScan.week == week, DigestScan.done_at.is_not(None))
    return session.scalar(done) is not None


def scan_of(session: Session, week: str, now: datetime) -> DigestScan:
    """Return the look of a week, begun if need be; on PostgreSQL nobody else gets it meanwhile."""
    found = session.scalar(select(DigestScan).where(DigestScan.week == week).with_for_update())
    if found is None:
        found = DigestScan(week=week, begun_at=now, after=0)
        session.add(found)
        session.flush()
    return found


def since(session: Session, scan: DigestScan) -> datetime:
    """Return from when on something is new: since the look before, or for a week."""
    before = session.scalar(
        select(DigestScan.begun_at)
        .where(DigestScan.week < scan.week)
        .order_by(DigestScan.week.desc())
        .limit(1)
    )
    return before or scan.begun_at - WEEK


def news(session: Session, scan: DigestScan) -> list[Entry]:
    """Return what was published since the last look, the newest first."""
    return shelves.entries(session, Shelf(since=since(session, scan)), limit=NEWS)


def portion(session: Session, after: int, limit: int) -> Sequence[Member]:
    """Return the next members who may want a digest, by number."""
    return session.scalars(
        select(Member)
        .join(Seat, Seat.id == Member.seat_id)
        .where(
            Member.id > after,
            Member.joined_at.is_not(None),
            Member.stopped_at.is_(None),
            Member.undigested_at.is_(None),
            Seat.role.in_(rhythm.ASKED),
        )
        .order_by(Member.id)
        .limit(limit)
    ).all()


def topics_of(session: Session, members: Sequence[Member]) -> dict[int, set[Topic]]:
    """Return what these members care for: what they know, have asked, and have undertaken."""
    found: defaultdict[int, set[Topic]] = defaultdict(set)
    ids = [member.id for member in members]
    known = select(Expertise.member_id, Expertise.topic).where(Expertise.member_id.in_(ids))
    asked = select(Question.author_id, Question.topic).where(Question.author_id.in_(ids))
    for rows in (session.execute(known), session.execute(asked)):
        for member_id, topic in rows:
            found[member_id].add(topic)
    places = {member.collectivity_id for member in members if member.collectivity_id}
    undertaken: defaultdict[int, set[Topic]] = defaultdict(set)
    projects = session.execute(
        select(Programme.collectivity_id, Project.principles)
        .join(Axis, Axis.programme_id == Programme.id)
        .join(Project, Project.axis_id == Axis.id)
        .where(Programme.collectivity_id.in_(places), Programme.phase != Phase.CLOSED)
    )
    for place, principles in projects:
        undertaken[place].update(*(OF_PRINCIPLE.get(name, ()) for name in principles))
    for member in members:
        if member.collectivity_id is not None:
            found[member.id] |= undertaken[member.collectivity_id]
    return found


def authors_of(session: Session, entries: Sequence[Entry]) -> dict[int, int]:
    """Return who wrote the practices among these entries, by their number."""
    numbers = [one.number for one in entries if one.kind is Published.PRACTICE]
    rows = session.execute(select(Practice.id, Practice.author_id).where(Practice.id.in_(numbers)))
    return dict(rows.all())

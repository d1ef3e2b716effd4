"""The seats of the network as they go out: who sits where, or that nobody does.

Nothing of how people answer, pause or feel is in it: that is nobody's to export (FEATURES.md F6).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from storage.exports.reported import Titles
from storage.models import (
    Collectivity,
    CollectivityKind,
    Invitation,
    Member,
    Occupancy,
    Programme,
    ProgressReport,
    Role,
    Seat,
    Withdrawal,
)
from storage.reach import Reach

PORTION = 1000

_REGION = aliased(Collectivity)
_LAST_REPORT = (
    select(func.max(ProgressReport.created_at))
    .join(Programme, Programme.id == ProgressReport.programme_id)
    .where(
        Programme.collectivity_id == Seat.collectivity_id,
        ~exists().where(Withdrawal.report_id == ProgressReport.id),
    )
    .scalar_subquery()
)


@dataclass(frozen=True)
class Seated:
    """A seat: where, which role, and who sits there (None: it is vacant).

    ``invited`` tells that a link to it is open; ``reported_at`` is when its local government last
    reported anything.
    """

    id: int
    place: Titles
    code: str | None
    kind: CollectivityKind | None
    region: Titles
    role: Role
    name: str | None
    language: str | None
    since: datetime | None
    invited: bool
    reported_at: datetime | None


def count(session: Session, reach: Reach) -> int:
    """Return how many seats there are to read."""
    query = select(func.count(Seat.id)).where(reach.covers(Seat.collectivity_id))
    return session.scalar(query) or 0


def portion(
    session: Session, reach: Reach, now: datetime, after: int, limit: int = PORTION
) -> list[Seated]:
    """Return the next seats within reach, from the number ``after`` on."""
    invited = exists().where(
        Invitation.seat_id == Seat.id,
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > now,
    )
    rows = session.execute(
        select(
            Seat.id,
            Seat.role,
            Collectivity.name_ar,
            Collectivity.name_fr,
            Collectivity.code,
            Collectivity.kind,
            _REGION.name_ar.label("region_ar"),
            _REGION.name_fr.label("region_fr"),
            Member.name,
            Member.language,
            Occupancy.since,
            invited.label("invited"),
            _LAST_REPORT.label("reported_at"),
        )
        .select_from(Seat)
        .outerjoin(Collectivity, Collectivity.id == Seat.collectivity_id)
        .outerjoin(_REGION, _REGION.id == Collectivity.region_id)
        .outerjoin(Member, Member.seat_id == Seat.id)
        .outerjoin(Occupancy, and_(Occupancy.seat_id == Seat.id, Occupancy.until.is_(None)))
        .where(reach.covers(Seat.collectivity_id), Seat.id > after)
        .order_by(Seat.id)
        .limit(limit)
    )
    return [
        Seated(
            id=row.id,
            place=(row.name_ar, row.name_fr),
            code=row.code,
            kind=row.kind,
            region=(row.region_ar or row.name_ar, row.region_fr or row.name_fr),
            role=row.role,
            name=row.name,
            language=row.language,
            since=row.since,
            invited=row.invited,
            reported_at=row.reported_at,
        )
        for row in rows
    ]

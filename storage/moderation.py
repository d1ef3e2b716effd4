"""What waits for a moderator, within whose reach, and the decisions: one for each, once.

Moderators are the coordinators. Nobody decides on what they wrote, unless there is nobody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from storage import audit, people, seats, timetable
from storage.models import (
    Answer,
    Collectivity,
    Due,
    Faq,
    Member,
    Practice,
    PracticeVersion,
    PublicationStatus,
    Published,
    Seat,
)
from storage.reach import Reach, reach_of

_S = PublicationStatus
_ACTIONS = {_S.PUBLISHED: "publish", _S.RETURNED: "return", _S.REJECTED: "reject"}
REMINDER = "moderation"  # of a timetable row
_LARGEST = 2**31 - 1  # a row's number, on either store
_DIGITS = len(str(_LARGEST))


@dataclass(frozen=True)
class Item:
    """One thing to be read: a version of a practice, or an answer that both sides gave away."""

    row: PracticeVersion | Faq

    @property
    def kind(self) -> Published:
        """Which of both."""
        return Published.PRACTICE if isinstance(self.row, PracticeVersion) else Published.FAQ

    @property
    def ref(self) -> str:
        """How buttons name it: the version of a practice, so that no newer one is decided on."""
        return f"{'p' if self.kind is Published.PRACTICE else 'f'}{self.row.id}"

    @property
    def number(self) -> int:
        """The number it is published under."""
        return self.row.practice_id if isinstance(self.row, PracticeVersion) else self.row.id

    @property
    def sent_at(self) -> datetime:
        """When it came to the moderators."""
        sent = self.row.submitted_at
        assert sent is not None
        return sent


def waiting(session: Session, moderator: Member, limit: int = 50) -> list[Item]:
    """Return what this member may decide on now, what has waited longest first."""
    versions = _versions(session, moderator).where(PracticeVersion.status == _S.SUBMITTED)
    faqs = _faqs(session, moderator).where(Faq.status == _S.SUBMITTED)
    found = [
        *map(Item, session.scalars(versions.order_by(PracticeVersion.id).limit(limit))),
        *map(Item, session.scalars(faqs.order_by(Faq.id).limit(limit))),
    ]
    return sorted(found, key=lambda item: item.sent_at)[:limit]


def count(session: Session, moderator: Member) -> int:
    """Return how much there is for this member to decide on."""
    versions = _versions(session, moderator).where(PracticeVersion.status == _S.SUBMITTED)
    faqs = _faqs(session, moderator).where(Faq.status == _S.SUBMITTED)
    return _count(session, versions) + _count(session, faqs)


def within(session: Session, moderator: Member, ref: str) -> Item | None:
    """Return what a button names if it is this member's to decide, decided or not; else None."""
    kind, digits = ref[:1], ref[1:]
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS):
        return None
    if int(digits) > _LARGEST:
        return None
    row: PracticeVersion | Faq | None = None
    if kind == "p":
        row = session.scalar(_versions(session, moderator).where(PracticeVersion.id == int(digits)))
    elif kind == "f":
        offered = Faq.status == _S.OFFERED
        row = session.scalar(_faqs(session, moderator).where(Faq.id == int(digits), ~offered))
    return None if row is None else Item(row)


def decide(  # noqa: PLR0913 — on what, by whom, how, when, why
    session: Session,
    item: Item,
    by: Member,
    status: PublicationStatus,
    now: datetime,
    *,
    reason: str | None = None,
) -> bool:
    """Write a decision; False when somebody was quicker, or it was taken back."""
    row = item.row
    session.refresh(row, ["status"], with_for_update=True)
    if row.status is not _S.SUBMITTED:
        return False
    row.status, row.decided_by, row.decided_at, row.reason = status, by.id, now, reason
    session.flush()
    subject = f"{item.kind.value}:{item.number}"
    audit.record(session, by.id, _ACTIONS[status], subject, now, item=item.ref)
    return True


def moderators(session: Session, item: Item) -> Sequence[Member]:
    """Return who is told that something waits: those of its region, else of the network.

    Not its author, who knows: with nobody else, it waits in their own menu.
    """
    place, author = _origin(session, item)
    for found in (people.coordinators_at(session, place), people.coordinators_at(session, None)):
        others = [one for one in found if one.id != author]
        if others:
            return others
    return ()


def is_first(session: Session, item: Item, since: datetime) -> bool:
    """Tell whether nothing else of the same region has come in since then.

    Whoever was told lately that something waits needs not be told of every piece.
    """
    place, _author = _origin(session, item)
    found = session.get(Collectivity, place) if place is not None else None
    reach = Reach((found.region_id or found.id) if found else None)
    versions = _all_versions(reach).where(
        PracticeVersion.status == _S.SUBMITTED, PracticeVersion.submitted_at > since
    )
    faqs = _all_faqs(reach).where(Faq.status == _S.SUBMITTED, Faq.submitted_at > since)
    return _count(session, versions) + _count(session, faqs) <= 1


def overdue(session: Session, moderator: Member, before: datetime) -> int:
    """Return how much of what this member may decide on was sent before that moment."""
    return sum(item.sent_at <= before for item in waiting(session, moderator))


def _origin(session: Session, item: Item) -> tuple[int | None, int]:
    """Return from which collectivity's seat an item comes, and whose words it holds."""
    row = item.row
    if isinstance(row, PracticeVersion):
        seat_id, author = row.practice.seat_id, row.practice.author_id
    else:
        answer = session.get_one(Answer, row.answer_id)
        seat_id, author = answer.seat_id, answer.author_id
    return session.get_one(Seat, seat_id).collectivity_id, author


def _versions(session: Session, moderator: Member) -> Select[PracticeVersion]:
    reach = reach_of(moderator)
    if reach is None:
        return select(PracticeVersion).where(PracticeVersion.id.is_(None))
    found = _all_versions(reach)
    alone = seats.is_last_coordinator(session, moderator)
    return found if alone else found.where(Practice.author_id != moderator.id)


def _faqs(session: Session, moderator: Member) -> Select[Faq]:
    reach = reach_of(moderator)
    if reach is None:
        return select(Faq).where(Faq.id.is_(None))
    found = _all_faqs(reach)
    alone = seats.is_last_coordinator(session, moderator)
    return found if alone else found.where(Answer.author_id != moderator.id)


def _all_versions(reach: Reach) -> Select[PracticeVersion]:
    return (
        select(PracticeVersion)
        .join(Practice, Practice.id == PracticeVersion.practice_id)
        .join(Seat, Seat.id == Practice.seat_id)
        .options(joinedload(PracticeVersion.practice).joinedload(Practice.author))
        .where(reach.covers(Seat.collectivity_id))
    )


def _all_faqs(reach: Reach) -> Select[Faq]:
    return (
        select(Faq)
        .join(Answer, Answer.id == Faq.answer_id)
        .join(Seat, Seat.id == Answer.seat_id)
        .where(reach.covers(Seat.collectivity_id))
    )


def _count(session: Session, query: Select[PracticeVersion] | Select[Faq]) -> int:
    rows = query.with_only_columns(func.count(), maintain_column_froms=True)
    return session.scalar(rows.options().order_by(None)) or 0


def plan_reminder(session: Session, due_at: datetime) -> None:
    """Have the national coordinators told at ``due_at`` if something waits still; once a day."""
    for one in people.coordinators_at(session, None):
        key = f"{REMINDER}:{one.id}:{due_at.date().isoformat()}"
        if session.scalar(select(Due.id).where(Due.key == key)) is None:
            timetable.add(
                session, key=key, kind=REMINDER, member_id=one.id, about={}, due_at=due_at
            )
            session.flush()

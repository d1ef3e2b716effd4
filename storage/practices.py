"""Practices: written, sent to the moderators version by version, changed, taken back."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Self

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from storage import audit, publishing
from storage.models import (
    Member,
    Practice,
    PracticeVersion,
    PublicationStatus,
    Seat,
    Topic,
)

_S = PublicationStatus
_UNREAD = (_S.SUBMITTED, _S.RETURNED)


@dataclass(frozen=True)
class Written:
    """A practice in its author's words. ``files`` are ids of StoredFile, or addresses of pages."""

    title: str
    problem: str
    done: str
    result: str
    effort: str | None
    source: str | None
    topic: str
    principles: tuple[str, ...]
    language: str
    files: tuple[int | str, ...]
    depicted: bool
    contact: bool

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Self:
        """Read back what a version keeps."""
        lists = {name: tuple(stored[name]) for name in ("principles", "files")}
        return cls(**{**stored, **lists})


@dataclass(frozen=True)
class Keys:
    """What two practices that say the same have in common, of the title and of the rest."""

    title: str
    body: str


def key_of(normalised: str) -> str:
    """Return the key of a text (``locales.normalise``): equal for equal words."""
    return hashlib.sha256(normalised.encode()).hexdigest()


def submit(  # noqa: PLR0913 — who, what, as which practice, when
    session: Session,
    author: Member,
    written: Written,
    keys: Keys,
    now: datetime,
    *,
    practice: Practice | None = None,
) -> PracticeVersion:
    """Send a practice to the moderators, or a new version of one. Flushes, for the numbers.

    A version that no moderator has read yet gives way to the new one. Raises ValueError for an
    author without a seat.
    """
    if author.seat_id is None:
        message = f"member {author.id} has no seat to share a practice from"
        raise ValueError(message)
    number = 1
    if practice is None:
        practice = Practice(
            author_id=author.id,
            seat_id=author.seat_id,
            collectivity_id=author.collectivity_id,
            created_at=now,
            status=_S.SUBMITTED,
        )
        _write(practice, written, keys)
        session.add(practice)
        session.flush()
    else:
        session.refresh(practice, with_for_update=True)
        number = 1 + max(one.number for one in versions(session, practice.id))
        for one in versions(session, practice.id):
            if one.status in _UNREAD:
                one.status = _S.WITHDRAWN
        if practice.status is not _S.PUBLISHED:
            practice.status, practice.version = _S.SUBMITTED, number
            _write(practice, written, keys)
    version = PracticeVersion(
        practice=practice,
        number=number,
        words=asdict(written),
        status=_S.SUBMITTED,
        submitted_at=now,
    )
    session.add(version)
    session.flush()
    audit.record(session, author.id, "share", f"practice:{practice.id}", now, version=number)
    return version


def publish(
    session: Session, version: PracticeVersion, keys: Keys, now: datetime, today: date
) -> None:
    """Let a version that a moderator found good be the practice; ``today`` is the local date."""
    practice = version.practice
    _write(practice, Written.of(version.words), keys)
    practice.version = version.number
    publishing.show(session, practice, now, today)


def turn_down(version: PracticeVersion) -> None:
    """Note on the practice what became of a version; what is published stays so."""
    if version.practice.status is not _S.PUBLISHED:
        version.practice.status = version.status


def unpublish(session: Session, practice: Practice, by: Member, now: datetime) -> bool:
    """Take a practice back, with any version that waits; False when that was done before."""
    session.refresh(practice, with_for_update=True)
    if practice.status is _S.WITHDRAWN:
        return False
    for one in versions(session, practice.id):
        if one.status in _UNREAD:
            one.status = _S.WITHDRAWN
    publishing.take_back(session, practice)
    audit.record(session, by.id, "unpublish", f"practice:{practice.id}", now)
    return True


def versions(session: Session, practice_id: int) -> Sequence[PracticeVersion]:
    """Return every version of a practice, the first one first, with the practice."""
    return session.scalars(
        select(PracticeVersion)
        .options(joinedload(PracticeVersion.practice).joinedload(Practice.author))
        .where(PracticeVersion.practice_id == practice_id)
        .order_by(PracticeVersion.number)
    ).all()


def newest(session: Session, practice_id: int) -> PracticeVersion:
    """Return the last version of a practice, whatever became of it; not one that was erased."""
    return [one for one in versions(session, practice_id) if one.words][-1]


def of_number(session: Session, number: int) -> Practice | None:
    """Return a practice, published or not, with its author; None for one whose words are erased."""
    return session.scalar(
        select(Practice)
        .options(joinedload(Practice.author))
        .where(Practice.id == number, Practice.title != "")
    )


def is_theirs(practice: Practice, member: Member) -> bool:
    """Tell whether a practice is a member's to change: its author's, or now of their seat."""
    if member.seat_id is None:
        return False
    if practice.author_id == member.id:
        return True
    return practice.seat_id == member.seat_id


def mine(session: Session, member: Member, limit: int, offset: int = 0) -> Sequence[Practice]:
    """Return the practices a member wrote, or their seat has inherited, the newest first."""
    owned = [Practice.author_id == member.id]
    if member.seat_id is not None:
        owned.append(Practice.seat_id == member.seat_id)
    return session.scalars(
        select(Practice).where(or_(*owned)).order_by(Practice.id.desc()).offset(offset).limit(limit)
    ).all()


def alike(session: Session, member: Member, keys: Keys, but: int | None) -> Practice | None:
    """Return a practice with the same title or the same text that this member may know of, or None.

    Nobody hears of what others wrote before it is published. ``but`` is the practice being changed.
    """
    mine_ = Practice.author_id == member.id
    found = (
        select(Practice)
        .where(
            or_(Practice.title_key == keys.title, Practice.body_key == keys.body),
            or_(
                Practice.status == _S.PUBLISHED,
                mine_ & Practice.status.in_((*_UNREAD, _S.PUBLISHED)),
            ),
        )
        .order_by(Practice.id)
        .limit(1)
    )
    if but is not None:
        found = found.where(Practice.id != but)
    return session.scalar(found)


def writer(session: Session, practice: Practice) -> Member | None:
    """Return who is written to about a practice: its author in that seat, or who sits there now."""
    author = session.get_one(Member, practice.author_id)
    if author.seat_id == practice.seat_id:
        return author
    return session.scalar(
        select(Member)
        .join(Seat, Seat.id == Member.seat_id)
        .where(Seat.id == practice.seat_id, Member.joined_at.is_not(None))
    )


def forget(session: Session, member_id: int) -> None:
    """Erase what a member wrote and nobody published; what is published stays as it is."""
    theirs = session.scalars(select(Practice).where(Practice.author_id == member_id)).all()
    for practice in theirs:
        published = practice.status is _S.PUBLISHED
        for version in versions(session, practice.id):
            if published and version.status is _S.PUBLISHED:
                continue
            version.words, version.reason = {}, None
            if version.status in _UNREAD:
                version.status = _S.WITHDRAWN
        if not published:
            practice.status = _S.WITHDRAWN
            practice.title = practice.problem = practice.done = practice.result = ""
            practice.effort = practice.source = None
            practice.files, practice.title_key, practice.body_key = [], "", ""
    session.flush()


def _write(practice: Practice, written: Written, keys: Keys) -> None:
    for name, value in asdict(written).items():
        setattr(practice, name, list(value) if isinstance(value, tuple) else value)
    practice.topic = Topic(written.topic)
    practice.title_key, practice.body_key = keys.title, keys.body

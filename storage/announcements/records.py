"""What is kept of each announcement: written, decided on by a second person, scheduled, begun."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from storage import audit, timetable
from storage.models import (
    Announcement,
    AnnouncementStatus,
    AnnouncementText,
    ChannelIdentity,
    Due,
    Member,
    Recipient,
    Role,
    Seat,
)
from storage.reach import Reach

DUE, PROGRESS = "announcement", "progress"  # kinds of timetable rows and of events
SENT = frozenset({AnnouncementStatus.SENDING, AnnouncementStatus.SENT})
REPEATED = timedelta(hours=24)  # the same text within it is asked about (FEATURES.md F12)
APPROVABLE = timedelta(hours=24)  # what was urgent a day ago is not approved any more
REMINDED = timedelta(hours=24)  # a reminder is dropped after that (F6)
KEPT = timedelta(days=7)  # what is held back for somebody whose budget is spent, then dropped


@dataclass(frozen=True, kw_only=True)
class New:
    """An announcement to be stored; see `storage.models.Announcement`."""

    texts: Mapping[str, str]
    audience: Mapping[str, Any]
    files: Sequence[int] = ()
    urgent: bool = False
    status: AnnouncementStatus = AnnouncementStatus.SCHEDULED
    send_at: datetime | None = None


def add(session: Session, author: Member, reach: Reach, new: New, now: datetime) -> Announcement:
    """Store an announcement; one that is scheduled gets its row in the timetable."""
    row = Announcement(
        author_id=author.id,
        region_id=reach.region_id,
        audience=dict(new.audience),
        files=list(new.files),
        digest=digest(new.texts),
        urgent=new.urgent,
        status=new.status,
        created_at=now,
        send_at=new.send_at,
    )
    session.add(row)
    session.flush()
    session.add_all(
        AnnouncementText(announcement_id=row.id, language=language, words=words)
        for language, words in new.texts.items()
    )
    note(session, author.id, "announce", row, now, status=new.status.value, urgent=new.urgent)
    if new.status == AnnouncementStatus.SCHEDULED:
        schedule(session, row, now)
    return row


def schedule(session: Session, row: Announcement, now: datetime) -> None:
    """Have it sent at its time; at once when it has none, or that has passed."""
    row.status = AnnouncementStatus.SCHEDULED
    timetable.add(
        session,
        key=f"{DUE}:{row.id}",
        kind=DUE,
        member_id=row.author_id,
        about={"announcement": row.id},
        due_at=max(now, row.send_at or now),
    )
    session.flush()


def unschedule(session: Session, row: Announcement) -> None:
    """Take it out of the timetable."""
    due = session.scalar(select(Due).where(Due.key == f"{DUE}:{row.id}"))
    if due is not None:
        session.delete(due)


def note(
    session: Session,
    who: int | None,
    act: str,
    row: Announcement,
    now: datetime,
    **detail: Any,  # noqa: ANN401 — JSON values
) -> None:
    """Write an act on an announcement into the audit log."""
    audit.record(session, who, act, f"announcement:{row.id}", now, **detail)


def hold(session: Session, announcement_id: int) -> Announcement | None:
    """Return an announcement, locked until the transaction ends; None for no such one."""
    return session.get(Announcement, announcement_id, with_for_update=True, populate_existing=True)


def within(session: Session, reach: Reach, announcement_id: int) -> Announcement | None:
    """Return an announcement of this reach, locked; None for others', as if there were none."""
    row = hold(session, announcement_id)
    return row if row is not None and covers(reach, row.region_id) else None


def covers(reach: Reach | None, region_id: int | None) -> bool:
    """Tell whether what was announced to a region, or to the network (None), is in this reach."""
    return reach is not None and (reach.region_id is None or reach.region_id == region_id)


def latest(session: Session, reach: Reach, limit: int, offset: int = 0) -> Sequence[Announcement]:
    """Return the announcements of this reach, the newest first."""
    return session.scalars(
        select(Announcement)
        .where(_of(reach))
        .order_by(Announcement.id.desc())
        .limit(limit)
        .offset(offset)
    ).all()


def unapproved(
    session: Session, reach: Reach, member_id: int, now: datetime
) -> Sequence[Announcement]:
    """Return the urgent announcements of this reach that wait for another's word, oldest first.

    Not those of ``member_id``, nor those too old to be approved.
    """
    return session.scalars(
        select(Announcement)
        .where(
            Announcement.status == AnnouncementStatus.APPROVAL,
            Announcement.author_id != member_id,
            Announcement.created_at >= now - APPROVABLE,
            _of(reach),
        )
        .order_by(Announcement.id)
    ).all()


def texts(session: Session, announcement_id: int) -> dict[str, str]:
    """Return an announcement's words by language."""
    rows = session.execute(
        select(AnnouncementText.language, AnnouncementText.words)
        .where(AnnouncementText.announcement_id == announcement_id)
        .order_by(AnnouncementText.language)
    )
    return {language: words for language, words in rows}  # noqa: C416 — rows are not pairs


def reword(session: Session, row: Announcement, words: Mapping[str, str]) -> None:
    """Put other words in place of an announcement's."""
    for language, text in words.items():
        found = session.get(AnnouncementText, (row.id, language))
        if found is None:
            found = AnnouncementText(announcement_id=row.id, language=language)
            session.add(found)
        found.words = text
    session.flush()
    row.digest = digest(texts(session, row.id))


def digest(words: Mapping[str, str]) -> str:
    """Return what two announcements of the same texts share."""
    plain = "\0".join(f"{language}\0{words[language].strip()}" for language in sorted(words))
    return hashlib.sha256(plain.encode(errors="backslashreplace")).hexdigest()


def repeated(
    session: Session, reach: Reach, words: Mapping[str, str], now: datetime
) -> Announcement | None:
    """Return the newest announcement of this reach with the same texts that is a day old at most.

    One that was refused, cancelled before it went out or never sent is none.
    """
    gone_nowhere = (
        AnnouncementStatus.REFUSED,
        AnnouncementStatus.LAPSED,
        AnnouncementStatus.MISSED,
    )
    return session.scalar(
        select(Announcement)
        .where(
            Announcement.digest == digest(words),
            Announcement.created_at > now - REPEATED,
            Announcement.status.not_in(gone_nowhere),
            or_(
                Announcement.status != AnnouncementStatus.CANCELLED,
                Announcement.begun_at.is_not(None),
            ),
            _of(reach),
        )
        .order_by(Announcement.id.desc())
        .limit(1)
    )


def others_in_charge(session: Session, region_id: int | None, without: int) -> Sequence[Member]:
    """Return the coordinators who look after what was announced there, and can be written to.

    Those of the region first, then of the network; ``without`` is a member's id.
    """
    works = (
        select(ChannelIdentity.id)
        .where(ChannelIdentity.member_id == Member.id, ChannelIdentity.unreachable_since.is_(None))
        .exists()
    )
    regional = (Seat.role == Role.REGIONAL_COORDINATOR) & (Seat.collectivity_id == region_id)
    found = session.scalars(
        select(Member)
        .join(Seat, Seat.id == Member.seat_id)
        .where(
            or_(regional, Seat.role == Role.NATIONAL_COORDINATOR),
            Member.joined_at.is_not(None),
            Member.id != without,
            works,
        )
        .order_by(Member.id)
    ).all()
    return sorted(found, key=lambda one: one.role != Role.REGIONAL_COORDINATOR)


def received(session: Session, member_id: int, announcement_id: int | None) -> Recipient | None:
    """Return what somebody got: that announcement, else the newest they have not noted."""
    query = select(Recipient).where(Recipient.member_id == member_id, Recipient.left_out.is_(None))
    if announcement_id is not None:
        query = query.where(Recipient.announcement_id == announcement_id)
    else:
        query = query.where(Recipient.noted_at.is_(None))
    return session.scalar(query.order_by(Recipient.announcement_id.desc()).limit(1))


def of_period(session: Session, period: str) -> Announcement | None:
    """Return the announcement that a contact's period names."""
    return session.get(Announcement, int(period))


def _of(reach: Reach) -> ColumnElement[bool]:
    return true() if reach.region_id is None else Announcement.region_id == reach.region_id

"""Spreadsheets sent to be imported: which wait, what was read in them, when they are forgotten.

A file is fetched and read outside of transactions (``bot.uploads``). What was in it goes as soon
as it is imported, refused or given up, and after a day in any case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, text, update
from sqlalchemy.orm import Session, undefer

from storage.models import ChannelIdentity, Collectivity, Member, Upload
from storage.reach import reach_of

KEPT = timedelta(hours=24)
MOST_ATTEMPTS = 3  # to fetch a file

_OPEN = text("uploads.status IN ('waiting', 'confirmed')")  # as the partial indexes spell it
# In brackets: SQLAlchemy puts none around a text that it joins to other conditions.
_FULL = text("(uploads.content IS NOT NULL OR uploads.reading IS NOT NULL)")
_NOTHING: Mapping[str, Any] = {"content": None, "reading": None, "choices": {}}


@dataclass(frozen=True)
class ToRead:
    """A file to be fetched (or read again, with its content), as its sender may.

    ``region`` is the code of the only region they reach, None for all; ``allowed`` is False for
    somebody who coordinates nothing any more.
    """

    id: int
    name: str
    channel: str
    external_id: str
    content: bytes | None
    choices: Mapping[str, str]
    allowed: bool
    region: str | None


def add(  # noqa: PLR0913 — the columns of one row
    session: Session,
    *,
    member_id: int,
    identity_id: int,
    external_id: str,
    name: str,
    size: int | None,
    now: datetime,
) -> Upload:
    """Note a file to be read. Earlier ones of this member that were not imported are given up."""
    given_up = (Upload.member_id == member_id, Upload.status.in_(("waiting", "read")))
    _end(session, "dropped", *given_up)
    upload = Upload(
        member_id=member_id,
        identity_id=identity_id,
        external_id=external_id,
        name=name,
        size=size,
        created_at=now,
    )
    session.add(upload)
    session.flush()
    return upload


def open_ones(session: Session) -> list[tuple[int, str]]:
    """Return (id, status) of those that wait for being read or saved, the oldest first."""
    rows = session.execute(select(Upload.id, Upload.status).where(_OPEN).order_by(Upload.id))
    return [(row.id, row.status) for row in rows]


def to_read(session: Session, upload_id: int) -> ToRead | None:
    """Return a waiting file with all that reading it needs; None when it waits no more."""
    row = session.execute(
        select(Upload, ChannelIdentity.channel, Member)
        .join(ChannelIdentity, ChannelIdentity.id == Upload.identity_id)
        .join(Member, Member.id == Upload.member_id)
        .options(undefer(Upload.content))
        .where(Upload.id == upload_id, Upload.status == "waiting")
    ).first()
    if row is None:
        return None
    upload, channel, member = row
    reach = reach_of(member)
    region = session.get(Collectivity, reach.region_id) if reach and reach.region_id else None
    return ToRead(
        id=upload.id,
        name=upload.name,
        channel=channel,
        external_id=upload.external_id,
        content=upload.content,
        choices=upload.choices,
        allowed=reach is not None,
        region=region.code if region else None,
    )


def was_read(
    session: Session, upload_id: int, reading: Mapping[str, Any], content: bytes | None
) -> Upload | None:
    """Keep what was read; None when the file waits no more. ``content`` is for reading it again."""
    return _moved(
        session,
        upload_id,
        "waiting",
        status="read",
        readings=Upload.readings + 1,
        reading=dict(reading),
        content=content,
    )


def failed(session: Session, upload_id: int) -> int:
    """Count a failed attempt to fetch or to save a list and return how many there were."""
    attempts = session.scalar(
        update(Upload)
        .where(Upload.id == upload_id)
        .values(attempts=Upload.attempts + 1)
        .returning(Upload.attempts)
        .execution_options(synchronize_session=False)
    )
    return attempts or 0


def refuse(session: Session, upload_id: int) -> Upload | None:
    """End a waiting file that cannot be used; None when it waits no more."""
    return _moved(session, upload_id, "waiting", status="refused", **_NOTHING)


def one(session: Session, upload_id: int) -> Upload:
    """Return a file by its number. Raises sqlalchemy's NoResultFound for one that never was."""
    return _fresh(session, upload_id)


def of_member(session: Session, member_id: int, upload_id: int | None = None) -> Upload | None:
    """Return a member's file that was read and not yet confirmed: this one, or the newest."""
    query = select(Upload).where(Upload.member_id == member_id, Upload.status == "read")
    if upload_id is not None:
        query = query.where(Upload.id == upload_id)
    return session.scalar(query.order_by(Upload.id.desc()).limit(1))


def read_again(session: Session, upload: Upload, choices: Mapping[str, str]) -> None:
    """Let a file be read again, with what was chosen (a register code) by row."""
    upload.choices = {**upload.choices, **choices}
    upload.status, upload.reading = "waiting", None
    session.flush()


def confirm(session: Session, upload: Upload) -> None:
    """Let what was read be saved."""
    upload.status = "confirmed"
    session.flush()


def confirmed(session: Session, upload_id: int) -> tuple[Upload, Member] | None:
    """Return a confirmed file with its member; None when it is not to be saved any more."""
    row = session.execute(
        select(Upload, Member)
        .join(Member, Member.id == Upload.member_id)
        .where(Upload.id == upload_id, Upload.status == "confirmed")
    ).first()
    return (row[0], row[1]) if row else None


def saved(session: Session, upload_id: int) -> Upload | None:
    """End a confirmed file, of which all is stored; None when somebody else did."""
    return _moved(session, upload_id, "confirmed", status="done", **_NOTHING)


def not_saved(session: Session, upload_id: int) -> Upload | None:
    """Take a confirmation back: nothing was stored, and it can be confirmed once more."""
    return _moved(session, upload_id, "confirmed", status="read")


def drop(session: Session, upload_id: int) -> Upload | None:
    """Give a file up and forget what was in it; None when it was over already."""
    return _end(session, "dropped", Upload.id == upload_id, Upload.status.in_(_UNFINISHED))


def person_of(session: Session, upload: Upload) -> str:
    """Return whose events are told under, as the inbox names people."""
    identity = session.get_one(ChannelIdentity, upload.identity_id)
    return f"{identity.channel}:{identity.external_id}"


def forget(session: Session, member_id: int) -> None:
    """Give up a member's lists, and forget what they were called and what was in them."""
    _end(session, "dropped", Upload.member_id == member_id, Upload.status.in_(_UNFINISHED))
    session.execute(
        update(Upload)
        .where(Upload.member_id == member_id)
        .values(name="", external_id="", **_NOTHING)
        .execution_options(synchronize_session=False)
    )


def any_expired(session: Session, now: datetime) -> bool:
    """Tell whether ``purge`` would find anything."""
    expired = select(Upload.id).where(_FULL, Upload.created_at <= now - KEPT)
    return session.scalar(expired.limit(1)) is not None


def purge(session: Session, now: datetime) -> None:
    """Forget what was in the files whose day is over."""
    _end(session, "dropped", _FULL, Upload.created_at <= now - KEPT)


_UNFINISHED = ("waiting", "read", "confirmed")


def _moved(session: Session, upload_id: int, before: str, **values: Any) -> Upload | None:  # noqa: ANN401 — of any column
    """Write ``values`` if the file stands where it did: of two at once, one alone succeeds."""
    found = session.scalars(
        update(Upload)
        .where(Upload.id == upload_id, Upload.status == before)
        .values(**values)
        .returning(Upload.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return None if found is None else _fresh(session, found)


def _end(session: Session, status: str, *which: ColumnElement[bool] | Any) -> Upload | None:  # noqa: ANN401 — also text
    ended: Sequence[int] = session.scalars(
        update(Upload)
        .where(*which)
        .values(status=status, **_NOTHING)
        .returning(Upload.id)
        .execution_options(synchronize_session=False)
    ).all()
    return _fresh(session, ended[0]) if ended else None


def _fresh(session: Session, upload_id: int) -> Upload:
    return session.get_one(Upload, upload_id, populate_existing=True)

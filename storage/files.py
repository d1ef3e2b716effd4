"""The files people sent: which content is still to be fetched, kept, or to go, its time over."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from storage.models import StoredFile

MOST_ATTEMPTS = 8


def waiting(session: Session, limit: int = 10) -> Sequence[StoredFile]:
    """Return files whose content has not been fetched, the oldest first."""
    return session.scalars(
        select(StoredFile)
        .where(text("files.status = 'waiting'"))  # as the partial index spells it
        .order_by(StoredFile.attempts, StoredFile.id)
        .limit(limit)
    ).all()


def by_number(session: Session, numbers: Collection[int]) -> dict[int, StoredFile]:
    """Return the files that there are among these numbers."""
    found = session.scalars(select(StoredFile).where(StoredFile.id.in_(numbers)))
    return {file.id: file for file in found}


def add(
    session: Session, file: Mapping[str, Any], *, member_id: int, channel: str, now: datetime
) -> StoredFile:
    """Note a file that a conversation collected (an answer to ``Media``), to be fetched later.

    Flushes, for its number: by that it can go with a message (``handlers.say``).
    """
    stored = StoredFile(
        member_id=member_id,
        channel=channel,
        external_id=file["external_id"],
        kind=file["kind"],
        name=file.get("name"),
        mime=file.get("mime"),
        size=file.get("size"),
        created_at=now,
    )
    session.add(stored)
    session.flush()
    return stored


def stored(session: Session, file_id: int, *, sha256: str, size: int) -> None:
    """Note that the content is kept under its SHA-256 (hexadecimal); ``size`` in bytes."""
    file = session.get_one(StoredFile, file_id)
    file.status, file.sha256, file.size = "stored", sha256, size


def failed(session: Session, file_id: int, *, final: bool) -> bool:
    """Count a failed attempt; True when it was the last, and the content will stay unfetched."""
    file = session.get_one(StoredFile, file_id)
    file.attempts += 1
    if final or file.attempts >= MOST_ATTEMPTS:
        file.status = "failed"
    return file.status == "failed"


def expire(session: Session, before: datetime, limit: int) -> int:
    """Let the content of files sent before that moment go; return how many there were.

    The rows stay, to say that there was evidence. Whoever keeps the content asks for ``expired``.
    """
    old = session.scalars(
        select(StoredFile.id)
        .where(StoredFile.created_at < before, StoredFile.status != "expired")
        .limit(limit)
    ).all()
    session.execute(
        update(StoredFile)
        .where(StoredFile.id.in_(old))
        .values(status="expired", name=None, external_id="")
        .execution_options(synchronize_session=False)
    )
    return len(old)


def expired(session: Session, limit: int = 100) -> Sequence[str]:
    """Return hashes of content whose time is over and that is not known to have gone."""
    found = session.scalars(
        select(StoredFile.sha256)
        .where(StoredFile.status == "expired", StoredFile.sha256.is_not(None))
        .distinct()
        .limit(limit)
    )
    return [sha256 for sha256 in found if sha256]


def in_use(session: Session, sha256: str) -> bool:
    """Tell whether a file whose time is not over has this content."""
    kept = select(StoredFile.id).where(StoredFile.sha256 == sha256, StoredFile.status != "expired")
    return session.scalar(kept.limit(1)) is not None


def discarded(session: Session, sha256: str) -> None:
    """Note that expired files no longer have this content."""
    session.execute(
        update(StoredFile)
        .where(StoredFile.sha256 == sha256, StoredFile.status == "expired")
        .values(sha256=None)
        .execution_options(synchronize_session=False)
    )

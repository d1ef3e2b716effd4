"""The files people sent: which content is still to be fetched, kept, or to go, its time over."""

from collections.abc import Sequence
from datetime import datetime

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

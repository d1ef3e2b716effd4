"""The files people sent: which content is still to be fetched, and what became of it."""

from collections.abc import Sequence

from sqlalchemy import select, text
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

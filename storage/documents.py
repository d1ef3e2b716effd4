"""The files Jisr sends: kept from the event that made them until they may go.

A message names its document by number (``handlers.say``); the sender reads the content at the
moment of sending. What must not stay, because it is secret or its time is over, loses its content;
the row remains, so that a number never comes to mean another file.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from storage.models import Document

LARGEST = 45 * 1024 * 1024  # bytes; the Bot API takes 50 MB with everything around the file
LONGEST_NAME = 255  # characters

_FULL = text("documents.content IS NOT NULL")  # as the partial index spells it


class Unsendable(ValueError):
    """A file that no channel would take: empty, too large, or with too long a name."""


def add(  # noqa: PLR0913 (the columns of one row)
    session: Session, *, name: str, mime: str, content: bytes, now: datetime, keep: timedelta
) -> Document:
    """Keep a file to be sent, and return it with its number; its content goes after ``keep``.

    Raises:
        Unsendable: for a file that is empty or above 45 MB, and for a name above 255 characters.
    """
    if not content:
        message = "an empty file cannot be sent"
        raise Unsendable(message)
    if len(content) > LARGEST:
        message = f"a file of {len(content)} bytes cannot be sent: {LARGEST} at most"
        raise Unsendable(message)
    if len(name) > LONGEST_NAME:
        message = f"a file name of {len(name)} characters cannot be kept: {LONGEST_NAME} at most"
        raise Unsendable(message)
    document = Document(
        name=name,
        mime=mime,
        content=content,
        size=len(content),
        created_at=now,
        expires_at=now + keep,
    )
    session.add(document)
    session.flush()
    return document


def content_of(session: Session, document_id: int) -> Document | None:
    """Return the document with its content; None when there is none, or none any more."""
    return session.scalar(select(Document).where(Document.id == document_id, _FULL))


def erase(session: Session, document_id: int) -> None:
    """Let a document lose its content before its time."""
    session.execute(
        update(Document)
        .where(Document.id == document_id)
        .values(content=None)
        .execution_options(synchronize_session=False)
    )


def any_expired(session: Session, now: datetime) -> bool:
    """Tell whether ``purge`` would find anything."""
    expired = select(Document.id).where(_FULL, Document.expires_at <= now)
    return session.scalar(expired.limit(1)) is not None


def purge(session: Session, now: datetime) -> int:
    """Let every document whose time is over lose its content; return how many did."""
    purged = session.scalars(
        update(Document)
        .where(_FULL, Document.expires_at <= now)
        .values(content=None)
        .returning(Document.id)
        .execution_options(synchronize_session=False)
    )
    return len(purged.all())

"""Questions to the authors of practices: who asked about which, in the audit log, without words."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import audit
from storage.models import Audit

ASKED, ANSWERED = "ask_author", "answer_reader"


def asked(session: Session, asker_id: int, practice_id: int, now: datetime) -> None:
    """Note that somebody asked about a practice."""
    audit.record(session, asker_id, ASKED, f"practice:{practice_id}", now)


def answered(session: Session, by: int, practice_id: int, asker_id: int, now: datetime) -> None:
    """Note that what ``asker_id`` asked about a practice has its answer."""
    audit.record(session, by, ANSWERED, f"practice:{practice_id}", now, to=asker_id)


def was_asked(session: Session, practice_id: int, asker_id: int) -> bool:
    """Tell whether this person ever asked about this practice."""
    found = select(Audit.id).where(
        Audit.subject == f"practice:{practice_id}",
        Audit.action == ASKED,
        Audit.member_id == asker_id,
    )
    return session.scalar(found.limit(1)) is not None

"""Consents: somebody's yes or no to a version of the notice on their data, kept for good."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import Consent


def record(session: Session, member_id: int, version: str, now: datetime, *, given: bool) -> None:
    """Note a member's answer to the notice of this version (law 09-08)."""
    session.add(Consent(member_id=member_id, version=version, given=given, at=now))


def of_member(session: Session, member_id: int) -> Sequence[Consent]:
    """Return what a member answered, the newest first."""
    return session.scalars(
        select(Consent).where(Consent.member_id == member_id).order_by(Consent.id.desc())
    ).all()

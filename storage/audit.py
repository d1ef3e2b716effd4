"""The audit log: who did what, on what, when. Rows are added and never changed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from storage.models import Audit

_RECORD = insert(cast("Table", Audit.__table__))  # past the session: nothing there needs it


def record(
    session: Session,
    who: int | None,
    action: str,
    subject: str,
    now: datetime,
    **detail: Any,  # noqa: ANN401 — JSON values
) -> None:
    """Note an act of ``who`` (a member's id; None for the command line) on ``subject``.

    Args:
        session: the transaction of the act itself.
        who: the member who acted.
        action: what was done, in a word: invite, approve, transfer.
        subject: what it was done to, as kind and id: "member:12", "seat:3".
        now: aware, UTC.
        detail: ids and closed values; never names, nor what somebody wrote.
    """
    line = {"at": now, "member_id": who, "action": action, "subject": subject, "detail": detail}
    session.execute(_RECORD, line)


def record_all(
    session: Session,
    who: int | None,
    action: str,
    subjects: Iterable[tuple[str, Mapping[str, Any]]],
    now: datetime,
) -> None:
    """Note the same act on many subjects, each with its detail; as ``record`` does."""
    lines = [
        {"at": now, "member_id": who, "action": action, "subject": subject, "detail": dict(detail)}
        for subject, detail in subjects
    ]
    if lines:
        session.execute(_RECORD, lines)


def latest(session: Session, who: int, action: str) -> datetime | None:
    """Return when a member last did ``action``, None for never."""
    return session.scalar(
        select(Audit.at)
        .where(Audit.member_id == who, Audit.action == action)
        .order_by(Audit.id.desc())
        .limit(1)
    )

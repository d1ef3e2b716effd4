"""Coordinators' questions about reports: asked, answered, and which of them wait for an answer.

They stand in the audit log, which outlives both people; the words are in the asker's conversation
for as long as that is kept.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, literal, select
from sqlalchemy.orm import Session

from storage import audit
from storage.models import Audit, Conversation, Programme, ProgressReport

ASKED, ANSWERED = "clarify", "explain"


@dataclass(frozen=True)
class Question:
    """A question about a report: who asked (a member's id), and when.

    ``state`` is the asker's conversation (handlers.dialogue.State); None when it is kept no more.
    """

    report_id: int
    asker_id: int
    at: datetime
    state: dict[str, Any] | None


def asked(session: Session, asker_id: int, report_id: int, now: datetime) -> None:
    """Note that a coordinator asked about a report."""
    audit.record(session, asker_id, ASKED, f"report:{report_id}", now)


def answered(session: Session, by: int, report_id: int, asker_id: int, now: datetime) -> None:
    """Note that what ``asker_id`` asked about a report has its answer."""
    audit.record(session, by, ANSWERED, f"report:{report_id}", now, to=asker_id)


def was_asked(session: Session, report_id: int, asker_id: int) -> bool:
    """Tell whether this person ever asked about this report."""
    found = select(Audit.id).where(
        Audit.subject == f"report:{report_id}",
        Audit.action == ASKED,
        Audit.member_id == asker_id,
    )
    return session.scalar(found.limit(1)) is not None


def waiting(session: Session, collectivity_id: int) -> list[Question]:
    """Return the questions about a place's reports that nobody has answered, the newest first."""
    subject = literal("report:") + cast(ProgressReport.id, String)
    rows = session.execute(
        select(Audit, ProgressReport.id, Conversation.state)
        .join(ProgressReport, Audit.subject == subject)
        .join(Programme, Programme.id == ProgressReport.programme_id)
        .outerjoin(
            Conversation,
            (Conversation.member_id == Audit.member_id)
            & (Conversation.touched_at == Audit.at)
            & (Conversation.flow == ASKED),
        )
        .where(Programme.collectivity_id == collectivity_id, Audit.action.in_((ASKED, ANSWERED)))
        .order_by(Audit.id)
    )
    found: dict[tuple[int, int | None], Question] = {}
    for line, report_id, state in rows:
        if line.action == ANSWERED:
            found.pop((report_id, line.detail.get("to")), None)
        elif line.member_id is not None:
            question = Question(report_id, line.member_id, line.at, state)
            found[report_id, line.member_id] = question
    return sorted(found.values(), key=lambda one: one.at, reverse=True)

"""Everything the database holds on one person, as JSON values: what they may ask to see."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from storage import consents
from storage.announcements import records
from storage.models import (
    Absence,
    AccessRequest,
    Addition,
    Announcement,
    Answer,
    Audit,
    Base,
    Card,
    ChannelIdentity,
    CheckIn,
    Contact,
    Conversation,
    DecisionRecord,
    Due,
    Evidence,
    Expertise,
    Gathering,
    InboxEvent,
    Invitation,
    Member,
    Occupancy,
    OutboxMessage,
    Practice,
    PracticeVersion,
    ProgressReport,
    Question,
    Recipient,
    Reuse,
    Routing,
    Rsvp,
    Seat,
    Showing,
    StoredFile,
    Upload,
    Withdrawal,
)
from storage.shared import language_for

_MEMBER = (
    "name", "language", "created_at", "joined_at", "left_at", "credited", "fictitious",
    "checkin_day", "checkin_hour", "cadence", "quiet_from", "quiet_until", "paused_until",
    "stopped_at", "asked_back_at", "objected_at", "undigested_at",
)  # fmt: skip
_IDENTITY = (
    "channel", "external_id", "chat_id", "language", "linked_at", "unreachable_since",
    "unreachable_reason", "tries", "tries_since", "misses", "newest", "echo", "offered",
)  # fmt: skip
_CHECK_IN = (
    "week", "kind", "slot", "sent_at", "closes_at", "reminded_at", "excused", "answered_at", "pace",
    "obstacle", "words", "audience", "solved_at", "mood", "load", "pressure", "late",
    "channel",
)  # fmt: skip
_DECISION = (
    "at", "pseudonym", "week", "policy", "eligible", "features", "probabilities", "chosen", "p",
    "seed", "reasons", "suppressed_by", "sent_at", "human_override",
)  # fmt: skip
_PRACTICE = (
    "id", "status", "title", "problem", "done", "result", "effort", "source", "topic", "principles",
    "language", "files", "depicted", "contact", "created_at", "published_at", "review_on",
    "outdated_at",
)  # fmt: skip
_GATHERING = (
    "id", "title_ar", "title_fr", "words", "day", "minutes", "place", "created_at", "cancelled_at",
)  # fmt: skip
_RSVP = (
    "gathering_id", "answer", "answered_at", "tries", "attended_at", "rated", "rating", "remark",
)  # fmt: skip
_REPORT = (
    "id", "level", "step", "happened_on", "percent", "no_change", "note", "reason",
    "evidence_to_follow", "created_at",
)  # fmt: skip


def collect(session: Session, member: Member) -> dict[str, Any]:
    """Return what is known of a member, table by table; moments and days are ISO 8601 text.

    Nothing of other people is in it but what the member was told.
    """
    identities = session.scalars(
        select(ChannelIdentity).where(ChannelIdentity.member_id == member.id)
    ).all()
    ids = [identity.id for identity in identities]
    known_as = [f"{identity.channel}:{identity.external_id}" for identity in identities]
    return {
        "person": _values(member, _MEMBER),
        "seats": _seats(session, member),
        "consents": [
            _values(one, ("version", "given", "at"))
            for one in consents.of_member(session, member.id)
        ],
        "channels": [_values(one, _IDENTITY) for one in identities],
        "reports": _reports(session, member),
        "evidence": _of(session, Evidence, Evidence.author_id == member.id,
                        ("report_id", "kind", "file_id", "url", "caption", "created_at")),
        "practices": _of(session, Practice, Practice.author_id == member.id, _PRACTICE),
        "versions": _of(session, PracticeVersion, PracticeVersion.practice_id.in_(
                            select(Practice.id).where(Practice.author_id == member.id)),
                        ("practice_id", "number", "words", "status", "submitted_at", "decided_at",
                         "reason")),
        "made_use_of": _of(session, Reuse, Reuse.member_id == member.id,
                           ("kind", "number", "use", "note", "at")),
        "shown": _of(session, Showing, Showing.member_id == member.id, ("kind", "number", "at")),
        "files": _of(session, StoredFile, StoredFile.member_id == member.id,
                     ("id", "kind", "name", "mime", "size", "status", "channel", "created_at")),
        "lists": _of(session, Upload, Upload.member_id == member.id,
                     ("name", "size", "status", "created_at")),
        "conversations": _of(session, Conversation, Conversation.member_id == member.id,
                             ("flow", "status", "about", "state", "started_at", "touched_at")),
        "to_come": _of(session, Due, Due.member_id == member.id, ("kind", "about", "due_at")),
        "check_ins": _of(session, CheckIn, CheckIn.member_id == member.id, _CHECK_IN),
        "unasked": _of(session, Contact, Contact.member_id == member.id, ("kind", "period", "at")),
        "decisions": _of(session, DecisionRecord, DecisionRecord.member_id == member.id, _DECISION),
        "cards": _of(session, Card, Card.member_id == member.id,
                     ("at", "reasons", "outcome", "closed_at", "called_at")),
        "absences": _of(session, Absence, Absence.member_id == member.id,
                        ("first_on", "last_on", "declared_at", "ended_at")),
        "expertise": _of(session, Expertise, Expertise.member_id == member.id,
                         ("topic", "declared_at")),
        "questions": _of(session, Question, Question.author_id == member.id,
                         ("id", "words", "files", "language", "topic", "named", "status",
                          "asked_at", "answered_at", "closed_at")),
        "brought": _of(session, Routing, Routing.member_id == member.id,
                       ("question_id", "wave", "reasons", "at", "reaction", "reacted_at")),
        "answers": _of(session, Answer, Answer.author_id == member.id,
                       ("id", "question_id", "words", "files", "language", "named", "at")),
        "additions": _of(session, Addition, Addition.author_id == member.id,
                         ("answer_id", "words", "files", "at")),
        "reuses": _of(session, Reuse, Reuse.member_id == member.id,
                      ("kind", "number", "use", "note", "at")),
        "events_made": _of(session, Gathering, Gathering.made_by == member.id, _GATHERING),
        "events": _of(session, Rsvp, Rsvp.member_id == member.id, _RSVP),
        "announced": _announced(session, member),
        "announcements": _announcements(session, member),
        "requests": _of(session, AccessRequest, AccessRequest.identity_id.in_(ids),
                        ("kind", "role", "words", "created_at", "decided_at", "granted")),
        "invitations": _of(session, Invitation, Invitation.member_id == member.id,
                           ("created_at", "expires_at", "used_at", "accepted_at", "revoked_at")),
        "written": _of(session, InboxEvent, InboxEvent.person.in_(known_as),
                       ("channel", "received_at", "status", "payload")),
        "received": _of(session, OutboxMessage, OutboxMessage.identity_id.in_(ids),
                        ("created_at", "status", "done_at", "payload")),
        "log": _of(session, Audit,
                   or_(Audit.member_id == member.id, Audit.subject == f"member:{member.id}"),
                   ("at", "action", "subject", "detail")),
    }  # fmt: skip


def _seats(session: Session, member: Member) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Occupancy, Seat)
        .join(Seat, Seat.id == Occupancy.seat_id)
        .options(joinedload(Seat.collectivity))
        .where(Occupancy.member_id == member.id)
        .order_by(Occupancy.id)
    )
    return [
        {
            "role": seat.role.value,
            "place": None
            if seat.collectivity is None
            else {"ar": seat.collectivity.name_ar, "fr": seat.collectivity.name_fr},
            **_values(occupancy, ("since", "until")),
        }
        for occupancy, seat in rows
    ]


def _announced(session: Session, member: Member) -> list[dict[str, Any]]:
    """Return what was announced to them, in the language in which they got it."""
    rows = session.scalars(
        select(Recipient)
        .where(Recipient.member_id == member.id)
        .order_by(Recipient.announcement_id)
    )
    found = []
    for row in rows:
        texts = records.texts(session, row.announcement_id)
        language = language_for(member.language, texts)
        words = texts[language] if language is not None and row.left_out is None else None
        columns = _values(row, ("announcement_id", "left_out", "noted_at"))
        found.append({**columns, "words": words})
    return found


def _announcements(session: Session, member: Member) -> list[dict[str, Any]]:
    """Return what they announced, or decided on as the second person."""
    rows = session.scalars(
        select(Announcement)
        .where(or_(Announcement.author_id == member.id, Announcement.decided_by == member.id))
        .order_by(Announcement.id)
    )
    names = ("id", "audience", "urgent", "status", "created_at", "send_at", "begun_at",
             "decided_at", "reminded_at", "corrections")  # fmt: skip
    return [
        {
            **_values(row, names),
            "texts": records.texts(session, row.id) if row.author_id == member.id else None,
        }
        for row in rows
    ]


def _reports(session: Session, member: Member) -> list[dict[str, Any]]:
    rows = session.execute(
        select(ProgressReport, Withdrawal.created_at)
        .outerjoin(Withdrawal, Withdrawal.report_id == ProgressReport.id)
        .options(joinedload(ProgressReport.project))
        .where(ProgressReport.author_id == member.id)
        .order_by(ProgressReport.id)
    )
    return [
        {
            **_values(report, _REPORT),
            "project": None if report.project is None
            else {"ar": report.project.title_ar, "fr": report.project.title_fr},
            "withdrawn_at": _plain(withdrawn),
        }
        for report, withdrawn in rows
    ]  # fmt: skip


def _of(session: Session, table: type[Base], which: Any, names: Sequence[str]) -> list[Any]:  # noqa: ANN401 — a condition
    """Return these columns of the rows for which ``which`` holds, the oldest first."""
    rows = session.scalars(select(table).where(which).order_by(*table.__table__.primary_key))
    return [_values(row, names) for row in rows]


def _values(row: Base, names: Sequence[str]) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:  # noqa: ANN401 — of any column
    return value.isoformat() if isinstance(value, datetime | date | time) else value

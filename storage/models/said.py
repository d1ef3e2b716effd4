"""What was said: reports and their evidence, conversations, the audit log."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.columns import Enumerated, OrderedJSON
from storage.models.base import Base
from storage.models.people import Member
from storage.models.programmes import Project
from storage.models.values import Level, PhaseStep


class ProgressReport(Base):
    """What somebody reported, once and for good: rows are added, never changed.

    Either about a project (``project_id`` and ``level``) or about a programme before its
    projects begin (``step``). A report that was undone has a Withdrawal; it no longer stands.
    """

    __tablename__ = "progress_reports"
    __table_args__ = (
        CheckConstraint("(project_id IS NULL) = (level IS NULL)", name="level_of_a_project"),
        CheckConstraint("(project_id IS NULL) <> (step IS NULL)", name="project_or_step"),
        CheckConstraint("percent IS NULL OR percent BETWEEN 0 AND 100", name="percent"),
        Index("ix_progress_reports_project_id_id", "project_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"))
    level: Mapped[Level | None] = mapped_column(Enumerated(Level, 16))
    step: Mapped[PhaseStep | None] = mapped_column(Enumerated(PhaseStep, 16))
    happened_on: Mapped[date | None]  # of a step: the day it took place
    percent: Mapped[int | None]
    no_change: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)  # why the level went down
    evidence_to_follow: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    created_at: Mapped[datetime]

    author: Mapped[Member] = relationship(lazy="raise")
    project: Mapped[Project | None] = relationship(lazy="raise")


class ReportMilestone(Base):
    """A milestone ticked by a report."""

    __tablename__ = "report_milestones"

    report_id: Mapped[int] = mapped_column(ForeignKey("progress_reports.id"), primary_key=True)
    milestone_id: Mapped[int] = mapped_column(
        ForeignKey("milestones.id"), primary_key=True, index=True
    )


class Withdrawal(Base):
    """An undone report: who took it back, and when. One at most for a report."""

    __tablename__ = "withdrawals"

    report_id: Mapped[int] = mapped_column(ForeignKey("progress_reports.id"), primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    created_at: Mapped[datetime]


class StoredFile(Base):
    """A file somebody sent: known by the platform's id at once, fetched after the commit."""

    __tablename__ = "files"
    __table_args__ = (
        Index(
            "ix_files_open",
            "id",
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    channel: Mapped[str] = mapped_column(String(16))
    external_id: Mapped[str] = mapped_column(String(300))  # what the channel downloads it by
    kind: Mapped[str] = mapped_column(String(16))  # photo, document, voice
    name: Mapped[str | None] = mapped_column(String(255))
    mime: Mapped[str | None] = mapped_column(String(100))
    size: Mapped[int | None]  # bytes
    sha256: Mapped[str | None] = mapped_column(String(64))  # also its name in the files folder
    status: Mapped[str] = mapped_column(
        String(16), default="waiting"
    )  # waiting, stored, failed, expired
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class Evidence(Base):
    """What supports a report: a file or a link."""

    __tablename__ = "evidence"
    __table_args__ = (CheckConstraint("(file_id IS NULL) <> (url IS NULL)", name="file_or_url"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("progress_reports.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))  # photo, document, voice, link
    file_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))
    url: Mapped[str | None] = mapped_column(Text)
    caption: Mapped[str | None] = mapped_column(Text)  # the words sent with it
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    created_at: Mapped[datetime]


class Conversation(Base):
    """A dialogue with a person: the flow's name, what it is about, and the answers by key.

    At most one conversation of an identity is ``open``; others wait as ``parked``.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        Index(
            "uq_conversations_open",
            "identity_id",
            unique=True,
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        Index("ix_conversations_identity_id_status", "identity_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    identity_id: Mapped[int] = mapped_column(ForeignKey("channel_identities.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    flow: Mapped[str] = mapped_column(String(40))
    about: Mapped[dict[str, Any]] = mapped_column(OrderedJSON)
    state: Mapped[dict[str, Any]] = mapped_column(OrderedJSON)  # handlers.dialogue.State
    status: Mapped[str] = mapped_column(String(16))
    # open, parked, done, dropped, expired; left: waits for whoever takes a seat left vacant
    started_at: Mapped[datetime]
    touched_at: Mapped[datetime]  # the last answer


class Audit(Base):
    """Who did what, on what, when: append-only, kept when personal data goes."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80))  # report:123
    detail: Mapped[dict[str, Any]] = mapped_column(OrderedJSON, default=dict)

"""The tables: who is in the network, what they do, and every event on its way in or out.

Three groups. *The network*: collectivities, members, their channel identities, programmes with
axes, projects and milestones. *What was said*: progress reports and their evidence, append-only,
the conversations in progress, the audit log. *The doors*: inbox and outbox, the timetable.
Relationships are never loaded lazily (``lazy="raise"``): a query says what it needs.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from storage.columns import Enumerated, OrderedJSON, UTCDateTime


class Base(DeclarativeBase):
    """The declarative base; constraints are named by one convention, for migrations to use."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: UTCDateTime, date: Date}


class CollectivityKind(StrEnum):
    """The levels of local government; provinces and prefectures share one (law 112-14)."""

    REGION = "region"
    PREFECTURE = "prefecture"
    PROVINCE = "province"
    COMMUNE = "commune"


class Role(StrEnum):
    """What somebody does in the network (NETWORK.md, section 1)."""

    FOCAL_POINT = "focal_point"
    DEPUTY = "deputy"
    POLE = "pole"
    REGIONAL_COORDINATOR = "regional_coordinator"
    NATIONAL_COORDINATOR = "national_coordinator"
    OBSERVER = "observer"


class Phase(StrEnum):
    """Where a programme stands in its two-year cycle (NETWORK.md, section 3)."""

    CO_CREATION = "co_creation"
    VOTE = "vote"
    IMPLEMENTATION = "implementation"
    EVALUATION = "evaluation"
    CLOSED = "closed"


class PhaseStep(StrEnum):
    """What a programme reports before there are projects to carry out (F4)."""

    WORKSHOP = "workshop"
    COMMITTEE = "committee"
    CONSULTATION = "consultation"
    VOTE = "vote"


class Level(StrEnum):
    """Completion levels of OGP's Independent Reporting Mechanism, lowest first."""

    NO_EVIDENCE = "no_evidence"
    NOT_STARTED = "not_started"
    LIMITED = "limited"
    SUBSTANTIAL = "substantial"
    COMPLETE = "complete"


class Collectivity(Base):
    """A local government of the territorial register (HCP, RGPH 2024), of the network or not."""

    __tablename__ = "collectivities"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)  # dotted text, never a number
    kind: Mapped[CollectivityKind] = mapped_column(Enumerated(CollectivityKind, 16))
    name_ar: Mapped[str] = mapped_column(String(200))
    name_fr: Mapped[str] = mapped_column(String(200))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("collectivities.id"), index=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("collectivities.id"), index=True)


class Member(Base):
    """A person of the network, in one role at one collectivity.

    ``collectivity_id`` is the seat's local government; for a regional coordinator it is the
    region, for a national one it is empty.
    """

    __tablename__ = "members"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(3))
    role: Mapped[Role] = mapped_column(Enumerated(Role, 24))
    collectivity_id: Mapped[int | None] = mapped_column(ForeignKey("collectivities.id"), index=True)
    fictitious: Mapped[bool] = mapped_column(default=False)  # made by `jisr sample` or the demo
    created_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]  # said /stop: nothing unasked is sent

    collectivity: Mapped[Collectivity | None] = relationship(lazy="raise")


class ChannelIdentity(Base):
    """How one channel knows a person. ``member_id`` is empty for a stranger we answered."""

    __tablename__ = "channel_identities"
    __table_args__ = (UniqueConstraint("channel", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    external_id: Mapped[str] = mapped_column(String(64))  # the platform's id of the person
    chat_id: Mapped[str] = mapped_column(String(64))  # where to write to them
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    language: Mapped[str] = mapped_column(String(3))  # a stranger's; a member's own wins
    misses: Mapped[int] = mapped_column(default=0)  # messages in a row that matched nothing
    echo: Mapped[dict[str, Any] | None] = mapped_column(OrderedJSON)  # handlers.flood
    newest: Mapped[str | None] = mapped_column(String(64))  # the last message they wrote, its id
    offered: Mapped[list[Any] | None] = mapped_column(OrderedJSON)  # buttons of our last, by row
    linked_at: Mapped[datetime | None]
    unreachable_since: Mapped[datetime | None]
    unreachable_reason: Mapped[str | None] = mapped_column(String(200))

    member: Mapped[Member | None] = relationship(lazy="raise")


class Invitation(Base):
    """A personal link: single use, expiring, stored only as the SHA-256 of its token."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Programme(Base):
    """A collectivity's two-year openness programme."""

    __tablename__ = "programmes"

    id: Mapped[int] = mapped_column(primary_key=True)
    collectivity_id: Mapped[int] = mapped_column(ForeignKey("collectivities.id"), index=True)
    title_ar: Mapped[str | None] = mapped_column(Text)
    title_fr: Mapped[str | None] = mapped_column(Text)
    phase: Mapped[Phase] = mapped_column(Enumerated(Phase, 16))
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    collectivity: Mapped[Collectivity] = relationship(lazy="raise")


class Axis(Base):
    """A local line of action inside a programme; its title is the member's own."""

    __tablename__ = "axes"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    position: Mapped[int]
    title_ar: Mapped[str | None] = mapped_column(Text)
    title_fr: Mapped[str | None] = mapped_column(Text)

    programme: Mapped[Programme] = relationship(lazy="raise")


class Project(Base):
    """An openness project (commitment) of an axis, with the principles it serves."""

    __tablename__ = "projects"

    id: Mapped[int] = mapped_column(primary_key=True)
    axis_id: Mapped[int] = mapped_column(ForeignKey("axes.id"), index=True)
    position: Mapped[int]
    title_ar: Mapped[str | None] = mapped_column(Text)
    title_fr: Mapped[str | None] = mapped_column(Text)
    principles: Mapped[list[str]] = mapped_column(OrderedJSON, default=list)
    due_on: Mapped[date | None]

    axis: Mapped[Axis] = relationship(lazy="raise")


class Milestone(Base):
    """A dated step of a project; done when a standing report ticked it."""

    __tablename__ = "milestones"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    position: Mapped[int]
    title_ar: Mapped[str | None] = mapped_column(Text)
    title_fr: Mapped[str | None] = mapped_column(Text)
    due_on: Mapped[date | None]


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
    status: Mapped[str] = mapped_column(String(16), default="waiting")  # waiting, stored, failed
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
    status: Mapped[str] = mapped_column(String(16))  # open, parked, done, dropped, expired
    started_at: Mapped[datetime]
    touched_at: Mapped[datetime]  # the last answer


class InboxEvent(Base):
    """Something that happened to a person, stored before it is acknowledged or handled."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        Index(
            "ix_inbox_open",
            "id",
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        Index(
            "ix_inbox_open_person",
            "person",
            "id",
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))  # telegram, whatsapp, clock
    external_id: Mapped[str] = mapped_column(String(120))  # the update id, or a fixed one
    person: Mapped[str] = mapped_column(String(80))  # events of one person are handled in order
    payload: Mapped[dict[str, Any] | None] = mapped_column(OrderedJSON)  # as it came
    received_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(8), default="open")  # open, done, dead
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(Text)  # the exception's type and place, no text
    done_at: Mapped[datetime | None]


class OutboxMessage(Base):
    """A message to be sent, and what became of it.

    ``status``: pending → started → sent, or failed, uncertain, cancelled. ``started`` is
    committed before the call to the platform, so that a crash leaves a row known to be doubtful.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_open",
            "priority",
            "id",
            sqlite_where=text("status IN ('pending', 'started')"),
            postgresql_where=text("status IN ('pending', 'started')"),
        ),
        Index(
            "ix_outbox_open_chat",
            "identity_id",
            "priority",
            "id",
            sqlite_where=text("status IN ('pending', 'started')"),
            postgresql_where=text("status IN ('pending', 'started')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    identity_id: Mapped[int] = mapped_column(ForeignKey("channel_identities.id"))
    dedupe_key: Mapped[str] = mapped_column(String(160), unique=True)
    priority: Mapped[int]  # 0 reply, 1 prompt, 2 bulk
    payload: Mapped[dict[str, Any]] = mapped_column(OrderedJSON)  # handlers.say.Say, encoded
    status: Mapped[str] = mapped_column(String(12), default="pending")
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    platform_id: Mapped[str | None] = mapped_column(String(64))  # the platform's message id
    error: Mapped[str | None] = mapped_column(String(300))
    done_at: Mapped[datetime | None]


class Due(Base):
    """The timetable: at ``due_at`` this becomes an inbox event with ``key`` as its id."""

    __tablename__ = "timetable"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)  # evidence:123, expire:45
    kind: Mapped[str] = mapped_column(String(40))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    about: Mapped[dict[str, Any]] = mapped_column(OrderedJSON)
    due_at: Mapped[datetime] = mapped_column(index=True)


class Audit(Base):
    """Who did what, on what, when: append-only, kept when personal data goes."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80))  # report:123
    detail: Mapped[dict[str, Any]] = mapped_column(OrderedJSON, default=dict)

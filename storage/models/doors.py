"""Every event on its way in or out: inbox, outbox, files ordered, sent or read, timetable, runs."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import OrderedJSON
from storage.models.base import Base


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


class Document(Base):
    """A file to be sent: made with the event that queued its message, read when it is sent.

    It may go to several people, each with a message of their own, unless it is secret. Its number
    is never given to another, so that no message can take somebody else's file along.
    """

    __tablename__ = "documents"
    __table_args__ = (
        Index(
            "ix_documents_full",
            "expires_at",
            sqlite_where=text("content IS NOT NULL"),
            postgresql_where=text("content IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(255))  # as the person sees it
    mime: Mapped[str] = mapped_column(String(100))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)  # empty once it must not stay
    size: Mapped[int]  # bytes
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]


class Upload(Base):
    """A spreadsheet that somebody sent to be imported: fetched and read outside of transactions.

    ``status``: waiting (to be fetched and read) → read → confirmed → done, or refused, dropped.
    What was in the file is kept only while it is needed, and for a day at most.
    """

    __tablename__ = "uploads"
    __table_args__ = (
        Index(
            "ix_uploads_open",
            "id",
            sqlite_where=text("status IN ('waiting', 'confirmed')"),
            postgresql_where=text("status IN ('waiting', 'confirmed')"),
        ),
        Index(
            "ix_uploads_full",
            "created_at",
            sqlite_where=text("content IS NOT NULL OR reading IS NOT NULL"),
            postgresql_where=text("content IS NOT NULL OR reading IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    identity_id: Mapped[int] = mapped_column(ForeignKey("channel_identities.id"))
    external_id: Mapped[str] = mapped_column(String(300))  # what the channel downloads it by
    name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int | None]  # bytes, as declared
    status: Mapped[str] = mapped_column(String(12), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)  # that failed, to fetch or to save it
    readings: Mapped[int] = mapped_column(default=0)  # how often it was read
    choices: Mapped[dict[str, str]] = mapped_column(OrderedJSON, default=dict)  # code by row
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    reading: Mapped[dict[str, Any] | None] = mapped_column(OrderedJSON)  # handlers.imports.reading
    created_at: Mapped[datetime]


class Order(Base):
    """A document that somebody asked for: made outside of transactions, brought when it is there.

    ``status``: waiting → making → made, or empty (there was nothing to show), failed, cancelled.
    Whoever makes it holds it until ``lease_until``; ``attempts`` tells a maker's turn from the next
    one's. One order at most of the same thing is open for a person in a chat.
    """

    __tablename__ = "orders"
    __table_args__ = (
        Index(
            "ix_orders_open",
            "id",
            sqlite_where=text("status IN ('waiting', 'making')"),
            postgresql_where=text("status IN ('waiting', 'making')"),
        ),
        Index(
            "uq_orders_open",
            "member_id",
            "identity_id",
            "kind",
            "about",
            unique=True,
            sqlite_where=text("status IN ('waiting', 'making')"),
            postgresql_where=text("status IN ('waiting', 'making')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    identity_id: Mapped[int] = mapped_column(ForeignKey("channel_identities.id"))
    kind: Mapped[str] = mapped_column(String(40))  # handlers.makers
    about: Mapped[dict[str, Any]] = mapped_column(OrderedJSON)  # ids and closed values, no names
    status: Mapped[str] = mapped_column(String(12), default="waiting")
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)  # rows, of total, when it was last asked
    total: Mapped[int] = mapped_column(default=0)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class Due(Base):
    """The timetable: at ``due_at`` this becomes an inbox event with ``key`` as its id."""

    __tablename__ = "timetable"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)  # evidence:123, expire:45
    kind: Mapped[str] = mapped_column(String(40))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    about: Mapped[dict[str, Any]] = mapped_column(OrderedJSON)
    due_at: Mapped[datetime] = mapped_column(index=True)


class Run(Base):
    """Something done once a day for the whole network, and when that was."""

    __tablename__ = "runs"
    __table_args__ = (UniqueConstraint("name", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))  # purge
    day: Mapped[date]  # in Morocco
    started_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    detail: Mapped[dict[str, Any]] = mapped_column(OrderedJSON, default=dict)  # counts

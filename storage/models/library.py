"""The library: practices, answers that became entries, who made use of which, what was sought."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.columns import Enumerated, OrderedJSON
from storage.models.base import Base
from storage.models.people import Member
from storage.models.values import PublicationStatus, Published, Topic, Use


class Practice(Base):
    """What a local government did and others may do too, in its author's own words.

    Its words are those of its published version, or of the newest where none was ever published. A
    later version waits beside it: what is published stays until a moderator has read that.
    """

    __tablename__ = "practices"
    __table_args__ = (Index("ix_practices_status_topic", "status", "topic"),)

    id: Mapped[int] = mapped_column(primary_key=True)  # shown as P-45
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), index=True)
    collectivity_id: Mapped[int | None] = mapped_column(ForeignKey("collectivities.id"), index=True)
    language: Mapped[str] = mapped_column(String(3))
    topic: Mapped[Topic] = mapped_column(Enumerated(Topic, 16))
    principles: Mapped[list[str]] = mapped_column(OrderedJSON, default=list)
    title: Mapped[str] = mapped_column(Text)
    problem: Mapped[str] = mapped_column(Text)
    done: Mapped[str] = mapped_column(Text)  # what we did
    result: Mapped[str] = mapped_column(Text)  # or a number
    effort: Mapped[str | None] = mapped_column(Text)  # and cost
    source: Mapped[str | None] = mapped_column(Text)  # of a case from elsewhere
    files: Mapped[list[int | str]] = mapped_column(OrderedJSON, default=list)
    # ids of StoredFile, or addresses of pages
    depicted: Mapped[bool] = mapped_column(default=False)  # people on photos agreed to be shown
    contact: Mapped[bool]  # peers may write to the author through Jisr
    title_key: Mapped[str] = mapped_column(String(64), index=True)  # `storage.practices.key_of`
    body_key: Mapped[str] = mapped_column(String(64), index=True)
    version: Mapped[int] = mapped_column(default=1)
    status: Mapped[PublicationStatus] = mapped_column(Enumerated(PublicationStatus, 12))
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    review_on: Mapped[date | None]  # 18 months after it was last found good
    outdated_at: Mapped[datetime | None]  # its author said so

    author: Mapped[Member] = relationship(foreign_keys=author_id, lazy="raise")


class PracticeVersion(Base):
    """A practice as its author sent it, and what the moderator said: rows are added.

    Of somebody who is forgotten, the words stay where they were published.
    """

    __tablename__ = "practice_versions"
    __table_args__ = (
        UniqueConstraint("practice_id", "number"),
        Index(
            "ix_practice_versions_waiting",
            "id",
            sqlite_where=text("status = 'submitted'"),
            postgresql_where=text("status = 'submitted'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id"))
    number: Mapped[int]  # from 1
    words: Mapped[dict[str, Any]] = mapped_column(OrderedJSON)  # storage.practices.Written
    status: Mapped[PublicationStatus] = mapped_column(Enumerated(PublicationStatus, 12))
    submitted_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)  # of a change asked for, or a rejection

    practice: Mapped[Practice] = relationship(lazy="raise")


class PracticeFile(Base):
    """A file of a published practice: its content stays as long as that is so."""

    __tablename__ = "practice_files"

    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id"), primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), primary_key=True, index=True)


class Faq(Base):
    """A question and the answer that solved it, on their way into the library or in it.

    The words are copies, which their authors have agreed to: the originals stay as they were.
    """

    __tablename__ = "faqs"

    id: Mapped[int] = mapped_column(primary_key=True)  # shown as A-45
    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id"), unique=True)
    topic: Mapped[Topic] = mapped_column(Enumerated(Topic, 16))
    language: Mapped[str] = mapped_column(String(3))
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    collectivity_id: Mapped[int | None] = mapped_column(ForeignKey("collectivities.id"))
    # whose answer it is; None when they prefer not to be named
    status: Mapped[PublicationStatus] = mapped_column(Enumerated(PublicationStatus, 12), index=True)
    asker_agreed_at: Mapped[datetime | None]
    author_agreed_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)
    published_at: Mapped[datetime | None]
    review_on: Mapped[date | None]
    outdated_at: Mapped[datetime | None]


class Reuse(Base):
    """Somebody made use of an entry of the library; its author hears of it."""

    __tablename__ = "reuses"
    __table_args__ = (UniqueConstraint("kind", "number", "collectivity_id", "use"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Published] = mapped_column(Enumerated(Published, 12))
    number: Mapped[int]  # of the practice or the FAQ
    use: Mapped[Use] = mapped_column(Enumerated(Use, 12))
    collectivity_id: Mapped[int] = mapped_column(ForeignKey("collectivities.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    note: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime]
    told_at: Mapped[datetime | None]  # the author heard of it


class Showing(Base):
    """An entry that Jisr brought to somebody unasked: it is not brought to them again."""

    __tablename__ = "showings"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    kind: Mapped[Published] = mapped_column(Enumerated(Published, 12), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class Search(Base):
    """What was sought, found and chosen; not by whom (FEATURES.md F11).

    ``token`` is chance, and stands in the buttons of whoever sought: nobody else can guess it.
    """

    __tablename__ = "searches"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(16), unique=True)
    words: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(3))  # of the person's interface
    results: Mapped[list[Any]] = mapped_column(OrderedJSON)  # [kind, number], the best first
    choice: Mapped[list[Any] | None] = mapped_column(OrderedJSON)  # as above; ["peers"]: asked them
    at: Mapped[datetime] = mapped_column(index=True)


class DigestScan(Base):
    """The weekly look for members to whom something new is of interest: how far it has come."""

    __tablename__ = "digest_scans"

    week: Mapped[str] = mapped_column(String(8), primary_key=True)  # ISO: 2026-W48
    begun_at: Mapped[datetime]
    after: Mapped[int] = mapped_column(default=0)  # members up to this id have been looked at
    done_at: Mapped[datetime | None]

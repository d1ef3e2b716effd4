"""The library: practices, answers that became entries, and who made use of which."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.columns import Enumerated, OrderedJSON
from storage.models.base import Base
from storage.models.people import Member
from storage.models.values import PublicationStatus, Published, Topic, Use


class Practice(Base):
    """What a local government did and others may do too, in its author's own words.

    A change that a moderator asked for, or a later correction, makes a new version of the same row.
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
    files: Mapped[list[int]] = mapped_column(OrderedJSON, default=list)  # ids of StoredFile
    depicted: Mapped[bool] = mapped_column(default=False)  # people on photos agreed to be shown
    contact: Mapped[bool]  # peers may write to the author through Jisr
    version: Mapped[int] = mapped_column(default=1)
    status: Mapped[PublicationStatus] = mapped_column(Enumerated(PublicationStatus, 12))
    submitted_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)  # of a change asked for, or a rejection
    published_at: Mapped[datetime | None]
    review_on: Mapped[date | None]  # 18 months after it was last found good

    author: Mapped[Member] = relationship(foreign_keys=author_id, lazy="raise")


class Faq(Base):
    """A question and the answer that solved it, on their way into the library or in it.

    The words are copies, which their authors have agreed to: the originals stay as they were.
    """

    __tablename__ = "faqs"

    id: Mapped[int] = mapped_column(primary_key=True)
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
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)
    published_at: Mapped[datetime | None]
    review_on: Mapped[date | None]


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

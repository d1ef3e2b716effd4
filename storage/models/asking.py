"""Questions to peers: what was asked, whom it was brought to and why, what they answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.columns import Enumerated, OrderedJSON
from storage.models.base import Base
from storage.models.people import Member
from storage.models.values import QuestionStatus, Reaction, Topic


class Question(Base):
    """What somebody asked their peers.

    It belongs to the seat it was asked from: whoever sits there now is the asker, and gets what
    comes (FEATURES.md F2). ``author_id`` is who wrote it.
    """

    __tablename__ = "questions"
    __table_args__ = (
        Index(
            "ix_questions_open",
            "asked_at",
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        Index("ix_questions_topic", "topic", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)  # shown as Q-12
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), index=True)
    words: Mapped[str] = mapped_column(Text)  # empty once erased
    files: Mapped[list[int]] = mapped_column(OrderedJSON, default=list)  # ids of StoredFile
    language: Mapped[str] = mapped_column(String(3))
    topic: Mapped[Topic] = mapped_column(Enumerated(Topic, 16))
    named: Mapped[bool]  # peers see which commune asks
    status: Mapped[QuestionStatus] = mapped_column(Enumerated(QuestionStatus, 12))
    asked_at: Mapped[datetime]
    wave: Mapped[int] = mapped_column(default=0)  # the last one: 1, 2 peers, 3 pole, 4 coordinator
    answered_at: Mapped[datetime | None]  # for the first time
    chased_at: Mapped[datetime | None]  # the asker was asked how it went
    closed_at: Mapped[datetime | None]  # solved, closed or withdrawn

    author: Mapped[Member] = relationship(lazy="raise")


class Routing(Base):
    """A question brought to somebody: in which wave, for which reasons, and what they did."""

    __tablename__ = "routings"
    __table_args__ = (
        UniqueConstraint("question_id", "member_id"),
        Index("ix_routings_member_id_at", "member_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    wave: Mapped[int]
    reasons: Mapped[list[Any]] = mapped_column(OrderedJSON)  # [name, points], weightiest first
    at: Mapped[datetime]
    reaction: Mapped[Reaction | None] = mapped_column(Enumerated(Reaction, 12))
    reacted_at: Mapped[datetime | None]


class Answer(Base):
    """What a peer answered; kept whatever becomes of the question."""

    __tablename__ = "answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"))
    words: Mapped[str] = mapped_column(Text)  # empty for a voice note or a file alone
    files: Mapped[list[int]] = mapped_column(OrderedJSON, default=list)
    language: Mapped[str] = mapped_column(String(3))
    named: Mapped[bool]  # the asker sees from whom it comes
    at: Mapped[datetime]
    helpful: Mapped[bool | None]  # as the asker said; nobody else sees a no
    rated_at: Mapped[datetime | None]

    author: Mapped[Member] = relationship(lazy="raise")
    question: Mapped[Question] = relationship(lazy="raise")


class Addition(Base):
    """A further message between the asker and one who answered: "tell me more", and the more."""

    __tablename__ = "additions"

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    files: Mapped[list[int]] = mapped_column(OrderedJSON, default=list)
    at: Mapped[datetime]


class Expertise(Base):
    """A topic that somebody says they can help with."""

    __tablename__ = "expertise"
    __table_args__ = (Index("ix_expertise_topic", "topic", "member_id"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    topic: Mapped[Topic] = mapped_column(Enumerated(Topic, 16), primary_key=True)
    declared_at: Mapped[datetime]

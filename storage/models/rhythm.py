"""The weekly rhythm: check-ins and their answers, what was sent unasked, every decision, cards."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import Enumerated, OrderedJSON
from storage.models.base import Base
from storage.models.values import Audience, CallOutcome, CheckInKind, Obstacle, Pace, Pressure


class CheckIn(Base):
    """One person's week: what was sent, what was answered. One row per person and ISO week.

    ``sent_at`` is empty when they wrote first, or when the week was excused. A *miss* is a row that
    was sent, is not excused and has no answer when the next check-in falls due.
    """

    __tablename__ = "check_ins"
    __table_args__ = (
        UniqueConstraint("member_id", "week"),
        CheckConstraint("mood IS NULL OR mood BETWEEN 1 AND 5", name="mood"),
        Index("ix_check_ins_week", "week"),  # the board: some weeks of everybody
        Index(
            "ix_check_ins_obstacle",
            "member_id",
            "week",
            sqlite_where=text("obstacle IS NOT NULL"),
            postgresql_where=text("obstacle IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    collectivity_id: Mapped[int | None] = mapped_column(ForeignKey("collectivities.id"), index=True)
    week: Mapped[str] = mapped_column(String(8))  # ISO: 2026-W48
    kind: Mapped[CheckInKind | None] = mapped_column(Enumerated(CheckInKind, 12))
    slot: Mapped[int | None]  # 0 early, 1 in the middle, 2 late in the week
    sent_at: Mapped[datetime | None]
    closes_at: Mapped[datetime]  # an answer after it counts as late
    reminded_at: Mapped[datetime | None]
    excused: Mapped[str | None] = mapped_column(String(20))  # the guard that kept it: holiday, …
    answered_at: Mapped[datetime | None]
    pace: Mapped[Pace | None] = mapped_column(Enumerated(Pace, 12))
    obstacle: Mapped[Obstacle | None] = mapped_column(Enumerated(Obstacle, 12))
    words: Mapped[str | None] = mapped_column(Text)
    audience: Mapped[Audience | None] = mapped_column(Enumerated(Audience, 12))
    solved_at: Mapped[datetime | None]  # the obstacle was said to be gone
    mood: Mapped[int | None]  # 1 to 5, always optional
    load: Mapped[int | None]  # 1 to 5, said with "too busy"
    pressure: Mapped[Pressure | None] = mapped_column(Enumerated(Pressure, 12))
    late: Mapped[bool] = mapped_column(default=False)
    channel: Mapped[str | None] = mapped_column(String(16))


class Contact(Base):
    """A message Jisr sent on its own: all features share one budget, counted here (F6)."""

    __tablename__ = "contacts"
    __table_args__ = (
        UniqueConstraint("member_id", "kind", "period"),
        Index("ix_contacts_member_id_at", "member_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    kind: Mapped[str] = mapped_column(String(20))  # checkin, reminder, evidence, event, …
    period: Mapped[str] = mapped_column(String(60))  # a week, or what it is about
    at: Mapped[datetime]


class DecisionRecord(Base):
    """One decision of the ladder, with all that it was made of, so that it can be replayed."""

    __tablename__ = "decisions"
    __table_args__ = (Index("ix_decisions_member_id_at", "member_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))  # none once erased
    pseudonym: Mapped[str] = mapped_column(String(32))  # stable, says nothing of who it is
    week: Mapped[str] = mapped_column(String(8))
    policy: Mapped[str] = mapped_column(String(20))
    eligible: Mapped[list[str]] = mapped_column(OrderedJSON)
    features: Mapped[dict[str, Any]] = mapped_column(OrderedJSON)
    probabilities: Mapped[dict[str, float]] = mapped_column(OrderedJSON)
    chosen: Mapped[str] = mapped_column(String(20))
    p: Mapped[float]
    seed: Mapped[str] = mapped_column(String(64))
    reasons: Mapped[list[Any]] = mapped_column(OrderedJSON)
    suppressed_by: Mapped[str | None] = mapped_column(String(20))
    sent_at: Mapped[datetime | None]
    human_override: Mapped[str | None] = mapped_column(String(20))


class Card(Base):
    """A word to the coordinator who supports somebody: "ask how they are", and what came of it."""

    __tablename__ = "cards"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    at: Mapped[datetime]
    reasons: Mapped[list[Any]] = mapped_column(OrderedJSON)  # categories, never the score
    outcome: Mapped[CallOutcome | None] = mapped_column(Enumerated(CallOutcome, 12))
    closed_at: Mapped[datetime | None]  # the outcome was noted
    called_at: Mapped[datetime | None]
    called_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"))


class Choice(Base):
    """What a coordinator has settled for the network: a feast moved by a day, a region's hours."""

    __tablename__ = "choices"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(OrderedJSON)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    changed_at: Mapped[datetime]

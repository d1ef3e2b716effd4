"""Questions to peers that nobody has answered for too long."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.models import Question, QuestionStatus, Seat, Topic
from storage.reach import Reach


@dataclass(frozen=True)
class Waiting:
    """A question without an answer: what about, since when. Who asks is not told here."""

    number: int
    topic: Topic
    words: str
    asked_at: datetime


def unanswered(session: Session, reach: Reach, before: datetime) -> list[Waiting]:
    """Return the open questions from within reach that were asked before ``before``, oldest first.

    ``before`` is 72 working hours ago, by the calendar that the waves of peers follow.
    """
    rows = session.execute(
        select(Question.id, Question.topic, Question.words, Question.asked_at)
        .join(Seat, Seat.id == Question.seat_id)
        .where(
            Question.status == QuestionStatus.OPEN,
            Question.answered_at.is_(None),
            Question.asked_at <= before,
            reach.covers(Seat.collectivity_id),
        )
        .order_by(Question.asked_at, Question.id)
    )
    return [Waiting(*row) for row in rows]


def unanswered_by_topic(
    session: Session, reach: Reach, before: datetime
) -> list[tuple[Topic, int]]:
    """Return the same, counted by topic, the most first."""
    count = func.count(Question.id)
    rows = session.execute(
        select(Question.topic, count)
        .join(Seat, Seat.id == Question.seat_id)
        .where(
            Question.status == QuestionStatus.OPEN,
            Question.answered_at.is_(None),
            Question.asked_at <= before,
            reach.covers(Seat.collectivity_id),
        )
        .group_by(Question.topic)
        .order_by(count.desc(), Question.topic)
    )
    return [(topic, number) for topic, number in rows]

"""What peers answer, what the asker says of it, and the further words between the two of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from storage import audit, seats
from storage.asking import questions
from storage.models import (
    Addition,
    Answer,
    Faq,
    Member,
    Published,
    Question,
    QuestionStatus,
    Reaction,
    Reuse,
    Seat,
    Use,
)


@dataclass(frozen=True, kw_only=True)
class NewAnswer:
    """What somebody answers. ``files`` are attachments as conversations keep them."""

    words: str
    language: str
    named: bool
    files: Sequence[dict[str, Any]] = ()


def give(  # noqa: PLR0913 — to what, by whom, where from, when
    session: Session,
    question: Question,
    new: NewAnswer,
    *,
    author: Member,
    channel: str,
    now: datetime,
) -> Answer:
    """Write an answer, whatever has become of the question. Flushes, for its number.

    Raises ValueError for somebody without a seat.
    """
    if author.seat_id is None:
        raise ValueError(f"member {author.id} has no seat to answer from")
    answer = Answer(
        question_id=question.id,
        author_id=author.id,
        seat_id=author.seat_id,
        words=new.words,
        files=questions.keep(session, new.files, author=author, channel=channel, now=now),
        language=new.language,
        named=new.named,
        at=now,
    )
    session.add(answer)
    session.flush()
    routing = questions.routing(session, question.id, author.id)
    if routing is not None:
        questions.react(routing, Reaction.ANSWERED, now)
    question.answered_at = question.answered_at or now
    if question.status == QuestionStatus.OPEN:
        questions.expect_reaction(session, question, now)
    audit.record(session, author.id, "answer", f"question:{question.id}", now)
    return answer


def of_id(session: Session, answer_id: int | None, *, lock: bool = False) -> Answer | None:
    """Return an answer with its question; with ``lock``, the question is held until the commit."""
    if answer_id is None:
        return None
    answer = session.scalar(
        select(Answer).options(joinedload(Answer.question)).where(Answer.id == answer_id)
    )
    if answer is not None and lock:
        questions.of_id(session, answer.question_id, lock=True)
    return answer


def given_at(session: Session, question_id: int, author_id: int, at: datetime) -> Answer | None:
    """Return the answer that somebody gave at that very moment."""
    return session.scalar(
        select(Answer)
        .options(joinedload(Answer.question))
        .where(Answer.question_id == question_id, Answer.author_id == author_id, Answer.at == at)
    )


def of_question(session: Session, question_id: int) -> Sequence[Answer]:
    """Return the answers to a question, the oldest first."""
    return session.scalars(
        select(Answer).where(Answer.question_id == question_id).order_by(Answer.id)
    ).all()


def of_author(session: Session, author_id: int, limit: int) -> Sequence[Answer]:
    """Return somebody's answers with their questions, the newest first."""
    return session.scalars(
        select(Answer)
        .options(joinedload(Answer.question))
        .where(Answer.author_id == author_id)
        .order_by(Answer.id.desc())
        .limit(limit)
    ).all()


def author_now(session: Session, answer: Answer) -> Member | None:
    """Return who speaks for an answer: who gave it, or, once they left, who sits there now."""
    author = session.get_one(Member, answer.author_id)
    return author if author.seat_id is not None else seats.occupant(session, answer.seat_id)


def place_of(session: Session, answer: Answer) -> int | None:
    """Return the local government an answer comes from."""
    return session.get_one(Seat, answer.seat_id).collectivity_id


def rate(answer: Answer, helpful: bool | None, now: datetime) -> None:  # noqa: FBT001 — None takes it back
    """Note what the asker says of an answer; None takes it back."""
    answer.helpful, answer.rated_at = helpful, now if helpful is not None else None


def add(  # noqa: PLR0913 — to what, by whom, what, where from, when
    session: Session,
    answer: Answer,
    words: str,
    attached: Sequence[dict[str, Any]],
    *,
    author: Member,
    channel: str,
    now: datetime,
) -> Addition:
    """Write a further message between the asker and whoever answered. Flushes."""
    addition = Addition(
        answer_id=answer.id,
        author_id=author.id,
        words=words,
        files=questions.keep(session, attached, author=author, channel=channel, now=now),
        at=now,
    )
    session.add(addition)
    if answer.question.status == QuestionStatus.OPEN:
        questions.expect_reaction(session, answer.question, now)
    session.flush()
    return addition


def helped(session: Session, answer_id: int) -> int:
    """Return how many local governments an answer helped through the library."""
    return (
        session.scalar(
            select(func.count(Reuse.collectivity_id.distinct()))
            .join(Faq, (Faq.id == Reuse.number) & (Reuse.kind == Published.FAQ))
            .where(Faq.answer_id == answer_id, Reuse.use == Use.HELPED)
        )
        or 0
    )

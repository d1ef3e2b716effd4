"""What is erased of questions and answers: with a person who is forgotten, or when time is over.

Words that both sides agreed to publish, and that were published, are the library's copies: they
stay, without a person's name. Everything else goes.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from storage.asking import questions
from storage.models import (
    Addition,
    Answer,
    Expertise,
    Faq,
    Member,
    PublicationStatus,
    Question,
    QuestionStatus,
    Reuse,
)

_SETTLED = (QuestionStatus.SOLVED, QuestionStatus.CLOSED, QuestionStatus.WITHDRAWN)
_GONE = {"words": "", "files": []}


def forget(session: Session, member: Member, now: datetime) -> None:
    """Erase what somebody asked, answered, added and declared; open questions are taken back."""
    for question in session.scalars(select(Question).where(Question.author_id == member.id)):
        if question.status not in _SETTLED:
            questions.settle(session, question, QuestionStatus.WITHDRAWN, now)
        question.words, question.files = "", []
    asked = select(Answer.id).join(Question, Question.id == Answer.question_id)
    asked = asked.where(Question.author_id == member.id)
    answered = select(Answer.id).where(Answer.author_id == member.id)
    _unpublished(session, [*session.scalars(asked), *session.scalars(answered)])
    session.execute(update(Answer).where(Answer.author_id == member.id).values(_GONE))
    session.execute(update(Addition).where(Addition.author_id == member.id).values(_GONE))
    session.execute(update(Reuse).where(Reuse.member_id == member.id).values(note=None))
    session.execute(delete(Expertise).where(Expertise.member_id == member.id))


def expire(session: Session, before: datetime, limit: int) -> int:
    """Erase the words of questions settled before that moment; return how many questions."""
    old = session.scalars(
        select(Question.id)
        .where(
            Question.status.in_(_SETTLED),
            Question.closed_at < before,
            or_(Question.words != "", Question.files != []),
        )
        .limit(limit)
    ).all()
    answers = session.scalars(select(Answer.id).where(Answer.question_id.in_(old))).all()
    session.execute(update(Question).where(Question.id.in_(old)).values(_GONE))
    session.execute(update(Answer).where(Answer.id.in_(answers)).values(_GONE))
    session.execute(update(Addition).where(Addition.answer_id.in_(answers)).values(_GONE))
    _unpublished(session, answers)
    return len(old)


def _unpublished(session: Session, answer_ids: Sequence[int]) -> None:
    """Erase the copies of answers that were not published."""
    session.execute(
        update(Faq)
        .where(Faq.answer_id.in_(answer_ids), Faq.status != PublicationStatus.PUBLISHED)
        .values(question="", answer="", reason=None, status=PublicationStatus.WITHDRAWN)
    )

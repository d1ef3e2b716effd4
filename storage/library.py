"""Answers on their way into the library: offered by the asker, agreed to by both, submitted.

Nobody's answer is shown to others before both sides have agreed and a moderator has read it.
"""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import audit, publishing
from storage.models import Answer, Faq, Member, PublicationStatus, Question

_S = PublicationStatus


def offer(session: Session, answer: Answer, member_id: int, now: datetime) -> Faq:
    """Note that the asker agrees; ``answer`` comes with its question. Flushes, for the number.

    What both wrote is copied: a later change of the originals changes nothing that was agreed to.
    """
    found = of_answer(session, answer.id)
    if found is not None:
        return found
    question = answer.question
    faq = Faq(
        answer_id=answer.id,
        topic=question.topic,
        language=answer.language,
        question=question.words,
        answer=answer.words,
        status=_S.OFFERED,
        asker_agreed_at=now,
    )
    session.add(faq)
    session.flush()
    audit.record(session, member_id, "offer", f"faq:{faq.id}", now)
    return faq


def agree(
    session: Session, faq: Faq, member_id: int, collectivity_id: int | None, now: datetime
) -> None:
    """Note that the author agrees, named by their local government or not (None), and submit it.

    Raises ValueError for one to which the asker does not agree, or that was submitted before.
    """
    if faq.asker_agreed_at is None or faq.status is not _S.OFFERED:
        message = f"faq {faq.id} is not to be submitted"
        raise ValueError(message)
    faq.author_agreed_at = faq.submitted_at = now
    faq.collectivity_id, faq.status = collectivity_id, _S.SUBMITTED
    session.flush()
    audit.record(session, member_id, "agree", f"faq:{faq.id}", now)


def refuse(session: Session, faq: Faq, member_id: int, now: datetime) -> None:
    """Note that the author does not agree: it stays between the two."""
    faq.status = _S.WITHDRAWN
    faq.question = faq.answer = ""
    audit.record(session, member_id, "refuse", f"faq:{faq.id}", now)


def of_answer(session: Session, answer_id: int) -> Faq | None:
    """Return the entry made of an answer, if there is one."""
    return session.scalar(select(Faq).where(Faq.answer_id == answer_id))


def publish(session: Session, faq: Faq, now: datetime, today: date) -> None:
    """Show an answer that a moderator found good; ``today`` is the local date."""
    publishing.show(session, faq, now, today)


def unpublish(session: Session, faq: Faq, by: Member, now: datetime) -> bool:
    """Take an answer back, as one of both sides wishes; False when that was done before."""
    session.refresh(faq, with_for_update=True)
    if faq.status is _S.WITHDRAWN:
        return False
    publishing.take_back(session, faq)
    audit.record(session, by.id, "unpublish", f"faq:{faq.id}", now)
    return True


def sides(session: Session, faq: Faq) -> tuple[Member, ...]:
    """Return who asked and who answered."""
    answer = session.get_one(Answer, faq.answer_id)
    question = session.get_one(Question, answer.question_id)
    return session.get_one(Member, question.author_id), session.get_one(Member, answer.author_id)


def returned_to(session: Session, number: int, member: Member) -> Faq | None:
    """Return an answer that a moderator sent back, if this member wrote it."""
    return session.scalar(
        select(Faq)
        .join(Answer, Answer.id == Faq.answer_id)
        .where(Faq.id == number, Faq.status == _S.RETURNED, Answer.author_id == member.id)
    )


def reword(session: Session, faq: Faq, words: str, by: Member, now: datetime) -> None:
    """Bring an answer before the moderators anew, in other words of its author."""
    faq.answer, faq.status, faq.submitted_at = words, _S.SUBMITTED, now
    session.flush()
    audit.record(session, by.id, "reword", f"faq:{faq.id}", now)

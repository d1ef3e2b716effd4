"""Answers on their way into the library: offered by the asker, agreed to by both, submitted.

Nobody's answer is shown to others before both sides have agreed and a moderator has read it.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import audit, publishing
from storage.models import Answer, Faq, Member, PublicationStatus, Question, Seat

_S = PublicationStatus


class Side(StrEnum):
    """Whose agreement it is."""

    ASKER = "asker"
    AUTHOR = "author"  # of the answer


def offer(session: Session, answer: Answer, question: Question, now: datetime) -> Faq:
    """Prepare an answer for the library, in the words of both; once. Flushes, for its number.

    What both wrote is copied: a later change of the originals changes nothing that was agreed to.
    """
    found = session.scalar(select(Faq).where(Faq.answer_id == answer.id))
    if found is not None:
        return found
    place = session.scalars(select(Seat.collectivity_id).where(Seat.id == answer.seat_id)).one()
    faq = Faq(
        answer_id=answer.id,
        topic=question.topic,
        language=answer.language,
        question=question.words,
        answer=answer.words,
        collectivity_id=place if answer.named else None,
        status=_S.OFFERED,
    )
    session.add(faq)
    session.flush()
    audit.record(session, None, "offer", f"faq:{faq.id}", now)
    return faq


def agree(session: Session, faq: Faq, side: Side, now: datetime) -> bool:
    """Note that one side agrees; True when both do, and it can be submitted."""
    session.refresh(faq, with_for_update=True)
    if side is Side.ASKER:
        faq.asker_agreed_at = faq.asker_agreed_at or now
    else:
        faq.author_agreed_at = faq.author_agreed_at or now
    session.flush()
    return faq.asker_agreed_at is not None and faq.author_agreed_at is not None


def submit(session: Session, faq: Faq, now: datetime) -> bool:
    """Bring an answer that both agreed to before the moderators; False when it is there already.

    Raises ValueError when one side has not agreed.
    """
    if faq.asker_agreed_at is None or faq.author_agreed_at is None:
        message = f"faq {faq.id} lacks an agreement"
        raise ValueError(message)
    session.refresh(faq, with_for_update=True)
    if faq.status is not _S.OFFERED:
        return False
    faq.status, faq.submitted_at = _S.SUBMITTED, now
    session.flush()
    return True


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

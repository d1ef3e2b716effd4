"""An answer on its way into the library: offered by its asker, agreed to by its author, submitted.

The words are copies. Nothing is published without both, nor without a moderator's eye (F9).
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import audit
from storage.models import Answer, Faq, PublicationStatus


def offer(session: Session, answer: Answer, member_id: int, now: datetime) -> Faq:
    """Note that the asker agrees; ``answer`` comes with its question. Flushes, for the number."""
    faq = of_answer(session, answer.id)
    if faq is not None:
        return faq
    question = answer.question
    faq = Faq(
        answer_id=answer.id,
        topic=question.topic,
        language=answer.language,
        question=question.words,
        answer=answer.words,
        status=PublicationStatus.OFFERED,
        asker_agreed_at=now,
    )
    session.add(faq)
    session.flush()
    audit.record(session, member_id, "offer", f"faq:{faq.id}", now)
    return faq


def agree(
    session: Session, faq: Faq, member_id: int, collectivity_id: int | None, now: datetime
) -> None:
    """Note that the author agrees, named by their local government or not (None), and submit it."""
    faq.author_agreed_at, faq.collectivity_id = now, collectivity_id
    submit(session, faq)
    audit.record(session, member_id, "agree", f"faq:{faq.id}", now)


def submit(session: Session, faq: Faq) -> None:
    """Bring an entry on which both agree before a moderator.

    Raises ValueError for one on which they do not, or that has been brought before.
    """
    agreed = faq.asker_agreed_at is not None and faq.author_agreed_at is not None
    if not agreed or faq.status != PublicationStatus.OFFERED:
        raise ValueError(f"faq {faq.id} is not to be submitted")
    faq.status = PublicationStatus.SUBMITTED
    session.flush()


def refuse(session: Session, faq: Faq, member_id: int, now: datetime) -> None:
    """Note that the author does not agree: it stays between the two."""
    faq.status = PublicationStatus.WITHDRAWN
    faq.question = faq.answer = ""
    audit.record(session, member_id, "refuse", f"faq:{faq.id}", now)


def of_answer(session: Session, answer_id: int) -> Faq | None:
    """Return the entry made of an answer, if there is one."""
    return session.scalar(select(Faq).where(Faq.answer_id == answer_id))

"""What of the library was of use: which entry, to which local government, and whose it is."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import (
    Answer,
    Faq,
    Member,
    Practice,
    PublicationStatus,
    Published,
    Reuse,
    Use,
)


def titles(session: Session) -> Iterator[tuple[Published, int, str]]:
    """Give the published entries: kind, number, and what they are about in a line."""
    practices = select(Practice.id, Practice.title)
    for number, title in session.execute(
        practices.where(Practice.status == PublicationStatus.PUBLISHED)
    ):
        yield Published.PRACTICE, number, title
    faqs = select(Faq.id, Faq.question)
    for number, title in session.execute(faqs.where(Faq.status == PublicationStatus.PUBLISHED)):
        yield Published.FAQ, number, title


def author_of(session: Session, kind: Published, number: int) -> Member | None:
    """Return who wrote an entry, if it is published and they are still in a seat."""
    if kind == Published.PRACTICE:
        query = select(Member).join(Practice, Practice.author_id == Member.id)
        query = query.where(Practice.id == number, Practice.status == PublicationStatus.PUBLISHED)
    else:
        query = select(Member).join(Answer, Answer.author_id == Member.id)
        query = query.join(Faq, Faq.answer_id == Answer.id)
        query = query.where(Faq.id == number, Faq.status == PublicationStatus.PUBLISHED)
    return session.scalar(query.where(Member.seat_id.is_not(None)))


def helped(session: Session, kind: Published, number: int, member: Member, now: datetime) -> bool:
    """Note that an entry answered a question; False if it had done so there before."""
    place = member.collectivity_id
    if place is None:
        return False
    known = select(Reuse.id).where(
        Reuse.kind == kind,
        Reuse.number == number,
        Reuse.collectivity_id == place,
        Reuse.use == Use.HELPED,
    )
    if session.scalar(known) is not None:
        return False
    session.add(
        Reuse(
            kind=kind,
            number=number,
            use=Use.HELPED,
            collectivity_id=place,
            member_id=member.id,
            at=now,
        )
    )
    session.flush()
    return True

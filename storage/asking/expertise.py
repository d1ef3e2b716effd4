"""What people say they can help with: topics, declared and taken back by themselves."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.models import Expertise, Topic


def of_member(session: Session, member_id: int) -> set[Topic]:
    """Return the topics somebody has declared."""
    return set(session.scalars(select(Expertise.topic).where(Expertise.member_id == member_id)))


def change(session: Session, member_id: int, topic: Topic, now: datetime) -> bool:
    """Declare a topic, or take it back; tell whether it is declared now."""
    gone = session.scalar(
        delete(Expertise)
        .where(Expertise.member_id == member_id, Expertise.topic == topic)
        .returning(Expertise.topic)
    )
    if gone is None:
        declare(session, member_id, [topic], now)
    return gone is None


def declare(session: Session, member_id: int, topics: Iterable[Topic], now: datetime) -> None:
    """Note topics that were not declared before. Flushes."""
    session.add_all(
        Expertise(member_id=member_id, topic=topic, declared_at=now) for topic in topics
    )
    session.flush()

"""The life of a question to peers: open until it is solved, withdrawn, or nobody says how it went.

What comes next for it stands in the timetable: the next people it is brought to, whether its asker
is asked how it went, when it is closed. Who asks is whoever sits in its seat now (F2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from storage import audit, files, seats, timetable
from storage.models import (
    Addition,
    Answer,
    Member,
    Question,
    QuestionStatus,
    Reaction,
    Role,
    Routing,
    Seat,
    Topic,
)
from storage.reach import Reach
from storage.rhythm import AGAIN

ROUTE, CHASE, CLOSE = "route", "chase", "close"  # kinds of rows in the timetable
ASK = "ask"  # a kind of contact, and of event: a question brought to somebody
PEERS, FURTHER, POLE, COORDINATOR = 1, 2, 3, 4  # waves

CHASED = timedelta(days=5)  # without a reaction, after which the asker is asked how it went
CLOSED = timedelta(days=14)  # after which the question is closed (F9)
REOPENED = timedelta(days=30)  # for so long a closed question can be opened again
WRONG_BUTTON = timedelta(hours=24)  # for so long one can take back what one said of an answer


@dataclass(frozen=True, kw_only=True)
class NewQuestion:
    """What somebody asks. ``files`` are attachments as conversations keep them."""

    words: str
    language: str
    topic: Topic
    named: bool
    files: Sequence[dict[str, Any]] = ()


def ask(
    session: Session, new: NewQuestion, *, author: Member, channel: str, now: datetime
) -> Question:
    """Write a question and have it brought to peers as soon as may be. Flushes, for its number.

    Raises ValueError for somebody without a seat.
    """
    if author.seat_id is None:
        raise ValueError(f"member {author.id} has no seat to ask from")
    question = Question(
        author_id=author.id,
        seat_id=author.seat_id,
        words=new.words,
        files=keep(session, new.files, author=author, channel=channel, now=now),
        language=new.language,
        topic=new.topic,
        named=new.named,
        status=QuestionStatus.OPEN,
        asked_at=now,
    )
    session.add(question)
    session.flush()
    go_on(session, question, now)
    audit.record(session, author.id, "ask", f"question:{question.id}", now)
    return question


def keep(
    session: Session,
    attached: Sequence[dict[str, Any]],
    *,
    author: Member,
    channel: str,
    now: datetime,
) -> list[int]:
    """Store files as conversations keep them, and return their numbers; links are words."""
    return [
        files.add(session, file, member_id=author.id, channel=channel, now=now).id
        for file in attached
        if file.get("url") is None
    ]


def append(session: Session, question: Question, words: str, more: Sequence[int]) -> None:
    """Add what its asker says again to an open question."""
    if words:
        question.words = f"{question.words}\n\n{words}" if question.words else words
    question.files = [*question.files, *more]
    session.flush()


def of_id(session: Session, question_id: int | None, *, lock: bool = False) -> Question | None:
    """Return a question; with ``lock``, nobody else changes it until the commit."""
    if question_id is None:
        return None
    return session.get(
        Question, question_id, with_for_update=True if lock else None, populate_existing=lock
    )


def of_seat(session: Session, seat_id: int | None, limit: int) -> Sequence[Question]:
    """Return the questions of a seat, open ones first, then the newest."""
    closed = Question.status.not_in((QuestionStatus.OPEN, QuestionStatus.HELD))
    return session.scalars(
        select(Question)
        .where(Question.seat_id == seat_id)
        .order_by(closed, Question.id.desc())
        .limit(limit)
    ).all()


def open_of_seat(session: Session, seat_id: int | None) -> Sequence[Question]:
    """Return what a seat asks and nobody has settled, the newest first."""
    return session.scalars(
        select(Question)
        .where(Question.seat_id == seat_id, Question.status == QuestionStatus.OPEN)
        .order_by(Question.id.desc())
    ).all()


def open_to_others(session: Session, seat: Seat, limit: int) -> Sequence[Question]:
    """Return the open questions that others than this seat and its place ask, the newest first."""
    query = (
        select(Question)
        .join(Seat, Seat.id == Question.seat_id)
        .where(Question.status == QuestionStatus.OPEN, Question.seat_id != seat.id)
        .order_by(Question.asked_at.desc(), Question.id.desc())
        .limit(limit)
    )
    if seat.collectivity_id is not None:
        elsewhere = Seat.collectivity_id != seat.collectivity_id
        query = query.where(or_(Seat.collectivity_id.is_(None), elsewhere))
    return session.scalars(query).all()


def held(session: Session, reach: Reach) -> Sequence[Question]:
    """Return the questions asked within reach that a peer has reported, the oldest first."""
    return session.scalars(
        select(Question)
        .join(Seat, Seat.id == Question.seat_id)
        .where(Question.status == QuestionStatus.HELD, reach.covers(Seat.collectivity_id))
        .order_by(Question.id)
    ).all()


def asker(session: Session, question: Question) -> Member | None:
    """Return who asks now: whoever sits there; of a vacant focal point's seat, the deputy."""
    seat = session.get_one(Seat, question.seat_id)
    occupant = seats.occupant(session, seat.id)
    if occupant is None and seat.role == Role.FOCAL_POINT:
        return seats.sitting(session, Role.DEPUTY, seat.collectivity_id)
    return occupant


def place_of(session: Session, question: Question) -> int | None:
    """Return the local government a question is asked from."""
    return session.get_one(Seat, question.seat_id).collectivity_id


def routing(session: Session, question_id: int, member_id: int) -> Routing | None:
    """Return how a question was brought to somebody; None: it was not."""
    return session.scalar(
        select(Routing).where(Routing.question_id == question_id, Routing.member_id == member_id)
    )


def brought(  # noqa: PLR0913, PLR0917 — what, to whom, when and why
    session: Session,
    question: Question,
    member_id: int,
    wave: int,
    reasons: Sequence[tuple[str, int]],
    now: datetime,
) -> Routing:
    """Note that a question is brought to somebody, for these reasons."""
    row = Routing(
        question_id=question.id,
        member_id=member_id,
        wave=wave,
        reasons=[[str(name), points] for name, points in reasons],
        at=now,
    )
    session.add(row)
    session.flush()
    return row


def react(found: Routing, reaction: Reaction, now: datetime) -> None:
    """Note what somebody does with a question; whoever has answered has answered."""
    if found.reaction != Reaction.ANSWERED:
        found.reaction, found.reacted_at = reaction, now


def involved(session: Session, question: Question, *reactions: Reaction | None) -> Sequence[Member]:
    """Return to whom the question was brought and who did one of these with it; None: nothing."""
    some = Routing.reaction.in_([one for one in reactions if one is not None])
    did = or_(some, Routing.reaction.is_(None)) if None in reactions else some
    return session.scalars(
        select(Member)
        .join(Routing, Routing.member_id == Member.id)
        .where(Routing.question_id == question.id, did, Member.seat_id.is_not(None))
        .order_by(Routing.id)
    ).all()


def go_on(session: Session, question: Question, now: datetime, *, anyway: bool = False) -> None:
    """Have a question brought to the next people at ``now``; ``anyway``: answers have come."""
    more = {"anyway": True} if anyway else {}
    timetable.replace(
        session,
        key=f"{ROUTE}:{question.id}",
        kind=ROUTE,
        member_id=question.author_id,
        about={"question": question.id, "wave": min(question.wave + 1, COORDINATOR), **more},
        due_at=now,
    )


def suggest(session: Session, question: Question, member_id: int, now: datetime) -> None:
    """Have a question brought to somebody whom a peer suggests, if they may be asked."""
    timetable.replace(
        session,
        key=f"{ROUTE}:{question.id}:{member_id}",
        kind=ROUTE,
        member_id=question.author_id,
        about={"question": question.id, "suggested": member_id},
        due_at=now,
    )


def remind(session: Session, question: Question, member_id: int, at: datetime) -> None:
    """Have somebody who said "later" asked once more, from ``at`` on."""
    timetable.replace(
        session,
        key=f"{AGAIN}:{question.id}:{member_id}",
        kind=AGAIN,
        member_id=member_id,
        about={"question": question.id},
        due_at=at,
    )


def expect_reaction(session: Session, question: Question, now: datetime) -> None:
    """Have the asker asked how it went, once, and the question closed if they never say."""
    rows = [(CLOSE, CLOSED)] if question.chased_at else [(CHASE, CHASED), (CLOSE, CLOSED)]
    for kind, after in rows:
        timetable.replace(
            session,
            key=f"{kind}:{question.id}",
            kind=kind,
            member_id=question.author_id,
            about={"question": question.id},
            due_at=now + after,
        )


def settle(session: Session, question: Question, status: QuestionStatus, now: datetime) -> None:
    """Close a question one way or another: nobody else is asked, nor is the asker."""
    question.status, question.closed_at = status, now
    forget_dates(session, question)
    session.flush()


def hold(session: Session, question: Question) -> None:
    """Keep a question for a moderator's eye: it goes to nobody meanwhile."""
    question.status = QuestionStatus.HELD
    timetable.drop(session, f"{ROUTE}:{question.id}")


def reopen(session: Session, question: Question, now: datetime) -> None:
    """Open a question again; it is brought to further people if nobody has answered."""
    question.status, question.closed_at = QuestionStatus.OPEN, None
    if question.answered_at is None:
        go_on(session, question, now)
    else:
        expect_reaction(session, question, now)


def can_reopen(question: Question, now: datetime) -> bool:
    """Tell whether it is not too late to open a question again."""
    if question.closed_at is None:
        return False
    within = {QuestionStatus.SOLVED: WRONG_BUTTON, QuestionStatus.CLOSED: REOPENED}
    limit = within.get(question.status)
    return limit is not None and now - question.closed_at <= limit


def last_word(session: Session, question: Question) -> datetime:
    """Return when anything was last said about a question."""
    answered = select(func.max(Answer.at)).where(Answer.question_id == question.id)
    rated = select(func.max(Answer.rated_at)).where(Answer.question_id == question.id)
    added = (
        select(func.max(Addition.at))
        .join(Answer, Answer.id == Addition.answer_id)
        .where(Answer.question_id == question.id)
    )
    found = [session.scalar(one) for one in (answered, rated, added)]
    return max((one for one in found if one is not None), default=question.asked_at)


def forget_dates(session: Session, question: Question) -> None:
    """Take a question's rows out of the timetable; those of what one peer does fall due in vain."""
    timetable.drop(session, *(f"{kind}:{question.id}" for kind in (ROUTE, CHASE, CLOSE)))

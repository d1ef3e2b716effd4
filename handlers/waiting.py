"""What waits for a coordinator to decide, of every kind, within their reach: the oldest first."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.announced import number
from handlers.dialogue import Context
from handlers.entries import number_of, shortened
from handlers.pleas import WHY
from locales import Message, Words, _
from storage import moderation, people, requests
from storage.announcements import records
from storage.asking import questions
from storage.models import Faq, Published, Question
from storage.moderation import Item
from storage.reach import Reach, reach_of

TITLE = 40  # characters of a practice's title on a button


class Kind(StrEnum):
    """Of what kind it is."""

    ANNOUNCEMENT = "announcement"  # urgent, and waits for a second person
    QUESTION = "question"  # a peer reported it
    PRACTICE = "practice"
    ANSWER = "answer"
    REQUEST = "request"  # of somebody at the door


@dataclass(frozen=True)
class Waits:
    """One thing to decide: since when, what it is called on a button, and what the button opens."""

    kind: Kind
    since: datetime
    label: Words
    opens: str


def queue(context: Context) -> list[Waits]:
    """Return what this coordinator may decide on now."""
    reach = reach_of(context.member)
    if reach is None:
        return []
    session, member = context.session, context.member
    found = [_published(item) for item in moderation.waiting(session, member)]
    found += [
        Waits(Kind.REQUEST, one.created_at, WHY[one.kind], f"a.requests.{one.id}")
        for one in requests.undecided(session, reach)
    ]
    found += [
        Waits(Kind.ANNOUNCEMENT, one.created_at, _urgent(number(one)), f"a.announcement.{one.id}")
        for one in records.unapproved(session, reach, member.id, context.now)
    ]
    found += [
        Waits(Kind.QUESTION, one.asked_at, _reported(f"Q-{one.id}"), f"a.held.{one.id}")
        for one in _held(context, reach)
    ]
    return sorted(found, key=lambda one: one.since)


def count(context: Context) -> int:
    """Return how much there is to decide."""
    reach = reach_of(context.member)
    if reach is None:
        return 0
    session, member = context.session, context.member
    return (
        moderation.count(session, member)
        + len(requests.undecided(session, reach))
        + len(records.unapproved(session, reach, member.id, context.now))
        + len(_held(context, reach))
    )


def _published(item: Item) -> Waits:
    kind = Kind.PRACTICE if item.kind is Published.PRACTICE else Kind.ANSWER
    title = item.row.question if isinstance(item.row, Faq) else str(item.row.words["title"])
    label = _("{number} · {title}", number=number_of(item.kind, item.number),
              title=shortened(title, TITLE))  # fmt: skip
    return Waits(kind, item.sent_at, label, f"a.moderation.{item.ref}")


def _held(context: Context, reach: Reach) -> list[Question]:
    """Return the reported questions that are this coordinator's to decide on."""
    session, me = context.session, context.member.id
    return [
        one
        for one in questions.held(session, reach)
        if one.author_id != me
        and me in {each.id for each in people.coordinators_at(session, questions.place_of(session,
           one))}
    ]  # fmt: skip


def _urgent(number_: str) -> Message:
    return _("{number}, urgent: a second person?", number=number_)


def _reported(number_: str) -> Message:
    return _("{number}, reported by a peer", number=number_)

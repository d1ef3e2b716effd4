"""Personal data whose time is over: found and erased, a bounded number of rows at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, delete, exists, or_, select, type_coerce, update
from sqlalchemy.orm import Session

from storage import absences, cards, files, gatherings, orders, rsvps, searches, shared
from storage.asking import erasing
from storage.forgetting import chats_to_forget, forget, forget_strangers
from storage.models import (
    AccessRequest,
    Announcement,
    AnnouncementText,
    Audit,
    CheckIn,
    Contact,
    InboxEvent,
    Invitation,
    Member,
    OutboxMessage,
    Recipient,
)

BUDGETED = timedelta(days=56)  # what a budget of 28 days may ask about, twice over
CODES = timedelta(days=1)  # the code by which people said that they were at a gathering
UNDER_WAY = timedelta(days=14)  # for which messages may share what they say: twice as they wait
BATCH = 500  # rows of one kind in one transaction: a fraction of a second for everybody else
PEOPLE = 10  # to forget somebody is to look through all messages for their name
NOT_JOINED = timedelta(days=90)  # an invitation nobody accepted, or that was declined

_EMPTY: dict[str, Any] = {"text": "", "rows": [], "replaces": None}
_EMPTY_WRITTEN = '{"text":"","rows":[],"replaces":null}'  # as OrderedJSON writes it
_PLAINLY = {"synchronize_session": False}


@dataclass(frozen=True)
class Periods:
    """How long each kind of data is kept."""

    messages: timedelta  # what came in and went out, from when it was done with; who strangers were
    files: timedelta  # the content of evidence, from when it was sent
    requests: timedelta  # what strangers said at the door
    leavers: timedelta  # the name of somebody who has left
    audit: timedelta
    invited: timedelta = NOT_JOINED  # the name of somebody who never joined


def purge(session: Session, now: datetime, periods: Periods) -> dict[str, int]:
    """Erase some of what is older than its period; return how many rows of each kind.

    To be called again, in further transactions, until there is nothing left to count. The content
    of expired files is then on the disk still: see ``storage.files.expired``.
    """
    return {
        "inbox": _inbox(session, now - periods.messages),
        "outbox": _outbox(session, now - periods.messages),
        "requests": _requests(session, now - periods.requests, now),
        "strangers": forget_strangers(session, now - periods.messages, now, BATCH),
        "leavers": _leavers(session, now - periods.leavers, now),
        "invited": _invited(session, now - periods.invited, now),
        "files": files.expire(session, now - periods.files, BATCH),
        "audit": _audit(session, now - periods.audit),
        "orders": orders.purge(session, now - periods.audit, BATCH),
        "rhythm": _rhythm(session, now - periods.leavers),
        "contacts": _contacts(session, now - max(periods.messages, BUDGETED)),
        "asking": erasing.expire(session, now - periods.leavers, BATCH),
        "searches": searches.purge(session, now - periods.messages, BATCH),
        "remarks": rsvps.forget_remarks(session, now - periods.leavers, BATCH),
        "codes": gatherings.forget_codes(session, now - CODES),
        "shared": shared.purge(session, now - max(periods.messages, UNDER_WAY), BATCH),
        "announced": _announced(session, now - periods.leavers),
        "absences": absences.purge(session, (now - periods.leavers).date(), BATCH),
        "cards": cards.purge(session, now - periods.leavers, BATCH),
        "chats": chats_to_forget(session, BATCH),
    }


def _inbox(session: Session, before: datetime) -> int:
    """Empty events that are done with; their ids stay, so that none is taken twice."""
    full = or_(InboxEvent.payload.is_not(None), InboxEvent.person != "")
    done = and_(InboxEvent.status != "open", InboxEvent.done_at < before, full)
    return _change(session, InboxEvent, done, payload=None, person="")


def _outbox(session: Session, before: datetime) -> int:
    said = type_coerce(OutboxMessage.payload, Text) != _EMPTY_WRITTEN
    done = and_(OutboxMessage.done_at < before, said)
    return _change(session, OutboxMessage, done, payload=_EMPTY)


def _requests(session: Session, before: datetime, now: datetime) -> int:
    """Forget what was said at the door; a request that nobody decided is taken for declined."""
    old = AccessRequest.created_at < before
    undecided = and_(old, AccessRequest.decided_at.is_(None))
    closed = _change(session, AccessRequest, undecided, decided_at=now, granted=False, words=None)
    return closed + _change(session, AccessRequest, and_(old, AccessRequest.words.is_not(None)),
                            words=None)  # fmt: skip


def _leavers(session: Session, before: datetime, now: datetime) -> int:
    return _forget(session, and_(Member.seat_id.is_(None), Member.left_at < before), now)


def _invited(session: Session, before: datetime, now: datetime) -> int:
    """Forget those who were invited and never joined, unless they were invited again since."""
    lately = exists().where(Invitation.member_id == Member.id, Invitation.created_at >= before)
    never = and_(Member.joined_at.is_(None), Member.seat_id.is_(None), Member.created_at < before)
    return _forget(session, and_(never, ~lately), now)


def _forget(session: Session, which: ColumnElement[bool], now: datetime) -> int:
    people = session.scalars(
        select(Member).where(which, Member.erased_at.is_(None)).order_by(Member.id).limit(PEOPLE)
    ).all()
    for member in people:
        forget(session, member, now)
    return len(people)


def _audit(session: Session, before: datetime) -> int:
    old = session.scalars(select(Audit.id).where(Audit.at < before).limit(BATCH)).all()
    session.execute(delete(Audit).where(Audit.id.in_(old)).execution_options(**_PLAINLY))
    return len(old)


def _rhythm(session: Session, before: datetime) -> int:
    """Erase the words of old obstacles; what kind they were stays, for the counts."""
    old = session.scalars(
        select(CheckIn.id)
        .where(CheckIn.closes_at < before, CheckIn.words.is_not(None))
        .limit(BATCH)
    ).all()
    session.execute(
        update(CheckIn).where(CheckIn.id.in_(old)).values(words=None).execution_options(**_PLAINLY)
    )
    return len(old)


def _announced(session: Session, before: datetime) -> int:
    """Delete what was announced long ago: its words, and who got and noted it."""
    old = select(Announcement.id).where(Announcement.created_at < before)
    gone = session.execute(
        select(Recipient.announcement_id, Recipient.member_id)
        .where(Recipient.announcement_id.in_(old))
        .limit(BATCH)
    ).all()
    for announcement_id, member_id in gone:
        session.execute(
            delete(Recipient)
            .where(Recipient.announcement_id == announcement_id, Recipient.member_id == member_id)
            .execution_options(**_PLAINLY)
        )
    words = session.execute(
        select(AnnouncementText.announcement_id, AnnouncementText.language)
        .where(AnnouncementText.announcement_id.in_(old))
        .limit(BATCH)
    ).all()
    for announcement_id, language in words:
        session.execute(
            delete(AnnouncementText)
            .where(
                AnnouncementText.announcement_id == announcement_id,
                AnnouncementText.language == language,
            )
            .execution_options(**_PLAINLY)
        )
    return len(gone) + len(words)


def _contacts(session: Session, before: datetime) -> int:
    """Delete what was sent unasked too long ago to count in anybody's budget."""
    old = session.scalars(select(Contact.id).where(Contact.at < before).limit(BATCH)).all()
    session.execute(delete(Contact).where(Contact.id.in_(old)).execution_options(**_PLAINLY))
    return len(old)


def _change(
    session: Session,
    table: type[InboxEvent | OutboxMessage | AccessRequest],
    which: ColumnElement[bool],
    **values: Any,  # noqa: ANN401 — of any column
) -> int:
    ids = session.scalars(select(table.id).where(which).order_by(table.id).limit(BATCH)).all()
    session.execute(
        update(table).where(table.id.in_(ids)).values(**values).execution_options(**_PLAINLY)
    )
    return len(ids)

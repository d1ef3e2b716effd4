"""One look at the timetable: what is due becomes an event, unless it may not be said now."""

from datetime import UTC, date, datetime, time, timedelta

import locales
from scheduler import windows
from storage import Session, conversations, people, seats, timetable
from storage.models import Due, Member

LATER = timedelta(hours=1)  # how long a message waits for a conversation to end
RECENT = timedelta(hours=72)  # a conversation untouched for longer holds nothing back (F3)


def due(session: Session, now: datetime) -> int:
    """Deliver what is due at ``now`` (aware) into the inbox; return how many events that made.

    Work is proportional to what is due. While a focal point is away, the deputy gets it (F2). A row
    that may not be said now is moved to when it may; one that nobody can be told, and whose
    addressee may never come back, is dropped.
    """
    today = locales.today(now)
    delivered = 0
    for row in timetable.take_due(session, now):
        member = session.get_one(Member, row.member_id)
        told = seats.prompted(session, member, today)
        if told is None:
            _wait_for_return(session, row, seats.back_on(session, member, today))
        elif (until := _not_before(session, told, now)) > now:
            timetable.postpone(row, until)
        else:
            delivered += timetable.deliver(session, row, told.id, now)
    return delivered


def _wait_for_return(session: Session, row: Due, day: date | None) -> None:
    """Keep the row until ``day``, when its addressee is back; without a day, drop it."""
    if day is None:
        session.delete(row)
        return
    morning = datetime.combine(day, time(), tzinfo=locales.CASABLANCA)
    timetable.postpone(row, windows.next_opening(morning.astimezone(UTC)))


def _not_before(session: Session, member: Member, now: datetime) -> datetime:
    """Return when the member may be told: now, or later."""
    for identity in people.identities_of(session, member.id):
        current = conversations.open_for(session, identity.id)
        if current is not None and now - current.touched_at < RECENT:
            return now + LATER
    return windows.next_opening(now)

"""One look at the timetable: what is due becomes an event, unless it may not be said now."""

from datetime import datetime, timedelta

from scheduler import windows
from storage import Session, conversations, people, timetable
from storage.models import Due, Member

LATER = timedelta(hours=1)  # how long a message waits for a conversation to end
RECENT = timedelta(hours=72)  # a conversation untouched for longer holds nothing back (F3)


def due(session: Session, now: datetime) -> int:
    """Deliver what is due at ``now`` (aware) into the inbox; return how many events that made.

    Work is proportional to what is due. A row that may not be said now is moved to when it may;
    one whose member said stop is dropped.
    """
    delivered = 0
    for row in timetable.take_due(session, now):
        until = _not_before(session, row, now)
        if until is None:
            session.delete(row)
        elif until > now:
            timetable.postpone(row, until)
        else:
            delivered += timetable.deliver(session, row, now)
    return delivered


def _not_before(session: Session, row: Due, now: datetime) -> datetime | None:
    """Return when the row may be said: now, later, or (None) never."""
    member = session.get(Member, row.member_id)
    if member is None or member.stopped_at is not None:
        return None
    for identity in people.identities_of(session, member.id):
        current = conversations.open_for(session, identity.id)
        if current is not None and now - current.touched_at < RECENT:
            return now + LATER
    return windows.next_opening(now)

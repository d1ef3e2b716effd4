"""One look at the timetable: what is due becomes an event, unless it may not be said now."""

from datetime import UTC, date, datetime, time, timedelta

import locales
from scheduler import announcing, calls, turns
from scheduler.known import LATER, person
from scheduler.rules import Settings
from storage import Session, contacts, rhythm, seats, timetable
from storage.models import Due, Member

__all__ = ["LATER", "due"]

VALID = timedelta(hours=24)  # after which a message is dropped (FEATURES.md F6)
PORTION = 25  # rows in one transaction, so that whoever writes meanwhile hardly waits
_USUAL = Settings()


def due(session: Session, now: datetime, settings: Settings = _USUAL) -> int:
    """Deliver what is due at ``now`` (aware) into the inbox; return how many events that made.

    At most PORTION rows are taken: ask again until nothing is due. Work is proportional to what is
    due. A row about somebody's week is theirs alone (``scheduler.turns``), one about whom to call a
    coordinator's (``scheduler.calls``), one of an announcement its author's
    (``scheduler.announcing``); everything else reaches the deputy while a focal point is
    away (F2). A row that may not be said now is moved to when it may; one that nobody can be told,
    and whose addressee may never come back, is dropped.
    """
    today = locales.today(now)
    delivered = 0
    for row in timetable.take_due(session, now, PORTION):
        if row.kind == rhythm.KIND:
            delivered += turns.take(session, row, now, settings)
            continue
        if row.kind == rhythm.CARDS:
            delivered += calls.take(session, row, now, settings)
            continue
        if row.kind in announcing.KINDS:
            delivered += announcing.take(session, row, now, settings)
            continue
        member = session.get_one(Member, row.member_id)
        told = seats.prompted(session, member, today)
        if told is None:
            _wait_for_return(session, row, seats.back_on(session, member, today), settings)
        else:
            delivered += _say(session, row, told, now, settings)
    return delivered


def _say(session: Session, row: Due, told: Member, now: datetime, settings: Settings) -> int:
    """Deliver a row to whoever is told, in their budget, or move it to when no guard forbids."""
    (found,) = rhythm.known(session, [told], now)
    until = settings.windows.next_allowed(now, person(found, now))
    if until is None:
        session.delete(row)
    elif until > now:
        timetable.postpone(row, until)
    else:
        contact = contacts.take(session, told.id, row.kind, row.key, now)
        if contact is not None:
            expires = (now + VALID).isoformat()
            return timetable.deliver(session, row, told.id, now, contact=contact, expires=expires)
        session.delete(row)
    return 0


def _wait_for_return(session: Session, row: Due, day: date | None, settings: Settings) -> None:
    """Keep the row until ``day``, when its addressee is back; without a day, drop it."""
    if day is None:
        session.delete(row)
        return
    morning = datetime.combine(day, time(), tzinfo=locales.CASABLANCA).astimezone(UTC)
    timetable.postpone(row, settings.windows.next_opening(morning))

"""One look at the timetable: what is due becomes an event, unless it may not be said now."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta

import locales
from scheduler import announcing, calls, digest, gatherings, summary, turns, waves
from scheduler.guards import Prompt
from scheduler.known import LATER, person
from scheduler.precedence import in_order
from scheduler.rules import Settings
from scheduler.settled import Settled
from storage import Session, contacts, digests, gathering_turns, rhythm, seats, summaries, timetable
from storage.asking import questions
from storage.models import Due, Member

__all__ = ["LATER", "due"]

VALID = timedelta(hours=24)  # after which a message is dropped (FEATURES.md F6)
PORTION = 25  # rows in one transaction, so that whoever writes meanwhile hardly waits
_USUAL = Settings()

# Kinds of rows that are no message to one member: who decides what becomes of each.
_TAKERS: Mapping[str, Callable[[Session, Due, datetime, Settings], int]] = {
    rhythm.KIND: turns.take,
    rhythm.CARDS: calls.take,
    digests.KIND: digest.take,
    summaries.KIND: summary.take,
    questions.ROUTE: waves.take,
    questions.CLOSE: waves.close,
    gathering_turns.KIND: gatherings.take,
    gathering_turns.NOTICE: gatherings.pass_news,
    **dict.fromkeys(announcing.KINDS, announcing.take),
}


def due(session: Session, now: datetime, settings: Settings | Settled = _USUAL) -> int:
    """Deliver what is due at ``now`` (aware) into the inbox; return how many events that made.

    About PORTION rows are taken, with all else that is due for the same people: they share a
    budget, and what matters more goes first (``scheduler.precedence``). Ask again until nothing is
    due. Work is proportional to what is due. Some kinds of rows have rules of their own
    (``_TAKERS``); every other one is for whoever sits in its member's seat, or the deputy while a
    focal point is away (F2). A row that may not be said now is moved to when it may; one that
    nobody can be told, and whose addressee may never come back, is dropped.
    """
    today = locales.today(now)
    delivered = 0
    rows = timetable.take_due(session, now, PORTION)
    # Only now: whoever changes the settings has rows looked at again, and waits for those in hand.
    settings = settings.at(session) if isinstance(settings, Settled) else settings
    for row in in_order(rows):
        taker = _TAKERS.get(row.kind)
        if taker is not None:
            delivered += taker(session, row, now, settings)
            continue
        member = session.get_one(Member, row.member_id)
        told = seats.prompted(session, member, today)
        if told is None:
            _wait_for_return(session, row, seats.back_on(session, member, today), settings)
        else:
            delivered += _say(session, row, told, now, settings)
    return delivered


def _say(session: Session, row: Due, told: Member, now: datetime, settings: Settings) -> int:
    """Deliver a row to whoever is told, in their budget, or move it to when no guard forbids.

    A row whose own end (``about["expires"]``, ISO 8601) comes before that is dropped.
    """
    (found,) = rhythm.known(session, [told], now)
    ends = row.about.get("expires")
    prompt = Prompt(expires=None if ends is None else datetime.fromisoformat(ends))
    until = settings.windows.next_allowed(now, person(found, now), prompt)
    if until is None:
        session.delete(row)
    elif until > now:
        timetable.postpone(row, until)
    else:
        contact = contacts.take(session, told.id, row.kind, row.key, now)
        if contact is not None:
            expires = min(now + VALID, prompt.expires or now + VALID)
            more = {"contact": contact, "expires": expires.isoformat()}
            return timetable.deliver(session, row, told.id, now, **more)
        session.delete(row)
    return 0


def _wait_for_return(session: Session, row: Due, day: date | None, settings: Settings) -> None:
    """Keep the row until ``day``, when its addressee is back; without a day, drop it."""
    if day is None:
        session.delete(row)
        return
    morning = datetime.combine(day, time(), tzinfo=locales.CASABLANCA).astimezone(UTC)
    timetable.postpone(row, settings.windows.next_opening(morning))

"""Once a week, what is new in the library on somebody's topics: of all messages, what gives way.

The look through the members goes in portions; a row of the timetable is made only for whom there
is something. It is sent where the budget has room for the check-in that comes next as well.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

import locales
from scheduler import budget
from scheduler.known import first_day, person
from scheduler.rules import Settings
from storage import Session, contacts, digests, rhythm, shelves, timetable
from storage.models import Due, Member, Published, Topic
from storage.rhythm import Known
from storage.shelves import Entry

WEEKDAY, AT = 4, time(9)  # Thursday, when most check-ins of the week are answered
MOST = 3  # entries in one digest
PORTION = 100  # members looked at in one transaction
VALID = timedelta(hours=24)
AGAIN = timedelta(days=1)  # after which it is asked again whether there is room
REMINDER = timedelta(days=3)  # after a check-in, at the earliest
WEEK = timedelta(days=7)


def is_open(session: Session, now: datetime) -> bool:
    """Tell whether there are members still to be looked at this week."""
    local = locales.wall(now)
    if (local.isoweekday(), local.time()) < (WEEKDAY, AT):
        return False
    return not digests.is_done(session, locales.week_of(now))


def look(session: Session, now: datetime) -> int:
    """Look at some members, and note for whom there is something; return how many were looked at.

    To be called again, in further transactions, until nobody is left.
    """
    week = locales.week_of(now)
    scan = digests.scan_of(session, week, now)
    if scan.done_at is not None:
        return 0
    entries = digests.news(session, scan)
    members = digests.portion(session, scan.after, PORTION) if entries else ()
    if not members:
        scan.done_at = now
        return 0
    _plan(session, members, entries, week, now)
    scan.after = members[-1].id
    return len(members)


def choose(
    member: Member, topics: set[Topic], entries: Sequence[Entry], seen: set[tuple[Published, int]]
) -> list[Entry]:
    """Return what concerns a member: on their topics, in their language, of others, not seen."""
    return [
        entry
        for entry in entries
        if entry.topic in topics
        and entry.language == member.language
        and (entry.kind, entry.number) not in seen
        and (entry.collectivity_id is None or entry.collectivity_id != member.collectivity_id)
    ][:MOST]


def take(session: Session, row: Due, now: datetime, settings: Settings) -> int:
    """Deliver a digest if it may be said now and takes nothing from others; else later, or never.

    Return how many events that made (0 or 1).
    """
    member = session.get_one(Member, row.member_id)
    (found,) = rhythm.known(session, [member], now)
    until = settings.windows.next_allowed(now, person(found, now))
    ends = datetime.fromisoformat(row.about["until"])
    if (
        until is not None
        and until <= now
        and not has_room(found, rhythm.next_turn(session, member.id), now)
    ):
        until = settings.windows.next_opening(now + AGAIN, found.region)
    if until is None or until >= ends or member.undigested_at is not None or not member.seat_id:
        session.delete(row)
        return 0
    if until > now:
        timetable.postpone(row, until)
        return 0
    contact = contacts.take(session, member.id, digests.KIND, row.about["week"], now)
    if contact is None:
        session.delete(row)
        return 0
    expires = (now + VALID).isoformat()
    return timetable.deliver(session, row, member.id, now, contact=contact, expires=expires)


def has_room(known: Known, following: datetime | None, now: datetime) -> bool:
    """Tell whether a digest at ``now`` takes no place from what comes before it (F6).

    That is the reminder of a check-in without an answer, the check-in that comes next
    (``following``, None for none) and its reminder.
    """
    last = known.check_ins[-1] if known.check_ins else None
    if (
        last is not None
        and last.sent_at is not None
        and last.answered_at is None
        and last.excused is None
        and now < last.closes_at
    ):
        return False
    if following is None:
        return True
    asked = [*known.sent, now]
    at = max(following, now)
    return budget.granted(asked, at) is None and budget.granted([*asked, at], at + REMINDER) is None


def _plan(
    session: Session, members: Sequence[Member], entries: Sequence[Entry], week: str, now: datetime
) -> None:
    topics = digests.topics_of(session, members)
    shown = shelves.shown(session, [member.id for member in members])
    authors = digests.authors_of(session, entries)
    ends = datetime.combine(first_day(week) + WEEK, time(), tzinfo=locales.CASABLANCA)
    for member in members:
        seen = {(kind, number) for whose, kind, number in shown if whose == member.id}
        seen |= {(Published.PRACTICE, one) for one, who in authors.items() if who == member.id}
        chosen = choose(member, topics[member.id], entries, seen)
        if chosen:
            timetable.add(
                session,
                key=f"{digests.KIND}:{member.id}:{week}",
                kind=digests.KIND,
                member_id=member.id,
                about={
                    "week": week,
                    "until": ends.astimezone(UTC).isoformat(),
                    "entries": [[entry.kind.value, entry.number] for entry in chosen],
                },
                due_at=now,
            )

"""Once a week, each coordinator is told whom to ask how they are: within capacity, and why."""

from datetime import datetime, timedelta

from scheduler import cards as ladder
from scheduler.known import history, person, quiet_hours
from scheduler.recurrence import Rhythm, next_due, week_of
from scheduler.rules import Settings
from storage import Session, cards, contacts, rhythm, timetable
from storage.models import Cadence, Due, Member
from storage.reach import reach_of
from storage.rhythm import Known

DAY, HOUR = 2, 10  # Tuesdays: when the week is known, and with days left to call
MOST = 5  # cards in one message, which must be readable on a telephone
VALID = timedelta(hours=24)
WEEK = timedelta(days=7)


def take(session: Session, row: Due, now: datetime, settings: Settings) -> int:
    """Propose this week's calls to a coordinator; return how many events that made (0 or 1).

    The row moves to the next Tuesday at ten, or is deleted with the coordinator's role.
    """
    coordinator = session.get_one(Member, row.member_id)
    if reach_of(coordinator) is None or coordinator.joined_at is None:
        session.delete(row)
        return 0
    (found,) = rhythm.known(session, [coordinator], now)
    following = next_due(now, _rhythm(found, now, settings), settings.windows)
    if not row.about.get("planned"):  # just made: not due yet
        row.about = {"planned": True}
        timetable.postpone(row, following)
        return 0
    until = settings.windows.next_allowed(now, person(found, now))
    if until is not None and now < until < now + VALID:
        timetable.postpone(row, until)
        return 0
    timetable.postpone(row, following)
    return 0 if until is None or until > now else _propose(session, coordinator, now, settings)


def _propose(session: Session, coordinator: Member, now: datetime, settings: Settings) -> int:
    """Write the cards and tell the coordinator of them, in one message."""
    members = cards.supported(session, coordinator)
    known = rhythm.known(session, members, now)
    calendar = settings.windows.calendar
    histories = [history(one, now, calendar) for one in known]
    whose = {one.member: member for one, member in zip(histories, members, strict=True)}
    proposed = ladder.propose(histories, now, settings, members=len(members))[:MOST]
    if not proposed:
        return 0
    week = week_of(now)
    contact = contacts.take(session, coordinator.id, rhythm.CARDS, week, now)
    if contact is None:
        return 0
    made = [
        cards.add(session, whose[card.member].id, [one.reason.value for one in card.reasons], now)
        for card in proposed
    ]
    payload = {
        "kind": rhythm.CARDS,
        "cards": [card.id for card in made],
        "contact": contact,
        "expires": (now + VALID).isoformat(),
    }
    timetable.tell(session, coordinator.id, f"cards:{coordinator.id}:{week}", payload, now)
    return 1


def _rhythm(found: Known, now: datetime, settings: Settings) -> Rhythm:
    return Rhythm(
        day=DAY,
        hour=HOUR,
        cadence=Cadence.WEEKLY,
        anchor=settings.windows.calendar.wall(now).date(),
        region=found.region,
        quiet=quiet_hours(found.member),
    )

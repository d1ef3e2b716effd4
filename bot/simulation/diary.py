"""What simulated members were sent and answered, as the scheduler's own records."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.simulation.people import People
from scheduler.history import Kind, Slot, Week, monday, week_number

_REMEMBERED = 12  # messages: more than any budget allows in its 28 days


@dataclass(slots=True)
class Sent:
    """A member's check-in of this week."""

    kind: Kind
    slot: Slot
    at: datetime
    reminded_at: datetime | None = None


class Diary:
    """The records of all members, from the Monday ``start`` on."""

    def __init__(self, members: int, start: date) -> None:
        """Prepare empty pages."""
        self.first = week_number(start)
        self.weeks: list[tuple[Week, ...]] = [()] * members
        self.sent: list[tuple[datetime, ...]] = [()] * members
        self.cards: list[tuple[datetime, ...]] = [()] * members

    def clock(self, week: int) -> datetime:
        """Return midnight before the Monday of a week, counted from 0."""
        return datetime.combine(monday(self.first + week), time(), tzinfo=UTC)

    def remember(self, i: int, moment: datetime) -> None:
        """Note a message for the budget."""
        self.sent[i] = (*self.sent[i][1 - _REMEMBERED :], moment)

    def note(self, i: int, people: People, sent: Sent | None, *, excused: bool = False) -> None:
        """Note how a member's week ended; a week without anything leaves no record."""
        answered = bool(people.answered[i])
        if sent is None and not answered and not excused:
            return
        delay = float(people.delay[i])
        since = sent.at if sent else self.clock(people.week)
        week = Week(
            number=self.first + people.week,
            sent_at=sent.at if sent else None,
            kind=sent.kind if sent else None,
            slot=sent.slot if sent else None,
            reminded_at=sent.reminded_at if sent else None,
            answered_at=since + timedelta(days=delay) if answered else None,
            delay=delay if answered else None,
            mood=int(people.mood[i]) if answered else None,
            excused=excused,
        )
        self.weeks[i] = (*self.weeks[i], week)

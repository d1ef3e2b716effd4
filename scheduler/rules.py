"""By which numbers and hours the ladder decides."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from scheduler.history import monday
from scheduler.hours import Span
from scheduler.recurrence import Rhythm, in_week
from scheduler.windows import Windows
from storage.cards import PER_CARD
from storage.models import Cadence

POLICY_VERSION = "ladder-1"  # another one whenever a rule or a number changes


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The numbers of the ladder (reminders.md, section 2). The simulator runs others beside them.

    Attributes:
        policy: the name under which decisions are stored, and part of every seed.
        coin: the probability with which a reminder that may be sent is sent.
        remind_after: working hours without an answer.
        rest: of silence after a card to the coordinator.
        between_cards: at least, for one member.
        per_card: members for each card a week.
        late: a moment that passed longer ago is not caught up.
        unprompted: whether somebody who wrote without being asked ends a run of misses.
    """

    policy: str = POLICY_VERSION
    coin: float = 0.8
    remind_after: float = 72.0
    rest: timedelta = timedelta(weeks=2)
    between_cards: timedelta = timedelta(weeks=8)
    per_card: int = PER_CARD
    late: timedelta = timedelta(hours=2)
    unprompted: bool = True


@dataclass(frozen=True, slots=True)
class Opening:
    """When a check-in opens, in UTC, and whether that is in Ramadan."""

    at: datetime
    ramadan: bool


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What every decision is made by: calendar, office hours and guards, and the numbers."""

    windows: Windows = field(default_factory=Windows)
    rules: Rules = field(default_factory=Rules)
    _openings: dict[tuple[int, int, int, int | None, Span | None], Opening | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def opening(
        self, number: int, day: int, hour: int, region: int | None, quiet: Span | None = None
    ) -> Opening | None:
        """Return when the check-in of week ``number`` opens for those who have this day and hour.

        None when no day of that week will do. Thousands of members share a few of these, so they
        are worked out once.
        """
        key = (number, day, hour, region, quiet)
        if key not in self._openings:
            begins, calendar = monday(number), self.windows.calendar
            rhythm = Rhythm(
                day=day,
                hour=hour,
                cadence=Cadence.WEEKLY,
                anchor=begins,
                region=region,
                quiet=quiet,
            )
            at = in_week(begins, rhythm, self.windows)
            ramadan = at is not None and calendar.is_ramadan(calendar.wall(at).date())
            self._openings[key] = None if at is None else Opening(at, ramadan)
        return self._openings[key]

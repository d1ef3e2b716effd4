"""The ladder's simpler surroundings of reminders.md, section 8: weeks without a calendar.

Where that world differs from the product: the reminder comes after two days instead of 72 working
hours; one silent week follows a call instead of two; no holidays, windows, Ramadan or weekly cap,
only 6 messages in 4 weeks; every reminder that may be sent is sent; who writes without being asked
does not end a run of misses. The decisions are the product's own.
"""

from datetime import date, datetime, timedelta

from scheduler.calendar import Calendar
from scheduler.guards import ORDINARY, Guard, Person, Prompt
from scheduler.rules import Rules, Settings
from scheduler.windows import Windows

BUDGET_WEEKS = 3  # back from this one: messages since then are counted
_MOST = 6
_DAY = timedelta(days=1)


class _EveryDay(Calendar):
    """A calendar of working days alone."""

    def is_holiday(self, day: date) -> bool:  # noqa: ARG002 — the interface's
        return False

    def is_working_day(self, day: date) -> bool:  # noqa: ARG002 — the interface's
        return True

    def is_ramadan(self, day: date) -> bool:  # noqa: ARG002 — the interface's
        return False

    def is_after_eid(self, day: date) -> bool:  # noqa: ARG002 — the interface's
        return False


class _FewGuards(Windows):
    """Pause, leave, and 6 messages since the Monday of three weeks ago: the caller gives those."""

    def allowed(
        self,
        now: datetime,
        person: Person,
        prompt: Prompt = ORDINARY,  # noqa: ARG002 — the interface's
    ) -> Guard | None:
        day = self.calendar.wall(now).date()
        if person.stopped:
            return Guard.STOPPED
        if person.paused_until is not None and day < person.paused_until:
            return Guard.PAUSED
        if any(first <= day <= last for first, last in person.leave):
            return Guard.LEAVE
        return Guard.BUDGET_MONTH if len(person.sent) >= _MOST else None

    def next_allowed(
        self,
        now: datetime,
        person: Person,  # noqa: ARG002 — the interface's
        prompt: Prompt = ORDINARY,  # noqa: ARG002 — the interface's
    ) -> datetime | None:
        shown = self.calendar.wall(now)
        following = shown.date() + _DAY * (7 - shown.weekday())
        return self.calendar.instant(datetime.combine(following, datetime.min.time()))


PLAIN_WEEKS = Settings(
    windows=_FewGuards(calendar=_EveryDay()),
    rules=Rules(
        policy="plain-weeks", coin=1, remind_after=48, rest=timedelta(weeks=1), unprompted=False
    ),
)

"""Watches the ladder in the simulation: counts what must never happen, by rules of its own.

It shares the calendar with the guards it watches, and nothing else.
"""

from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from scheduler.history import History, Kind
from scheduler.ladder import Action, Decision, decide
from scheduler.rules import Settings

SAMPLE = 50  # one decision of so many is made again
_FRIDAY, _SATURDAY = 4, 5
_WINDOWS = {
    (False, False): ((time(9), time(16)),),
    (True, False): ((time(9), time(11, 45)), (time(15), time(16))),
    (False, True): ((time(9, 30), time(14)),),
    (True, True): ((time(9, 30), time(11, 30)),),
}
_CAPS = ((timedelta(days=7), 2), (timedelta(days=28), 6))

# What is counted; every name is printed, those never seen as 0.
BROKEN = (
    "window", "weekend", "holiday", "day after Eid", "Ramadan fortnight", "leave", "pause", "rest",
    "2 in 7 days", "6 in 28 days", "second reminder", "replay", "no reason or p", "stop",
)  # fmt: skip


@dataclass
class Audit:
    """What one simulated future broke, and how much was looked at."""

    settings: Settings
    broken: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)

    def decision(
        self, made: Decision, history: History, now: datetime, eligible: AbstractSet[Kind]
    ) -> None:
        """Look at a decision; one of fifty is made again, and again as if stop had been said."""
        self.seen["decisions"] += 1
        if made.suppressed_by is not None:
            self.seen[f"held: {made.suppressed_by}"] += 1
        if not made.reasons or not 0 < made.p <= 1:
            self.broken["no reason or p"] += 1
        if self.seen["decisions"] % SAMPLE:
            return
        self.seen["made again"] += 1
        if decide(history, now, self.settings, eligible) != made:
            self.broken["replay"] += 1
        stopped = replace(history, person=replace(history.person, stopped=True))
        after = decide(stopped, now, self.settings, eligible)
        if after.action is not Action.NOTHING and after.at is not None and after.at <= now:
            self.broken["stop"] += 1

    def message(self, history: History, now: datetime, *, reminder: bool) -> None:
        """Look at a message about to be sent, with what was known before it."""
        self.seen["messages"] += 1
        self._day(now)
        self._person(history, now)
        last = history.weeks[-1] if history.weeks else None
        if reminder:
            self._count("second reminder", last is None or last.reminded_at is not None)
            return
        calendar = self.settings.windows.calendar
        day = calendar.wall(now).date()
        if calendar.is_ramadan(day):
            earlier = [week.sent_at for week in history.weeks if week.sent_at is not None]
            monday = day - timedelta(days=day.weekday() + 7)
            near = bool(earlier) and calendar.wall(earlier[-1]).date() >= monday
            self._count("Ramadan fortnight", near)

    def _day(self, now: datetime) -> None:
        calendar = self.settings.windows.calendar
        shown = calendar.wall(now)
        day = shown.date()
        spans = _WINDOWS[day.weekday() == _FRIDAY, calendar.is_ramadan(day)]
        self._count("window", not any(start <= shown.time() < end for start, end in spans))
        self._count("weekend", day.weekday() >= _SATURDAY)
        self._count("holiday", calendar.is_holiday(day))
        self._count("day after Eid", calendar.is_after_eid(day))

    def _person(self, history: History, now: datetime) -> None:
        person = history.person
        day = self.settings.windows.calendar.wall(now).date()
        self._count("leave", any(first <= day <= last for first, last in person.leave))
        self._count("pause", person.paused_until is not None and day < person.paused_until)
        rest = self.settings.rules.rest
        self._count("rest", bool(history.cards) and now - history.cards[-1] < rest)
        for (period, most), name in zip(_CAPS, ("2 in 7 days", "6 in 28 days"), strict=True):
            near = sum(now - moment < period for moment in person.sent)
            self._count(name, near >= most)

    def _count(self, name: str, broken: bool) -> None:  # noqa: FBT001 — a verdict, not an option
        if broken:
            self.broken[name] += 1

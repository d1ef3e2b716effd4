"""What is compared: silence, fixed numbers of reminders, the ladder, chance within its guards."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

import numpy as np

from bot.simulation.audit import Audit
from bot.simulation.diary import Diary, Sent
from bot.simulation.people import Flags, People
from scheduler.cards import propose
from scheduler.guards import Guard, Person
from scheduler.history import SLOTS, History, Kind, Slot, Week, monday
from scheduler.ladder import ALL_KINDS, Action, Decision, decide
from scheduler.rules import Settings

_MORNING = timedelta(hours=10)  # of Monday
_CARDS = timedelta(days=4, hours=12)  # Friday noon: cards are given when the week is over
_JOINED = timedelta(days=365)  # before the start: simulated members are no newcomers
_EXCUSED = frozenset({Guard.PAUSED, Guard.LEAVE})
_KINDS = tuple(Kind)


class Policy(Protocol):
    """What is done with simulated members each week, between `begin` and `end`."""

    offers_pause: bool
    diary: Diary

    def run_week(self, people: People) -> Flags:
        """Ask, remind, note the answers; return who is called."""


class Fixed:
    """A plain check-in every week and so many reminders, without guards; or nothing at all."""

    offers_pause = False

    def __init__(self, members: int, start: date, reminders: int | None) -> None:
        """Prepare; ``reminders`` None is silence."""
        self.diary = Diary(members, start)
        self._reminders = reminders

    def run_week(self, people: People) -> Flags:
        """Ask everybody who can be reached; nobody is called."""
        nobody = np.zeros(people.members, np.bool_)
        first = np.zeros(people.members, np.int64)
        people.ask(nobody if self._reminders is None else people.live, first, first)
        for number in range(self._reminders or 0):
            people.remind(people.sent & ~people.answered, number)
        people.reply()
        at = self.diary.clock(people.week) + _MORNING
        for i in map(int, np.flatnonzero(people.sent | people.answered)):
            sent = Sent(Kind.PLAIN, Slot.EARLY, at) if people.sent[i] else None
            self.diary.note(i, people, sent, excused=bool(people.on_leave[i]))
        return nobody


@dataclass(frozen=True)
class Manner:
    """How the ladder is used.

    Attributes:
        settings: calendar, guards and numbers.
        at_random: the kind of check-in is drawn instead of being the least recent.
        budget_weeks: messages are remembered from the Monday so many weeks ago on; None: as long as
            any budget asks.
    """

    settings: Settings
    at_random: bool = False
    budget_weeks: int | None = None


@dataclass(slots=True)
class _Turn:
    """One member's week, while it happens."""

    history: History
    sent: Sent | None = None
    excused: bool = False


class Ladder:
    """The product's own decisions, each at its own moment of the simulated week."""

    offers_pause = True

    def __init__(
        self, people: People, start: date, manner: Manner, audit: Audit | None = None
    ) -> None:
        """Prepare; ``start`` is the Monday of the first week, ``audit`` watches every decision."""
        self.diary = Diary(people.members, start)
        self._settings, self._budget_weeks = manner.settings, manner.budget_weeks
        self._audit = audit
        self._joined = start - _JOINED
        self._next: list[datetime | None] = [None] * people.members
        self._random = np.random.default_rng([people.seed, 2]) if manner.at_random else None

    def run_week(self, people: People) -> Flags:
        """Let every member's decisions fall due, and give the week's cards."""
        self._drawn: list[int] = []
        if self._random is not None:
            self._drawn = self._random.integers(0, len(_KINDS), people.members).tolist()
        present = map(int, np.flatnonzero(~(people.left | people.moved)))
        turns = {i: _Turn(self._history(i, people)) for i in present}
        for i in map(int, np.flatnonzero(people.live)):
            self._check_in(i, turns[i], people.week)
        self._ask(people, turns)
        self._remind(people, turns)
        people.reply()
        for i, turn in turns.items():
            self.diary.note(i, people, turn.sent, excused=turn.excused)
        return self._call(people, turns)

    def _check_in(self, i: int, turn: _Turn, week: int) -> None:
        """Ask the ladder at every moment of the week at which it wants to be asked."""
        begins, ends = self._instant(week), self._instant(week + 1)
        if self.diary.sent[i]:  # a reminder may have fallen into this week, which no clock undoes
            begins = max(begins, self.diary.sent[i][-1])
        eligible = frozenset({_KINDS[self._drawn[i]]}) if self._drawn else ALL_KINDS
        now = self._next[i] or decide(turn.history, begins, self._settings, eligible).at
        while now is not None and now < ends:
            made = self._decide(turn.history, now, eligible)
            if made.action is Action.CHECK_IN and made.at is not None and made.at <= now:
                assert made.kind is not None
                assert made.slot is not None
                self._sent(i, turn.history, now, reminder=False)
                turn.sent = Sent(made.kind, made.slot, now)
                now = None
                break
            turn.excused |= made.suppressed_by in _EXCUSED
            assert made.at is None or made.at > now, "the ladder asks for the same moment again"
            now = made.at
        self._next[i] = now

    def _ask(self, people: People, turns: dict[int, _Turn]) -> None:
        sent = np.zeros(people.members, np.bool_)
        kinds = np.zeros(people.members, np.int64)
        slots = np.zeros(people.members, np.int64)
        for i, turn in turns.items():
            if turn.sent is not None:
                sent[i] = True
                kinds[i] = _KINDS.index(turn.sent.kind)
                slots[i] = SLOTS.index(turn.sent.slot)
        people.ask(sent, kinds, slots)

    def _remind(self, people: People, turns: dict[int, _Turn]) -> None:
        """Let the reminders of the silent fall due.

        The model answers within the week, so a reminder that falls into the next (after holidays,
        say) counts here.
        """
        reminded = np.zeros(people.members, np.bool_)
        for i in map(int, np.flatnonzero(people.sent & ~people.answered)):
            turn = turns[i]
            assert turn.sent is not None
            at = turn.sent.at
            waiting = Week(self.diary.first + people.week, at, turn.sent.kind, turn.sent.slot)
            history = self._history(i, people, waiting)
            planned = decide(history, at, self._settings)
            if planned.action is Action.REMINDER and planned.at is not None:
                made = self._decide(history, planned.at, ALL_KINDS)
                if made.action is Action.REMINDER:
                    self._sent(i, history, planned.at, reminder=True)
                    turn.sent.reminded_at = planned.at
                    reminded[i] = True
        people.remind(reminded, 0)

    def _call(self, people: People, turns: dict[int, _Turn]) -> Flags:
        called = np.zeros(people.members, np.bool_)
        now = self._instant(people.week) + _CARDS
        histories = [turn.history for turn in turns.values()]
        by_name = {turn.history.member: i for i, turn in turns.items()}
        for card in propose(histories, now, self._settings, members=people.members):
            i = by_name[card.member]
            called[i] = True
            self.diary.cards[i] += (now,)
        return called

    def _history(self, i: int, people: People, waiting: Week | None = None) -> History:
        """Return what is known of a member at this point of the week."""
        week = self.diary.first + people.week
        begins, ends = monday(week), monday(week + 1)
        sent = self.diary.sent[i]
        if self._budget_weeks is not None:
            since = self._instant(people.week - self._budget_weeks)
            sent = tuple(moment for moment in sent if moment >= since)
        leave = ((begins, ends - timedelta(days=1)),) if people.on_leave[i] else ()
        return History(
            member=f"{people.seed}-{i}",
            person=Person(
                region=None,
                sent=sent,
                paused_until=ends if people.paused[i] else None,
                leave=leave,
            ),
            joined_on=self._joined,
            weeks=(*self.diary.weeks[i], waiting) if waiting else self.diary.weeks[i],
            cards=self.diary.cards[i],
            busy_until=ends if people.says_busy[i] else None,
        )

    def _decide(self, history: History, now: datetime, eligible: AbstractSet[Kind]) -> Decision:
        made = decide(history, now, self._settings, eligible)
        if self._audit is not None:
            self._audit.decision(made, history, now, eligible)
        return made

    def _sent(self, i: int, history: History, now: datetime, *, reminder: bool) -> None:
        if self._audit is not None:
            self._audit.message(history, now, reminder=reminder)
        self.diary.remember(i, now)

    def _instant(self, week: int) -> datetime:
        """Return the moment at which a week begins on the wall."""
        begins = datetime.combine(monday(self.diary.first + week), time())
        return self._settings.windows.calendar.instant(begins)

"""What the decisions see of one member: frozen, without database or clock, cheap to build."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import islice

from scheduler.guards import Person
from storage.models import Cadence

NEWCOMER_DAYS = 14  # without reminders, and without misses
MISSES = 2  # silent check-ins in a row after which Jisr steps back (reminders.md, section 2)
KNOWN_ANSWERS = 3  # so many answers show which slot suits somebody
HEAVY = 4  # a declared load of 1 to 5 from which it is an overload
LOW = 2  # a mood of 1 to 5 up to which it is low
LOAD_LASTS = 4  # weeks for which a declared overload is believed
_TWICE = 2  # heavy loads, or low moods, make the messages lighter
BURDENED = 8  # weeks in which two heavy loads, or two low moods, say the same thing


class Kind(StrEnum):
    """What a check-in begins with. The order settles ties (reminders.md, section 2)."""

    PLAIN = "plain"
    PROGRESS = "progress"  # what your entries changed: needs an entry
    PEER = "peer"  # a story from a similar commune: needs a published practice
    THANKS = "thanks"  # needs a real, named act


class Slot(StrEnum):
    """The part of the working day in which a check-in opens."""

    EARLY = "early"
    MID = "mid"
    LATE = "late"


SLOTS = tuple(Slot)


@dataclass(frozen=True, slots=True)
class Week:
    """A member's check-in of one ISO week, or the note that the week was excused.

    Attributes:
        number: the week, as `week_number` counts them.
        sent_at: empty for an excused week, and for one in which the member wrote first.
        kind: what was sent; None where nothing was, or nothing of the four kinds.
        slot: the part of the day in which it was sent.
        reminded_at: when its one reminder went out.
        answered_at: empty while there is no answer; late answers count as answers.
        delay: days from sending to the answer.
        mood: 1 to 5, always optional.
        load: 1 to 5, said with "too busy".
        excused: leave, pause, holiday: breaks no run and counts as no miss.
    """

    number: int
    sent_at: datetime | None = None
    kind: Kind | None = None
    slot: Slot | None = None
    reminded_at: datetime | None = None
    answered_at: datetime | None = None
    delay: float | None = None
    mood: int | None = None
    load: int | None = None
    excused: bool = False

    @property
    def counted(self) -> bool:
        """Whether an answer could be expected: sent, and not excused."""
        return self.sent_at is not None and not self.excused


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One member, as the ladder and the score see them.

    Attributes:
        member: the pseudonym under which decisions are stored; the seed is made of it.
        person: what the guards know of them: stop, pause, leave, every unasked message.
        joined_on: the day they consented, in Morocco.
        weeks: oldest first; no two of one number; weeks in which nothing happened may be left out.
        cards: when a coordinator was asked to call, oldest first.
        cadence: how often they wish to be asked.
        day: ISO weekday of the check-in, Monday 1 to Friday 5.
        hour: of the wall clock, where the member chose one; None lets Jisr find the slot.
        busy_until: the first day on which a declared overload no longer holds.
        objected: against the score: no card is ever proposed.
    """

    member: str
    person: Person
    joined_on: date
    weeks: tuple[Week, ...] = ()
    cards: tuple[datetime, ...] = ()
    cadence: Cadence = Cadence.WEEKLY
    day: int = 1
    hour: int | None = None
    busy_until: date | None = None
    objected: bool = False


def week_number(day: date) -> int:
    """Count the ISO weeks up to that of ``day``, so that weeks can be subtracted."""
    return (day.toordinal() - 1) // 7  # day 1 of the calendar, 1 January of year 1, is a Monday


def monday(number: int) -> date:
    """Return the Monday of the week of that number."""
    return date.fromordinal(number * 7 + 1)


def before(weeks: tuple[Week, ...], number: int) -> tuple[Week, ...]:
    """Return the weeks before that of ``number``."""
    end = len(weeks)
    while end and weeks[end - 1].number >= number:
        end -= 1
    return weeks[:end]


def misses(weeks: tuple[Week, ...], joined: int, *, unprompted: bool = True) -> int:
    """Count the check-ins left without an answer since the last answer, in closed ``weeks``.

    Args:
        weeks: those whose next check-in has fallen due.
        joined: the number of the week of joining; the first two weeks miss nothing.
        unprompted: whether somebody who wrote first has answered.
    """
    run = 0
    for week in reversed(weeks):
        if week.answered_at is not None and (unprompted or week.sent_at is not None):
            break
        if week.counted and week.number >= joined + NEWCOMER_DAYS // 7:
            run += 1
    return run


def returned(weeks: tuple[Week, ...], joined: int) -> bool:
    """Tell whether the newest of ``weeks`` is an answer that ends two misses or more: welcome."""
    return (
        bool(weeks) and weeks[-1].answered_at is not None and misses(weeks[:-1], joined) >= MISSES
    )


def last_counted(weeks: tuple[Week, ...], most: int) -> list[Week]:
    """Return the last ``most`` weeks in which an answer could be expected, the newest first."""
    found: list[Week] = []
    for week in reversed(weeks):
        if len(found) == most:
            break
        if week.sent_at is not None and not week.excused:
            found.append(week)
    return found


def usual_slot(weeks: tuple[Week, ...]) -> tuple[Slot, int, int] | None:
    """Return the slot most answered, its answers and all answers; None while too few are known.

    An answer that came after the reminder says nothing of the slot.
    """
    answers = dict.fromkeys(SLOTS, 0)
    for week in weeks:
        if week.answered_at is not None and week.slot is not None and week.sent_at is not None:
            reminded = week.reminded_at
            if reminded is None or week.answered_at < reminded:
                answers[week.slot] += 1
    known = sum(answers.values())
    if known < KNOWN_ANSWERS:
        return None
    best = max(SLOTS, key=answers.__getitem__)  # the earliest of equals
    return best, answers[best], known


def last_sent(weeks: tuple[Week, ...]) -> Week | None:
    """Return the newest check-in that was sent."""
    return next((week for week in reversed(weeks) if week.sent_at is not None), None)


def weeks_of_kinds(weeks: tuple[Week, ...]) -> dict[Kind, int]:
    """Return the number of the week in which each kind was last sent; the never sent are absent."""
    found: dict[Kind, int] = {}
    for week in reversed(weeks):
        if week.sent_at is not None and week.kind is not None:
            found.setdefault(week.kind, week.number)
            if len(found) == len(Kind):
                break
    return found


def overloaded(history: History, today: date) -> bool:
    """Tell whether the member has declared to be too busy, and it still holds on ``today``."""
    if history.busy_until is not None and today < history.busy_until:
        return True
    declared = next((week for week in reversed(history.weeks) if week.load is not None), None)
    return (
        declared is not None
        and (declared.load or 0) >= HEAVY
        and week_number(today) - declared.number < LOAD_LASTS
    )


def heavy_twice(weeks: tuple[Week, ...], this_week: int) -> bool:
    """Tell whether the last two declared loads were both heavy, and lately so."""
    loads = _last_two(week.load for week in _lately(weeks, this_week))
    return len(loads) == _TWICE and min(loads) >= HEAVY


def low_twice(weeks: tuple[Week, ...], this_week: int) -> bool:
    """Tell whether the last two moods given were both low, and lately so."""
    moods = _last_two(week.mood for week in _lately(weeks, this_week))
    return len(moods) == _TWICE and max(moods) <= LOW


def _lately(weeks: tuple[Week, ...], this_week: int) -> Iterator[Week]:
    """Give the weeks in which a burden still tells something, the newest first."""
    for week in reversed(weeks):
        if this_week - week.number > BURDENED:
            return
        yield week


def _last_two(values: Iterator[int | None]) -> list[int]:
    return list(islice((value for value in values if value is not None), _TWICE))

"""When a member's next check-in falls due: cadence, silence, Ramadan, and the slot that suits them.

Step 0 of the ladder, and the fortnight of step 3 (reminders.md, section 2).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.history import (
    MISSES,
    SLOTS,
    History,
    Slot,
    last_sent,
    misses,
    monday,
    usual_slot,
    week_number,
)
from scheduler.reasons import Ground, Reason
from scheduler.recurrence import EVERY, IN_RAMADAN
from scheduler.rules import Opening, Settings

FORTNIGHT = 2  # weeks between check-ins after two misses
_THURSDAY, _FRIDAY = 4, 5  # ISO weekdays: a check-in closes on Thursday
_FAR = 60  # weeks in which no check-in falls due: the calendar must be wrong

# The hour of each slot, early to late, on a usual day, a Friday, in Ramadan, on a Friday of it.
_HOURS = {
    (False, False): (10, 12, 14),
    (True, False): (10, 11, 15),
    (False, True): (10, 11, 13),
    (True, True): (9, 10, 11),  # where offices open at 9:30, that is when it opens
}


@dataclass(frozen=True, slots=True)
class Plan:
    """When the next check-in falls due, and what that follows from.

    Attributes:
        at: the moment, in UTC; when it is past, by little enough not to be late.
        misses: silent check-ins in a row, should the newest stay without an answer.
        slot: the part of the day.
        reasons: why then.
    """

    at: datetime
    misses: int
    slot: Slot
    reasons: tuple[Ground, ...]


def plan(history: History, now: datetime, settings: Settings) -> Plan:
    """Return when the check-in that comes next at ``now`` (aware) falls due.

    A moment that passed too long ago is not caught up: the check-in moves to the same hour of the
    next day, up to Thursday, and then to the next week. So an outage leaves one check-in, at the
    member's own hour.

    Raises:
        LookupError: when none falls due for a year.
    """
    this_week = week_number(settings.windows.calendar.wall(now).date())
    joined = week_number(history.joined_on)
    run = misses(history.weeks, joined, unprompted=settings.rules.unprompted)
    last = last_sent(history.weeks)
    every = EVERY[history.cadence]
    if run >= MISSES:
        every = max(every, FORTNIGHT)
    first = max(this_week, last.number + every if last else joined + 1)
    if history.weeks:  # a week is asked about once, even when it was excused or the member wrote
        first = max(first, history.weeks[-1].number + 1)
    usual = usual_slot(history.weeks)
    for number in range(first, first + _FAR):
        slot, why = _slot(history, number, usual)
        opens = _in_week(history, number, slot, now, settings)
        if opens is None:
            continue
        if opens.ramadan and last is not None and number - last.number < IN_RAMADAN:
            continue
        due = Ground(Reason.DUE, {"every": every}) if last else Ground(Reason.FIRST)
        if opens.ramadan and every < IN_RAMADAN:
            due = Ground(Reason.RAMADAN, {"every": IN_RAMADAN})
        return Plan(opens.at, run, slot, (due, why))
    raise LookupError(f"no check-in in {_FAR} weeks after {now}")


def slot_at(hour: int) -> Slot:
    """Return the slot that an hour of the wall clock lies in."""
    early, mid, late = _HOURS[False, False]
    if hour < (early + mid) / 2:
        return Slot.EARLY
    return Slot.MID if hour < (mid + late) / 2 else Slot.LATE


def _slot(
    history: History, number: int, usual: tuple[Slot, int, int] | None
) -> tuple[Slot, Ground]:
    """Choose the slot: the member's own wish, else the one they answer most, else in turn."""
    if history.hour is not None:
        return slot_at(history.hour), Ground(Reason.CHOSEN_SLOT, {"hour": history.hour})
    if usual is not None:
        slot, answered, of = usual
        return slot, Ground(Reason.USUAL_SLOT, {"answered": answered, "of": of})
    return SLOTS[number % len(SLOTS)], Ground(Reason.ROTATED_SLOT)


def _in_week(
    history: History, number: int, slot: Slot, now: datetime, settings: Settings
) -> Opening | None:
    """Return when the check-in of one week opens, unless every moment for it has passed."""
    for day in range(history.day, max(history.day, _THURSDAY) + 1):
        hour = history.hour
        if hour is None:
            on = monday(number) + timedelta(days=day - 1)
            ramadan = settings.windows.calendar.is_ramadan(on)
            hour = _HOURS[day == _FRIDAY, ramadan][SLOTS.index(slot)]
        person = history.person
        opens = settings.opening(number, day, hour, person.region, person.quiet)
        if opens is None or opens.at + settings.rules.late >= now:
            return opens
    return None

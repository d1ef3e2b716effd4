"""Whom a coordinator should ask how they are: step 4 of the ladder. A human decides, and calls.

No superior is told, and the members themselves see score and reasons (reminders.md, section 2).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from scheduler.history import History, heavy_twice, low_twice, monday, week_number
from scheduler.reasons import Ground, Reason
from scheduler.rules import Settings
from scheduler.score import THRESHOLD, Score, score


@dataclass(frozen=True, slots=True)
class Card:
    """A proposal to call one member.

    Attributes:
        member: the pseudonym.
        score: for the member's own eyes; coordinators are shown the reasons alone.
        workload: whether it is about too much work, and never about motivation.
        reasons: the weightiest first.
    """

    member: str
    score: Score
    workload: bool
    reasons: tuple[Ground, ...]


def propose(
    histories: Iterable[History], now: datetime, settings: Settings, *, members: int
) -> list[Card]:
    """Return this week's cards still to be given, the highest score first.

    One a week for every 25 ``members``, at least one; cards already given this week count. Nobody
    within 8 weeks of the last card, on leave or paused, stopped, or who objected.
    """
    rules = settings.rules
    today = settings.windows.calendar.wall(now).date()
    this_week = week_number(today)
    given, open_to = 0, []
    for history in histories:
        last = history.cards[-1] if history.cards else None
        if last is not None and settings.windows.calendar.wall(last).date() >= monday(this_week):
            given += 1
        elif (last is None or now - last >= rules.between_cards) and _may_be_called(history, today):
            risk = score(history.weeks, this_week)
            if risk.total >= THRESHOLD:
                open_to.append((history, risk))
    capacity = max(1, members // rules.per_card) - given
    open_to.sort(key=lambda one: -one[1].total)  # stable: who comes first stays first
    return [_card(history, risk, this_week) for history, risk in open_to[: max(0, capacity)]]


def _may_be_called(history: History, today: date) -> bool:
    person = history.person
    if history.objected or person.stopped:
        return False
    if person.paused_until is not None and today < person.paused_until:
        return False
    return not any(first <= today <= last for first, last in person.leave)


def _card(history: History, risk: Score, this_week: int) -> Card:
    heavy, low = heavy_twice(history.weeks, this_week), low_twice(history.weeks, this_week)
    burdens = (
        *((Ground(Reason.HEAVY_LOAD),) if heavy else ()),
        *((Ground(Reason.LOW_MOOD),) if low else ()),
    )
    return Card(history.member, risk, heavy or low, (*burdens, *risk.grounds()))

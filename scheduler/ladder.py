"""The ladder against fading motivation: what comes next for one member, when, and why.

A pure function of what is known, the moment and the settings (reminders.md, sections 2 and 3). It
neither sends nor remembers, and the same arguments always give the same decision.
"""

import hashlib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from scheduler import history as past
from scheduler.guards import ORDINARY, Guard, Prompt
from scheduler.history import MISSES, NEWCOMER_DAYS, History, Kind, Slot, Week
from scheduler.plan import Plan, plan
from scheduler.reasons import Ground, Held, Reason
from scheduler.rules import Settings

ALL_KINDS = frozenset(Kind)
_SINCE = {kind: f"weeks_since_{kind}" for kind in Kind}
_REMEMBERED = 12  # check-ins from which an answer is expected or not
_RECENT = 3  # check-ins of which one must have been answered before a reminder
_DRAWN = 13  # hexadecimal digits of a seed that make a number: as many as a float holds exactly
_NUMBERS: int = 16**_DRAWN
_REMINDER = Prompt(reminder=True)
_FOR_GOOD = frozenset({Guard.STOPPED, Guard.UNREACHABLE})  # no passing of time lifts them


class Action(StrEnum):
    """What is to be done at a decision's moment."""

    CHECK_IN = "check_in"
    REMINDER = "reminder"
    NOTHING = "nothing"  # held back; the decision's moment is when to ask again


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What comes next for one member.

    Attributes:
        action: what to do at ``at``.
        at: when, aware. Not later than the moment of asking: now. Later: only planned, so ask again
            then, with what is known then. None: not until something changes.
        reasons: at least one, in the order of the steps.
        kind: of a check-in.
        slot: of a check-in, the part of the day.
        light: whether a check-in is the lighter one.
        p: the probability with which this was chosen; 1 for everything but the coin.
        eligible: what could have been chosen.
        features: what the choice was made from, to be stored with it.
        seed: SHA-256, in hexadecimal; empty for what is only planned.
        suppressed_by: what holds the message back.
    """

    action: Action
    at: datetime | None
    reasons: tuple[Ground, ...]
    kind: Kind | None = None
    slot: Slot | None = None
    light: bool = False
    p: float = 1.0
    eligible: tuple[str, ...] = ()
    features: Mapping[str, float] = field(default_factory=dict)
    seed: str = ""
    suppressed_by: Guard | Held | None = None


def decide(
    history: History, now: datetime, settings: Settings, eligible: AbstractSet[Kind] = ALL_KINDS
) -> Decision:
    """Return what comes next for a member at ``now`` (aware).

    Args:
        history: all that is known of them, up to ``now``.
        now: the moment of asking.
        settings: calendar, guards and numbers.
        eligible: the kinds of check-in for which there is matter: an act to thank for, a published
            practice, an entry. Without any, the plain one.
    """
    following = plan(history, now, settings)
    if following.at <= now:
        return _check_in(history, following, now, settings, eligible)
    waiting = _waiting(history.weeks)
    if waiting is not None:
        return _reminder(history, waiting, following, now, settings)
    return Decision(
        action=Action.CHECK_IN, at=following.at, slot=following.slot, reasons=following.reasons
    )


def seed_of(policy: str, member: str, day: date) -> str:
    """Return the seed of the decisions about a member's check-in of ``day``: SHA-256, hexadecimal.

    The day is that of the check-in, so that asking again about its reminder throws no second coin.
    """
    return hashlib.sha256(f"{policy}|{member}|{day.isoformat()}".encode()).hexdigest()


def draw(seed: str) -> float:
    """Return the number from 0 up to 1 that a seed stands for; below the coin means send."""
    return int(seed[:_DRAWN], 16) / _NUMBERS


def _waiting(weeks: tuple[Week, ...]) -> Week | None:
    """Return the newest check-in if it has neither answer nor reminder; only it can be reminded."""
    week = weeks[-1] if weeks else None
    if week is None or week.sent_at is None or week.answered_at or week.reminded_at or week.excused:
        return None
    return week


def _check_in(
    history: History, due: Plan, now: datetime, settings: Settings, eligible: AbstractSet[Kind]
) -> Decision:
    """Decide on the check-in that falls due now: steps 0, 2, 3, 5 and 6."""
    calendar = settings.windows.calendar
    today = calendar.wall(now).date()
    held, again = _guarded(history, now, settings, ORDINARY)
    at: datetime | None = now
    if held is not None:
        at = _again(history, now, again, held, settings)
    kind, kinds, features = _kind(history, past.week_number(today), eligible)
    lighter = _lighter(history, due, past.week_number(today))
    since = features[_SINCE[kind]]
    return Decision(
        action=Action.NOTHING if held else Action.CHECK_IN,
        at=at,
        kind=kind,
        slot=due.slot,
        light=any(ground.reason is not Reason.BACK for ground in lighter),
        reasons=(*due.reasons, Ground(Reason.LEAST_RECENT, {"weeks": since}), *lighter),
        eligible=kinds,
        features={"misses": due.misses, **features},
        seed=seed_of(settings.rules.policy, history.member, today),
        suppressed_by=held,
    )


def _kind(
    history: History, this_week: int, eligible: AbstractSet[Kind]
) -> tuple[Kind, tuple[str, ...], dict[str, float]]:
    """Choose the kind sent longest ago; also return the choice there was, and what it rests on."""
    sent = past.weeks_of_kinds(history.weeks)
    kinds = tuple(kind for kind in Kind if kind in eligible) or (Kind.PLAIN,)
    chosen = min(kinds, key=lambda kind: sent.get(kind, -1))  # the first of equals
    weeks = {_SINCE[kind]: float(this_week - sent[kind]) if kind in sent else 0.0 for kind in kinds}
    return chosen, kinds, weeks


def _lighter(history: History, due: Plan, this_week: int) -> tuple[Ground, ...]:
    """Say what makes the check-in a lighter one, or that somebody is welcome back."""
    grounds: list[Ground] = []
    if due.misses >= MISSES:
        grounds.append(Ground(Reason.SILENT, {"misses": due.misses}))
    if past.returned(history.weeks, past.week_number(history.joined_on)):
        grounds.append(Ground(Reason.BACK))
    if past.heavy_twice(history.weeks, this_week):
        grounds.append(Ground(Reason.HEAVY_LOAD))
    if past.low_twice(history.weeks, this_week):
        grounds.append(Ground(Reason.LOW_MOOD))
    return tuple(grounds)


def _reminder(
    history: History, waiting: Week, following: Plan, now: datetime, settings: Settings
) -> Decision:
    """Decide on the one reminder of a check-in without an answer: step 1."""
    windows, rules = settings.windows, settings.rules
    assert waiting.sent_at is not None
    region = history.person.region
    calendar = windows.calendar_of(region)
    at = windows.next_opening(
        calendar.after_working_hours(waiting.sent_at, rules.remind_after), region
    )
    reasons = (Ground(Reason.UNANSWERED, {"hours": rules.remind_after}),)
    if at >= following.at:
        return _no_reminder(Held.NEXT_CHECK_IN, following, reasons)
    if now < at:
        return Decision(action=Action.REMINDER, at=at, reasons=reasons)
    if now > at + rules.late:
        return _no_reminder(Held.LATE, following, reasons)
    features = _features(history, waiting)
    seed = seed_of(rules.policy, history.member, windows.calendar.wall(waiting.sent_at).date())
    held = _hushed(history, waiting, now, settings)
    if held is not None:
        return _no_reminder(held, following, reasons, features=features, seed=seed)
    heads = draw(seed) < rules.coin
    return Decision(
        action=Action.REMINDER if heads else Action.NOTHING,
        at=now if heads else following.at,
        reasons=(*reasons, Ground(Reason.COIN, {"p": rules.coin})),
        p=rules.coin if heads else 1 - rules.coin,
        eligible=(Action.REMINDER, Action.NOTHING),
        features=features,
        seed=seed,
        suppressed_by=None if heads else Held.COIN,
    )


def _hushed(
    history: History, waiting: Week, now: datetime, settings: Settings
) -> Guard | Held | None:
    """Name what forbids a reminder now, before any coin is thrown."""
    today = settings.windows.calendar.wall(now).date()
    joined = past.week_number(history.joined_on)
    weeks = past.before(history.weeks, waiting.number)
    recent = past.last_counted(weeks, _RECENT)
    if today < history.joined_on + timedelta(days=NEWCOMER_DAYS):
        return Guard.NEW_MEMBER
    if past.misses(weeks, joined, unprompted=settings.rules.unprompted) >= MISSES:
        return Held.MISSES
    if len(recent) == _RECENT and not any(week.answered_at for week in recent):
        return Held.NOT_ANSWERING
    if past.overloaded(history, today):
        return Held.OVERLOADED
    return _guarded(history, now, settings, _REMINDER)[0]


def _no_reminder(
    held: Guard | Held,
    following: Plan,
    reasons: tuple[Ground, ...],
    *,
    features: Mapping[str, float] | None = None,
    seed: str = "",
) -> Decision:
    return Decision(
        action=Action.NOTHING,
        at=following.at,
        reasons=reasons,
        features=features or {},
        seed=seed,
        suppressed_by=held,
    )


def _features(history: History, waiting: Week) -> dict[str, float]:
    """Return what the reminder's effect may depend on; `effect` expects an answer by it."""
    weeks = past.last_counted(past.before(history.weeks, waiting.number), _REMEMBERED)
    answered = sum(week.answered_at is not None for week in weeks)
    return {"answered": answered, "of": len(weeks), "rate": (answered + 1) / (len(weeks) + 2)}


def _guarded(
    history: History, now: datetime, settings: Settings, prompt: Prompt
) -> tuple[Guard | None, datetime | None]:
    """Name the guard that forbids a message now, and until when, if it is the ladder's own."""
    if history.cards and not history.person.stopped:
        rested = history.cards[-1] + settings.rules.rest
        if now < rested:
            return Guard.RESTING, rested
    return settings.windows.allowed(now, history.person, prompt), None


def _again(
    history: History, now: datetime, until: datetime | None, held: Guard, settings: Settings
) -> datetime | None:
    """Return when to ask again about a check-in that was held back; None while nothing changes."""
    if held in _FOR_GOOD:
        return None
    if until is None:
        until = settings.windows.next_allowed(now, history.person, ORDINARY)
    if until is None:  # nobody can tell: in a week
        until = now + timedelta(days=7)
    return max(until, plan(history, until, settings).at)

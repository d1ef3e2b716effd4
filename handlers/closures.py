"""Exceptional days off in the calendar's conversation: one is decreed at short notice, or not kept.

The whole network's coordinators close the country's offices, a region's their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from handlers.almanac import AFTERMATH, DAY
from handlers.dialogue import Choice, Context, Date, Option, Text
from handlers.dialogue.flow import About
from handlers.dialogue.questions import Answer, Refusal
from handlers.dialogue.replay import Dialogue
from handlers.places import place_of
from locales import CASABLANCA, Day, Lines, Names, Words, _, _n
from storage import choices, rhythm
from storage.choices import DayClosed
from storage.reach import Reach

ADD = "add"
LONGEST = 60  # characters of a reason
TOLD = 4  # days off in words, whose reasons fill a message
AHEAD = timedelta(days=365)
MOST = 15  # to come, of the country or of a region: no office stays closed for months
_SATURDAY = 5  # date.weekday()
_SOON = 7  # days in which the next two working days lie


@dataclass(frozen=True)
class WorkingDay(Date):
    """A day to come on which offices would be open; ``off`` are those that are free already."""

    off: frozenset[str] = frozenset()

    def read(self, text: str, today: date) -> Answer | Refusal:
        """Read a day, and say why it need not be closed."""
        read = super().read(text, today)
        if isinstance(read, Refusal):
            return read
        reason = _needless(date.fromisoformat(read.value), self.off)
        return read if reason is None else Refusal(reason)


def described(context: Context, region_id: int | None) -> About:
    """Return the exceptional days off to come, and which of them may be taken back.

    Of a region and the country; of everywhere for None.
    """
    reach = Reach(region_id)
    return {
        "today": context.today.isoformat(),
        "closed": [
            {
                "key": one.key,
                "day": one.day.isoformat(),
                "reason": one.reason,
                "place": _place(context, one.region_id),
                "mine": _is_mine(one, reach),
            }
            for one in _coming(context, reach)
        ],
    }


def line(one: Mapping[str, Any]) -> Words:
    """Return one of those that were described, in a line."""
    day, place = date.fromisoformat(one["day"]), one["place"]
    if place is None:
        return _("{name}: {day}", name=one["reason"], day=day)
    name = Names(ar=place["ar"], fr=place["fr"])
    return _("{reason} ({region}): {day}", reason=one["reason"], region=name, day=day)


def dialogue(about: About) -> Dialogue:
    """Ask which day, and why; or which is taken back."""
    mine = [one for one in about["closed"] if one["mine"]]
    if mine:
        chosen = yield Choice("closure", _listed(mine), options=_options(mine), page=6)
        if chosen != ADD:
            return {"reopen": chosen}
    off = frozenset(_days_off(about))
    today = date.fromisoformat(about["today"])
    day = yield WorkingDay(
        "closed_on",
        _("Which day are the offices closed? Choose, or type a date."),
        options=_next(today, off),
        earliest=today,
        latest=today + AHEAD,
        off=off,
    )
    reason = yield Text(
        "closed_for",
        _("For what reason? A few words, which coordinators see in the calendar."),
        limit=LONGEST,
    )
    return {"close": day, "reason": reason}


def close(context: Context, reach: Reach, value: Mapping[str, Any]) -> Words:
    """Close the offices on a day, from this moment on; return what to say of it."""
    session, now = context.session, context.now
    closed = DayClosed(date.fromisoformat(value["close"]), reach.region_id, value["reason"])
    if not context.today <= closed.day <= context.today + AHEAD:
        return _PASSED
    needless = _needless(closed.day, _off(context, reach))
    if needless is not None:
        return needless
    coming = [one for one in _coming(context, reach) if one.region_id == reach.region_id]
    if len(coming) >= MOST:
        return _n(
            "{count} exceptional day off is to come already. Please take one back first.",
            "{count} exceptional days off are to come already. Please take one back first.",
            len(coming),
        )
    choices.close(session, closed, context.member, now)
    _plan_anew(context, reach, closed.day)
    after = _("Nobody is written to unasked on that day, and check-ins are planned anew.")
    return Lines([_noted(context, closed), after])


def reopen(context: Context, reach: Reach, key: str) -> Words | None:
    """Take a day off back; None for whoever may not. Return what to say of it."""
    found = next((one for one in _coming(context, reach) if one.key == key), None)
    if found is None:
        return _PASSED
    if not _is_mine(found, reach):
        return None
    choices.reopen(context.session, found, context.member, context.now)
    _plan_anew(context, Reach(found.region_id), found.day)
    return _("Taken back: {day} is a working day as usual. Check-ins are planned anew.",
             day=Day(found.day))  # fmt: skip


_PASSED = _("That day has passed: nothing is changed.")


def _coming(context: Context, reach: Reach) -> list[DayClosed]:
    """Return the days off to come that bear upon whoever is within reach."""
    return [
        one
        for one in choices.closed(context.session)
        if one.day >= context.today
        and (one.region_id is None or reach.region_id in {None, one.region_id})
    ]


def _is_mine(one: DayClosed, reach: Reach) -> bool:
    return reach.region_id in {None, one.region_id}


def _place(context: Context, region_id: int | None) -> dict[str, str] | None:
    if region_id is None:
        return None
    name = place_of(context.session, region_id)
    return {"ar": name.ar, "fr": name.fr}


def _listed(mine: list[Mapping[str, Any]]) -> Words:
    days = Lines([line(one) for one in mine[:TOLD]], gap="\n")
    return Lines([_("<b>Exceptional days off</b>"), days, _("What shall I change?")])


def _options(mine: list[Mapping[str, Any]]) -> tuple[Option, ...]:
    back = (
        Option(one["key"], _("Take back: {day}", day=date.fromisoformat(one["day"])))
        for one in mine
    )
    return (Option(ADD, _("Another day off")), *back)


def _days_off(about: About) -> list[str]:
    """Return every day off to come, of the calendar and of the exceptional ones that count."""
    feasts = [
        (date.fromisoformat(one["first"]) + DAY * number).isoformat()
        for one in about["days"]
        for number in range(one["days"])
    ]
    region = about["region"]
    counts = (one for one in about["closed"] if region is not None or one["place"] is None)
    return [*feasts, *(one["day"] for one in counts)]


def _off(context: Context, reach: Reach) -> frozenset[str]:
    """Return the same as it is now: somebody may have been quicker."""
    session = context.session
    coming = context.policy.almanac.coming(context.today, choices.moved(session))
    feasts = (one.first + DAY * number for one in coming for number in range(one.days))
    closed = (
        one.day for one in choices.closed(session) if one.region_id in {None, reach.region_id}
    )
    return frozenset(day.isoformat() for day in (*feasts, *closed))


def _needless(day: date, off: frozenset[str]) -> Words | None:
    """Say why a day need not be closed, or None."""
    if day.weekday() >= _SATURDAY:
        return _("That is at the weekend, when offices are closed.")
    if day.isoformat() in off:
        return _("{day} is a day off already.", day=Day(day))
    return None


def _next(today: date, off: frozenset[str]) -> tuple[Option, ...]:
    """Offer the next two days on which offices would be open: a decree is often for those."""
    days = (today + DAY * number for number in range(_SOON))
    free = [day for day in days if _needless(day, off) is None]
    return tuple(Option(day.isoformat(), _("{day}", day=Day(day))) for day in free[:2])


def _noted(context: Context, closed: DayClosed) -> Words:
    day = Day(closed.day)
    if closed.region_id is None:
        return _("Noted: {day} is a day off ({reason}).", day=day, reason=closed.reason)
    return _(
        "Noted: {day} is a day off in {region} ({reason}).",
        day=day,
        region=place_of(context.session, closed.region_id),
        reason=closed.reason,
    )


def _plan_anew(context: Context, reach: Reach, day: date) -> None:
    """Have what was planned for that day, or moved because of it, worked out anew."""
    since = datetime.combine(day, time(), tzinfo=CASABLANCA).astimezone(UTC)
    rhythm.wake_between(context.session, reach, since, since + AFTERMATH, context.now)

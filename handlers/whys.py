"""Why Jisr does what it does, in words: reasons as they are stored, categories, what held back."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from handlers.slots import CLOCK
from locales import Message, Percent, Words, _, _n

Numbers = Mapping[str, float]


def why(grounds: Sequence[Sequence[Any]]) -> list[Words]:
    """Return the sentences for stored reasons: [name, numbers], in their order."""
    return [WORDS[name](numbers) for name, numbers in grounds if name in WORDS]


def category(grounds: Sequence[Sequence[Any]]) -> list[Words]:
    """Return what a coordinator is told of the same reasons: no numbers, no mood, each once."""
    found: dict[str, Message] = {}
    for name, *_numbers in grounds:
        if name in CATEGORIES:
            found.setdefault(CATEGORIES[name].msgid, CATEGORIES[name])
    return list(found.values())


def held(name: str) -> Words:
    """Return what held messages back, by its stored name."""
    return HELD.get(name, HELD["unknown"])


def _due(numbers: Numbers) -> Words:
    return EVERY.get(int(numbers["every"]), EVERY[4])


def _answered(numbers: Numbers) -> Words:
    return _n(
        "Answered: {answered} of the last {count} check-in.",
        "Answered: {answered} of the last {count} check-ins.",
        int(numbers["of"]),
        answered=int(numbers["answered"]),
    )


def _quiet(numbers: Numbers) -> Words:
    return _(
        "In the last four weeks: {answered} of {of} answered.",
        answered=int(numbers["answered"]),
        of=int(numbers["of"]),
    )


def _unanswered(numbers: Numbers) -> Words:
    return _n(
        "{count} working day went by without an answer.",
        "{count} working days went by without an answer.",
        int(numbers["hours"] / 24),
    )


def _too_early(numbers: Numbers) -> Words:
    return _n(
        "It is too early to tell: {count} week is known.",
        "It is too early to tell: {count} weeks are known.",
        int(numbers["weeks"]),
    )


def _tenth(value: float) -> Decimal:
    return Decimal(str(round(value, 1)))


EVERY: dict[int, Words] = {
    1: _("A check-in was due: you get one every week."),
    2: _("A check-in was due: you get one every two weeks."),
    4: _("A check-in was due: you get one every four weeks."),
}

WORDS: dict[str, Callable[[Numbers], Words]] = {
    "first": lambda _numbers: _("It is your first check-in."),
    "due": _due,
    "ramadan": lambda _numbers: _("In Ramadan I ask every two weeks at most."),
    "least_recent": lambda _numbers: _("Of the ways to ask, this one was used longest ago."),
    "chosen_slot": lambda numbers: _("Your hour is {hour}.", hour=CLOCK[int(numbers["hour"])]),
    "usual_slot": lambda _numbers: _("It is the time of day at which you mostly answer."),
    "rotated_slot": lambda _numbers: _("I am still looking for the time of day that suits you."),
    "unanswered": _unanswered,
    "coin": lambda numbers: _(
        "A draw decides: {share} of such reminders are sent, to learn whether they help.",
        share=Percent(round(numbers["p"] * 100)),
    ),
    "silent": lambda _numbers: _("It was quiet, so I write less often, and shorter."),
    "back": lambda _numbers: _("It is good to have you back."),
    "heavy_load": lambda _numbers: _("You said twice that there is a lot of work."),
    "low_mood": lambda _numbers: _("Twice your energy was low."),
    "answered": _answered,
    "mood": lambda numbers: _("Energy lately: {mean} of 5.", mean=_tenth(numbers["mean"])),
    "delay": lambda numbers: _(
        "Days until an answer, on average: {days}.", days=_tenth(numbers["days"])
    ),
    "quiet": _quiet,
    "mood_fell": lambda numbers: _(
        "Energy: {first} of 5 at first, {now} now.",
        first=_tenth(numbers["first"]),
        now=_tenth(numbers["now"]),
    ),
    "too_early": _too_early,
}

# How somebody's energy is stays theirs: twice low, it is told as work (reminders.md, step 6); other
# reasons of mood are told to nobody. They never make a card by themselves: 37 points, and 45 do.
CATEGORIES: dict[str, Message] = {
    "heavy_load": _("a lot of work"),
    "low_mood": _("a lot of work"),
    "answered": _("answers have become rare"),
    "quiet": _("answers have become rare"),
    "delay": _("answers take longer"),
}

HELD: dict[str, Message] = {
    "stopped": _("stopped the messages"),
    "unreachable": _("cannot be reached"),
    "expired": _("it was too late"),
    "paused": _("paused"),
    "leave": _("on leave"),
    "resting": _("rest after a call"),
    "new_member": _("joined lately"),
    "holiday": _("public holiday"),
    "weekend": _("weekend"),
    "after_eid": _("first day after an Eid"),
    "friday_midday": _("Friday midday"),
    "ramadan_hours": _("hours of Ramadan"),
    "outside_hours": _("outside office hours"),
    "quiet_hours": _("their quiet hours"),
    "conversation_open": _("was writing to Jisr"),
    "budget_week": _("two messages in seven days"),
    "budget_month": _("six messages in 28 days"),
    "misses": _("two check-ins without an answer"),
    "not_answering": _("none of the last three answered"),
    "overloaded": _("said to be too busy"),
    "next_check_in": _("the next check-in is near"),
    "late": _("its hour had passed"),
    "coin": _("the draw"),
    "answered": _("answered just before"),
    "unknown": _("in doubt, not sent"),
}

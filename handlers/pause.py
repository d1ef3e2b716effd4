"""Away: nothing unasked until a day one chooses; it ends by itself, or with "I am back"."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import locales
from handlers.dialogue import Context, Date, Option, Reply, conversation
from handlers.dialogue.flow import About
from handlers.dialogue.questions import Answer, Refusal
from handlers.dialogue.replay import Dialogue
from handlers.say import Button, Say
from locales import Day, Words, _, _n, week_of
from storage import absences, checkins, rhythm

LONGEST = timedelta(days=183)  # half a year: who is away for longer names a successor
WEEKS = {"w1": 1, "w2": 2, "w4": 4}  # what is offered beside a day of one's own


@dataclass(frozen=True)
class Until(Date):
    """The day from which somebody is back: after today, and not beyond half a year."""

    def read(self, text: str, today: date) -> Answer | Refusal:
        """Read a day, and say why it cannot be one."""
        read = super().read(text, today)
        if isinstance(read, Refusal):
            return read
        reason = unfit(date.fromisoformat(read.value), today)
        return read if reason is None else Refusal(reason)


@conversation(
    "pause",
    title=_("Pause"),
    words=("إجازة", "عطلة", "توقف مؤقت", "أجل", "pause", "absent", "absente", "absence", "congé",
           "reporter", "away", "holiday"),
)  # fmt: skip
def pause(about: About) -> Dialogue:
    """Ask until when; after words that hold no date, with one for example."""
    asked = _("From which day may I write again? Choose, or type a date.")
    if "example" in about:
        asked = _(
            "From which day may I write again? Choose, or type a date of the calendar, as {day}.",
            day=date.fromisoformat(about["example"]),
        )
    until = yield Until("until", asked, options=_OPTIONS)
    return {"until": until}


@pause.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Pause at once when a day was said with the word: "absent until 12 December"; or by a button.

    A button carries how long: "w4" for four weeks.
    """
    if argument in WEEKS:
        return _away(context, context.today + timedelta(weeks=WEEKS[argument]))
    if not argument:
        return {}
    day = locales.date_in(argument, context.today)
    return {"example": context.today.isoformat()} if day is None else _away(context, day)


@pause.done
def save(context: Context, value: dict[str, Any]) -> Reply:
    """Pause until the day that was typed, or for the weeks that were chosen."""
    weeks = WEEKS.get(value["until"])
    if weeks is not None:
        return Reply(_away(context, context.today + timedelta(weeks=weeks)))
    return Reply(_away(context, date.fromisoformat(value["until"])))


def here(context: Context) -> Say:
    """End a pause at once, and what a coordinator declared in one's name."""
    context.member.paused_until = None
    absences.end_now(context.session, context.member.id, context.today, context.now)
    rhythm.wake(context.session, [context.member.id], context.now)
    return Say(_("Welcome back. Messages come as before."), (_SPACE,))


def unfit(day: date, today: date) -> Words | None:
    """Say why somebody cannot be away until ``day``, or None."""
    if day <= today:
        return _("{day} is not in the future. Type the day from which I may write again.", day=day)
    if day > today + LONGEST:
        return _(
            "{day} is more than six months away: {latest} is the last day I can note.",
            day=day,
            latest=today + LONGEST,
        )
    return None


def _away(context: Context, day: date) -> Say:
    reason = unfit(day, context.today)
    if reason is not None:
        return Say(reason, ((Button(_("Another date"), "s.pause"),), _SPACE))
    context.member.paused_until = day
    checkins.excuse(context.session, context.member.id, week_of(context.now), "paused")
    text = _("Understood: nothing unasked. I write again from {day}.", day=Day(day))
    return Say(text, ((Button(_("I am back"), "a.here"),), _SPACE))


_SPACE = (Button(_("My space"), "a.space"),)
_OPTIONS = tuple(
    Option(name, _n("{count} week", "{count} weeks", weeks)) for name, weeks in WEEKS.items()
)

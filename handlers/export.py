"""Exporting: what, in which format, of which time; the file comes when it is made."""

from datetime import date
from typing import Any

from handlers.dialogue import Choice, Confirm, Context, Date, LookUp, Option, Reply, conversation
from handlers.dialogue.flow import About
from handlers.dialogue.replay import Dialogue
from handlers.exports import period
from handlers.exports.period import Period
from handlers.orders import order
from handlers.places import place_of
from handlers.say import Button, Say
from locales import Lines, Message, Names, Words, _
from storage.reach import reach_of

NAME = "export"
WHAT: dict[str, Message] = {"reports": _("Progress reports")}
FORMAT: dict[str, Message] = {"csv": _("CSV, for other programs")}
PERIODS: dict[str, Message] = {
    period.MONTH: _("This month"),
    period.QUARTER: _("This quarter"),
    period.ALL: _("The whole programme"),
    period.DATES: _("From one day to another"),
}


@conversation(NAME, title=_("Export"), words=("تصدير", "exporter", "export"))
def export(about: About) -> Dialogue:
    """Ask what, how and of when; then all of it once more."""
    what = yield Choice("what", _("What would you like to export?"), options=_options(WHAT))
    form = yield Choice("format", _("In which format?"), options=_options(FORMAT))
    span = yield from _period()
    yield Confirm("save", _summary(about, what, form, span), save=_("Prepare the file"))
    return {"what": what, "format": form, **_days(span)}


def _period() -> Dialogue:
    """Ask for a period; return it as a Period."""
    today = date.fromisoformat((yield LookUp("today", "today")))
    chosen = yield Choice("period", _("Of which time?"), options=_options(PERIODS))
    if chosen != period.DATES:
        return period.named(chosen, today)
    first = yield Date("first", _("From which day? For example: {day}.", day=today), past=True)
    start = date.fromisoformat(first)
    last = yield Date("last", _("Until which day?"), earliest=start, past=True)
    return Period(start, date.fromisoformat(last))


@export.begins
def begin(context: Context, _argument: str | None) -> About | Say:
    """Say how far this person's exports reach."""
    reach = reach_of(context.member)
    if reach is None:
        return Say(_("You look after nobody here."), (_MENU,))
    if reach.region_id is None:
        return {"region": None}
    place = place_of(context.session, reach.region_id)
    return {"region": {"ar": place.ar, "fr": place.fr}}


@export.looks_up("today")
def today(context: Context) -> str:
    """Tell which day it is in Morocco."""
    return context.today.isoformat()


@export.done
def ordered(context: Context, value: dict[str, Any]) -> Reply:
    """Let the file be made."""
    return order(context, NAME, value)


def _summary(about: About, what: str, form: str, span: Period) -> Words:
    region = about["region"]
    scope: Words = Names(ar=region["ar"], fr=region["fr"]) if region else _("the whole network")
    return Lines(
        [
            _("<b>{what}</b>", what=WHAT[what]),
            Lines(
                [
                    _("Of: {scope}", scope=scope),
                    _("Period: {period}", period=span.words),
                    _("Format: {format}", format=FORMAT[form]),
                ],
                gap="\n",
            ),
        ]
    )


def _days(span: Period) -> dict[str, str | None]:
    return {
        "first": span.first.isoformat() if span.first else None,
        "last": span.last.isoformat() if span.last else None,
    }


def _options(labels: dict[str, Message]) -> tuple[Option, ...]:
    return tuple(Option(name, words) for name, words in labels.items())


_MENU = (Button(_("Menu"), "a.menu"),)

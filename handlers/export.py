"""Exporting: what, in which format, of which time; the file comes when it is made.

Coordinators export what they reach; who reports for a local government gets its report, printed.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from handlers import finding
from handlers.dialogue import (
    Choice,
    Confirm,
    Context,
    Date,
    LookUp,
    Option,
    Reply,
    Text,
    conversation,
)
from handlers.dialogue.flow import About
from handlers.dialogue.replay import Dialogue
from handlers.exports import period
from handlers.exports.period import Period
from handlers.orders import order
from handlers.places import place_of
from handlers.say import Button, Say
from locales import Lines, Message, Names, Words, _, _n
from storage import orders, territory
from storage.exports import placed, reported, seated, shelved
from storage.exports.reported import Extent
from storage.models import Order
from storage.reach import Seated, reach_of

NAME = "export"
REPORTS, MEMBERS, LIBRARY, PLACE, NETWORK, OWN = (
    "reports", "members", "library", "place", "network", "own",
)  # fmt: skip
TABLES: dict[str, Message] = {
    REPORTS: _("Progress reports"),
    MEMBERS: _("Members"),
    LIBRARY: _("Practices and questions"),
}
WHAT: dict[str, Message] = {
    **TABLES,
    PLACE: _("Report of one collectivity (PDF)"),
    NETWORK: _("Overall report (PDF)"),
    OWN: _("Report of my collectivity (PDF)"),
}
FORMAT: dict[str, Message] = {
    "xlsx": _("Excel"),
    "csv": _("CSV"),
    "json": _("JSON, for programs"),
}
PERIODS: dict[str, Message] = {
    period.MONTH: _("This month"),
    period.QUARTER: _("This quarter"),
    period.ALL: _("The whole programme"),
    period.DATES: _("From one day to another"),
}
SHOWN = 5  # of one's last exports
MOST = 7  # collectivities offered for a choice
TRIES = 5  # searches before the conversation ends by itself
LONGEST_NAME = 100


@conversation(NAME, title=_("Export"), words=("تصدير", "exporter", "export"))
def export(about: About) -> Dialogue:
    """Ask what, how and of when; then all of it once more."""
    what, place = OWN, about["own"]
    if place is None:
        options = {name: words for name, words in WHAT.items() if name != OWN}
        what = yield Choice("what", _("What would you like to export?"), options=_options(options))
    value: dict[str, Any] = {"what": what}
    if what == PLACE:
        place = yield from _place()
        if place is None:
            return None
        value["place"] = place["id"]
    if what in TABLES:
        value["format"] = yield Choice("format", _("In which format?"), options=_options(FORMAT))
    span = Period() if what == MEMBERS else (yield from _period())
    value |= _days(span)
    rows = (yield LookUp("rows", "rows", value)) if what in TABLES else None
    yield Confirm(
        "save", _summary(value, place or about["region"], span, rows), save=_("Prepare the file")
    )
    return value


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


def _place() -> Dialogue:
    """Ask until a collectivity is found; return {"id", "ar", "fr"}, None after too many tries."""
    text: Words = _("Of which collectivity? Type its name.")
    for turn in range(1, TRIES + 1):
        typed = yield Text(f"name-{turn}", text, limit=LONGEST_NAME)
        found = yield LookUp(f"found-{turn}", "places", {"words": typed})
        if len(found) == 1:
            return found[0]
        if found:
            options = tuple(
                Option(str(one["id"]), Names(ar=one["ar"], fr=one["fr"])) for one in found
            )
            chosen = yield Choice(f"which-{turn}", _("Which one?"), options=options)
            return next(one for one in found if str(one["id"]) == chosen)
        text = _("I find no programme under that name. Another spelling?")
    return None


@export.begins
def begin(context: Context, _argument: str | None) -> About | Say:
    """Say how far this person's exports reach: a region, the network, or their own place."""
    reach, place = reach_of(context.member), context.member.collectivity_id
    if reach is None and place is None:
        return Say(_("You look after nobody here."), (_MENU,))
    if reach is None and place is not None:
        return {"own": _place_json(context, place), "region": None}
    region = reach.region_id if reach else None
    return {"own": None, "region": None if region is None else _place_json(context, region)}


@export.looks_up("today")
def today(context: Context) -> str:
    """Tell which day it is in Morocco."""
    return context.today.isoformat()


@export.looks_up("places")
def places(context: Context, words: str) -> list[dict[str, Any]]:
    """Find collectivities with a programme by their name, within reach, at most MOST."""
    reach = reach_of(context.member)
    if reach is None:
        return []
    labels = territory.labels_of(context.session, placed.places(context.session, reach))
    known = [Seated(id_, "", arabic, french) for id_, (arabic, french) in labels.items()]
    found = finding.matching(words, known)[:MOST]
    return [{"id": one.id, "ar": one.place_ar, "fr": one.place_fr} for one in found]


@export.looks_up("rows")
def rows(context: Context, what: str, **about: str | None) -> int:
    """Count the rows of a table as it would be now."""
    reach = reach_of(context.member)
    if reach is None:
        return 0
    span = period.of_json(about)
    extent = Extent(reach, span.since, span.until)
    if what == MEMBERS:
        return seated.count(context.session, reach)
    count = reported.count if what == REPORTS else shelved.count
    return count(context.session, extent)


@export.done
def ordered(context: Context, value: dict[str, Any] | None) -> Reply:
    """Let the file be made."""
    if value is None:
        return Reply(Say(_("No collectivity was found, and nothing is exported."), (_MENU,)))
    return order(context, NAME, value)


def last(context: Context) -> Say:
    """List one's last exports, each with what came of it."""
    found = orders.latest(context.session, context.member.id, [NAME], SHOWN)
    again = (Button(_("Export"), f"s.{NAME}"),)
    if not found:
        return Say(_("You have exported nothing yet."), (again, _MENU))
    lines = [_line(context, one) for one in found]
    kept = _("A file is kept here for 24 hours; what you received stays yours to look after.")
    return Say(Lines([_("<b>My exports</b>"), *lines, kept]), (again, _MENU))


def _line(context: Context, one: Order) -> Words:
    what, form = str(one.about["what"]), one.about.get("format")
    title: Words = WHAT[what]
    if form:
        title = _("{what}, {format}", what=title, format=FORMAT[form])
    gone = one.finished_at is not None and context.now - one.finished_at >= orders.KEPT
    state = _EXPIRED if one.status == "made" and gone else _STATES[one.status]
    return _("{title}\n{moment}: {state}", title=title, moment=one.created_at, state=state)


_EXPIRED = _("sent; not kept here any more")
_STATES: Mapping[str, Message] = {
    "waiting": _("being prepared"),
    "making": _("being prepared"),
    "made": _("it was sent"),
    "empty": _("there was nothing to export"),
    "failed": _("could not be made"),
    "cancelled": _("it was given up"),
}


def _summary(
    value: Mapping[str, Any], where: dict[str, Any] | None, span: Period, rows: int | None
) -> Words:
    what, form = value["what"], value.get("format")
    scope: Words = Names(ar=where["ar"], fr=where["fr"]) if where else _("the whole network")
    lines: list[Words] = [_("Of: {scope}", scope=scope)]
    if what != MEMBERS:
        lines.append(_("Period: {period}", period=span.words))
    if form is not None:
        lines.append(_("Format: {format}", format=FORMAT[form]))
    if rows is not None:
        lines.append(_n("{count} row", "{count} rows", rows))
    told: list[Words] = [_("<b>{what}</b>", what=WHAT[what]), Lines(lines, gap="\n")]
    if what == MEMBERS:
        told.append(_("The file holds names: it is for your own use in coordinating the network."))
    return Lines(told)


def _place_json(context: Context, collectivity_id: int) -> dict[str, Any]:
    place = place_of(context.session, collectivity_id)
    return {"id": collectivity_id, "ar": place.ar, "fr": place.fr}


def _days(span: Period) -> dict[str, Any]:
    return {
        "first": span.first.isoformat() if span.first else None,
        "last": span.last.isoformat() if span.last else None,
    }


def _options(labels: Mapping[str, Message]) -> tuple[Option, ...]:
    return tuple(Option(name, words) for name, words in labels.items())


_MENU = (Button(_("Menu"), "a.menu"),)

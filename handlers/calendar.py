"""The calendar by which everybody is written to: days off as they will be, hours of a region."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from handlers import closures
from handlers.almanac import AFTERMATH, DAY, NORMAL, RAMADAN, DayOff, named
from handlers.daytimes import TimeOfDay, shown, times
from handlers.dialogue import Choice, Context, Option, Reply, conversation
from handlers.dialogue.conduct import NOT_YOURS
from handlers.dialogue.flow import About
from handlers.dialogue.replay import Dialogue
from handlers.places import place_of
from handlers.say import Button, Say, number_in
from locales import CASABLANCA, Day, Lines, Names, Words, _, _n
from storage import choices, rhythm, territory
from storage.models import CollectivityKind
from storage.reach import Reach, reach_of

SHOWN = 8  # days off in the list
LEAST = 2  # hours between a region's opening and its closing
LENGTHS = (29, 30)  # days of Ramadan
FEASTS = 6  # that may be moved, beside the two other buttons of a menu
HOURS, CLOSED = "hours", "closed"  # what is to be changed
USUAL = "usual"  # the hours of everywhere
NOON, AFTERNOON = "12:00", "15:00"  # of a Friday, between which nobody is written to
OFFERED = {
    NORMAL: (("08:30", "09:00", "09:30"), ("14:00", "15:00", "16:00", "16:30", "17:00", "18:00")),
    RAMADAN: (("09:30", "10:00", "10:30"), ("13:00", "14:00", "15:00")),
}


@conversation(
    "calendar",
    title=_("Calendar and office hours"),
    words=("التقويم", "أيام العطل", "calendrier", "jours fériés", "calendar", "public holidays"),
)
def calendar(about: About) -> Dialogue:
    """Show the coming days off; ask what is to be changed, and how."""
    what = yield Choice("what", _listed(about), options=_changeable(about))
    if what == HOURS:
        return (yield from _hours(about))
    if what == CLOSED:
        return (yield from closures.dialogue(about))
    feast = next(one for one in about["days"] if one["key"] == what)
    days = yield Choice("days", _sighting(feast), options=_moves(feast))
    return {"feast": what, "days": int(days)}


def _hours(about: About) -> Dialogue:
    region = about["region"]
    if region is None:
        options = tuple(Option(one["id"], _name(one)) for one in about["regions"])
        region = yield Choice("region", _("Which region?"), options=options, page=6)
    place = next(one for one in about["regions"] if one["id"] == region)
    kind = yield Choice("kind", _in_force(about, place), options=_KINDS)
    if kind == USUAL:
        return {"region": region, "kind": kind}
    earliest, latest = about["outer"][kind]
    starts, ends = OFFERED[kind]
    start = yield TimeOfDay(
        "start",
        _("From what time may I write to its people?"),
        options=times(starts),
        earliest=earliest,
        latest=_later(latest, -LEAST),
    )
    least = _later(start, LEAST)
    end = yield TimeOfDay(
        "end",
        _("Until what time?"),
        options=times([end for end in ends if least <= end <= latest]),
        earliest=least,
        latest=latest,
    )
    return {"region": region, "kind": kind, "start": start, "end": end}


@calendar.begins
def begin(context: Context, argument: str | None) -> About:
    """Look at the coming year, and at the regions within reach."""
    del argument
    session, reach = context.session, reach_of(context.member)
    own = None if reach is None else reach.region_id
    if own is None:
        regions = [one.id for one in territory.of_kind(session, CollectivityKind.REGION)]
    else:
        regions = [own]
    confirmed = choices.moved(session)
    coming = context.policy.almanac.coming(context.today, confirmed)
    return {
        "days": [_json(one, confirmed) for one in coming],
        "region": None if own is None else str(own),
        "regions": [_region(context, number) for number in regions],
        "usual": {kind: list(span) for kind, span in context.policy.almanac.usual.items()},
        "outer": {kind: list(span) for kind, span in context.policy.almanac.outer.items()},
        **closures.described(context, own),
    }


@calendar.done
def save(context: Context, value: dict[str, Any]) -> Reply:
    """Settle it, for every decision from now on; what is near is planned anew."""
    reach = reach_of(context.member)
    if reach is None:
        return Reply(NOT_YOURS)
    if "feast" in value:
        return Reply(_move(context, reach, value["feast"], value["days"]))
    if "close" in value:
        return Reply(Say(closures.close(context, reach, value), _ROWS))
    if "reopen" in value:
        said = closures.reopen(context, reach, value["reopen"])
        return Reply(NOT_YOURS if said is None else Say(said, _ROWS))
    return Reply(_set_hours(context, reach, value))


_ROWS = ((Button(_("Calendar"), "s.calendar"), Button(_("Menu"), "a.menu")),)
_KINDS = (
    Option(NORMAL, _("Working days")),
    Option(RAMADAN, _("Ramadan")),
    Option(USUAL, _("As everywhere")),
)
_PASSED = Say(_("That day has passed: nothing is changed."), _ROWS)


def _json(one: DayOff, confirmed: Mapping[str, int]) -> dict[str, Any]:
    return {
        "key": one.key,
        "name": one.name,
        "first": one.first.isoformat(),
        "days": one.days,
        "estimated": one.estimated.isoformat(),
        "sure": one.key is None or one.key in confirmed,
    }


def _region(context: Context, number: int) -> dict[str, Any]:
    name = place_of(context.session, number)
    hours = choices.hours_of(context.session, number)
    own = {kind: list(span) for kind, span in hours.items()}
    return {"id": str(number), "ar": name.ar, "fr": name.fr, "hours": own}


def _listed(about: Mapping[str, Any]) -> Words:
    found = [(one["first"], _line(one)) for one in about["days"][:SHOWN]]
    found += [(one["day"], closures.line(one)) for one in about.get("closed", ())[: closures.TOLD]]
    days = [words for _day, words in sorted(found, key=lambda one: one[0])[:SHOWN]]
    return Lines([_("<b>Coming days off</b>"), Lines(days, gap="\n"), _("What shall I change?")])


def _line(one: Mapping[str, Any]) -> Words:
    day, name = date.fromisoformat(one["first"]), named(one["name"])
    if one["sure"]:
        return _("{name}: {day}", name=name, day=day)
    return _("{name}: {day} (estimate)", name=name, day=day)


def _changeable(about: Mapping[str, Any]) -> tuple[Option, ...]:
    """Return what may be changed: the feasts by the whole network's coordinators alone."""
    # One that began before there were such days goes on without.
    day_off = (Option(CLOSED, _("Exceptional day off")),) if "closed" in about else ()
    if about["region"] is not None:
        return (Option(HOURS, _("Office hours of my region")), *day_off)
    moving = [one for one in about["days"] if one["key"] is not None][:FEASTS]
    feasts = (Option(one["key"], named(one["name"])) for one in moving)
    return (*feasts, *day_off, Option(HOURS, _("Office hours of a region")))


def _sighting(feast: Mapping[str, Any]) -> Words:
    return _(
        "{name} is estimated to begin on {day}. When does it begin?",
        name=named(feast["name"]),
        day=Day(date.fromisoformat(feast["estimated"])),
    )


def _moves(feast: Mapping[str, Any]) -> tuple[Option, ...]:
    estimated = date.fromisoformat(feast["estimated"])
    return tuple(Option(str(by), _("{day}", day=Day(estimated + DAY * by))) for by in (-1, 0, 1))


def _name(place: Mapping[str, Any]) -> Names:
    return Names(ar=place["ar"], fr=place["fr"])


def _in_force(about: Mapping[str, Any], place: Mapping[str, Any]) -> Words:
    spans = {**about["usual"], **place["hours"]}
    return Lines(
        [
            _name(place),
            Lines(list(_spans(spans)), gap="\n"),
            _("Which of these hours shall I change?"),
        ]
    )


def _spans(spans: Mapping[str, Any]) -> Iterator[Words]:
    if NORMAL in spans:
        start, end = spans[NORMAL]
        yield _("Working days: from {start} to {end}", start=shown(start), end=shown(end))
    if RAMADAN in spans:
        start, end = spans[RAMADAN]
        yield _("Ramadan: from {start} to {end}", start=shown(start), end=shown(end))


def _later(at: str, hours: int) -> str:
    hour, _colon, minute = at.partition(":")
    return f"{int(hour) + hours:02}:{minute}"


def _move(context: Context, reach: Reach, feast: str, days: int) -> Say:
    """Move a feast; whoever coordinates a region alone may not."""
    if reach.region_id is not None:
        return NOT_YOURS
    session, now = context.session, context.now
    coming = {one.key: one for one in _coming(context) if one.key is not None}
    if feast not in coming:
        return _PASSED
    choices.move(session, feast, days, context.member, now)
    estimated = coming[feast].estimated
    since = _morning(estimated - DAY)
    until = _morning(estimated + DAY * (1 + coming[feast].days)) + AFTERMATH
    rhythm.wake_between(session, reach, since, until, now)
    lines: list[Words] = [
        _(
            "Noted: {name} begins on {day}. Check-ins near it are planned anew.",
            name=named(coming[feast].name),
            day=Day(estimated + DAY * days),
        )
    ]
    length = _ramadan(context, feast)
    if length is not None and length not in LENGTHS:
        lines.append(
            _n(
                "Ramadan would then have {count} day, not 29 or 30: please check its other end.",
                "Ramadan would then have {count} days, not 29 or 30: please check its other end.",
                length,
            )
        )
    return Say(Lines(lines), _ROWS)


def _ramadan(context: Context, feast: str) -> int | None:
    """Return the days of the Ramadan that a move bears upon; None where it bears on none."""
    name, _colon, year = feast.partition(":")
    days = {one.key: one.first for one in _coming(context)}
    first, feast_after = days.get(f"ramadan:{year}"), days.get(f"eid_al_fitr:{year}")
    if name not in {"ramadan", "eid_al_fitr"} or first is None or feast_after is None:
        return None
    return (feast_after - first).days


def _coming(context: Context) -> list[DayOff]:
    almanac = context.policy.almanac
    return list(almanac.coming(context.today, choices.moved(context.session)))


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=CASABLANCA).astimezone(UTC)


def _set_hours(context: Context, reach: Reach, value: Mapping[str, Any]) -> Say:
    """Set a region's hours; whoever coordinates another region may not."""
    session, region = context.session, number_in(value["region"])
    if region is None or reach.region_id not in {None, region}:
        return NOT_YOURS
    name = place_of(session, region)
    hours = dict(choices.hours_of(session, region))
    if value["kind"] == USUAL:
        hours = {}
    else:
        start, end = value["start"], value["end"]
        if start >= NOON and end <= AFTERNOON:
            return Say(_("No hour of a Friday would be left. Please begin before noon, or end "
                         "after {hour}.", hour=shown(AFTERNOON)), _ROWS)  # fmt: skip
        hours[value["kind"]] = (start, end)
    choices.set_hours(session, region, hours, context.member, context.now)
    rhythm.wake_region(session, region, context.now)
    spans = {**context.policy.almanac.usual, **hours}
    return Say(Lines([_("Noted, from now on:"), Lines([name, *_spans(spans)], gap="\n")]), _ROWS)

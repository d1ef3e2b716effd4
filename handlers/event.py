"""A coordinator makes an event: what, when, where, for whom; then the invitations go out."""

from datetime import date, time
from typing import Any

import locales
from handlers.dialogue import (
    Choice,
    Confirm,
    Context,
    Date,
    LookUp,
    Number,
    Option,
    Reply,
    Text,
    TimeOfDay,
    conversation,
)
from handlers.dialogue.flow import About
from handlers.dialogue.replay import Dialogue
from handlers.gatherings import MENU, ZONE, duration, facts, shown
from handlers.gatherings import place as place_words
from handlers.say import Button, Say
from locales import Day, Lines, Listing, Names, Words, _, _n, language_name
from storage import audit, gathering_turns, gatherings, territory
from storage.audiences import Audience
from storage.gatherings import Plan
from storage.models import CollectivityKind, Phase, Role
from storage.reach import reach_of

TITLE, PLACE, DESCRIPTION = 100, 150, 200  # characters: an invitation is read on a telephone
MOST = 5000  # places

DURATIONS = (60, 90, 120, 180, 240, 480)  # minutes
LANGUAGES = ("ar", "fr", "ar+fr", "ar+zgh", "ar+fr+zgh")
ROLES: dict[str, tuple[Role, ...]] = {
    "titulars": (Role.FOCAL_POINT, Role.DEPUTY),
    "coordinators": (Role.REGIONAL_COORDINATOR, Role.NATIONAL_COORDINATOR),
    "pole": (Role.POLE,),
}
PHASES: dict[Phase, Words] = {
    Phase.CO_CREATION: _("Co-creation"),
    Phase.VOTE: _("Vote"),
    Phase.IMPLEMENTATION: _("Implementation"),
    Phase.EVALUATION: _("Evaluation"),
}


@conversation("event", title=_("Make an event"), words=("لقاء", "événement", "event"))
def event(about: About) -> Dialogue:
    """Ask for the title in each language, the time, the place, who is invited; then confirm."""
    asked = _("The title in Arabic? Readers of a language without one see the other.")
    arabic = yield Text("title_ar", asked, optional=True, limit=TITLE)
    asked = _("The title in French?") if arabic else _("Then the title in French, please:")
    french = yield Text("title_fr", asked, optional=arabic is not None, limit=TITLE)
    day = yield Date("day", _("On which day?"), earliest=_day(about["today"]))
    known = yield LookUp(f"day:{day}", "weekday", {"day": day})
    at = yield TimeOfDay("hour", _hour_asked(day, known),
                         earliest=about["now"] if day == about["today"] else None)  # fmt: skip
    minutes = yield Choice("minutes", _("For how long?"), options=_DURATIONS, columns=3)
    place = yield Text("place", _("Where? An address, or the link of a meeting."), limit=PLACE)
    spoken = yield Choice("languages", _("In which languages?"), options=_LANGUAGES, columns=2)
    capacity = yield Number("capacity", _("How many places are there? Skip for no limit."),
                            low=1, high=MOST, optional=True)  # fmt: skip
    audience = yield from _audience(about)
    words = yield Text("words", _("A word on what it is about?"), optional=True, limit=DESCRIPTION)
    answer = {
        "title_ar": arabic, "title_fr": french, "day": day, "hour": at, "minutes": int(minutes),
        "place": place, "languages": spoken, "capacity": capacity, "words": words, **audience,
    }  # fmt: skip
    key = ".".join(str(one) for one in audience.values())
    count = yield LookUp(f"count:{key}", "count", audience)
    yield Confirm("invite", _summary(answer, known, count), save=_("Invite"), edits=_EDITS)
    return answer


@event.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Take the day and hour it is, and how far this coordinator reaches."""
    del argument
    reach = reach_of(context.member)
    if reach is None:
        return Say(_("You look after nobody here."), (MENU,))
    now = locales.wall(context.now)
    today, hour = now.date().isoformat(), f"{now:%H:%M}"
    return {"today": today, "now": hour, "national": reach.region_id is None}


@event.looks_up("weekday")
def weekday(context: Context, day: str) -> bool:
    """Tell whether a day is at the weekend."""
    del context
    return date.fromisoformat(day).isoweekday() > 5  # noqa: PLR2004 — Friday


@event.looks_up("regions")
def regions(context: Context) -> list[dict[str, str]]:
    """Return the regions to choose from."""
    found = territory.of_kind(context.session, CollectivityKind.REGION)
    return [{"id": str(one.id), "ar": one.name_ar, "fr": one.name_fr} for one in found]


@event.looks_up("count")
def count(context: Context, **audience: Any) -> int:  # noqa: ANN401 — JSON values
    """Count who would be invited, within this coordinator's reach."""
    reach = reach_of(context.member)
    if reach is None:
        return 0
    chosen = _chosen(audience)
    return gatherings.invited_count(context.session, reach, chosen, context.member.id)


@event.done
def invite(context: Context, value: dict[str, Any]) -> Reply:
    """Write the event and have everybody invited, unless its time has come meanwhile."""
    session, member, now = context.session, context.member, context.now
    reach = reach_of(member)
    if reach is None:
        return Reply(Say(_("You look after nobody here."), (MENU,)))
    made = gatherings.make(session, member, reach, _plan(value), now)
    if made.starts_at <= now:
        session.delete(made)
        return Reply(Say(_("That moment has passed meanwhile: nobody was invited."), _AGAIN))
    invited = gathering_turns.invite(session, made, now)
    audit.record(session, member.id, "event", f"gathering:{made.id}", now, invited=invited)
    sent = _n(
        "{count} person is being invited, in office hours and within their two messages a week.",
        "{count} people are being invited, in office hours and within their two messages a week.",
        invited,
    )
    button = Button(_("Follow the answers"), f"a.organise.{made.id}")
    return Reply(Say(Lines([facts(made), sent]), ((button,), MENU)))


_AGAIN = ((Button(_("Make an event"), "s.event"),), MENU)
_DURATIONS = tuple(Option(str(one), duration(one)) for one in DURATIONS)
_LANGUAGES = tuple(
    Option(one, _("{languages}", languages=Listing([language_name(of) for of in one.split("+")])))
    for one in LANGUAGES
)
_EVERYBODY, _TITULARS, _PHASE = (
    Option("everybody", _("Everybody")),
    Option("titulars", _("Focal points and deputies")),
    Option("phase", _("Those in one phase")),
)
_NATIONAL = (
    Option("region", _("One region")),
    Option("coordinators", _("The coordinators")),
    Option("pole", _("The competence pole")),
)
_PHASES = tuple(Option(phase.value, words) for phase, words in PHASES.items())
_EDITS = (
    Option("title_ar", _("Title in Arabic")),
    Option("title_fr", _("Title in French")),
    Option("day", _("Day")),
    Option("hour", _("Hour")),
    Option("minutes", _("Duration")),
    Option("place", _("Place")),
    Option("languages", _("Languages")),
    Option("capacity", _("Places")),
    Option("audience", _("Who is invited")),
    Option("words", _("Description")),
)


def _audience(about: About) -> Dialogue:
    asked = _("Who is invited?") if about["national"] else _("Who of your region is invited?")
    options = (_EVERYBODY, _TITULARS, _PHASE, *(_NATIONAL if about["national"] else ()))
    audience = yield Choice("audience", asked, options=options)
    phase = region = None
    if audience == "phase":
        phase = yield Choice("phase", _("In which phase?"), options=_PHASES, columns=2)
    if audience == "region":
        found = yield LookUp("regions", "regions")
        places = tuple(Option(one["id"], Names(ar=one["ar"], fr=one["fr"])) for one in found)
        region = yield Choice("region", _("Which region?"), options=places, page=6)
    return {"audience": audience, "phase": phase, "region": region}


def _chosen(value: dict[str, Any]) -> Audience:
    return Audience(
        region_id=int(value["region"]) if value["region"] else None,
        roles=ROLES.get(value["audience"], ()),
        phase=Phase(value["phase"]) if value["phase"] else None,
    )


def _plan(value: dict[str, Any]) -> Plan:
    return Plan(
        title_ar=value["title_ar"],
        title_fr=value["title_fr"],
        day=date.fromisoformat(value["day"]),
        at=time.fromisoformat(value["hour"]),
        zone=ZONE,
        minutes=value["minutes"],
        place=value["place"],
        languages=value["languages"].split("+"),
        capacity=value["capacity"],
        words=value["words"],
        audience=_chosen(value),
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _hour_asked(day: str, weekend: bool) -> Words:  # noqa: FBT001 — as the look-up says
    asked = _("At what time, on {day}?", day=Day(_day(day)))
    return Lines([_WEEKEND, asked]) if weekend else asked


def _summary(answer: dict[str, Any], weekend: bool, invited: int) -> Words:  # noqa: FBT001 — as the look-up says
    title = Names(ar=answer["title_ar"] or "", fr=answer["title_fr"] or "")
    lines: list[Words] = [
        _("<b>{title}</b>", title=title),
        _("{moment} ({duration})", moment=shown(answer["day"], answer["hour"]),
          duration=duration(answer["minutes"])),
        _("Where: {place}", place=place_words(answer["place"])),
        _("In: {languages}",
          languages=Listing([language_name(one) for one in answer["languages"].split("+")])),
        _n("{count} place", "{count} places", answer["capacity"])
        if answer["capacity"]
        else _("No limit of places"),
    ]  # fmt: skip
    if answer["words"]:
        lines.append(answer["words"])
    parts: list[Words] = [Lines(lines, gap="\n")]
    if weekend:
        parts.append(_WEEKEND)
    if not answer["title_ar"]:
        parts.append(_("There is no title in Arabic: its readers see the French one."))
    if not answer["title_fr"]:
        parts.append(_("There is no title in French: its readers see the Arabic one."))
    parts.append(_n("{count} person will be invited. Is that right?",
                    "{count} people will be invited. Is that right?", invited))  # fmt: skip
    return Lines(parts)


_WEEKEND = _("That is at the weekend, when offices are closed.")

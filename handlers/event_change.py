"""An organiser moves an event, or gives it another place or more places; who signed up is told."""

from datetime import date, time
from typing import Any

import locales
from handlers.dialogue import (
    Choice,
    Confirm,
    Context,
    Date,
    Number,
    Option,
    Reply,
    Text,
    TimeOfDay,
    conversation,
)
from handlers.dialogue.flow import About
from handlers.dialogue.replay import Dialogue
from handlers.gatherings import MENU, ZONE, facts, place, shown, to_come
from handlers.say import Button, Say
from locales import Day, Lines, Words, _, _n
from storage import audit, gatherings, rsvps
from storage.models import Gathering

PLACE, MOST = 150, 5000  # characters, and people, as when it is made


@conversation("event_change", title=_("Change an event"))
def event_change(about: About) -> Dialogue:
    """Ask what is different, and confirm."""
    what = yield Choice("what", _("What is different?"), options=_WHAT, columns=3)
    if what == "time":
        day = yield Date("day", _("On which day?"), earliest=date.fromisoformat(about["today"]))
        asked = _("At what time, on {day}?", day=Day(date.fromisoformat(day)))
        earliest = about["now"] if day == about["today"] else None
        at = yield TimeOfDay("hour", asked, earliest=earliest)
        change, said = {"day": day, "hour": at}, _("{moment}", moment=shown(day, at))
    elif what == "place":
        where = yield Text("place", _("Where? An address, or the link of a meeting."), limit=PLACE)
        change, said = {"place": where}, _("Where: {place}", place=place(where))
    else:
        asked = _("How many places are there? Skip for no limit.")
        places = yield Number("capacity", asked, low=1, high=MOST, optional=True)
        change = {"capacity": places}
        said = _n("{count} place", "{count} places", places) if places else _("No limit of places")
    told = _("Those on the waiting list who get a place are told.") if what == "places" else _TOLD
    yield Confirm("save", Lines([said, told]), save=_("Change it"))
    return {"gathering": about["gathering"], **change}


@event_change.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Take an event of this coordinator's that has not begun."""
    gathering = to_come(context, argument)
    if isinstance(gathering, Say):
        return gathering
    now = locales.wall(context.now)
    today, hour = now.date().isoformat(), f"{now:%H:%M}"
    return {"gathering": gathering.id, "today": today, "now": hour}


@event_change.done
def save(context: Context, value: dict[str, Any]) -> Reply:
    """Change it, and have those who signed up told, once for each change."""
    session, now = context.session, context.now
    gathering = to_come(context, str(value["gathering"]), lock=True)
    if isinstance(gathering, Say):
        return Reply(gathering)
    refusal = _refusal(context, gathering, value)
    if refusal is not None:
        again = (Button(_("Change an event"), f"s.event_change.{gathering.id}"),)
        return Reply(Say(refusal, (again, MENU)))
    gatherings.change(session, gathering, now, ZONE, **_columns(value))
    rsvps.move_up(session, gathering, now)
    what = [name for name in value if name != "gathering"]
    audit.record(session, context.member.id, "event_change", f"gathering:{gathering.id}", now,
                 what=what)  # fmt: skip
    button = (Button(_("Follow the answers"), f"a.organise.{gathering.id}"),)
    return Reply(Say(Lines([_("It is changed:"), facts(gathering)]), (button, MENU)))


_WHAT = (
    Option("time", _("Day and hour")),
    Option("place", _("Place")),
    Option("places", _("Places")),
)
_TOLD = _(
    "Those who come, may come or wait are told in office hours. If it is sooner than that, "
    "please call them."
)


def _columns(value: dict[str, Any]) -> dict[str, Any]:
    if "day" in value:
        at = time.fromisoformat(value["hour"])
        return {"day": date.fromisoformat(value["day"]), "at": at}
    return {name: value[name] for name in ("place", "capacity") if name in value}


def _refusal(context: Context, gathering: Gathering, value: dict[str, Any]) -> Words | None:
    """Say why a change cannot be: its hour has passed meanwhile, or people have those places."""
    if "day" in value:
        moment = gatherings.moment(_columns(value)["day"], _columns(value)["at"], ZONE)
        return _("That moment has passed meanwhile.") if moment <= context.now else None
    taken = rsvps.counts(context.session, gathering.id).yes
    if value.get("capacity") is not None and value["capacity"] < taken:
        return _n(
            "{count} person has a place already: there cannot be fewer.",
            "{count} people have a place already: there cannot be fewer.",
            taken,
        )
    return None

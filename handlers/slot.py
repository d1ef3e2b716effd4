"""The day and the hour at which somebody is asked how things go."""

from typing import Any

from handlers.dialogue import Choice, Context, Reply, conversation
from handlers.dialogue.flow import About
from handlers.dialogue.replay import Dialogue
from handlers.say import Button, Say
from handlers.slots import CLOCK, days, hours
from locales import Weekday, _
from storage import rhythm


@conversation(
    "slot",
    title=_("Day and hour of the check-in"),
    words=("الموعد", "يوم وساعة", "horaire", "jour et heure", "day and hour"),
)
def slot(about: About) -> Dialogue:
    """Ask for a day, then for one of its hours."""
    text = _(
        "Your check-in comes on {day} at {hour}. Which day suits you?",
        day=Weekday(about["day"]),
        hour=CLOCK[about["hour"]],
    )
    day = yield Choice("day", text, options=days(), columns=2)
    hour = yield Choice("hour", _("At what time?"), options=hours(int(day)), columns=3)
    return {"day": int(day), "hour": int(hour)}


@slot.begins
def begin(context: Context, argument: str | None) -> About:
    """Start from what is set now."""
    del argument
    return {"day": context.member.checkin_day, "hour": context.member.checkin_hour}


@slot.done
def save(context: Context, value: dict[str, Any]) -> Reply:
    """Set them, and say what they are now."""
    context.member.checkin_day, context.member.checkin_hour = value["day"], value["hour"]
    rhythm.wake(context.session, [context.member.id], context.now)
    text = _("Understood: {day} at {hour}.", day=Weekday(value["day"]), hour=CLOCK[value["hour"]])
    return Reply(Say(text, ((Button(_("My space"), "a.space"),),)))

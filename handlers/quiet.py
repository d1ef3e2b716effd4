"""Hours of each day in which nothing unasked may come: one's own, beside the network's."""

from datetime import time
from typing import Any

from handlers.almanac import NORMAL
from handlers.daytimes import TimeOfDay, shown, times
from handlers.dialogue import Choice, Context, Option, Reply, conversation
from handlers.dialogue.flow import About
from handlers.dialogue.replay import Dialogue
from handlers.say import Button, Say
from locales import Words, _
from storage import rhythm

CHANGE, OFF = "change", "off"
ROOM = 60  # minutes of an ordinary day that must be left
BEGINNINGS = ("09:00", "12:00", "13:00", "14:00", "15:00", "16:00")
ENDS = ("10:00", "11:00", "12:00", "13:00", "14:00", "15:00", "18:00")


@conversation(
    "quiet",
    title=_("Quiet hours"),
    words=("ساعات الهدوء", "heures de silence", "heures calmes", "quiet hours"),
)
def quiet(about: About) -> Dialogue:
    """Ask from when until when; whoever has such hours may also give them up."""
    if about["start"] is not None:
        now = _(
            "I write nothing unasked from {start} until {end}. Shall that change?",
            start=shown(about["start"]),
            end=shown(about["end"]),
        )
        if (yield Choice("what", now, options=_WHAT)) == OFF:
            return {"off": True}
    start = yield TimeOfDay("start", _("From what time shall I write nothing unasked?"),
                            times(BEGINNINGS))  # fmt: skip
    ends = times([end for end in ENDS if end > start])
    end = yield TimeOfDay("end", _("Until what time? It may be on the next morning."), ends)
    return {"start": start, "end": end}


@quiet.begins
def begin(context: Context, argument: str | None) -> About:
    """Start from what is set now."""
    del argument
    start, end = context.member.quiet_from, context.member.quiet_until
    if start is None or end is None:
        return {"start": None, "end": None}
    return {"start": start.isoformat("minutes"), "end": end.isoformat("minutes")}


@quiet.done
def save(context: Context, value: dict[str, Any]) -> Reply:
    """Set them, unless they leave no time to write at all; say what they are now."""
    member = context.member
    if "off" in value:
        member.quiet_from = member.quiet_until = None
        text: Words = _("Understood: there are no quiet hours any more.")
    else:
        start, end = value["start"], value["end"]
        opens, closes = context.policy.almanac.usual.get(NORMAL, ("09:00", "16:00"))
        if _left(start, end, opens, closes) < ROOM:
            return Reply(_too_long(opens, closes))
        member.quiet_from, member.quiet_until = time.fromisoformat(start), time.fromisoformat(end)
        text = _(
            "Understood: nothing unasked from {start} until {end}, on any day. What falls into it "
            "comes before or after.",
            start=shown(start),
            end=shown(end),
        )
    rhythm.wake(context.session, [member.id], context.now)
    return Reply(Say(text, ((Button(_("My space"), "a.space"),),)))


_WHAT = (Option(CHANGE, _("Other hours")), Option(OFF, _("No quiet hours")))


def _left(start: str, end: str, opens: str, closes: str) -> int:
    """Return the minutes in a row that quiet hours leave of a day's hours; 0 when all is quiet."""
    first, last, begins, ends = (_minutes(at) for at in (opens, closes, start, end))
    if begins == ends:
        return 0
    if begins > ends:  # past midnight
        return min(begins, last) - max(ends, first)
    return max(min(begins, last) - first, last - max(ends, first))


def _minutes(at: str) -> int:
    hour, _colon, minute = at.partition(":")
    return int(hour) * 60 + int(minute)


def _too_long(opens: str, closes: str) -> Say:
    text = _(
        "That would leave no hour between {opens} and {closes} in which I could write. You may "
        "pause or stop the messages instead.",
        opens=shown(opens),
        closes=shown(closes),
    )
    return Say(
        text,
        (
            (Button(_("Other hours"), "s.quiet"),),
            (Button(_("Pause"), "s.pause"), Button(_("My space"), "a.space")),
        ),
    )

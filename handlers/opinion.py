"""How it was: two questions to whoever was there, both optional, shown to nobody with the name."""

from typing import Any

from handlers.dialogue import Context, Reply, Scale, Text, conversation
from handlers.dialogue.flow import About
from handlers.dialogue.replay import Dialogue
from handlers.gatherings import MENU, invited
from handlers.say import Say
from handlers.titles import title_json
from handlers.titles import title_of as stored_title
from locales import _
from storage import rsvps
from storage.models import Rsvp

LONGEST = 300  # characters of "one line"


@conversation("opinion", title=_("How an event was"))
def opinion(about: About) -> Dialogue:
    """Ask for a number and a line."""
    asked = _("How useful was “{title}” to you, from 1 to 5?", title=stored_title(about))
    rating = yield Scale("rating", asked, low=1, high=5, optional=True)
    asked = _("One line on what to keep or to change? Without names, please.")
    remark = yield Text("remark", asked, optional=True, limit=LONGEST)
    return {"gathering": about["id"], "rating": rating, "remark": remark}


@opinion.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Take an event at which they were, and which they have not spoken about."""
    gathering = invited(context, argument)
    row = _unrated(context, argument)
    return _NOTHING if gathering is None or row is None else title_json(gathering)


@opinion.done
def save(context: Context, value: dict[str, Any]) -> Reply:
    """Note it, once."""
    row = _unrated(context, value["gathering"])
    if row is None:
        return Reply(_NOTHING)
    rsvps.rate(row, value["rating"], value["remark"])
    return Reply(Say(_("Thank you. Nobody is shown who answered what."), (MENU,)))


_NOTHING = Say(_("There is no event to ask you about just now."), (MENU,))


def _unrated(context: Context, argument: str | None) -> Rsvp | None:
    gathering = invited(context, argument)
    if gathering is None:
        return None
    row = rsvps.of_member(context.session, gathering.id, context.member.id)
    return row if row is not None and row.attended_at is not None and not row.rated else None

"""Being there: the code that the organiser reads out, three tries, then the organiser decides."""

from typing import Any

import locales
from handlers.dialogue import Context, Reply, Text, conversation
from handlers.dialogue.flow import About, posts_to
from handlers.dialogue.replay import Dialogue
from handlers.gatherings import MENU, UNKNOWN, invited, title_of
from handlers.say import Button, Say
from handlers.titles import title_json
from handlers.titles import title_of as stored_title
from locales import Lines, Words, _, _n
from storage import gatherings, rsvps
from storage.models import Gathering
from storage.rsvps import TRIES, Presence

SHOWN = 5  # events at the same hour


@conversation(
    "attend",
    title=_("Present at the event"),
    words=("حضرت", "أنا هنا", "je suis là", "présent", "présente", "attend"),
)
def attend(about: About) -> Dialogue:
    """Ask for the code."""
    asked = _("Which code does the organiser of “{title}” show?", title=stored_title(about))
    code = yield Text("code", asked, limit=20)
    return {"gathering": about["id"], "code": code}


@attend.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Take the event of the button, or the one that is on now."""
    if argument is None:
        return _now_on(context)
    gathering = invited(context, argument)
    if gathering is None:
        return UNKNOWN
    row = rsvps.of_member(context.session, gathering.id, context.member.id)
    if row is not None and row.attended_at is not None:
        return Say(_ALREADY, (MENU,))
    if not rsvps.door_is_open(gathering, context.now):
        return Say(_CLOSED, (MENU,))
    if row is not None and row.tries >= TRIES:
        return Say(_SPENT, (MENU,))
    return title_json(gathering)


@attend.done
def enter(context: Context, value: dict[str, Any]) -> Reply:
    """Note that they are there; after three wrong codes the organiser is asked."""
    session, member = context.session, context.member
    gathering = invited(context, value["gathering"])
    if gathering is None:
        return Reply(UNKNOWN)
    code = "".join(one for one in locales.plain_letters(value["code"]) if one.isdigit())
    found = rsvps.enter(session, gathering, member.id, code, context.now)
    if found == Presence.WRONG:
        row = rsvps.of_member(session, gathering.id, member.id)
        left = TRIES - (row.tries if row is not None else TRIES)
        wrong = _n("That is not the code. {count} try is left.",
                   "That is not the code. {count} tries are left.", left)  # fmt: skip
        again = (Button(_("Try again"), f"s.attend.{gathering.id}"),)
        return Reply(Say(wrong, (again, MENU)))
    if found == Presence.SPENT:
        return Reply(Say(_SPENT, (MENU,)), posts_to(session, *_asked(context, gathering)))
    return Reply(Say(_SAID[found], (MENU,)))


_ALREADY = _("It is noted already that you are here.")
_CLOSED = _("The door of that event is not open just now.")
_SPENT = _("Please see the organiser, who has been told and can note that you are here.")
_SAID: dict[Presence, Words] = {
    Presence.NOTED: _("Welcome! It is noted that you are here."),
    Presence.ALREADY: _ALREADY,
    Presence.CLOSED: _CLOSED,
}


def _now_on(context: Context) -> About | Say:
    found = [
        one
        for one in gatherings.around(context.session, context.member, context.now, SHOWN)
        if rsvps.door_is_open(one, context.now)
    ]
    if len(found) == 1:
        return begin(context, str(found[0].id))  # type: ignore[return-value]  # no Instead in it
    if not found:
        return Say(_("No event is on just now."), (MENU,))
    rows = tuple(
        (Button(_("{title}", title=title_of(one)), f"s.attend.{one.id}"),) for one in found
    )
    return Say(_("At which event are you?"), (*rows, MENU))


def _asked(context: Context, gathering: Gathering) -> tuple[list[Any], Say]:
    """Return whom to ask whether somebody is there, and the question."""
    text = Lines(
        [
            _("{name} says to be at “{title}” and has typed three wrong codes.",
              name=context.member.name, title=title_of(gathering)),
            _("Are they there?"),
        ]
    )  # fmt: skip
    button = Button(_("Note that they are here"), f"a.present.{gathering.id}.{context.member.id}")
    return [*gatherings.organisers(context.session, gathering)], Say(text, ((button,),))

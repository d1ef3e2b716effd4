"""What Jisr says of events on its own: invitations, reminders, changes, how it was."""

from typing import Any

from handlers.dialogue import Context
from handlers.dialogue.conduct import Turn
from handlers.dialogue.flow import Post, Unasked
from handlers.gatherings import choices, facts, open_card, standing, title_of
from handlers.say import Button, Say
from handlers.unasked import agency
from locales import Lines, Moment, Words, _
from storage import contacts, gathering_turns, gatherings, rsvps
from storage.models import Attending, Gathering

NEWS: dict[str, Words] = {
    "changed": _("This event has changed. It is now:"),
    "cancelled": _("This event is cancelled:"),
    "moved_up": _("A place is free now, and it is yours:"),
}


def invite(context: Context, about: dict[str, Any]) -> Turn:
    """Ask whether somebody comes, unless it was called off or has begun meanwhile."""
    gathering = _to_come(context, about)
    if gathering is None:
        return _nothing(context, about)
    text = Lines([_("You are invited:"), facts(gathering), _("Do you come?")])
    return _send(context, about, Say(text, choices(gathering)), gathering_turns.KIND)


def remind(context: Context, about: dict[str, Any]) -> Turn:
    """Remind somebody who said yes or maybe, and who may still say otherwise."""
    gathering = _to_come(context, about)
    row = rsvps.of_member(context.session, int(about["gathering"]), context.member.id)
    if gathering is None or row is None or row.answer not in gatherings.COMING:
        return _nothing(context, about)
    parts: list[Words] = [_REMINDER, facts(gathering), standing(context, row)]
    if row.answer == Attending.MAYBE:
        parts.append(_("Do you come?"))
    say = Say(Lines(parts), choices(gathering, row))
    return _send(context, about, say, gathering_turns.REMINDER)


def ask_opinion(context: Context, about: dict[str, Any]) -> Turn:
    """Ask somebody who was there how it was."""
    gathering = gatherings.of_id(context.session, int(about["gathering"]))
    row = rsvps.of_member(context.session, int(about["gathering"]), context.member.id)
    if gathering is None or row is None or row.rated:
        return _nothing(context, about)
    text = _(
        "You were at “{title}” on {moment}. Two short questions, if you like; nobody is "
        "shown who answered what.",
        title=title_of(gathering),
        moment=Moment(gathering.starts_at),
    )
    button = Button(_("Tell how it was"), f"s.opinion.{gathering.id}")
    return _send(context, about, Say(text, ((button,),)), gathering_turns.FEEDBACK)


def tell(context: Context, about: dict[str, Any]) -> Turn:
    """Tell somebody who signed up what has become of the event, and of their answer."""
    gathering = gatherings.of_id(context.session, int(about["gathering"]))
    row = rsvps.of_member(context.session, int(about["gathering"]), context.member.id)
    if gathering is None or row is None or row.answer not in gatherings.SIGNED_UP:
        return Turn()
    if gathering.cancelled_at is not None:
        button = Button(_("Calendar file"), f"a.ics.{gathering.id}")
        said = Say(Lines([NEWS["cancelled"], facts(gathering)]), ((button,),))
    else:
        parts = [NEWS[str(about["news"])], facts(gathering), standing(context, row)]
        said = Say(Lines(parts), (*choices(gathering, row), (open_card(gathering),)))
    return Turn(posts=(Post(context.identity.id, said),))


_REMINDER = _("A reminder:")


def _to_come(context: Context, about: dict[str, Any]) -> Gathering | None:
    found = gatherings.of_id(context.session, int(about["gathering"]))
    gone = found is None or found.cancelled_at is not None or context.now >= found.starts_at
    return None if gone else found


def _nothing(context: Context, about: dict[str, Any]) -> Turn:
    contacts.give_back(context.session, int(about["contact"]))
    return Turn()


def _send(context: Context, about: dict[str, Any], say: Say, kind: str) -> Turn:
    rows = (*say.rows, *agency(context, kind))
    post = Post(context.identity.id, Say(say.text, rows), unasked=Unasked.of(about))
    return Turn(posts=(post,))

"""The events to come, with one's own answers; for coordinators those they organise as well."""

from handlers.dialogue import Context
from handlers.gatherings import ANSWERS, MENU, title_of
from handlers.permissions import may
from handlers.say import Button, Say
from locales import Lines, Moment, Words, _
from storage import gatherings, rsvps
from storage.models import Gathering
from storage.reach import reach_of

SHOWN = 5  # on one screen of a phone


def show(context: Context) -> Say:
    """List what is to come, the nearest first, a button each."""
    session, member, now = context.session, context.member, context.now
    reach = reach_of(member)
    mine = gatherings.organised(session, reach, now, SHOWN) if reach is not None else ()
    ours = {one.id for one in mine}
    invited = [one for one in gatherings.coming(session, member, now, SHOWN) if one.id not in ours]
    found = sorted([*mine, *invited], key=lambda one: (one.starts_at, one.id))[:SHOWN]
    make = ((Button(_("Make an event"), "s.event"),),) if may(member, "event") else ()
    if not found:
        return Say(_("No event is planned."), (*make, MENU))
    lines = [_line(context, one) for one in found]
    rows = tuple(
        (
            Button(
                _("{title}", title=title_of(one)),
                f"a.{'organise' if one.id in ours else 'gathering'}.{one.id}",
            ),
        )
        for one in found
    )
    return Say(Lines([_("<b>Events</b>"), *lines]), (*rows, *make, MENU))


def _line(context: Context, gathering: Gathering) -> Words:
    row = rsvps.of_member(context.session, gathering.id, context.member.id)
    title, moment = title_of(gathering), Moment(gathering.starts_at)
    if row is None or row.answer is None:
        return _("{moment}: {title}", moment=moment, title=title)
    return _("{moment}: {title}; {answer}", moment=moment, title=title,
             answer=ANSWERS[row.answer])  # fmt: skip

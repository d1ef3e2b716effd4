"""The members, for who coordinates them: how many, who waits at the door, and what can be done."""

from handlers import pleas
from handlers.dialogue import Context
from handlers.permissions import may
from handlers.say import Button, Say
from locales import Lines, Words, _, _n
from storage import invitations, people, requests, seats
from storage.reach import reach_of

MOST = 7  # buttons beside the menu's: what comes last is found elsewhere too


def show(context: Context) -> Say:
    """Count the people within reach, and offer what this coordinator may do for them."""
    reach = reach_of(context.member)
    if reach is None:
        return Say(_("You look after nobody here."), (_MENU,))
    session = context.session
    seated = people.seated_count(session, reach)
    vacant = len(seats.vacant(session, reach))
    invited = invitations.open_count(session, reach, context.now)
    lines: list[Words] = [
        _n("{count} person is in.", "{count} people are in.", seated),
        _n("{count} seat is vacant.", "{count} seats are vacant.", vacant),
        _n("{count} invitation is open.", "{count} invitations are open.", invited),
    ]
    queue = len(requests.undecided(session, reach))
    offers = (
        ("requests", Button(_n("{count} request at the door", "{count} requests at the door",
                               queue), "a.requests")),
        ("invite", Button(_("Invite somebody"), "s.invite")),
        ("invitations", Button(_("Invitations"), "a.invitations")),
        ("import", Button(_("Import a list"), "s.import")),
        ("transfer", Button(_("Hand over a seat"), "s.transfer")),
        ("rhythm", Button(_("The rhythm"), "a.rhythm")),
        ("announcements", Button(_("Announcements"), "a.announcements")),
        ("export", Button(_("Export"), "s.export")),
    )  # fmt: skip
    rows = tuple(
        (button,)
        for name, button in offers
        if may(context.member, name) and (name != "requests" or queue)
    )[:MOST]
    text = Lines([_("<b>Members</b>"), Lines(lines, gap="\n")])
    return Say(text, (*rows, _MENU))


def waiting(context: Context) -> Say:
    """Show the request that has waited longest, to be decided, and how many wait after it."""
    reach = reach_of(context.member)
    found = requests.undecided(context.session, reach) if reach else ()
    if not found:
        return Say(_("Nobody is waiting at the door."), (_MENU,))
    lines: list[Words] = [pleas.describe(context.session, found[0])]
    if len(found) > 1:
        after = len(found) - 1
        lines.append(_n("{count} more waits.", "{count} more wait.", after))
    return Say(Lines(lines), (*pleas.choices(found[0]), _MENU))


_MENU = (Button(_("Menu"), "a.menu"),)

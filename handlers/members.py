"""The members, for who coordinates them: how many, who waits at the door, and what can be done."""

from handlers import pleas
from handlers.dialogue import Context
from handlers.permissions import may
from handlers.say import Button, Say, number_in
from handlers.waiting import count as waiting_count
from locales import Lines, Words, _, _n
from storage import invitations, people, requests, seats
from storage.reach import reach_of


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
    offers = (
        ("roster", Button(_("List of members"), "a.roster")),
        ("calls", Button(_("The call list"), "a.calls")),
        ("desk", Button(_("To decide: {count}", count=waiting_count(context)), "a.desk")),
        ("invite", Button(_("Invite somebody"), "s.invite")),
        ("invitations", Button(_("Invitations"), "a.invitations")),
        ("import", Button(_("Import a list"), "s.import")),
        ("rhythm", Button(_("The rhythm"), "a.rhythm")),
    )
    buttons = [button for name, button in offers if may(context.member, name)]
    buttons += _MENU
    rows = tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
    text = Lines([_("<b>Members</b>"), Lines(lines, gap="\n")])
    return Say(text, rows)


def waiting(context: Context, argument: str) -> Say:
    """Show a request at the door, to be decided: what a button names, else what waited longest."""
    reach = reach_of(context.member)
    found = requests.undecided(context.session, reach) if reach else ()
    if argument:
        asked = pleas.open_request(context.session, number_in(argument) or 0, context.member)
        if asked is None:
            said = pleas.settled(context.session, number_in(argument) or 0, context.member)
            return Say(said, (_DESK, _MENU))
        return Say(pleas.describe(context.session, asked), (*pleas.choices(asked), _DESK))
    if not found:
        return Say(_("Nobody is waiting at the door."), (_MENU,))
    lines: list[Words] = [pleas.describe(context.session, found[0])]
    if len(found) > 1:
        after = len(found) - 1
        lines.append(_n("{count} more waits.", "{count} more wait.", after))
    return Say(Lines(lines), (*pleas.choices(found[0]), _MENU))


_DESK = (Button(_("The desk"), "a.desk"),)
_MENU = (Button(_("Menu"), "a.menu"),)

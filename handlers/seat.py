"""My seat: what somebody holds, since when, who stands in for them, and the ways to change that."""

import locales
from handlers.dialogue import Context
from handlers.permissions import may
from handlers.roles import seat_words
from handlers.say import Button, Say
from locales import Lines, Words, _
from storage import seats
from storage.models import Role


def show(context: Context) -> Say:
    """Show the seat with its deputy, and what this person may do about either."""
    session, member = context.session, context.member
    if member.seat is None or member.role is None:
        return Say(_("You hold no seat just now."), (_MENU,))
    seat = seat_words(session, member.role, member.collectivity_id)
    lines: list[Words] = [_("<b>My seat</b>"), _("You are: {seat}.", seat=seat)]
    since = next((one.since for one in seats.history(session, member.seat.id)), None)
    if since is not None:
        lines.append(_("Since {day}.", day=locales.wall(since).date()))
    deputy = seats.sitting(session, Role.DEPUTY, member.collectivity_id)
    if member.role == Role.FOCAL_POINT:
        lines.append(
            _("Your deputy: {name}.", name=deputy.name)
            if deputy is not None
            else _("You have no deputy: one would get the messages while you are away.")
        )
    offers = (
        ("report", Button(_("Report of my collectivity (PDF)"), "s.export")),
        ("deputy", Button(_("Name a deputy"), "s.deputy")),
        ("mycard", Button(_("What my coordinators see"), "a.mycard")),
        ("link", Button(_("Second channel"), "s.link")),
        ("leave", Button(_("Leave my seat"), "s.leave")),
    )
    rows = tuple((button,) for name, button in offers if may(member, name))
    return Say(Lines(lines), (*rows, _SPACE, _MENU))


_MENU = (Button(_("Menu"), "a.menu"),)
_SPACE = (Button(_("My space"), "a.space"),)

"""Inviting: a coordinator gives somebody a personal link to a seat, and sees which are still open.

The token is made when the link is, said once in a secret message, and stored only as a hash.
"""

from secrets import token_urlsafe
from typing import Any

from handlers import entry, newcomers
from handlers.dialogue import Context, Reply, conversation
from handlers.dialogue.flow import About
from handlers.dialogue.replay import Dialogue
from handlers.roles import seat_words
from handlers.say import Button, Say, number_in
from locales import Lines, Words, _
from storage import audit, invitations, seats
from storage.models import Invitation, Member, Seat
from storage.reach import reach_of

PAGE = 5  # invitations on one screen of a phone
TOKEN_BYTES = 32


@conversation(
    "invite", title=_("Invite somebody"), words=("دعوة", "inviter", "invitation", "invite")
)
def invite(about: About) -> Dialogue:
    """Ask for role, place, name and language, and show it all before the link is made."""
    return (yield from newcomers.newcomer(about, save=_("Make the link"), inviting=True))


newcomers.look_ups(invite)


@invite.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Freeze what this coordinator may give, and the vacant seat that a button names, if any."""
    about = newcomers.about_inviting(context)
    if about is None:
        return Say(_("You cannot give that role."), (_MENU,))
    return {**about, "seat": newcomers.vacant_seat(context, number_in(argument))}


@invite.done
def make(context: Context, said: dict[str, Any] | None) -> Reply:
    """Write the invitation and give its link, this once."""
    if said is None:
        return Reply(Say(_("I did not find that place. Nothing was made."), (_AGAIN, _MENU)))
    problem = entry.obstacle(context, said)
    if problem is not None:
        return Reply(Say(problem, (_AGAIN, _MENU)))
    token = token_urlsafe(TOKEN_BYTES)
    made = entry.enter(context, said, token, said.get("language", ""))
    return Reply(_link(context, made, token))


def listed(context: Context, argument: str) -> Say:
    """Show the invitations within reach that nobody has accepted, the newest first."""
    return _list(context, page=number_in(argument) or 0)


def revoke(context: Context, argument: str) -> Say:
    """Close an invitation within reach, at the moment of the press; whoever opened it goes."""
    invitation = _open(context, argument)
    if invitation is None:
        return _GONE
    session, now = context.session, context.now
    invitations.revoke(session, invitation, now)
    if invitation.member.joined_at is None:
        seats.unlink(session, invitation.member_id)
    audit.record(session, context.member.id, "revoke", f"invitation:{invitation.id}", now)
    return _list(
        context,
        _("The link of {name} is revoked: it opens nothing.", name=invitation.member.name),
    )


def renew(context: Context, argument: str) -> Say:
    """Give another link in place of one whose time is over."""
    invitation = _open(context, argument)
    if invitation is None or not invitations.is_over(invitation, context.now):
        return _GONE
    seat = invitation.seat
    if seat is None or seat.role not in entry.given_by(context.member):
        return _GONE
    token = token_urlsafe(TOKEN_BYTES)
    made = entry.invite(context, invitation.member, seat, token, replaces=invitation.replaces_id)
    return _link(context, made, token)


_MENU = (Button(_("Menu"), "a.menu"),)
_AGAIN = (Button(_("Invite somebody"), "s.invite"),)
_OPEN = (Button(_("Open invitations"), "a.invitations"),)
_GONE = Say(_("That invitation is no longer open."), (_OPEN, _MENU))


def _open(context: Context, argument: str) -> Invitation | None:
    """Return an invitation that is within reach and neither accepted nor revoked."""
    reach, number = reach_of(context.member), number_in(argument)
    if reach is None or number is None:
        return None
    found = invitations.within(context.session, reach, number)
    if found is None or found.accepted_at is not None or found.revoked_at is not None:
        return None
    return found


def _link(context: Context, made: Invitation, token: str) -> Say:
    """Show the link as a text to forward. It is said once: only its hash is kept."""
    session = context.session
    member = session.get_one(Member, made.member_id)
    text = Lines(
        [
            _("Invitation of {name}: {seat}.", name=member.name, seat=_seat_of(context, made)),
            _("Please forward this link to them alone. It opens once, until {moment}; "
              "I cannot show it again.", moment=made.expires_at),
            context.policy.link(token),
        ]
    )  # fmt: skip
    revoke_it = (Button(_("Revoke"), f"a.revoke.{made.id}"),)
    return Say(text, (revoke_it, _AGAIN, _OPEN), secret=True)


def _list(context: Context, notice: Words | None = None, page: int = 0) -> Say:
    reach, first = reach_of(context.member), page * PAGE
    lines: list[Words] = [] if notice is None else [notice]
    found = (
        invitations.listed(context.session, reach, context.now, limit=PAGE + 1, offset=first)
        if reach is not None
        else ()
    )
    if not found:
        return Say(Lines([*lines, _("No invitation is open.")]), (_AGAIN, _MENU))
    shown = found[:PAGE]
    lines += [_("<b>Open invitations</b>"), *(_line(context, one) for one in shown)]
    turn = []
    if page:
        turn.append(Button(_("Previous"), f"a.invitations.{page - 1}"))
    if len(found) > PAGE:
        turn.append(Button(_("More"), f"a.invitations.{page + 1}"))
    rows = [(_button(context, one),) for one in shown]
    return Say(Lines(lines), (*rows, *((tuple(turn),) if turn else ()), (*_AGAIN, *_MENU)))


def _line(context: Context, invitation: Invitation) -> Words:
    name, seat = invitation.member.name, _seat_of(context, invitation)
    if invitation.used_at is not None:
        return _("{name}, {seat}: opened, not accepted yet", name=name, seat=seat)
    if invitations.is_over(invitation, context.now):
        return _("{name}, {seat}: its time is over", name=name, seat=seat)
    return _("{name}, {seat}: until {moment}", name=name, seat=seat, moment=invitation.expires_at)


def _button(context: Context, invitation: Invitation) -> Button:
    name = invitation.member.name
    if invitations.is_over(invitation, context.now):
        return Button(_("Send a new link: {name}", name=name), f"a.renew.{invitation.id}")
    return Button(_("Revoke: {name}", name=name), f"a.revoke.{invitation.id}")


def _seat_of(context: Context, invitation: Invitation) -> Words:
    if invitation.seat_id is None:
        message = f"invitation {invitation.id} is to no seat"
        raise ValueError(message)
    seat = context.session.get_one(Seat, invitation.seat_id)
    return seat_words(context.session, seat.role, seat.collectivity_id)

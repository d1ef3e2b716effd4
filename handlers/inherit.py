"""Inheriting: somebody who has a seat is offered another one, whose occupant leaves it to them."""

from typing import Any

from handlers import arrival, handover
from handlers.dialogue import Choice, Context, Option, Reply, conversation
from handlers.dialogue.flow import About
from handlers.dialogue.replay import Dialogue
from handlers.roles import seat_json, seat_of
from handlers.say import Say
from locales import Lines, Words, _
from storage import invitations
from storage.models import Invitation, Member, Seat
from storage.seats import LastCoordinatorError


@conversation("inherit", title=_("Take over the seat"))
def inherit(about: About) -> Dialogue:
    """One question: the other seat, in place of the present one?"""
    return (yield Choice("take", _offer(about), options=_CHOICES, columns=2))


@inherit.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Find what this person is offered now; a newer offer has taken the place of an older one."""
    del argument
    found = _open_offer(context)
    if found is None:
        return _GONE
    _invitation, seat = found
    return seat_json(context.session, seat.role, seat.collectivity_id)


@inherit.done
def answer(context: Context, value: str) -> Reply:
    """Move to the offered seat, or turn the offer down; whoever made it hears."""
    found = _open_offer(context)
    if found is None:
        return Reply(_GONE)
    invitation, seat = found
    if value == "no":
        return _declined(context, invitation)
    try:
        posts = arrival.seat(context, invitation, seat)
    except LastCoordinatorError:
        return Reply(Say(handover.LAST, (handover.MENU,)))
    if posts is None:
        return Reply(_GONE)
    lines, rows = arrival.came_over(context)
    said = _("The seat is yours: {seat}.", seat=handover.seat_of(context, context.member))
    return Reply(Say(Lines([said, *lines]), (*rows, handover.MENU)), posts)


def _open_offer(context: Context) -> tuple[Invitation, Seat] | None:
    invitation = invitations.under_way(context.session, context.member.id)
    if invitation is None or invitation.seat is None or invitation.expires_at <= context.now:
        return None
    return invitation, invitation.seat


def _declined(context: Context, invitation: Invitation) -> Reply:
    invitations.revoke(context.session, invitation, context.now)
    inviter = context.session.get(Member, invitation.invited_by) if invitation.invited_by else None
    heard = _("{name} does not take over the seat.", name=context.member.name)
    posts = handover.tell(context, [inviter] if inviter else [], heard)
    return Reply(Say(_("Understood. You stay where you are."), (handover.MENU,)), posts)


def _offer(about: dict[str, Any]) -> Words:
    return Lines(
        [
            _("You would be: {seat}.", seat=seat_of(about)),
            _("What is open there comes with it, and your present seat becomes vacant. Agreed?"),
        ]
    )


_CHOICES = (Option("yes", _("I take it over")), Option("no", _("I stay where I am")))
_GONE = Say(_("That offer is no longer open."), (handover.MENU,))

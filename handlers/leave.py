"""Leaving: a member gives up their seat, whether somebody follows or not; its past stays."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers import handover
from handlers.dialogue import Choice, Confirm, Context, Option, Reply, conversation
from handlers.dialogue.flow import About
from handlers.dialogue.replay import Dialogue
from handlers.roles import seat_of
from handlers.say import Button, Say
from locales import Lines, Words, _
from storage import audit, seats
from storage.models import Role, Seat
from storage.seats import TITULAR, LastCoordinatorError


@conversation(
    "leave",
    title=_("Leave my seat"),
    words=("سأغادر منصبي", "مغادرة", "je quitte mon poste", "quitter", "leaving"),
)
def leave(about: About) -> Dialogue:
    """Confirm, choose the name on what stays, then say who follows, if that is known."""
    yield Confirm("sure", _leaving(about), save=_("Yes, I am leaving"))
    credit = yield Choice("credit", _CREDIT, options=_credits(about))
    nobody = None if about["last"] else _("I do not know")
    chosen = yield from handover.follower(about, _follows(about), nobody=nobody)
    if chosen is None:
        yield Confirm("save", _at_once(about), save=_("Leave now"))
    else:
        yield Confirm("save", _invited(about, chosen), save=_("Invite"))
    return {"credited": credit == "name", "follower": chosen}


@leave.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Note which seat it is, and whether the network could do without its occupant."""
    del argument
    if context.member.role is None:
        return _NONE
    last = seats.is_last_coordinator(context.session, context.member)
    return {**handover.described(context, context.member), "last": last}


@leave.done
def go(context: Context, value: dict[str, Any]) -> Reply:
    """Invite who follows, or leave at once; the coordinators hear in both cases."""
    seat = context.member.seat
    if seat is None or not handover.is_still_in(context, context.member, seat.id):
        return Reply(_NONE)
    if value["follower"] is None:
        return _leave_vacant(context, seat, credited=value["credited"])
    return _invite(context, seat, value)


def _invite(context: Context, seat: Seat, value: Mapping[str, Any]) -> Reply:
    member, chosen = context.member, value["follower"]
    invited = handover.follow(context, seat, chosen, member.id)
    if invited is None:
        return Reply(handover.CHANGED)
    member.credited = value["credited"]
    audit.record(context.session, member.id, "hand_over", f"seat:{seat.id}", context.now)
    heard = _(
        "{name} is leaving ({seat}) and has invited {newcomer} to follow.",
        name=member.name,
        seat=handover.seat_of(context, member),
        newcomer=chosen["name"],
    )
    posts = handover.tell(context, handover.looked_after_by(context, member), heard)
    stays = _("Until they accept, the seat stays yours.")
    said = replace(invited.say, text=Lines([invited.say.text, stays]))
    return Reply(said, (*invited.posts, *posts))


def _leave_vacant(context: Context, seat: Seat, *, credited: bool) -> Reply:
    """Leave at once. What is said about the seat is put together before it is given up."""
    member = context.member
    heard = _(
        "{name} has left ({seat}). Nobody follows yet: the seat is vacant.",
        name=member.name,
        seat=handover.seat_of(context, member),
    )
    posts = handover.tell(context, handover.looked_after_by(context, member), heard)
    try:
        gone = handover.depart(context, member, _FAREWELL)
    except LastCoordinatorError:
        return Reply(Say(handover.LAST, (_AGAIN, handover.MENU)))
    member.credited = credited
    audit.record(context.session, member.id, "leave", f"seat:{seat.id}", context.now)
    others = tuple(post for post in gone if post.identity_id != context.identity.id)
    return Reply(Say(_FAREWELL), (*others, *posts))


_NONE = Say(_("You have no seat here, or it is in other hands already."))
_AGAIN = (Button(_("Leave my seat"), "s.leave"),)
_CREDIT = _("The practices you shared stay in the network. Under which name?")
_FAREWELL = Lines(
    [
        _("You have left your seat; its history stays with it."),
        _("Thank you for what you did for the network. This chat is now closed."),
    ]
)


def _leaving(about: About) -> Words:
    return Lines(
        [
            _("You are about to leave your seat: {seat}.", seat=seat_of(about)),
            _("Its reports, projects and drafts stay with it, for whoever follows. Is that so?"),
        ]
    )


def _credits(about: About) -> tuple[Option, ...]:
    former = _("Former focal point") if Role(about["role"]) in TITULAR else _("Former member")
    return (Option("name", about["name"]), Option("former", former))


def _follows(about: About) -> Words:
    asked = _("Who follows you?")
    return Lines([handover.LAST, asked]) if about["last"] else asked


def _invited(about: About, chosen: Mapping[str, Any]) -> Words:
    return _(
        "{name} will be invited as {seat}, and the seat is theirs once they accept. Correct?",
        name=chosen["name"],
        seat=seat_of(about),
    )


def _at_once(about: About) -> Words:
    return _(
        "Then your seat is vacant from now on ({seat}), your coordinator is told, "
        "and this chat closes for you.",
        seat=seat_of(about),
    )

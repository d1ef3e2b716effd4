"""Somebody at the door: the coordinator lets them in, or declines, and the person hears of it."""

from secrets import token_urlsafe
from typing import Any

from handlers import entry, newcomers, pleas
from handlers.dialogue import Choice, Confirm, Context, Option, Reply, conversation
from handlers.dialogue.flow import About, Post
from handlers.dialogue.replay import Dialogue
from handlers.roles import seat_json, seat_of, seat_words
from handlers.say import Button, Say, number_in
from locales import Lines, Words, _
from storage import audit, invitations, people, requests, seats
from storage.models import AccessRequest, ChannelIdentity, Invitation, Member, Plea, Role, Seat

TOKEN_BYTES = 32  # of a token nobody is shown: the invitation is used at once


@conversation("admit", title=_("Let somebody in"))
def admit(about: About) -> Dialogue:
    """Ask what is not known of them yet; with a link of ours, only whether it is right."""
    kind = about["kind"]
    if kind == "used":
        text = _(
            "{name} has joined with this link already, so somebody else is trying it.",
            name=about["name"],
        )
        kind = yield Choice("way", text, options=_WAYS)
    if kind == "decline":
        return {"request": about["request"], "kind": kind}
    if kind == "newcomer":
        said = yield from newcomers.newcomer(about, save=_("Let in"), inviting=False)
        return {"request": about["request"], "kind": kind, "said": said}
    yield Confirm("save", _shown(about), save=_("Let in"))
    return {"request": about["request"], "kind": kind}


newcomers.look_ups(admit)


@admit.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Find the request, if this coordinator may decide it, and what it needs."""
    request = _request(context, number_in(argument))
    if isinstance(request, Say):
        return request
    invitation = pleas.invitation_of(context.session, request)
    if request.kind == Plea.SEAT_TAKEN:
        return _of_taken_seat(context, request, invitation)
    inviting = newcomers.about_inviting(context)
    if inviting is None:
        return Say(pleas.NOT_YOURS, (_MENU,))
    about = {"request": request.id, "kind": "newcomer", **inviting}
    if request.kind != Plea.LINK or invitation is None:
        return about
    return _of_spent_link(context, about, invitation)


@admit.done
def decide(context: Context, value: dict[str, Any]) -> Reply:
    """Do what was decided; somebody may have been quicker."""
    request = _request(context, value["request"])
    if isinstance(request, Say):
        return Reply(request)
    match value["kind"]:
        case "decline":
            return _decline(context, request)
        case "newcomer":
            return _newcomer(context, request, value["said"])
        case "again":
            return _again(context, request)
        case _:
            return _seat(context, request)


def decline(context: Context, argument: str) -> Say | Reply:
    """Turn somebody away, at the moment of the press."""
    request = _request(context, number_in(argument))
    return request if isinstance(request, Say) else _decline(context, request)


_MENU = (Button(_("Menu"), "a.menu"),)
_WAYS = (
    Option("decline", _("Decline")),
    Option("newcomer", _("Let in as somebody new")),
)
_ACCEPTED = _("Your request was accepted.")


def _request(context: Context, number: int | None) -> AccessRequest | Say:
    """Return an open request this coordinator may decide, else what became of it."""
    if number is None:
        return Say(pleas.NOT_YOURS, (_MENU,))
    found = pleas.open_request(context.session, number, context.member)
    return found or Say(pleas.settled(context.session, number, context.member), (_MENU,))


def _of_spent_link(context: Context, about: About, invitation: Invitation) -> About | Say:
    """Offer to make the invitation anew, unless its member is in: then it is somebody else's."""
    session = context.session
    member = session.get_one(Member, invitation.member_id)
    if member.joined_at is not None:
        return {**about, "kind": "used", "name": member.name}
    if invitation.seat_id is None:
        return about
    seat = session.get_one(Seat, invitation.seat_id)
    if seat.role not in entry.given_by(context.member):
        return Say(pleas.NOT_YOURS, (_MENU,))
    where = seat_json(session, seat.role, seat.collectivity_id)
    again = {"kind": "again", "name": member.name, "holder": None}
    return {"request": about["request"], **again, **where}


def _of_taken_seat(
    context: Context, request: AccessRequest, invitation: Invitation | None
) -> About | Say:
    """Say whose seat it would be: the one they were invited to, or the deputy's beside it."""
    session = context.session
    seat = _sought(context, request, invitation)
    if isinstance(seat, Say) or invitation is None:
        return seat if isinstance(seat, Say) else _lapsed()
    member = session.get_one(Member, invitation.member_id)
    holder = seats.sitting(session, *seat)
    return {
        "request": request.id,
        "kind": "seat",
        "name": member.name,
        "holder": holder.name if holder else None,
        **seat_json(session, *seat),
    }


def _sought(
    context: Context, request: AccessRequest, invitation: Invitation | None
) -> tuple[Role, int | None] | Say:
    """Return the role and place somebody asks for whose seat is taken, or why it cannot be.

    Only the seat they were invited to is handed over. The one beside it has to be free: nobody
    gets somebody else's seat by saying that it is theirs.
    """
    if invitation is None or invitation.seat_id is None or not invitations.is_open(invitation):
        return _lapsed()
    seat = context.session.get_one(Seat, invitation.seat_id)
    role = request.role or seat.role
    if role not in entry.given_by(context.member):
        return Say(pleas.NOT_YOURS, (_MENU,))
    if role != seat.role:
        holder = seats.sitting(context.session, role, seat.collectivity_id)
        if holder is not None:
            text = _(
                "{name} holds that seat already: {seat}. One of them has to leave it first.",
                name=holder.name,
                seat=seat_words(context.session, role, seat.collectivity_id),
            )
            return Say(text, ((Button(_("Decline"), f"a.decline.{request.id}"),), _MENU))
    return role, seat.collectivity_id


def _lapsed() -> Say:
    return Say(_("Their invitation was replaced by a newer one."), (_MENU,))


def _shown(about: About) -> Words:
    lines: list[Words] = [_("<b>{name}</b>\n{seat}", name=about["name"], seat=seat_of(about))]
    if about["holder"]:
        lines.append(_("{name} leaves this seat when the new person joins.", name=about["holder"]))
    return Lines(lines)


def _newcomer(context: Context, request: AccessRequest, said: dict[str, Any] | None) -> Reply:
    """Write member, seat and invitation, which this person has opened already by asking."""
    again = ((Button(_("Let in"), f"s.admit.{request.id}"),), _MENU)
    if said is None:
        return Reply(Say(_("I did not find that place. Nothing was made."), again))
    problem = entry.obstacle(context, said)
    if problem is not None:
        return Reply(Say(problem, again))
    identity = _at_the_door(context, request)
    if isinstance(identity, Say):
        return Reply(identity)
    token = token_urlsafe(TOKEN_BYTES)
    made = entry.enter(context, said, token, identity.language)
    return _let_in(context, identity, made, said["name"])


def _again(context: Context, request: AccessRequest) -> Reply:
    """Make the invitation anew whose link came too late, or too often, to this person."""
    session = context.session
    old = pleas.invitation_of(session, request)
    if old is None or old.seat_id is None:
        return Reply(_lapsed())
    member, seat = session.get_one(Member, old.member_id), session.get_one(Seat, old.seat_id)
    identity = _at_the_door(context, request)
    if isinstance(identity, Say):
        return Reply(identity)
    seats.unlink(session, member.id)  # somebody else may have opened the link first
    token = token_urlsafe(TOKEN_BYTES)
    made = entry.invite(context, member, seat, token, replaces=old.replaces_id)
    return _let_in(context, identity, made, member.name)


def _seat(context: Context, request: AccessRequest) -> Reply:
    """Let somebody take the seat they were invited to, or the deputy's, when they consent."""
    session = context.session
    invitation = pleas.invitation_of(session, request)
    sought = _sought(context, request, invitation)
    if isinstance(sought, Say) or invitation is None:
        return Reply(sought if isinstance(sought, Say) else _lapsed())
    identity = people.identity_by_id(session, request.identity_id)
    if identity is None or identity.member_id != invitation.member_id:
        return Reply(_lapsed())
    if not _decided(context, request, granted=True):
        return Reply(_quicker(context, request))
    seat = seats.find_or_add(session, *sought) if sought[0] in seats.TITULAR else invitation.seat
    holder = seats.occupant(session, seat.id) if seat else None
    if seat is not None:
        invitation.seat_id = seat.id
    invitation.replaces_id = holder.id if holder else None
    session.flush()
    member = session.get_one(Member, invitation.member_id)
    begin_ = f"s.join.{member.language}" if member.joined_at is None else "s.inherit"
    post = Say(_ACCEPTED, ((Button(_("Continue"), begin_),),))
    return _told(identity, member.name, post)


def _at_the_door(context: Context, request: AccessRequest) -> ChannelIdentity | Say:
    """Settle the request and return who stands there, if they still do."""
    identity = people.identity_by_id(context.session, request.identity_id)
    if identity is None or identity.member_id is not None:
        requests.came_in(context.session, request.identity_id, context.now)
        return Say(pleas.settled(context.session, request.id, context.member), (_MENU,))
    if not _decided(context, request, granted=True):
        return _quicker(context, request)
    return identity


def _let_in(context: Context, identity: ChannelIdentity, made: Invitation, name: str) -> Reply:
    made.used_at = context.now
    people.link(context.session, identity, made.member_id, context.now)
    return _told(identity, name, entry.choose_language(_ACCEPTED))


def _told(identity: ChannelIdentity, name: str, say: Say) -> Reply:
    said = _("{name} is told, and joins by answering two questions.", name=name)
    return Reply(Say(said, (_MENU,)), (Post(identity.id, say),))


def _decline(context: Context, request: AccessRequest) -> Reply:
    """Say no, once and politely; a seat that was asked for stays with whoever has it."""
    if not _decided(context, request, granted=False):
        return Reply(_quicker(context, request))
    session = context.session
    invitation = pleas.invitation_of(session, request)
    if request.kind == Plea.SEAT_TAKEN and invitation is not None:
        invitations.revoke(session, invitation, context.now)
        member = session.get_one(Member, invitation.member_id)
        if member.joined_at is None:
            seats.unlink(session, member.id)
    polite = Say(_("Thank you for asking. Your request could not be accepted this time."))
    return Reply(
        Say(_("Declined, and they are told politely."), (_MENU,)),
        (Post(request.identity_id, polite),),
    )


def _decided(context: Context, request: AccessRequest, *, granted: bool) -> bool:
    """Write the decision; False when somebody was quicker."""
    member, now = context.member, context.now
    if not requests.decide(context.session, request, member.id, now, granted=granted):
        return False
    word = "admit" if granted else "decline"
    audit.record(context.session, member.id, word, f"request:{request.id}", now)
    return True


def _quicker(context: Context, request: AccessRequest) -> Say:
    return Say(pleas.settled(context.session, request.id, context.member), (_MENU,))

"""The door: strangers are answered politely and learn nothing; an invitation makes a member."""

from datetime import datetime

from handlers.places import place_of
from handlers.say import Say
from locales import Lines, _
from storage import Session, invitations, people
from storage.models import ChannelIdentity, Member, Role

ROLES = {
    Role.FOCAL_POINT: _("focal point"),
    Role.DEPUTY: _("deputy focal point"),
    Role.POLE: _("member of the competence pole"),
    Role.REGIONAL_COORDINATOR: _("regional coordinator"),
    Role.NATIONAL_COORDINATOR: _("national coordinator"),
    Role.OBSERVER: _("observer"),
}


def knock(
    session: Session, identity: ChannelIdentity, token: str | None, now: datetime
) -> Member | None:
    """Let in whoever brings a good token, once; None for everybody else, whatever the reason."""
    member_id = invitations.claim(session, token, now) if token else None
    return None if member_id is None else people.link(session, identity, member_id, now)


def refusal() -> Say:
    """Turn a stranger away without a word of the network; used and wrong tokens sound alike."""
    return Say(
        Lines(
            [
                _("Hello. Jisr serves the focal points of open local governments, by invitation."),
                _("Please open your personal link. Your coordinator can send you one."),
            ]
        )
    )


def greeting(session: Session, member: Member) -> Lines:
    """Greet a new member by name, with the seat they hold."""
    role = ROLES[member.role]
    if member.collectivity_id is None:
        seat = _("You are registered as: {role}.", role=role)
    else:
        place = place_of(session, member.collectivity_id)
        seat = _("You are registered as: {role}, {place}.", role=role, place=place)
    hello = _("Welcome to Jisr, {name}.", name=member.name)
    notice = _("What you report is seen by your coordinators. Say stop whenever you like.")
    return Lines([hello, seat, notice])

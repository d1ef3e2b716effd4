"""What coordinators are shown of somebody at the door, and who among them is asked."""

from datetime import datetime

from handlers.dialogue.flow import Post, posts_to
from handlers.policy import Policy
from handlers.roles import ROLES, seat_words
from handlers.say import Button, Say
from locales import Lines, Quote, Words, _, _n
from storage import Session, people, requests
from storage.models import AccessRequest, Invitation, Member, Plea, Seat
from storage.reach import reach_of

SHOWN = 400  # characters of a stranger's words on a coordinator's screen


def tell(session: Session, request: AccessRequest, now: datetime) -> tuple[Post, ...]:
    """Bring a request to those who may decide it; once, however often it is repeated."""
    if request.sent_at is not None:
        return ()
    request.sent_at = now
    say = Say(describe(session, request), choices(request))
    return posts_to(session, deciders(session, request), say)


def deciders(session: Session, request: AccessRequest) -> tuple[Member, ...]:
    """Return the coordinators of the seat the link was for, else those of the whole network."""
    seat = _seat(session, request)
    return tuple(people.coordinators_at(session, seat.collectivity_id if seat else None))


def describe(session: Session, request: AccessRequest) -> Words:
    """Say who is at the door and why, as far as is known."""
    invitation = invitation_of(session, request)
    lines: list[Words] = [WHY[request.kind]]
    if invitation is not None and invitation.seat_id is not None:
        member = session.get_one(Member, invitation.member_id)
        seat = session.get_one(Seat, invitation.seat_id)
        lines.append(
            _(
                "The link was made for {name} ({seat}).",
                name=member.name,
                seat=seat_words(session, seat.role, seat.collectivity_id),
            )
        )
    if request.role is not None:
        lines.append(_("They say they are: {role}.", role=ROLES[request.role]))
    if request.words:
        lines.append(Quote(request.words, limit=SHOWN))
    return Lines(lines)


def open_request(session: Session, request_id: int, by: Member) -> AccessRequest | None:
    """Return an undecided request if it is within the reach of ``by``, else None."""
    reach = reach_of(by)
    request = requests.within(session, reach, request_id) if reach else None
    return None if request is None or request.decided_at is not None else request


def settled(session: Session, request_id: int, by: Member) -> Words:
    """Say what became of a request that ``by`` might have decided; to others, nothing."""
    reach = reach_of(by)
    request = requests.within(session, reach, request_id) if reach else None
    if request is None or request.decided_at is None:
        return NOT_YOURS
    if request.decided_by is None:
        return _("They have come in by a link in the meantime.")
    decider = session.get_one(Member, request.decided_by)
    if request.granted:
        return _("{name} was quicker, and let them in.", name=decider.name)
    return _("{name} was quicker, and declined.", name=decider.name)


def introduce(policy: Policy) -> Words:
    """Ask somebody at the door who they are, and say first what becomes of the answer."""
    return Lines(
        [
            _("In one message, please: your name, your local government, your role."),
            _n(
                "It is passed to the coordinator and kept for {count} day.",
                "It is passed to the coordinator and kept for {count} days.",
                policy.retention.requests.days,
            ),
        ],
        gap="\n",
    )


NOT_YOURS = _("This request is not yours to decide.")

WHY: dict[Plea, Words] = {
    Plea.STRANGER: _("Somebody asks to join the network."),
    Plea.LINK: _("Somebody opened a personal link that no longer works."),
    Plea.NOT_ME: _("Somebody opened a personal link and says that it is not theirs."),
    Plea.SEAT_TAKEN: _("Somebody was invited to a seat that is taken."),
}


def choices(request: AccessRequest) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons with which a coordinator decides."""
    return (
        (Button(_("Let in"), f"s.admit.{request.id}"),),
        (Button(_("Decline"), f"a.decline.{request.id}"),),
    )


def invitation_of(session: Session, request: AccessRequest) -> Invitation | None:
    """Return the link that somebody came with, if it was one of ours."""
    return session.get(Invitation, request.invitation_id) if request.invitation_id else None


def _seat(session: Session, request: AccessRequest) -> Seat | None:
    invitation = invitation_of(session, request)
    if invitation is None or invitation.seat_id is None:
        return None
    return session.get(Seat, invitation.seat_id)

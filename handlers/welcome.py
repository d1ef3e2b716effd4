"""The door: strangers are answered politely and learn nothing; a personal link lets its owner in.

A link that was used, has expired, was revoked or never existed sounds the same to whoever brings
it. What the coordinators are told differs: they made the links. A stranger may ask to join, and
say in one message who they are; nothing else they write is kept.
"""

from datetime import datetime, timedelta

from handlers import flood, pleas, words
from handlers.dialogue import Text
from handlers.dialogue.conduct import Turn
from handlers.dialogue.flow import Post
from handlers.dialogue.questions import Answer
from handlers.events import Event, Pressed, Said
from handlers.permissions import may
from handlers.places import place_of
from handlers.policy import Policy
from handlers.roles import ROLES
from handlers.say import Button, Say, encode
from locales import Hour, Lines, Words, _
from storage import Session, invitations, people, requests
from storage.models import AccessRequest, ChannelIdentity, Invitation, Member, Plea, Role

LISTENS = timedelta(hours=1)  # to a stranger who was asked who they are
MOST_WORDS = 500  # characters of what a stranger says of themselves
ASKED_AGAIN = 5  # times words that cannot be kept are asked for again
_KNOCK = "a.knock"


def knock(
    session: Session, identity: ChannelIdentity, event: Event, now: datetime, policy: Policy
) -> Member | Turn:
    """Let in whoever brings a good token, once; everybody else gets an answer that reveals nothing.

    Whoever came with a link that does not work is announced to the coordinators concerned.
    """
    start = words.command(event.text) if isinstance(event, Said) else None
    if start is None or start.name != "start" or not start.argument:
        return _stranger(session, identity, event, now, policy)
    token = start.argument
    until = invitations.may_try(identity, now)
    if until is not None:
        wait = _("Too many links that do not work. Try again after {hour}.", hour=Hour(until))
        return _turn_away(session, identity, Say(wait), now)
    invitation = invitations.claim(session, token, now)
    if invitation is not None:
        requests.came_in(session, identity.id, now)
        return people.link(session, identity, invitation.member_id, now)
    invitations.count_try(identity, now)
    identity.misses = 0
    spent = invitations.spent(session, token)
    request = requests.plead(session, identity, Plea.LINK, now, invitation=spent)
    return Turn(no_entry(policy), pleas.tell(session, request, now))


def own(session: Session, member: Member, token: str, now: datetime) -> Invitation | None:
    """Use up a member's own link to a seat; None, and nothing is used, for any other link."""
    found = invitations.spent(session, token)
    if found is None or found.member_id != member.id or found.seat_id is None:
        return None
    return invitations.claim(session, token, now)


def change(session: Session, identity: ChannelIdentity, token: str, now: datetime) -> Member | None:
    """Let somebody whose own invitation has ended come in by a newer one, made under a new name.

    None, and nothing is used, for a member, and while their own invitation stands.
    """
    member = identity.member
    if member is None or member.joined_at is not None:
        return None
    if invitations.under_way(session, member.id) is not None:
        return None
    until = invitations.may_try(identity, now)
    invitation = invitations.claim(session, token, now) if until is None else None
    if invitation is None:
        invitations.count_try(identity, now)
        return None
    return people.link(session, identity, invitation.member_id, now)


def warn_others(session: Session, identity: ChannelIdentity, member: Member) -> tuple[Post, ...]:
    """Tell the other channels of a member that one was added, and how it is taken away again."""
    text = _("Another phone or channel was linked to you. If that was not you, unlink it.")
    say = Say(text, ((Button(_("Unlink"), f"a.unlink.{identity.id}"),),))
    others = people.identities_of(session, member.id)
    return tuple(Post(one.id, say) for one in others if one.id != identity.id)


def no_entry(policy: Policy) -> Say:
    """Say that a link opens nothing, in the same words for every reason."""
    return Say(
        Lines(
            [
                _("This link does not open anything here. A personal link works once, for 7 days."),
                _("Your request goes to the coordinator, who can send you another one."),
                pleas.introduce(policy),
            ]
        )
    )


def refusal() -> Say:
    """Turn a stranger away without a word of the network, but with a way on."""
    text = Lines(
        [
            _("Hello. Jisr serves the focal points of open local governments, by invitation."),
            _("Please open your personal link. Your coordinator can send you one."),
        ]
    )
    return Say(text, ((Button(_("Ask to join"), _KNOCK),),))


def greeting(session: Session, member: Member) -> Words:
    """Greet a member by name on a new channel, with the seat they hold."""
    hello = _("Welcome to Jisr, {name}.", name=member.name)
    if member.role is None:
        return hello
    role = ROLES[member.role]
    if member.collectivity_id is None:
        seat = _("You are registered as: {role}.", role=role)
    else:
        place = place_of(session, member.collectivity_id)
        seat = _("You are registered as: {role}, {place}.", role=role, place=place)
    return Lines([hello, seat, _NOTICES.get(member.role, _NOTICE)])


_NOTICE = _("What you report is seen by your coordinators. Say stop whenever you like.")
_NOTICES: dict[Role, Words] = {  # whoever makes no reports hears what they are here for
    Role.REGIONAL_COORDINATOR: _(
        "You look after your region's members: you see their reports, and they hear of what you do "
        "for them."
    ),
    Role.NATIONAL_COORDINATOR: _(
        "You look after the whole network: you see its reports, and its members hear of what you "
        "do for them."
    ),
    Role.OBSERVER: _("You get summaries, and are asked nothing. Say stop whenever you like."),
}
_WITH_COORDINATOR = _("Your request is with the coordinator, and you will hear from me here.")


def _stranger(
    session: Session, identity: ChannelIdentity, event: Event, now: datetime, policy: Policy
) -> Turn:
    """Answer somebody unknown who brings no link: they may ask to join, and say who they are."""
    if _knocks(event, identity) and may(None, "knock"):
        return _ask(session, identity, now, policy)
    request = requests.open_of(session, identity.id)
    if request is not None and _is_listening(request, identity, now):
        if isinstance(event, Said) and not _is_for_members(event.text):
            return _heard(session, identity, request, event.text, now)
        return _once_more(identity, pleas.introduce(policy))
    toast = _("Please open your personal link.") if isinstance(event, Pressed) else None
    return _turn_away(session, identity, refusal(), now, toast)


def _ask(session: Session, identity: ChannelIdentity, now: datetime, policy: Policy) -> Turn:
    """Listen to a stranger's next message, unless a coordinator has their words already."""
    request = requests.open_of(session, identity.id)
    if request is not None and request.words is not None:
        return Turn(Say(_WITH_COORDINATOR))
    kind = Plea.STRANGER if request is None else request.kind
    requests.plead(session, identity, kind, now)
    identity.misses = 0
    return Turn(Say(pleas.introduce(policy)))


def _heard(
    session: Session, identity: ChannelIdentity, request: AccessRequest, text: str, now: datetime
) -> Turn:
    """Keep what a stranger says of themselves and bring it to the coordinators, as one message."""
    read = Text("words", "", limit=MOST_WORDS).read(text, now.date())
    if not isinstance(read, Answer):
        return _once_more(identity, read.reason)
    request.words, request.sent_at = read.value, None
    said = Lines([_("Thank you."), _WITH_COORDINATOR])
    return Turn(Say(said), pleas.tell(session, request, now))


def _once_more(identity: ChannelIdentity, words_: Words) -> Turn:
    identity.misses += 1
    return Turn(Say(words_))


def _is_listening(request: AccessRequest, identity: ChannelIdentity, now: datetime) -> bool:
    fresh = now - request.created_at <= LISTENS
    return fresh and request.words is None and identity.misses < ASKED_AGAIN


def _knocks(event: Event, identity: ChannelIdentity) -> bool:
    """Tell whether somebody asks to join: by the button, its number or its label."""
    if isinstance(event, Pressed):
        return event.data == _KNOCK
    offered = encode(refusal())["rows"]
    return isinstance(event, Said) and (
        words.offered(event.text, offered, identity.language) == _KNOCK
    )


def _is_for_members(text: str) -> bool:
    """Tell whether a text is a command or a word such as "menu": nobody's name."""
    return words.command(text) is not None or words.everywhere(text) is not None


def _turn_away(
    session: Session,
    identity: ChannelIdentity,
    say: Say,
    now: datetime,
    toast: Words | None = None,
) -> Turn:
    """Refuse a stranger; one who goes on and on, once a minute: machines answer machines."""
    if flood.refused_enough(identity.echo, now):
        return Turn(toast=toast)
    people.note(session, identity, echo=flood.refused(identity.echo, now))
    return Turn(say, toast=toast)

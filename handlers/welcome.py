"""The door: strangers are answered politely and learn nothing; a personal link lets its owner in.

A link that was used, has expired, was revoked or never existed sounds the same to whoever brings
it. What the coordinators are told differs: they made the links.
"""

from datetime import datetime

from handlers import pleas
from handlers.dialogue.conduct import Turn
from handlers.places import place_of
from handlers.roles import ROLES
from handlers.say import Button, Say
from locales import LANGUAGES, Hour, Lines, Words, _, language_name
from storage import Session, invitations, people, requests
from storage.models import ChannelIdentity, Member, Plea

# Each in its own script, whoever reads: the one message that is in no language of its own.
_CHOOSE = ("المرجو اختيار اللغة", "Choisissez votre langue", "Choose your language")


def knock(
    session: Session, identity: ChannelIdentity, token: str | None, now: datetime
) -> Member | Turn:
    """Let in whoever brings a good token, once; everybody else gets an answer that reveals nothing.

    Whoever came with a link that does not work is announced to the coordinators concerned.
    """
    if not token:
        return Turn(refusal())
    until = invitations.may_try(identity, now)
    if until is not None:
        return Turn(
            Say(_("Too many links that do not work. Try again after {hour}.", hour=Hour(until)))
        )
    invitation = invitations.claim(session, token, now)
    if invitation is not None:
        return people.link(session, identity, invitation.member_id, now)
    invitations.count_try(identity, now)
    spent = invitations.spent(session, token)
    request = requests.plead(session, identity, Plea.LINK, now, invitation=spent)
    return Turn(no_entry(), pleas.tell(session, request, now))


def no_entry() -> Say:
    """Say that a link opens nothing, in the same words for every reason."""
    return Say(
        Lines(
            [
                _("This link does not open anything here. A personal link works once, for 7 days."),
                _("Your request goes to the coordinator, who can send you another one."),
            ]
        )
    )


def refusal() -> Say:
    """Turn a stranger away without a word of the network."""
    return Say(
        Lines(
            [
                _("Hello. Jisr serves the focal points of open local governments, by invitation."),
                _("Please open your personal link. Your coordinator can send you one."),
            ]
        )
    )


def choose_language(notice: Words | None = None) -> Say:
    """Ask somebody with a good link for their language, each in its own script."""
    lines: list[Words] = [notice] if notice is not None else []
    buttons = [Button(language_name(code), f"s.join.{code}") for code in LANGUAGES]
    text = Lines([*lines, Lines(list(_CHOOSE), gap="\n")])
    return Say(text, (tuple(buttons[:2]), tuple(buttons[2:])))


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
    notice = _("What you report is seen by your coordinators. Say stop whenever you like.")
    return Lines([hello, seat, notice])

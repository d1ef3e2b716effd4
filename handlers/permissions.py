"""Who may do what: one table, asked at the moment of every act, denying by default.

A name is that of a conversation, an action (``a.<name>``) or a command. What stands in no row, and
whoever stands in no column, is refused; a refusal says nothing about the network.
"""

from collections.abc import Mapping
from enum import StrEnum

from storage.models import Member, Role


class Standing(StrEnum):
    """What somebody is to Jisr at this moment."""

    STRANGER = "stranger"  # nobody we know, or somebody who left
    INVITED = "invited"  # opened a personal link and has not consented yet
    OBSERVER = "observer"
    POLE = "pole"
    DEPUTY = "deputy"
    FOCAL_POINT = "focal_point"
    REGIONAL_COORDINATOR = "regional_coordinator"
    NATIONAL_COORDINATOR = "national_coordinator"


_S = Standing
TITULARS = frozenset({_S.FOCAL_POINT, _S.DEPUTY})
REPORTERS = TITULARS | {_S.POLE}
COORDINATORS = frozenset({_S.REGIONAL_COORDINATOR, _S.NATIONAL_COORDINATOR})
ANSWERERS = REPORTERS | COORDINATORS
MEMBERS = REPORTERS | COORDINATORS | {_S.OBSERVER}
INVITED = frozenset({_S.INVITED})
KNOWN = MEMBERS | INVITED

TABLE: Mapping[str, frozenset[Standing]] = {
    # Everybody we know, at any moment.
    "menu": KNOWN,
    "help": KNOWN,
    "languages": KNOWN,
    "language": KNOWN,
    "join": INVITED,
    "privacy": KNOWN | {_S.STRANGER},  # it says nothing of the network
    # At the door.
    "knock": frozenset({_S.STRANGER}),
    # Members, whatever their role.
    "stop": MEMBERS,
    "return": MEMBERS,
    "person": MEMBERS,
    "leave": MEMBERS,
    "inherit": MEMBERS,
    "space": MEMBERS,
    "seat": MEMBERS,
    "inline": MEMBERS,
    "pause": MEMBERS,
    "here": MEMBERS,
    "mycard": MEMBERS,
    "unabsent": MEMBERS,  # one's own, or a coordinator's to take back: asked from the database
    "mydata": MEMBERS,
    "correct": MEMBERS,
    "forget": MEMBERS,
    # The library.
    "library": MEMBERS,
    "practice": MEMBERS,
    "faq": MEMBERS,
    "files": MEMBERS,
    "mine": MEMBERS,
    "digest": MEMBERS,
    "find": MEMBERS,
    "found": MEMBERS,
    "narrow": MEMBERS,
    "hit": MEMBERS,
    "peers": MEMBERS,
    "share": MEMBERS,
    "unpublish": MEMBERS,
    "review": MEMBERS,
    "reword": MEMBERS,
    "ask_author": MEMBERS,
    "answer_reader": MEMBERS,
    "applied": REPORTERS,
    "helped": REPORTERS,
    # Events: whoever is invited to one.
    "events": MEMBERS,
    "gathering": MEMBERS,
    "rsvp": MEMBERS,
    "ics": MEMBERS,
    "attend": MEMBERS,
    "opinion": MEMBERS,
    "noted": MEMBERS,
    # Those who are asked how things go.
    "checkin": REPORTERS,
    "why": MEMBERS,
    "later": MEMBERS,
    "myscore": REPORTERS,
    "object": REPORTERS,
    "fine": REPORTERS,
    "busy": REPORTERS,
    "call": REPORTERS,
    "slot": REPORTERS,
    "quiet": MEMBERS,  # also coordinators get messages that they did not ask for
    "cadence": REPORTERS,
    "less": REPORTERS,
    "link": MEMBERS,
    "unlink": MEMBERS,
    # What a local government reports.
    "report": REPORTERS,
    "phase_step": REPORTERS,
    "evidence": REPORTERS,
    "undo": REPORTERS,
    "explain": REPORTERS,
    "deputy": COORDINATORS | {_S.FOCAL_POINT},  # for oneself, or for somebody within reach
    # Questions among peers: of one's own, or brought to one; both are asked from the database.
    "ask": MEMBERS,
    "questions": MEMBERS,
    "question": MEMBERS,
    "reply": MEMBERS,
    "helpful": MEMBERS,
    "unrate": MEMBERS,
    "solved": MEMBERS,
    "withdraw": MEMBERS,
    "reopen": MEMBERS,
    "further": MEMBERS,
    "translation": MEMBERS,
    "offer": MEMBERS,
    "more": MEMBERS,
    "answer": ANSWERERS,
    "answers": ANSWERERS,
    "open": ANSWERERS,
    "suggest": ANSWERERS,
    "not_me": ANSWERERS,
    "tomorrow": ANSWERERS,
    "consent": ANSWERERS,
    "flag": ANSWERERS,
    "expertise": REPORTERS,
    # What coordinators do, within their reach.
    "roster": COORDINATORS,
    "member": COORDINATORS,
    "reach": COORDINATORS,
    "absence": COORDINATORS,
    "role": COORDINATORS,
    "remove": COORDINATORS,
    "calls": COORDINATORS,
    "pass_on": COORDINATORS,
    "desk": COORDINATORS,
    "held": COORDINATORS,
    "release": COORDINATORS,
    "take_down": COORDINATORS,
    "latest": COORDINATORS,
    "card": COORDINATORS,
    "rhythm": COORDINATORS,
    "board": COORDINATORS,
    "picture": COORDINATORS,
    "summary": COORDINATORS | {_S.OBSERVER},
    "calendar": COORDINATORS,  # feasts: the national coordinator; hours: within reach
    "clarify": COORDINATORS,
    "moderation": COORDINATORS,
    "publish": COORDINATORS,
    "turn_down": COORDINATORS,
    "transfer": COORDINATORS,
    "members": COORDINATORS,
    "requests": COORDINATORS,
    "invite": COORDINATORS,
    "invitations": COORDINATORS,
    "revoke": COORDINATORS,
    "renew": COORDINATORS,
    "admit": COORDINATORS,
    "decline": COORDINATORS,
    "import": COORDINATORS,
    "template": COORDINATORS,
    "export": REPORTERS | COORDINATORS,  # what they reach; who reports, their own place's report
    "exports": REPORTERS | COORDINATORS,
    "event": COORDINATORS,
    "event_change": COORDINATORS,
    "event_cancel": COORDINATORS,
    "organise": COORDINATORS,
    "attendees": COORDINATORS,
    "door": COORDINATORS,
    "present": COORDINATORS,
    "ratings": COORDINATORS,
    "announce": COORDINATORS,
    "amend": COORDINATORS,
    "announcements": COORDINATORS,
    "announcement": COORDINATORS,
    "recipients": COORDINATORS,
    "retract": COORDINATORS,
    "resend": COORDINATORS,
    "unnoted": COORDINATORS,
    "approve": COORDINATORS,
    "disapprove": COORDINATORS,
}


def standing(member: Member | None) -> Standing:
    """Return what a person is, by the seat they occupy now."""
    if member is None or (member.joined_at is not None and member.role is None):
        return Standing.STRANGER
    if member.joined_at is None or member.role is None:
        return Standing.INVITED
    return _OF_ROLE[member.role]


def may(member: Member | None, name: str) -> bool:
    """Tell whether this person may do what is called ``name``, now."""
    return standing(member) in TABLE.get(name, frozenset())


_OF_ROLE = {role: Standing(role.value) for role in Role}

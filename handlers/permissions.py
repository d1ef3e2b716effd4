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
    "pause": MEMBERS,
    "here": MEMBERS,
    "mydata": MEMBERS,
    "correct": MEMBERS,
    "forget": MEMBERS,
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
    "deputy": frozenset({_S.FOCAL_POINT}),
    # What coordinators do, within their reach.
    "latest": COORDINATORS,
    "card": COORDINATORS,
    "rhythm": COORDINATORS,
    "clarify": COORDINATORS,
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
    "announce": COORDINATORS,
    "amend": COORDINATORS,
    "announcements": COORDINATORS,
    "announcement": COORDINATORS,
    "recipients": COORDINATORS,
    "withdraw": COORDINATORS,
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

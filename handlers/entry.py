"""What it takes to let somebody in: who may give which seat, the member, the invitation.

Everything is decided from the database at the moment of the act: a coordinator may have moved, a
seat may have been taken, since the questions were asked.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from handlers.dialogue import Context
from handlers.say import Button, Say
from locales import LANGUAGES, Lines, Words, _, language_name
from storage import Session, audit, invitations, seats
from storage.invitations import VALID
from storage.models import Invitation, Member, Role, Seat
from storage.reach import COORDINATORS, member_within, place_within, reach_of
from storage.seats import TITULAR

REGIONAL_GIVES = (Role.FOCAL_POINT, Role.DEPUTY, Role.POLE, Role.OBSERVER)
NATIONAL_GIVES = (*REGIONAL_GIVES, Role.REGIONAL_COORDINATOR, Role.NATIONAL_COORDINATOR)

_NOWHERE = frozenset({Role.NATIONAL_COORDINATOR, Role.OBSERVER})  # may be of the whole network


def given_by(member: Member) -> tuple[Role, ...]:
    """Return the roles a member may give: a regional coordinator those of their own region."""
    reach = reach_of(member)
    if reach is None:
        return ()
    return NATIONAL_GIVES if reach.region_id is None else REGIONAL_GIVES


def valid_for(role: Role) -> timedelta:
    """Return how long a link to such a seat works."""
    return invitations.COORDINATORS_VALID if role in COORDINATORS else VALID


def name_problem(name: str) -> Words | None:
    """Say why ``name`` is not taken for a person's, or None."""
    if any(map(str.isdigit, name)):
        return _("A name has no digits: no identity or telephone number is kept here.")
    if sum(map(str.isalpha, name)) < len("ab"):
        return _("A first and a family name, please.")
    return None


def obstacle(context: Context, said: Mapping[str, Any]) -> Words | None:
    """Say why this coordinator cannot give that seat now, or None. It is asked when it is done."""
    member, session = context.member, context.session
    reach, role = reach_of(member), Role(said["role"])
    if reach is None or role not in given_by(member):
        return _("You cannot give that role.")
    place_id = _place_of(said)
    if place_id is not None and place_within(session, reach, place_id) is None:
        return _("That place is not within your reach.")
    if place_id is None and (role not in _NOWHERE or reach.region_id is not None):
        return _("That role belongs to a place.")
    if said["member"] and member_within(session, reach, said["member"]) is None:
        return _("That person is no longer among your members.")
    return _in_the_seat(session, role, place_id, said)


def _in_the_seat(
    session: Session, role: Role, place_id: int | None, said: Mapping[str, Any]
) -> Words | None:
    """Say who sits there, unless it is whom the newcomer is to follow."""
    holder = seats.sitting(session, role, place_id) if role in TITULAR else None
    expected = said["replaces"]["id"] if said["replaces"] else None
    if holder is not None and holder.id == said["member"]:
        return _("{name} holds this seat already.", name=holder.name)
    if holder is not None and holder.id != expected:
        return _("{name} holds this seat by now: please begin again.", name=holder.name)
    return None


def enter(context: Context, said: Mapping[str, Any], token: str, language: str) -> Invitation:
    """Write the member, if they are new, and their invitation to the seat; ``obstacle`` is None."""
    session, now = context.session, context.now
    if said["member"]:
        member = session.get_one(Member, said["member"])
    else:
        member = Member(name=said["name"], language=language, created_at=now)
        session.add(member)
        session.flush()
    role = Role(said["role"])
    seat = seats.find_or_add(session, role, _place_of(said))
    replaces = said["replaces"]["id"] if said["replaces"] else None
    return invite(context, member, seat, token, replaces=replaces)


def invite(
    context: Context, member: Member, seat: Seat, token: str, *, replaces: int | None
) -> Invitation:
    """Invite a member to a seat, and note who did."""
    made = invitations.invite(
        context.session,
        member.id,
        token,
        context.now,
        valid_for(seat.role),
        seat_id=seat.id,
        replaces_id=replaces,
        invited_by=context.member.id,
    )
    audit.record(
        context.session, context.member.id, "invite", f"invitation:{made.id}", context.now,
        member=member.id, seat=seat.id, role=seat.role.value, replaces=replaces,
    )  # fmt: skip
    return made


_CHOOSE = ("المرجو اختيار اللغة", "Choisissez votre langue", "Choose your language")


def choose_language(notice: Words | None = None) -> Say:
    """Ask somebody who may come in for their language, each in its own script.

    It is the one message that is in no language of its own.
    """
    lines: list[Words] = [notice] if notice is not None else []
    buttons = [Button(language_name(code), f"s.join.{code}") for code in LANGUAGES]
    text = Lines([*lines, Lines(list(_CHOOSE), gap="\n")])
    return Say(text, (tuple(buttons[:2]), tuple(buttons[2:])))


def _place_of(said: Mapping[str, Any]) -> int | None:
    return int(said["place"]["id"]) if said["place"] else None

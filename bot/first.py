"""The very first invitation: made on the command line, where no coordinator can make it yet."""

from datetime import datetime

import locales
from handlers.entry import name_problem, valid_for
from handlers.imports.places import REGION, Gazetteer
from storage import Session, audit, invitations, seats, territory
from storage.models import Collectivity, Invitation, Member, Role
from storage.seats import TITULAR
from storage.territory import Place

NETWORK_WIDE = frozenset({Role.NATIONAL_COORDINATOR, Role.OBSERVER})  # need no place


class NotInvited(Exception):
    """Why nobody was invited, in a line for whoever typed the command."""


def invite_first(  # noqa: PLR0913 — what was typed, the register, the token, the time
    session: Session,
    *,
    role: Role,
    name: str,
    language: str,
    place: str,
    places: list[Place],
    token: str,
    now: datetime,
) -> Invitation:
    """Invite somebody to a seat; ``places`` become the register where there is none yet.

    Raises NotInvited.
    """
    if territory.extent(session) == (0, 0):
        territory.import_register(session, places)
    cleaned = " ".join(locales.clean(name).split())
    problem = name_problem(cleaned)
    if problem is not None:
        raise NotInvited(locales.render(problem, "en", html=False))
    where = _place(session, role, place)
    holder = seats.sitting(session, role, where.id) if where and role in TITULAR else None
    if holder is not None:
        raise NotInvited(f"{holder.name} holds this seat: invite to it from the chat")
    member = Member(name=cleaned, language=language, created_at=now)
    session.add(member)
    session.flush()
    seat = seats.find_or_add(session, role, where.id if where else None)
    made = invitations.invite(session, member.id, token, now, valid_for(role), seat_id=seat.id)
    audit.record(
        session, None, "invite", f"invitation:{made.id}", now,
        member=member.id, seat=seat.id, role=role.value,
    )  # fmt: skip
    return made


def _place(session: Session, role: Role, typed: str) -> Collectivity | None:
    """Find the one place that is meant. Raises NotInvited, with the closest names."""
    if not typed:
        if role in NETWORK_WIDE:
            return None
        raise NotInvited("this role belongs to a place: add --place with its code or its name")
    if role == Role.NATIONAL_COORDINATOR:
        raise NotInvited("a national coordinator belongs to no place: leave --place out")
    known = Gazetteer(territory.register(session))
    only = REGION if role == Role.REGIONAL_COORDINATOR else None
    found = known.find(locales.clean(typed).strip(), only=only)
    if found.place is not None:
        return territory.by_code(session, found.place.code)
    near = [f"{one.code} {known.label(one).fr} · {known.label(one).ar}" for one in found.options]
    raise NotInvited("\n".join([f"not one known place: {typed}", *near]))

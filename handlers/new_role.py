"""Another role for somebody who is in: it is offered to them, and theirs once they accept.

A role is a seat (docs/decisions/0005): whoever changes it leaves one seat and takes another, so
nobody is moved by somebody else's tap.
"""

from typing import Any

from handlers import entry, handover
from handlers.dialogue import Choice, Confirm, Context, LookUp, Option, Reply, conversation
from handlers.dialogue.flow import About
from handlers.dialogue.replay import Dialogue
from handlers.looking_after import begin_with, in_hand, looks_up, searched
from handlers.roles import ROLES, seat_of
from handlers.say import Button, Say
from locales import Lines, Words, _
from storage import audit, people, seats
from storage.models import Member, Role


@conversation(
    "role",
    title=_("Offer another role"),
    words=("تغيير الصفة", "changer de rôle", "change a role", "another role"),
)
def role(about: About) -> Dialogue:
    """Whose role, which one, and what that would mean."""
    who = about["member"] or (yield from searched(_WHOSE))
    if who is None:
        return None
    offered = yield LookUp("offered", "roles", {"member": who["id"]})
    if not offered:
        return {"member": who["id"], "role": None}
    asked = _("{name} is: {seat}. Which role shall I offer?", name=who["name"], seat=seat_of(who))
    options = tuple(Option(one, ROLES[Role(one)]) for one in offered)
    chosen = yield Choice("role", asked, options=options)
    yield Confirm("save", _summary(who["name"], Role(chosen)), save=_("Offer it"))
    return {"member": who["id"], "role": chosen}


@role.begins
def begin(context: Context, argument: str | None) -> About:
    """Take the member a button names."""
    return begin_with(context, argument)


looks_up(role)


@role.looks_up("roles")
def roles(context: Context, member: int) -> list[str]:
    """Return what may be offered to a member where they sit: given by this coordinator, and free.

    A titular's seat that somebody holds is handed over instead. The last national coordinator
    stays what they are.
    """
    found = in_hand(context, member)
    if found is None or seats.is_last_coordinator(context.session, found):
        return []
    return [
        one.value
        for one in entry.given_by(context.member)
        if one != found.role and entry.obstacle(context, _wanted(context, found, one)) is None
    ]


@role.done
def offer(context: Context, value: dict[str, Any] | None) -> Reply:
    """Offer the seat; the member is asked in their own chat, and nothing changes before that."""
    if value is None:
        return Reply(Say(_("Nobody was found, and nothing was changed."), (handover.MENU,)))
    member = in_hand(context, value["member"])
    if member is None:
        return Reply(_NOBODY)
    if value["role"] is None:
        return Reply(Say(_("There is no other role to offer at that place."), (handover.MENU,)))
    said = _wanted(context, member, Role(value["role"]))
    if value["role"] not in roles(context, member.id):
        return Reply(Say(_("That role is not free any more."), (_card(member), handover.MENU)))
    if not people.identities_of(context.session, member.id):
        return Reply(Say(_("They cannot be reached here just now."), (_card(member),)))
    place = said["place"]["id"] if said["place"] else None
    seat = seats.find_or_add(context.session, Role(value["role"]), place)
    audit.record(
        context.session, context.member.id, "offer_role", f"seat:{seat.id}", context.now,
        member=member.id, role=seat.role.value,
    )  # fmt: skip
    return handover.offer(context, seat, member, None)


_WHOSE = _("Whose role? Type the name of a person or of a local government.")
_NOBODY = Say(
    _("That seat is not one you look after, or it has changed hands."),
    ((Button(_("Members"), "a.members"),), handover.MENU),
)


def _card(member: Member) -> tuple[Button, ...]:
    return (Button(_("The card"), f"a.member.{member.id}"),)


def _summary(name: str, chosen: Role) -> Words:
    lines: list[Words] = [
        _("{name} is asked to become: {role}. Their present seat is vacant once they accept.",
          name=name, role=ROLES[chosen]),
        _("Until they accept, everything stays as it is. Correct?"),
    ]  # fmt: skip
    return Lines(lines)


def _wanted(context: Context, member: Member, wanted: Role) -> dict[str, Any]:
    """Return the seat a role would be, as ``entry.obstacle`` reads it: at the same place.

    A region's coordination is of the region; the network's is nowhere.
    """
    place = people.collectivity_of(context.session, member)
    number = place.id if place is not None else None
    if wanted == Role.NATIONAL_COORDINATOR:
        number = None
    elif wanted == Role.REGIONAL_COORDINATOR and place is not None:
        number = place.region_id or place.id
    return {
        "role": wanted.value,
        "place": {"id": number} if number is not None else None,
        "member": member.id,
        "replaces": None,
    }

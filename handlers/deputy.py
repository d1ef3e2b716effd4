"""A deputy: the focal point names who stands in for them; a coordinator may do it for them."""

from collections.abc import Mapping
from typing import Any

from handlers import handover
from handlers.dialogue import Confirm, Context, Reply, conversation
from handlers.dialogue.flow import About
from handlers.dialogue.replay import Dialogue
from handlers.looking_after import in_hand
from handlers.permissions import COORDINATORS, standing
from handlers.roles import seat_json, seat_of, seat_words
from handlers.say import Button, Say, number_in
from locales import Lines, Words, _
from storage import audit, seats
from storage.models import Member, Role


@conversation(
    "deputy",
    title=_("Name a deputy"),
    words=("نائب", "نائبي", "suppléant", "suppléante", "deputy"),
)
def deputy(about: About) -> Dialogue:
    """Who stands in, after saying whom they would replace."""
    newcomer = yield from handover.named()
    yield Confirm("save", _summary(about, newcomer), save=_("Invite"))
    return {"of": about["of"], "newcomer": newcomer}


@deputy.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Find the focal point's local government, and who is the deputy there now."""
    focal_point = _focal_point(context, number_in(argument))
    if focal_point is None:
        return _WHOSE
    if focal_point.collectivity_id is None:
        return _NOWHERE
    place = focal_point.collectivity_id
    present = seats.sitting(context.session, Role.DEPUTY, place)
    return {
        "of": focal_point.id,
        "other": focal_point.name if focal_point.id != context.member.id else None,
        "present": present.name if present else None,
        **seat_json(context.session, Role.DEPUTY, place),
    }


@deputy.done
def invite(context: Context, value: dict[str, Any]) -> Reply:
    """Make the link; whoever is the deputy stays until it is accepted."""
    session, member, newcomer = context.session, context.member, value["newcomer"]
    focal_point = _focal_point(context, value["of"])
    if focal_point is None or focal_point.collectivity_id is None:
        return Reply(_NOWHERE)
    seat = seats.find_or_add(session, Role.DEPUTY, focal_point.collectivity_id)
    present = seats.occupant(session, seat.id)
    invited = handover.follow(context, seat, newcomer, present.id if present else None)
    if invited is None:
        return Reply(handover.CHANGED)
    audit.record(session, member.id, "invite_deputy", f"seat:{seat.id}", context.now)
    heard = _(
        "{name} has invited {newcomer}: {seat}.",
        name=member.name,
        newcomer=newcomer["name"],
        seat=seat_words(session, seat.role, seat.collectivity_id),
    )
    told = handover.looked_after_by(context, focal_point)
    if focal_point.id != member.id:
        told = (focal_point, *told)
    return Reply(invited.say, handover.tell(context, told, heard))


def _focal_point(context: Context, number: int | None) -> Member | None:
    """Return whose deputy is named: one's own, or of somebody a coordinator looks after."""
    if standing(context.member) in COORDINATORS:
        found = in_hand(context, number)
        return found if found is not None and found.role == Role.FOCAL_POINT else None
    return context.member


_NOWHERE = Say(
    _("A deputy stands in for the focal point of a local government: there is none here."),
    (handover.MENU,),
)
_WHOSE = Say(
    _("Whose deputy? Open a focal point's card first."),
    ((Button(_("Find a member"), "s.member"),), handover.MENU),
)


def _summary(about: About, newcomer: Mapping[str, Any]) -> Words:
    lines: list[Words] = [
        _("{name} will be invited as {seat}.", name=newcomer["name"], seat=seat_of(about)),
        _("Deputies report as you do, and get the reminders while you are away.")
        if about["other"] is None
        else _(
            "They report as {name} does, and stand in when {name} is away; {name} is told.",
            name=about["other"],
        ),
    ]
    if about["present"] is not None:
        lines.append(_("Once they accept, they replace {name}.", name=about["present"]))
    return Lines([*lines, _("Correct?")])

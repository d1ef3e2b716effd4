"""A deputy: the focal point names who stands in for them at their local government."""

from collections.abc import Mapping
from typing import Any

from handlers import handover
from handlers.dialogue import Confirm, Context, Reply, conversation
from handlers.dialogue.flow import About
from handlers.dialogue.replay import Dialogue
from handlers.roles import seat_json, seat_of, seat_words
from handlers.say import Say
from locales import Lines, Words, _
from storage import audit, seats
from storage.models import Role


@conversation(
    "deputy",
    title=_("Name a deputy"),
    words=("نائب", "نائبي", "suppléant", "suppléante", "deputy"),
)
def deputy(about: About) -> Dialogue:
    """Who stands in, after saying whom they would replace."""
    newcomer = yield from handover.named()
    yield Confirm("save", _summary(about, newcomer), save=_("Invite"))
    return newcomer


@deputy.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Find the focal point's local government, and who is the deputy there now."""
    del argument
    place = context.member.collectivity_id
    if place is None:
        return _NOWHERE
    present = seats.sitting(context.session, Role.DEPUTY, place)
    return {
        "present": present.name if present else None,
        **seat_json(context.session, Role.DEPUTY, place),
    }


@deputy.done
def invite(context: Context, newcomer: dict[str, Any]) -> Reply:
    """Make the link; whoever is the deputy stays until it is accepted."""
    session, member = context.session, context.member
    if member.collectivity_id is None:
        return Reply(_NOWHERE)
    seat = seats.find_or_add(session, Role.DEPUTY, member.collectivity_id)
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
    posts = handover.tell(context, handover.looked_after_by(context, member), heard)
    return Reply(invited.say, posts)


_NOWHERE = Say(_("Your seat is at no local government, so it has no deputy."), (handover.MENU,))


def _summary(about: About, newcomer: Mapping[str, Any]) -> Words:
    lines: list[Words] = [
        _("{name} will be invited as {seat}.", name=newcomer["name"], seat=seat_of(about)),
        _("Deputies report as you do, and get the reminders while you are away."),
    ]
    if about["present"] is not None:
        lines.append(_("Once they accept, they replace {name}.", name=about["present"]))
    return Lines([*lines, _("Correct?")])

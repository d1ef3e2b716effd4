"""Handing over somebody else's seat: a coordinator names who follows, or leaves it vacant."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers import handover
from handlers.departing import REASON, because, unseat
from handlers.dialogue import Confirm, Context, Reply, Text, conversation
from handlers.dialogue.flow import About
from handlers.dialogue.replay import Dialogue
from handlers.looking_after import begin_with, in_hand, looks_up, searched
from handlers.roles import seat_of
from handlers.say import Button, Say
from locales import Lines, Words, _
from storage import audit

_WHOSE = _("Whose seat? Type the name of a person or of a local government.")


@conversation(
    "transfer",
    title=_("Hand over a seat"),
    words=("تسليم المهام", "passation", "transfer"),
)
def transfer(about: About) -> Dialogue:
    """Whose seat, who follows, why, then all of it once more."""
    who = about["member"] or (yield from searched(_WHOSE))
    if who is None:
        return None
    chosen = yield from handover.follower(who, _follows(who), nobody=_("Nobody yet"))
    reason = yield Text("reason", _reason(who), limit=REASON, optional=True)
    save = _("Leave it vacant") if chosen is None else _("Invite")
    yield Confirm("save", because(_summary(who, chosen), reason), save=save)
    return {"member": who["id"], "follower": chosen, "reason": reason}


@transfer.begins
def begin(context: Context, argument: str | None) -> About:
    """Take the member a button names, if their seat is this coordinator's to hand over."""
    return begin_with(context, argument)


looks_up(transfer)


@transfer.done
def hand_over(context: Context, value: dict[str, Any] | None) -> Reply:
    """Invite who follows, or unseat the member now; they are told, if they can be reached."""
    if value is None:
        return Reply(Say(_("Nobody was found, and nothing was changed."), (_AGAIN, handover.MENU)))
    member = in_hand(context, value["member"])
    seat = member.seat if member else None
    if member is None or seat is None or not handover.is_still_in(context, member, seat.id):
        return Reply(_NOBODY)
    if value["follower"] is None:
        return unseat(context, member, seat, value["reason"])
    invited = handover.follow(context, seat, value["follower"], member.id)
    if invited is None:
        return Reply(handover.CHANGED)
    audit.record(
        context.session, context.member.id, "transfer", f"seat:{seat.id}", context.now,
        member=member.id,
    )  # fmt: skip
    told = _(
        "{name}, who coordinates the network, has invited {newcomer} to follow you ({seat}). "
        "Until they accept, the seat stays yours.",
        name=context.member.name,
        newcomer=value["follower"]["name"],
        seat=handover.seat_of(context, member),
    )
    posts = handover.tell(context, (member,), because(told, value["reason"]))
    stays = _("Until they accept, {name} keeps the seat.", name=member.name)
    said = replace(invited.say, text=Lines([invited.say.text, stays]))
    return Reply(said, (*invited.posts, *posts))


_AGAIN = (Button(_("Hand over a seat"), "s.transfer"),)
_NOBODY = Say(_("That seat is not one you look after, or it has changed hands."), (_AGAIN,))


def _follows(who: Mapping[str, Any]) -> Words:
    return _("Who follows {name} ({seat})?", name=who["name"], seat=seat_of(who))


def _reason(who: Mapping[str, Any]) -> Words:
    return _("Is there a reason to give to {name}? In one line.", name=who["name"])


def _summary(who: Mapping[str, Any], chosen: Mapping[str, Any] | None) -> Words:
    if chosen is None:
        return _(
            "{name} ({seat}) leaves now, and the seat is vacant. Correct?",
            name=who["name"],
            seat=seat_of(who),
        )
    return _(
        "{newcomer} will be invited to follow {name} ({seat}), and the seat is theirs "
        "once they accept. Correct?",
        newcomer=chosen["name"],
        name=who["name"],
        seat=seat_of(who),
    )

"""Handing over somebody else's seat: a coordinator names who follows, or leaves it vacant."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers import finding, handover
from handlers.dialogue import Choice, Confirm, Context, LookUp, Option, Reply, Text, conversation
from handlers.dialogue.flow import About
from handlers.dialogue.replay import Dialogue
from handlers.roles import seat_of
from handlers.say import Button, Say, number_in
from locales import Lines, Quote, Words, _
from storage import audit, reach
from storage.models import Member, Role, Seat
from storage.reach import COORDINATORS, Reach
from storage.seats import LastCoordinatorError

MOST = 8  # members offered for a choice: a screen of buttons
TRIES = 5  # searches before the conversation ends by itself
REASON = 300  # characters


@conversation(
    "transfer",
    title=_("Hand over a seat"),
    words=("تسليم المهام", "passation", "transfer", "remove", "retirer"),
)
def transfer(about: About) -> Dialogue:
    """Whose seat, who follows, why, then all of it once more."""
    who = about["member"] or (yield from _searched())
    if who is None:
        return None
    chosen = yield from handover.follower(who, _follows(who), nobody=_("Nobody yet"))
    reason = yield Text("reason", _reason(who), limit=REASON, optional=True)
    save = _("Leave it vacant") if chosen is None else _("Invite")
    yield Confirm("save", _because(_summary(who, chosen), reason), save=save)
    return {"member": who["id"], "follower": chosen, "reason": reason}


def _searched() -> Dialogue:
    """Ask until somebody is found, and which of several was meant; None after too many tries."""
    text: Words = _("Whose seat? Type the name of a person or of a local government.")
    for turn in range(1, TRIES + 1):
        typed = yield Text(f"who-{turn}", text, limit=handover.LONGEST_NAME)
        found = yield LookUp(f"found-{turn}", "seated", {"words": typed})
        if len(found) == 1:
            return found[0]
        if found:
            chosen = yield Choice(f"which-{turn}", _WHICH, options=_named(found))
            return next(one for one in found if str(one["id"]) == chosen)
        text = _("I find nobody of that name whom you look after. Another spelling?")
    return None


@transfer.begins
def begin(context: Context, argument: str | None) -> About:
    """Take the member a button names, if their seat is this coordinator's to hand over."""
    member = _within(context, number_in(argument))
    return {"member": handover.described(context, member) if member else None}


@transfer.looks_up("seated")
def seated(context: Context, words: str) -> list[dict[str, Any]]:
    """Find members by their name or their local government's, within reach, at most MOST."""
    allowed = reach.reach_of(context.member)
    if allowed is None:
        return []
    everybody = reach.seated(context.session, allowed, without=_hidden(allowed))
    others = [one for one in everybody if one.id != context.member.id]
    ids = [one.id for one in finding.matching(words, others)][:MOST]
    members = (_within(context, one) for one in ids)
    return [handover.described(context, member) for member in members if member is not None]


@transfer.done
def hand_over(context: Context, value: dict[str, Any] | None) -> Reply:
    """Invite who follows, or unseat the member now; they are told, if they can be reached."""
    if value is None:
        return Reply(Say(_("Nobody was found, and nothing was changed."), (_AGAIN, handover.MENU)))
    member = _within(context, value["member"])
    seat = member.seat if member else None
    if member is None or seat is None or not handover.is_still_in(context, member, seat.id):
        return Reply(_NOBODY)
    if value["follower"] is None:
        return _unseat(context, member, seat, value["reason"])
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
    posts = handover.tell(context, (member,), _because(told, value["reason"]))
    stays = _("Until they accept, {name} keeps the seat.", name=member.name)
    said = replace(invited.say, text=Lines([invited.say.text, stays]))
    return Reply(said, (*invited.posts, *posts))


def _unseat(context: Context, member: Member, seat: Seat, reason: str | None) -> Reply:
    """Let the member leave now; the other coordinators who look after the seat hear of it."""
    heard = _(
        "{name} has left ({seat}). Nobody follows yet: the seat is vacant.",
        name=member.name,
        seat=handover.seat_of(context, member),
    )
    colleagues = handover.tell(context, handover.looked_after_by(context, member), heard)
    try:
        gone = handover.depart(context, member, _because(_FAREWELL, reason))
    except LastCoordinatorError:
        return Reply(Say(handover.LAST, (handover.MENU,)))
    audit.record(
        context.session, context.member.id, "remove", f"seat:{seat.id}", context.now,
        member=member.id,
    )  # fmt: skip
    return Reply(Say(heard, (handover.MENU,)), (*gone, *colleagues))


def _hidden(allowed: Reach) -> frozenset[Role]:
    """Return the roles whose seats are not this coordinator's to hand over: a region's, its own."""
    return frozenset() if allowed.region_id is None else COORDINATORS


def _within(context: Context, member_id: int | None) -> Member | None:
    """Return a member whose seat this coordinator may hand over; one's own is left, not taken."""
    allowed = reach.reach_of(context.member)
    if allowed is None or member_id is None or member_id == context.member.id:
        return None
    member = reach.member_within(context.session, allowed, member_id)
    return None if member is None or member.role in _hidden(allowed) else member


_AGAIN = (Button(_("Hand over a seat"), "s.transfer"),)
_NOBODY = Say(_("That seat is not one you look after, or it has changed hands."), (_AGAIN,))
_WHICH = _("Which one? If it is none of these, go back and type more of the name.")
_FAREWELL = Lines(
    [
        _("Your coordinator has ended your time in your seat; its history stays with it."),
        _("Thank you for what you did for the network. This chat is now closed."),
    ]
)


def _named(found: list[dict[str, Any]]) -> tuple[Option, ...]:
    return tuple(Option(str(one["id"]), _person(one)) for one in found)


def _person(who: Mapping[str, Any]) -> Words:
    return _("{name} ({seat})", name=who["name"], seat=seat_of(who))


def _follows(who: Mapping[str, Any]) -> Words:
    return _("Who follows {name} ({seat})?", name=who["name"], seat=seat_of(who))


def _reason(who: Mapping[str, Any]) -> Words:
    return _("Is there a reason to give to {name}? In one line.", name=who["name"])


def _because(words: Words, reason: str | None) -> Words:
    return words if reason is None else Lines([words, Quote(reason, limit=REASON)])


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

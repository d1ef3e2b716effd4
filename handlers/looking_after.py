"""Whom a coordinator looks after: found by name, seen, acted for, and told when it is done.

Everything is asked from the database at the moment of the act. Who lies beyond a reach is as if
there were nobody; one's own seat, and for a region its coordinators', are not one's to act on.
"""

from collections.abc import Mapping
from typing import Any

from handlers import finding, handover
from handlers.dialogue import Choice, Context, Flow, LookUp, Option, Text
from handlers.dialogue.flow import Post, posts_to
from handlers.dialogue.replay import Dialogue
from handlers.roles import seat_of
from handlers.say import Say, number_in
from locales import Words, _
from storage import reach
from storage.models import Member, Role
from storage.reach import COORDINATORS, Reach

MOST = 8  # members offered for a choice: a screen of buttons
TRIES = 5  # searches before the conversation ends by itself


def hidden(allowed: Reach) -> frozenset[Role]:
    """Return the roles whose seats are not this coordinator's to act on: a region's, its own."""
    return frozenset() if allowed.region_id is None else COORDINATORS


def seen(context: Context, member_id: int | None) -> Member | None:
    """Return a seated member within reach, whoever it is; else None."""
    allowed = reach.reach_of(context.member)
    if allowed is None or member_id is None:
        return None
    return reach.member_within(context.session, allowed, member_id)


def in_hand(context: Context, member_id: int | None) -> Member | None:
    """Return a member whose seat this coordinator may act on; one's own is left, not taken."""
    allowed = reach.reach_of(context.member)
    member = seen(context, member_id) if member_id != context.member.id else None
    if allowed is None or member is None:
        return None
    return None if member.role in hidden(allowed) else member


def begin_with(context: Context, argument: str | None) -> dict[str, Any]:
    """Take the member whom a button names by number, or words typed with a command by name.

    None, to be asked for, where that is nobody, or more than one.
    """
    number = number_in(argument)
    member = in_hand(context, number)
    if member is not None:
        return {"member": handover.described(context, member)}
    words = argument if argument is not None and number is None else ""
    found = seated(context, words[: handover.LONGEST_NAME]) if words else []
    return {"member": found[0] if len(found) == 1 else None}


def matching(context: Context, words: str) -> list[Member]:
    """Find members within reach by name, or by their local government's; at most MOST."""
    allowed = reach.reach_of(context.member)
    if allowed is None:
        return []
    everybody = reach.seated(context.session, allowed)
    ids = [one.id for one in finding.matching(words, everybody)][:MOST]
    return [member for one in ids if (member := seen(context, one)) is not None]


def looks_up(flow: Flow) -> None:
    """Register the look-up of ``searched`` with a conversation."""
    flow.looks_up("seated")(seated)


def seated(context: Context, words: str) -> list[dict[str, Any]]:
    """Find members whose seats may be acted on, by their name or their local government's."""
    allowed = reach.reach_of(context.member)
    if allowed is None:
        return []
    everybody = reach.seated(context.session, allowed, without=hidden(allowed))
    others = [one for one in everybody if one.id != context.member.id]
    ids = [one.id for one in finding.matching(words, others)][:MOST]
    members = (in_hand(context, one) for one in ids)
    return [handover.described(context, member) for member in members if member is not None]


def searched(asked: Words) -> Dialogue:
    """Ask until somebody is found, and which of several was meant; None after too many tries."""
    text: Words = asked
    for turn in range(1, TRIES + 1):
        typed = yield Text(f"who-{turn}", text, limit=handover.LONGEST_NAME)
        found = yield LookUp(f"found-{turn}", "seated", {"words": typed})
        if len(found) == 1:
            return found[0]
        if found:
            chosen = yield Choice(f"which-{turn}", WHICH, options=named(found))
            return next(one for one in found if str(one["id"]) == chosen)
        text = NOT_FOUND
    return None


def named(found: list[dict[str, Any]]) -> tuple[Option, ...]:
    """Return an option for each member that ``handover.described`` described."""
    return tuple(Option(str(one["id"]), person(one)) for one in found)


def person(who: Mapping[str, Any]) -> Words:
    """Name somebody whom ``handover.described`` described, with their seat."""
    return _("{name} ({seat})", name=who["name"], seat=seat_of(who))


def told(context: Context, member: Member, say: Say) -> tuple[Post, ...]:
    """Address word of what was done for a member to them, in the outer hours; none after /stop."""
    if member.stopped_at is not None:
        return ()
    return posts_to(context.session, (member,), say, waits=True)


WHICH = _("Which one? If it is none of these, go back and type more of the name.")
NOT_FOUND = _("I find nobody of that name whom you look after. Another spelling?")

"""One member: found by name or by their local government, their card, and the ways on from it."""

from typing import Any

import locales
from handlers import member_card, words
from handlers.dialogue import Choice, Context, LookUp, Option, Reply, Text, conversation
from handlers.dialogue.flow import About
from handlers.dialogue.replay import Dialogue
from handlers.handover import LONGEST_NAME
from handlers.looking_after import MOST, NOT_FOUND, TRIES, WHICH, in_hand, matching, seen
from handlers.permissions import may
from handlers.roles import seat_json, seat_of
from handlers.say import Button, Say, number_in
from handlers.slots import CLOCK
from locales import Lines, Weekday, Words, _
from storage import seats
from storage.models import Member, Role
from storage.rhythm import ASKED


@conversation(
    "member",
    title=_("Find a member"),
    words=("عضو", "بطاقة عضو", "fiche", "membre", "member", "find a member"),
)
def member(about: About) -> Dialogue:
    """Whose card? Asked until somebody is found, or too often."""
    found, text = about["found"], NOT_FOUND if about["tried"] else _WHOSE
    for turn in range(1, TRIES + 1):
        if not found:
            typed = yield Text(f"who-{turn}", text, limit=LONGEST_NAME)
            found = yield LookUp(f"found-{turn}", "known", {"words": typed})
        if len(found) == 1:
            return found[0]["id"]
        if found:
            options = tuple(Option(str(one["id"]), _person(one)) for one in found)
            return int((yield Choice(f"which-{turn}", WHICH, options=options)))
        text = NOT_FOUND
    return None


@member.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Show the card at once when one name was said with the command: "/member Amal"."""
    said = words.without_lead(locales.clean(argument or ""), "member")[:LONGEST_NAME]
    found = members(context, said) if said else []
    if len(found) == 1:
        return card(context, str(found[0]["id"]))
    return {"found": found, "tried": bool(said)}


@member.looks_up("known")
def members(context: Context, words: str) -> list[dict[str, Any]]:
    """Find those whom the words mean, within reach, at most MOST."""
    return [
        {
            "id": one.id,
            "name": one.name,
            **seat_json(context.session, one.role, one.collectivity_id),
        }
        for one in matching(context, words)[:MOST]
        if one.role is not None
    ]


@member.done
def show(context: Context, value: int | None) -> Reply:
    """Show the card of whoever was found."""
    if value is None:
        return Reply(Say(_("Nobody was found."), (_AGAIN, _MENU)))
    return Reply(card(context, str(value)))


def card(context: Context, argument: str) -> Say:
    """Show a member's card with what this coordinator may do; of nobody else there is one."""
    found = seen(context, number_in(argument))
    if found is None:
        return _NOBODY
    return Say(member_card.describe(context, found), _ways(context, found))


def mine(context: Context) -> Say:
    """Show somebody what their coordinators see of them, word for word."""
    if context.member.role is None:
        return Say(_("You hold no seat just now."), (_MENU,))
    lines = [
        _("This is what your coordinators see of you:"),
        member_card.describe(context, context.member),
        _("They never see your energy, your score or what you keep private."),
    ]
    return Say(Lines(lines), ((Button(_("My space"), "a.space"), *_MENU),))


def reach(context: Context, argument: str) -> Say:
    """Say how somebody can be reached. To ask how they are is a human's call: nothing is sent."""
    found = seen(context, number_in(argument))
    if found is None:
        return _NOBODY
    lines: list[Words] = [
        _("<b>Ask {name} how they are</b>", name=found.name),
        Lines(member_card.reachability(context, found), gap="\n"),
        _("No telephone number is kept here: your own directory has it, or their local "
          "government."),
    ]  # fmt: skip
    if found.role in ASKED:
        lines.append(
            _("They chose {day} at {hour} for messages: it may suit for a call too.",
              day=Weekday(found.checkin_day), hour=CLOCK[found.checkin_hour])
        )  # fmt: skip
    lines.append(_("“How are you, and what would make the work lighter?” is a good beginning."))
    return Say(Lines(lines), ((_back(found), *_MENU),))


_MENU = (Button(_("Menu"), "a.menu"),)
_AGAIN = (Button(_("Find a member"), "s.member"),)
_NOBODY = Say(_("There is no such member among those you look after."), (_AGAIN, _MENU))
_WHOSE = _("Whose card? Type the name of a person or of a local government.")


def _ways(context: Context, found: Member) -> tuple[tuple[Button, ...], ...]:
    """Return what may be done from a card; at most eight buttons."""
    buttons = [Button(_("How to reach them"), f"a.reach.{found.id}")]
    if in_hand(context, found.id) is not None:
        offers = (
            ("absence", Button(_("Declare an absence"), f"s.absence.{found.id}")),
            ("role", Button(_("Another role"), f"s.role.{found.id}")),
            ("transfer", Button(_("Hand over the seat"), f"s.transfer.{found.id}")),
            ("deputy", Button(_("Invite a deputy"), f"s.deputy.{found.id}")),
            ("remove", Button(_("Remove"), f"s.remove.{found.id}")),
        )
        lacks = found.role == Role.FOCAL_POINT and (
            seats.sitting(context.session, Role.DEPUTY, found.collectivity_id) is None
        )
        buttons += [
            button
            for name, button in offers
            if may(context.member, name) and (name != "deputy" or lacks)
        ]
    buttons += [Button(_("Members"), "a.members"), *_MENU]
    return tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))


def _back(found: Member) -> Button:
    return Button(_("The card"), f"a.member.{found.id}")


def _person(who: dict[str, Any]) -> Words:
    return _("{name} ({seat})", name=who["name"], seat=seat_of(who))

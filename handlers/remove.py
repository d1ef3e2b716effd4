"""Removing a member: a reason, and a word that is typed; the history stays with the seat."""

from typing import Any

from handlers import handover
from handlers.departing import REASON, unseat
from handlers.dialogue import Context, Reply, Text, conversation
from handlers.dialogue.flow import About
from handlers.dialogue.replay import Dialogue
from handlers.looking_after import begin_with, in_hand, looks_up, searched
from handlers.roles import seat_of
from handlers.say import Button, Say
from handlers.typed_word import Word
from locales import Lines, _
from storage import seats
from storage.models import Role

WORD = _("remove")  # typed to confirm


@conversation("remove", title=_("Remove a member"), words=("إنهاء مهام", "retirer", "remove"))
def remove(about: About) -> Dialogue:
    """Who, why, what stays, and the word."""
    who = about["member"] or (yield from searched(_WHO))
    if who is None:
        return None
    if about["last"] and Role(who["role"]) == Role.NATIONAL_COORDINATOR:
        return {"member": None, "reason": ""}
    reason = yield Text(
        "reason",
        _("Why does {name} ({seat}) leave the seat? They read it, in one line.",
          name=who["name"], seat=seat_of(who)),
        limit=REASON,
    )  # fmt: skip
    text = Lines(
        [
            _("{name} loses the seat at once, and this chat closes for them.", name=who["name"]),
            _("Their reports, projects and drafts stay with the seat, which is vacant."),
            _("To confirm, type this word: <b>{word}</b>", word=WORD),
        ]
    )
    yield Word("sure", text, word=WORD, refused=_("Nobody is removed yet."))
    return {"member": who["id"], "reason": reason}


@remove.begins
def begin(context: Context, argument: str | None) -> About:
    """Take the member a button names, and whether there is one national coordinator alone."""
    about = begin_with(context, argument)
    who = in_hand(context, about["member"]["id"]) if about["member"] else None
    last = who is not None and seats.is_last_coordinator(context.session, who)
    return {**about, "last": last}


looks_up(remove)


@remove.done
def end(context: Context, value: dict[str, Any] | None) -> Reply:
    """Unseat the member, if they still sit there; the last national coordinator stays."""
    if value is None:
        return Reply(Say(_("Nobody was found, and nothing was changed."), (handover.MENU,)))
    if value["member"] is None:
        return Reply(Say(handover.LAST, (handover.MENU,)))
    member = in_hand(context, value["member"])
    seat = member.seat if member else None
    if member is None or seat is None or not handover.is_still_in(context, member, seat.id):
        return Reply(_NOBODY)
    return unseat(context, member, seat, value["reason"])


_WHO = _("Who is to be removed? Type the name of a person or of a local government.")
_NOBODY = Say(
    _("That seat is not one you look after, or it has changed hands."),
    ((Button(_("Members"), "a.members"),), handover.MENU),
)

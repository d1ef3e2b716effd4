"""What is new in the library on somebody's topics: three entries at most, and how to stop it."""

from typing import Any

from handlers.dialogue import Context
from handlers.dialogue.conduct import Turn
from handlers.dialogue.flow import Post, Unasked
from handlers.entries import ACTIONS, line, number_of
from handlers.say import Button, Say
from handlers.unasked import agency
from locales import Lines, _
from storage import contacts, shelves
from storage.models import Published


def bring(context: Context, about: dict[str, Any]) -> Turn:
    """Show what is new; what was taken back since is left out."""
    wanted = [(Published(kind), int(number)) for kind, number in about["entries"]]
    found = shelves.named(context.session, wanted)
    if not found or context.member.undigested_at is not None:
        contacts.give_back(context.session, int(about["contact"]))
        return Turn()
    for entry in found:
        shelves.note_shown(
            context.session, context.member.id, entry.kind, entry.number, context.now
        )
    text = Lines([_("<b>New in the library, on your topics</b>"),
                  *(line(context, entry) for entry in found)])  # fmt: skip
    cards = tuple(
        Button(number_of(one.kind, one.number), f"a.{ACTIONS[one.kind]}.{one.number}")
        for one in found
    )
    off = (Button(_("No such news"), "a.digest.off"),)
    say = Say(text, (cards, off, *agency(context, "digest")))
    return Turn(posts=(Post(context.identity.id, say, unasked=Unasked.of(about)),))


def settle(context: Context, argument: str) -> Say:
    """Say whether the weekly news comes; stop it, or let it come again. Nothing else changes."""
    if argument in {"off", "on"}:
        context.member.undigested_at = context.now if argument == "off" else None
    if context.member.undigested_at is None:
        return Say(_ON, ((Button(_("No such news"), "a.digest.off"),), _BACK))
    return Say(_OFF, ((Button(_("Let it come again"), "a.digest.on"),), _BACK))


_BACK = (Button(_("Library"), "a.library"), Button(_("Menu"), "a.menu"))
_OFF = _("No weekly news of the library comes to you. Everything else stays.")
_ON = _("Once a week at most, I tell you what is new on your topics, if there is anything.")

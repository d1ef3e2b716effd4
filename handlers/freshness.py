"""Still right? The author of an entry is asked after 18 months; until then it may be outdated."""

from typing import Any

from handlers.dialogue import Context
from handlers.dialogue.conduct import Turn
from handlers.dialogue.flow import Post, Unasked
from handlers.entries import entry_in, number_of, shortened
from handlers.say import Button, Say
from handlers.unasked import agency
from locales import Lines, _
from storage import contacts, library, practices, publishing
from storage.models import Faq, Practice, Published


def ask(context: Context, about: dict[str, Any]) -> Turn:
    """Ask the author whether an entry is still right; nothing once it is taken back or renewed."""
    kind, number = Published(about["entry"]), int(about["number"])
    entry = publishing.published(context.session, kind, number)
    due = entry is not None and entry.review_on is not None and entry.review_on <= context.today
    if entry is None or not due:
        contacts.give_back(context.session, int(about["contact"]))
        return Turn()
    title = entry.title if isinstance(entry, Practice) else entry.question
    text = Lines(
        [
            _("<b>{number}</b> · {title}", number=number_of(kind, number), title=shortened(title)),
            _("This has been in the library for 18 months. Is it still right?"),
        ]
    )
    data = f"a.review.{kind.value}.{number}"
    rows = (
        (Button(_("Still right"), f"{data}.good"), Button(_("Outdated"), f"{data}.old")),
        *(((Button(_("Change it"), f"s.share.p{number}"),),) if kind is Published.PRACTICE else ()),
        *agency(context, "review"),
    )
    return Turn(posts=(Post(context.identity.id, Say(text, rows), unasked=Unasked.of(about)),))


def review(context: Context, argument: str) -> Say:
    """Note what an author says of their entry: right for another 18 months, or outdated."""
    named, _dot, said = argument.rpartition(".")
    found = entry_in(named)
    entry = publishing.published(context.session, *found) if found else None
    if entry is None or not _is_theirs(context, entry):
        return _NONE
    card = ((Button(_("See it"), f"a.{named}"), Button(_("Menu"), "a.menu")),)
    if said == "good":
        publishing.found_good(context.session, entry, context.now, context.today)
        day = entry.review_on or context.today
        return Say(_("Thank you: it stays as it is. I ask again on {day}.", day=day), card)
    if said == "old":
        entry.outdated_at = context.now
        text = _("Thank you: whoever finds it reads that it may be outdated.")
        return Say(text, card)
    return _NONE


_NONE = Say(_("I do not find that among yours."), ((Button(_("Menu"), "a.menu"),),))


def _is_theirs(context: Context, entry: Practice | Faq) -> bool:
    if isinstance(entry, Practice):
        return practices.is_theirs(entry, context.member)
    return library.sides(context.session, entry)[1].id == context.member.id

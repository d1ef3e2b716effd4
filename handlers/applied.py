"""We applied it, it helped: noted once for each local government, and the author hears of it."""

from collections.abc import Sequence
from typing import Any

from handlers.dialogue import Context, Reply, Text, conversation
from handlers.dialogue.conduct import Turn
from handlers.dialogue.flow import About, Post, Unasked
from handlers.dialogue.replay import Dialogue
from handlers.entries import number_of, shortened, used
from handlers.places import place_of
from handlers.say import Button, Say, number_in
from handlers.unasked import agency
from locales import Lines, Listing, Quote, Words, _, _n
from storage import contacts, publishing, uses
from storage.models import Faq, Practice, Published, Reuse, Use

NOTE = 300  # characters
NOTES = 2  # shown in one message to the author


@conversation("applied", title=_("We applied a practice"))
def applied(about: About) -> Dialogue:
    """One optional line: what came of it here."""
    text = _("Good! What came of it in your local government? One line for the author, or skip.")
    note = yield Text("note", text, limit=NOTE, optional=True)
    return {"practice": about["practice"], "note": note}


@applied.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Take a published practice of another local government, once."""
    found = _open(context, number_in(argument) or 0)
    return found if isinstance(found, Say) else {"practice": found.id}


@applied.done
def save(context: Context, value: dict[str, Any]) -> Reply:
    """Note it, for this local government."""
    found = _open(context, value["practice"])
    if isinstance(found, Say):
        return Reply(found)
    uses.note(context.session, context.member, found, Use.APPLIED, context.now, note=value["note"])
    text = _("Noted: the author of {number} will hear of it.", number=f"P-{found.id}")
    return Reply(Say(text, (_back(f"a.practice.{found.id}"),)))


def helped(context: Context, argument: str) -> Say:
    """Note that an answer helped, with one tap."""
    found = publishing.published(context.session, Published.FAQ, number_in(argument) or 0)
    if found is None:
        return _GONE
    if context.member.collectivity_id is None:
        return _NOWHERE
    noted = uses.note(context.session, context.member, found, Use.HELPED, context.now, note=None)
    text = _("Thank you: that is good to know.") if noted else _ALREADY
    return Say(text, (_back(f"a.faq.{found.id}"),))


def tell(context: Context, about: dict[str, Any]) -> Turn:
    """Tell an author, or who has followed in the seat, who made use of an entry since last time."""
    kind, number = Published(about["entry"]), int(about["number"])
    entry = publishing.published(context.session, kind, number)
    news = uses.untold(context.session, kind, number)
    if entry is None or not news:
        contacts.give_back(context.session, int(about["contact"]))
        return Turn()
    for one in news:
        one.told_at = context.now
    lines: list[Words] = [
        _("<b>{number}</b> · {title}", number=number_of(kind, number), title=_title(entry)),
        *(_was_of_use(context, use, alike) for use in Use
          if (alike := [one for one in news if one.use is use])),
    ]  # fmt: skip
    total = uses.count(context.session, kind, number, _USES[kind])
    if total > len(news):
        lines.append(_("In all: {used}.", used=used(kind, total)))
    lines += [Quote(one.note, limit=NOTE // 2) for one in news if one.note][:NOTES]
    card = (Button(_("See it"), f"a.{kind.value}.{number}"),)
    say = Say(Lines(lines), (card, *agency(context, "applied")))
    return Turn(posts=(Post(context.identity.id, say, unasked=Unasked.of(about)),))


_USES = {Published.PRACTICE: Use.APPLIED, Published.FAQ: Use.HELPED}
_NAMED = 4  # places named in one message
_GONE = Say(_("That is not in the library, or no longer."), ((Button(_("Library"), "a.library"),),))
_NOWHERE = Say(
    _("This is counted by local government, and your role belongs to none."),
    ((Button(_("Library"), "a.library"),),),
)
_ALREADY = _("Your local government has noted that already.")


def _open(context: Context, number: int) -> Practice | Say:
    """Return a practice that this local government may say it applied, or why not."""
    found = publishing.published(context.session, Published.PRACTICE, number)
    place = context.member.collectivity_id
    if not isinstance(found, Practice):
        return _GONE
    if place is None:
        return _NOWHERE
    back = (_back(f"a.practice.{found.id}"),)
    if place == found.collectivity_id:
        return Say(_("That is a practice of your own local government."), back)
    if uses.has(context.session, Published.PRACTICE, found.id, Use.APPLIED, place):
        return Say(_ALREADY, back)
    return found


def _back(data: str) -> tuple[Button, ...]:
    return (Button(_("See it"), data), Button(_("Library"), "a.library"))


def _title(entry: Practice | Faq) -> str:
    return shortened(entry.title if isinstance(entry, Practice) else entry.question)


def _was_of_use(context: Context, use: Use, news: Sequence[Reuse]) -> Words:
    places = Listing([place_of(context.session, one.collectivity_id) for one in news[:_NAMED]])
    said = (
        _("Applied by {places}.", places=places)
        if use is Use.APPLIED
        else _("It helped {places}.", places=places)
    )
    others = len(news) - _NAMED
    if others <= 0:
        return said
    more = _n("And {count} more.", "And {count} more.", others)
    return Lines([said, more], gap="\n")

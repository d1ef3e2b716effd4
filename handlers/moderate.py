"""Moderating: what waits is read in the chat, and published, sent back with a wish, or rejected.

An author's words are never changed by anybody else; the author hears at once, and why.
"""

from typing import Any

from handlers import waiting
from handlers.dialogue import Context, Reply, Text, conversation
from handlers.dialogue.conduct import Turn
from handlers.dialogue.flow import About, Post, Unasked, posts_to
from handlers.dialogue.replay import Dialogue
from handlers.entries import keys_of, number_of
from handlers.moderators import WAIT, choices, describe
from handlers.say import Button, Say
from handlers.unasked import agency
from locales import Lines, Quote, Words, _, _n
from storage import contacts, library, moderation, practices
from storage.models import Faq, Member, PracticeVersion, PublicationStatus
from storage.moderation import Item
from storage.practices import Written

REASON = 500  # characters: it is a line or two
_S = PublicationStatus
_DECISIONS = {"return": _S.RETURNED, "reject": _S.REJECTED}


def queue(context: Context, argument: str) -> Say:
    """Show what has waited longest, all of what a button names, or its files."""
    ref, _dot, view = argument.partition(".")
    if ref:
        item = moderation.within(context.session, context.member, ref)
        if item is None or item.row.status is not _S.SUBMITTED:
            return _settled(context, item)
        return _shown(context, item, view)
    found = moderation.waiting(context.session, context.member)
    if not found:
        return Say(_("Nothing waits to be published."), (_MENU,))
    say = _shown(context, found[0], "")
    if len(found) > 1:
        more = _n("{count} more waits.", "{count} more wait.", len(found) - 1)
        return Say(Lines([say.text, more]), say.rows)
    return say


def publish(context: Context, ref: str) -> Say | Reply:
    """Publish what a button names, at the moment of the press."""
    item = moderation.within(context.session, context.member, ref)
    if item is None:
        return _settled(context, None)
    if not moderation.decide(context.session, item, context.member, _S.PUBLISHED, context.now):
        return _settled(context, item)
    if isinstance(item.row, Faq):
        library.publish(context.session, item.row, context.now, context.today)
    else:
        keys = keys_of(Written.of(item.row.words))
        practices.publish(context.session, item.row, keys, context.now, context.today)
    number = number_of(item.kind, item.number)
    card = Button(_("See it"), f"a.{item.kind.value}.{item.number}")
    heard = Say(
        _("<b>{number}</b> is published in the library: {title}. Thank you.",
          number=number, title=_title(item)),
        ((card,), _MENU),
    )  # fmt: skip
    posts = posts_to(context.session, _concerned(context, item), heard)
    return Reply(Say(_("{number} is published.", number=number), (*_more(context), _MENU)), posts)


@conversation("turn_down", title=_("Answer a practice that waits"))
def turn_down(about: About) -> Dialogue:
    """One line: what should change, or why not."""
    asked = (
        _("What should change in {number}? One line to the author.", number=about["number"])
        if about["way"] == "return"
        else _("Why is {number} not published? One line to the author.", number=about["number"])
    )
    reason = yield Text("reason", asked, limit=REASON)
    return {**about, "reason": reason}


@turn_down.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Take what a button names, if this moderator may decide and nobody has."""
    ref, _dot, way = (argument or "").partition(".")
    item = moderation.within(context.session, context.member, ref)
    if item is None or way not in _DECISIONS or item.row.status is not _S.SUBMITTED:
        return _settled(context, item)
    return {"ref": ref, "way": way, "number": number_of(item.kind, item.number)}


@turn_down.done
def send(context: Context, value: dict[str, Any]) -> Reply:
    """Write the decision and tell the author why, with a button to change it where that helps."""
    item = moderation.within(context.session, context.member, value["ref"])
    if item is None:
        return Reply(_settled(context, None))
    status, reason = _DECISIONS[value["way"]], value["reason"]
    if not moderation.decide(
        context.session, item, context.member, status, context.now, reason=reason
    ):
        return Reply(_settled(context, item))
    if isinstance(item.row, PracticeVersion):
        practices.turn_down(item.row)
    posts = posts_to(context.session, _concerned(context, item), _heard(item, reason))
    said = _("The author of {number} has been told.", number=value["number"])
    return Reply(Say(said, (*_more(context), _MENU)), posts)


def overdue(context: Context, about: dict[str, Any]) -> Turn:
    """Tell a national coordinator that moderators have been silent for three days."""
    count = moderation.overdue(context.session, context.member, context.now - WAIT)
    if not count:
        contacts.give_back(context.session, int(about["contact"]))
        return Turn()
    text = _n(
        "{count} practice or answer has waited for a moderator for three days.",
        "{count} practices or answers have waited for a moderator for three days.",
        count,
    )
    rows = ((Button(_("Read it"), "a.moderation"),), *agency(context, "moderation"))
    return Turn(posts=(Post(context.identity.id, Say(text, rows), unasked=Unasked.of(about)),))


_MENU = (Button(_("Menu"), "a.menu"),)


def _shown(context: Context, item: Item, view: str) -> Say:
    text = describe(context, item, whole=view == "all")
    extra = [] if view == "all" else [Button(_("Read all of it"), f"a.moderation.{item.ref}.all")]
    files: tuple[int, ...] = ()
    if isinstance(item.row, PracticeVersion):
        files = tuple(one for one in Written.of(item.row.words).files if isinstance(one, int))
        if files and view != "files":
            extra.append(Button(_("Files"), f"a.moderation.{item.ref}.files"))
    if view != "files":
        files = ()
    rows = (*choices(item), *((tuple(extra),) if extra else ()), _MENU)
    return Say(text, rows, files=files)


def _more(context: Context) -> tuple[tuple[Button, ...], ...]:
    """Return the button to what else waits for a decision, of whatever kind, if anything does."""
    count = waiting.count(context)
    return ((Button(_("To decide: {count}", count=count), "a.desk"),),) if count else ()


def _settled(context: Context, item: Item | None) -> Say:
    """Say what became of something meanwhile; to whom it does not concern, nothing."""
    rows = (*_more(context), _MENU)
    if item is None:
        return Say(_("I do not find that among what waits for you."), rows)
    if item.row.decided_by is None:
        return Say(_("The author has taken it back, or sent a newer version."), rows)
    name = context.session.get_one(Member, item.row.decided_by).name
    text = _("{name} has decided on {number} already.", name=name,
             number=number_of(item.kind, item.number))  # fmt: skip
    return Say(text, rows)


def _title(item: Item) -> str:
    return item.row.question if isinstance(item.row, Faq) else str(item.row.words["title"])


def _concerned(context: Context, item: Item) -> list[Member]:
    """Return whose words they are: the author, or whoever sits there now; of an answer, both.

    Whoever decides knows already.
    """
    if isinstance(item.row, Faq):
        found = library.sides(context.session, item.row)
    else:
        writer = practices.writer(context.session, item.row.practice)
        found = () if writer is None else (writer,)
    return [one for one in found if one.id != context.member.id]


def _heard(item: Item, reason: str) -> Say:
    number = number_of(item.kind, item.number)
    quote = Quote(reason, limit=REASON)
    if item.row.status is _S.REJECTED:
        text: Words = _("{number} was not published: {title}.", number=number, title=_title(item))
        return Say(Lines([text, quote]), (_MENU,))
    text = _("Before {number} is published, the moderator asks for a change: {title}.",
             number=number, title=_title(item))  # fmt: skip
    change = (
        Button(_("Change it"), f"s.share.p{item.number}")
        if isinstance(item.row, PracticeVersion)
        else Button(_("Change it"), f"s.reword.{item.number}")
    )
    return Say(Lines([text, quote]), ((change,), _MENU))

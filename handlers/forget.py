"""Erasing one's data, confirmed twice: the person goes, what was reported stays, unnamed."""

from typing import Any

from handlers.dialogue import Choice, Context, Option, Reply, conversation
from handlers.dialogue.flow import About, Post, posts_to
from handlers.dialogue.replay import Dialogue
from handlers.policy import CONSENT
from handlers.roles import seat_words
from handlers.say import Button, Say
from handlers.typed_word import Word
from locales import Lines, Words, _
from storage import audit, consents, people
from storage.forgetting import forget as erase
from storage.models import Role
from storage.seats import LastCoordinatorError

WORD = _("erase")  # typed to confirm


@conversation(
    "forget",
    title=_("Erase my data"),
    words=("حذف معطياتي", "امسحوا معطياتي", "oubliez-moi", "effacer mes données", "forget me",
           "erase my data"),
)  # fmt: skip
def forget(about: About) -> Dialogue:
    """Say what goes and what stays, then have a word typed."""
    del about
    if (yield Choice("sure", _WHAT_GOES, options=_SURE)) == "keep":
        return {"erase": False}
    word = _("To confirm, type this word: <b>{word}</b>", word=WORD)
    return {"erase": (yield Word("word", word, word=WORD, refused=_NOT_YET))}


@forget.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Refuse the last national coordinator: nobody could let others in."""
    del argument
    member = context.member
    others = people.coordinators_of(context.session, member, every=True)
    if member.role == Role.NATIONAL_COORDINATOR and not any(
        one.role == Role.NATIONAL_COORDINATOR for one in others
    ):
        return _LAST
    return {}


@forget.done
def save(context: Context, value: dict[str, Any]) -> Reply:
    """Erase; this chat gets one last message, and its coordinators hear that a seat is vacant."""
    if not value["erase"]:
        return Reply(Say(_("Nothing was erased."), (_MENU,)))
    session, member, now = context.session, context.member, context.now
    posts = _tell(context)
    try:
        erase(session, member, now, farewell=context.identity)
    except LastCoordinatorError:
        return Reply(_LAST)
    consents.record(session, member.id, CONSENT, now, given=False)
    audit.record(session, member.id, "forget", f"member:{member.id}", now)
    return Reply(Say(_ERASED, last=True), posts)


def _tell(context: Context) -> tuple[Post, ...]:
    """Tell the coordinators which seat is vacant now; by its role, for the name is gone."""
    member = context.member
    if member.role is None:
        return ()
    text = _(
        "A seat is vacant: {seat}. Whoever held it has left and asked to be forgotten. "
        "The reports stay.",
        seat=seat_words(context.session, member.role, member.collectivity_id),
    )
    return posts_to(context.session, people.coordinators_of(context.session, member), Say(text))


_NOT_YET = _("Nothing is erased yet.")
_MENU = (Button(_("Menu"), "a.menu"),)
_WHAT_GOES: Words = Lines(
    [
        _("<b>Erase my data</b>"),
        _(
            "Erased: your name, this chat, your messages, what is half-written, the names of your "
            "files."
        ),
        _(
            "Kept, without your name: your reports, and the photos and documents sent with them. "
            "They belong to your local government."
        ),
        _("Your seat becomes vacant. It cannot be undone."),
    ]
)
_SURE = (Option("erase", _("Go on")), Option("keep", _("Keep my data")))
_ERASED = Lines(
    [
        _("Your data is erased, and this chat is closed. Thank you for what you did."),
        _("You can delete the messages on your telephone yourself."),
    ]
)
_LAST = Say(
    _(
        "You are the only national coordinator: nobody could let others in. "
        "Let another one in first, then come back to this."
    ),
    (_MENU,),
)

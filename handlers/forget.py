"""Erasing one's data, confirmed twice: the person goes, what was reported stays, unnamed."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import locales
from handlers.dialogue import Choice, Context, Option, Question, Reply, conversation
from handlers.dialogue.flow import About, Post
from handlers.dialogue.questions import Answer, Refusal
from handlers.dialogue.replay import Dialogue
from handlers.policy import CONSENT
from handlers.roles import seat_words
from handlers.say import Button, Say
from locales import LANGUAGES, Lines, Words, _
from storage import audit, consents, people
from storage.forgetting import forget as erase
from storage.models import Role
from storage.seats import LastCoordinatorError

WORD = _("erase")  # typed to confirm


@dataclass(frozen=True)
class Word(Question):
    """The word that confirms, typed, in any of our languages: a tap is too easily made."""

    free_text: ClassVar[bool] = True  # no near miss of a button, no number, counts as an answer

    def read(self, text: str, today: date) -> Answer | Refusal:
        """Take the word, and no other."""
        del today
        if locales.normalise(text) in _words():
            return Answer(value=True)
        return Refusal(_("Nothing is erased yet."))

    def accepts(self, value: object) -> bool:
        """Accept what ``read`` answered."""
        return value is True


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
    return {"erase": (yield Word("word", word))}


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
    return tuple(
        Post(identity.id, Say(text))
        for coordinator in people.coordinators_of(context.session, member)
        for identity in people.identities_of(context.session, coordinator.id)[:1]
    )


def _words() -> set[str]:
    """Return the word in each language, as typed words are compared."""
    return {locales.normalise(locales.render(WORD, language, html=False)) for language in LANGUAGES}


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

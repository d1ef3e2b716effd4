"""Correcting what Jisr keeps about somebody: the name, the language."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers.dialogue import Choice, Context, Option, Reply, Text, conversation
from handlers.dialogue.flow import About, Post
from handlers.dialogue.questions import Answer, Refusal
from handlers.dialogue.replay import Dialogue
from handlers.say import Button, Say
from locales import LANGUAGES, _, language_name
from storage import audit, people

LONGEST = 100  # characters of a name


@dataclass(frozen=True)
class Name(Text):
    """A person's name: letters, and no digits: an identity number is never taken (F15)."""

    def read(self, text: str, today: date) -> Answer | Refusal:
        """Take a name, on one line."""
        read = super().read(" ".join(text.split()), today)
        if isinstance(read, Refusal):
            return read
        if any(sign.isnumeric() for sign in read.value):
            return Refusal(_("A name has no digits. Your name as colleagues write it, please."))
        if not any(sign.isalpha() for sign in read.value):
            return Refusal(_("A few letters, please: your name as colleagues write it."))
        return read


@conversation(
    "correct",
    title=_("Correct my details"),
    words=("تصحيح معطياتي", "corriger mes données", "correct my details"),
)
def correct(about: About) -> Dialogue:
    """Which of the two, then how it should be."""
    text = _(
        "Your name: {name}. Your language: {language}. What shall I correct?",
        name=about["name"],
        language=language_name(about["language"]),
    )
    what = yield Choice("what", text, options=_WHAT, columns=2)
    if what == "name":
        return {"name": (yield Name("name", _("How is your name written?"), limit=LONGEST))}
    return {"language": (yield Choice("language", _("Which language?"), options=_LANGUAGES))}


@correct.begins
def begin(context: Context, argument: str | None) -> About:
    """Start from what is kept now."""
    del argument
    return {"name": context.member.name, "language": context.member.language}


@correct.done
def save(context: Context, value: dict[str, Any]) -> Reply:
    """Correct it, note that it was done, and tell the coordinators of a changed name."""
    session, member = context.session, context.member
    (field,) = value
    before = member.name
    setattr(member, field, value[field])
    audit.record(session, member.id, "correct", f"member:{member.id}", context.now, field=field)
    posts = _tell(context, before) if field == "name" and before != member.name else ()
    return Reply(Say(_("Corrected. Thank you."), (_SPACE,)), posts)


def _tell(context: Context, before: str) -> tuple[Post, ...]:
    """Tell those who look after this member what the name is now."""
    text = _(
        "{before} has corrected their name: it is now {name}.",
        before=before,
        name=context.member.name,
    )
    return tuple(
        Post(identity.id, Say(text))
        for coordinator in people.coordinators_of(context.session, context.member)
        for identity in people.identities_of(context.session, coordinator.id)[:1]
    )


_WHAT = (Option("name", _("My name")), Option("language", _("My language")))
_LANGUAGES = tuple(Option(code, language_name(code)) for code in LANGUAGES)
_SPACE = (Button(_("My space"), "a.space"),)

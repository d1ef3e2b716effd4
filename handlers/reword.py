"""Changing an answer before it is published: in its author's own words, as a moderator asked."""

from typing import Any

from handlers.dialogue import Context, Reply, Text, conversation
from handlers.dialogue.flow import About
from handlers.dialogue.replay import Dialogue
from handlers.moderators import tell
from handlers.say import Button, Say, number_in
from locales import Lines, Quote, _
from storage import library
from storage.models import Faq
from storage.moderation import Item

MOST, SHOWN = 4000, 250  # characters


@conversation("reword", title=_("Change an answer"))
def reword(about: About) -> Dialogue:
    """Show the wish and the answer, and take the new wording."""
    asked = Lines(
        [
            Lines([_("The moderator asked:"), Quote(about["reason"], limit=SHOWN)], gap="\n"),
            Lines([_("Your answer:"), Quote(about["answer"], limit=SHOWN)], gap="\n"),
            _("Write it anew, as others should read it."),
        ]
    )
    words = yield Text("answer", asked, limit=MOST)
    return {"faq": about["faq"], "words": words}


@reword.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Take an answer that is this person's and was sent back."""
    faq = _returned(context, number_in(argument) or 0)
    if faq is None:
        return _NONE
    return {"faq": faq.id, "reason": faq.reason or "", "answer": faq.answer}


@reword.done
def send(context: Context, value: dict[str, Any]) -> Reply:
    """Bring the new wording before the moderators."""
    faq = _returned(context, value["faq"])
    if faq is None:
        return Reply(_NONE)
    library.reword(context.session, faq, value["words"], context.member, context.now)
    posts = tell(context, Item(faq))
    return Reply(Say(_("Sent to the moderator. Thank you."), (_MENU,)), posts)


_MENU = (Button(_("Menu"), "a.menu"),)
_NONE = Say(_("I do not find that answer among yours."), (_MENU,))


def _returned(context: Context, number: int) -> Faq | None:
    return library.returned_to(context.session, number, context.member)

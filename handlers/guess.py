"""Words that match nothing: up to three guesses, then the menu, then a human (FEATURES.md F3)."""

from collections.abc import Iterator
from dataclasses import replace

import locales
from handlers import menu, seeking, words
from handlers.dialogue import conduct
from handlers.dialogue.conduct import Talk, Turn
from handlers.say import Button
from locales import Words, _

MOST = 3  # guesses
_READ = 12  # words of a text that are looked at

# What can be done by a word or a button, beside conversations, which have titles of their own.
TITLES: dict[str, Words] = {
    "latest": _("Latest reports"),
    "members": _("Members"),
    "roster": _("List of members"),
    "calls": _("The call list"),
    "desk": _("To decide"),
    "mycard": _("What my coordinators see"),
    "announcements": _("Announcements"),
    "invitations": _("Invitations"),
    "rhythm": _("The rhythm"),
    "exports": _("My exports"),
    "myscore": _("My score"),
    "questions": _("My questions"),
    "answers": _("My answers"),
    "open": _("Open questions"),
    "space": _("My space"),
    "seat": _("My seat"),
    "library": _("Library"),
    "mine": _("My practices"),
    "privacy": _("Privacy"),
    "languages": _("Language"),
    "help": _("Help"),
}


def answer(talk: Talk, text: str) -> Turn:
    """Offer what the text comes close to and this person may do, above the menu."""
    identity = talk.context.identity
    identity.misses += 1
    found = guesses(talk, text)
    say = menu.menu(talk, _("I am not sure what you mean."))
    offered = {button.data for button in found}
    rest = [row for row in say.rows if not offered & {button.data for button in row}]
    begun = [row for row in rest if row[0].data.startswith("r.")]  # what is half-written
    others = [row for row in rest if row not in begun]
    rows = (*((button,) for button in found), *begun, *_search(talk, text), *others)
    if identity.misses >= conduct.PATIENCE:
        rows = (*rows, (Button(_("Ask a person"), "a.person"),))
    return Turn(replace(say, rows=rows))


def _search(talk: Talk, text: str) -> tuple[tuple[Button, ...], ...]:
    """Offer to look for the words in the library; the button leads back to them."""
    if not (talk.may("found") and seeking.is_enough(text)):
        return ()
    token = seeking.begin(talk.context, text).token
    return ((Button(_("Look for this in the library"), f"a.found.{token}"),),)


def guesses(talk: Talk, text: str) -> list[Button]:
    """Return the buttons of what the text comes close to: its whole, or one of its first words."""
    language = talk.context.member.language
    found = []
    for button, known in _candidates(talk):
        labels = [locales.render(button.label, language, html=False), *known]
        parts = (text, *text.split()[:_READ])
        if any(locales.close_to(part, labels) is not None for part in parts):
            found.append(button)
    return found[:MOST]


def _candidates(talk: Talk) -> Iterator[tuple[Button, tuple[str, ...]]]:
    """Go through what this person may do now, with the words that mean it."""
    for name, flow in talk.flows.items():
        if flow.words and talk.may(name):
            yield Button(flow.title, f"s.{name}"), flow.words
    for name, title in TITLES.items():
        if talk.may(name):
            yield Button(title, f"a.{name}"), words.PLAIN.get(name, ())

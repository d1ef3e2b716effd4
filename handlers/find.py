"""Finding what the network knows: in one's own words, the three best, more, by topic and region."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers import seeking
from handlers.dialogue import Context, Instead, Reply, Text, conversation
from handlers.dialogue.flow import About
from handlers.dialogue.questions import Answer, Refusal
from handlers.dialogue.replay import Dialogue
from handlers.entries import entry_in
from handlers.places import place_of
from handlers.say import Button, Say, number_in
from handlers.topics import TOPICS
from handlers.words import without_lead
from locales import _
from storage import searches, shelves
from storage.models import Topic

_COLUMNS = 2


@dataclass(frozen=True)
class Sought(Text):
    """Words to search for: two letters at least."""

    def read(self, text: str, today: date) -> Answer | Refusal:
        """Refuse what nothing can be found by, with an example."""
        read = super().read(text, today)
        if isinstance(read, Answer) and not seeking.is_enough(text):
            return Refusal(_EXAMPLE)
        return read


@conversation(
    "find",
    title=_("Search the library"),
    words=("بحث", "ابحث", "chercher", "recherche", "rechercher", "find", "search"),
)
def find(about: About) -> Dialogue:
    """Ask for the words, unless they were said with the wish."""
    if about["words"] is not None:
        return about["words"]
    return (yield Sought("words", _ASKED, limit=seeking.MOST))


@find.begins
def begin(context: Context, argument: str | None) -> About:
    """Take what was said after the wish, if something can be found by it."""
    del context
    words = without_lead(argument or "", find.name)
    fits = seeking.is_enough(words) and len(words) <= seeking.MOST
    return {"words": words if fits else None}


@find.done
def show(context: Context, value: str) -> Reply:
    """Search, and show the best."""
    return Reply(seeking.show(context, seeking.begin(context, value)))


def found(context: Context, argument: str) -> Say:
    """Show another page of a search, or the same under other filters."""
    token, page, topic, region = _four(argument)
    search = searches.of_token(context.session, token)
    if search is None:
        return _GONE
    chosen = Topic(topic) if topic in {one.value for one in Topic} else None
    place = number_in(region)
    if place is not None and place not in shelves.regions(context.session):
        place = None
    return seeking.show(context, search, number_in(page) or 0, chosen, place)


def narrow(context: Context, argument: str) -> Say:
    """Offer the topics or the regions there is something on; what is chosen besides stays."""
    token, by, topic, region = _four(argument)
    search = searches.of_token(context.session, token)
    if search is None:
        return _GONE
    if by == "region":
        buttons = [
            Button(place_of(context.session, place), f"a.found.{token}.0.{topic}.{place}")
            for place in shelves.regions(context.session)
        ]
        everywhere = Button(_("Every region"), f"a.found.{token}.0.{topic}.")
        return Say(_("Which region?"), _in_pairs([*buttons, everywhere]))
    known = shelves.topics(context.session)
    buttons = [
        Button(words, f"a.found.{token}.0.{one.value}.{region}")
        for one, words in TOPICS.items()
        if one in known
    ]
    every = Button(_("Every topic"), f"a.found.{token}.0..{region}")
    return Say(_("Which topic?"), _in_pairs([*buttons, every]))


def choose(context: Context, argument: str) -> tuple[str, str] | None:
    """Note what was opened of a search; return the action that shows it, and its argument."""
    token, _dot, named = argument.partition(".")
    entry = entry_in(named)
    if entry is None:
        return None
    search = searches.of_token(context.session, token)
    if search is not None:
        searches.chose(search, [entry[0].value, entry[1]])
    return entry[0].value, str(entry[1])


def ask_peers(context: Context, token: str) -> Say | Instead:
    """Ask peers what the library did not answer, in the same words."""
    search = searches.of_token(context.session, token)
    if search is None:
        return _GONE
    searches.chose(search, [searches.PEERS])
    return Instead("ask", f"t.{search.words}")


_ASKED = _("What are you looking for? A few words, in any of the languages.")
_EXAMPLE = _("A word or two, please. For example: citizen budget.")
_GONE = Say(
    _("That search is over. Please search again."),
    ((Button(_("Search"), "s.find"), Button(_("Library"), "a.library")),),
)


def _four(argument: str) -> tuple[str, str, str, str]:
    parts: list[Any] = [*argument.split(".", 3), "", "", ""]
    return parts[0], parts[1], parts[2], parts[3]


def _in_pairs(buttons: list[Button]) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        tuple(buttons[start : start + _COLUMNS]) for start in range(0, len(buttons), _COLUMNS)
    )

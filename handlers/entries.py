"""The entries of the library in words: numbers, lines of a list, cards, whose they are."""

import re
from datetime import date

import locales
from handlers.authors import author
from handlers.dialogue import Context
from handlers.imports.vocabulary import PRINCIPLES
from handlers.places import place_of
from handlers.say import number_in
from handlers.topics import TOPICS
from locales import Lines, Listing, Message, Quote, Words, _, _n, language_name
from storage import Session, practices, uses
from storage.models import Faq, Member, Practice, Published, Topic, Use
from storage.practices import Keys, Written
from storage.shelves import Entry

LETTERS = {Published.PRACTICE: "P", Published.FAQ: "A"}
ACTIONS = {Published.PRACTICE: "practice", Published.FAQ: "faq"}  # that show a card
LINE = 90  # characters of a title in a list; a question may be longer
SHORT = 400  # characters of a practice's words that fit on a card as they are
_CUT, _CUT_DONE, _CUT_BOTH = 70, 110, 200  # of what a card shows the beginning of
_ARABIC = re.compile("[\u0600-\u06ff]")
_TIFINAGH = re.compile("[\u2d30-\u2d7f]")
# The small words that tell French from English.
_FRENCH = frozenset(
    ("au", "aux", "de", "des", "du", "en", "est", "et", "la", "le", "les", "nous", "par", "pour",
     "que", "sur", "un", "une")
)  # fmt: skip
_ENGLISH = frozenset(
    ("a", "and", "at", "by", "for", "from", "in", "is", "it", "of", "our", "the", "to", "was", "we",
     "with")
)  # fmt: skip
_LATIN = re.compile("[A-Za-zÀ-ÿ]")


def number_of(kind: Published, number: int) -> str:
    """Return how an entry is called: P-45 a practice, A-45 an answer."""
    return f"{LETTERS[kind]}-{number}"


def entry_in(text: str) -> tuple[Published, int] | None:
    """Read "practice.45" from what a button carries; None for anything else."""
    kind, _dot, digits = text.partition(".")
    number = number_in(digits)
    if number is None or kind not in {one.value for one in Published}:
        return None
    return Published(kind), number


def language_of(text: str, spoken: str) -> str:
    """Return the language a text seems to be in; ``spoken`` is what its writer reads here.

    Tamazight in Latin letters is taken for what its writer reads.
    """
    counts = {
        "ar": len(_ARABIC.findall(text)),
        "zgh": len(_TIFINAGH.findall(text)),
        "": len(_LATIN.findall(text)),
    }
    most = max(counts, key=lambda name: counts[name])
    if most:
        return most
    words = locales.normalise(text).split()
    french, english = (sum(word in small for word in words) for small in (_FRENCH, _ENGLISH))
    if french != english:
        return "fr" if french > english else "en"
    return spoken if spoken in {"fr", "en"} else "fr"


def keys_of(written: Written) -> Keys:
    """Return what another practice with the same title, or the same text, has in common with it."""
    body = f"{written.problem} {written.done} {written.result}"
    return Keys(
        practices.key_of(locales.normalise(written.title)),
        practices.key_of(locales.normalise(body)),
    )


def credit(session: Session, practice: Practice) -> Words:
    """Say whose practice it is: by name unless its author left and wanted none (F2)."""
    member = session.get_one(Member, practice.author_id)
    if member.seat_id != practice.seat_id and not member.credited:
        return author(None)
    return author(member.name)


def parts(said: Practice | Written, cut: int | None = None) -> list[Words]:
    """Return a practice's words, each under its heading, as far as there are any.

    ``cut`` is how many characters of each are shown; None for all of them.
    """
    headed = (
        (_PROBLEM, said.problem),
        (_DONE, said.done),
        (_RESULT, said.result),
        (_EFFORT, said.effort),
        (_SOURCE, said.source),
    )
    return [
        Lines([heading, Quote(words, limit=cut or len(words))], gap="\n")
        for heading, words in headed
        if words
    ]


def practice_card(context: Context, practice: Practice, *, whole: bool) -> Words:
    """Write a practice's card for whoever reads it: in short, or all of it."""
    session = context.session
    facts: list[Words] = [
        _("<b>{number}</b> · <b>{title}</b>", number=f"P-{practice.id}", title=practice.title)
    ]
    if practice.collectivity_id is not None:
        place = place_of(session, practice.collectivity_id)
        facts.append(_("{place} · {name}", place=place, name=credit(session, practice)))
    facts += _filed(context, Published.PRACTICE, practice)
    if whole or not is_long(practice):
        body = parts(practice)
    else:
        body = [
            Lines([_PROBLEM, Quote(practice.problem, limit=_CUT)], gap="\n"),
            Lines([_DONE, Quote(practice.done, limit=_CUT_DONE)], gap="\n"),
            Lines([_RESULT, Quote(practice.result, limit=_CUT)], gap="\n"),
        ]
    pages = [page for page in practice.files if isinstance(page, str)]
    return Lines([Lines(facts, gap="\n"), *body, *pages])


def is_long(practice: Practice) -> bool:
    """Tell whether a card shows only the beginning of a practice's words."""
    words = (practice.problem, practice.done, practice.result, practice.effort, practice.source)
    return sum(len(one or "") for one in words) > SHORT


def faq_card(context: Context, faq: Faq, *, whole: bool) -> Words:
    """Write the card of an answer that is in the library: in short, or all of it."""
    facts: list[Words] = [_("<b>{number}</b>", number=f"A-{faq.id}")]
    if faq.collectivity_id is not None:
        place = place_of(context.session, faq.collectivity_id)
        facts.append(_("Answered by {place}", place=place))
    facts += _filed(context, Published.FAQ, faq)
    limit = len(faq.question) + len(faq.answer) if whole else _CUT_BOTH
    asked = Lines([_("<b>Question</b>"), Quote(faq.question, limit=limit)], gap="\n")
    answered = Lines([_("<b>Answer</b>"), Quote(faq.answer, limit=limit)], gap="\n")
    return Lines([Lines(facts, gap="\n"), asked, answered])


def faq_is_long(faq: Faq) -> bool:
    """Tell whether a card shows only the beginning of a question or of its answer."""
    return max(len(faq.question), len(faq.answer)) > _CUT_BOTH


def line(context: Context, entry: Entry) -> Words:
    """Write one line of a list: what it is, where from, how often it was used."""
    facts: list[Words] = [
        _(
            "<b>{number}</b> {title}",
            number=number_of(entry.kind, entry.number),
            title=shortened(entry.title),
        )
    ]
    tail: list[Words] = []
    if entry.collectivity_id is not None:
        tail.append(place_of(context.session, entry.collectivity_id))
    tail.append(_("published on {day}", day=locales.wall(entry.published_at).date()))
    if entry.language != context.member.language:
        tail.append(language_name(entry.language))
    if entry.used:
        tail.append(used(entry.kind, entry.used))
    facts.append(Lines(tail, gap=" · "))
    return Lines(facts, gap="\n")


def shortened(text: str, most: int = LINE) -> str:
    """Return the beginning of a text that is too long for a line, and that it goes on."""
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def used(kind: Published, count: int) -> Message:
    """Say how many local governments made use of an entry."""
    if kind is Published.PRACTICE:
        return _n(
            "{count} local government applied it", "{count} local governments applied it", count
        )
    return _n("it helped {count} local government", "it helped {count} local governments", count)


def principles(names: list[str] | tuple[str, ...]) -> Listing:
    """Name the principles that a practice serves."""
    return Listing([PRINCIPLES[name] for name in names if name in PRINCIPLES])


_PROBLEM = _("<b>Problem</b>")
_DONE = _("<b>What was done</b>")
_RESULT = _("<b>Result</b>")
_EFFORT = _("<b>Effort and cost</b>")
_SOURCE = _("<b>Source</b>")
OLD = _("⚠️ This may be outdated.")
_USES = {Published.PRACTICE: Use.APPLIED, Published.FAQ: Use.HELPED}


def _filed(context: Context, kind: Published, entry: Practice | Faq) -> list[Words]:
    """Say what it is about, since when it is known, in which language, and how it has stood."""
    filed: list[Words] = [TOPICS[Topic(entry.topic)]]
    if entry.published_at is not None:
        filed.append(_("published on {day}", day=locales.wall(entry.published_at).date()))
    if entry.language != context.member.language:
        filed.append(_("written in {language}", language=language_name(entry.language)))
    found: list[Words] = [Lines(filed, gap=" · ")]
    count = uses.count(context.session, kind, entry.id, _USES[kind])
    if count:
        found.append(used(kind, count))
    if is_old(entry, context.today):
        found.append(OLD)
    return found


def is_old(entry: Practice | Faq, today: date) -> bool:
    """Tell whether an entry may be outdated: its author said so, or did not say that it is not."""
    return entry.outdated_at is not None or (
        entry.review_on is not None and entry.review_on <= today
    )

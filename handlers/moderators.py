"""What moderators are shown of a practice or an answer that waits, and who among them is told."""

from datetime import timedelta

from handlers.dialogue import Context
from handlers.dialogue.flow import Post, posts_to
from handlers.disclosures import disclosed
from handlers.entries import number_of, parts, principles
from handlers.places import place_of
from handlers.say import Button, Say
from handlers.topics import TOPICS
from locales import Lines, Quote, Words, _, _n
from storage import moderation
from storage.models import Faq, PracticeVersion, Topic
from storage.moderation import Item
from storage.practices import Written

WAIT = timedelta(hours=72)  # of silence, after which the national coordinators hear (F10)
TOLD = timedelta(hours=24)  # for which one word that something waits is enough
_CUT = 60  # characters of each part of a practice in the queue
_CUT_BOTH = 180  # of a question and its answer


def tell(context: Context, item: Item) -> tuple[Post, ...]:
    """Bring what was sent before its moderators: one word for all that comes within a day."""
    session, now = context.session, context.now
    moderation.plan_reminder(session, now + WAIT)
    if not moderation.is_first(session, item, now - TOLD):
        return ()
    text = _("Something waits for a moderator: {number}.", number=number_of(item.kind, item.number))
    say = Say(text, ((Button(_("Read it"), "a.moderation"),),))
    return posts_to(session, moderation.moderators(session, item), say)


def describe(context: Context, item: Item, *, whole: bool = False) -> Words:
    """Show what waits: whose it is, its words, and what a moderator should look at."""
    row = item.row
    shown = (
        _answer(context, row, whole=whole)
        if isinstance(row, Faq)
        else _practice(context, row, whole=whole)
    )
    return Lines(shown)


def choices(item: Item) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons under what waits."""
    ref = item.ref
    return (
        (Button(_("Publish"), f"a.publish.{ref}"),),
        (
            Button(_("Ask for a change"), f"s.turn_down.{ref}.return"),
            Button(_("Reject"), f"s.turn_down.{ref}.reject"),
        ),
    )


def _practice(context: Context, row: PracticeVersion, *, whole: bool) -> list[Words]:
    written, practice = Written.of(row.words), row.practice
    facts: list[Words] = [
        _("<b>{number}</b> · <b>{title}</b>", number=f"P-{practice.id}", title=written.title)
    ]
    if practice.collectivity_id is not None:
        place = place_of(context.session, practice.collectivity_id)
        facts.append(_("{place} · {name}", place=place, name=practice.author.name))
    facts.append(Lines([TOPICS[Topic(written.topic)], _served(written)], gap=" · "))
    if row.number > 1:
        facts.append(_("A new version; what is published stays until you decide."))
    warnings: list[Words] = []
    if written.depicted:
        warnings.append(_("The author says that those on the photos agreed to be shown."))
    text = " ".join((written.title, written.problem, written.done, written.result,
                     written.effort or ""))  # fmt: skip
    given_away = disclosed(text)
    if given_away is not None:
        warnings.append(_("It seems to give away: {what}.", what=given_away))
    if written.files:
        warnings.append(_n("{count} file.", "{count} files.", len(written.files)))
    body = parts(written, None if whole else _CUT)
    notes = [Lines(warnings, gap="\n")] if warnings else []
    return [Lines(facts, gap="\n"), *body, *notes]


def _served(written: Written) -> Words:
    return _("principles: {names}", names=principles(written.principles))


def _answer(context: Context, row: Faq, *, whole: bool) -> list[Words]:
    facts: list[Words] = [_("<b>{number}</b>, a question and its answer", number=f"A-{row.id}")]
    if row.collectivity_id is not None:
        place = place_of(context.session, row.collectivity_id)
        facts.append(_("Answered by {place}", place=place))
    facts.append(TOPICS[Topic(row.topic)])
    limit = len(row.question) + len(row.answer) if whole else _CUT_BOTH
    lines: list[Words] = [
        Lines(facts, gap="\n"),
        Lines([_("<b>Question</b>"), Quote(row.question, limit=limit)], gap="\n"),
        Lines([_("<b>Answer</b>"), Quote(row.answer, limit=limit)], gap="\n"),
    ]
    given_away = disclosed(f"{row.question} {row.answer}")
    if given_away is not None:
        lines.append(_("It seems to give away: {what}.", what=given_away))
    return lines

"""An answer that solved a question, on its way to the library: both of its sides agree first."""

from handlers import moderators
from handlers.dialogue import Context, Reply
from handlers.disclosures import disclosed
from handlers.peers import (
    MENU,
    MINE,
    NOT_FOUND,
    asks,
    is_asker,
    number_of,
    quoted,
    to_author,
)
from handlers.places import place_of
from handlers.say import Button, Say, number_in
from locales import Lines, Words, _
from storage import library
from storage.asking import answers
from storage.models import Faq, PublicationStatus, QuestionStatus
from storage.moderation import Item

NAMED, UNNAMED, NO = "named", "unnamed", "no"  # what a button carries


def offer(context: Context, argument: str) -> Say | Reply:
    """Note that the asker agrees, and ask whoever answered."""
    answer = answers.of_id(context.session, number_in(argument), lock=True)
    if answer is None or not is_asker(context, answer.question):
        return NOT_FOUND
    question = answer.question
    if question.status != QuestionStatus.SOLVED or not (question.words and answer.words):
        return NOT_FOUND
    gives = disclosed(f"{question.words}\n{answer.words}")
    if gives is not None:
        return Say(_("It gives away {what}: as it is, it cannot go into the library.",
                     what=gives), (MINE,))  # fmt: skip
    if library.of_answer(context.session, answer.id) is not None:
        return Say(_("It has been offered already."), (MINE,))
    faq = library.offer(context.session, answer, context.member.id, context.now)
    lines = [
        _("<b>{number}</b>: may your answer go into the library, for everybody? So asks {who}. "
          "A coordinator reads it first.",
          who=asks(context, question), number=number_of(question)),
        *quoted(question.words, 200),
        *quoted(answer.words, 300),
    ]  # fmt: skip
    place = answers.place_of(context.session, answer)
    rows: list[tuple[Button, ...]] = []
    if place is not None:
        named = _("Yes, from {place}", place=place_of(context.session, place))
        rows.append((Button(named, f"a.consent.{faq.id}.{NAMED}"),))
    rows += [
        (Button(_("Yes, without a name"), f"a.consent.{faq.id}.{UNNAMED}"),),
        (Button(_("No"), f"a.consent.{faq.id}.{NO}"),),
    ]
    posts = to_author(context, answer, Say(Lines(lines), tuple(rows)))
    return Reply(Say(_("Thank you. Whoever answered is asked."), (MINE,)), posts)


def consent(context: Context, argument: str) -> Say | Reply:
    """Take the author's yes, with or without the name of their local government, or their no."""
    number, _dot, said = argument.partition(".")
    faq = context.session.get(Faq, number_in(number) or 0, with_for_update=True)
    answer = answers.of_id(context.session, faq.answer_id) if faq is not None else None
    if faq is None or answer is None:
        return NOT_FOUND
    author = answers.author_now(context.session, answer)
    if author is None or author.id != context.member.id:
        return NOT_FOUND
    if faq.status != PublicationStatus.OFFERED:
        return Say(_("That is settled already."), (MENU,))
    if said == NO:
        library.refuse(context.session, faq, context.member.id, context.now)
        return Say(_("Understood: it stays between the two of you."), (MENU,))
    place = answers.place_of(context.session, answer) if said == NAMED else None
    library.agree(context.session, faq, context.member.id, place, context.now)
    text: Words = _("Thank you. A coordinator reads it before it is published.")
    return Reply(Say(text, (MENU,)), moderators.tell(context, Item(faq)))

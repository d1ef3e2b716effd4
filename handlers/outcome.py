"""What the asker says of an answer: helpful, solved, taken back; and those who hear of it (F9).

Only who took part is told. That somebody found an answer of no use is told to nobody.
"""

from typing import Any

from handlers.dialogue import Context, Reply
from handlers.dialogue.conduct import Turn
from handlers.dialogue.flow import Post, Unasked, posts_to
from handlers.peers import (
    MENU,
    MINE,
    NOT_FOUND,
    asks,
    is_asker,
    number_of,
    quoted,
    reactions,
    to_author,
)
from handlers.say import Button, Say, number_in
from handlers.unasked import agency
from locales import Lines, Words, _, _n
from storage import audit, contacts
from storage.asking import answers, questions
from storage.models import Answer, Question, QuestionStatus, Reaction

SURE = "yes"  # what a button carries that means it


def helpful(context: Context, argument: str) -> Say | Reply:
    """Note that an answer helps; whoever gave it hears of it, once."""
    answer = _mine(context, argument)
    if answer is None:
        return NOT_FOUND
    new = not answer.helpful
    answers.rate(answer, helpful=True, now=context.now)
    text = _("Your answer to {number} helped: {who} says so.",
             number=number_of(answer.question), who=asks(context, answer.question))  # fmt: skip
    posts = to_author(context, answer, Say(text, (MENU,))) if new else ()
    rows = (
        (Button(_("Solved"), f"a.solved.{answer.id}"),),
        (Button(_("Take that back"), f"a.unrate.{answer.id}"), MENU[0]),
    )
    return Reply(Say(_("Noted. Whoever answered is told."), rows), posts)


def unrate(context: Context, argument: str) -> Say:
    """Take back what was said of an answer, within a day: it was the wrong button."""
    answer = _mine(context, argument)
    if answer is None:
        return NOT_FOUND
    if answer.rated_at is None or context.now - answer.rated_at > questions.WRONG_BUTTON:
        return Say(_("That can be changed within 24 hours; it is too late now."), (MINE,))
    answers.rate(answer, None, context.now)
    return Say(_("Taken back: nothing is said of that answer."), reactions(answer.id))


def solved(context: Context, argument: str) -> Say | Reply:
    """Settle a question by an answer: who took part is told, and the library is offered it."""
    answer = _mine(context, argument)
    if answer is None:
        return NOT_FOUND
    question = answer.question
    if question.status not in {QuestionStatus.OPEN, QuestionStatus.CLOSED}:
        return Say(_("{number} is settled already.", number=number_of(question)), (MINE,))
    if answer.helpful is None:
        answers.rate(answer, helpful=True, now=context.now)
    questions.settle(context.session, question, QuestionStatus.SOLVED, context.now)
    audit.record(
        context.session, context.member.id, "solved", f"question:{question.id}", context.now
    )
    text = _("{number} is solved, by your answer. Thank you.", number=number_of(question))
    posts = (
        *to_author(context, answer, Say(text, (_ANSWERS,))),
        *_others(context, answer),
    )
    rows: tuple[tuple[Button, ...], ...] = (
        (Button(_("Not solved after all"), f"a.reopen.{question.id}"), MENU[0]),
    )
    lines: list[Words] = [_("Solved: whoever answered is thanked.")]
    if question.words and answer.words:
        lines.append(
            _("May the question and the answer help others too? Nothing is published before "
              "whoever answered agrees and a coordinator has read it.")
        )  # fmt: skip
        rows = ((Button(_("Offer it to the library"), f"a.offer.{answer.id}"),), *rows)
    return Reply(Say(Lines(lines), rows), posts)


def withdraw(context: Context, argument: str) -> Say | Reply:
    """Take a question back, once confirmed; who was asked is told that no answer is needed."""
    number, _dot, sure = argument.partition(".")
    question = questions.of_id(context.session, number_in(number), lock=True)
    if question is None or not is_asker(context, question):
        return NOT_FOUND
    if question.status not in {QuestionStatus.OPEN, QuestionStatus.HELD}:
        return Say(_("{number} is settled already.", number=number_of(question)), (MINE,))
    if sure != SURE:
        yes = Button(_("Yes, take it back"), f"a.withdraw.{question.id}.{SURE}")
        text = _("Take {number} back? Whoever was asked is told.", number=number_of(question))
        return Say(text, ((yes,), MINE))
    posts = taken_back(context, question)
    return Reply(Say(_("{number} is taken back.", number=number_of(question)), (MINE,)), posts)


def taken_back(context: Context, question: Question) -> tuple[Post, ...]:
    """Close a question without an answer; return what those are told who might still answer."""
    questions.settle(context.session, question, QuestionStatus.WITHDRAWN, context.now)
    audit.record(
        context.session, context.member.id, "withdraw", f"question:{question.id}", context.now
    )
    told = questions.involved(context.session, question, None, Reaction.LATER, Reaction.ANSWERED)
    text = _("{number} was taken back: no answer is needed any more. Thank you.",
             number=number_of(question))  # fmt: skip
    return posts_to(context.session, told, Say(text, (MENU,)), waits=True)


def reopen(context: Context, argument: str) -> Say:
    """Open a question again: within a day of "solved", a month of being closed without a word."""
    question = questions.of_id(context.session, number_in(argument), lock=True)
    if question is None or not is_asker(context, question):
        return NOT_FOUND
    if not questions.can_reopen(question, context.now):
        text = _("{number} cannot be opened again. You can ask it anew.",
                 number=number_of(question))  # fmt: skip
        return Say(text, ((Button(_("Ask my peers"), "s.ask"),), MINE))
    questions.reopen(context.session, question, context.now)
    return Say(_("{number} is open again.", number=number_of(question)), (MINE,))


def further(context: Context, argument: str) -> Say:
    """Have a question brought to further people, though answers have come."""
    question = questions.of_id(context.session, number_in(argument), lock=True)
    if question is None or not is_asker(context, question):
        return NOT_FOUND
    if question.status != QuestionStatus.OPEN or question.wave >= questions.COORDINATOR:
        return Say(_("There is nobody else to ask about {number}.",
                     number=number_of(question)), (MINE,))  # fmt: skip
    questions.go_on(context.session, question, context.now, anyway=True)
    return Say(_("Understood: I ask others about {number}.", number=number_of(question)), (MINE,))


def chase(context: Context, about: dict[str, Any]) -> Turn:
    """Ask once how it went, five days after an answer on which nothing was said."""
    question = questions.of_id(context.session, int(about["question"]))
    given = answers.of_question(context.session, int(about["question"]))
    silent = given and all(one.rated_at is None for one in given)
    if (
        question is None
        or question.status != QuestionStatus.OPEN
        or question.chased_at is not None
        or not is_asker(context, question)
        or not silent
    ):
        contacts.give_back(context.session, int(about["contact"]))
        return Turn()
    question.chased_at = context.now
    text = _n(
        "Your question {number} got {count} answer. Did it help?",
        "Your question {number} got {count} answers. Did the last one help?",
        len(given),
        number=number_of(question),
    )
    lines = [text, *quoted(given[-1].words, 300)]
    rows = (*reactions(given[-1].id), *agency(context, "chase"))
    unasked = Unasked.of(about)
    return Turn(posts=(Post(context.identity.id, Say(Lines(lines), rows), unasked=unasked),))


def _others(context: Context, answer: Answer) -> tuple[Post, ...]:
    """Tell the others who took part, by an answer or by "later", that it is settled."""
    author = answers.author_now(context.session, answer)
    told = [
        one
        for one in questions.involved(
            context.session, answer.question, Reaction.ANSWERED, Reaction.LATER
        )
        if author is None or one.id != author.id
    ]
    text = _("{number} is solved: no further answer is needed. Thank you.",
             number=number_of(answer.question))  # fmt: skip
    return posts_to(context.session, told, Say(text, (MENU,)), waits=True)


def _mine(context: Context, argument: str) -> Answer | None:
    """Return an answer to a question of the person speaking, its question locked; else nothing."""
    answer = answers.of_id(context.session, number_in(argument), lock=True)
    if answer is None or not is_asker(context, answer.question):
        return None
    return answer


_ANSWERS = (Button(_("My answers"), "a.answers"), MENU[0])

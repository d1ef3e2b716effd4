"""A question that a peer reports: it goes to nobody until a coordinator has decided."""

from dataclasses import replace

from handlers.dialogue import Context, Reply
from handlers.dialogue.flow import Post, posts_to
from handlers.peers import MENU, NOT_FOUND, number_of, quoted, to_asker
from handlers.say import MOST_FILES, Button, Say, number_in
from handlers.topics import TOPICS
from locales import Lines, Words, _
from storage import audit, people
from storage.asking import questions
from storage.models import Member, Question, QuestionStatus, Reaction


def flag(context: Context, argument: str) -> Say | Reply:
    """Hold a question that was brought to this person, and bring it before the coordinators."""
    session = context.session
    question = questions.of_id(session, number_in(argument), lock=True)
    if question is None or questions.routing(session, question.id, context.member.id) is None:
        return NOT_FOUND
    if question.status != QuestionStatus.OPEN:
        return Say(_("{number} is settled already.", number=number_of(question)), (MENU,))
    if not _moderators(context, question):
        return Say(_("They cannot be reached here just now."), (MENU,))
    questions.hold(session, question)
    audit.record(session, context.member.id, "flag", f"question:{question.id}", context.now)
    said = _("Thank you. It goes to nobody else until a coordinator has decided.")
    return Reply(Say(said, (MENU,)), _before_moderators(context, question))


def show(context: Context, argument: str) -> Say:
    """Show a reported question to whoever decides on it."""
    question = _held(context, argument)
    if question is None:
        return NOT_FOUND
    say = _to_decide(question)
    return replace(say, rows=(*say.rows, (Button(_("The desk"), "a.desk"),)))


def release(context: Context, argument: str) -> Say:
    """Let a question that was reported go on."""
    question = _held(context, argument)
    if question is None:
        return NOT_FOUND
    question.status = QuestionStatus.OPEN
    if question.answered_at is None:
        questions.go_on(context.session, question, context.now)
    audit.record(
        context.session, context.member.id, "release", f"question:{question.id}", context.now
    )
    return Say(_("{number} goes on.", number=number_of(question)), (MENU,))


def take_down(context: Context, argument: str) -> Say | Reply:
    """Close a question that was reported; its asker is told, and those who might still answer."""
    question = _held(context, argument)
    if question is None:
        return NOT_FOUND
    session, number = context.session, number_of(question)
    questions.settle(session, question, QuestionStatus.WITHDRAWN, context.now)
    audit.record(session, context.member.id, "take_down", f"question:{question.id}", context.now)
    asked = Say(_("A coordinator has closed {number}. You can ask it again in other words.",
                  number=number), ((Button(_("Ask my peers"), "s.ask"), MENU[0]),))  # fmt: skip
    told = questions.involved(session, question, None, Reaction.LATER)
    others = Say(_("{number} was taken back: no answer is needed any more. Thank you.",
                   number=number), (MENU,))  # fmt: skip
    posts = (*to_asker(context, question, asked), *posts_to(session, told, others, waits=True))
    return Reply(
        Say(_("{number} is closed; whoever asked is told.", number=number), (MENU,)), posts
    )


def _before_moderators(context: Context, question: Question) -> tuple[Post, ...]:
    """Show a question to those who decide."""
    return posts_to(context.session, _moderators(context, question), _to_decide(question))


def _to_decide(question: Question) -> Say:
    """Put a question before whoever decides; they see its words, not who asks."""
    lines: list[Words] = [
        _("A peer has reported a question on “{topic}”, {number}. Is it to go on?",
          topic=TOPICS[question.topic], number=number_of(question)),
        *quoted(question.words),
    ]  # fmt: skip
    rows = (
        (Button(_("Let it go on"), f"a.release.{question.id}"),),
        (Button(_("Close it"), f"a.take_down.{question.id}"),),
    )
    return Say(Lines(lines), rows, files=tuple(question.files[:MOST_FILES]))


def _moderators(context: Context, question: Question) -> list[Member]:
    """Return who decides: the coordinators of where it is asked from, but for who asks."""
    session = context.session
    asker = questions.asker(session, question)
    found = people.coordinators_at(session, questions.place_of(session, question))
    return [one for one in found if asker is None or one.id != asker.id]


def _held(context: Context, argument: str) -> Question | None:
    """Return a reported question that this coordinator decides on, locked; else nothing."""
    question = questions.of_id(context.session, number_in(argument), lock=True)
    if question is None or question.status != QuestionStatus.HELD:
        return None
    deciding = {one.id for one in _moderators(context, question)}
    return question if context.member.id in deciding else None

"""Questions and answers as they go from one peer to another: from whom, in whose words, to whom.

Nothing here says who asked where they prefer not to be shown, nor how to reach anybody.
"""

from handlers.authors import author
from handlers.dialogue import Context
from handlers.dialogue.flow import Post, posts_to
from handlers.places import place_of
from handlers.roles import ROLES, seat_words
from handlers.say import MOST_FILES, Button, Say
from handlers.topics import TOPICS
from locales import Lines, Quote, Words, _, language_name
from storage.asking import answers, questions
from storage.models import Answer, Member, Question, Seat

MOST = 1000  # characters of what somebody wrote, as `handlers.ownwords` takes them
SHOWN = 200  # of what is shown only as a reminder
MENU = (Button(_("Menu"), "a.menu"),)
MINE = (Button(_("My questions"), "a.questions"), MENU[0])
NOT_FOUND = Say(_("I do not find that question."), (MENU,))


def number_of(question: Question | int) -> str:
    """Return what a question is called: Q-12."""
    return f"Q-{question if isinstance(question, int) else question.id}"


def asks(context: Context, question: Question) -> Words:
    """Say who asks as far as they want to be shown: the local government, or "a peer"."""
    if not question.named:
        return _("a peer")
    place = questions.place_of(context.session, question)
    if place is not None:
        return place_of(context.session, place)
    return ROLES[context.session.get_one(Seat, question.seat_id).role]


def answers_it(context: Context, answer: Answer) -> Words:
    """Say who answers as far as they want to be shown: name and seat, or "a peer"."""
    if not answer.named:
        return _("a peer")
    who = context.session.get_one(Member, answer.author_id)
    seat = context.session.get_one(Seat, answer.seat_id)
    return _(
        "{name}, {seat}",
        name=author(who.name),
        seat=seat_words(context.session, seat.role, seat.collectivity_id),
    )


def question_lines(context: Context, question: Question, *, limit: int = MOST) -> list[Words]:
    """Return a question as a peer reads it: topic, from whom, its words."""
    lines: list[Words] = [
        _(
            "<b>{number}</b>, a question on “{topic}” from {who}:",
            number=number_of(question),
            topic=TOPICS[question.topic],
            who=asks(context, question),
        )
    ]
    return [*lines, *quoted(question.words, limit)]


def quoted(words: str, limit: int = MOST) -> list[Words]:
    """Return somebody's words as a quotation; of a voice note alone there are none."""
    return [Quote(words, limit=limit)] if words else []


def answer_say(context: Context, answer: Answer, reader: Member, lead: Words | None = None) -> Say:
    """Put an answer before the asker, with what they can say of it."""
    question = answer.question
    first = lead or _(
        "<b>{number}</b>: an answer from {who}:",
        who=answers_it(context, answer),
        number=number_of(question),
    )
    lines = [first, *quoted(question.words, 100), *quoted(answer.words)]
    rows = reactions(answer.id)
    if is_foreign(answer, reader):
        lines.append(_("Written in {language}: this is the original.",
                       language=language_name(answer.language)))  # fmt: skip
        offer = _("Ask for it in {language}", language=language_name(reader.language))
        rows = (*rows, (Button(offer, f"a.translation.{answer.id}"),))
    return Say(Lines(lines), rows, files=tuple(answer.files[:MOST_FILES]))


def is_foreign(answer: Answer, reader: Member) -> bool:
    """Tell whether an answer is written in another language than its reader's."""
    return bool(answer.words) and answer.language != reader.language


def reactions(answer_id: int) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons under an answer."""
    return (
        (
            Button(_("Helpful"), f"a.helpful.{answer_id}"),
            Button(_("Need more"), f"s.more.{answer_id}"),
            Button(_("Solved"), f"a.solved.{answer_id}"),
        ),
    )


def is_asker(context: Context, question: Question) -> bool:
    """Tell whether the person speaking is who asks, now."""
    asker = questions.asker(context.session, question)
    return asker is not None and asker.id == context.member.id


def to_asker(context: Context, question: Question, say: Say) -> tuple[Post, ...]:
    """Address something to whoever asks now."""
    asker = questions.asker(context.session, question)
    return posts_to(context.session, [asker] if asker else [], say, waits=True)


def to_author(context: Context, answer: Answer, say: Say) -> tuple[Post, ...]:
    """Address something to who answered, or whoever sits there now."""
    who = answers.author_now(context.session, answer)
    return posts_to(context.session, [who] if who else [], say, waits=True)

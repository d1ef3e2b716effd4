"""A question brought to a peer, and their answer in one message: words, a voice note or a file."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import locales
from handlers.dialogue import Choice, Context, Option, Reply, conversation
from handlers.dialogue.conduct import Turn
from handlers.dialogue.flow import About, Post, Unasked
from handlers.dialogue.replay import Dialogue
from handlers.disclosures import holds_identity_number
from handlers.ownwords import FILES, own_words, written_in
from handlers.peers import (
    MENU,
    NOT_FOUND,
    SHOWN,
    answer_say,
    answers_it,
    number_of,
    question_lines,
    to_asker,
)
from handlers.roles import seat_json, seat_of
from handlers.say import MOST_FILES, Button, Say, number_in
from handlers.unasked import agency
from locales import Lines, Words, _
from storage import absences, contacts
from storage.asking import answers, questions
from storage.models import Conversation, Question, QuestionStatus, Reaction, Routing

TAKEN = frozenset({QuestionStatus.SOLVED, QuestionStatus.WITHDRAWN})  # needs no answer any more


def bring(context: Context, about: dict[str, Any]) -> Turn:
    """Bring a question to somebody it was routed to, while it waits for them."""
    question = questions.of_id(context.session, int(about["question"]))
    routing = questions.routing(context.session, int(about["question"]), context.member.id)
    if question is None or routing is None or not _waits(question, routing, about):
        if "contact" in about:
            contacts.give_back(context.session, int(about["contact"]))
        return Turn()
    lines = question_lines(context, question)
    rows = _choices(question.id)
    unasked = Unasked.of(about) if "contact" in about else None
    if unasked is not None:
        rows = (*rows, *agency(context, f"question.{question.id}"))
    if routing.reaction == Reaction.LATER:
        lines.insert(0, _("You said “later”: here is the question once more."))
    say = Say(Lines(lines), rows, files=tuple(question.files[:MOST_FILES]))
    return Turn(posts=(Post(context.identity.id, say, unasked=unasked),))


def again(context: Context, about: dict[str, Any]) -> Turn:
    """Bring a question once more to somebody who said "later", if it still waits for them."""
    return bring(context, {**about, "again": True})


@conversation("answer", title=_("Answer a question"), collects=FILES)
def answer(about: About) -> Dialogue:
    """Ask for the answer, and whether it is signed."""
    prompt = [*(locales.decode(one) for one in about["shown"]), _ANSWER]
    words = yield from own_words("answer", Lines(prompt))
    name = _("{name}, {seat}", name=about["name"], seat=seat_of(about["seat"]))
    signed = (Option("named", name), Option("unnamed", _("Only “a peer”")))
    as_whom = yield Choice("signed", _("From whom shall it come?"), options=signed)
    files = yield FILES
    return {
        "question": about["question"],
        "words": words,
        "named": as_whom == "named",
        "files": files,
    }


@answer.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Take a question that was brought to this person, or is open to them; others do not exist."""
    question = answerable(context, number_in(argument))
    member = context.member
    if question is None or member.role is None:
        return NOT_FOUND
    if question.status == QuestionStatus.HELD:
        return Say(_("A coordinator is looking at that question: please wait a little."), (MENU,))
    lines = question_lines(context, question, limit=SHOWN)
    return {
        "question": question.id,
        "shown": [locales.encode(line) for line in lines],
        "name": member.name,
        "seat": seat_json(context.session, member.role, member.collectivity_id),
    }


@answer.done
def send(context: Context, value: dict[str, Any]) -> Reply:
    """Keep the answer whatever has become of the question, and bring it to whoever asks."""
    session, member = context.session, context.member
    question = answerable(context, value["question"], began=True)
    if question is None:
        return Reply(NOT_FOUND)
    question = questions.of_id(session, question.id, lock=True) or question
    given = answers.give(
        session,
        question,
        answers.NewAnswer(
            words=value["words"],
            language=written_in(value["words"], member.language),
            named=value["named"],
            files=value["files"],
        ),
        author=member,
        channel=context.identity.channel,
        now=context.now,
    )
    session.refresh(given, ["question"])
    asker = questions.asker(session, question)
    if asker is None:
        text = _("Thank you. Nobody sits there just now: your answer waits for who comes.")
        return Reply(Say(text, (_MINE,)))
    away = absences.back_on(context.session, asker, context.today) is not None
    muted = asker.stopped_at is not None or away
    silent = question.status in {QuestionStatus.WITHDRAWN, QuestionStatus.HELD} or (
        question.status == QuestionStatus.SOLVED and muted
    )
    posts = () if silent else to_asker(context, question, answer_say(context, given, asker))
    return Reply(Say(_THANKS.get(question.status, _SENT), (_MINE,)), posts)


@answer.amended
def amend(context: Context, finished: Conversation, words: str) -> Reply | None:
    """Put the new words of an answer in place of the old, and before the asker (F9)."""
    session, member = context.session, context.member
    question_id = int(finished.about.get("question", 0))
    given = answers.given_at(session, question_id, member.id, finished.touched_at)
    if given is None or not words or holds_identity_number(words):
        return None
    given.words, given.language = words, written_in(words, member.language)
    asker = questions.asker(session, given.question)
    posts: tuple[Post, ...] = ()
    if asker is not None and given.question.status not in TAKEN | {QuestionStatus.HELD}:
        lead = _(
            "<b>{number}</b>: a corrected answer from {who}:",
            who=answers_it(context, given),
            number=number_of(given.question),
        )
        posts = to_asker(context, given.question, answer_say(context, given, asker, lead))
    return Reply(Say(_("Your answer is changed, and the newer one is passed on."), (MENU,)), posts)


def not_me(context: Context, argument: str) -> Say:
    """Note that a question is not for this person: on its topic they are asked less."""
    found = _brought(context, argument)
    if found is None:
        return NOT_FOUND
    question, routing = found
    questions.react(routing, Reaction.NOT_ME, context.now)
    text = _("Understood. On this topic I will ask you less.")
    rows = (
        (Button(_("Suggest someone"), f"s.suggest.{question.id}"),),
        (Button(_("Report this question"), f"a.flag.{question.id}"), MENU[0]),
    )
    return Say(text, rows)


def tomorrow(context: Context, argument: str) -> Say:
    """Ask once more on the next working day; after that it stands among the open questions."""
    found = _brought(context, argument)
    if found is None:
        return NOT_FOUND
    question, routing = found
    rows = ((Button(_("Give an answer"), f"s.answer.{question.id}"),), (_OPEN, MENU[0]))
    if routing.reaction == Reaction.LATER:
        return Say(_("Understood. You find it among the open questions."), rows)
    questions.react(routing, Reaction.LATER, context.now)
    morning = datetime.combine(context.today + timedelta(days=1), time(), tzinfo=locales.CASABLANCA)
    questions.remind(context.session, question, context.member.id, morning.astimezone(UTC))
    return Say(_("Understood: I ask once more on the next working day."), rows)


def answerable(
    context: Context, question_id: int | None, *, began: bool = False
) -> Question | None:
    """Return a question this person may answer: brought to them, or open and of another place.

    ``began``: the answer was begun while they might, and is not to be lost now.
    """
    session, member = context.session, context.member
    question = questions.of_id(session, question_id)
    if question is None or member.seat is None or question.seat_id == member.seat.id:
        return None
    if questions.routing(session, question.id, member.id) is not None:
        return question
    place = questions.place_of(session, question)
    if place is not None and place == member.collectivity_id:
        return None
    return question if began or question.status == QuestionStatus.OPEN else None


def _waits(question: Question, routing: Routing, about: dict[str, Any]) -> bool:
    if question.status != QuestionStatus.OPEN:
        return False
    wanted = Reaction.LATER if about.get("again") else None
    return routing.reaction == wanted


def _brought(context: Context, argument: str) -> tuple[Question, Routing] | None:
    """Return a question that was brought to the person speaking; of others there is none."""
    question = questions.of_id(context.session, number_in(argument))
    if question is None:
        return None
    routing = questions.routing(context.session, question.id, context.member.id)
    return None if routing is None else (question, routing)


def _choices(question_id: int) -> tuple[tuple[Button, ...], ...]:
    return (
        (
            Button(_("Give an answer"), f"s.answer.{question_id}"),
            Button(_("Not me"), f"a.not_me.{question_id}"),
        ),
        (
            Button(_("Suggest someone"), f"s.suggest.{question_id}"),
            Button(_("Later"), f"a.tomorrow.{question_id}"),
        ),
    )


_ANSWER = _("Your answer, in one message: words, a voice note or a file.")
_SENT: Words = _("Sent. Thank you.")
_THANKS: dict[QuestionStatus, Words] = {
    QuestionStatus.SOLVED: _("Thank you. It has been solved meanwhile; your answer is kept."),
    QuestionStatus.WITHDRAWN: _(
        "Thank you. It has been taken back meanwhile; your answer is kept."
    ),
    QuestionStatus.HELD: _(
        "Thank you. A coordinator is looking at the question; your answer is kept."
    ),
}
_OPEN = Button(_("Open questions"), "a.open")
_MINE = (Button(_("My answers"), "a.answers"), MENU[0])

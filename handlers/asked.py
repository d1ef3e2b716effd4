"""The lists: what I asked, what I answered, what is open that I could answer (F8, F9)."""

from collections.abc import Sequence

import locales
from handlers.dialogue import Context
from handlers.peers import (
    MENU,
    NOT_FOUND,
    SHOWN,
    answer_say,
    answers_it,
    asks,
    is_asker,
    number_of,
    quoted,
)
from handlers.say import Button, Say, number_in
from handlers.topics import TOPICS
from locales import Lines, Message, Quote, Words, _, _n
from storage.asking import answers, candidates, questions
from storage.asking.routing import match
from storage.models import Answer, Question, QuestionStatus

MOST = 5  # on one screen of a telephone
_LOOKED_AT = 20  # open questions that are ranked for somebody
_LINE = 90  # characters of a question in a list

STATUS: dict[QuestionStatus, Message] = {
    QuestionStatus.HELD: _("a coordinator is looking at it"),
    QuestionStatus.OPEN: _("open"),
    QuestionStatus.SOLVED: _("solved"),
    QuestionStatus.CLOSED: _("closed, nobody said how it went"),
    QuestionStatus.WITHDRAWN: _("taken back"),
}


def mine(context: Context) -> Say:
    """Show the questions of one's seat, open ones first."""
    found = questions.of_seat(context.session, context.member.seat_id, MOST)
    ask = (Button(_("Ask my peers"), "s.ask"), MENU[0])
    if not found:
        return Say(_("You have asked nothing yet."), (ask,))
    lines: list[Words] = [_("<b>My questions</b>")]
    for one in found:
        lines.append(_("<b>{number}</b> · {status}", number=number_of(one),
                       status=STATUS[one.status]))  # fmt: skip
        lines += quoted(one.words, _LINE)
    shown = tuple(Button(number_of(one), f"a.question.{one.id}") for one in found)
    return Say(Lines(lines, gap="\n"), (shown, ask))


def question(context: Context, argument: str) -> Say:
    """Show a question of one's own with its answers, and what can be done about it."""
    found = questions.of_id(context.session, number_in(argument))
    if found is None or not is_asker(context, found):
        return NOT_FOUND
    given = answers.of_question(context.session, found.id)
    lines: list[Words] = [
        _("<b>{number}</b> · {status}", number=number_of(found), status=STATUS[found.status]),
        *quoted(found.words, SHOWN),
        _n("{count} answer.", "{count} answers.", len(given)),
    ]
    for place, one in enumerate(given[-MOST:], start=1):
        lines.append(_("<b>{number}.</b> {who}", number=str(place), who=answers_it(context, one)))
        lines += quoted(one.words, _LINE)
    return Say(Lines(lines, gap="\n"), _acts(context, found, given[-MOST:]))


def read(context: Context, argument: str) -> Say:
    """Show an answer to one's own question whole, with what one can say of it."""
    found = answers.of_id(context.session, number_in(argument))
    if found is None or not is_asker(context, found.question):
        return Say(_("I do not find that answer."), (MENU,))
    return answer_say(context, found, context.member)


def given(context: Context) -> Say:
    """Show what one has answered, and whom it helped."""
    found = answers.of_author(context.session, context.member.id, MOST)
    rows = ((Button(_("Open questions"), "a.open"), MENU[0]),)
    if not found:
        return Say(_("You have answered nothing yet."), rows)
    lines: list[Words] = [_("<b>My answers</b>")]
    for one in found:
        day = locales.wall(one.at).date()
        lines.append(_("<b>{number}</b> · {day}", number=number_of(one.question), day=day))
        lines += quoted(one.words, _LINE)
        if one.helpful:
            lines.append(_("It helped."))
        places = answers.helped(context.session, one.id)
        if places:
            lines.append(
                _n("Your answer helped {count} local government.",
                   "Your answer helped {count} local governments.", places)
            )  # fmt: skip
    return Say(Lines(lines, gap="\n"), rows)


def open_to_me(context: Context) -> Say:
    """Show the open questions this person could answer, those first for which they fit best."""
    found = _ranked(context)[:MOST]
    if not found:
        return Say(_("No question of others is open just now."), (MENU,))
    lines: list[Words] = [_("<b>Open questions</b>")]
    for one in found:
        lines.append(_("<b>{number}</b> · {topic} · {who}", number=number_of(one),
                       topic=TOPICS[one.topic], who=asks(context, one)))  # fmt: skip
        lines += [Quote(one.words, limit=_LINE)] if one.words else [_("A voice note or a file.")]
    rows = tuple(
        (Button(_("Answer {number}", number=number_of(one)), f"s.answer.{one.id}"),)
        for one in found
    )
    return Say(Lines(lines, gap="\n"), (*rows, MENU))


def _ranked(context: Context) -> list[Question]:
    """Rank open questions by the points that routing would give this person."""
    session, member = context.session, context.member
    if member.seat is None:
        return []
    scored = []
    for one in questions.open_to_others(session, member.seat, _LOOKED_AT):
        asked = candidates.asked(session, one)
        known = candidates.of(session, asked, [member.id], context.now)
        if known:
            scored.append((-match(asked, known[0]).score, -one.id, one))
    return [one for _score, _id, one in sorted(scored, key=lambda each: each[:2])]


def _acts(
    context: Context, found: Question, given: Sequence[Answer]
) -> tuple[tuple[Button, ...], ...]:
    read = tuple(
        Button(_("Read {number}", number=str(place)), f"a.reply.{one.id}")
        for place, one in enumerate(given, start=1)
    )
    rows: list[tuple[Button, ...]] = [read] if read else []
    acts = []
    if found.status == QuestionStatus.OPEN and found.wave < questions.COORDINATOR and given:
        acts.append(Button(_("Ask others too"), f"a.further.{found.id}"))
    if found.status in {QuestionStatus.OPEN, QuestionStatus.HELD}:
        acts.append(Button(_("Take it back"), f"a.withdraw.{found.id}"))
    if questions.can_reopen(found, context.now):
        acts.append(Button(_("Open it again"), f"a.reopen.{found.id}"))
    rows += [(act,) for act in acts]
    return (*rows, (Button(_("My questions"), "a.questions"), MENU[0]))

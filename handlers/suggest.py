"""Somebody else for a question: a member by name or place, or somebody outside the network."""

from collections.abc import Sequence
from typing import Any

import locales
from handlers.dialogue import Choice, Context, LookUp, Option, Reply, Text, conversation
from handlers.dialogue.flow import About, posts_to
from handlers.dialogue.replay import Dialogue
from handlers.peers import MENU, NOT_FOUND, number_of, question_lines
from handlers.say import Button, Say, number_in
from locales import Lines, Names, Quote, Words, _
from storage import people
from storage.asking import questions
from storage.models import Question, QuestionStatus, Reaction, Role
from storage.reach import Reach, Seated, seated

MOST = 5  # members shown for what was typed
LONGEST = 200  # characters of it
_NOT_ASKED = (Role.OBSERVER, Role.REGIONAL_COORDINATOR, Role.NATIONAL_COORDINATOR)


@conversation("suggest", title=_("Suggest someone"))
def suggest(about: About) -> Dialogue:
    """Ask for a name or a place, and whom of those found is meant."""
    said = yield Text("who", _("Who might know? A name, or a local government."), limit=LONGEST)
    found = yield LookUp("found", "members", {"question": about["question"], "said": said})
    options = tuple(Option(f"m{one['id']}", _label(one)) for one in found)
    chosen = yield Choice(
        "member",
        _("Is it one of these?") if found else _("I find no such member of the network."),
        options=(*options, Option("outside", _("Somebody outside the network"))),
    )
    member = None if chosen == "outside" else int(chosen.removeprefix("m"))
    return {"question": about["question"], "member": member, "said": said}


@suggest.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Take a question that was brought to this person and is open."""
    question = _open(context, number_in(argument))
    return NOT_FOUND if question is None else {"question": question.id}


@suggest.looks_up("members")
def members(context: Context, question: int, said: str) -> list[dict[str, Any]]:
    """Return the members who are called like that, or sit there, but for those who are in it."""
    asker = questions.of_id(context.session, question)
    whose = questions.asker(context.session, asker) if asker is not None else None
    out = {context.member.id, whose.id if whose is not None else 0}
    every = [
        one for one in seated(context.session, Reach(None), without=_NOT_ASKED)
        if one.id not in out
    ]  # fmt: skip
    return [
        {"id": one.id, "name": one.name, "ar": one.place_ar, "fr": one.place_fr}
        for one in called(every, said)[:MOST]
    ]


@suggest.done
def send(context: Context, value: dict[str, Any]) -> Reply:
    """Have the question brought to a member, or the suggestion to the coordinator."""
    question = _open(context, value["question"])
    if question is None:
        return Reply(NOT_FOUND)
    session = context.session
    routing = questions.routing(session, question.id, context.member.id)
    if routing is not None:
        questions.react(routing, Reaction.SUGGESTED, context.now)
    if value["member"] is not None:
        questions.suggest(session, question, value["member"], context.now)
        return Reply(Say(_("Thank you: I ask them, if they may be asked just now."), (MENU,)))
    lines: list[Words] = [
        _("{name} suggests somebody outside the network for {number}:",
          name=context.member.name, number=number_of(question)),
        Quote(value["said"], limit=LONGEST),
        *question_lines(context, question, limit=300),
    ]  # fmt: skip
    asker = questions.asker(session, question)
    to = [
        one
        for one in people.coordinators_at(session, questions.place_of(session, question))
        if asker is None or one.id != asker.id
    ]
    answer = (Button(_("Give an answer"), f"s.answer.{question.id}"),)
    posts = posts_to(session, to, Say(Lines(lines), (answer,)), waits=True)
    said = _("Thank you: the coordinator is told.") if posts else _UNREACHED
    return Reply(Say(said, (MENU,)), posts)


def called(every: Sequence[Seated], said: str) -> list[Seated]:
    """Return whose name or place holds the words, the closest first; spelling may differ a bit."""
    words = locales.normalise(said)
    exact, near = [], []
    for one in every:
        names = [one.name, one.place_ar, one.place_fr]
        spelt = [locales.normalise(name) for name in names if name]
        if words and any(words in name for name in spelt):
            exact.append(one)
        elif locales.close_to(said, [name for name in names if name]) is not None:
            near.append(one)
    return [*exact, *near]


def _label(one: dict[str, Any]) -> Words:
    if not one["ar"] and not one["fr"]:
        return str(one["name"])
    return _("{name}, {place}", name=one["name"], place=Names(ar=one["ar"], fr=one["fr"]))


def _open(context: Context, question_id: int | None) -> Question | None:
    question = questions.of_id(context.session, question_id)
    if question is None or question.status != QuestionStatus.OPEN:
        return None
    routing = questions.routing(context.session, question.id, context.member.id)
    return question if routing is not None else None


_UNREACHED = _("They cannot be reached here just now.")

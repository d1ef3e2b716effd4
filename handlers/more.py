"""Further words between an asker and one who answered; neither sees how to reach the other."""

from dataclasses import replace
from typing import Any

import locales
from handlers.dialogue import Context, Reply, conversation
from handlers.dialogue.flow import About, Post
from handlers.dialogue.replay import Dialogue
from handlers.ownwords import FILES, own_words
from handlers.peers import (
    MENU,
    NOT_FOUND,
    answers_it,
    asks,
    is_asker,
    is_foreign,
    number_of,
    quoted,
    reactions,
    to_asker,
    to_author,
)
from handlers.say import MOST_FILES, Button, Say, number_in
from locales import Lines, Words, _, language_name
from storage.asking import answers
from storage.models import Answer, QuestionStatus


@conversation("more", title=_("Write to the same peer"), collects=FILES)
def more(about: About) -> Dialogue:
    """One message to the other of the two."""
    words = yield from own_words("more", locales.decode(about["prompt"]))
    files = yield FILES
    return {"answer": about["answer"], "words": words, "files": files}


@more.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Take an answer to one's own question, or of one's own."""
    found = _of_these_two(context, number_in(argument))
    if found is None:
        return NOT_FOUND
    answer, asking = found
    number = number_of(answer.question)
    prompt = (
        _("What else would you like to know about {number}? Your message goes to {who} alone.",
          number=number, who=answers_it(context, answer))
        if asking
        else _("Your message about {number}; it goes to {who} alone.",
               number=number, who=asks(context, answer.question))
    )  # fmt: skip
    return {"answer": answer.id, "prompt": locales.encode(prompt)}


@more.done
def send(context: Context, value: dict[str, Any]) -> Reply:
    """Relay the message to the other, and to nobody else."""
    found = _of_these_two(context, value["answer"])
    if found is None:
        return Reply(NOT_FOUND)
    answer, asking = found
    added = answers.add(
        context.session,
        answer,
        value["words"],
        value["files"],
        author=context.member,
        channel=context.identity.channel,
        now=context.now,
    )
    files = tuple(added.files[:MOST_FILES])
    relay = _to_author if asking else _to_asker
    posts = relay(context, answer, value["words"], files)
    said = _("Sent.") if posts else _UNREACHABLE
    return Reply(Say(said, (MENU,)), posts)


def translation(context: Context, argument: str) -> Say | Reply:
    """Ask whoever answered, once, to say it in the asker's language: no machine translates (F8)."""
    found = _of_these_two(context, number_in(argument))
    if found is None or not found[1] or not is_foreign(found[0], context.member):
        return NOT_FOUND
    answer, language = found[0], language_name(context.member.language)
    lines = [
        _("<b>{number}</b>: {who} reads {language}. Could you, or somebody near you, say your "
          "answer in it?", number=number_of(answer.question), who=asks(context, answer.question),
          language=language),
        *quoted(answer.words),
    ]  # fmt: skip
    reply = (Button(_("Reply"), f"s.more.{answer.id}"),)
    key = f"translation:{answer.id}:{context.member.language}"
    posts = tuple(
        replace(post, key=key) for post in to_author(context, answer, Say(Lines(lines), (reply,)))
    )
    asked = _("I have asked {who} for it in {language}.", who=answers_it(context, answer),
              language=language)  # fmt: skip
    return Reply(Say(asked if posts else _UNREACHABLE, (MENU,)), posts)


_UNREACHABLE = _("They cannot be reached here just now.")


def _to_author(
    context: Context, answer: Answer, words: str, files: tuple[int, ...]
) -> tuple[Post, ...]:
    question = answer.question
    lead: Words = _(
        "<b>{number}</b>: more about your answer, please, asks {who}:",
        who=asks(context, question),
        number=number_of(question),
    )
    reply = (Button(_("Reply"), f"s.more.{answer.id}"),)
    lines = [lead, *quoted(question.words, 100), *quoted(words)]
    return to_author(context, answer, Say(Lines(lines), (reply,), files=files))


def _to_asker(
    context: Context, answer: Answer, words: str, files: tuple[int, ...]
) -> tuple[Post, ...]:
    question = answer.question
    lead: Words = _(
        "<b>{number}</b>: a message from {who}:",
        who=answers_it(context, answer),
        number=number_of(question),
    )
    say = Say(Lines([lead, *quoted(words)]), reactions(answer.id), files=files)
    return to_asker(context, question, say)


def _of_these_two(context: Context, answer_id: int | None) -> tuple[Answer, bool] | None:
    """Return an answer, and whether the person speaking asks; None for everybody else."""
    answer = answers.of_id(context.session, answer_id)
    if answer is None or answer.question.status == QuestionStatus.HELD:
        return None
    if is_asker(context, answer.question):
        return answer, True
    author = answers.author_now(context.session, answer)
    if author is None or author.id != context.member.id:
        return None
    return answer, False

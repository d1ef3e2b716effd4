"""A question to one's peers: own words, the topic, what the library knows, shown or not (F8)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import locales
from handlers import similar
from handlers.dialogue import Choice, Context, LookUp, Option, Reply, conversation
from handlers.dialogue.conduct import Turn
from handlers.dialogue.flow import About, Post
from handlers.dialogue.replay import Dialogue
from handlers.disclosures import disclosed
from handlers.entries import number_of as entry_number
from handlers.ownwords import FILES, LEAST, MOST, own_words, written_in
from handlers.peers import MINE, number_of
from handlers.say import Say
from handlers.topics import TOPICS, guess, of_obstacle, options
from locales import Lines, Moment, Quote, Words, _, _n, normalise
from storage import checkins
from storage.asking import questions
from storage.models import Published, Question, QuestionStatus, Topic

WEEK, WORDS = "w.", "t."  # what an argument begins with: an obstacle's week, or words to ask with
_NEAR = 0.8  # of the words of two questions, shared: it is the same question again
_BY_TOPIC = 8  # topics on one screen


@conversation(
    "ask",
    title=_("Ask my peers"),
    words=(
        "عندي سؤال", "لدي سؤال", "سؤال", "اسأل زملائي", "j'ai une question", "une question",
        "question", "demander à mes pairs", "ask", "I have a question", "ask my peers",
    ),
    collects=FILES,
)  # fmt: skip
def ask(about: About) -> Dialogue:
    """Ask for the question, confirm its topic, show what may answer it already, shown or not."""
    words = yield from _words(about["words"])
    topic = yield from _topic(about["topic"] or _guessed(words))
    if words:
        found = yield LookUp("similar", "similar", {"words": words})
        if found:
            entries = tuple(_entry(one) for one in found)
            chosen = yield Choice("answers", _similar(found), options=(*entries, _ASK_ANYWAY))
            if chosen != _ASK_ANYWAY.id:
                return {"helped": chosen}
    shown = yield Choice("named", _("May peers see which local government asks?"), options=_NAMED)
    files = yield FILES
    return {"words": words, "topic": topic, "named": shown == "named", "files": files}


@ask.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Take an obstacle of one's own check-in, or words said elsewhere, as the question."""
    if context.member.seat_id is None:
        return Say(_("You hold no seat just now."), (MINE,))
    given = argument or ""
    if given.startswith(WORDS):
        return {"words": given.removeprefix(WORDS).strip()[:MOST] or None, "topic": None}
    row = checkins.of_week(context.session, context.member.id, given.removeprefix(WEEK))
    if row is None or row.obstacle is None:
        return {"words": None, "topic": None}
    return {"words": row.words, "topic": of_obstacle(row.obstacle).value}


@ask.looks_up("similar")
def look_up(context: Context, words: str) -> list[dict[str, Any]]:
    """Look for what the library holds already."""
    return similar.find(context, words)


@ask.described
def describe(about: About, answers: Mapping[str, Any]) -> Words:
    """Name a half-written question by its words."""
    words = answers.get("words1") or about["words"]
    if not words:
        return _("a question to your peers")
    return _("a question to your peers: {words}", words=" ".join(words.split())[:60])


@ask.done
def send(context: Context, value: dict[str, Any]) -> Reply:
    """Have the question brought to peers; note an entry that answered it instead."""
    if "helped" in value:
        kind, _dot, number = value["helped"].partition(".")
        similar.helped(context, Published(kind), int(number))
        return Reply(Say(_("Good. Whoever shared it will be glad to hear it."), (MINE,)))
    session, member, words = context.session, context.member, value["words"]
    same = next(
        (
            one
            for one in questions.open_of_seat(session, member.seat_id)
            if words and is_near(words, one.words)
        ),
        None,
    )
    if same is not None:
        return _append(context, same, value)
    new = questions.NewQuestion(
        words=words,
        language=written_in(words, member.language),
        topic=Topic(value["topic"]),
        named=value["named"],
        files=value["files"],
    )
    channel = context.identity.channel
    asked = questions.ask(session, new, author=member, channel=channel, now=context.now)
    text = _(
        "<b>{number}</b> is noted. I look for peers who may know, and tell you whom I asked.",
        number=number_of(asked),
    )
    return Reply(Say(text, (MINE,)))


def routed(context: Context, about: dict[str, Any]) -> Turn:
    """Tell the asker whom their question was brought to, and by when to expect an answer."""
    question = questions.of_id(context.session, int(about["question"]))
    if question is None or question.status != QuestionStatus.OPEN:
        return Turn()
    say = Say(_routed(number_of(question), about), (MINE,))
    return Turn(posts=(Post(context.identity.id, say, waits=True),))


def is_near(one: str, other: str) -> bool:
    """Tell whether two questions are the same, give or take a word."""
    mine, theirs = set(normalise(one).split()), set(normalise(other).split())
    return bool(mine) and len(mine & theirs) >= _NEAR * len(mine | theirs)


def _words(given: str | None) -> Dialogue:
    """Take words that were said elsewhere as they are, or ask for one's own."""
    if given and not disclosed(given):
        text = Lines([_("Your question to peers:"), Quote(given, limit=MOST)])
        if (yield Choice("given", text, options=_GIVEN)) == "ask":
            return given
    return (yield from own_words("words", _ASKED, letters=LEAST))


def _topic(guessed: str | None) -> Dialogue:
    """Have a guessed topic confirmed, else chosen."""
    if guessed is not None:
        text = _("Is it about “{topic}”?", topic=TOPICS[Topic(guessed)])
        if (yield Choice("guessed", text, options=_GUESSED, columns=2)) == "yes":
            return guessed
    return (
        yield Choice("topic", _("What is it about?"), options=options(), columns=2, page=_BY_TOPIC)
    )


def _guessed(words: str) -> str | None:
    found = guess(words)
    return None if found is None else found.value


def _entry(found: Mapping[str, Any]) -> Option:
    number = entry_number(Published(found["kind"]), found["number"])
    return Option(f"{found['kind']}.{found['number']}", _("{number} answers it", number=number))


def _similar(found: list[dict[str, Any]]) -> Words:
    lines: list[Words] = [_("The library holds something like it. Does one of these answer it?")]
    for one in found:
        number = entry_number(Published(one["kind"]), one["number"])
        lines += [_("<b>{number}</b>", number=number), Quote(one["title"], limit=120)]
    return Lines(lines)


def _append(context: Context, same: Question, value: Mapping[str, Any]) -> Reply:
    """Add what is new to a question that is open already, rather than asking it twice."""
    new = "" if normalise(value["words"]) in normalise(same.words) else value["words"]
    more = questions.keep(
        context.session,
        value["files"],
        author=context.member,
        channel=context.identity.channel,
        now=context.now,
    )
    questions.append(context.session, same, new, more)
    text = _(
        "You ask this already: it is <b>{number}</b>, of {day}. What is new was added to it.",
        number=number_of(same),
        day=locales.wall(same.asked_at).date(),
    )
    return Reply(Say(text, (MINE,)))


def _routed(number: str, about: Mapping[str, Any]) -> Words:
    told, wave = int(about["told"]), int(about["wave"])
    moment = Moment(datetime.fromisoformat(about["answer_by"]))
    if wave < questions.POLE:
        return _n(
            "{number} was sent to {count} peer. Expect an answer by {moment}; "
            "if none comes, I ask further.",
            "{number} was sent to {count} peers. Expect an answer by {moment}; "
            "if none comes, I ask further.",
            told,
            number=number,
            moment=moment,
        )
    if not told:
        return _(
            "I found nobody who can be asked just now. {number} stays open: every member can see "
            "it among the open questions.",
            number=number,
        )
    if wave == questions.POLE and about["at_once"]:
        return _(
            "No peer fits just now, so {number} went to the competence pole. Expect an answer by "
            "{moment}.",
            number=number,
            moment=moment,
        )
    if wave == questions.POLE:
        return _(
            "{number} has no answer yet, so I have asked the competence pole too.", number=number
        )
    if about["at_once"]:
        return _(
            "Nobody among the peers and the competence pole can be asked just now: {number} went "
            "to the coordinator.",
            number=number,
        )
    return _("{number} has no answer yet, so it went to the coordinator.", number=number)


_ASKED = _(
    "What would you like to ask your peers? In your own words, or as a voice note; a photo or a "
    "PDF can go with it."
)
_GIVEN = (Option("ask", _("Ask this")), Option("anew", _("Write it anew")))
_GUESSED = (Option("yes", _("Yes")), Option("other", _("Another topic")))
_NAMED = (Option("named", _("Show it")), Option("unnamed", _("Only “a peer”")))
_ASK_ANYWAY = Option("ask", _("Ask anyway"))

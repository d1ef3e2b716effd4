"""Sharing a practice: six short steps, a summary, and off to the moderator (FEATURES.md F10)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from handlers.beforehand import (
    LONGEST_TITLE,
    TEXTS,
    changing,
    from_report,
    is_picture,
    new,
    people_key,
)
from handlers.dialogue import (
    Choice,
    Confirm,
    Context,
    LookUp,
    Media,
    Option,
    Reply,
    Text,
    conversation,
)
from handlers.dialogue.conduct import Turn
from handlers.dialogue.flow import About, Post, Unasked
from handlers.dialogue.questions import Answer, Refusal
from handlers.dialogue.replay import Dialogue
from handlers.disclosures import disclosed, holds_identity_number
from handlers.entries import keys_of, language_of, principles, shortened
from handlers.imports.vocabulary import PRINCIPLES
from handlers.moderators import tell
from handlers.say import Button, Say, number_in
from handlers.topics import TOPICS, guess, options
from handlers.unasked import agency
from locales import Lines, Quote, Words, _, _n
from storage import contacts, drafts, files, moderation, practices
from storage.models import PublicationStatus, Topic
from storage.practices import Written

LINES, DONE = 1000, 1500  # characters
REMIND = timedelta(days=3)  # after which a draft is spoken of once
FILES = Media(
    "files",
    _(
        "6 of 6 · Files that help others do the same: a photo, a PDF, a model, a link. "
        "Send the first now, others at any time, or skip."
    ),
    optional=True,
    shared=True,
)


@dataclass(frozen=True)
class Public(Text):
    """Words that the whole network will read: an identity-card number is not taken."""

    def read(self, text: str, today: date) -> Answer | Refusal:
        """Refuse what holds such a number; everything else as any text."""
        read = super().read(text, today)
        if isinstance(read, Answer) and holds_identity_number(str(read.value)):
            return Refusal(
                _("That looks like an identity-card number. Please write it without the number.")
            )
        return read


@conversation(
    "share",
    title=_("Share a practice"),
    words=("شارك ممارسة", "مشاركة ممارسة", "شارك تجربة", "partager une pratique", "partager",
           "bonne pratique", "share a practice", "share"),
    collects=FILES,
)  # fmt: skip
def share(about: About) -> Dialogue:
    """Ask the six, then what it is about and whose; the flow returns its fields, or None."""
    said: dict[str, Any] = {}
    for question in _STEPS:
        said[question.key] = yield question
    sent = yield FILES
    said["files"] = [dict(file) for file in sent or ()]
    if any(map(is_picture, said["files"])):
        said["people"] = yield Choice(people_key(said["files"]), _PEOPLE, options=_AGREED)
    said["whose"] = yield Choice("whose", _("Whose experience is it?"), options=_WHOSE)
    said["source"] = None
    if said["whose"] == "elsewhere":
        said["source"] = yield Public("source", _SOURCE, limit=LINES)
    guessed = guess(" ".join(said[key] or "" for key in TEXTS))
    said["topic"] = yield Choice("topic", _asked_topic(guessed), options=_topics(guessed),
                                 columns=2)  # fmt: skip
    said["principle"] = yield Choice("principle", _("Which principle does it serve most?"),
                                     options=_PRINCIPLES, columns=2)  # fmt: skip
    said["contact"] = yield Choice("contact", _CONTACT, options=_YES_NO, columns=2)
    same = yield LookUp(f"same-{_mark(said)}", "same", _sought(said, about))
    if same is not None:
        text = _("{number} says the same. Send yours all the same?", number=f"P-{same}")
        if (yield Choice(f"same-as-{same}", text, options=_ALL_THE_SAME)) == "no":
            return None
    yield Confirm("save", _summary(said, about), save=_("Send to the moderator"),
                  edits=_edits(said))  # fmt: skip
    return {**said, "practice": about["practice"], "principles": about["principles"]}


@share.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Begin afresh, from one's own report ("12"), or with a practice to be changed ("p45")."""
    if context.member.seat_id is None:
        return _NONE
    number = number_in((argument or "").removeprefix("p"))
    if number is None:
        about = new()
    elif argument and argument.startswith("p"):
        practice = practices.of_number(context.session, number)
        if practice is None or not practices.is_theirs(practice, context.member):
            return _NONE
        return changing(context, practice)
    else:
        about = from_report(context, number)
    drafts.plan_reminder(context.session, context.member.id, share.name, context.now + REMIND)
    return about


@share.prefills
def prefill(about: About) -> tuple[Mapping[str, Any], list[dict[str, Any]]]:
    """Return what a report or an earlier version has answered already."""
    return about["fill"], about["files"]


@share.described
def describe(about: About, answers: Mapping[str, Any]) -> Words:
    """Name a half-written practice by its title."""
    del about
    title = answers.get("title")
    return _("your practice “{title}”", title=title) if title else share.title


@share.looks_up("same")
def find_same(context: Context, said: dict[str, Any], but: int | None) -> int | None:
    """Return the number of a practice with the same title or text, or None."""
    found = practices.alike(context.session, context.member, keys_of(Written.of(said)), but)
    return found.id if found else None


@share.done
def send(context: Context, value: dict[str, Any] | None) -> Reply:
    """Write the practice, or its new version, and bring it before the moderators."""
    session, member = context.session, context.member
    if value is None:
        return Reply(Say(_("Nothing was sent."), (_MINE, _MENU)))
    if member.seat_id is None:
        return Reply(_NONE)
    practice = None
    if value["practice"] is not None:
        practice = practices.of_number(session, value["practice"])
        if practice is None or not practices.is_theirs(practice, member):
            return Reply(_NONE)
    written = _written(context, value)
    version = practices.submit(
        session, member, written, keys_of(written), context.now, practice=practice
    )
    drafts.forget_reminder(session, member.id, share.name)
    posts = tell(context, moderation.Item(version))
    number = f"P-{version.practice_id}"
    lines: list[Words] = [_("Sent to the moderator as <b>{number}</b>. Thank you.", number=number)]
    if version.practice.status is PublicationStatus.PUBLISHED:
        lines.append(_("What is published stays until the new version is read."))
    else:
        lines.append(_("Nobody else sees it before; you hear as soon as it is decided."))
    return Reply(Say(Lines(lines), (_MINE, _MENU)), posts)


def remind(context: Context, about: dict[str, Any]) -> Turn:
    """Speak once of a practice that was begun; nothing if it is sent or dropped."""
    draft = drafts.half_written(context.session, context.identity.id, share.name)
    if draft is None:
        contacts.give_back(context.session, int(about["contact"]))
        return Turn()
    answers = dict(draft.state.get("answers", ()))
    text = _("Half-written: {what}. Two minutes may be enough.",
             what=describe(draft.about, answers))  # fmt: skip
    rows = ((Button(_("Continue"), f"r.{draft.id}"), Button(_("Drop it"), f"d.{draft.id}")),)
    say = Say(text, (*rows, *agency(context, "draft")))
    return Turn(posts=(Post(context.identity.id, say, unasked=Unasked.of(about)),))


_MENU = (Button(_("Menu"), "a.menu"),)
_MINE = (Button(_("My practices"), "a.mine"),)
_NONE = Say(_("I do not find that practice among yours."), (_MENU,))
_STEPS = (
    Public("title", _("1 of 6 · What do you call it? One line, as others would look for it."),
           limit=LONGEST_TITLE),
    Public("problem", _("2 of 6 · Which problem was there?"), limit=LINES),
    Public("done", _("3 of 6 · What did you do, step by step?"), limit=DONE),
    Public("result", _("4 of 6 · What came of it? A number is worth a lot."), limit=LINES),
    Public("effort", _("5 of 6 · What did it take: people, time, money?"), limit=LINES,
           optional=True),
)  # fmt: skip
_PEOPLE = _("Can people be recognised on the photos? Then they must have agreed to be shown.")
_AGREED = (
    Option("agreed", _("They agreed to be shown")),
    Option("nobody", _("Nobody can be recognised")),
    Option("without", _("Leave the photos out")),
)
_WHOSE = (
    Option("ours", _("Our own")),
    Option("elsewhere", _("A case from elsewhere")),
)
_SOURCE = _("Where is it from? The place, and a document or an address.")
_CONTACT = _("May peers write to you about it, through Jisr? Your number stays hidden.")
_YES_NO = (Option("yes", _("Yes")), Option("no", _("No")))
_ALL_THE_SAME = (
    Option("yes", _("Send it all the same")),
    Option("no", _("Do not send it")),
)
_PRINCIPLES = tuple(Option(name, words) for name, words in PRINCIPLES.items())
_SOURCE_OR_WHOSE = {False: _("Whose it is"), True: _("Source")}
_MAY_WRITE, _MAY_NOT = _("Peers may write to you."), _("Peers cannot write to you.")
_CUT, _CUT_MORE, _CUT_REASON = 60, 30, 150  # characters of each part, or of a wish, shown


def _asked_topic(guessed: Topic | None) -> Words:
    if guessed is None:
        return _("What is it about?")
    return _("I would file it under: {topic}. Is that right?", topic=TOPICS[guessed])


def _topics(guessed: Topic | None) -> tuple[Option, ...]:
    """Return the topics, the guessed one first."""
    return tuple(sorted(options(), key=lambda option: option.id != guessed))


def _sought(said: Mapping[str, Any], about: About) -> dict[str, Any]:
    """Return what is looked for by the same words: only these count."""
    words = {key: said[key] for key in TEXTS}
    rest = {"topic": said["topic"], "principles": [], "language": "", "files": [],
            "depicted": False, "contact": False}  # fmt: skip
    return {"said": {**words, **rest}, "but": about["practice"]}


def _mark(said: Mapping[str, Any]) -> str:
    """Return a short mark of the words, so that changed ones are looked up anew."""
    words = "\n".join(said[key] or "" for key in TEXTS)
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def _summary(said: Mapping[str, Any], about: About) -> Words:
    """Put the whole practice on one screen, with what the author should know before sending."""
    headed = (
        (_("Problem"), said["problem"]),
        (_("Done"), said["done"]),
        (_("Result"), said["result"]),
        (_("Effort"), said["effort"]),
        (_("Source"), said["source"]),
    )
    cut = _CUT_MORE if about["reason"] else _CUT
    body = [
        _("<b>{heading}</b> {words}", heading=heading, words=shortened(words, cut))
        for heading, words in headed
        if words
    ]
    facts: list[Words] = [
        _("{topic} · principles: {names}", topic=TOPICS[Topic(said["topic"])],
          names=principles(_chosen(said, about["principles"]))),
        _n("{count} file", "{count} files", len(_kept(said))),
        _MAY_WRITE if said["contact"] == "yes" else _MAY_NOT,
    ]  # fmt: skip
    given_away = disclosed(" ".join(said[key] or "" for key in TEXTS))
    lines: list[Words] = [
        _("<b>{title}</b>", title=said["title"]),
        Lines(body, gap="\n"),
        Lines(facts, gap="\n"),
    ]
    if given_away is not None:
        lines.append(
            _("⚠️ It seems to give away: {what}. Everybody in the network reads it.",
              what=given_away)
        )  # fmt: skip
    if about["reason"]:
        lines.insert(
            0,
            Lines([_("The moderator asked:"), Quote(about["reason"], limit=_CUT_REASON)], gap="\n"),
        )
    return Lines([*lines, _("Send it like this?")])


def _edits(said: Mapping[str, Any]) -> tuple[Option, ...]:
    keys = {
        "title": _("Title"),
        "problem": _("Problem"),
        "done": _("What was done"),
        "result": _("Result"),
        "effort": _("Effort and cost"),
        "files": _("Files"),
        "source" if said["source"] else "whose": _SOURCE_OR_WHOSE[bool(said["source"])],
        "topic": _("Topic"),
        "principle": _("Principle"),
        "contact": _("Contact"),
    }
    return tuple(Option(key, words) for key, words in keys.items())


def _kept(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the files that go along: without the photos if those are to be left out."""
    without = said.get("people") == "without"
    return [file for file in said["files"] if not (without and is_picture(file))]


def _chosen(said: Mapping[str, Any], known: list[str]) -> tuple[str, ...]:
    """Return the principles, the one it serves most first; a project's others stay with it."""
    first = said["principle"]
    return (first, *(name for name in known if name != first))


def _written(context: Context, value: Mapping[str, Any]) -> Written:
    kept: list[int | str] = []
    for file in _kept(value):
        if "url" in file:
            kept.append(file["url"])
        elif "file" in file:
            kept.append(int(file["file"]))
        else:
            member, channel = context.member.id, context.identity.channel
            row = files.add(
                context.session, file, member_id=member, channel=channel, now=context.now
            )
            kept.append(row.id)
    text = " ".join(value[key] or "" for key in TEXTS)
    return Written(
        **{key: value[key] for key in TEXTS},
        topic=value["topic"],
        principles=_chosen(value, value["principles"]),
        language=language_of(text, context.member.language),
        files=tuple(kept),
        depicted=value.get("people") == "agreed",
        contact=value["contact"] == "yes",
    )

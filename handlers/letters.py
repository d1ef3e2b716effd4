"""Asking the author of a practice, and the answer: relayed both ways, without anybody's number."""

from typing import Any

from handlers.authors import author
from handlers.dialogue import Context, Reply, Text, conversation
from handlers.dialogue.flow import About, posts_to
from handlers.dialogue.replay import Dialogue
from handlers.places import place_of
from handlers.say import Button, Say, number_in
from locales import Lines, Quote, Words, _
from storage import letters, practices
from storage.models import Member, Practice, PublicationStatus

MOST = 1000  # characters of a question or an answer


@conversation("ask_author", title=_("Ask the author of a practice"))
def ask_author(about: About) -> Dialogue:
    """One question to whoever answers for a practice."""
    text = _("Your question to {name} about {number}:", name=author(about["name"]),
             number=about["number"])  # fmt: skip
    words = yield Text("question", text, limit=MOST)
    return {"practice": about["practice"], "words": words}


@ask_author.begins
def begin_question(context: Context, argument: str | None) -> About | Say:
    """Take a published practice whose author agreed to be written to."""
    found = _open(context, number_in(argument) or 0)
    if found is None:
        return _NOT_OPEN
    practice, writer = found
    return {"practice": practice.id, "number": f"P-{practice.id}", "name": writer.name}


@ask_author.done
def send_question(context: Context, value: dict[str, Any]) -> Reply:
    """Bring the question to the author, with a button to answer."""
    found = _open(context, value["practice"])
    if found is None:
        return Reply(_NOT_OPEN)
    practice, writer = found
    number = f"P-{practice.id}"
    text = Lines(
        [
            _("{who} asks about {number}:", who=_named(context), number=number),
            Quote(value["words"], limit=MOST),
        ]
    )
    reply = Button(_("Reply"), f"s.answer_reader.{practice.id}.{context.member.id}")
    posts = posts_to(context.session, [writer], Say(text, ((reply,),)))
    letters.asked(context.session, context.member.id, practice.id, context.now)
    said = _("Sent to {name}.", name=author(writer.name)) if posts else _UNREACHED
    return Reply(Say(said, (_back(practice.id),)), posts)


@conversation("answer_reader", title=_("Answer about your practice"))
def answer_reader(about: About) -> Dialogue:
    """The answer, in one message."""
    text = _("Your answer about {number}:", number=about["number"])
    words = yield Text("answer", text, limit=MOST)
    return {**about, "words": words}


@answer_reader.begins
def begin_answer(context: Context, argument: str | None) -> About | Say:
    """Take a practice that is this person's to answer for, and who asked about it."""
    number, _dot, reader = (argument or "").partition(".")
    practice_id, asker = number_in(number) or 0, number_in(reader) or 0
    if not _is_writer(context, practice_id) or not letters.was_asked(
        context.session, practice_id, asker
    ):
        return _NOT_THEIRS
    return {"practice": practice_id, "number": f"P-{practice_id}", "reader": asker}


@answer_reader.done
def send_answer(context: Context, value: dict[str, Any]) -> Reply:
    """Bring the answer to whoever asked, and to nobody else."""
    if not _is_writer(context, value["practice"]):
        return Reply(_NOT_THEIRS)
    reader = context.session.get(Member, value["reader"])
    text = Lines(
        [
            _("{who} answers about {number}:", who=_named(context), number=value["number"]),
            Quote(value["words"], limit=MOST),
        ]
    )
    again = Button(_("Ask more"), f"s.ask_author.{value['practice']}")
    readers = [reader] if reader is not None and reader.seat_id is not None else []
    posts = posts_to(context.session, readers, Say(text, ((again,),)))
    letters.answered(
        context.session, context.member.id, value["practice"], value["reader"], context.now
    )
    return Reply(Say(_("Sent. Thank you.") if posts else _UNREACHED, (_MENU,)), posts)


_MENU = (Button(_("Menu"), "a.menu"),)
_NOT_OPEN = Say(_("There is nobody to ask about that."), ((Button(_("Library"), "a.library"),),))
_NOT_THEIRS = Say(_("I do not find that practice among yours."), (_MENU,))
_UNREACHED = _("They cannot be reached here just now.")


def _back(number: int) -> tuple[Button, ...]:
    return (Button(_("Back to {number}", number=f"P-{number}"), f"a.practice.{number}"),)


def _open(context: Context, number: int) -> tuple[Practice, Member] | None:
    """Return a practice about which this person may ask, and whom; None for none."""
    practice = practices.of_number(context.session, number)
    if practice is None or practice.status is not PublicationStatus.PUBLISHED:
        return None
    writer = practices.writer(context.session, practice) if practice.contact else None
    if writer is None or writer.id == context.member.id:
        return None
    return practice, writer


def _is_writer(context: Context, number: int) -> bool:
    practice = practices.of_number(context.session, number)
    if practice is None:
        return False
    writer = practices.writer(context.session, practice)
    return writer is not None and writer.id == context.member.id


def _named(context: Context) -> Words:
    """Name who writes, and from where."""
    member = context.member
    if member.collectivity_id is None:
        return member.name
    place = place_of(context.session, member.collectivity_id)
    return _("{name} ({place})", name=member.name, place=place)

"""One step of a conversation: from a state and what the person did to the next state. Pure.

Look-ups come in as a function, the rest is values, so a property test can play any sequence of
events with a restart at any point.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from handlers.dialogue import controls
from handlers.dialogue.flow import About, Flow
from handlers.dialogue.questions import (
    Answer,
    Confirm,
    LookUp,
    Media,
    Question,
    Refusal,
    Text,
    find_link,
)
from handlers.dialogue.replay import Finished, Open, replay
from handlers.dialogue.state import State
from handlers.filetypes import allowed
from locales import Lines, Words, _, _n

Find = Callable[[LookUp], Any]

MOST = 4096  # characters of a Telegram message; its clients cut a longer text, if they can at
CUT = 4000  # white space before that, so that a first part is a little shorter


@dataclass(frozen=True)
class Typed:
    """Words, and the platform's id of the message they came in."""

    text: str
    source: str | None = None


@dataclass(frozen=True)
class Tapped:
    """A button's value."""

    value: str


@dataclass(frozen=True)
class Sent:
    """A file (kind, external_id, name, mime, size in bytes, caption), and its message's id."""

    file: dict[str, Any]
    source: str | None = None


Move = Typed | Tapped | Sent


@dataclass(frozen=True)
class Step:
    """Where a move led: the state, the open question or the result, and what to say first.

    ``cancelled`` is True when the person gave the conversation up; ``understood`` is False when
    the question is asked again.
    """

    state: State
    place: Open | Finished
    notice: Words | None = None
    understood: bool = True
    cancelled: bool = False


def settle(flow: Flow, about: About, state: State, find: Find) -> Step:
    """Run the flow to its open question or its end, recording look-ups on the way."""
    while True:
        place = replay(flow.dialogue(about), state.known(), state.files)
        if isinstance(place, Open):
            return Step(_seen(state, place.question.key), place)
        if isinstance(place, Finished):
            return Step(state, place)
        found = find(place.look_up)
        answers = tuple(pair for pair in state.answers if pair[0] != place.look_up.key)
        state = replace(state, answers=(*answers, (place.look_up.key, found)))


def advance(  # noqa: PLR0913 — a step is made of these seven things
    flow: Flow, about: About, state: State, move: Move, *, language: str, today: date, find: Find
) -> Step:
    """Apply ``move`` to the conversation and return where it led.

    A move that is not understood leaves the answers as they are and carries the reason.
    """
    here = settle(flow, about, state, find)
    if isinstance(here.place, Finished):
        return here
    step = _apply(flow, here.state, here.place, move, language, today)
    if step.cancelled:
        return step
    there = settle(flow, about, step.state, find)
    return replace(there, notice=step.notice, understood=step.understood)


def revise(  # noqa: PLR0913 — see advance
    flow: Flow, about: About, state: State, edited: Typed, *, today: date, find: Find
) -> Step | None:
    """Change the answer that came in the message ``edited.source``; None if there is none."""
    key = next((key for key, source in state.sources if source == edited.source), None)
    here = settle(flow, about, state, find)
    question = next((one for one in here.place.path if one.key == key), None)
    if key is None or not isinstance(question, Question):
        return None
    read = question.read(edited.text, today)
    if isinstance(read, Refusal):
        return replace(here, notice=read.reason, understood=False)
    changed = settle(flow, about, state.answered(key, read.value, edited.source), find)
    return replace(changed, notice=_("Your change is noted."))


def _apply(  # noqa: PLR0913, PLR0917 — see advance
    flow: Flow, state: State, place: Open, move: Move, language: str, today: date
) -> Step:
    if isinstance(move, Sent):
        return _attach(flow, state, place, move, today)
    if isinstance(move, Tapped):
        return _press(flow, state, place, move.value, today)
    rows = controls.rows_of(place.question, state, first=not asked_before(place, state))
    value = controls.typed(place.question, rows, move.text, language)
    if value is not None:
        return _press(flow, state, place, value, today)
    link = find_link(move.text)
    if link and flow.collects and isinstance(place.question, Confirm):
        return _attach(flow, state, place, Sent({"kind": "link", "url": link}), today)
    return (
        _rest_of_text(state, place, move, today)
        or _rest_of_refused(state, place, move, today)
        or _read(flow, state, place, move, today)
    )


def _rest_of_text(state: State, place: Open, move: Typed, today: date) -> Step | None:
    """Put a long text together that the phone cut in two: its rest comes in the very next message.

    None when ``move`` is no such rest.
    """
    key, source = state.sources[-1] if state.sources else ("", "")
    begun = state.known().get(key)
    question = next((one for one in place.path if one.key == key), None)
    if not (isinstance(question, Text) and isinstance(begun, str) and len(begun) >= CUT):
        return None
    number = move.source or ""
    if not (source.isdecimal() and number.isdecimal() and int(number) == int(source) + 1):
        return None
    gap = "" if len(begun) == MOST else "\n"  # a full message was cut in the middle of a word
    read = question.read(f"{begun}{gap}{move.text}", today)
    if isinstance(read, Refusal):
        return _again(state, place, read.reason)
    return Step(state.answered(key, read.value, number), place)


def _rest_of_refused(state: State, place: Open, move: Typed, today: date) -> Step | None:
    """Refuse the rest of a text that was too long already in its first part, as one text.

    Without this the end of it would be taken for an answer. None when ``move`` is no such rest.
    """
    if state.cut is None or not isinstance(place.question, Text):
        return None
    (source, length), number = state.cut, move.source or ""
    if not (source.isdecimal() and number.isdecimal() and int(number) == int(source) + 1):
        return None
    read = place.question.read("x" * length + move.text, today)
    cut = (number, length + len(move.text)) if len(move.text) >= CUT else None
    return (
        _again(replace(state, cut=cut), place, read.reason) if isinstance(read, Refusal) else None
    )


def _read(flow: Flow, state: State, place: Open, move: Typed, today: date) -> Step:
    question = place.question
    read = question.read(move.text, today)
    if isinstance(read, Refusal):
        long = move.source if isinstance(question, Text) and len(move.text) >= CUT else None
        cut = (long, len(move.text)) if long else None
        return _again(replace(state, cut=cut), place, read.reason)
    if isinstance(question, Media) and isinstance(read, Answer):
        return _attach(flow, state, place, Sent(read.value[0]), today)
    return Step(state.answered(question.key, read.value, move.source), place)


def _press(  # noqa: PLR0911 — one line each
    flow: Flow, state: State, place: Open, value: str, today: date
) -> Step:
    question = place.question
    if value == controls.CANCEL:
        return Step(state, place, cancelled=True)
    if value == controls.BACK:
        return _back(state, place)
    if value == controls.SKIP and question.optional:
        return Step(state.answered(question.key, None), place)
    if value in {controls.NEXT, controls.PREVIOUS}:
        turn = 1 if value == controls.NEXT else -1
        page = min(max(0, state.page + turn), controls.last_page(question))
        return Step(replace(state, page=page), place)
    if isinstance(question, Confirm) and value.startswith("~"):
        return _confirm(flow, state, place, question, value)
    stored = question.tapped(value, today)
    if stored is not None:
        return Step(state.answered(question.key, stored), place)
    return _again(state, place, _("That choice is no longer there. Here is what is."))


def _confirm(flow: Flow, state: State, place: Open, question: Confirm, value: str) -> Step:
    if value == controls.SAVE:
        return Step(state.answered(question.key, value=True), place)
    if value == controls.SHOW or (value == controls.EDIT and question.edits):
        view = "edit" if value == controls.EDIT else ""
        return Step(replace(state, view=view, misses=0), place)
    key = value.removeprefix(controls.EDIT_KEY)
    if any(option.id == key for option in question.edits):
        if flow.collects and flow.collects.key == key:
            gone = _("The files are taken out. You can send others, or a link.")
            return Step(replace(state.changing(key), files=()), place, notice=gone)
        return Step(state.changing(key), place)
    return _again(state, place, _("That choice is no longer there. Here is what is."))


def _back(state: State, place: Open) -> Step:
    """Drop the last answer given, with every look-up that came after it.

    Half-way through a change it is the change that is dropped, and the summary comes back.
    """
    if state.view:
        return Step(replace(state, view=""), place)
    if state.kept is not None:
        return Step(state.restored(), place)
    last = next((one for one in reversed(place.path) if _was_asked(one, state)), None)
    if last is None:
        return Step(replace(state, page=0), place, notice=_("This is the first question."))
    position = place.path.index(last)
    dropped = [one.key for one in place.path[position:] if one is last or isinstance(one, LookUp)]
    alone = isinstance(last, Text) and last.or_files and state.known()[last.key] is None
    files = () if isinstance(last, Media) or alone else state.files
    return Step(replace(state.without(*dropped), files=files), place)


def _attach(flow: Flow, state: State, place: Open, sent: Sent, today: date) -> Step:
    """Keep a file for the flow's Media question; a caption answers the question being asked."""
    file, wanted = sent.file, flow.collects
    if wanted is None:
        return _again(state, place, _("I cannot use a file at this step."))
    refusal = _unfit(wanted, state, file)
    if refusal is not None:
        return _again(state, place, refusal)
    files = (*state.files, file)
    kept = _n(
        "Kept: {count} file of {most}.",
        "Kept: {count} files of {most}.",
        len(files),
        most=wanted.most,
    )
    state = replace(state, files=files, misses=0)
    if isinstance(place.question, Media):
        state = state.answered(place.question.key, value=True)  # it was asked: Back returns to it
    return _caption(state, place, sent, kept, today)


def _caption(state: State, place: Open, sent: Sent, kept: Words, today: date) -> Step:
    """Take the words beside a file as the answer, or the file alone where that is one."""
    question, caption = place.question, str(sent.file.get("caption") or "")
    alone = isinstance(question, Text) and question.or_files
    if caption and question.free_text:
        read = question.read(caption, today)
        if isinstance(read, Answer):
            return Step(state.answered(question.key, read.value, sent.source), place, notice=kept)
        if alone:
            return Step(state, place, notice=Lines([kept, read.reason]))
    if alone:
        state = state.answered(question.key, None, sent.source)
    return Step(state, place, notice=kept)


def _unfit(wanted: Media, state: State, file: dict[str, Any]) -> Words | None:
    """Say why ``file`` cannot be kept, or None."""
    if len(state.files) >= wanted.most:
        return _n(
            "{count} file is the most here. Please go on, or go back and change them.",
            "{count} files are the most here. Please go on, or go back and change them.",
            wanted.most,
        )
    kind, mime = file["kind"], str(file.get("mime") or "")
    if kind == "link":
        return None
    unusable = _unusable(wanted, kind, mime, file.get("name"))
    if unusable is not None:
        return unusable
    size = file.get("size")
    if size is not None and size > wanted.max_bytes:
        return _(
            "That file has {size} MB; the limit is {limit} MB. A smaller copy, or a link, will do.",
            size=-(-size // 1024**2),
            limit=wanted.max_bytes // 1024**2,
        )
    return None


def _unusable(wanted: Media, kind: str, mime: str, name: str | None) -> Words | None:
    """Say why a file of this type is not taken, or None."""
    listed = _("Please send a photo, a PDF, a voice note or a link.")
    if kind not in wanted.kinds:
        return listed
    if kind in {"photo", "voice"}:
        return None
    picture = mime.startswith("image/")
    if not wanted.shared:
        readable = kind != "document" or picture or mime == "application/pdf"
        return None if readable else listed
    if allowed(name, mime):
        return None
    if picture:
        return _("Please send this picture as a photo, not as a file: only then can others get it.")
    return _("This type of file cannot be passed on. A photo, a PDF or a Word file will do.")


def asked_before(place: Open, state: State) -> bool:
    """Tell whether the person answered anything on the way here, so that Back leads somewhere."""
    return any(_was_asked(one, state) for one in place.path)


def _was_asked(one: Question | LookUp, state: State) -> bool:
    """Tell whether the person answered ``one``: look-ups and files sent early are not answers."""
    return isinstance(one, Question) and one.key in state.known()


def _again(state: State, place: Open, reason: Words) -> Step:
    misses = replace(state, misses=state.misses + 1)
    return Step(misses, place, notice=reason, understood=False)


def _seen(state: State, key: str) -> State:
    """Note which question is open; a new one makes all earlier buttons stale."""
    if state.asked == key:
        return state
    return replace(state, asked=key, since=state.sequence + 1, page=0, view="")

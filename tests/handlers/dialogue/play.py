"""Plays a conversation without a program around it: random flows, random acts, restarts.

A flow is described by a tree of nodes; what people do is described by acts, which find their
meaning in the question that is open at that moment, as on a telephone.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from handlers.dialogue import advance as steps
from handlers.dialogue import controls
from handlers.dialogue.advance import Sent, Step, Tapped, Typed
from handlers.dialogue.flow import Flow, conversation
from handlers.dialogue.questions import (
    Choice,
    Confirm,
    Date,
    LookUp,
    Media,
    Number,
    Option,
    Question,
    Scale,
    Text,
)
from handlers.dialogue.replay import Dialogue, Open
from handlers.dialogue.state import State
from locales import _

TODAY = date(2026, 11, 24)
FILES = Media("files", _("Send a photo, a PDF, a voice note or a link."), asked=False)


@dataclass(frozen=True)
class Node:
    """A question or a look-up of a random flow; ``branches`` follow by what was answered."""

    kind: str
    key: str
    optional: bool = False
    size: int = 3
    branches: tuple[tuple["Node", ...], ...] = ()


@dataclass(frozen=True)
class Act:
    """Something a person does; ``number`` picks what it is done to."""

    kind: str
    number: int = 0
    text: str = ""


def made_of(nodes: Sequence[Node], *, asks_for_files: bool = False) -> Flow:
    """Return the conversation that ``nodes`` describe, with a summary at its end."""
    media = replace(FILES, asked=asks_for_files)

    def dialogue(_about: dict[str, Any]) -> Dialogue:
        given: dict[str, Any] = {}
        yield from _ask(nodes, given)
        files = yield media
        keys = [key for key in given if not key.startswith("found")]
        edits = tuple(Option(key, key) for key in [*keys[:4], *(["files"] if files else [])])
        yield Confirm("save", _("Save this report?"), edits=edits)
        return [given, files]

    return conversation("random", title=_("Report progress"), collects=media)(dialogue)


def _ask(nodes: Sequence[Node], given: dict[str, Any]) -> Dialogue:
    for node in nodes:
        value = yield question(node, given)
        given[node.key] = value
        if node.branches:
            # A hash that no process changes: the same answers lead the same way after a restart.
            weight = sum(json.dumps(value, sort_keys=True).encode())
            yield from _ask(node.branches[weight % len(node.branches)], given)


def question(node: Node, given: Mapping[str, Any]) -> Question | LookUp:
    """Return what ``node`` asks; a choice after a look-up offers what was found."""
    text = _("Report progress")
    found = [value for key, value in given.items() if key.startswith("found")]
    ids = found[-1] if found else [f"{node.key}-{number}" for number in range(node.size)]
    options = tuple(Option(one, f"Label {place} of {node.key}") for place, one in enumerate(ids))
    match node.kind:
        case "look_up":
            return LookUp(node.key, "find", {"after": len(given)})
        case "choice":
            return Choice(node.key, text, options, optional=node.optional, page=3)
        case "scale":
            return Scale(node.key, text, optional=node.optional)
        case "number":
            return Number(node.key, text, options[:2], optional=node.optional)
        case "date":
            return Date(node.key, text, options[:1], optional=node.optional, latest=TODAY)
        case _:
            return Text(node.key, text, optional=node.optional, limit=80)


def find(look_up: LookUp) -> list[str]:
    """Answer every look-up, always in the same way."""
    return [f"f{look_up.args['after']}-{number}" for number in range(4)]


def round_trip(state: State) -> State:
    """Return the state as a program that was started anew reads it."""
    return State.from_json(json.loads(json.dumps(state.as_json())))


@dataclass
class Play:
    """A conversation being played, with what the person has seen and typed so far."""

    flow: Flow
    state: State = field(default_factory=State)
    step: Step = field(init=False)
    shown: list[tuple[int, int]] = field(default_factory=list)  # sequence, and the turn it is of
    turn: int = 0
    typed: int = 0

    def __post_init__(self) -> None:
        """Ask the first question."""
        self._arrive(steps.settle(self.flow, {}, self.state, find))

    @property
    def place(self) -> Open:
        """The open question."""
        assert isinstance(self.step.place, Open)
        return self.step.place

    @property
    def ended(self) -> bool:
        """Whether the conversation was finished or given up."""
        return self.step.cancelled or not isinstance(self.step.place, Open)

    def visible(self) -> list[controls.Control]:
        """Return the visible buttons in reading order."""
        return [control for row in self.rows() for control in row]

    def rows(self) -> controls.Rows:
        """Return the rows of visible buttons."""
        first = not steps.asked_before(self.place, self.state)
        return controls.rows_of(self.place.question, self.state, first=first)

    def do(self, act: Act, *, restart: bool = False) -> None:
        """Let the person do something, perhaps after a restart of the program."""
        if restart:
            self.state = round_trip(self.state)
        if act.kind == "edit":
            self._edit(act)
            return
        self.move(self._meant(act))

    def move(self, move: steps.Move) -> None:
        """Apply a move as the program does."""
        self._arrive(
            steps.advance(
                self.flow, {}, self.state, move, language="en", today=TODAY, find=find
            )
        )  # fmt: skip

    def _edit(self, act: Act) -> None:
        edited = Typed(act.text or "12", str(act.number % (self.typed + 1)))
        step = steps.revise(self.flow, {}, self.state, edited, today=TODAY, find=find)
        if step is not None:
            self._arrive(step)

    def _arrive(self, step: Step) -> None:
        if isinstance(step.place, Open) and step.state.since > self.state.sequence:
            self.turn += 1
        self.step = step
        self.state = step.state
        if not self.ended:
            self.state = replace(step.state, sequence=step.state.sequence + 1)
            self.shown.append((self.state.sequence, self.turn))

    def _meant(self, act: Act) -> steps.Move:  # noqa: C901, PLR0911 — an act each
        visible = self.visible()
        chosen = act.number % len(visible)
        match act.kind:
            case "press":
                return Tapped(visible[chosen].value)
            case "number":
                return self._said(str(chosen + 1))
            case "arabic number":
                return self._said(str(chosen + 1).translate(ARABIC_INDIC))
            case "label":
                return self._said(str(labels_of(visible)[chosen]))
            case "forge":
                return Tapped(act.text)
            case "file":
                return Sent(file(act.number, act.text), self._source())
            case "answer":
                return self._said(fitting(self.place.question, act.number))
            case "back" | "skip":
                return Tapped(f"~{act.kind}")
            case _:
                return self._said(act.text)

    def _said(self, text: str) -> Typed:
        return Typed(text, self._source())

    def _source(self) -> str:
        self.typed += 1
        return str(self.typed)


ARABIC_INDIC = {ord("0") + digit: 0x0660 + digit for digit in range(10)}


def labels_of(visible: Sequence[controls.Control]) -> list[str]:
    """Return what is written on buttons, in English."""
    return [
        control.label if isinstance(control.label, str) else getattr(control.label, "msgid", "")
        for control in visible
    ]


def fitting(one: Question, number: int) -> str:
    """Return words that answer the question ``one``."""
    match one:
        case Choice():
            return str(one.options[number % len(one.options)].label) if one.options else "1"
        case Scale() | Number():
            return str(1 + number % 5)
        case Date():
            return f"{1 + number % 20}/11/2026"
        case Media():
            return "https://azrou.example/pv.pdf"
        case Confirm():
            return "yes"
        case _:
            return f"Words {number}"


def file(number: int, caption: str) -> dict[str, Any]:
    """Return a file as a channel describes it; some are too large or of the wrong kind."""
    kind = ("photo", "voice", "document", "video")[number % 4]
    size = 99 if number % 7 else 11 * 1024**2
    return {"kind": kind, "external_id": f"f{number}", "size": size, "caption": caption,
            "mime": "application/pdf"}  # fmt: skip


def transcript(flow: Flow, acts: Sequence[Act], restarts: frozenset[int]) -> Iterator[Step]:
    """Yield where each act led; a restart comes before the acts numbered in ``restarts``."""
    play = Play(flow)
    yield play.step
    for number, act in enumerate(acts):
        if play.ended:
            return
        play.do(act, restart=number in restarts)
        yield play.step

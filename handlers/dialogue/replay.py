"""Run a flow to its open question: pure, no I/O, the same answers always give the same place."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.dialogue.questions import LookUp, Media, Question

Dialogue = Generator[Question | LookUp, Any, Any]


@dataclass(frozen=True)
class Open:
    """The flow waits at ``question``; ``path`` holds the questions answered on the way."""

    question: Question
    path: tuple[Question | LookUp, ...]


@dataclass(frozen=True)
class Looking:
    """The flow needs a look-up before it can go on."""

    look_up: LookUp
    path: tuple[Question | LookUp, ...]


@dataclass(frozen=True)
class Finished:
    """The flow returned ``value``."""

    value: Any
    path: tuple[Question | LookUp, ...]


Place = Open | Looking | Finished

MOST_STEPS = 200  # a flow longer than this loops for ever: a defect, found here and not by a hang


class EndlessFlowError(RuntimeError):
    """A flow asked more than MOST_STEPS questions, or the same key twice."""


def replay(
    dialogue: Dialogue, answers: Mapping[str, Any], files: Sequence[Mapping[str, Any]] = ()
) -> Place:
    """Run ``dialogue`` from the top, feeding it ``answers`` by key, to the first open question.

    An answer the question no longer accepts counts as absent. Raises EndlessFlowError for a flow
    that repeats a key.
    """
    path: list[Question | LookUp] = []
    keys: set[str] = set()
    try:
        step = next(dialogue)
        while True:
            if step.key in keys or len(path) >= MOST_STEPS:
                message = f"{step.key!r} is asked twice, or the flow does not end"
                raise EndlessFlowError(message)
            keys.add(step.key)
            answered, value = _answer(step, answers, files)
            if not answered:
                seen = tuple(path)
                return Looking(step, seen) if isinstance(step, LookUp) else Open(step, seen)
            path.append(step)
            step = dialogue.send(value)
    except StopIteration as end:
        return Finished(end.value, tuple(path))
    finally:
        dialogue.close()


def _answer(
    step: Question | LookUp, answers: Mapping[str, Any], files: Sequence[Mapping[str, Any]]
) -> tuple[bool, Any]:
    """Tell whether ``step`` has an answer, and which."""
    if isinstance(step, LookUp):
        return step.key in answers, answers.get(step.key)
    if isinstance(step, Media):
        if files:
            return True, [dict(file) for file in files]
        if not step.asked:
            return True, []
    if step.key not in answers:
        return False, None
    value = answers[step.key]
    return step.accepts(value), value

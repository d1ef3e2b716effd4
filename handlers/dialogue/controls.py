"""The buttons of a question: which are offered, in which rows, and which one typed words mean.

Every button has a typed equivalent: its number in reading order (0 goes back), its label, or the
label's first clear word. Values of our own begin with "~", options have their ids.
"""

from dataclasses import dataclass

import locales
from handlers.dialogue.questions import Choice, Confirm, Question, Scale
from handlers.dialogue.state import State
from locales import Words, _

BACK, CANCEL, SKIP, NEXT, PREVIOUS = "~back", "~cancel", "~skip", "~next", "~prev"
EDIT, SHOW, SAVE = "~edit", "~show", "~save"
EDIT_KEY = "~edit."
_DIGITS = 3  # of a button's number: no list is longer


@dataclass(frozen=True)
class Control:
    """A button of the present question: what it is called and the value it sends."""

    value: str
    label: Words


Rows = tuple[tuple[Control, ...], ...]


def rows_of(question: Question, state: State, *, first: bool) -> Rows:
    """Return the buttons under ``question``; ``first`` when there is nothing to go back to."""
    if isinstance(question, Confirm):
        return _confirm_rows(question, state, first=first)
    rows = [*_option_rows(question, state)]
    if question.optional:
        rows.append((Control(SKIP, _("Skip")),))
    rows.append(_way_out(first=first))
    return tuple(rows)


def last_page(question: Question) -> int:
    """Return the number of the last page of its options, from 0."""
    if not isinstance(question, Choice):
        return 0
    return max(0, (len(question.options) - 1) // question.page)


def typed(question: Question, rows: Rows, text: str, language: str) -> str | None:
    """Return the value of the button that ``text`` stands for, or None."""
    words = locales.normalise(text)
    controls = [control for row in rows for control in row]
    if words.isdecimal() and not question.digits_are_values:
        value = _by_number(controls, int(words)) if len(words) <= _DIGITS else None
        # Where any words are an answer, a lone "1" must not give everything up.
        return None if question.free_text and value == CANCEL else value
    if isinstance(question, Choice):  # a label typed may be on another page
        shown = {control.value for control in controls}
        every = (Control(option.id, option.label) for option in question.options)
        controls += [control for control in every if control.value not in shown]
    labels = [locales.render(control.label, language, html=False) for control in controls]
    if question.free_text or question.exact:
        names = [locales.normalise(label) for label in labels]
        return controls[names.index(words)].value if words and words in names else None
    index = locales.close_to(text, labels)
    return None if index is None else controls[index].value


def _by_number(controls: list[Control], number: int) -> str | None:
    if number == 0:
        return BACK
    counted = [control for control in controls if control.value != BACK]
    return counted[number - 1].value if number <= len(counted) else None


def _option_rows(question: Question, state: State) -> Rows:
    if isinstance(question, Scale):
        numbers = range(question.low, question.high + 1)
        return (tuple(Control(str(number), str(number)) for number in numbers),)
    controls = [Control(option.id, option.label) for option in question.options]
    if not isinstance(question, Choice):
        return tuple((control,) for control in controls)
    page = min(state.page, last_page(question))
    shown = controls[page * question.page : (page + 1) * question.page]
    rows = [
        tuple(shown[start : start + question.columns])
        for start in range(0, len(shown), question.columns)
    ]
    turn = []
    if page:
        turn.append(Control(PREVIOUS, _("Previous")))
    if (page + 1) * question.page < len(controls):
        turn.append(Control(NEXT, _("More")))
    return (*rows, tuple(turn)) if turn else tuple(rows)


def _confirm_rows(question: Confirm, state: State, *, first: bool) -> Rows:
    if state.view == "edit":
        edits = [Control(EDIT_KEY + option.id, option.label) for option in question.edits]
        pairs = tuple(tuple(edits[start : start + 2]) for start in range(0, len(edits), 2))
        return (*pairs, (Control(SHOW, _("Back to the summary")),))
    save = Control(SAVE, question.save)
    change = (Control(EDIT, _("Change")),) if question.edits else ()
    options = tuple((Control(option.id, option.label),) for option in question.options)
    return ((save,), *options, (*change, *_way_out(first=first or bool(change))))


def _way_out(*, first: bool) -> tuple[Control, ...]:
    cancel = Control(CANCEL, _("Cancel"))
    return (cancel,) if first else (Control(BACK, _("Back")), cancel)

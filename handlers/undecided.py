"""The desk: all that waits for a coordinator to decide, on one screen, the oldest first."""

from collections import Counter
from collections.abc import Callable

import locales
from handlers.dialogue import Context
from handlers.say import Button, Say, number_in
from handlers.waiting import Kind, queue
from locales import Lines, Message, Words, _, _n

PAGE = 5  # things on one screen of a phone


def show(context: Context, argument: str) -> Say:
    """Count what waits by kind, and offer the oldest, one tap each."""
    found, page = queue(context), number_in(argument) or 0
    if not found:
        return Say(Lines([_HEAD, _("Nothing waits for you.")]), (_WAYS,))
    shown = found[page * PAGE : (page + 1) * PAGE] or found[:PAGE]
    numbers = Counter(one.kind for one in found)
    counts: list[Words] = [_COUNTS[kind](numbers[kind]) for kind in Kind if numbers[kind]]
    oldest = _("The oldest has waited since {day}.", day=locales.wall(found[0].since).date())
    rows = [(Button(one.label, one.opens),) for one in shown]
    turn = []
    if page:
        turn.append(Button(_("Previous"), f"a.desk.{page - 1}"))
    if len(found) > (page + 1) * PAGE:
        turn.append(Button(_("More"), f"a.desk.{page + 1}"))
    text = Lines([_HEAD, Lines(counts, gap="\n"), oldest])
    return Say(text, (*rows, *((tuple(turn),) if turn else ()), _WAYS))


_HEAD = _("<b>To decide</b>")
_WAYS = (Button(_("Members"), "a.members"), Button(_("Menu"), "a.menu"))
_COUNTS: dict[Kind, Callable[[int], Message]] = {
    Kind.ANNOUNCEMENT: lambda many: _n(
        "{count} urgent announcement waits for a second person",
        "{count} urgent announcements wait for a second person", many),
    Kind.QUESTION: lambda many: _n(
        "{count} question was reported by a peer", "{count} questions were reported by peers",
        many),
    Kind.PRACTICE: lambda many: _n(
        "{count} practice waits to be read", "{count} practices wait to be read", many),
    Kind.ANSWER: lambda many: _n(
        "{count} answer waits to be read", "{count} answers wait to be read", many),
    Kind.REQUEST: lambda many: _n(
        "{count} person waits at the door", "{count} people wait at the door", many),
}  # fmt: skip

"""Gatherings in words: their title, when and where, what somebody answered, the usual buttons."""

from datetime import datetime

from handlers.dialogue import Context
from handlers.say import Button, Say, number_in
from locales import (
    CASABLANCA,
    Command,
    Lines,
    Listing,
    Message,
    Moment,
    Names,
    Value,
    Words,
    _,
    _n,
    language_name,
)
from storage import gatherings, rsvps
from storage.models import Attending, Gathering, Rsvp
from storage.reach import Reach, reach_of

ZONE = CASABLANCA
ANSWERS: dict[Attending, Message] = {
    Attending.YES: _("you come"),
    Attending.MAYBE: _("you may come"),
    Attending.NO: _("you do not come"),
    Attending.WAITING: _("you are on the waiting list"),
}
MENU = (Button(_("Menu"), "a.menu"),)
UNKNOWN = Say(_("I do not find that event."), (MENU,))


def title_of(gathering: Gathering) -> Names:
    """Return the title in the languages it has."""
    return Names(ar=gathering.title_ar or "", fr=gathering.title_fr or "")


def facts(gathering: Gathering) -> Words:
    """Say what, when, for how long, where and in which languages, each on a line."""
    lines: list[Words] = [
        _("<b>{title}</b>", title=title_of(gathering)),
        _("{moment} ({duration})", moment=Moment(gathering.starts_at),
          duration=duration(gathering.minutes)),
        _("Where: {place}", place=place(gathering.place)),
        _("In: {languages}",
          languages=Listing([language_name(one) for one in gathering.languages])),
    ]  # fmt: skip
    if gathering.words:
        lines.append(gathering.words)
    return Lines(lines, gap="\n")


def place(words: str) -> Value:
    """Return where it is: a link stays one that can be tapped."""
    return Command(words) if words.startswith(("http://", "https://")) else words


def shown(day: str, hour: str) -> Moment:
    """Return what the wall shows at that hour of that day, as a conversation stores them."""
    return Moment(datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=CASABLANCA))


def duration(minutes: int) -> Words:
    """Say how long, in hours where they are whole."""
    if minutes % 60 == 0:
        return _n("{count} hour", "{count} hours", minutes // 60)
    return _n("{count} minute", "{count} minutes", minutes)


def standing(context: Context, row: Rsvp | None) -> Words:
    """Say what somebody answered until now, and how far up the list they wait."""
    if row is None or row.answer is None:
        return _("You have not answered yet.")
    if row.answer == Attending.WAITING:
        place = rsvps.place_in_line(context.session, row)
        return _("You are number {place} on the waiting list.", place=place)
    return _("Your answer: {answer}.", answer=ANSWERS[row.answer])


def choices(gathering: Gathering, row: Rsvp | None = None) -> tuple[tuple[Button, ...], ...]:
    """Return the answers that may be given, without the one that was."""
    said = None if row is None else row.answer
    held = {Attending.YES} if said == Attending.WAITING else {said}
    buttons = tuple(
        Button(label, f"a.rsvp.{gathering.id}.{answer.value}")
        for answer, label in _LABELS.items()
        if answer not in held
    )
    return (buttons,)


def open_card(gathering: Gathering) -> Button:
    """Return the button that shows a gathering to somebody who is invited."""
    return Button(_("See the event"), f"a.gathering.{gathering.id}")


def managed(context: Context, argument: str | None) -> tuple[Gathering, Reach] | None:
    """Return the gathering of a button, if this coordinator looks after it: the query decides."""
    number, reach = number_in(argument), reach_of(context.member)
    if number is None or reach is None:
        return None
    gathering = gatherings.managed(context.session, reach, number)
    return None if gathering is None else (gathering, reach)


def to_come(context: Context, argument: str | None, *, lock: bool = False) -> Gathering | Say:
    """Return the gathering of a button, if this coordinator may still change it, or why not.

    With ``lock`` nobody else changes it until the transaction ends.
    """
    found = managed(context, argument)
    if found is None:
        return UNKNOWN
    gathering, _reach = found
    if lock:
        gathering = gatherings.of_id(context.session, gathering.id, lock=True) or gathering
    past = gathering.cancelled_at is not None or gathering.starts_at <= context.now
    return _TOO_LATE if past else gathering


def invited(context: Context, argument: str | None) -> Gathering | None:
    """Return the gathering of a button, if this person is invited to it or has answered."""
    number = number_in(argument)
    return None if number is None else gatherings.visible(context.session, context.member, number)


_TOO_LATE = Say(_("It has begun or is cancelled: nothing can be changed any more."), (MENU,))
_LABELS = {
    Attending.YES: _("I come"),
    Attending.MAYBE: _("Perhaps"),
    Attending.NO: _("I cannot come"),
}

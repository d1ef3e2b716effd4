"""Yes, no or perhaps to an event: changeable until it begins, with a waiting list when it is full.

An answer belongs to the person, not to the seat: to come is something one does oneself. Whoever
leaves frees their place, and whoever follows in the seat is asked for an answer of their own.
"""

from datetime import timedelta

from handlers.calendar_file import MIME, calendar_file
from handlers.dialogue import Context
from handlers.gatherings import MENU, UNKNOWN, choices, facts, invited, standing
from handlers.say import Button, Say
from locales import Lines, Words, _
from storage import documents, rsvps
from storage.models import Attending, Gathering, Rsvp

KEPT = timedelta(days=1)  # the calendar file, which can be asked for again

_WANTED = {one.value: one for one in (Attending.YES, Attending.MAYBE, Attending.NO)}


def rsvp(context: Context, argument: str) -> Say:
    """Note an answer ("12.yes") of somebody who is invited, unless it is too late."""
    number, _dot, said = argument.partition(".")
    gathering, wanted = invited(context, number), _WANTED.get(said)
    if gathering is None or wanted is None:
        return UNKNOWN
    if gathering.cancelled_at is not None or context.now >= gathering.starts_at:
        return show(context, number)
    row = rsvps.answer(context.session, gathering, context.member.id, wanted, context.now)
    return Say(Lines([_noted(row), *_after(context, gathering, row)]), _rows(gathering, row))


def show(context: Context, argument: str) -> Say:
    """Show an event to somebody who is invited, with their answer and what they may still do."""
    gathering = invited(context, argument)
    if gathering is None:
        return UNKNOWN
    row = rsvps.of_member(context.session, gathering.id, context.member.id)
    if gathering.cancelled_at is not None:
        called_off = _("This event is cancelled.")
        return Say(Lines([facts(gathering), called_off]), ((_calendar(gathering),), MENU))
    if context.now >= gathering.starts_at:
        closed = (
            _("It has begun: answers are closed.")
            if context.now < gathering.ends_at
            else _("It is over: answers are closed.")
        )
        parts: list[Words] = [facts(gathering), closed]
        if row is not None and row.attended_at is not None:
            parts.append(_("You were there."))
        return Say(Lines(parts), (*_entrance(context, gathering, row), MENU))
    text = Lines([facts(gathering), standing(context, row)])
    return Say(text, (*_entrance(context, gathering, row), *_rows(gathering, row)))


def calendar(context: Context, argument: str) -> Say:
    """Send the calendar file of an event to somebody who is invited; only who asks gets it."""
    gathering = invited(context, argument)
    if gathering is None:
        return UNKNOWN
    content = calendar_file(gathering, context.member.language, context.now)
    document = documents.add(
        context.session, name=f"jisr-{gathering.id}.ics", mime=MIME, content=content,
        now=context.now, keep=KEPT,
    )  # fmt: skip
    text = (
        _("Open the file: it takes the event out of your calendar.")
        if gathering.cancelled_at is not None
        else _("Open the file: your calendar takes it in.")
    )
    return Say(text, (MENU,), document=document.id)


def _noted(row: Rsvp) -> Words:
    match row.answer:
        case Attending.YES:
            return _("Noted: you come. You have a place.")
        case Attending.WAITING:
            return _("It is full, so you are on the waiting list; if a place is free, I tell you.")
        case Attending.MAYBE:
            return _("Noted: you may come. No place is kept for you until you say yes.")
        case _:
            return _("Noted: you do not come. I will not remind you of it.")


def _after(context: Context, gathering: Gathering, row: Rsvp) -> list[Words]:
    parts: list[Words] = [facts(gathering)]
    if row.answer == Attending.WAITING:
        parts.append(standing(context, row))
    parts.append(_("You can change your answer until it begins."))
    return parts


def _rows(gathering: Gathering, row: Rsvp | None) -> tuple[tuple[Button, ...], ...]:
    comes = row is not None and row.answer in {Attending.YES, Attending.MAYBE}
    return (*choices(gathering, row), *(((_calendar(gathering),),) if comes else ()), MENU)


def _calendar(gathering: Gathering) -> Button:
    return Button(_("Calendar file"), f"a.ics.{gathering.id}")


def _entrance(
    context: Context, gathering: Gathering, row: Rsvp | None
) -> tuple[tuple[Button, ...], ...]:
    """Offer to say that one is there, while the door is open and it is not noted yet."""
    there = row is not None and row.attended_at is not None
    if there or not rsvps.door_is_open(gathering, context.now):
        return ()
    return ((Button(_("Present at the event"), f"s.attend.{gathering.id}"),),)

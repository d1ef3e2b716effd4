"""An event for who organises it: how many come, who, the code at the door, how it was."""

from decimal import Decimal
from statistics import fmean

from handlers.dialogue import Context
from handlers.gatherings import MENU, UNKNOWN, facts, managed, title_of
from handlers.say import Button, Say, number_in
from locales import Lines, Listing, Message, Quote, Words, _, _n
from storage import audit, gatherings, rsvps
from storage.models import Attending, Gathering
from storage.reach import member_within
from storage.rsvps import CLOSED_GROUP, Counts

NAMES = 40  # of each answer in one message, which is at most 4,096 characters
REMARKS = 5


def show(context: Context, argument: str) -> Say:
    """Show an event with its counts, and what its organiser may do with it now."""
    found = managed(context, argument)
    if found is None:
        return UNKNOWN
    gathering, _reach = found
    counted = rsvps.counts(context.session, gathering.id)
    parts: list[Words] = [facts(gathering), Lines(_counts(gathering, counted), gap="\n")]
    if gathering.cancelled_at is not None:
        parts.append(_("This event is cancelled."))
    return Say(Lines(parts), (*_rows(context, gathering), MENU))


def names(context: Context, argument: str) -> Say:
    """List who comes, may come and waits, of those within reach."""
    found = managed(context, argument)
    if found is None:
        return UNKNOWN
    gathering, reach = found
    parts: list[Words] = [_("<b>{title}</b>", title=title_of(gathering))]
    for answer, heading in _GROUPS.items():
        guests = rsvps.guests(context.session, gathering.id, reach, (answer,))
        if guests:
            shown = Listing([one.member.name for one in guests[:NAMES]])
            parts.append(_("{answer}: {names}", answer=heading, names=shown))
        if len(guests) > NAMES:
            more = len(guests) - NAMES
            parts.append(_n("and {count} more", "and {count} more", more))
    if len(parts) == 1:
        parts.append(_("Nobody has signed up yet."))
    return Say(Lines(parts), (_back(gathering), MENU))


def door(context: Context, argument: str) -> Say:
    """Show the code to be read out, from an hour before until two hours after."""
    found = managed(context, argument)
    if found is None:
        return UNKNOWN
    gathering, _reach = found
    code = rsvps.code_of(context.session, gathering, context.now)
    if code is None:
        return Say(_("The code is shown from an hour before until two hours after."),
                   (_back(gathering), MENU))  # fmt: skip
    audit.record(context.session, context.member.id, "event_code", f"gathering:{gathering.id}",
                 context.now)  # fmt: skip
    text = Lines(
        [
            _("The code of “{title}”: <code>{code}</code>", title=title_of(gathering), code=code),
            _("Please read it out or write it up: whoever is there taps “Present at the event”."),
        ]
    )
    return Say(text, (_back(gathering), MENU), secret=True)


def present(context: Context, argument: str) -> Say:
    """Note that somebody is there whose codes were wrong ("12.7": the event, the person)."""
    number, _dot, person = argument.partition(".")
    found, who = managed(context, number), number_in(person)
    if found is None or who is None:
        return UNKNOWN
    gathering, reach = found
    member = member_within(context.session, reach, who)
    row = rsvps.of_member(context.session, gathering.id, who)
    if member is None or row is None:
        return UNKNOWN
    if not rsvps.door_is_open(gathering, context.now):
        return Say(_("The door of that event is not open just now."), (_back(gathering), MENU))
    if not rsvps.admit(context.session, row, context.now):
        return Say(_("That was noted before."), (_back(gathering), MENU))
    audit.record(context.session, context.member.id, "event_present", f"member:{who}",
                 context.now, gathering=gathering.id)  # fmt: skip
    return Say(_("Noted: {name} is here.", name=member.name), (_back(gathering), MENU))


def ratings(context: Context, argument: str) -> Say:
    """Show how it was found, in counts and a mean; nothing of a group that is small, no names."""
    found = managed(context, argument)
    if found is None:
        return UNKNOWN
    gathering, _reach = found
    given = rsvps.ratings(context.session, gathering.id)
    parts: list[Words] = [_("<b>{title}</b>", title=title_of(gathering))]
    if not given:
        parts.append(_("Fewer than {count} have rated it: nothing is shown.", count=CLOSED_GROUP))
    else:
        mean = Decimal(str(round(fmean(given), 1)))
        parts.append(_n("{mean} of 5, from {count} answer", "{mean} of 5, from {count} answers",
                        len(given), mean=mean))  # fmt: skip
        each = [_("{rating} of 5: {number}", rating=one, number=given.count(one))
                for one in range(5, 0, -1)]  # fmt: skip
        parts.append(Lines(each, gap="\n"))
    written = rsvps.remarks(context.session, gathering.id)
    parts += [Quote(one, limit=80) for one in written[:REMARKS]]
    return Say(Lines(parts), (_back(gathering), MENU))


_GROUPS: dict[Attending, Message] = {
    Attending.YES: _("Come"),
    Attending.MAYBE: _("May come"),
    Attending.WAITING: _("Wait for a place"),
}


def _counts(gathering: Gathering, counted: Counts) -> list[Words]:
    places = (
        _("Come: {count} of {places}", count=counted.yes, places=gathering.capacity)
        if gathering.capacity is not None
        else _("Come: {count}", count=counted.yes)
    )
    lines: list[Words] = [
        places,
        _("May come: {count}", count=counted.maybe),
        _("Do not come: {count}", count=counted.no),
    ]
    if counted.waiting:
        lines.append(_("Wait for a place: {count}", count=counted.waiting))
    if counted.attended:
        lines.append(_("Were there: {count}", count=counted.attended))
    return lines


def _rows(context: Context, gathering: Gathering) -> tuple[tuple[Button, ...], ...]:
    """Return what may be done: changed until it begins, the door while it is open, the rest."""
    number, now = gathering.id, context.now
    rows: list[tuple[Button, ...]] = [(Button(_("Names"), f"a.attendees.{number}"),)]
    if gathering.cancelled_at is not None:
        return tuple(rows)
    if rsvps.door_is_open(gathering, now):
        rows.append((Button(_("Code at the door"), f"a.door.{number}"),))
    if now < gathering.starts_at:
        rows.append(
            (
                Button(_("Change"), f"s.event_change.{number}"),
                Button(_("Cancel the event"), f"s.event_cancel.{number}"),
            )
        )
    if now > gathering.ends_at:
        rows.append((Button(_("How it was found"), f"a.ratings.{number}"),))
    if gatherings.visible(context.session, context.member, number) is not None:
        rows.append((Button(_("My own answer"), f"a.gathering.{number}"),))
    return tuple(rows)


def _back(gathering: Gathering) -> tuple[Button, ...]:
    return (Button(_("Back to the event"), f"a.organise.{gathering.id}"),)

"""The calendar file of a gathering (RFC 5545), which every telephone's calendar can take in.

DTSTART is an instant in UTC and no wall time with a TZID: a telephone with old rules of the zone
would read the wall time by them, and be an hour off; an instant is the same everywhere. Should
the rules change, the file is offered anew with a higher SEQUENCE, and replaces the entry.
METHOD is PUBLISH or CANCEL and not REQUEST: answers are given in the chat, not by mail.
"""

from datetime import datetime

from icalendar import Calendar, Event, vCalAddress

import locales
from handlers.gatherings import title_of
from storage.models import Gathering

MIME = "text/calendar"
_PRODUCT = "-//Jisr//Events//EN"
_NOBODY = "invalid:nomail"  # an organiser is required, and members' addresses are nobody's matter


def calendar_file(gathering: Gathering, language: str, now: datetime) -> bytes:
    """Write the file with the title in ``language``; ``now`` (aware) is when it is made."""
    called_off = gathering.cancelled_at is not None
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if called_off else "PUBLISH")
    event = Event()
    event.add("uid", f"{gathering.uid}@jisr")
    event.add("dtstamp", now)
    event.add("dtstart", gathering.starts_at)
    event.add("dtend", gathering.ends_at)
    event.add("sequence", gathering.sequence)
    event.add("status", "CANCELLED" if called_off else "CONFIRMED")
    organiser = vCalAddress(_NOBODY)
    organiser.params["CN"] = "Jisr"
    event.add("organizer", organiser)
    title = locales.render(title_of(gathering), language, html=False)
    event.add("summary", locales.clean(title))
    event.add("location", locales.clean(gathering.place))
    if gathering.words:
        event.add("description", locales.clean(gathering.words))
    calendar.add_component(event)
    return bytes(calendar.to_ical())

"""The guards once more, at the moment of sending: what was granted before may be wrong by now."""

from datetime import datetime, timedelta

from scheduler import announcing, gathering_times, turns
from scheduler.guards import Prompt
from scheduler.known import person
from scheduler.rules import Settings
from storage import Session, checkins, contacts, decisions, gathering_turns, rhythm
from storage.delivery import Hold
from storage.models import Contact, Member

VALID = timedelta(hours=24)  # of what is no reminder (FEATURES.md F6)
ANSWERED = "answered"
_VALID = {**turns.VALID, gathering_turns.REMINDER: gathering_times.LATE}


def forbids(session: Session, contact_id: int, now: datetime, settings: Settings) -> Hold | None:
    """Tell what forbids the message of a contact at ``now``, and until when; None: it may go.

    One that would have to wait beyond its own end is not sent at all, and its decision says why. An
    announcement may wait for days: it counts in the budget from the moment for which it is held,
    so that nothing else takes its place.
    """
    contact = contacts.of_id(session, contact_id)
    if contact is None:
        return Hold("withdrawn")
    if _is_answered(session, contact):
        return _for_good(session, contact, ANSWERED)
    member = session.get_one(Member, contact.member_id)
    (found,) = rhythm.known(session, [member], now, before=contact.id)
    prompt = _prompt(session, contact)
    if prompt is None:
        return Hold("withdrawn")
    who = person(found, now)
    guard = settings.windows.allowed(now, who, prompt)
    if guard is None:
        _count_from(contact, now)
        return None
    until = settings.windows.next_allowed(now, who, prompt)
    if until is None or prompt.expires is None or until >= prompt.expires:
        return _for_good(session, contact, guard.value)
    _count_from(contact, until)
    return Hold(guard.value, until)


def _prompt(session: Session, contact: Contact) -> Prompt | None:
    """Return what the guards are to know of a message; None for one that was taken back."""
    if contact.kind in announcing.CONTACTS:
        return announcing.prompt(session, contact)
    return Prompt(
        expires=contact.at + _VALID.get(contact.kind, VALID),
        reminder=contact.kind == turns.REMINDER,
    )


def _count_from(contact: Contact, moment: datetime) -> None:
    """Move an announcement's message in the budget to when it is sent; others are at once."""
    if contact.kind in announcing.CONTACTS:
        contact.at = moment


def _is_answered(session: Session, contact: Contact) -> bool:
    if contact.kind not in turns.VALID:
        return False
    row = checkins.of_week(session, contact.member_id, contact.period)
    return row is not None and row.answered_at is not None


def _for_good(session: Session, contact: Contact, reason: str) -> Hold:
    if contact.kind in turns.VALID:
        reminder = contact.kind == turns.REMINDER
        decisions.note_unsent(session, contact.member_id, contact.period, reason, reminder=reminder)
    return Hold(reason)

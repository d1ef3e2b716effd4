"""When an announcement begins, and what its messages are to the guards (FEATURES.md F12).

It begins when offices are open, in an event of its author's; how far it is follows in more of them.
None of these events is a message that nobody asked for, so none is counted in a budget: each
member's message is (``storage.announcements.queue``).
"""

from datetime import datetime

from scheduler.guards import Prompt
from scheduler.rules import Settings
from storage import Session, timetable
from storage.announcements import queue, records
from storage.models import Announcement, AnnouncementStatus, Contact, Due

KINDS = frozenset({records.DUE, records.PROGRESS})  # of timetable rows
CONTACTS = frozenset({queue.MESSAGE, queue.REMINDER})


def take(session: Session, row: Due, now: datetime, settings: Settings) -> int:
    """Let an announcement begin or go on, or wait for the offices; return how many events it made.

    One whose author has no chat any more lapses, and another coordinator hears of it.
    """
    if row.kind == records.PROGRESS:
        return timetable.deliver(session, row, row.member_id, now)
    found = records.hold(session, int(row.about["announcement"]))
    if found is None or found.status != AnnouncementStatus.SCHEDULED:
        session.delete(row)
        return 0
    opens = settings.windows.next_opening(now, found.region_id)
    if opens > now:
        timetable.postpone(row, opens)
        return _tell(session, row.member_id, found, "announcement_waits", now, opens)
    if timetable.deliver(session, row, row.member_id, now):
        return 1
    found.status = AnnouncementStatus.LAPSED
    others = records.others_in_charge(session, found.region_id, row.member_id)[:1]
    return sum(_tell(session, one.id, found, "announcement_lapsed", now) for one in others)


def prompt(session: Session, contact: Contact) -> Prompt | None:
    """Return what the guards are to know of an announcement's message; None: it was cancelled."""
    found = records.of_period(session, contact.period)
    if found is None or found.status == AnnouncementStatus.CANCELLED:
        return None
    if contact.kind == queue.REMINDER:
        return Prompt(expires=found.reminded_at and found.reminded_at + records.REMINDED)
    return Prompt(expires=found.expires_at, urgent=found.urgent)


def _tell(  # noqa: PLR0913, PLR0917 — whom, of what, when
    session: Session,
    member_id: int,
    found: Announcement,
    kind: str,
    now: datetime,
    until: datetime | None = None,
) -> int:
    moment = "" if until is None else until.isoformat()
    payload = {"kind": kind, "announcement": found.id, "until": moment}
    return timetable.tell(session, member_id, f"{kind}:{found.id}:{moment}", payload, now)

"""What somebody is told of a gathering, and when: invited, reminded, asked how it was.

Each person has one row of the timetable for each gathering: their next turn. It is worked out from
what is stored at that moment, so that a change, an answer or new rules of the zone need no more
than that the row is looked at again.
"""

from datetime import datetime, timedelta

from scheduler import gathering_times as times
from scheduler import outer
from scheduler.guards import Prompt
from scheduler.known import person
from scheduler.rules import Settings
from storage import Session, contacts, gathering_turns, gatherings, rhythm, rsvps, timetable
from storage.models import Due, Gathering, Member, Rsvp

VALID = timedelta(hours=24)  # to be sent, once it has become an event (FEATURES.md F6)
UNKNOWN = timedelta(days=1)  # until a zone that is not known is looked at again
ASKED_FOR = timedelta(days=7)  # how long the question how it was may wait for the budget


def take(session: Session, row: Due, now: datetime, settings: Settings) -> int:
    """Tell somebody what is due of a gathering; return how many events that made (0 or 1).

    The row moves to their next turn, or is deleted when there is none.
    """
    gathering = gatherings.of_id(session, int(row.about["gathering"]))
    member = session.get_one(Member, row.member_id)
    if gathering is None or gathering.cancelled_at is not None or member.seat_id is None:
        session.delete(row)
        return 0
    if gathering.zone != settings.windows.calendar.zone.key:  # in doubt, not sent
        timetable.postpone(row, now + UNKNOWN)  # `storage.zones` tells the operator
        return 0
    turn = _Turn(session, row, gathering, member, now, settings)
    answered = rsvps.of_member(session, gathering.id, member.id)
    was_there = answered is not None and answered.attended_at is not None
    if was_there or now >= gathering.starts_at:
        return turn.ask_how_it_was(answered)
    return turn.invite() if answered is None else turn.remind(answered)


def pass_news(session: Session, row: Due, now: datetime, settings: Settings) -> int:
    """Tell somebody news they signed up for, in the outer hours; nothing after a stop (0 or 1)."""
    member = session.get_one(Member, row.member_id)
    if member.seat_id is None or member.stopped_at is not None:
        session.delete(row)
        return 0
    until = outer.next_open(now, settings.windows.calendar)
    if until > now:
        timetable.postpone(row, until)
        return 0
    return timetable.deliver(session, row, member.id, now)


class _Turn:
    """One person and one gathering at one moment."""

    def __init__(  # noqa: PLR0913, PLR0917 — a turn is made of these
        self,
        session: Session,
        row: Due,
        gathering: Gathering,
        member: Member,
        now: datetime,
        settings: Settings,
    ) -> None:
        self.session, self.row, self.gathering = session, row, gathering
        self.member, self.now, self.windows = member, now, settings.windows
        (found,) = rhythm.known(session, [member], now)
        self.region, self.person = found.region, person(found, now)

    def invite(self) -> int:
        """Bring the invitation, once, to whoever it is for; held until it would be too late."""
        gathering, member = self.gathering, self.member
        invited = gathering_turns.is_invited(self.session, gathering.id, member.id)
        if invited or gatherings.visible(self.session, member, gathering.id) is None:
            return self._no_more()
        return self._once(gathering_turns.KIND, "invited", gathering.starts_at)

    def remind(self, answered: Rsvp) -> int:
        """Remind whoever said yes or maybe, and plan what follows."""
        if answered.answer not in gatherings.COMING:
            return self._no_more()
        planned = times.reminders(self.gathering.starts_at, self.windows, self.region)
        since = max(answered.answered_at, self.gathering.changed_at)
        found = times.due(planned, since, self.now)
        made = 0
        if found is not None:
            stage, moment = found
            expires = min(moment + times.LATE, self.gathering.starts_at)
            until = self.windows.next_allowed(self.now, self.person, Prompt(expires=expires))
            if until is not None and until > self.now:
                timetable.postpone(self.row, until)
                return 0
            if until is not None:
                made = self._tell(gathering_turns.REMINDER, stage.value, expires)
        following = times.following(planned, since, self.now)
        timetable.postpone(self.row, following or self._feedback_at())
        return made

    def ask_how_it_was(self, answered: Rsvp | None) -> int:
        """Ask whoever was there, once, on the next working day."""
        at = self._feedback_at()
        if answered is None or answered.rated:
            return self._no_more()
        if self.now < at:
            timetable.postpone(self.row, at)
            return 0
        if answered.attended_at is None:
            return self._no_more()
        return self._once(gathering_turns.FEEDBACK, "feedback", at + ASKED_FOR)

    def _feedback_at(self) -> datetime:
        return times.feedback_at(self.gathering.ends_at, self.windows, self.region)

    def _once(self, kind: str, what: str, expires: datetime) -> int:
        """Send now, wait until it may be sent, or drop it for good."""
        until = self.windows.next_allowed(self.now, self.person, Prompt(expires=expires))
        if until is not None and until > self.now:
            timetable.postpone(self.row, until)
            return 0
        made = 0 if until is None else self._tell(kind, what, expires)
        self.session.delete(self.row)
        return made

    def _tell(self, kind: str, what: str, expires: datetime) -> int:
        if gathering_turns.is_told(self.session, self.gathering, self.member.id, kind, what):
            return 0  # before the place of it changed, say
        period = gathering_turns.period(self.gathering, what)
        contact = contacts.take(self.session, self.member.id, kind, period, self.now)
        if contact is None:
            return 0
        payload = {
            "kind": kind,
            "gathering": self.gathering.id,
            "stage": what,
            "contact": contact,
            "expires": min(self.now + VALID, expires).isoformat(),
        }
        event = f"{kind}:{self.member.id}:{period}"
        return timetable.tell(self.session, self.member.id, event, payload, self.now)

    def _no_more(self) -> int:
        self.session.delete(self.row)
        return 0

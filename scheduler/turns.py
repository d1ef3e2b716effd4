"""A member's turn: what the ladder decides is stored, becomes an event, and the next is planned."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from scheduler import recurrence
from scheduler.history import SLOTS, History, Kind, monday, week_number
from scheduler.known import first_day, history
from scheduler.ladder import Action, Decision, decide
from scheduler.plan import plan
from scheduler.precedence import NEXT
from scheduler.reasons import Held
from scheduler.rules import Settings
from scheduler.score import Score, score
from storage import Session, acts, checkins, contacts, decisions, rhythm, timetable
from storage.decisions import NewDecision
from storage.models import CheckInKind, Due, Member

CHECK_IN, REMINDER = "checkin", "reminder"  # events, and kinds of contact
LIGHT = "light"
VALID = {CHECK_IN: timedelta(hours=24), REMINDER: timedelta(hours=2)}  # to be sent (F6)
WEEK = timedelta(days=7)
SOON = timedelta(minutes=1)  # the least between two turns


def take(session: Session, row: Due, now: datetime, settings: Settings) -> int:
    """Decide what comes next for the member of a row; return how many events that made (0 or 1).

    The row is moved to the moment of their next turn, or deleted when they are asked no more.
    """
    member = session.get_one(Member, row.member_id)
    if not rhythm.is_asked(session, member):
        session.delete(row)
        return 0
    turn = _Turn(session, member, now, settings)
    decision = turn.decide()
    made = turn.follow(decision)
    if made:  # what comes after it
        decision = turn.decide()
        turn.follow(decision)
    row.about = {NEXT: REMINDER if decision.action is Action.REMINDER else CHECK_IN}
    timetable.postpone(row, max(turn.after(decision), now + SOON))
    return made


class _Turn:
    """One member at one moment."""

    def __init__(self, session: Session, member: Member, now: datetime, settings: Settings) -> None:
        self.session, self.member, self.now, self.settings = session, member, now, settings
        self.week = recurrence.week_of(now)
        self.history = self._look()

    def _look(self) -> History:
        (found,) = rhythm.known(self.session, [self.member], self.now)
        return history(found, self.now, self.settings.windows.calendar)

    def decide(self) -> Decision:
        """Ask the ladder, with the kinds of check-in for which there is matter."""
        found = (
            Kind(kind.value)
            for kind in acts.MATTER
            if acts.matter(self.session, self.member.id, kind, self.now) is not None
        )
        return decide(self.history, self.now, self.settings, {Kind.PLAIN, *found})

    def follow(self, decision: Decision) -> int:
        """Do what is decided for now; what is only planned leaves no trace."""
        planned = decision.at is not None and decision.at > self.now
        if decision.action is Action.NOTHING:
            self._hold_back(decision)
        elif not planned:
            if decision.action is Action.REMINDER:
                self._remind(decision)
            else:
                self._check_in(decision)
            self.history = self._look()
            return 1
        return 0

    def after(self, decision: Decision) -> datetime:
        """Return when to ask again; in a later week where no passing of time is known to help."""
        if decision.at is not None:
            return decision.at
        return plan(self.history, self.now + WEEK, self.settings).at

    def _hold_back(self, decision: Decision) -> None:
        week = self._asked_week(decision)
        if decision.kind is None:  # a reminder: its check-in stays as it is
            if not self._is_known(decision, week):
                self._record(decision, week)
            return
        self._record(decision, week)
        until = self.settings.windows.calendar.wall(self.after(decision)).date()
        if week_number(until) > week_number(first_day(self.week)):
            row = checkins.row(self.session, self.member, self.week, self._closes())
            row.excused = str(decision.suppressed_by)

    def _is_known(self, decision: Decision, week: str) -> bool:
        """Tell whether it was decided before that a reminder is not sent, for the same reason.

        Whoever is woken is decided on anew: their hour or a day off has changed. Of a reminder
        that was decided on, and whose moment has passed since, nothing is to be added.
        """
        before = decisions.on_reminder(self.session, self.member.id, week)
        known = {one.suppressed_by for one in before}
        late = decision.suppressed_by is Held.LATE
        return bool(known) if late else str(decision.suppressed_by) in known

    def _check_in(self, decision: Decision) -> None:
        assert decision.kind is not None
        assert decision.slot is not None
        kind = CheckInKind.LIGHT if decision.light else CheckInKind(decision.kind.value)
        row = checkins.row(self.session, self.member, self.week, self._closes())
        checkins.note_sent(row, kind, SLOTS.index(decision.slot), self.now)
        self._tell(CHECK_IN, self.week, self._record(decision, self.week), message=kind.value)

    def _remind(self, decision: Decision) -> None:
        week = self._asked_week(decision)
        row = checkins.of_week(self.session, self.member.id, week)
        assert row is not None
        row.reminded_at = self.now
        self._tell(REMINDER, week, self._record(decision, week))

    def _tell(self, kind: str, week: str, decision: int, **about: str) -> None:
        """Make the event, once: its id and the contact are those of the person, kind and week."""
        contact = contacts.take(self.session, self.member.id, kind, week, self.now)
        if contact is None:
            return
        event = f"{kind}:{self.member.id}:{week}"
        expires = (self.now + VALID[kind]).isoformat()
        payload = {"kind": kind, "week": week, "decision": decision, **about}
        payload |= {"contact": contact, "expires": expires}
        timetable.tell(self.session, self.member.id, event, payload, self.now)

    def _asked_week(self, decision: Decision) -> str:
        """Return the week a decision is about: a reminder's is that of its check-in."""
        if decision.kind is not None or not self.history.weeks:
            return self.week
        year, week, _day = monday(self.history.weeks[-1].number).isocalendar()
        return f"{year}-W{week:02d}"

    def _closes(self) -> datetime:
        region = self.history.person.region
        return recurrence.closes(self.now, self.settings.windows.calendar_of(region))

    def _record(self, decision: Decision, week: str) -> int:
        """Store a decision; one on a check-in with the score that the member may read."""
        features: dict[str, Any] = dict(decision.features)
        if decision.kind is not None:
            this_week = week_number(first_day(self.week))
            features["score"] = _score_json(score(self.history.weeks, this_week))
        sent = decision.action is not Action.NOTHING
        new = NewDecision(
            pseudonym=self.history.member,
            week=week,
            policy=self.settings.rules.policy,
            eligible=decision.eligible,
            features=features,
            probabilities=_probabilities(decision, self.settings.rules.coin),
            chosen=_chosen(decision),
            p=decision.p,
            seed=decision.seed,
            reasons=[(one.reason.value, one.numbers) for one in decision.reasons],
            suppressed_by=None if decision.suppressed_by is None else str(decision.suppressed_by),
            sent_at=self.now if sent else None,
        )
        return decisions.add(self.session, self.member, new, self.now).id


def _chosen(decision: Decision) -> str:
    if decision.action is not Action.CHECK_IN or decision.kind is None:
        return decision.action.value
    return LIGHT if decision.light else decision.kind.value


def _probabilities(decision: Decision, coin: float) -> Mapping[str, float]:
    if decision.suppressed_by is Held.COIN or decision.action is Action.REMINDER:
        return {Action.REMINDER.value: coin, Action.NOTHING.value: 1 - coin}
    return {_chosen(decision): decision.p}


def _score_json(found: Score) -> dict[str, Any]:
    """Write a score as it is read back to the member: the weightiest reason first."""
    return {
        "total": round(found.total, 1),
        "reasons": [[one.reason.value, dict(one.numbers)] for one in found.grounds()],
    }

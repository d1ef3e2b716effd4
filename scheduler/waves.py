"""A question on its way: whom it is brought to, wave by wave, and when it is closed (F8, F9).

Five peers at once; after 24 working hours five more; after 48 the competence pole; after 72 the
coordinator. Where nobody fits, the next are asked at once. What goes to peers and the pole is
unasked and in their budget, so whoever may not be written to now is passed over; that a question
has come to the coordinators is their work, as somebody at the door is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

import locales
from scheduler.known import person
from scheduler.rules import Settings
from storage import Session, contacts, people, rhythm, timetable
from storage.asking import candidates, questions
from storage.asking.routing import FIT, WAVE, Asked, Candidate, Pick, Why, route
from storage.models import Due, Member, Question, QuestionStatus

VALID = timedelta(hours=24)  # of a question brought to somebody, and the longest wait for them
BETWEEN = 24.0  # working hours from one wave to the next
AT_ONCE = 10  # people whose guards are asked together


def take(session: Session, row: Due, now: datetime, settings: Settings) -> int:
    """Bring a question to the next people; return how many events that made.

    The row moves to the next wave, or to when offices open; it is deleted when nobody else is to be
    asked.
    """
    question = questions.of_id(session, int(row.about["question"]), lock=True)
    if question is None or question.status != QuestionStatus.OPEN:
        session.delete(row)
        return 0
    opens = settings.windows.next_opening(now)
    if opens > now:
        timetable.postpone(row, opens)
        return 0
    turn = _Turn(session, question, now, settings)
    if "suggested" in row.about:
        return turn.suggested(row)
    if question.answered_at is not None and "anyway" not in row.about:
        session.delete(row)
        return 0
    return turn.next_wave(row)


def close(session: Session, row: Due, now: datetime, settings: Settings) -> int:
    """Close a question whose asker never said how it went; what was said since puts it off."""
    del settings
    question = questions.of_id(session, int(row.about["question"]), lock=True)
    if question is None or question.status != QuestionStatus.OPEN:
        session.delete(row)
        return 0
    until = questions.last_word(session, question) + questions.CLOSED
    if until > now:
        timetable.postpone(row, until)
    else:
        questions.settle(session, question, QuestionStatus.CLOSED, now)
    return 0


@dataclass(frozen=True)
class _Brought:
    """To how many it was brought; ``until`` is when the first of those passed over may be asked."""

    told: int = 0
    until: datetime | None = None


class _Turn:
    """One question at one moment."""

    def __init__(
        self, session: Session, question: Question, now: datetime, settings: Settings
    ) -> None:
        self.session, self.question, self.now, self.settings = session, question, now, settings
        self.asked: Asked = candidates.asked(session, question)
        self.today = locales.today(now)

    def next_wave(self, row: Due) -> int:
        """Bring the question to the wave of the row, or to the next in which anybody is found."""
        first = wave = int(row.about["wave"])
        while True:
            done = self._wave(wave)
            if done.told or wave == questions.COORDINATOR:
                break
            if done.until is not None and done.until < self.now + VALID:
                row.about = {**row.about, "wave": wave}
                timetable.postpone(row, done.until)
                return 0
            wave = questions.POLE if wave < questions.POLE else questions.COORDINATOR
        self.question.wave = wave
        again = self.settings.windows.calendar.after_working_hours(self.now, BETWEEN)
        if wave == questions.COORDINATOR:
            self.session.delete(row)
        else:
            row.about = {**row.about, "wave": wave + 1}
            timetable.postpone(row, again)
        return done.told + self._tell_asker(wave, done.told, again, first=first)

    def suggested(self, row: Due) -> int:
        """Bring the question to somebody whom a peer suggested, if they may be asked."""
        member = int(row.about["suggested"])
        found = candidates.only(self.session, self.asked, member, self.now, self.today)
        done = self._bring(found, questions.PEERS, None, (Why.SUGGESTED, 0))
        if not done.told and done.until is not None and done.until < self.now + VALID:
            timetable.postpone(row, done.until)
        else:
            self.session.delete(row)
        return done.told

    def _wave(self, wave: int) -> _Brought:
        if wave == questions.COORDINATOR:
            return self._coordinators()
        if wave == questions.POLE:
            found = candidates.pole(self.session, self.asked, self.now, self.today)
            return self._bring(found, wave, None, (Why.POLE, 0))
        found = candidates.peers(self.session, self.asked, self.now, self.today)
        return self._bring(found, wave, FIT)

    def _bring(
        self,
        found: Sequence[Candidate],
        wave: int,
        least: int | None,
        first: tuple[Why, int] | None = None,
    ) -> _Brought:
        """Bring the question to the best of those found who may be written to at this moment."""
        picks = iter(route(self.asked, found, self.now, least=least))
        told, until = 0, None
        while told < WAVE and (portion := list(islice(picks, AT_ONCE))):
            for pick, may in self._may_be_written_to(portion):
                if may is not None and may > self.now:
                    until = min(until or may, may)
                elif may is not None and told < WAVE:
                    told += self._tell_peer(pick, wave, first)
        return _Brought(told, until)

    def _may_be_written_to(self, picks: Sequence[Pick]) -> list[tuple[Pick, datetime | None]]:
        """Return these picks with the moment from which the guards let them be written to."""
        free = candidates.reserve(self.session, [one.member for one in picks], self.now)
        mine = [one for one in picks if one.member in free]
        members = [self.session.get_one(Member, one.member) for one in mine]
        windows = self.settings.windows
        return [
            (pick, windows.next_allowed(self.now, person(known, self.now)))
            for pick, known in zip(mine, rhythm.known(self.session, members, self.now), strict=True)
        ]

    def _tell_peer(self, pick: Pick, wave: int, first: tuple[Why, int] | None) -> bool:
        number = self.question.id
        contact = contacts.take(
            self.session, pick.member, questions.ASK, f"question:{number}", self.now
        )
        if contact is None:
            return False
        reasons = (*((first,) if first else ()), *pick.reasons)
        questions.brought(self.session, self.question, pick.member, wave, reasons, self.now)
        about = {"contact": contact, "expires": (self.now + VALID).isoformat()}
        return self._tell(pick.member, about)

    def _coordinators(self) -> _Brought:
        """Bring the question to whoever coordinates the region, else the network."""
        told = 0
        for place in (self.asked.place, None):
            for one in people.coordinators_at(self.session, place):
                known = questions.routing(self.session, self.question.id, one.id)
                if one.id != self.asked.member and known is None:
                    wave, reasons = questions.COORDINATOR, [(Why.COORDINATOR.value, 0)]
                    questions.brought(self.session, self.question, one.id, wave, reasons, self.now)
                    told += self._tell(one.id, {})
            if told:
                break
        return _Brought(told)

    def _tell(self, member: int, about: dict[str, object]) -> bool:
        event = f"{questions.ASK}:{self.question.id}:{member}"
        payload = {"kind": questions.ASK, "question": self.question.id, **about}
        return timetable.tell(self.session, member, event, payload, self.now)

    def _tell_asker(self, wave: int, told: int, again: datetime, *, first: int) -> int:
        """Tell the asker whom the question was brought to; of a second wave of peers, nothing."""
        asker = questions.asker(self.session, self.question)
        if asker is None or (wave == questions.FURTHER and told):
            return 0
        payload = {
            "kind": "routed",
            "question": self.question.id,
            "wave": wave,
            "told": told,
            "at_once": first == questions.PEERS and wave != first,
            "answer_by": again.isoformat(),
        }
        event = f"routed:{self.question.id}:{self.now.isoformat()}"
        return timetable.tell(self.session, asker.id, event, payload, self.now)

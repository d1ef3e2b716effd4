"""What was reported in a drawn programme so far, and what is due when.

Some projects are late, some due soon, some far off; some were reported on last week, some months
ago, some never: the lists a member sees have something to put in every place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from bot.sample.library import Idea, notes
from bot.sample.people import Both
from bot.sample.plans import MilestonePlan, ProjectPlan, ReportPlan, working_day, working_hour
from storage.models import Level, Phase, PhaseStep

_LEVELS = (None, Level.NOT_STARTED, Level.LIMITED, Level.SUBSTANTIAL, Level.COMPLETE)
_REACHED = {  # weights of the levels above; None: nobody ever reported
    Phase.IMPLEMENTATION: (22, 10, 33, 25, 10),
    Phase.EVALUATION: (8, 2, 15, 35, 40),
    Phase.CLOSED: (5, 2, 13, 30, 50),
}
_PATHS = {
    Level.NOT_STARTED: (Level.NOT_STARTED,),
    Level.LIMITED: (Level.NOT_STARTED, Level.LIMITED),
    Level.SUBSTANTIAL: (Level.LIMITED, Level.SUBSTANTIAL),
    Level.COMPLETE: (Level.LIMITED, Level.SUBSTANTIAL, Level.COMPLETE),
}
_PER_CENT = {Level.LIMITED: (2, 8), Level.SUBSTANTIAL: (10, 18), Level.COMPLETE: (20, 20)}  # / 5
_DUE = ((-75, -4), (2, 20), (35, 280))  # days from now: overdue, soon, far
_TOLD = ((2, 25), (45, 150))  # days ago: fresh, stale
_AGAIN, _WITH_PER_CENT, _WITHOUT_NOTE = 0.15, 0.6, 0.2  # chances
_STEPS = {
    Phase.CO_CREATION: (PhaseStep.WORKSHOP, PhaseStep.COMMITTEE),
    Phase.VOTE: (PhaseStep.WORKSHOP, PhaseStep.COMMITTEE, PhaseStep.CONSULTATION),
}


@dataclass(frozen=True, slots=True)
class Author:
    """A member who reports: their id, and the language they write in."""

    member: int
    language: str


@dataclass(frozen=True, slots=True)
class Course:
    """How one programme went until now: draws its projects, and what was said about them."""

    draw: Random
    authors: list[Author]
    phase: Phase
    starts_on: date
    ends_on: date
    now: datetime

    def project(self, idea: Idea) -> ProjectPlan:
        """Make a project of an idea: dates for it and its milestones, and its reports."""
        due_on = self._inside(self._due())
        days = [due_on]
        while len(days) < len(idea.milestones):
            days.insert(0, self._inside(days[0] - timedelta(self.draw.randint(25, 75))))
        return ProjectPlan(
            title=idea.title,
            principles=idea.principles,
            due_on=due_on,
            milestones=tuple(map(MilestonePlan, idea.milestones, days)),
            reports=self._reports(idea),
        )

    def steps(self) -> tuple[ReportPlan, ...]:
        """Draw the steps told while a programme is prepared, in their order; often not all."""
        expected = _STEPS.get(self.phase, ())
        taken = expected[: self.draw.randint(0, len(expected))]
        return tuple(
            self._step(step, at) for step, at in zip(taken, self._moments(len(taken)), strict=True)
        )

    def _due(self) -> date:
        """Draw when a project is due, as its phase has it."""
        if self.phase == Phase.IMPLEMENTATION:
            return self.now.date() + timedelta(self.draw.randint(*self.draw.choice(_DUE)))
        if self.phase == Phase.VOTE:
            return self.starts_on + timedelta(self.draw.randint(120, 650))
        return self.ends_on - timedelta(self.draw.randint(0, 400))

    def _inside(self, day: date) -> date:
        """Keep a day inside the programme, on a working day."""
        earliest = self.starts_on + timedelta(14)
        return working_day(min(max(day, earliest), self.ends_on))

    def _moments(self, count: int) -> list[datetime]:
        """Draw so many moments in the past, oldest first, at working hours, weeks apart."""
        until = min(self.now, datetime.combine(self.ends_on, self.now.timetz()))
        ago = self.draw.randint(*self.draw.choices(_TOLD, (3, 2))[0])
        moments: list[datetime] = []
        for _ in range(count):
            moments.insert(0, working_hour(until, ago, self.draw.randint(0, 420)))
            ago += self.draw.randint(25, 60)
        return moments

    def _reports(self, idea: Idea) -> tuple[ReportPlan, ...]:
        """Draw how far a project came, and tell it level by level since the programme began."""
        reached = self.draw.choices(_LEVELS, _REACHED.get(self.phase, (1, 0, 0, 0, 0)))[0]
        if reached is None:
            return ()
        path: Sequence[Level] = _PATHS[reached]
        if self.draw.random() < _AGAIN:
            path = (*path, reached)  # the last report says "no change"
        told: list[ReportPlan] = []
        done = 0
        before = None
        for level, at in zip(path, self._moments(len(path)), strict=True):
            if at.date() > self.starts_on:
                now_done = _milestones_done(level, len(idea.milestones))
                ticked = tuple(range(done, now_done))
                told.append(self._report(idea, level, at, ticked, again=level == before))
                done, before = now_done, level
        return tuple(told)

    def _report(
        self, idea: Idea, level: Level, at: datetime, ticked: tuple[int, ...], *, again: bool
    ) -> ReportPlan:
        author = self.draw.choice(self.authors)
        if again:
            return ReportPlan(author.member, at, level=level, no_change=True)
        steps = _PER_CENT.get(level)
        told = steps is not None and self.draw.random() < _WITH_PER_CENT
        note = self._note(level, author.language, idea.note if level == Level.LIMITED else None)
        return ReportPlan(
            author.member,
            at,
            level=level,
            percent=5 * self.draw.randint(*steps) if steps and told else None,
            note=note,
            link=self._link() if level == Level.COMPLETE else None,
            ticked=ticked,
        )

    def _step(self, step: PhaseStep, at: datetime) -> ReportPlan:
        author = self.draw.choice(self.authors)
        return ReportPlan(
            author.member, at, step=step, note=self._note(step, author.language, None)
        )

    def _note(self, said: Level | PhaseStep, language: str, own: Both | None) -> str | None:
        """Write a line in the author's language, the idea's own if it has one, or none at all."""
        if self.draw.random() < _WITHOUT_NOTE:
            return None
        if own and language in {"ar", "fr"}:
            return own[("ar", "fr").index(language)]
        return self.draw.choice(notes()[said][language])

    def _link(self) -> str:
        return f"https://example.org/jisr/{self.draw.randint(100, 999)}"


def _milestones_done(level: Level, count: int) -> int:
    """Say how many of a project's milestones stand ticked at a level."""
    return {Level.LIMITED: 1, Level.SUBSTANTIAL: count - 1, Level.COMPLETE: count}.get(level, 0)

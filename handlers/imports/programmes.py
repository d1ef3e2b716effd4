"""Checks a table of programmes: one row for each milestone, or project, or axis without any."""

from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from handlers.imports import plans, whole
from handlers.imports.branches import Branch, Position, Title, Trunk, title_in, titled
from handlers.imports.cells import Row
from handlers.imports.columns import Column
from handlers.imports.dates import fixed_date, not_a_date
from handlers.imports.findings import Notes
from handlers.imports.headers import Table
from handlers.imports.lexicon import Lexicon
from handlers.imports.seating import Seating
from handlers.imports.vocabulary import PHASES, PRINCIPLES, phases, principles, principles_in
from locales import Listing, Message, _, normalise
from storage.models import Phase

_LONGEST_TITLE = 500

_Value = TypeVar("_Value")


def check(table: Table, seating: Seating, notes: Notes) -> tuple[plans.Programme, ...]:
    """Return the programmes in none of whose rows anything blocks."""
    grower = _Grower(table, seating, notes, phases(), principles())
    for row in table.rows:
        grower.read(row)
    for trunk in grower.trunks:
        whole.check(trunk, notes)
    made = (whole.made(one) for one in grower.trunks if not notes.blocked & set(one.rows))
    return tuple(programme for programme in made if programme)


@dataclass
class _Grower:
    table: Table
    seating: Seating
    notes: Notes
    phases: Lexicon[Phase]
    principles: Lexicon[str]
    trunks: list[Trunk] = field(default_factory=list)
    at: Position = field(default_factory=Position)

    def read(self, row: Row) -> None:
        """Let one row say what it has to say, from the programme to the milestone."""
        trunk = self._trunk(row)
        if trunk is None:
            return
        trunk.rows.append(row.number)
        self.at.move_to_trunk(trunk)
        self._frame(row, trunk)
        self._axis(row, trunk)
        self._project(row)
        self._milestone(row)

    def _trunk(self, row: Row) -> Trunk | None:
        """Find or begin the programme a row belongs to; None when nobody could tell whose it is."""
        above = self.at.trunk
        typed = self.table.cell(row, Column.PLACE)
        if not typed and above is None:
            self._error(row, Column.PLACE, _("It is empty. Please write which one is meant."))
            return None
        if typed or above is None:
            place = self.seating.place(row)
            key = place.code if place else normalise(typed)
        else:
            place, key = above.place, above.key
        title = self._title(row, Column.TITLE)
        for trunk in reversed(self.trunks):
            if trunk.key == key and (not title or trunk.title.agrees(title)):
                trunk.title = self._merged(row, Column.TITLE, trunk.row, trunk.title, title)
                return trunk
        trunk = Trunk(row.number, key, place, title)
        self.trunks.append(trunk)
        return trunk

    def _frame(self, row: Row, trunk: Trunk) -> None:
        """Read phase, start and end, which every row of a programme may repeat."""
        trunk.phase = self._same(row, Column.PHASE, trunk.row, trunk.phase, self._phase(row))
        starts_on = self._date(row, Column.STARTS)
        trunk.starts_on = self._same(row, Column.STARTS, trunk.row, trunk.starts_on, starts_on)
        ends_on = self._date(row, Column.ENDS)
        trunk.ends_on = self._same(row, Column.ENDS, trunk.row, trunk.ends_on, ends_on)

    def _axis(self, row: Row, trunk: Trunk) -> None:
        title = self._title(row, Column.AXIS)
        if title:
            self.at.move_to_axis(self._branch(row, Column.AXIS, trunk.branches, title))

    def _project(self, row: Row) -> None:
        title = self._title(row, Column.PROJECT)
        if title and self.at.axis is None:
            self._error(row, Column.AXIS, _("It is empty. Please write the axis of this project."))
        elif title and self.at.axis:
            self.at.project = self._branch(row, Column.PROJECT, self.at.axis.branches, title)
        due_on = self._date(row, Column.PROJECT_DUE)
        if not self._title(row, Column.MILESTONE, quietly=True):
            due_on = due_on or self._date(row, Column.DUE)
        named = self._principles(row)
        project = self.at.project
        if project is None:
            if (due_on or named) and not title:
                self._error(row, Column.PROJECT, _("It is empty. Please write the project."))
            return
        project.due_on = self._same(row, Column.PROJECT_DUE, project.row, project.due_on, due_on)
        project.principles = (
            self._same(row, Column.PRINCIPLES, project.row, project.principles or None, named) or ()
        )

    def _milestone(self, row: Row) -> None:
        title = self._title(row, Column.MILESTONE)
        due_on = self._date(row, Column.MILESTONE_DUE)
        if not title:
            if due_on:
                self._error(row, Column.MILESTONE, _("It is empty. Please write the milestone."))
            return
        project = self.at.project
        if project is None:
            self._error(row, Column.PROJECT, _("It is empty. Please write the project."))
            return
        if before := next(titled(project.branches, title), None):
            words = _(
                "This milestone is already in row {row}. Please keep one row.", row=str(before.row)
            )
            self._error(row, Column.MILESTONE, words)
            return
        due_on = due_on or self._date(row, Column.DUE)
        project.branches.append(Branch(row.number, title, due_on))

    def _branch(self, row: Row, column: Column, branches: list[Branch], title: Title) -> Branch:
        """Find the branch of that title, or begin it."""
        branch = next(titled(branches, title), None)
        if branch is None:
            branch = Branch(row.number, title)
            branches.append(branch)
        branch.title = self._merged(row, column, branch.row, branch.title, title)
        return branch

    def _merged(self, row: Row, column: Column, first: int, known: Title, title: Title) -> Title:
        """Complete a title by the other language; of two that differ, the first is kept."""
        if known.differs(title):
            words = _("It is written differently in row {row}, which is kept.", row=str(first))
            self.notes.remark(row.number, column, words)
        return known.filled(title)

    def _same(
        self, row: Row, column: Column, first: int, known: _Value | None, said: _Value | None
    ) -> _Value | None:
        """Return what is known, or what is said now; they must not contradict each other."""
        if known is not None and said is not None and known != said:
            words = _("It is not the same as in row {row}. Please correct one.", row=str(first))
            self._error(row, column, words)
        return said if known is None else known

    def _title(self, row: Row, column: Column, *, quietly: bool = False) -> Title:
        title = title_in(self.table, row, column)
        if not quietly and max(len(title.ar), len(title.fr)) > _LONGEST_TITLE:
            self._error(row, column, _("It is longer than {most} characters.", most=_LONGEST_TITLE))
        return title

    def _phase(self, row: Row) -> Phase | None:
        text = self.table.cell(row, Column.PHASE)
        reading = self.phases.read(text)
        if reading is None:
            if text:
                known = Listing(list(PHASES.values()))
                words = _("“{text}” is not one of: {known}.", text=text, known=known)
                self._error(row, Column.PHASE, words)
            return None
        if not reading.exact:
            meaning = PHASES[reading.meaning]
            words = _("“{text}” was taken for: {meaning}.", text=text, meaning=meaning)
            self.notes.remark(row.number, Column.PHASE, words)
        return reading.meaning

    def _principles(self, row: Row) -> tuple[str, ...] | None:
        text = self.table.cell(row, Column.PRINCIPLES)
        named, unknown = principles_in(text, self.principles)
        if unknown:
            known = Listing(list(PRINCIPLES.values()))
            words = _(
                "{texts}: not among the principles {principles}.",
                texts=Listing(list(unknown)),
                principles=known,
            )
            self._error(row, Column.PRINCIPLES, words)
            return None
        return tuple(code for code in PRINCIPLES if code in named) or None

    def _date(self, row: Row, column: Column) -> date | None:
        text = self.table.cell(row, column)
        found = fixed_date(text)
        if text and found is None:
            self._error(row, column, not_a_date(text))
        return found

    def _error(self, row: Row, column: Column, words: Message) -> None:
        self.notes.error(row.number, column, words)

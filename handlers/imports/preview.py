"""What a spreadsheet would do, before anything is done: records, findings, questions to ask.

The whole of it is one pure function, run again with every choice: the same file, register and
choices always give the same preview. Only an importable preview may be stored, in one transaction.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from handlers.imports import people, plans, programmes, sheet
from handlers.imports.cells import Row
from handlers.imports.columns import Column, Kind
from handlers.imports.findings import Doubt, Finding, Notes, told
from handlers.imports.headers import Table, table_in
from handlers.imports.people import Person
from handlers.imports.places import Gazetteer
from handlers.imports.seating import Seating
from handlers.imports.vocabulary import EXAMPLE, in_all_languages
from locales import Lines, Listing, Message, Words, _, _n, normalise
from storage.models import Role
from storage.territory import Place

_NO_CHOICES: Mapping[int, str] = MappingProxyType({})
_SHOWN = 5


@dataclass(frozen=True)
class Preview:
    """What would be imported, and what stands in the way.

    ``people`` or ``programmes``, by ``kind``, are the records nothing blocks: the good rows. A
    programme is there whole or not at all. ``taken`` tells what every collectivity that was
    understood was taken for.
    """

    kind: Kind
    rows: int
    people: tuple[Person, ...] = ()
    programmes: tuple[plans.Programme, ...] = ()
    findings: tuple[Finding, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    taken: tuple[tuple[str, Place], ...] = ()

    @property
    def importable(self) -> bool:
        """Whether all of it can be imported: nothing blocked, nothing left to ask."""
        return bool(self.people or self.programmes) and not self.errors and not self.doubts

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What blocks rows, by row."""
        return tuple(one for one in self.findings if one.blocks)

    @property
    def remarks(self) -> tuple[Finding, ...]:
        """What should be seen though it blocks nothing, by row."""
        return tuple(one for one in self.findings if not one.blocks)

    @property
    def roles(self) -> Mapping[Role, int]:
        """How many people there are of each role."""
        return Counter(person.role for person in self.people)


def preview(
    content: bytes,
    name: str,
    gazetteer: Gazetteer,
    choices: Mapping[int, str] = _NO_CHOICES,
    region: str | None = None,
) -> Preview:
    """Read a file and check it.

    Args:
        content: the file's bytes.
        name: the name it was sent under.
        gazetteer: the register of collectivities.
        choices: the register code chosen for a doubt, by the doubt's row.
        region: the code of the only region that may be reached; None for all.

    Raises:
        Refused: with words for the sender, when the file as a whole cannot be used.
    """
    return check(table_in(sheet.read(content, name)), gazetteer, choices, region)


def check(
    table: Table,
    gazetteer: Gazetteer,
    choices: Mapping[int, str] = _NO_CHOICES,
    region: str | None = None,
) -> Preview:
    """Check a table that has been read; as ``preview`` does."""
    notes = Notes()
    table = _without_examples(table, notes)
    _tell_ignored(table, notes)
    seating = Seating(table, gazetteer, choices, region, notes)
    members = people.check(table, seating, notes) if table.kind == Kind.MEMBERS else ()
    plans_ = programmes.check(table, seating, notes) if table.kind == Kind.PROGRAMMES else ()
    return Preview(
        kind=table.kind,
        rows=len(table.rows),
        people=members,
        programmes=plans_,
        findings=notes.findings(),
        doubts=seating.doubts(),
        taken=seating.taken(),
    )


def summary(preview: Preview, most: int = _SHOWN) -> Lines:
    """Say in a few lines what was read, and the first findings, errors before remarks."""
    found = [*preview.errors, *preview.remarks]
    lines: list[Words] = [_counts(preview)]
    if preview.doubts:
        lines.append(
            _n(
                "{count} collectivity is not certain.",
                "{count} collectivities are not certain.",
                len(preview.doubts),
            )
        )
    lines += [told(finding) for finding in found[:most]]
    if len(found) > most:
        lines.append(_n("… and {count} more.", "… and {count} more.", len(found) - most))
    return Lines(lines, gap="\n")


def _counts(preview: Preview) -> Message:
    if preview.kind == Kind.MEMBERS:
        return _n(
            "{count} person can be imported.",
            "{count} people can be imported.",
            len(preview.people),
        )
    axes = [axis for programme in preview.programmes for axis in programme.axes]
    projects = [project for axis in axes for project in axis.projects]
    milestones = sum(len(project.milestones) for project in projects)
    things = (
        _n("{count} programme", "{count} programmes", len(preview.programmes)),
        _n("{count} axis", "{count} axes", len(axes)),
        _n("{count} project", "{count} projects", len(projects)),
        _n("{count} milestone", "{count} milestones", milestones),
    )
    return _("Can be imported: {things}.", things=Listing(things))


def _without_examples(table: Table, notes: Notes) -> Table:
    """Leave out the example rows of a template that nobody deleted."""
    examples = set(map(normalise, in_all_languages(EXAMPLE)))
    kept: list[Row] = []
    for row in table.rows:
        if normalise(table.cell(row, Column.NOTE)) in examples:
            notes.remark(row.number, None, _("This is an example of the template; it is left out."))
        else:
            kept.append(row)
    return replace(table, rows=tuple(kept))


def _tell_ignored(table: Table, notes: Notes) -> None:
    for texts, words in (
        (table.ignored, _columns_left_out),
        (table.unread, _sheets_left_out),
    ):
        if texts:
            notes.remark(table.header.number, None, words(texts))


def _columns_left_out(headings: tuple[str, ...]) -> Message:
    return _n(
        "{count} column is left out: {headings}.",
        "{count} columns are left out: {headings}.",
        len(headings),
        headings=Listing(list(headings)),
    )


def _sheets_left_out(titles: tuple[str, ...]) -> Message:
    return _n(
        "{count} other sheet was not read: {titles}.",
        "{count} other sheets were not read: {titles}.",
        len(titles),
        titles=Listing(list(titles)),
    )

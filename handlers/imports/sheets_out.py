"""The spreadsheets that go out: invitations to pass on, and templates to fill in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from handlers.imports.columns import LABELS, Column, Kind
from handlers.imports.examples import EXAMPLES, SAMPLE
from handlers.imports.vocabulary import EXAMPLE, PHASES, PRINCIPLES
from handlers.imports.workbooks import Heading, Value, plain, workbook
from handlers.roles import ROLES
from locales import LANGUAGES, Names, _, decode, language_name
from storage.models import Phase, Role

_NARROW, _MIDDLE, _WIDE = 14, 24, 44

_TEMPLATES: Mapping[Kind, tuple[Column, ...]] = {
    Kind.MEMBERS: (
        Column.NAME,
        Column.ROLE,
        Column.PLACE,
        Column.PROVINCE,
        Column.LANGUAGE,
        Column.NOTE,
    ),
    Kind.PROGRAMMES: (
        Column.PLACE,
        Column.PROVINCE,
        Column.TITLE_AR,
        Column.TITLE_FR,
        Column.PHASE,
        Column.STARTS,
        Column.ENDS,
        Column.AXIS_AR,
        Column.AXIS_FR,
        Column.PROJECT_AR,
        Column.PROJECT_FR,
        Column.PRINCIPLES,
        Column.PROJECT_DUE,
        Column.MILESTONE_AR,
        Column.MILESTONE_FR,
        Column.MILESTONE_DUE,
        Column.NOTE,
    ),
}


@dataclass(frozen=True)
class Invited:
    """Somebody and their personal link, for the person who passes it on."""

    name: str
    role: Role
    place: Names | None
    language: str
    link: str
    valid_until: datetime


def invitations(people: Iterable[Invited], language: str) -> bytes:
    """Write the links for a coordinator who reads ``language``, as an .xlsx file.

    The links are text, not hyperlinks: whoever opens one uses it up, and here that would be the
    coordinator.
    """
    headings = (
        Heading(plain(LABELS[Column.NAME], language), _MIDDLE),
        Heading(plain(LABELS[Column.ROLE], language), _MIDDLE),
        Heading(plain(LABELS[Column.PLACE], language), _WIDE),
        Heading(plain(LABELS[Column.LANGUAGE], language), _NARROW),
        Heading(plain(_("Personal link"), language), _WIDE),
        Heading(plain(_("Valid until"), language), _MIDDLE),
    )
    rows = [
        (
            one.name,
            plain(ROLES[one.role], language),
            plain(one.place, language) if one.place else "",
            language_name(one.language),
            one.link,
            one.valid_until,
        )
        for one in people
    ]
    return workbook(plain(_("Invitations"), language), headings, rows, language)


def findings(found: Iterable[Sequence[Any]], language: str) -> bytes:
    """Write what was found in a list, a row for each (``reading.Reading.findings``), as .xlsx."""
    headings = (
        Heading(plain(_("Row"), language), _NARROW),
        Heading(plain(_("Column"), language), _MIDDLE),
        Heading(plain(_("What to correct"), language), 3 * _WIDE),
    )
    rows = [
        (
            str(row),
            plain(LABELS[Column(column)], language) if column else "",
            plain(decode(words), language),
        )
        for row, column, words in found
    ]
    return workbook(plain(_("To correct"), language), headings, rows, language)


def template(kind: Kind, language: str) -> bytes:
    """Write a spreadsheet to fill in, with two fictitious examples, as an .xlsx file.

    The examples are marked as such, and left out when they come back.
    """
    rows = [_row(kind, example, language) for example in EXAMPLES[kind]]
    headings = [_heading(column, language) for column in _TEMPLATES[kind]]
    title = _("Members") if kind == Kind.MEMBERS else _("Programmes")
    quiet = frozenset(range(len(rows)))
    return workbook(plain(title, language), headings, rows, language, quiet=quiet)


def sample(language: str) -> bytes:
    """Write the playground's list of fictitious members, ready to be imported, as an .xlsx file."""
    columns = (Column.NAME, Column.ROLE, Column.PLACE, Column.PROVINCE, Column.LANGUAGE)
    rows = [[_value(column, one.get(column, ""), language) for column in columns] for one in SAMPLE]
    headings = [_heading(column, language) for column in columns]
    return workbook(plain(_("Fictitious members"), language), headings, rows, language)


def _row(kind: Kind, example: Mapping[Column, object], language: str) -> Sequence[Value]:
    return [
        plain(EXAMPLE, language)
        if column == Column.NOTE
        else _value(column, example.get(column, ""), language)
        for column in _TEMPLATES[kind]
    ]


def _value(column: Column, value: object, language: str) -> Value:
    """Write a cell of an example in the reader's words."""
    if isinstance(value, Names):
        return plain(value, language)
    if isinstance(value, Role):
        return plain(ROLES[value], language)
    if isinstance(value, Phase):
        return plain(PHASES[value], language)
    if isinstance(value, tuple):
        return " ; ".join(plain(PRINCIPLES[code], language) for code in value)
    if column == Column.LANGUAGE and value:
        return language_name(str(value))
    return value if isinstance(value, date) else str(value)


def _heading(column: Column, language: str) -> Heading:
    choices: Mapping[Column, tuple[str, ...]] = {
        Column.ROLE: tuple(plain(words, language) for words in ROLES.values()),
        Column.PHASE: tuple(plain(words, language) for words in PHASES.values()),
        Column.LANGUAGE: tuple(map(language_name, LANGUAGES)),
    }
    wide = column.value.endswith(("_ar", "_fr")) or column in {Column.PLACE, Column.PRINCIPLES}
    return Heading(
        plain(LABELS[column], language), _WIDE if wide else _MIDDLE, choices.get(column, ())
    )

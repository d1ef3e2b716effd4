"""Checks a table of members, row by row: who they are, their role, their seat, their language."""

import re
from dataclasses import dataclass, field

from handlers.imports.cells import Row
from handlers.imports.columns import Column
from handlers.imports.findings import Notes
from handlers.imports.headers import Table
from handlers.imports.lexicon import Lexicon, Reading
from handlers.imports.places import REGION
from handlers.imports.seating import Seating
from handlers.imports.vocabulary import languages, roles
from handlers.roles import ROLES
from locales import LANGUAGES, Listing, Message, _, language_name, normalise
from storage.models import Role
from storage.seats import TITULAR
from storage.territory import Place

_SEATED = frozenset({Role.FOCAL_POINT, Role.DEPUTY, Role.REGIONAL_COORDINATOR})
_LONGEST_NAME = 200
_ARABIC = re.compile("[\u0600-\u06ff]")
_TIFINAGH = re.compile("[\u2d30-\u2d7f]")
_NO_NAME = re.compile(r"[\d@<>{}=]|https?:|://")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be invited. ``place`` is None for roles without a seat of their own."""

    row: int
    name: str
    role: Role
    language: str
    place: Place | None


@dataclass
class _Seen:
    """Who stood in earlier rows."""

    persons: dict[tuple[str, str], int] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    seats: dict[tuple[Role, str], int] = field(default_factory=dict)


def check(table: Table, seating: Seating, notes: Notes) -> tuple[Person, ...]:
    """Return the people of the rows that nothing blocks."""
    checker = _Checker(table, seating, notes, roles(), languages())
    people = [person for row in table.rows if (person := checker.person(row))]
    return tuple(person for person in people if person.row not in notes.blocked)


@dataclass
class _Checker:
    table: Table
    seating: Seating
    notes: Notes
    roles: Lexicon[Role]
    languages: Lexicon[str]
    seen: _Seen = field(default_factory=_Seen)

    def person(self, row: Row) -> Person | None:
        """Check every cell of a row, so that all that is wrong with it is said at once."""
        name = self._name(row)
        role = self._role(row)
        language = self._language(row, name)
        place = self._place(row, role)
        if row.number in self.notes.blocked or role is None:
            return None
        typed = normalise(self.table.cell(row, Column.PLACE))
        self._alone(row.number, name, role, place.code if place else typed)
        if place is None and self._undecided(row, role):
            return None
        return Person(row.number, name, role, language, place)

    def _name(self, row: Row) -> str:
        first = self.table.cell(row, Column.FIRST_NAME)
        name = " ".join(filter(None, (first, self.table.cell(row, Column.NAME))))
        if problem := _name_problem(name):
            self.notes.error(row.number, Column.NAME, problem)
        return name

    def _role(self, row: Row) -> Role | None:
        text = self.table.cell(row, Column.ROLE)
        reading: Reading[Role] | None = self.roles.read(text)
        if reading is None:
            known = Listing(list(ROLES.values()))
            self.notes.error(
                row.number,
                Column.ROLE,
                _("“{text}” is not a role. Please write one of: {roles}.", text=text, roles=known)
                if text
                else _("It is empty. Please write one of: {roles}.", roles=known),
            )
            return None
        if not reading.exact:
            self._taken(row.number, Column.ROLE, text, ROLES[reading.meaning])
        return reading.meaning

    def _taken(self, row: int, column: Column, text: str, meaning: Message | str) -> None:
        words = _("“{text}” was taken for: {meaning}.", text=text, meaning=meaning)
        self.notes.remark(row, column, words)

    def _language(self, row: Row, name: str) -> str:
        text = self.table.cell(row, Column.LANGUAGE)
        if not text:
            return _language_of(name)
        reading = self.languages.read(text)
        if reading is None:
            known = Listing([language_name(language) for language in LANGUAGES])
            self.notes.error(
                row.number,
                Column.LANGUAGE,
                _("“{text}” is not one of: {known}.", text=text, known=known),
            )
            return _language_of(name)
        if not reading.exact:
            self._taken(row.number, Column.LANGUAGE, text, language_name(reading.meaning))
        return reading.meaning

    def _place(self, row: Row, role: Role | None) -> Place | None:
        text = self.table.cell(row, Column.PLACE)
        if role == Role.NATIONAL_COORDINATOR:
            self._of_the_network(row.number, text)
            return None
        if text:
            return self.seating.place(row, REGION if role == Role.REGIONAL_COORDINATOR else None)
        if role in _SEATED:
            self.notes.error(
                row.number, Column.PLACE, _("It is empty. Please write which one is meant.")
            )
        elif self.seating.region is not None:
            self._beyond(row.number)
        return None

    def _of_the_network(self, row: int, text: str) -> None:
        if self.seating.region is not None:
            self._beyond(row)
        elif text:
            self.notes.remark(
                row,
                Column.PLACE,
                _(
                    "A national coordinator sits in no collectivity: “{text}” is left out.",
                    text=text,
                ),
            )

    def _beyond(self, row: int) -> None:
        self.notes.error(row, Column.ROLE, _("You can only invite people of your own region."))

    def _undecided(self, row: Row, role: Role) -> bool:
        return role != Role.NATIONAL_COORDINATOR and bool(self.table.cell(row, Column.PLACE))

    def _alone(self, row: int, name: str, role: Role, place: str) -> None:
        """Look for the same person, and the same seat, in earlier rows."""
        person = known_as(name)
        before = self.seen.persons.setdefault((person, place), row)
        if before != row:
            words = _("This person is already in row {row}. Please keep one row.", row=str(before))
            self.notes.error(row, Column.NAME, words)
            return
        namesake = self.seen.names.setdefault(person, row)
        if namesake != row:
            words = _("The same name stands in row {row}, elsewhere.", row=str(namesake))
            self.notes.remark(row, Column.NAME, words)
        seated = self.seen.seats.setdefault((role, place), row) if role in TITULAR else row
        if seated != row:
            words = _second(role, seated)
            self.notes.error(row, Column.ROLE, words)


def _second(role: Role, row: int) -> Message:
    """Say that a collectivity has one focal point and one deputy."""
    if role == Role.DEPUTY:
        return _(
            "Row {row} already names a deputy for this collectivity. Please keep one of the two.",
            row=str(row),
        )
    return _(
        "Row {row} already names a focal point for this collectivity. "
        "Please make one of the two a deputy.",
        row=str(row),
    )


def known_as(name: str) -> str:
    """Return what a name is compared by: its words in any order, accents and letters alike."""
    return " ".join(sorted(normalise(name).split()))


def _name_problem(name: str) -> Message | None:
    if not name:
        return _("It is empty. Please write the first and the family name.")
    if _NO_NAME.search(name) or sum(map(str.isalpha, name)) < len("ab"):
        return _("“{text}” is not the name of a person.", text=name)
    if len(name) > _LONGEST_NAME:
        return _("It is longer than {most} characters.", most=_LONGEST_NAME)
    return None


def _language_of(name: str) -> str:
    """Guess the language of somebody of whom only the name is known, by its letters."""
    if _TIFINAGH.search(name):
        return "zgh"
    return "ar" if _ARABIC.search(name) else "fr"

"""Tells what of a list is in the network already, so that the same list never doubles anybody."""

from collections.abc import Iterable, Mapping

from handlers.imports.branches import Title
from handlers.imports.people import known_as
from handlers.imports.records import Listed
from storage.models import Role
from storage.roster import Known, NewProgramme, Titles
from storage.seats import TITULAR

Key = tuple[str, Role, str | None]


def key(person: Listed | Known) -> Key:
    """Return what makes somebody the same person in the same seat."""
    return known_as(person.name), person.role, person.code


def new_people(people: Iterable[Listed], known: Iterable[Known]) -> list[Listed]:
    """Leave out those who have that seat, or an invitation to it that still opens."""
    there = {key(one) for one in known if one.there}
    return [one for one in people if key(one) not in there]


def who_never_came(known: Iterable[Known]) -> Mapping[Key, int]:
    """Return the member ids of those whose invitation ran out: invited again, they are the same."""
    return {key(one): one.member_id for one in known if not one.there}


def held(people: Iterable[Listed], known: Iterable[Known]) -> int:
    """Count those whose seat somebody else holds now."""
    seats = {(one.role, one.code) for one in known if one.seated and one.role in TITULAR}
    return sum((one.role, one.code) in seats for one in people)


def new_programmes(
    programmes: Iterable[NewProgramme], known: Iterable[tuple[str, Titles]]
) -> list[NewProgramme]:
    """Leave out those whose collectivity has a programme of that title."""
    there: dict[str, list[Title]] = {}
    for code, titles in known:
        there.setdefault(code, []).append(Title(*titles))
    return [
        one
        for one in programmes
        if not any(Title(*one.titles).agrees(title) for title in there.get(one.code, ()))
    ]

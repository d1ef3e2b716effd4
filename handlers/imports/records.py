"""What is to be saved, as JSON values, between the reading of a file and the yes to it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from handlers.imports import plans
from handlers.imports.people import Person
from storage.models import Phase, Role
from storage.roster import NewAxis, NewMilestone, NewProgramme, NewProject, Titles


class Listed(NamedTuple):
    """Somebody of a list; ``code`` is their collectivity's, None for the whole network's roles."""

    name: str
    role: Role
    language: str
    code: str | None


def listed(person: Person) -> Listed:
    """Take from a checked row what is to be saved."""
    code = person.place.code if person.place else None
    return Listed(person.name, person.role, person.language, code)


def people_in(stored: Sequence[Sequence[Any]]) -> list[Listed]:
    """Read back people that were stored as JSON; written, they are plain lists."""
    return [Listed(name, Role(role), language, code) for name, role, language, code in stored]


def whole(programme: plans.Programme) -> NewProgramme:
    """Take from a checked programme what is to be saved."""
    return NewProgramme(
        programme.place.code,
        _titles(programme),
        programme.phase,
        programme.starts_on,
        programme.ends_on,
        tuple(
            NewAxis(_titles(axis), tuple(map(_project, axis.projects))) for axis in programme.axes
        ),
    )


def programmes_json(programmes: Sequence[NewProgramme]) -> list[Any]:
    """Write programmes as JSON values."""
    return [_plain(programme) for programme in programmes]


def programmes_in(stored: Sequence[Sequence[Any]]) -> list[NewProgramme]:
    """Read back what ``programmes_json`` wrote."""
    return [
        NewProgramme(
            code,
            _pair(titles),
            Phase(phase),
            date.fromisoformat(starts_on),
            date.fromisoformat(ends_on),
            tuple(NewAxis(_pair(name), tuple(map(_project_in, inside))) for name, inside in axes),
        )
        for code, titles, phase, starts_on, ends_on, axes in stored
    ]


def _project(project: plans.Project) -> NewProject:
    milestones = tuple(NewMilestone(_titles(one), one.due_on) for one in project.milestones)
    return NewProject(_titles(project), project.principles, project.due_on, milestones)


def _titles(one: plans.Programme | plans.Axis | plans.Project | plans.Milestone) -> Titles:
    return one.title_ar, one.title_fr


def _project_in(stored: Sequence[Any]) -> NewProject:
    titles, principles, due_on, milestones = stored
    return NewProject(
        _pair(titles),
        tuple(principles),
        _day(due_on),
        tuple(NewMilestone(_pair(name), _day(due)) for name, due in milestones),
    )


def _pair(titles: Sequence[str]) -> Titles:
    arabic, french = titles
    return arabic, french


def _day(stored: str | None) -> date | None:
    return None if stored is None else date.fromisoformat(stored)


def _plain(value: object) -> Any:  # noqa: ANN401 — JSON
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value

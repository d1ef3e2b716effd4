"""Looks at a programme once all of its rows are read, and makes the record of it."""

from collections.abc import Iterator
from datetime import date

from handlers.imports import plans
from handlers.imports.branches import Branch, Trunk
from handlers.imports.columns import Column
from handlers.imports.findings import Notes
from locales import _


def check(trunk: Trunk, notes: Notes) -> None:
    """Note what the programme lacks, and dates that cannot be or are hard to believe."""
    if not notes.blocked & set(trunk.rows):
        _check_complete(trunk, notes)
    if trunk.starts_on is None or trunk.ends_on is None:
        return
    if trunk.starts_on >= trunk.ends_on:
        words = _("The programme would end before it starts. Please check the two dates.")
        notes.error(trunk.row, Column.ENDS, words)
        return
    for column, branch in _dated(trunk):
        _check_due(branch, column, trunk.starts_on, trunk.ends_on, notes)


def made(trunk: Trunk) -> plans.Programme | None:
    """Freeze a programme in which nothing is wrong; None while its collectivity is doubtful."""
    if not (trunk.place and trunk.phase and trunk.starts_on and trunk.ends_on):
        return None
    return plans.Programme(
        trunk.row,
        trunk.place,
        trunk.title.ar,
        trunk.title.fr,
        trunk.phase,
        trunk.starts_on,
        trunk.ends_on,
        tuple(
            plans.Axis(axis.row, axis.title.ar, axis.title.fr, tuple(map(_project, axis.branches)))
            for axis in trunk.branches
        ),
    )


def _check_complete(trunk: Trunk, notes: Notes) -> None:
    needed = {
        Column.TITLE: trunk.title,
        Column.PHASE: trunk.phase,
        Column.STARTS: trunk.starts_on,
        Column.ENDS: trunk.ends_on,
    }
    for column, value in needed.items():
        if not value:
            words = _("It is empty. Every programme needs it once.")
            notes.error(trunk.row, column, words)


def _dated(trunk: Trunk) -> Iterator[tuple[Column, Branch]]:
    for axis in trunk.branches:
        for project in axis.branches:
            yield Column.PROJECT_DUE, project
            for milestone in project.branches:
                yield Column.MILESTONE_DUE, milestone


def _check_due(branch: Branch, column: Column, first: date, last: date, notes: Notes) -> None:
    if branch.due_on and not first <= branch.due_on <= last:
        words = _("{date} lies outside of the programme. Is that meant?", date=branch.due_on)
        notes.remark(branch.row, column, words)
    for step in branch.branches:
        if branch.due_on and step.due_on and step.due_on > branch.due_on:
            words = _("It comes after the end of its project, {date}.", date=branch.due_on)
            notes.remark(step.row, Column.MILESTONE_DUE, words)


def _project(branch: Branch) -> plans.Project:
    return plans.Project(
        branch.row,
        branch.title.ar,
        branch.title.fr,
        branch.principles,
        branch.due_on,
        tuple(
            plans.Milestone(one.row, one.title.ar, one.title.fr, one.due_on)
            for one in branch.branches
        ),
    )

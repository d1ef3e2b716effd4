"""What a table of programmes becomes: programmes of axes, axes of projects, projects of milestones.

Each is frozen, holds its titles in Arabic and in French (one may be empty) and the row it first
stood in, and stands in the order of the spreadsheet.
"""

from dataclasses import dataclass
from datetime import date

from storage.models import Phase
from storage.territory import Place


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated step of a project."""

    row: int
    title_ar: str
    title_fr: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Project:
    """A project, with the codes of the principles it serves."""

    row: int
    title_ar: str
    title_fr: str
    principles: tuple[str, ...]
    due_on: date | None
    milestones: tuple[Milestone, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """A line of action."""

    row: int
    title_ar: str
    title_fr: str
    projects: tuple[Project, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """A collectivity's programme, whole: one with an error in any of its rows is not made."""

    row: int
    place: Place
    title_ar: str
    title_fr: str
    phase: Phase
    starts_on: date
    ends_on: date
    axes: tuple[Axis, ...]

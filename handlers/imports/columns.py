"""The columns of the two spreadsheets: what each is called, and which must be there."""

from collections.abc import Mapping
from enum import StrEnum

from locales import Message, _


class Kind(StrEnum):
    """What a spreadsheet is a list of."""

    MEMBERS = "members"
    PROGRAMMES = "programmes"


class Column(StrEnum):
    """What a column holds. ``TITLE``, ``AXIS``, … without a language take it from the letters."""

    NAME = "name"
    FIRST_NAME = "first_name"
    ROLE = "role"
    PLACE = "place"
    TYPE = "type"
    PROVINCE = "province"
    LANGUAGE = "language"
    NOTE = "note"
    TITLE = "title"
    TITLE_AR = "title_ar"
    TITLE_FR = "title_fr"
    PHASE = "phase"
    STARTS = "starts"
    ENDS = "ends"
    AXIS = "axis"
    AXIS_AR = "axis_ar"
    AXIS_FR = "axis_fr"
    PROJECT = "project"
    PROJECT_AR = "project_ar"
    PROJECT_FR = "project_fr"
    PRINCIPLES = "principles"
    PROJECT_DUE = "project_due"
    MILESTONE = "milestone"
    MILESTONE_AR = "milestone_ar"
    MILESTONE_FR = "milestone_fr"
    MILESTONE_DUE = "milestone_due"
    DUE = "due"


LABELS: Mapping[Column, Message] = {
    Column.NAME: _("Name"),
    Column.FIRST_NAME: _("First name"),
    Column.ROLE: _("Role"),
    Column.PLACE: _("Collectivity"),
    Column.TYPE: _("Type of collectivity"),
    Column.PROVINCE: _("Province or prefecture"),
    Column.LANGUAGE: _("Language"),
    Column.NOTE: _("Remark"),
    Column.TITLE: _("Programme"),
    Column.TITLE_AR: _("Programme (Arabic)"),
    Column.TITLE_FR: _("Programme (French)"),
    Column.PHASE: _("Phase"),
    Column.STARTS: _("Start of the programme"),
    Column.ENDS: _("End of the programme"),
    Column.AXIS: _("Axis"),
    Column.AXIS_AR: _("Axis (Arabic)"),
    Column.AXIS_FR: _("Axis (French)"),
    Column.PROJECT: _("Project"),
    Column.PROJECT_AR: _("Project (Arabic)"),
    Column.PROJECT_FR: _("Project (French)"),
    Column.PRINCIPLES: _("Principles"),
    Column.PROJECT_DUE: _("Project due date"),
    Column.MILESTONE: _("Milestone"),
    Column.MILESTONE_AR: _("Milestone (Arabic)"),
    Column.MILESTONE_FR: _("Milestone (French)"),
    Column.MILESTONE_DUE: _("Milestone due date"),
    Column.DUE: _("Due date"),
}

_WHERE = (Column.PLACE, Column.TYPE, Column.PROVINCE)

COLUMNS: Mapping[Kind, tuple[Column, ...]] = {
    Kind.MEMBERS: (
        Column.NAME,
        Column.FIRST_NAME,
        Column.ROLE,
        *_WHERE,
        Column.LANGUAGE,
        Column.NOTE,
    ),
    Kind.PROGRAMMES: (
        *_WHERE,
        Column.TITLE,
        Column.TITLE_AR,
        Column.TITLE_FR,
        Column.PHASE,
        Column.STARTS,
        Column.ENDS,
        Column.AXIS,
        Column.AXIS_AR,
        Column.AXIS_FR,
        Column.PROJECT,
        Column.PROJECT_AR,
        Column.PROJECT_FR,
        Column.PRINCIPLES,
        Column.PROJECT_DUE,
        Column.MILESTONE,
        Column.MILESTONE_AR,
        Column.MILESTONE_FR,
        Column.MILESTONE_DUE,
        Column.DUE,
        Column.NOTE,
    ),
}

REQUIRED: Mapping[Kind, tuple[frozenset[Column], ...]] = {
    Kind.MEMBERS: tuple(frozenset({column}) for column in (Column.NAME, Column.ROLE, Column.PLACE)),
    Kind.PROGRAMMES: (
        frozenset({Column.PLACE}),
        frozenset({Column.TITLE, Column.TITLE_AR, Column.TITLE_FR}),
        frozenset({Column.PHASE}),
        frozenset({Column.STARTS}),
        frozenset({Column.ENDS}),
    ),
}
"""One column of each set must be there."""

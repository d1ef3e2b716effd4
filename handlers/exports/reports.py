"""The table of progress reports: what a national report asks for, a row for each report."""

from collections.abc import Callable, Iterator
from datetime import date

from handlers.desk import Desk
from handlers.exports.table import Cell, Coded, Column, Row, Shape, Table, language_of
from handlers.imports.vocabulary import PHASES, PRINCIPLES
from handlers.kinds import KINDS
from handlers.levels import level_name
from handlers.paces import OBSTACLES
from handlers.roles import ROLES
from handlers.steps import STEPS
from locales import Message, Names, _, today
from storage.exports import reported
from storage.exports.reported import Extent, Reported, Titles
from storage.models import Level

STATUSES: dict[str, Message] = {
    "not_started": _("Not started"),
    "in_progress": _("In progress"),
    "done": _("Done"),
    "late": _("Late"),
}

COLUMNS: tuple[tuple[Column, Callable[[Reported], Cell]], ...] = (
    (
        Column("report", _("Report"), Shape.CODE, _("The number of the report in Jisr.")),
        lambda row: f"R-{row.id}",
    ),
    (
        Column("collectivity", _("Collectivity"), Shape.TEXT, _("The local government.")),
        lambda row: names(row.place),
    ),
    (
        Column("code", _("Official code"), Shape.CODE,
               _("Its code in the territorial register (HCP, census of 2024).")),
        lambda row: row.code,
    ),
    (
        Column("type", _("Type"), Shape.CODE, _("Region, province, prefecture or commune.")),
        lambda row: Coded(row.kind.value, KINDS[row.kind]),
    ),
    (
        Column("region", _("Region"), Shape.TEXT, _("The region it belongs to.")),
        lambda row: names(row.region),
    ),
    (
        Column("programme", _("Programme"), Shape.TEXT, _("Its openness programme.")),
        lambda row: names(row.programme),
    ),
    (
        Column("phase", _("Phase"), Shape.CODE, _("Where the programme stands today.")),
        lambda row: Coded(row.phase.value, PHASES[row.phase]),
    ),
    (
        Column("axis", _("Axis"), Shape.TEXT, _("The line of action, in the member's own words.")),
        lambda row: names(row.axis),
    ),
    (
        Column("principles", _("Principles"), Shape.TEXT, _("The principles the project serves.")),
        lambda row: tuple(
            Coded(code, PRINCIPLES[code]) for code in row.principles if code in PRINCIPLES
        ),
    ),
    (
        Column("project", _("Project"), Shape.LONG, _("The openness project (commitment).")),
        lambda row: names(row.project),
    ),
    (
        Column("due", _("Due"), Shape.DAY, _("The date the project is to be finished.")),
        lambda row: row.due_on,
    ),
    (
        Column("milestones", _("Milestones"), Shape.LONG, _("Those the report said were reached.")),
        lambda row: tuple(Names(ar=ar or "", fr=fr or "") for ar, fr in row.milestones),
    ),
    (
        Column("step", _("Preparation step"), Shape.TEXT,
               _("Before there are projects: the step of the programme that took place.")),
        lambda row: Coded(row.step.value, STEPS[row.step]) if row.step else None,
    ),
    (
        Column("step_date", _("Date of the step"), Shape.DAY, _("When it took place.")),
        lambda row: row.happened_on,
    ),
    (
        Column("level", _("Completion level"), Shape.TEXT,
               _("OGP's scale: no evidence, not started, limited, substantial, complete.")),
        lambda row: Coded(row.level.value, level_name(row.level)) if row.level else None,
    ),
    (
        Column("percent", _("Progress"), Shape.PERCENT,
               _("The percentage that was reported; empty where none was.")),
        lambda row: row.percent,
    ),
    (
        Column("status", _("Status"), Shape.CODE,
               _("From the level, and late when the date had passed as it was reported.")),
        lambda row: status(row),  # noqa: PLW0108 — defined below
    ),
    (
        Column("obstacles", _("Obstacles"), Shape.TEXT,
               _("Kinds of obstacles open then at that local government; private ones are not "
                 "among them.")),
        lambda row: tuple(Coded(one.value, OBSTACLES[one]) for one in row.obstacles),
    ),
    (
        Column("note", _("What was reported"), Shape.LONG, _("The reporter's own words.")),
        lambda row: row.note,
    ),
    (
        Column("evidence", _("Evidence"), Shape.LONG, _("Links, and the names of files.")),
        lambda row: tuple(row.evidence),
    ),
    (
        Column("language", _("Language"), Shape.CODE, _("The reporter's language.")),
        lambda row: language_of(row.language),
    ),
    (
        Column("role", _("Reporter's role"), Shape.TEXT, _("Their role then; no names are given.")),
        lambda row: Coded(row.role.value, ROLES[row.role]) if row.role else None,
    ),
    (
        Column("reported", _("Reported at"), Shape.MOMENT, _("When it was reported.")),
        lambda row: row.reported_at,
    ),
    (
        Column("updated", _("Last update"), Shape.MOMENT,
               _("When anything was last reported on the same project or step.")),
        lambda row: row.updated_at,
    ),
    (
        Column("latest", _("Latest"), Shape.CODE,
               _("Whether this is the last report on the same project or step.")),
        lambda row: Coded("yes", _("yes")) if row.latest else Coded("no", _("no")),
    ),
)  # fmt: skip


def table(desk: Desk, extent: Extent) -> Table:
    """Return the reports of ``extent``, read a portion at a time as they are written."""
    total = desk.read(reported.count, extent)
    columns = tuple(column for column, _value in COLUMNS)
    return Table(_("Progress reports"), columns, total, _rows(desk, extent, total))


def _rows(desk: Desk, extent: Extent, total: int) -> Iterator[Row]:
    values = [value for _column, value in COLUMNS]
    after = written = 0
    while found := desk.read(reported.portion, extent, after):
        for row in found:
            yield [value(row) for value in values]
        after, written = found[-1].id, written + len(found)
        desk.progress(min(written, total), total)


def names(titles: Titles) -> Names | None:
    """Return a title in (Arabic, French) as words; None where there is none."""
    arabic, french = titles
    return Names(ar=arabic or "", fr=french or "") if arabic or french else None


def status(row: Reported) -> Coded | None:
    """Return where a project stood when it was reported on; None for a step."""
    if row.level is None:
        return None
    code = status_of(row.level, row.due_on, today(row.reported_at))
    return Coded(code, STATUSES[code])


def status_of(level: Level | None, due_on: date | None, day: date) -> str:
    """Return a project's status on a day: what its level says, unless its date had passed."""
    if level == Level.COMPLETE:
        return "done"
    if due_on is not None and due_on < day:
        return "late"
    return "in_progress" if level in {Level.LIMITED, Level.SUBSTANTIAL} else "not_started"

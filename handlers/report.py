"""Report progress: which project, where it stands, one line, evidence, saved. Five taps at most."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import locales
from handlers.authors import author
from handlers.dialogue import (
    Choice,
    Confirm,
    Context,
    Instead,
    LookUp,
    Media,
    Number,
    Option,
    Reply,
    Text,
    conversation,
)
from handlers.dialogue.flow import About
from handlers.dialogue.replay import Dialogue
from handlers.levels import LEVELS, level_name, rank
from handlers.receipts import AGAIN, evidence_line, undo_row
from handlers.say import Button, Say
from handlers.titles import title, title_json, title_of
from locales import Lines, Percent, Quote, Words, _, _n
from storage import people, programmes, progress, reports, timetable
from storage.models import Level, Phase, ProgressReport
from storage.programmes import Standing
from storage.reports import NewReport

EVIDENCE_AFTER = timedelta(days=7)  # FEATURES.md F4: "to follow" is asked about again
STALE = timedelta(days=30)  # a project nobody reported on for a month comes before the fresh ones
EVIDENCE = Media(
    "evidence",
    _("A completed project needs its evidence: send a photo, a PDF, a voice note or a link now."),
    options=(Option("to_follow", _("To follow: ask me in 7 days")),),
)


@conversation(
    "report",
    title=_("Report progress"),
    words=("تقرير", "تقرير التقدم", "rapport", "rapporter", "report", "progress", "avancement"),
    collects=EVIDENCE,
)
def report(about: About) -> Dialogue:
    """Ask for one project's report; the flow returns a NewReport's fields, or None if dropped."""
    chosen = about["project"]
    if chosen is None:
        listed = yield LookUp("projects", "projects", {"programme": about["programme"]})
        chosen = yield Choice(
            "project",
            _("Which project? Those that are due come first."),
            options=tuple(Option(row["id"], _listed(row)) for row in listed),
            page=5,
        )
    project = yield LookUp(f"project-{chosen}", "project", {"project": chosen})
    level = yield Choice(
        "level", _standing(project), options=_levels(now_at=project["level"]), columns=2
    )
    draft: dict[str, Any] = {"project": project, "level": level}
    if level == "no_change":
        draft["files"] = yield replace(EVIDENCE, asked=False)
    else:
        yield from _details(draft)
    seen = project["report"]
    while newer := (
        yield LookUp(f"since-{seen}", "report_since", {"project": chosen, "report": seen})
    ):
        keep = yield Choice(f"newer-{newer['id']}", _newer(newer), options=_OVERWRITE)
        if keep == "theirs":
            return None
        seen = newer["id"]
    return draft


def _details(draft: dict[str, Any]) -> Dialogue:
    """Ask how far along, why or what has moved, and for evidence; then show it all."""
    project, level = draft["project"], draft["level"]
    if level in {Level.LIMITED, Level.SUBSTANTIAL}:
        draft["measure"] = yield Number(
            "measure",
            _("How far along, in percent? Or tap a step that is now done."),
            options=tuple(
                Option(f"m{step['id']}", _("Done: {step}", step=title_of(step)))
                for step in project["milestones"][:4]
            ),
            optional=True,
        )
    if rank(level) < rank(project["level"]):
        draft["reason"] = yield Text(
            "reason",
            _(
                "That is lower than before ({level}). In one line: why?",
                level=level_name(project["level"]),
            ),
        )
    else:
        draft["note"] = yield Text("note", _("In one line: what has moved?"), optional=True)
    draft["files"] = yield replace(EVIDENCE, asked=level == Level.COMPLETE)
    yield Confirm("save", _summary(draft), edits=_edits(draft))


@report.begins
def begin(context: Context, argument: str | None) -> About | Say | Instead:
    """Find the programme; co-creation and vote have steps of their own, a closed one is refused.

    ``argument`` is a project's id, from a button: it counts only if the project is theirs.
    """
    place = context.member.collectivity_id
    programme = programmes.current(context.session, place) if place is not None else None
    if programme is None:
        return Say(_("No programme is registered for you yet. Your coordinator can add it."))
    if programme.phase == Phase.CLOSED:
        return _closed(context)
    if programme.phase in {Phase.CO_CREATION, Phase.VOTE}:
        return Instead("phase_step")
    if argument is None:
        return {"programme": programme.id, "project": None}
    mine = {str(row.project.id) for row in programmes.standings(context.session, programme.id)}
    return {"programme": programme.id, "project": argument if argument in mine else None}


@report.described
def describe(about: About, answers: Mapping[str, Any]) -> Words:
    """Name a half-written report by its project."""
    chosen = about["project"] or answers.get("project")
    project = answers.get(f"project-{chosen}")
    if project is None:
        return report.title
    return _("your report on {project}", project=title_of(project))


@report.looks_up("projects")
def list_projects(context: Context, programme: int) -> list[dict[str, Any]]:
    """List the projects: overdue first, then those nobody reported on lately, then the rest."""
    due = programmes.earliest_due(context.session, programme)
    rows = programmes.standings(context.session, programme)
    return [
        {
            **title_json(row.project),
            "level": row.report.level if row.report else None,
            "overdue": _urgency(row, due, context) == 0,
        }
        for row in sorted(rows, key=lambda row: _urgency(row, due, context))
    ]


@report.looks_up("project")
def project_now(context: Context, project: str) -> dict[str, Any]:
    """Return where a project stands: level, percent, when and by whom, its open milestones."""
    row = programmes.standing(context.session, int(project))
    if row is None:
        message = f"project {project} of a conversation has gone"
        raise LookupError(message)
    milestones = programmes.open_milestones(context.session, row.project.id)
    return {
        **title_json(row.project),
        **_last(row),
        "milestones": [title_json(one) for one in milestones],
    }


@report.looks_up("report_since")
def report_since(context: Context, project: str, report: int | None) -> dict[str, Any] | None:
    """Return a report made since ``report`` on the same project, or None.

    The project stays locked until the transaction ends, so nothing can come between this and
    the saving.
    """
    row = programmes.standing(context.session, int(project), lock=True)
    if row is None or row.report is None or row.report.id == report:
        return None
    return {"id": row.report.id, **_last(row)}


@report.done
def save(context: Context, value: dict[str, Any] | None) -> Reply:
    """Write the report, its evidence and, when evidence is to follow, the date to ask again."""
    if value is None:
        return Reply(Say(_("Nothing was saved: the newer report stands."), (AGAIN,)))
    row = programmes.standing(context.session, int(value["project"]["id"]), lock=True)
    if row is None or row.project.axis.programme.phase == Phase.CLOSED:
        return Reply(_closed(context))
    saved = reports.add(
        context.session,
        _new_report(value, row),
        author=context.member,
        channel=context.identity.channel,
        now=context.now,
    )
    if saved.evidence_to_follow:
        timetable.add(
            context.session,
            key=f"evidence:{saved.id}",
            kind="evidence",
            member_id=context.member.id,
            about={"report": saved.id},
            due_at=context.now + EVIDENCE_AFTER,
        )
    rows = (undo_row(saved.id), *_worth_sharing(saved), AGAIN)
    return Reply(Say(_saved(context, saved.id, row, value), rows))


def _worth_sharing(saved: ProgressReport) -> tuple[tuple[Button, ...], ...]:
    """Offer to make a practice of a project that is done (F10)."""
    if saved.level != Level.COMPLETE or saved.no_change:
        return ()
    return ((Button(_("Share it as a practice"), f"s.share.{saved.id}"),),)


_LEVELS = tuple(Option(level, name) for level, name in LEVELS.items())
_NO_CHANGE = Option("no_change", _("No change"))
_OVERWRITE = (
    Option("mine", _("Save mine as well")),
    Option("theirs", _("Leave theirs")),
)


def _urgency(row: Standing, due: Mapping[int, date], context: Context) -> int:
    """Rank a project for the list: 0 overdue, 1 stale, 2 the rest, 3 complete."""
    if row.report is not None and row.report.level == Level.COMPLETE:
        return 3
    if programmes.is_overdue(row, due.get(row.project.id), context.today):
        return 0
    return 1 if row.report is None or context.now - row.report.created_at > STALE else 2


def _listed(row: Mapping[str, Any]) -> Words:
    return _("⏰ {project}", project=title_of(row)) if row["overdue"] else title_of(row)


def _levels(now_at: str | None) -> tuple[Option, ...]:
    return _LEVELS if now_at is None else (*_LEVELS, _NO_CHANGE)


def _last(row: Standing) -> dict[str, Any]:
    """Return a project's standing report as JSON values."""
    found = row.report
    if found is None:
        return {"level": None, "percent": None, "report": None, "on": None, "by": None}
    return {
        "level": found.level,
        "percent": found.percent,
        "report": found.id,
        "on": found.created_at.isoformat(),
        "by": found.author.name,
    }


def _standing(project: Mapping[str, Any]) -> Words:
    """Say where the project stands, always with the date, and ask for its level."""
    asked = _("Where does it stand today?")
    name = _("<b>{project}</b>", project=title_of(project))
    if project["level"] is None:
        return Lines([name, _("Nothing has been reported on it yet."), asked])
    level = level_name(project["level"])
    day = locales.wall(datetime.fromisoformat(project["on"])).date()
    if project["percent"] is None or project["level"] == Level.COMPLETE:
        return Lines([name, _("Last report, {day}: {level}.", day=day, level=level), asked])
    percent = Percent(project["percent"])
    last = _("Last report, {day}: {level}, {percent}.", day=day, level=level, percent=percent)
    return Lines([name, last, asked])


def _summary(draft: Mapping[str, Any]) -> Words:
    """Put the whole report on one screen, before anything is saved."""
    files = draft["files"]
    if files == "to_follow":
        evidence: Words = _("Evidence: to follow, I will ask in 7 days.")
    else:
        evidence = evidence_line(files)
    return Lines([Lines([*_facts(draft), evidence], gap="\n"), _("Save this report?")])


def _facts(draft: Mapping[str, Any]) -> list[Words]:
    """Return what was answered, a line each."""
    project = draft["project"]
    level = project["level"] if draft["level"] == "no_change" else draft["level"]
    facts: list[Words] = [
        _("<b>{project}</b>", project=title_of(project)),
        _("Level: <b>{level}</b>", level=level_name(level)),
    ]
    measure = draft.get("measure")
    if isinstance(measure, int):
        facts.append(_("Progress: {percent}", percent=Percent(measure)))
    elif measure is not None:
        facts.append(_("Done: {step}", step=title_of(_milestone(project, measure))))
    words = draft.get("reason") or draft.get("note")
    if words:
        facts.append(Quote(words))
    return facts


def _edits(draft: Mapping[str, Any]) -> tuple[Option, ...]:
    """Return what can be changed before saving, by the key of its question."""
    edits = [Option("level", _("Level"))]
    if "measure" in draft:
        edits.append(Option("measure", _("Percentage or step")))
    if "reason" in draft:
        edits.append(Option("reason", _("Reason")))
    else:
        edits.append(Option("note", _("Note")))
    if draft["files"]:
        edits.append(Option("evidence", _("Evidence")))
    return tuple(edits)


def _newer(newer: Mapping[str, Any]) -> Words:
    when = datetime.fromisoformat(newer["on"])
    return _(
        "Meanwhile {name} reported on this project: {level} ({moment}). Save yours as well?",
        name=author(newer["by"]),
        level=level_name(newer["level"]),
        moment=when,
    )


def _milestone(project: Mapping[str, Any], answer: str) -> Mapping[str, Any]:
    """Return the milestone that an option such as "m12" stands for."""
    found: Mapping[str, Any] = next(
        step for step in project["milestones"] if f"m{step['id']}" == answer
    )
    return found


def _new_report(value: Mapping[str, Any], row: Standing) -> NewReport:
    """Turn the flow's answers into a report; "no change" repeats what she was shown."""
    programme_id, project_id = row.project.axis.programme_id, row.project.id
    if value["level"] == "no_change":
        seen = value["project"]
        return NewReport(
            programme_id,
            project_id,
            level=Level(seen["level"]),
            percent=seen["percent"],
            no_change=True,
            files=tuple(value["files"]),
        )
    measure, files = value.get("measure"), value["files"]
    return NewReport(
        programme_id,
        project_id,
        level=Level(value["level"]),
        percent=measure if isinstance(measure, int) else None,
        milestones=(int(measure[1:]),) if isinstance(measure, str) else (),
        note=value.get("note"),
        reason=value.get("reason"),
        evidence_to_follow=files == "to_follow",
        files=() if files == "to_follow" else tuple(files),
    )


def _saved(context: Context, report_id: int, row: Standing, draft: Mapping[str, Any]) -> Words:
    """Confirm with the number, repeat what was saved, and show what it changed."""
    standings = programmes.standings(context.session, row.project.axis.programme_id)
    axis = progress.of_projects(
        one for one in standings if one.project.axis_id == row.project.axis_id
    )
    return Lines(
        [
            _("Saved: <b>{number}</b>. Thank you.", number=f"R-{report_id}"),
            Lines(_facts(draft), gap="\n"),
            _n(
                "{axis}: {percent}, from {reported} of {count} project reported on.",
                "{axis}: {percent}, from {reported} of {count} projects reported on.",
                axis.projects,
                axis=title(row.project.axis),
                percent=Percent(axis.percent),
                reported=axis.reported,
            ),
        ]
    )


def _closed(context: Context) -> Say:
    """Refuse a report on a closed programme, and say whom to ask."""
    names = [one.name for one in people.coordinators_of(context.session, context.member)]
    if not names:
        return Say(_("This programme is closed: reports are no longer taken."))
    return Say(
        _(
            "This programme is closed: reports are no longer taken. {coordinator} can reopen it.",
            coordinator=names[0],
        )
    )

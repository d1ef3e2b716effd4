"""Report a step of the co-creation or the vote: before there are projects, there is no level."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from handlers.dialogue import (
    Choice,
    Confirm,
    Context,
    Date,
    LookUp,
    Media,
    Option,
    Reply,
    Text,
    conversation,
)
from handlers.dialogue.flow import About
from handlers.dialogue.questions import TODAY
from handlers.dialogue.replay import Dialogue
from handlers.receipts import AGAIN, evidence_line, undo_row
from handlers.say import Say
from handlers.steps import STEPS
from handlers.titles import title_json, title_of
from locales import Lines, Quote, Words, _
from storage import programmes, reports
from storage.models import Phase, PhaseStep
from storage.reports import NewReport

EVIDENCE = Media("evidence", _("Send a photo, a PDF, a voice note or a link."), asked=False)


@conversation("phase_step", title=_("Report a step of the programme"), words=(), collects=EVIDENCE)
def phase_step(about: About) -> Dialogue:
    """Ask which step took place and when."""
    taken = yield LookUp("taken", "taken", {"programme": about["id"]})
    step = yield Choice("step", _open_steps(about, taken), options=_options(taken))
    today = yield LookUp("today", "today")
    day = yield Date(
        "day",
        _("On which date? For example: {day}.", day=date.fromisoformat(today)),
        options=(Option(TODAY, _("Today")),),
        past=True,
    )
    note = yield Text("note", _("In one line: how did it go?"), optional=True)
    files = yield EVIDENCE
    draft = {"programme": about["id"], "step": step, "day": day, "note": note, "files": files}
    yield Confirm("save", _summary(about, draft), edits=_edits(draft))
    return draft


@phase_step.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Find the member's programme, which must be in co-creation or before its vote."""
    del argument
    member = context.member
    programme = (
        programmes.current(context.session, member.collectivity_id)
        if member.collectivity_id
        else None
    )
    if programme is None or programme.phase not in {Phase.CO_CREATION, Phase.VOTE}:
        return Say(_("Your programme has projects now: report on them instead."), (AGAIN,))
    return title_json(programme)


@phase_step.looks_up("today")
def today_is(context: Context) -> str:
    """Return the date, for an example that people recognise."""
    return context.today.isoformat()


@phase_step.looks_up("taken")
def taken_steps(context: Context, programme: str) -> list[str]:
    """List the steps that were reported already."""
    return [step.value for step in reports.steps_taken(context.session, int(programme))]


@phase_step.done
def save(context: Context, value: dict[str, Any]) -> Reply:
    """Write the step as a report of the programme."""
    saved = reports.add(
        context.session,
        NewReport(
            int(value["programme"]),
            step=PhaseStep(value["step"]),
            happened_on=date.fromisoformat(value["day"]),
            note=value["note"],
            files=tuple(value["files"]),
        ),
        author=context.member,
        channel=context.identity.channel,
        now=context.now,
    )
    text = _("Saved: <b>{number}</b>. Thank you.", number=f"R-{saved.id}")
    return Reply(Say(text, (undo_row(saved.id), AGAIN)))


def _open_steps(about: Mapping[str, Any], taken: list[str]) -> Words:
    name = _("<b>{project}</b>", project=title_of(about))
    asked = _("Which step has taken place?")
    if not taken:
        return Lines([name, asked])
    done = Lines([_("✓ {step}", step=STEPS[PhaseStep(one)]) for one in taken], gap="\n")
    return Lines([name, done, asked])


def _options(taken: list[str]) -> tuple[Option, ...]:
    """Offer the steps not reported first, and the others again, for a second workshop."""
    steps = sorted(STEPS, key=lambda step: step.value in taken)
    return tuple(Option(step.value, STEPS[step]) for step in steps)


def _summary(about: Mapping[str, Any], draft: Mapping[str, Any]) -> Words:
    facts: list[Words] = [
        _("<b>{project}</b>", project=title_of(about)),
        STEPS[PhaseStep(draft["step"])],
        _("Date: {day}", day=date.fromisoformat(draft["day"])),
    ]
    if draft["note"]:
        facts.append(Quote(draft["note"]))
    facts.append(evidence_line(draft["files"]))
    return Lines([Lines(facts, gap="\n"), _("Save this report?")])


def _edits(draft: Mapping[str, Any]) -> tuple[Option, ...]:
    edits = [Option("step", _("Step")), Option("day", _("Date")), Option("note", _("Note"))]
    if draft["files"]:
        edits.append(Option("evidence", _("Evidence")))
    return tuple(edits)

"""Evidence that was to follow: asked for after seven days, added to the report it belongs to."""

from typing import Any

import locales
from handlers.dialogue import Confirm, Context, Media, Option, Reply, conversation
from handlers.dialogue.conduct import Turn
from handlers.dialogue.flow import About, Post, Unasked
from handlers.dialogue.replay import Dialogue
from handlers.say import Button, Say, number_in
from handlers.titles import title_json, title_of
from handlers.unasked import agency
from locales import Lines, Words, _, _n
from storage import contacts, reports
from storage.models import ProgressReport

EVIDENCE = Media("evidence", _("Send a photo, a PDF, a voice note or a link."))


@conversation("evidence", title=_("Add evidence"), words=(), collects=EVIDENCE)
def evidence(about: About) -> Dialogue:
    """Ask for files or links, and show how many there are before adding them."""
    files = yield EVIDENCE
    text = Lines(
        [
            _("<b>{project}</b>", project=title_of(about)),
            _n("Evidence: {count} item.", "Evidence: {count} items.", len(files)),
            _("You can send another, or save."),
        ]
    )
    yield Confirm("save", text, edits=(Option("evidence", _("Evidence")),))
    return {"report": about["report"], "files": files}


@evidence.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Take the report named by the button, if it is of their seat and still waits for evidence."""
    found = _waiting(context, number_in(argument) or 0)
    if found is None or found.project is None:
        return Say(_NONE)
    return {"report": found.id, **title_json(found.project)}


@evidence.done
def save(context: Context, value: dict[str, Any]) -> Reply:
    """Add the evidence, unless the report was undone or completed meanwhile."""
    found = _waiting(context, value["report"])
    if found is None:
        return Reply(Say(_NONE))
    reports.add_evidence(
        context.session,
        found.id,
        value["files"],
        author=context.member,
        channel=context.identity.channel,
        now=context.now,
    )
    text = _("Added to <b>{number}</b>. Thank you.", number=f"R-{found.id}")
    return Reply(Say(text, ((Button(_("Report progress"), "s.report"),),)))


def ask(context: Context, about: dict[str, Any]) -> Turn:
    """Remind the seat, once, of evidence that was to follow; nothing if it has come."""
    found = _waiting(context, int(about["report"]))
    if found is None or found.project is None:
        contacts.give_back(context.session, int(about["contact"]))
        return Turn()
    text = Lines(
        [
            _reported(context, found, title_of(title_json(found.project))),
            _("Is there a photo, a PDF or a link you could add?"),
        ]
    )
    rows = ((Button(_("Add evidence"), f"s.evidence.{found.id}"),), *agency(context, "evidence"))
    return Turn(posts=(Post(context.identity.id, Say(text, rows), unasked=Unasked.of(about)),))


def _reported(context: Context, found: ProgressReport, project: Words) -> Words:
    """Say whose report it is: the deputy may be asked, or whoever has followed in the seat."""
    if found.author_id == context.member.id:
        return _(
            "A week ago you reported {project} as complete, with evidence to follow.",
            project=project,
        )
    day = locales.wall(found.created_at).date()
    if not found.author.name:
        return _(
            "On {day}, {project} was reported as complete, with evidence to follow.",
            day=day,
            project=project,
        )
    return _(
        "On {day}, {name} reported {project} as complete, with evidence to follow.",
        day=day,
        name=found.author.name,
        project=project,
    )


def _waiting(context: Context, report_id: int) -> ProgressReport | None:
    return reports.awaiting_evidence(context.session, report_id, context.member.collectivity_id)


_NONE = _("That report no longer waits for evidence.")

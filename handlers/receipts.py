"""What every report has, of a project or of a step: a line on its evidence, and its undoing."""

from collections.abc import Sized
from datetime import timedelta

from handlers.dialogue.flow import Context
from handlers.say import Button, Say, number_in
from locales import Words, _, _n
from storage import reports

UNDO = timedelta(minutes=10)  # FEATURES.md F4
AGAIN = (Button(_("Report progress"), "s.report"),)


def evidence_line(files: Sized) -> Words:
    """Say how much evidence there is, and what could be sent where there is none."""
    if not files:
        return _("Evidence: none yet. You can send a photo, a PDF, a voice note or a link.")
    return _n("Evidence: {count} item.", "Evidence: {count} items.", len(files))


def undo_row(report_id: int) -> tuple[Button, ...]:
    """Return the button that takes a report back."""
    return (Button(_("Undo (10 min)"), f"a.undo.{report_id}"),)


def undo(context: Context, argument: str) -> Say:
    """Take back one's own report within ten minutes; after that, a correcting report is offered."""
    found = reports.by_author(context.session, number_in(argument) or 0, context.member.id)
    if found is None:
        return Say(_("I do not find that report among yours."))
    number = f"R-{found.id}"
    correct = Button(_("Correct it with a new report"), f"s.report.{found.project_id or ''}")
    if context.now - found.created_at > UNDO:
        return Say(
            _("The ten minutes for undoing {number} have passed.", number=number), ((correct,),)
        )
    if not reports.withdraw(context.session, found, context.member, context.now):
        return Say(_("{number} was undone before.", number=number), (AGAIN,))
    return Say(_("{number} is undone; the earlier state stands.", number=number), (AGAIN,))

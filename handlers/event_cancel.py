"""An organiser calls an event off; everybody who signed up is told."""

from typing import Any

from handlers.dialogue import Confirm, Context, Reply, conversation
from handlers.dialogue.flow import About
from handlers.dialogue.replay import Dialogue
from handlers.gatherings import MENU, UNKNOWN, managed, title_of
from handlers.say import Say
from handlers.titles import title_json
from handlers.titles import title_of as stored_title
from locales import Lines, _, _n
from storage import audit, gatherings
from storage.models import Gathering


@conversation("event_cancel", title=_("Cancel an event"))
def event_cancel(about: About) -> Dialogue:
    """Ask once more: it cannot be taken back."""
    text = Lines(
        [
            _("<b>{title}</b>", title=stored_title(about)),
            _("Shall it be cancelled? It cannot be taken back."),
        ]
    )
    yield Confirm("cancel", text, save=_("Cancel the event"))
    return {"gathering": about["id"]}


@event_cancel.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Take an event of this coordinator's that is still to be."""
    found = managed(context, argument)
    if found is None:
        return UNKNOWN
    return _TOO_LATE if _is_past(found[0], context) else title_json(found[0])


@event_cancel.done
def save(context: Context, value: dict[str, Any]) -> Reply:
    """Call it off, once, and have everybody told who said yes or maybe, or who waits."""
    found = managed(context, str(value["gathering"]))
    if found is None:
        return Reply(UNKNOWN)
    session, now = context.session, context.now
    gathering = gatherings.of_id(session, found[0].id, lock=True) or found[0]
    if _is_past(gathering, context):
        return Reply(_TOO_LATE)
    told = gatherings.cancel(session, gathering, now)
    audit.record(session, context.member.id, "event_cancel", f"gathering:{gathering.id}", now)
    parts = [
        _("“{title}” is cancelled.", title=title_of(gathering)),
        _n("{count} person who signed up is told in office hours.",
           "{count} people who signed up are told in office hours.", told),
    ]  # fmt: skip
    return Reply(Say(Lines(parts), (MENU,)))


_TOO_LATE = Say(_("It has begun or is cancelled: nothing can be changed any more."), (MENU,))


def _is_past(gathering: Gathering, context: Context) -> bool:
    return gathering.cancelled_at is not None or gathering.starts_at <= context.now

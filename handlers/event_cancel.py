"""An organiser calls an event off; everybody who signed up is told."""

from typing import Any

from handlers.dialogue import Confirm, Context, Reply, conversation
from handlers.dialogue.flow import About
from handlers.dialogue.replay import Dialogue
from handlers.gatherings import MENU, title_of, to_come
from handlers.say import Say
from handlers.titles import title_json
from handlers.titles import title_of as stored_title
from locales import Lines, _, _n
from storage import audit, gatherings


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
    found = to_come(context, argument)
    return found if isinstance(found, Say) else title_json(found)


@event_cancel.done
def save(context: Context, value: dict[str, Any]) -> Reply:
    """Call it off, once, and have everybody told who said yes or maybe, or who waits."""
    session, now = context.session, context.now
    gathering = to_come(context, str(value["gathering"]), lock=True)
    if isinstance(gathering, Say):
        return Reply(gathering)
    told = gatherings.cancel(session, gathering, now)
    audit.record(session, context.member.id, "event_cancel", f"gathering:{gathering.id}", now)
    parts = [
        _("“{title}” is cancelled.", title=title_of(gathering)),
        _n("{count} person who signed up is told in office hours.",
           "{count} people who signed up are told in office hours.", told),
    ]  # fmt: skip
    return Reply(Say(Lines(parts), (MENU,)))

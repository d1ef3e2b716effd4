"""Read and noted: what a member says of an announcement, by its button or in a word."""

from handlers.dialogue import Context, Reply, conversation
from handlers.dialogue.flow import About
from handlers.dialogue.replay import Dialogue
from handlers.say import Button, Say, number_in
from locales import _
from storage.announcements import records


@conversation("noted", title=_("Read and noted"), words=("مقروء", "lu et noté", "noted"))
def noted(about: About) -> Dialogue:
    """Ask nothing: to say it is enough."""
    yield from ()
    return about


@noted.begins
def begin(context: Context, argument: str | None) -> Say:
    """Note it for an announcement this person got; without its number, for the newest."""
    return _note(context, number_in(argument))


@noted.done
def done(context: Context, value: About) -> Reply:
    """Answer as at the beginning."""
    del value
    return Reply(_note(context, None))


_MENU = (Button(_("Menu"), "a.menu"),)


def _note(context: Context, announcement_id: int | None) -> Say:
    got = records.received(context.session, context.member.id, announcement_id)
    if got is None:
        return Say(_("There is nothing to note."), (_MENU,))
    if got.noted_at is None:
        got.noted_at = context.now
    return Say(_("Noted: {number}. Thank you.", number=f"N-{got.announcement_id}"), (_MENU,))

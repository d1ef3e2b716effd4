"""The week's figures on Friday, for those who coordinate and those who observe."""

from typing import Any

from handlers import boards
from handlers.dialogue import Context
from handlers.dialogue.conduct import Turn
from handlers.dialogue.flow import Post, Unasked
from handlers.paces import OBSTACLES
from handlers.permissions import may
from handlers.say import Button, Say
from handlers.unasked import agency
from locales import Lines, _
from storage import contacts, summaries
from storage.board import overview


def bring(context: Context, about: dict[str, Any]) -> Turn:
    """Tell a week's figures, of as many people as the reader looks after at this moment."""
    reach = summaries.extent(context.session, context.member)
    if reach is None or context.member.undigested_at is not None:
        return _nothing(context, about)
    week = str(about["week"])
    when = boards.when(context.session, context.policy, context.now, week)
    board = overview.board(context.session, reach, when)
    if board.rate.is_small:  # of so few, figures would be somebody's own
        return _nothing(context, about)
    head = _("<b>The week's figures</b> · {scope} · {week}", week=boards.week_of(week),
             scope=boards.scope(context.session, reach))  # fmt: skip
    lines = [
        *boards.waits(board),
        *boards.obstacles(board.obstacles, OBSTACLES),
        boards.projects(board),
    ]
    text = Lines([head, Lines(boards.first_screen(board, when), gap="\n"), Lines(lines, gap="\n")])
    say = Say(text, (*_ways(context, week), *agency(context, summaries.KIND)))
    return Turn(posts=(Post(context.identity.id, say, unasked=Unasked.of(about)),))


def settle(context: Context, argument: str) -> Say:
    """Say whether the week's figures come; stop them, or let them come again."""
    if argument in {"off", "on"}:
        context.member.undigested_at = context.now if argument == "off" else None
    if context.member.undigested_at is None:
        return Say(_ON, ((Button(_("No such summary"), "a.summary.off"),), _MENU))
    return Say(_OFF, ((Button(_("Let it come again"), "a.summary.on"),), _MENU))


def _ways(context: Context, week: str) -> tuple[tuple[Button, ...], ...]:
    """Return the ways from the summary: to the board, for whoever may see it, and out of it."""
    offers = (
        ("board", Button(_("Board"), "a.board")),
        ("picture", Button(_("Picture: who answered"), f"a.picture.response.{week}")),
    )
    open_to = tuple(button for name, button in offers if may(context.member, name))
    off = (Button(_("No such summary"), "a.summary.off"),)
    return (open_to, off) if open_to else (off,)


def _nothing(context: Context, about: dict[str, Any]) -> Turn:
    contacts.give_back(context.session, int(about["contact"]))
    return Turn()


_MENU = (Button(_("Menu"), "a.menu"),)
_OFF = _("No weekly summary comes to you. The figures stay where you can ask for them.")
_ON = _("On Fridays I tell you the week's figures, unless two other messages came that week.")

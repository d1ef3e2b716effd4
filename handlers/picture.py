"""Asking for a picture of the board: it is drawn outside of the chat, and comes when it is done."""

from handlers import boards
from handlers.dialogue import Context, Reply
from handlers.orders import order
from handlers.say import Button, Say
from locales import _, week_of

NAME = "picture"  # of the action, the permission and the maker
NAMES = frozenset({"response", "grid", "mood", "progress", "obstacles", "questions"})


def picture(context: Context, argument: str) -> Say | Reply:
    """Order the picture that a button names, of the present week unless it names another.

    Whose figures it shows is decided when it is drawn, from the seat its reader has then.
    """
    name, _dot, week = argument.partition(".")
    if name not in NAMES:
        return Say(_("I know of no such picture."), ((Button(_("Board"), "a.board"),),))
    about = {"picture": name, "week": boards.week_in(week) or week_of(context.now)}
    return order(context, NAME, about)

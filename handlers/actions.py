"""The small acts that are open to everybody at any moment: menu, help, language, stop, a person.

Each is reached by a command, a plain word or a button ``a.<name>.<argument>``, and leaves an open
conversation where it was.
"""

from collections.abc import Callable
from dataclasses import replace

from handlers import menu
from handlers.dialogue import conduct
from handlers.dialogue.conduct import Talk, Turn
from handlers.dialogue.flow import Post
from locales import LANGUAGES, Words, _, language_name
from storage import conversations
from storage.models import Conversation

_GONE = _("That button is no longer in use.")


def where_we_are(talk: Talk, notice: Words) -> Turn:
    """Say something, then ask the open question again, or show the menu."""
    current = open_conversation(talk)
    if current is None:
        return Turn(menu.menu(talk, notice))
    return conduct.remind(talk, current, notice)


def open_conversation(talk: Talk) -> Conversation | None:
    """Return the conversation the person is in, or None."""
    return conversations.open_for(talk.context.session, talk.context.identity.id)


def gone(talk: Talk) -> Turn:
    """Answer a button that means nothing here, whoever it was made for; nothing is changed."""
    return replace(where_we_are(talk, _GONE), toast=_GONE)


def refused(talk: Talk) -> Turn:
    """Refuse what this person's role does not open, without a word on what there is."""
    return Turn(replace(conduct.NOT_YOURS, replaces=talk.replaces), toast=conduct.NOT_YOURS.text)


def _show_menu(talk: Talk, _argument: str) -> Turn:
    conduct.set_aside(talk)
    return Turn(menu.menu(talk))


def _show_help(talk: Talk, _argument: str) -> Turn:
    return Turn(replace(menu.show_help(talk.context), replaces=talk.replaces))


def _show_languages(talk: Talk, _argument: str) -> Turn:
    return Turn(replace(menu.languages(talk.context), replaces=talk.replaces))


def _set_language(talk: Talk, code: str) -> Turn:
    """Change the language and ask the open question again in it: the step is kept."""
    if code not in LANGUAGES:
        return gone(talk)
    talk.context.member.language = code
    return where_we_are(talk, _("From now on: {language}.", language=language_name(code)))


def _stop(talk: Talk, _argument: str) -> Turn:
    return Turn(replace(menu.stop(talk.context), replaces=talk.replaces))


def _return(talk: Talk, argument: str) -> Turn:
    say = menu.stay_away() if argument == menu.NO else menu.come_back(talk.context)
    return Turn(replace(say, replaces=talk.replaces))


def ask_back(talk: Talk, turn: Turn) -> Turn:
    """Ask somebody who writes after /stop whether to resume: once, after what they came for."""
    member, now = talk.context.member, talk.context.now
    if member.stopped_at is None or member.stopped_at == now or member.asked_back_at is not None:
        return turn
    member.asked_back_at = now
    question = menu.ask_back()
    if turn.say is None:
        return replace(turn, say=question)
    mine = Post(talk.context.identity.id, question, priority=0)
    return replace(turn, posts=(*turn.posts, mine))


def _person(talk: Talk, _argument: str) -> Turn:
    say, posts = menu.ask_person(talk.context)
    return Turn(say, posts)


Action = Callable[[Talk, str], Turn]

ACTIONS: dict[str, Action] = {
    "menu": _show_menu,
    "help": _show_help,
    "languages": _show_languages,
    "language": _set_language,
    "stop": _stop,
    "return": _return,
    "person": _person,
}

"""What is remembered of somebody between two messages: who and where, their last words, buttons.

Nothing here answers anybody. Words are kept as a digest alone, and of a stranger no buttons.
"""

from datetime import datetime

from handlers import flood
from handlers.dialogue.conduct import Turn
from handlers.events import Attached, Incoming, Other, Said
from handlers.say import Say, encode
from locales import LANGUAGES
from storage import Session, conversations, people
from storage.models import ChannelIdentity


def identity_of(session: Session, incoming: Incoming) -> ChannelIdentity:
    """Return how the channel knows whoever this comes from; somebody new is noted."""
    found = conversations.speaker(session, incoming.channel, incoming.person)
    if found is not None:
        return found
    guess = (incoming.language or "").split("-")[0]
    language = guess if guess in LANGUAGES else "ar"
    return people.add_identity(
        session, incoming.channel, incoming.person, chat_id=incoming.chat, language=language
    )


def note_whereabouts(
    session: Session, identity: ChannelIdentity, incoming: Incoming, now: datetime
) -> None:
    """Note that somebody is there, where, the last message they wrote, and how often the same."""
    newest, echo = identity.newest, identity.echo
    if isinstance(incoming.event, Said | Attached | Other) and incoming.event.message:
        newest = incoming.event.message
    if isinstance(incoming.event, Said):
        echo = flood.heard(echo, incoming.event.text, now)
    people.note(
        session,
        identity,
        chat_id=incoming.chat,
        newest=newest,
        echo=echo,
        unreachable_since=None,
        unreachable_reason=None,
    )


def note_offers(session: Session, identity: ChannelIdentity, turn: Turn) -> None:
    """Remember the buttons each person saw last, for those who type a number or a label instead.

    A message that finds somebody in a conversation leaves the numbers to the open question.
    """
    if turn.say is not None:
        _note_offer(session, identity, turn.say)
    for post in turn.posts:
        other = people.identity_by_id(session, post.identity_id)
        if other is not None and conversations.open_for(session, other.id) is None:
            _note_offer(session, other, post.say)


def _note_offer(session: Session, identity: ChannelIdentity, say: Say) -> None:
    """Remember the buttons of a message, unless all belong to a question, which knows its own."""
    theirs = all(button.data.startswith("c.") for row in say.rows for button in row)
    people.note(session, identity, offered=None if theirs else encode(say)["rows"])

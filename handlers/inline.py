"""What is found from any chat, by words typed after the bot's name: best effort, nothing is kept.

Only members find anything. What is found is posted in another chat, by the person and in their
name, where Jisr is not: so it is a text without buttons.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.dialogue import Context
from handlers.events import Inquiry
from handlers.permissions import may
from handlers.policy import Policy
from locales import LANGUAGES, Words
from storage import Session, people

MOST = 50  # results of one query (Bot API)
_ID_LENGTH = 64  # bytes


@dataclass(frozen=True)
class InlineResult:
    """Something found: how it stands in the list, and the text that is posted when it is tapped.

    ``id`` is ASCII, from 1 to 64 bytes, and no other result of the same list has it.
    """

    id: str
    title: Words
    description: Words
    text: Words

    def __post_init__(self) -> None:
        """Refuse, at once, an id that no answer could carry."""
        if not (self.id.isascii() and 0 < len(self.id) <= _ID_LENGTH):
            message = f"not an id of a result: {self.id!r}"
            raise ValueError(message)


Find = Callable[[Context, str], Sequence[InlineResult]]


@dataclass(frozen=True)
class Found:
    """The answer to an inquiry, in ``language``; ``known`` is False for who must come in first."""

    results: tuple[InlineResult, ...]
    language: str
    known: bool


def answer(
    session: Session, inquiry: Inquiry, find: Find | None, policy: Policy, now: datetime
) -> Found:
    """Find what a member asks for; a stranger finds nothing, and learns nothing. Only reads."""
    identity = people.identity(session, inquiry.channel, inquiry.person)
    member = identity.member if identity else None
    if identity is None or member is None or not may(member, "inline"):
        return Found((), _guess(inquiry.language), known=False)
    context = Context(session, identity, member, now, policy)
    found = find(context, inquiry.words.strip()) if find else ()
    return Found(tuple(found[:MOST]), member.language, known=True)


def _guess(language: str | None) -> str:
    guess = (language or "").split("-")[0]
    return guess if guess in LANGUAGES else "ar"

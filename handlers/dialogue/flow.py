"""What a conversation is made of: its dialogue, how it begins, what it looks up, what it does.

@conversation("report", title=_("Report progress"), words=("rapport", "تقرير"))
def report(about): ...            # the dialogue: yields questions, returns a value

@report.begins
def begin(context, argument): ... # what it is about, or a reason why not

@report.done
def save(context, value): ...     # in the same transaction as the last answer
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import locales
from handlers.dialogue.questions import LookUp, Media
from handlers.dialogue.replay import Dialogue
from handlers.policy import Policy
from handlers.say import Say
from locales import Words
from storage import Session, people
from storage.models import ChannelIdentity, Conversation, Member

About = dict[str, Any]


@dataclass(frozen=True)
class Context:
    """Who is speaking, in which transaction, when (aware, UTC), and the network's own choices."""

    session: Session
    identity: ChannelIdentity
    member: Member
    now: datetime
    policy: Policy = field(default_factory=Policy)

    @property
    def today(self) -> date:
        """The date in Morocco."""
        return locales.today(self.now)


@dataclass(frozen=True)
class Unasked:
    """What makes a message one of those that Jisr sends on its own: they share a budget (F6).

    ``contact`` is its number in that budget, and it is sent once for it; from ``expires_at`` on it
    is not sent any more. Whether it may be sent is asked again at that moment.
    """

    contact: int
    expires_at: datetime

    @classmethod
    def of(cls, about: Mapping[str, Any]) -> "Unasked":
        """Read it from an event of the timetable."""
        return cls(int(about["contact"]), datetime.fromisoformat(about["expires"]))


@dataclass(frozen=True)
class Post:
    """A message to somebody: an identity's id, what to say, and how pressing it is.

    ``priority``: 0 a reply, 1 a prompt, 2 bulk (ARCHITECTURE.md, Sending). With ``waits`` it is
    what somebody asked for, and spends no budget, but comes in the outer hours of offices unless
    they are in a conversation (F6). Under ``key``, if it has one, it is sent once, and found again
    (``storage.outbox.platform_id``).
    """

    identity_id: int
    say: Say
    priority: int = 1
    unasked: Unasked | None = None
    waits: bool = False
    key: str | None = None


def posts_to(
    session: Session, members: Iterable[Member], say: Say, *, waits: bool = False
) -> tuple[Post, ...]:
    """Address a message to each member, where they are best reached if they are anywhere."""
    return tuple(
        Post(identity.id, say, waits=waits)
        for member in members
        for identity in people.identities_of(session, member.id)[:1]
    )


@dataclass(frozen=True)
class Reply:
    """What a finished conversation says to the person, and to others.

    ``errand`` tells that it left something to be done outside of transactions (``bot.uploads``).
    """

    say: Say
    posts: tuple[Post, ...] = ()
    errand: bool = False


@dataclass(frozen=True)
class Instead:
    """Begin another conversation in place of this one."""

    flow: str
    argument: str | None = None


Begin = Callable[[Context, str | None], About | Say | Instead]
Prefill = Callable[[About], tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]]
Done = Callable[[Context, Any], Reply]
Amend = Callable[[Context, Conversation, str], Reply | None]
Find = Callable[..., Any]


class Flow:
    """A conversation: one file of ``handlers``, one entry of the registry.

    Attributes:
        name: stable, stored with every conversation.
        title: what it is called in menus, and when it is offered again.
        words: what people type to start it, in any language, besides ``/name``.
        collects: the Media question that files sent at any step belong to, if there is one.
    """

    def __init__(
        self,
        name: str,
        dialogue: Callable[[About], Dialogue],
        *,
        title: Words,
        words: tuple[str, ...],
        collects: Media | None,
    ) -> None:
        """See ``conversation``."""
        self.name = name
        self.title = title
        self.words = words
        self.collects = collects
        self.dialogue = dialogue
        self.describe: Callable[[About, Mapping[str, Any]], Words] = lambda _about, _answers: title
        self.prefill: Prefill = lambda _about: ({}, ())
        self._begin: Begin = lambda _context, _argument: {}
        self._done: Done | None = None
        self._amend: Amend | None = None
        self._finds: dict[str, Find] = {}

    def begins(self, begin: Begin) -> Begin:
        """Register what decides what the conversation is about, or why it cannot begin."""
        self._begin = begin
        return begin

    def prefills(self, prefill: Prefill) -> Prefill:
        """Register what is answered beforehand, by key, and which files are there already.

        Each of it can be changed like any other answer.
        """
        self.prefill = prefill
        return prefill

    def done(self, done: Done) -> Done:
        """Register what becomes of the result; it may write, and never commits."""
        self._done = done
        return done

    def amended(self, amend: Amend) -> Amend:
        """Register what becomes of an edit of a message that the finished conversation took in."""
        self._amend = amend
        return amend

    def described(
        self, describe: Callable[[About, Mapping[str, Any]], Words]
    ) -> Callable[[About, Mapping[str, Any]], Words]:
        """Register how a half-written conversation is named when it is offered again."""
        self.describe = describe
        return describe

    def looks_up(self, name: str) -> Callable[[Find], Find]:
        """Register a look-up: a function of the context and the look-up's arguments."""

        def register(find: Find) -> Find:
            self._finds[name] = find
            return find

        return register

    def begin(self, context: Context, argument: str | None) -> About | Say | Instead:
        """Decide what a new conversation is about; ``argument`` comes from a button: no proof."""
        return self._begin(context, argument)

    def finish(self, context: Context, value: object) -> Reply:
        """Do what the conversation was for. Raises RuntimeError if nothing was registered."""
        if self._done is None:
            message = f"conversation {self.name!r} has no done function"
            raise RuntimeError(message)
        return self._done(context, value)

    def amend(self, context: Context, finished: Conversation, words: str) -> Reply | None:
        """Take in the new words of a message; None: what is done is not changed by it."""
        return self._amend(context, finished, words) if self._amend is not None else None

    def find(self, context: Context, look_up: LookUp) -> Any:  # noqa: ANN401 — a JSON value
        """Answer a look-up; the result is JSON. Raises KeyError for an unregistered name."""
        return self._finds[look_up.name](context, **look_up.args)


def conversation(
    name: str, *, title: Words, words: tuple[str, ...] = (), collects: Media | None = None
) -> Callable[[Callable[[About], Dialogue]], Flow]:
    """Make a generator function of ``about`` a conversation; see the attributes of Flow."""

    def make(dialogue: Callable[[About], Dialogue]) -> Flow:
        return Flow(name, dialogue, title=title, words=words, collects=collects)

    return make

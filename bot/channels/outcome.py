"""What a channel says of one send, in words that hold for every platform.

The sender decides by these alone what becomes of an outbox row: sent, tried again, given up, or
known to be uncertain. ``pieces`` is how many parts of a message too long for the platform had
already arrived, so that another attempt goes on after them.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

Turn = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform has it.

    ``platform_id`` names the message there (the last piece, which carries the buttons).
    ``chat_id`` is set when the chat has moved: write there from now on. ``defect`` says what was
    wrong with our message although it arrived, for the log.
    """

    platform_id: str
    chat_id: str | None = None
    defect: str | None = None


@dataclass(frozen=True, slots=True)
class RetryAfter:
    """The platform asks for ``seconds`` of silence, from everybody; nothing was sent."""

    seconds: float
    pieces: int = 0


@dataclass(frozen=True, slots=True)
class Withheld:
    """Not handed to the platform: a guard forbids it now, until ``until``, or for good."""

    reason: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The person blocked us, left, or never existed there: nothing more goes to them."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Refused for good: ours to fix, and useless to repeat."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """It surely never reached the platform, or was surely not accepted: try again."""

    reason: str
    pieces: int = 0


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have arrived, and nobody can find out."""

    reason: str
    pieces: int = 0


Outcome = Sent | RetryAfter | Unreachable | Refused | NotSent | Unknown | Withheld


class ChannelClosed(Exception):
    """The platform no longer accepts our credentials: nothing can be sent until they change.

    Raised by ``Channel.send``; the message was not sent. Carries no credential.
    """


class DownloadFailed(Exception):
    """A download broke off or grew beyond its limit; ``final`` when repeating it is useless."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        """Remember ``reason``, words without any address."""
        super().__init__(reason)
        self.final = final


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message: its name as the person sees it, its MIME type, its bytes.

    With ``photo`` it is to show in the chat as a picture, where the platform takes it as one.
    """

    name: str
    mime: str
    content: bytes = field(repr=False)
    photo: bool = False


@dataclass(frozen=True, slots=True)
class Relayed:
    """A file that somebody sent, to be passed on.

    ``external_id`` is what the platform sends it by without having it again; None where the bytes
    it knows must not go on. ``load`` gives those that may, None when there are none (any more).
    """

    kind: str  # photo, document, voice, audio, video
    name: str
    mime: str
    external_id: str | None
    load: Callable[[], Awaitable[bytes | None]] = field(repr=False)


async def _nothing() -> bytes | None:
    return None


NOTHING_LEFT = Relayed("document", "", "", None, _nothing)


async def at_once() -> None:
    """Be a turn that is always now."""


class Channel(Protocol):
    """A way to write to people."""

    async def send(  # noqa: PLR0913 (a message and all that it brings)
        self,
        chat_id: str,
        language: str,
        payload: Mapping[str, Any],
        turn: Turn,
        attachment: Attachment | None,
        *,
        files: Sequence[Relayed],
    ) -> Outcome:
        """Send one message (``handlers.say``, encoded) in ``language``.

        ``turn`` is awaited before every request after the first: a long text takes several, and
        each counts for the pace. ``attachment`` is the document that the message names; where it
        names one and there is none any more, the text goes alone and the outcome is Refused.
        ``files`` are those it passes on, one for each that it names; in the place of one that is
        gone stands a line that says so. Raises ChannelClosed.
        """
        ...

"""What can happen to a person, free of any channel: they said, pressed, sent, edited something.

A channel turns what its platform delivers into one of these; the clock and the sender make
``Happened`` events. All of them are plain values, so a test can replay any conversation.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Said:
    """Words typed. ``message`` is the platform's id of the message that carries them."""

    text: str
    message: str | None = None


@dataclass(frozen=True)
class Pressed:
    """A button tapped. ``message`` is the message it stood under; ``data`` proves nothing.

    ``shown`` is when that message was written (aware), None where the channel cannot tell.
    """

    data: str
    message: str | None = None
    shown: datetime | None = None


@dataclass(frozen=True)
class Attached:
    """A file sent. ``kind`` is photo, document, voice, audio or video; ``size`` is in bytes.

    ``external_id`` is what the channel needs to fetch the content later.
    """

    kind: str
    external_id: str
    name: str | None = None
    mime: str | None = None
    size: int | None = None
    caption: str = ""
    message: str | None = None


@dataclass(frozen=True)
class Edited:
    """A message whose words were changed after it was sent."""

    text: str
    message: str


@dataclass(frozen=True)
class Other:
    """Something else: a sticker, a location, a contact, a poll. ``kind`` names it."""

    kind: str
    message: str | None = None


@dataclass(frozen=True)
class Returned:
    """The person opened, closed or blocked the chat, without a word. ``reachable`` tells which."""

    reachable: bool


@dataclass(frozen=True)
class Happened:
    """Something Jisr itself noticed: a date that came due, a person who blocked the bot."""

    kind: str
    about: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Inquiry:
    """Words typed after the bot's name in any chat, answered there at once or never: no Event.

    ``id`` is what the channel answers it by; ``person`` and ``language`` are as in Incoming.
    """

    id: str
    channel: str
    person: str
    language: str | None
    words: str


Event = Said | Pressed | Attached | Edited | Other | Returned | Happened


@dataclass(frozen=True)
class Incoming:
    """An event and whose it is, as the channel knows them.

    ``language`` is the platform's guess (an IETF tag), used only for people we do not know.
    """

    channel: str
    person: str
    chat: str
    language: str | None
    event: Event

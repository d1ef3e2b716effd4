"""What Jisr says, free of any channel: a text, rows of buttons, which message it replaces."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import locales
from locales import Words

MOST_FILES = 3  # with one message
_LARGEST = 2**31 - 1  # a row's number, on either store
_DIGITS = len(str(_LARGEST))


@dataclass(frozen=True)
class Button:
    """A choice offered under a message. ``data`` is ASCII and at most 64 bytes (Bot API)."""

    label: Words
    data: str


@dataclass(frozen=True)
class Say:
    """One message to one person.

    ``replaces`` is the platform's id of a message to edit in place; where that is no longer
    possible, a new message is sent instead. ``document`` is the number of a file that goes with it
    (``storage.documents``), above the text; such a message is always a new one. ``secret`` is for
    what lets its reader in, an invitation's token: when it needs not be sent any more, the text,
    the buttons and the content of the file, which is this message's alone, are erased. ``last`` is
    for the farewell to somebody who is forgotten: after it, so is where that chat was. ``files``
    are numbers of files that somebody sent (``storage.files``) and that are passed on with it,
    above the text, in this order, at most MOST_FILES; such a message is always a new one too.
    With ``photo`` the document shows in the chat as a picture. Under ``key``, if it has one, an
    answer is queued once, and found again (``storage.outbox.platform_id``); it is not encoded.
    """

    text: Words
    rows: tuple[tuple[Button, ...], ...] = ()
    replaces: str | None = None
    document: int | None = None
    secret: bool = False
    last: bool = False
    files: tuple[int, ...] = ()
    photo: bool = False
    key: str | None = None

    def __post_init__(self) -> None:
        """Refuse, at once, more files than a message may bring."""
        if len(self.files) > MOST_FILES or (self.files and self.document is not None):
            message = f"a message brings a document of ours or up to {MOST_FILES} files of others"
            raise ValueError(message)


def number_in(data: str | None) -> int | None:
    """Read a row's number from what a button carries; None for anything that is not one of ours."""
    if not data or not (data.isascii() and data.isdigit()) or len(data) > _DIGITS:
        return None
    number = int(data)
    return number if number <= _LARGEST else None


def encode(say: Say) -> dict[str, Any]:
    """Write ``say`` as JSON values, words still in no language; what is rare only where it is."""
    rare = {
        "document": say.document,
        "secret": say.secret or None,
        "last": say.last or None,
        "files": list(say.files) or None,
        "photo": say.photo or None,
    }
    return {
        "text": locales.encode(say.text),
        "rows": [
            [{"label": locales.encode(button.label), "data": button.data} for button in row]
            for row in say.rows
        ],
        "replaces": say.replaces,
        **{name: value for name, value in rare.items() if value is not None},
    }


def decode(payload: Mapping[str, Any]) -> Say:
    """Read back what ``encode`` wrote."""
    return Say(
        text=locales.decode(payload["text"]),
        rows=tuple(
            tuple(Button(locales.decode(button["label"]), button["data"]) for button in row)
            for row in payload["rows"]
        ),
        replaces=payload["replaces"],
        document=payload.get("document"),
        secret=payload.get("secret", False),
        last=payload.get("last", False),
        files=tuple(payload.get("files", ())),
        photo=payload.get("photo", False),
    )

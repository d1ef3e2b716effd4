"""What Jisr says, free of any channel: a text, rows of buttons, which message it replaces."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import locales
from locales import Words


@dataclass(frozen=True)
class Button:
    """A choice offered under a message. ``data`` is ASCII and at most 64 bytes (Bot API)."""

    label: Words
    data: str


@dataclass(frozen=True)
class Say:
    """One message to one person.

    ``replaces`` is the platform's id of a message to edit in place; where that is no longer
    possible, a new message is sent instead.
    """

    text: Words
    rows: tuple[tuple[Button, ...], ...] = ()
    replaces: str | None = None


def encode(say: Say) -> dict[str, Any]:
    """Write ``say`` as JSON values, words still in no language."""
    return {
        "text": locales.encode(say.text),
        "rows": [
            [{"label": locales.encode(button.label), "data": button.data} for button in row]
            for row in say.rows
        ],
        "replaces": say.replaces,
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
    )

"""Entries of the library that may answer a question already, before peers are asked."""

from typing import Any

from handlers.dialogue import Context
from storage import publishing, uses
from storage.models import Published, Use
from storage.search import find as search

MOST = 3
SHARED = 2  # words: one alone is shared by chance


def find(context: Context, words: str) -> list[dict[str, Any]]:
    """Return up to three published entries that speak of what the question asks, as JSON."""
    hits = search(context.session, words, limit=MOST)
    return [
        {"kind": hit.kind.value, "number": hit.number, "title": hit.title}
        for hit in hits
        if hit.crossed or len(hit.matched) >= SHARED
    ]


def helped(context: Context, kind: Published, number: int) -> None:
    """Note that an entry answered somebody's question; its author will hear, once a place."""
    entry = publishing.published(context.session, kind, number)
    if entry is not None and context.member.collectivity_id is not None:
        uses.note(context.session, context.member, entry, Use.HELPED, context.now, note=None)

"""Entries of the library that may answer a question already, before peers are asked."""

from typing import Any

from handlers.dialogue import Context
from handlers.dialogue.flow import Post, posts_to
from handlers.places import place_of
from handlers.say import Button, Say
from locales import Words, _, normalise
from storage import reuses
from storage.models import Published

MOST = 3
_LETTERS = {Published.PRACTICE: "P", Published.FAQ: "A"}


def find(context: Context, words: str) -> list[dict[str, Any]]:
    """Return up to three published entries whose titles share words with the question, as JSON.

    A stand-in for the search: it compares titles alone.
    """
    sought = {word for word in normalise(words).split() if len(word) > 3}  # noqa: PLR2004 — a word that says something
    scored = []
    for kind, number, title in reuses.titles(context.session):
        shared = sought & set(normalise(title).split())
        if len(shared) >= 2:  # noqa: PLR2004 — one word alone is shared by chance
            scored.append((len(shared), kind, number, title))
    scored.sort(key=lambda one: (-one[0], one[1], -one[2]))
    return [
        {"kind": kind.value, "number": number, "title": title}
        for _shared, kind, number, title in scored[:MOST]
    ]


def shown(kind: str, number: int) -> str:
    """Return what an entry is called: P-12, A-3."""
    return f"{_LETTERS[Published(kind)]}-{number}"


def helped(context: Context, kind: Published, number: int) -> tuple[Post, ...]:
    """Note that an entry answered somebody's question; its author hears of it, once a place."""
    session, member = context.session, context.member
    author = reuses.author_of(session, kind, number)
    new = reuses.helped(session, kind, number, member, context.now)
    if author is None or not new or author.id == member.id or member.collectivity_id is None:
        return ()
    text: Words = _(
        "What you shared ({number}) answered a question in {place}.",
        number=shown(kind, number),
        place=place_of(session, member.collectivity_id),
    )
    return posts_to(session, [author], Say(text, ((Button(_("Menu"), "a.menu"),),)), waits=True)

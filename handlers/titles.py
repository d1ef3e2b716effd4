"""Titles in the languages they were registered in, as conversations store them and as words."""

from collections.abc import Mapping
from typing import Any, Protocol

from locales import Names


class Titled(Protocol):
    """A row with an id and a title in Arabic, in French, or in both."""

    id: Any
    title_ar: Any
    title_fr: Any


def title_json(row: Titled) -> dict[str, Any]:
    """Return {"id": text, "ar": …, "fr": …} for an answer or a look-up's result."""
    return {"id": str(row.id), "ar": row.title_ar, "fr": row.title_fr}


def title_of(stored: Mapping[str, Any]) -> Names:
    """Return the words for what ``title_json`` stored."""
    return Names(ar=stored["ar"] or "", fr=stored["fr"] or "")


def title(row: Titled) -> Names:
    """Return a row's title as words."""
    return Names(ar=row.title_ar or "", fr=row.title_fr or "")

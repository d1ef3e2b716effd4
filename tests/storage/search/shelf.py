"""Entries for the tests of the search, and asking for them in a line."""

from datetime import UTC, datetime
from typing import Any

from storage import Session
from storage.search import Entry, Hit, Kind, find, put

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def entry(number: int, title: str, body: str = "", **other: Any) -> Entry:
    """Return a practice about participation, of no region, in French unless told otherwise."""
    values: dict[str, Any] = {
        "kind": Kind.PRACTICE,
        "language": "fr",
        "topic": "participation",
        "region_id": None,
        "dated": NOON,
    }
    return Entry(number=number, title=title, body=body, **(values | other))


def shelve(session: Session, /, *entries: Entry) -> None:
    for one in entries:
        put(session, one)


def numbers(session: Session, /, words: str, **narrowed: Any) -> list[int]:
    return [hit.number for hit in find(session, words, **narrowed)]


def first(session: Session, words: str) -> Hit:
    return find(session, words)[0]

"""Messages that go to many: stored once for each language, put together when one is claimed.

The outbox row of such a message holds ``shared``, the key, and what is its own: the contact it is
counted under, the message it edits. A hundred thousand rows then take no more than their ids.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.models import SharedPayload

SHARED = "shared"  # in an outbox row's payload: the key
FALLBACK = ("fr", "ar")  # in place of a language that is missing (FEATURES.md F15)

Whose = tuple[Mapping[str, Any], str]  # a row's own payload, and its reader's language


def put(
    session: Session, key: str, payloads: Mapping[str, Mapping[str, Any]], now: datetime
) -> None:
    """Store a message's payload for each language it is written in, or change it."""
    for language, payload in payloads.items():
        row = session.get(SharedPayload, (key, language))
        if row is None:
            row = SharedPayload(key=key, language=language, created_at=now)
            session.add(row)
        row.payload = dict(payload)
    session.flush()


def whole(session: Session, rows: Sequence[Whose]) -> list[Mapping[str, Any]]:
    """Return the rows' payloads with what they share, in the language of each reader.

    One query for all of them, and none where nothing is shared.
    """
    keys = {payload[SHARED] for payload, _language in rows if SHARED in payload}
    if not keys:
        return [payload for payload, _language in rows]
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in session.scalars(select(SharedPayload).where(SharedPayload.key.in_(keys))):
        found.setdefault(row.key, {})[row.language] = row.payload
    return [
        {**_chosen(found.get(payload[SHARED], {}), language), **payload}
        if SHARED in payload
        else payload
        for payload, language in rows
    ]


def language_for(reader: str, written: Iterable[str]) -> str | None:
    """Return the language in which somebody gets what is written in some; None for no text."""
    there = list(written)
    return next((one for one in (reader, *FALLBACK, *there) if one in there), None)


def purge(session: Session, before: datetime, limit: int) -> int:
    """Delete what was shared before a moment; return how many rows."""
    old = session.execute(
        select(SharedPayload.key, SharedPayload.language)
        .where(SharedPayload.created_at < before)
        .limit(limit)
    ).all()
    for key, language in old:
        session.execute(
            delete(SharedPayload).where(
                SharedPayload.key == key, SharedPayload.language == language
            )
        )
    return len(old)


def _chosen(payloads: Mapping[str, Mapping[str, Any]], language: str) -> Mapping[str, Any]:
    chosen = language_for(language, payloads)
    return {} if chosen is None else payloads[chosen]

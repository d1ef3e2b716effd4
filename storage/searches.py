"""What was sought, what was found, what was chosen: kept without a name, to make search better."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.models import Search

PEERS = "peers"  # what was chosen when nothing helped


def add(session: Session, words: str, token: str, language: str, now: datetime) -> Search:
    """Note what somebody seeks. ``token`` is chance: only their own buttons know it."""
    search = Search(token=token, words=words, language=language, results=[], at=now)
    session.add(search)
    session.flush()
    return search


def of_token(session: Session, token: str) -> Search | None:
    """Return what was sought under a token, None for nothing, or nothing any more."""
    return session.scalar(select(Search).where(Search.token == token))


def found(search: Search, results: list[list[Any]]) -> None:
    """Note what was shown, [kind, number] each, after what was shown before."""
    search.results = [*search.results, *(one for one in results if one not in search.results)]


def chose(search: Search, choice: list[Any]) -> None:
    """Note what was opened, [kind, number], or that peers are asked, [PEERS]; the last counts."""
    search.choice = choice


def purge(session: Session, before: datetime, limit: int) -> int:
    """Delete what was sought before that moment; return how many rows that were."""
    old = session.scalars(select(Search.id).where(Search.at < before).limit(limit)).all()
    session.execute(
        delete(Search).where(Search.id.in_(old)).execution_options(synchronize_session=False)
    )
    return len(old)

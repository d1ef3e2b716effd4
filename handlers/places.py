"""Collectivities in words: their type, their name, and the province that tells namesakes apart."""

from locales import Names
from storage import Session, territory


def place_of(session: Session, collectivity_id: int) -> Names:
    """Return a collectivity's full name in Arabic and French."""
    arabic, french = territory.labels_of(session, [collectivity_id])[collectivity_id]
    return Names(ar=arabic, fr=french)

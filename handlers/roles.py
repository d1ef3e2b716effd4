"""The roles and seats in words, as conversations store them and as they are said."""

from collections.abc import Mapping
from typing import Any

from handlers.places import place_of
from locales import Message, Names, Words, _
from storage import Session
from storage.models import Role

ROLES: dict[Role, Message] = {
    Role.FOCAL_POINT: _("focal point"),
    Role.DEPUTY: _("deputy focal point"),
    Role.POLE: _("member of the competence pole"),
    Role.REGIONAL_COORDINATOR: _("regional coordinator"),
    Role.NATIONAL_COORDINATOR: _("national coordinator"),
    Role.OBSERVER: _("observer"),
}


def seat_words(session: Session, role: Role, collectivity_id: int | None) -> Words:
    """Name a seat in the middle of a sentence: the role, and where it is if it is anywhere."""
    return seat_of(seat_json(session, role, collectivity_id))


def seat_json(session: Session, role: Role, collectivity_id: int | None) -> dict[str, Any]:
    """Return {"role": …, "place": {"ar": …, "fr": …} or None} for what a conversation is about."""
    place = place_of(session, collectivity_id) if collectivity_id is not None else None
    return {"role": role.value, "place": {"ar": place.ar, "fr": place.fr} if place else None}


def seat_of(stored: Mapping[str, Any]) -> Words:
    """Return the words for what ``seat_json`` stored."""
    role, place = ROLES[Role(stored["role"])], stored["place"]
    if place is None:
        return role
    return _("{role}, {place}", role=role, place=Names(ar=place["ar"], fr=place["fr"]))

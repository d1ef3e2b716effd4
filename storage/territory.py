"""The territorial register: every local government of Morocco, and what to call each of them.

Names are ambiguous: communes of different provinces share a name, and a region, a province and a
commune often do too. So a label always says the type, and for a commune its province as well. The
rows themselves come from outside (the caller passes them in); what is stored is the code, which
is dotted text and never a number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session, aliased

from storage.models import Collectivity, CollectivityKind

CREDIT = "Haut-Commissariat au Plan, RGPH 2024 (CC BY 4.0); columns renamed and selected"

_TYPE_WORDS = {
    CollectivityKind.REGION: ("جهة", "région"),
    CollectivityKind.PREFECTURE: ("عمالة", "préfecture"),
    CollectivityKind.PROVINCE: ("إقليم", "province"),
    CollectivityKind.COMMUNE: ("جماعة", "commune"),
}
_WITH_ARTICLE = {"Oriental": "l’Oriental"}  # the only region whose French name takes one
_ELIDED = frozenset("aâàeéèêiîoôu")  # h and y are consonants in these names

_LEVELS = (
    (CollectivityKind.REGION,),
    (CollectivityKind.PREFECTURE, CollectivityKind.PROVINCE),
    (CollectivityKind.COMMUNE,),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One row of the register.

    ``parent`` and ``region`` are codes: a commune's parent is its province or prefecture, a
    province's its region; a region has neither.
    """

    code: str
    kind: CollectivityKind
    name_ar: str
    name_fr: str
    parent: str | None = None
    region: str | None = None
    population: int | None = None


def import_register(session: Session, register: Iterable[Place]) -> int:
    """Add the places that are not known yet, by code, and say how many that was.

    Raises KeyError when a place names a parent or a region that is nowhere in the register.
    """
    places = list(register)
    ids = dict(session.execute(select(Collectivity.code, Collectivity.id)).all())
    known = len(ids)
    for kinds in _LEVELS:
        rows = [
            {
                "code": place.code,
                "kind": place.kind,
                "name_ar": place.name_ar,
                "name_fr": place.name_fr,
                "parent_id": ids[place.parent] if place.parent else None,
                "region_id": ids[place.region] if place.region else None,
                "population": place.population,
            }
            for place in places
            if place.kind in kinds and place.code not in ids
        ]
        if rows:
            added = insert(Collectivity).returning(Collectivity.code, Collectivity.id)
            ids.update((code, id_) for code, id_ in session.execute(added, rows))
    return len(ids) - known


def register(session: Session) -> list[Place]:
    """Return every collectivity there is, as the register's own rows."""
    parent, region = aliased(Collectivity), aliased(Collectivity)
    rows = session.execute(
        select(
            Collectivity.code,
            Collectivity.kind,
            Collectivity.name_ar,
            Collectivity.name_fr,
            parent.code,
            region.code,
            Collectivity.population,
        )
        .outerjoin(parent, Collectivity.parent_id == parent.id)
        .outerjoin(region, Collectivity.region_id == region.id)
        .order_by(Collectivity.code)
    )
    return [Place(*row) for row in rows]


def by_code(session: Session, code: str) -> Collectivity | None:
    """Find the collectivity of a register code."""
    return session.scalar(select(Collectivity).where(Collectivity.code == code))


def extent(session: Session) -> tuple[int, int]:
    """Return how many places there are and the highest number: what changes when one is added."""
    count, highest = session.execute(
        select(func.count(Collectivity.id), func.max(Collectivity.id))
    ).one()
    return count, highest or 0


def by_id(session: Session, collectivity_id: int) -> Collectivity:
    """Return a collectivity that is known to be there."""
    return session.get_one(Collectivity, collectivity_id)


def of_kind(session: Session, *kinds: CollectivityKind) -> Sequence[Collectivity]:
    """List the collectivities of these kinds in the register's own order."""
    chosen = select(Collectivity).where(Collectivity.kind.in_(kinds))
    return session.scalars(chosen.order_by(Collectivity.code)).all()


def with_type(collectivity: Collectivity | Place) -> tuple[str, str]:
    """Name it in (Arabic, French) with its type, for the middle of a sentence.

    In French all four types are feminine, so that "de la" may be put in front.
    """
    word_ar, word_fr = _TYPE_WORDS[collectivity.kind]
    name = collectivity.name_fr.replace("'", "’")
    name = _WITH_ARTICLE.get(name, name)
    link = "d’" if name[0].lower() in _ELIDED else "de "
    return f"{word_ar} {collectivity.name_ar}", f"{word_fr} {link}{name}"


def labels(
    collectivity: Collectivity | Place, province: Collectivity | Place | None = None
) -> tuple[str, str]:
    """Name it in (Arabic, French) so that it cannot be taken for another one.

    ``province`` is the commune's own province or prefecture; other kinds need none.
    Raises ValueError for a commune without it.
    """
    arabic, french = with_type(collectivity)
    french = french[0].upper() + french[1:]
    if collectivity.kind != CollectivityKind.COMMUNE:
        return arabic, french
    if province is None:
        raise ValueError(f"the commune {collectivity.code} cannot be named without its province")
    parent_ar, parent_fr = with_type(province)
    return f"{arabic} ({parent_ar})", f"{french} ({parent_fr})"


def labels_of(session: Session, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Label many collectivities with one query, by id; unknown ids are left out."""
    parent = aliased(Collectivity)
    found = session.execute(
        select(Collectivity, parent)
        .outerjoin(parent, Collectivity.parent_id == parent.id)
        .where(Collectivity.id.in_(set(ids)))
    )
    return {place.id: labels(place, province) for place, province in found}

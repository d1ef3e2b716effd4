"""Finds the collectivity that somebody typed among the 1,590 of the register.

Names are ambiguous, so one is taken without asking only where it is exact and unique for what was
said of its type and province. In any other case the nearest are offered.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from locales import Names, normalise
from storage import territory
from storage.models import CollectivityKind
from storage.territory import Place

MOST_OPTIONS = 5

_NEAR = 55.0  # of 100; below, a name is another name
_SAME_PROVINCE = 85.0
_BEGINS = 80.0  # what a longer name that begins with the typed one counts as
_BONUS = 15.0  # for standing in the province that was said
_LOOKED_AT = 40

Kinds = frozenset[CollectivityKind]

REGION = frozenset({CollectivityKind.REGION})
PROVINCE = frozenset({CollectivityKind.PROVINCE, CollectivityKind.PREFECTURE})
COMMUNE = frozenset({CollectivityKind.COMMUNE})

_TYPES: Mapping[Kinds, str] = {
    REGION: "region régional régionale جهة الجهة جهوي الجهوي",
    PROVINCE: "province provincial provinciale préfecture préfectoral préfectorale prefecture "
    "عمالة العمالة إقليم الإقليم إقليمي الإقليمي",
    COMMUNE: "commune communal communale municipalité municipal municipale municipality ville "
    "city جماعة الجماعة جماعي الجماعي بلدية مدينة",
}
_BESIDES = (
    "conseil council collectivité territoriale urbaine rurale مجلس المجلس الترابية ترابية "
    "الحضرية حضرية القروية قروية"
)
_LINKS = "de du des d la le l les of the"
_FOR = "ل"

_BRACKETS = re.compile(r"(.+?)\s*[(\[](.+?)[)\]]\s*")
_ARABIC = re.compile("[\u0600-\u06ff]")


@dataclass(frozen=True, slots=True)
class Found:
    """The collectivity meant, if that is certain; otherwise those that may be."""

    place: Place | None
    options: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class _Said:
    """What was typed, taken apart: the name in the forms it may have, its type, its province."""

    names: tuple[str, ...]
    kinds: Kinds | None
    province: str


class Gazetteer:
    """The register, indexed for finding; build it once."""

    def __init__(self, register: Iterable[Place]) -> None:
        """Index the places under both of their names."""
        self._places = {place.code: place for place in register}
        self._named: dict[str, list[Place]] = {}
        self._lists: dict[tuple[Kinds | None, bool], tuple[list[str], list[Place]]] = {}
        for place in self._places.values():
            for arabic, name in ((True, place.name_ar), (False, place.name_fr)):
                self._index(place, normalise(name), arabic=arabic)

    def _index(self, place: Place, name: str, *, arabic: bool) -> None:
        same = self._named.setdefault(name.replace(" ", ""), [])
        if place not in same:
            same.append(place)
        level = next(kinds for kinds in _TYPES if place.kind in kinds)
        for kinds in (None, level):
            names, places = self._lists.setdefault((kinds, arabic), ([], []))
            names.append(name)
            places.append(place)

    def place(self, code: str) -> Place | None:
        """Return the place of a register code."""
        return self._places.get(code)

    def label(self, place: Place) -> Names:
        """Name a place so that it cannot be taken for another one."""
        arabic, french = territory.labels(place, self._places.get(place.parent or ""))
        return Names(ar=arabic, fr=french)

    def find(
        self,
        typed: str,
        *,
        kinds: Kinds | None = None,
        province: str = "",
        only: Kinds | None = None,
    ) -> Found:
        """Find what was typed.

        Args:
            typed: a name, or a register code; its type may stand before it, its province after it
                in brackets.
            kinds: the type, where it stands apart; one that stands in ``typed`` wins.
            province: the province, prefecture or region, where it stands apart.
            only: what alone can be meant here.
        """
        if place := self._places.get(typed):
            return Found(place) if only is None or place.kind in only else Found(None)
        said = _said(typed, kinds, province)
        exact = next((same for name in said.names if (same := self._exactly(name))), [])
        wanted = only or said.kinds
        fitting = [place for place in exact if wanted is None or place.kind in wanted]
        if said.province:
            fitting = [place for place in fitting if self._in(place, said.province)]
        if len(fitting) == 1:
            return Found(fitting[0])
        allowed = [place for place in exact if only is None or place.kind in only]
        nearest = [] if fitting else self._nearest(said, wanted)
        options = dict.fromkeys(fitting or [*allowed, *nearest])
        return Found(None, tuple(options)[:MOST_OPTIONS])

    def _exactly(self, name: str) -> list[Place]:
        return self._named.get(name.replace(" ", ""), [])

    def _in(self, place: Place, province: str) -> bool:
        """Tell whether a place is, or lies in, the province or region that was named."""
        around = (place, self._places.get(place.parent or ""), self._places.get(place.region or ""))
        names = [normalise(name) for one in around if one for name in (one.name_ar, one.name_fr)]
        return any(
            name.startswith(f"{province} ") or fuzz.ratio(province, name) >= _SAME_PROVINCE
            for name in names
        )

    def _nearest(self, said: _Said, kinds: Kinds | None) -> list[Place]:
        level = kinds if kinds in _TYPES else None
        name = said.names[-1]
        listed = self._lists.get((level, bool(_ARABIC.search(name))), ([], []))
        near = process.extract(
            name, listed[0], scorer=fuzz.ratio, limit=_LOOKED_AT, score_cutoff=_NEAR
        )
        scored = [(score, listed[1][at]) for _, score, at in near]
        # "Agadir" for "Agadir-Ida-Ou-Tanane": few of its letters, yet its first word.
        scored += [
            (_BEGINS, place)
            for longer, place in zip(*listed, strict=True)
            if longer.startswith(f"{name} ")
        ]
        if said.province:
            scored = [
                (score + _BONUS * self._in(place, said.province), place) for score, place in scored
            ]
        return [place for _, place in sorted(scored, key=lambda one: -one[0])]


def kinds_in(text: str) -> Kinds | None:
    """Return the type that a text names first, such as "Commune rurale"."""
    known = _words()[0]
    return next((known[word] for word in normalise(text).split() if word in known), None)


def _said(typed: str, kinds: Kinds | None, province: str) -> _Said:
    brackets = _BRACKETS.fullmatch(typed)
    name, aside = (brackets[1], brackets[2]) if brackets else (typed, "")
    names, own_kinds = _unwrapped(normalise(name))
    around = _unwrapped(normalise(aside))[0][-1]
    if around in _words()[0]:
        # "Tiznit (commune)": here the brackets hold the type.
        own_kinds, around = own_kinds or kinds_in(around), ""
    return _Said(names, own_kinds or kinds, _unwrapped(normalise(province))[0][-1] or around)


def _unwrapped(plain: str) -> tuple[tuple[str, ...], Kinds | None]:
    """Take "conseil de la commune de" off a name, word by word, keeping every stage of it.

    A name may itself begin with such a word, so the whole is tried first.
    """
    types, besides, links = _words()
    words = plain.split()
    stages, kinds, start = [plain], None, 0
    for word in words[:-1]:
        if word not in types and word not in besides and not (start and word in links):
            break
        kinds = kinds or types.get(word)
        start += 1
        stages.append(" ".join(words[start:]))
    if not start and len(words) > 1 and words[-1] in types:
        return (plain, " ".join(words[:-1])), types[words[-1]]
    if start and words[start].startswith(_FOR):
        stages.append(" ".join([_without_for(words[start]), *words[start + 1 :]]))
    return tuple(stages), kinds


def _without_for(word: str) -> str:
    """Take the Arabic "for" off: "لتيزنيت", and "للدار" where it hides the article."""
    return f"ال{word[2:]}" if word.startswith(_FOR * 2) else word[1:]


@cache
def _words() -> tuple[Mapping[str, Kinds], frozenset[str], frozenset[str]]:
    """Return, as compared: words of types, words that stand beside them, words that link."""
    types = {normalise(word): kinds for kinds, words in _TYPES.items() for word in words.split()}
    return types, frozenset(map(normalise, _BESIDES.split())), frozenset(_LINKS.split())

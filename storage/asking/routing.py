"""Whom a question is brought to, and why: a pure function that explains itself (FEATURES.md F8).

Points add up, and every part is a sentence that a peer can read ("why me?"). The weights were set
by hand: what somebody has shown counts more than what they say, and both more than where they sit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from storage.models import CollectivityKind, Topic

WAVE = 5  # peers asked at once
CAP = 2  # open requests of one peer (F8), among those of the last
WEEK = timedelta(days=7)
FIT = 12  # points from which somebody fits: the same language and region alone are too little
_SIZE = 3  # times as many people are still about the same size
_USUALLY = 0.5  # of what was brought to somebody, answered: they usually answer

# Principles under which projects stand that show knowledge of a topic.
PRINCIPLES: Mapping[Topic, frozenset[str]] = {
    Topic.PARTICIPATION: frozenset({"participation"}),
    Topic.PUBLICATION: frozenset({"transparency", "access_to_information"}),
    Topic.ACCESS: frozenset({"access_to_information"}),
    Topic.BUDGET: frozenset({"transparency"}),
    Topic.COUNCIL: frozenset({"transparency"}),
    Topic.COMMITTEE: frozenset({"accountability"}),
    Topic.EVALUATION: frozenset({"accountability"}),
    Topic.PETITIONS: frozenset({"participation"}),
    Topic.CIVIL_SOCIETY: frozenset({"participation"}),
    Topic.EQUITY: frozenset({"participation"}),
    Topic.DIGITAL: frozenset({"digital"}),
    Topic.SERVICES: frozenset({"accountability"}),
}


class Why(StrEnum):
    """The reasons, as they are stored. A closed set: names never change."""

    HELPFUL = "helpful"  # answers on the topic that helped
    PRACTICES = "practices"  # published on the topic
    PROJECTS = "projects"  # substantial or complete, of a matching principle
    DECLARED = "declared"
    KIND = "kind"  # of local government
    SIZE = "size"
    REGION = "region"
    LANGUAGE = "language"
    RESPONSIVE = "responsive"
    LOAD = "load"  # requests that are open
    DECLINED = "declined"  # "not me", on this topic
    SUGGESTED = "suggested"  # by a peer
    POLE = "pole"
    COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the choice knows of a question: who asks is the seat's occupant, and their place."""

    number: int
    topic: Topic
    language: str
    member: int | None
    seat: int
    place: int | None = None
    kind: CollectivityKind | None = None
    region: int | None = None
    population: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What the choice knows of somebody. Numbers are counts.

    Attributes:
        helpful: answers of theirs on the topic that helped.
        practices: that they published on the topic.
        projects: of their local government, substantial or complete, of a matching principle.
        declared: said that they can help with the topic.
        routed: questions brought to them lately, of which they ``answered`` so many.
        declined: questions of this topic to which they said "not me".
        open: when the requests were brought to them that still wait for them.
    """

    member: int
    seat: int
    language: str
    place: int | None = None
    kind: CollectivityKind | None = None
    region: int | None = None
    population: int | None = None
    helpful: int = 0
    practices: int = 0
    projects: int = 0
    declared: bool = False
    routed: int = 0
    answered: int = 0
    declined: int = 0
    open: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Pick:
    """Somebody to bring the question to: the reasons with their points, the weightiest first."""

    member: int
    score: int
    reasons: tuple[tuple[Why, int], ...]


def route(
    asked: Asked, candidates: Sequence[Candidate], now: datetime, *, least: int | None = FIT
) -> list[Pick]:
    """Return who fits, the best first, one of a local government; ``now`` is aware.

    Never who asks or sits in the same place, nor anybody with CAP open requests of the last week.
    ``least`` None takes everybody who may be asked, however little they fit.
    """
    ranked = sorted(
        (
            (match(asked, one), one)
            for one in candidates
            if not _is_same(asked, one) and not is_full(one, now)
        ),
        key=lambda pair: (-pair[0].score, _turn(asked, pair[1])),
    )
    places: set[int] = set()
    picks = []
    for pick, one in ranked:
        if (least is None or pick.score >= least) and one.place not in places:
            picks.append(pick)
            if one.place is not None:
                places.add(one.place)
    return picks


def match(asked: Asked, one: Candidate) -> Pick:
    """Add up what speaks for somebody, and against."""
    same_kind = one.kind is not None and one.kind == asked.kind
    near = one.region is not None and one.region == asked.region
    rate = (one.answered + 1) / (one.routed + 2)
    points = (
        (Why.HELPFUL, 12 * min(one.helpful, 3)),
        (Why.DECLARED, 20 * one.declared),
        (Why.PRACTICES, 10 * min(one.practices, 2)),
        (Why.PROJECTS, 5 * min(one.projects, 3)),
        (Why.KIND, 8 * same_kind),
        (Why.SIZE, 4 * _is_of_size(asked.population, one.population)),
        (Why.REGION, 6 * near),
        (Why.LANGUAGE, 6 * (one.language == asked.language)),
        (Why.RESPONSIVE, round(10 * (rate - _USUALLY))),
        (Why.LOAD, -8 * len(one.open)),
        (Why.DECLINED, -15 * min(one.declined, 2)),
    )
    found = sorted((part for part in points if part[1]), key=lambda part: -abs(part[1]))
    return Pick(one.member, sum(number for _why, number in found), tuple(found))


def is_full(one: Candidate, now: datetime) -> bool:
    """Tell whether somebody has as many open requests of the last week as one may have."""
    return sum(abs(now - brought) < WEEK for brought in one.open) >= CAP


def _is_same(asked: Asked, one: Candidate) -> bool:
    return (
        one.member == asked.member
        or one.seat == asked.seat
        or (one.place is not None and one.place == asked.place)
    )


def _is_of_size(mine: int | None, theirs: int | None) -> bool:
    if not mine or not theirs:
        return False
    return max(mine, theirs) <= _SIZE * min(mine, theirs)


def _turn(asked: Asked, one: Candidate) -> int:
    """Settle ties otherwise for each question, so that it is not always the same who are asked."""
    return ((one.member * 2654435761) ^ (asked.number * 40503)) % 2**32

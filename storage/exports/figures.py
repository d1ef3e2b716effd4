"""The network, or a region, in figures: projects by level, by principle, by region; what is new.

A figure stands for FEWEST local governments at least: a smaller group is left out, so that nobody
is told apart in it.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session, aliased

from storage.exports import shelved
from storage.exports.reported import Extent, Titles
from storage.exports.shelved import Shelved
from storage.figures import FEWEST
from storage.models import (
    Axis,
    Collectivity,
    Level,
    Phase,
    Programme,
    ProgressReport,
    Project,
    Published,
)
from storage.reports import LATEST, STANDING

NEWEST = 10  # practices
Key = TypeVar("Key", bound=Hashable)
Counts = Mapping[Level | None, int]  # projects by level; None: nothing reported yet

_REGION = aliased(Collectivity)


@dataclass(frozen=True)
class Group:
    """Projects of at least FEWEST local governments, by level."""

    places: int
    counts: Counts


@dataclass(frozen=True)
class Network:
    """What a page on the network shows; groups that are too small are not in it.

    ``reporting`` of ``places`` local governments with a programme reported in the period.
    ``hidden`` counts the groups left out.
    """

    places: int
    reporting: int
    projects: int
    phases: Mapping[Phase, int]
    levels: Counts
    principles: Mapping[str, Group]
    regions: Sequence[tuple[Titles, Group]]
    hidden: int
    updated_at: datetime | None
    practices: Sequence[Shelved]


def network(session: Session, extent: Extent) -> Network | None:
    """Return the figures within reach; None when they are of fewer than FEWEST places."""
    phases = _phases(session, extent)
    places = sum(phases.values())
    if places < FEWEST:
        return None
    rows = _projects(session, extent)
    principles = _groups([(code, row) for row in rows for code in row.principles])
    regions = _groups([(row.region, row) for row in rows])
    shown = {key: group for key, group in principles.items() if group.places >= FEWEST}
    listed = [(key[1:], group) for key, group in sorted(regions.items()) if group.places >= FEWEST]
    return Network(
        places=places,
        reporting=_reporting(session, extent),
        projects=len(rows),
        phases=phases,
        levels=Counter(row.level for row in rows),
        principles=shown,
        regions=listed,
        hidden=len(principles) - len(shown) + len(regions) - len(listed),
        updated_at=max((row.updated_at for row in rows if row.updated_at), default=None),
        practices=_newest(session, extent),
    )


@dataclass(frozen=True)
class _Project:
    place: int
    region: tuple[str, str, str]  # code, Arabic, French
    principles: Sequence[str]
    level: Level | None
    updated_at: datetime | None


def _projects(session: Session, extent: Extent) -> list[_Project]:
    """Return every project of a running programme with its last standing report's level."""
    rows = session.execute(
        select(
            Collectivity.id,
            func.coalesce(_REGION.code, Collectivity.code),
            func.coalesce(_REGION.name_ar, Collectivity.name_ar),
            func.coalesce(_REGION.name_fr, Collectivity.name_fr),
            Project.principles,
            ProgressReport.level,
            ProgressReport.created_at,
        )
        .select_from(Project)
        .join(Axis, Axis.id == Project.axis_id)
        .join(Programme, Programme.id == Axis.programme_id)
        .join(Collectivity, Collectivity.id == Programme.collectivity_id)
        .outerjoin(_REGION, _REGION.id == Collectivity.region_id)
        .outerjoin(LATEST, LATEST.c.project_id == Project.id)
        .outerjoin(ProgressReport, ProgressReport.id == LATEST.c.report_id)
        .where(extent.reach.covers(Collectivity.id), Programme.phase != Phase.CLOSED)
    )
    return [
        _Project(place, (code, arabic, french), principles, level, at)
        for place, code, arabic, french, principles, level, at in rows
    ]


def _groups(pairs: Sequence[tuple[Key, _Project]]) -> dict[Key, Group]:
    found: dict[Key, list[_Project]] = {}
    for key, row in pairs:
        found.setdefault(key, []).append(row)
    return {
        key: Group(len({row.place for row in rows}), Counter(row.level for row in rows))
        for key, rows in found.items()
    }


def _phases(session: Session, extent: Extent) -> dict[Phase, int]:
    rows = session.execute(
        select(Programme.phase, func.count(distinct(Programme.collectivity_id)))
        .where(extent.reach.covers(Programme.collectivity_id), Programme.phase != Phase.CLOSED)
        .group_by(Programme.phase)
    )
    return dict(rows.all())


def _reporting(session: Session, extent: Extent) -> int:
    query = (
        select(func.count(distinct(Programme.collectivity_id)))
        .select_from(ProgressReport)
        .join(Programme, Programme.id == ProgressReport.programme_id)
        .where(
            extent.reach.covers(Programme.collectivity_id),
            Programme.phase != Phase.CLOSED,
            STANDING,
        )
    )
    if extent.since is not None:
        query = query.where(ProgressReport.created_at >= extent.since)
    if extent.until is not None:
        query = query.where(ProgressReport.created_at < extent.until)
    return session.scalar(query) or 0


def _newest(session: Session, extent: Extent) -> list[Shelved]:
    return shelved.portion(session, extent, Published.PRACTICE, 0, NEWEST, newest_first=True)

"""What the library holds as it goes out: published practices, and questions with their answers.

Only what is published, in the words that are; an answer whose author preferred not to be named has
no place, and so is nobody's region.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from storage.exports.reported import Extent, Titles
from storage.models import (
    Collectivity,
    Faq,
    Practice,
    PublicationStatus,
    Published,
    Reuse,
    Topic,
    Use,
)

PORTION = 1000

_REGION = aliased(Collectivity)
_Entry = type[Practice] | type[Faq]
_TABLES: dict[Published, _Entry] = {Published.PRACTICE: Practice, Published.FAQ: Faq}


@dataclass(frozen=True)
class Shelved:
    """A practice (title, problem, done, result, effort) or a question (title) with its answer."""

    kind: Published
    id: int
    place: Titles
    code: str | None
    region: Titles
    topic: Topic
    principles: Sequence[str]
    language: str
    title: str
    problem: str | None
    text: str  # what was done, or the answer
    result: str | None
    effort: str | None
    source: str | None
    links: Sequence[str]
    published_at: datetime | None
    outdated: bool
    helped: int
    applied: int


def count(session: Session, extent: Extent) -> int:
    """Return how many entries there are to read."""
    return sum(
        session.scalar(select(func.count(table.id)).where(*_within(table, extent))) or 0
        for table in _TABLES.values()
    )


def portion(  # noqa: PLR0913 — which, of what, from where, how many
    session: Session,
    extent: Extent,
    kind: Published,
    after: int,
    limit: int = PORTION,
    *,
    newest_first: bool = False,
) -> list[Shelved]:
    """Return the next entries of a kind, from the number ``after`` on."""
    table = _TABLES[kind]
    order = table.published_at.desc() if newest_first else table.id
    query = (
        select(
            table,
            Collectivity.name_ar,
            Collectivity.name_fr,
            Collectivity.code,
            _REGION.name_ar.label("region_ar"),
            _REGION.name_fr.label("region_fr"),
        )
        .outerjoin(Collectivity, Collectivity.id == table.collectivity_id)
        .outerjoin(_REGION, _REGION.id == Collectivity.region_id)
        .where(*_within(table, extent), table.id > after)
        .order_by(order)
        .limit(limit)
    )
    rows: Sequence[Any] = session.execute(query).all()
    used = _used(session, kind, [row[0].id for row in rows])
    return [_shelved(kind, row, used) for row in rows]


def _within(table: _Entry, extent: Extent) -> list[ColumnElement[bool]]:
    place: InstrumentedAttribute[int | None] = table.collectivity_id
    conditions = [table.status == PublicationStatus.PUBLISHED, extent.reach.covers(place)]
    if extent.since is not None:
        conditions.append(table.published_at >= extent.since)
    if extent.until is not None:
        conditions.append(table.published_at < extent.until)
    return conditions


def _used(session: Session, kind: Published, ids: list[int]) -> dict[tuple[int, Use], int]:
    rows = session.execute(
        select(Reuse.number, Reuse.use, func.count())
        .where(Reuse.kind == kind, Reuse.number.in_(ids))
        .group_by(Reuse.number, Reuse.use)
    )
    return {(number, use): times for number, use, times in rows}


def _shelved(kind: Published, row: Any, used: dict[tuple[int, Use], int]) -> Shelved:  # noqa: ANN401
    entry = row[0]
    practice = entry if isinstance(entry, Practice) else None
    return Shelved(
        kind=kind,
        id=entry.id,
        place=(row.name_ar, row.name_fr),
        code=row.code,
        region=(row.region_ar or row.name_ar, row.region_fr or row.name_fr),
        topic=entry.topic,
        principles=practice.principles if practice else (),
        language=entry.language,
        title=practice.title if practice else entry.question,
        problem=practice.problem if practice else None,
        text=practice.done if practice else entry.answer,
        result=practice.result if practice else None,
        effort=practice.effort if practice else None,
        source=practice.source if practice else None,
        links=[one for one in practice.files if isinstance(one, str)] if practice else (),
        published_at=entry.published_at,
        outdated=entry.outdated_at is not None,
        helped=used.get((entry.id, Use.HELPED), 0),
        applied=used.get((entry.id, Use.APPLIED), 0),
    )

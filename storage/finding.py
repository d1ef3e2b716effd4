"""The search of the library, until `storage.search` takes its place: whole words, one by one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from storage.models import Collectivity, Faq, Practice, PublicationStatus, Published, Topic

Named = tuple[Published, int]


@dataclass(frozen=True)
class Hit:
    """Something found. ``matched`` are the words that it was found by; ``crossed``: translated."""

    kind: Published
    number: int
    title: str
    language: str
    topic: str
    region_id: int | None
    dated: datetime
    matched: tuple[str, ...]
    crossed: bool


def find(  # noqa: PLR0913 — the filters of a search
    session: Session,
    words: str,
    *,
    topic: Topic | None = None,
    region_id: int | None = None,
    limit: int = 10,
    without: Collection[Named] = (),
) -> list[Hit]:
    """Return what is published and holds one of the words, what holds most of them first."""
    wanted = [word for word in words.lower().split() if len(word) > 1]
    if not wanted:
        return []
    hits: list[Hit] = []
    for table, columns in (
        (Practice, (Practice.title, Practice.problem, Practice.done, Practice.result)),
        (Faq, (Faq.question, Faq.answer)),
    ):
        holds = [column.icontains(word, autoescape=True) for word in wanted for column in columns]
        query = (
            select(table, Collectivity.region_id, Collectivity.id)
            .outerjoin(Collectivity, Collectivity.id == table.collectivity_id)
            .where(table.status == PublicationStatus.PUBLISHED, or_(*holds))
        )
        if topic is not None:
            query = query.where(table.topic == topic)
        found: Any = session.execute(query)
        for row, region, place in found:
            if region_id is None or region_id in {region, place}:
                hits.append(_hit(row, region or place, wanted))
    hits = [hit for hit in hits if (hit.kind, hit.number) not in set(without)]
    hits.sort(key=lambda hit: (-len(hit.matched), hit.kind, hit.number))
    return hits[:limit]


def _hit(row: Practice | Faq, region: int | None, wanted: list[str]) -> Hit:
    practice = isinstance(row, Practice)
    title = row.title if isinstance(row, Practice) else row.question
    text = " ".join(
        (row.title, row.problem, row.done, row.result)
        if isinstance(row, Practice)
        else (row.question, row.answer)
    ).lower()
    assert row.published_at is not None
    return Hit(
        kind=Published.PRACTICE if practice else Published.FAQ,
        number=row.id,
        title=title,
        language=row.language,
        topic=row.topic,
        region_id=region,
        dated=row.published_at,
        matched=tuple(word for word in wanted if word in text),
        crossed=False,
    )

"""The library's shelves: what is published, by topic and region, newest or most applied first.

Every query here asks for what is published and for nothing else.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from storage.models import (
    Answer,
    Collectivity,
    Faq,
    Member,
    Practice,
    PublicationStatus,
    Published,
    Question,
    Reuse,
    Showing,
    Topic,
    Use,
)

_TABLES: Mapping[Published, type[Practice | Faq]] = {
    Published.PRACTICE: Practice,
    Published.FAQ: Faq,
}
_MADE = {Published.PRACTICE: Use.APPLIED, Published.FAQ: Use.HELPED}


class Order(StrEnum):
    """What comes first."""

    NEWEST = "newest"
    MOST_USED = "most_used"


@dataclass(frozen=True)
class Entry:
    """One line of a list. ``used`` counts local governments that applied it, or whom it helped."""

    kind: Published
    number: int
    title: str
    language: str
    topic: Topic
    collectivity_id: int | None
    published_at: datetime
    used: int


@dataclass(frozen=True)
class Shelf:
    """Which entries: of a topic, of a region, in these languages; None for all."""

    topic: Topic | None = None
    region_id: int | None = None
    languages: tuple[str, ...] | None = None
    since: datetime | None = None  # published from then on


EVERYTHING = Shelf()


def entries(
    session: Session,
    shelf: Shelf = EVERYTHING,
    order: Order = Order.NEWEST,
    *,
    limit: int,
    offset: int = 0,
) -> list[Entry]:
    """Return the entries on a shelf."""
    rows = _rows()
    used = _used(rows)
    by = (rows.c.published_at.desc(), rows.c.kind, rows.c.number.desc())
    query = select(rows, used.label("used")).where(*_on(rows, shelf))
    query = query.order_by(*((used.desc(),) if order is Order.MOST_USED else ()), *by)
    found = session.execute(query.offset(offset).limit(limit))
    return [_entry(row) for row in found]


def count(session: Session, shelf: Shelf = EVERYTHING) -> int:
    """Return how many entries are on a shelf."""
    rows = _rows()
    return session.scalar(select(func.count()).select_from(rows).where(*_on(rows, shelf))) or 0


def topics(session: Session) -> dict[Topic, int]:
    """Return how many entries each topic has, of those that have any."""
    rows = _rows()
    found = session.execute(select(rows.c.topic, func.count()).group_by(rows.c.topic))
    return dict(found.all())


def regions(session: Session) -> dict[int, int]:
    """Return how many entries come from each region, of those that have any."""
    rows = _rows()
    place = aliased(Collectivity)
    region = func.coalesce(place.region_id, place.id)
    found = session.execute(
        select(region, func.count())
        .select_from(rows)
        .join(place, place.id == rows.c.collectivity_id)
        .group_by(region)
    )
    return dict(found.all())


def named(session: Session, wanted: Sequence[tuple[Published, int]]) -> list[Entry]:
    """Return those of these entries that are published, in this order."""
    rows = _rows()
    which = or_(
        *((rows.c.kind == kind.value) & (rows.c.number == number) for kind, number in wanted)
    )
    found = session.execute(select(rows, _used(rows).label("used")).where(which))
    entries_ = {(entry.kind, entry.number): entry for entry in map(_entry, found)}
    return [entries_[one] for one in wanted if one in entries_]


def story_for(session: Session, member: Member, since: datetime) -> Entry | None:
    """Return an entry published since then that was not brought to a member before, or None.

    A practice, or an answer whose place is named, of a similar local government (of the same type,
    another than their own), in the member's language and not of their making; the newest of those.
    """
    place = session.get(Collectivity, member.collectivity_id) if member.collectivity_id else None
    if place is None:
        return None
    newest = [
        (published_at, kind, number)
        for kind, table in _TABLES.items()
        for number, published_at in session.execute(
            select(table.id, table.published_at)
            .join(Collectivity, Collectivity.id == table.collectivity_id)
            .where(
                table.status == PublicationStatus.PUBLISHED,
                table.published_at >= since,
                table.outdated_at.is_(None),
                table.language == member.language,
                _not_by(member, kind),
                Collectivity.kind == place.kind,
                Collectivity.id != place.id,
                ~exists().where(
                    Showing.member_id == member.id,
                    Showing.kind == kind,
                    Showing.number == table.id,
                ),
            )
            .order_by(table.published_at.desc(), table.id.desc())
            .limit(1)
        )
    ]
    if not newest:
        return None
    _published_at, kind, number = max(newest)
    return next(iter(named(session, [(kind, number)])), None)


def note_shown(
    session: Session, member_id: int, kind: Published, number: int, now: datetime
) -> None:
    """Note that an entry was brought to a member unasked."""
    if session.get(Showing, (member_id, kind, number)) is None:
        session.add(Showing(member_id=member_id, kind=kind, number=number, at=now))
        session.flush()


def shown(session: Session, member_ids: Collection[int]) -> set[tuple[int, Published, int]]:
    """Return what was brought to these members, as (member, kind, number)."""
    rows = session.execute(
        select(Showing.member_id, Showing.kind, Showing.number).where(
            Showing.member_id.in_(member_ids)
        )
    )
    return {(member, kind, number) for member, kind, number in rows}


def _rows() -> Subquery:
    """Return every published entry, practices and answers alike."""
    practices = select(
        literal(Published.PRACTICE.value).label("kind"),
        Practice.id.label("number"),
        Practice.title,
        Practice.language,
        Practice.topic,
        Practice.collectivity_id,
        Practice.published_at,
    ).where(Practice.status == PublicationStatus.PUBLISHED)
    faqs = select(
        literal(Published.FAQ.value).label("kind"),
        Faq.id.label("number"),
        Faq.question.label("title"),
        Faq.language,
        Faq.topic,
        Faq.collectivity_id,
        Faq.published_at,
    ).where(Faq.status == PublicationStatus.PUBLISHED)
    return union_all(practices, faqs).subquery("entries")


def _not_by(member: Member, kind: Published) -> ColumnElement[bool]:
    """Return the condition that a member neither wrote an entry nor asked for it."""
    if kind is Published.PRACTICE:
        return Practice.author_id != member.id
    theirs = or_(Answer.author_id == member.id, Question.author_id == member.id)
    found = select(Answer.id).join(Question, Question.id == Answer.question_id).where(theirs)
    return Faq.answer_id.not_in(found)


def _used(rows: Subquery) -> Any:  # noqa: ANN401 — a scalar subquery
    made = or_(
        *(
            (rows.c.kind == kind.value) & (Reuse.kind == kind) & (Reuse.use == use)
            for kind, use in _MADE.items()
        )
    )
    return (
        select(func.count(Reuse.id))
        .where(made, Reuse.number == rows.c.number)
        .correlate(rows)
        .scalar_subquery()
    )


def _on(rows: Subquery, shelf: Shelf) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if shelf.topic is not None:
        found.append(rows.c.topic == shelf.topic)
    if shelf.region_id is not None:
        inside: Select[int] = select(Collectivity.id).where(
            or_(Collectivity.id == shelf.region_id, Collectivity.region_id == shelf.region_id)
        )
        found.append(rows.c.collectivity_id.in_(inside))
    if shelf.languages is not None:
        found.append(rows.c.language.in_(shelf.languages))
    if shelf.since is not None:
        found.append(rows.c.published_at >= shelf.since)
    return found


def _entry(row: Any) -> Entry:  # noqa: ANN401 — a row of _rows with what was used
    return Entry(
        kind=Published(row.kind),
        number=row.number,
        title=row.title,
        language=row.language,
        topic=row.topic,
        collectivity_id=row.collectivity_id,
        published_at=row.published_at,
        used=row.used,
    )

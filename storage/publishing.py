"""What the library shows, and nothing else: the one way in, and the one way out.

Whoever publishes or takes back goes through here, in the transaction of the decision, so that what
is found is what is published.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage import search, timetable
from storage.models import (
    Answer,
    Collectivity,
    Due,
    Faq,
    Practice,
    PracticeFile,
    PublicationStatus,
    Published,
)

GOOD_FOR = 18  # months until the author is asked whether it is still right (FEATURES.md F10)
REVIEW = "review"  # of a timetable row
_MONTHS = 12


def show(session: Session, entry: Practice | Faq, now: datetime, today: date) -> None:
    """Publish an entry in its present words; ``today`` is the local date."""
    if entry.published_at is None or entry.status is not PublicationStatus.PUBLISHED:
        entry.published_at = now
    entry.status, entry.outdated_at = PublicationStatus.PUBLISHED, None
    session.flush()
    if isinstance(entry, Practice):
        _keep_files(session, entry)
    search.put(session, _found_by(session, entry))
    found_good(session, entry, now, today)


def take_back(session: Session, entry: Practice | Faq) -> None:
    """Show an entry no more."""
    entry.status, entry.review_on = PublicationStatus.WITHDRAWN, None
    kind = kind_of(entry)
    if kind is Published.PRACTICE:
        session.execute(delete(PracticeFile).where(PracticeFile.practice_id == entry.id))
    search.remove(session, search.Kind(kind.value), entry.id)
    session.execute(delete(Due).where(Due.key.like(f"{_review_key(kind, entry.id)}:%")))
    session.flush()


def found_good(session: Session, entry: Practice | Faq, now: datetime, today: date) -> None:
    """Note that an entry is right as it is, and when that is to be asked again."""
    entry.outdated_at = None
    entry.review_on = _after(today, GOOD_FOR)
    kind = kind_of(entry)
    session.execute(delete(Due).where(Due.key.like(f"{_review_key(kind, entry.id)}:%")))
    timetable.add(
        session,
        key=f"{_review_key(kind, entry.id)}:{entry.review_on.isoformat()}",
        kind=REVIEW,
        member_id=author_id(session, entry),
        about={"entry": kind.value, "number": entry.id},
        due_at=now + (entry.review_on - today),
    )
    session.flush()


def kind_of(entry: Practice | Faq) -> Published:
    """Tell which kind of entry it is."""
    return Published.PRACTICE if isinstance(entry, Practice) else Published.FAQ


def author_id(session: Session, entry: Practice | Faq) -> int:
    """Return the number of whoever wrote an entry: of an answer, who answered."""
    if isinstance(entry, Practice):
        return entry.author_id
    return session.scalars(select(Answer.author_id).where(Answer.id == entry.answer_id)).one()


def published(session: Session, kind: Published, number: int) -> Practice | Faq | None:
    """Return an entry if it is in the library at this moment, else None."""
    found: Practice | Faq | None = (
        session.get(Practice, number) if kind is Published.PRACTICE else session.get(Faq, number)
    )
    if found is None or found.status is not PublicationStatus.PUBLISHED:
        return None
    return found


def _keep_files(session: Session, practice: Practice) -> None:
    session.execute(delete(PracticeFile).where(PracticeFile.practice_id == practice.id))
    session.add_all(
        PracticeFile(practice_id=practice.id, file_id=file)
        for file in practice.files
        if isinstance(file, int)
    )
    session.flush()


def _found_by(session: Session, entry: Practice | Faq) -> search.Entry:
    """Return an entry as the search takes it in."""
    place = session.get(Collectivity, entry.collectivity_id) if entry.collectivity_id else None
    assert entry.published_at is not None
    return search.Entry(
        kind=search.Kind(kind_of(entry).value),
        number=entry.id,
        language=entry.language,
        topic=entry.topic.value,
        region_id=(place.region_id or place.id) if place else None,
        title=entry.title if isinstance(entry, Practice) else entry.question,
        body="\n".join((entry.problem, entry.done, entry.result, entry.effort or ""))
        if isinstance(entry, Practice)
        else entry.answer,
        dated=entry.published_at,
    )


def _review_key(kind: Published, number: int) -> str:
    return f"{REVIEW}:{kind.value}:{number}"


def _after(day: date, months: int) -> date:
    """Return the same day of a later month, or the last day of that month."""
    count = day.year * _MONTHS + day.month - 1 + months
    first = date(count // _MONTHS, count % _MONTHS + 1, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))

"""What coordinators have settled: feasts moved by a day, exceptional days off, regions' hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from storage import audit
from storage.models import Choice, Member

# What keys begin with: of a feast ("eid_al_fitr:1448"), a region, a day off ("2026-12-31", of a
# region "2026-12-31:7").
FEAST, HOURS, CLOSED = "feast:", "hours:", "closed:"
CALENDAR = "calendar"  # the act in the audit log

Hours = Mapping[str, tuple[str, str]]  # of a region, by kind of day: from, until, as "08:30"


@dataclass(frozen=True, order=True)
class DayClosed:
    """An exceptional day off, which no calendar knows, such as one that is decreed.

    Attributes:
        day: the date in Morocco.
        region_id: of whom offices are closed; None for the whole country.
        reason: in a few words.
    """

    day: date
    region_id: int | None
    reason: str = ""

    @property
    def key(self) -> str:
        """Under what it is kept, and named in buttons: "2026-12-31", or "2026-12-31:7"."""
        return self.day.isoformat() + ("" if self.region_id is None else f":{self.region_id}")


def of_calendar(session: Session) -> dict[str, Any]:
    """Return every choice about days and hours, by its key: what all decisions depend on.

    A few rows, read by the key: cheap enough for every transaction that decides.
    """
    kinds = (Choice.key.startswith(kind, autoescape=True) for kind in (FEAST, HOURS, CLOSED))
    rows = session.execute(select(Choice.key, Choice.value).where(or_(*kinds)).order_by(Choice.key))
    return dict(rows.all())


def moved(session: Session) -> dict[str, int]:
    """Return by how many days feasts were moved, by their key; 0 for one that was confirmed."""
    return feasts_in(of_calendar(session))


def closed(session: Session) -> list[DayClosed]:
    """Return the exceptional days off, past ones too, the earliest first."""
    return closed_in(of_calendar(session))


def feasts_in(chosen: Mapping[str, Any]) -> dict[str, int]:
    """Return the moved feasts among choices about the calendar."""
    return {key.removeprefix(FEAST): days for key, days in chosen.items() if key.startswith(FEAST)}


def closed_in(chosen: Mapping[str, Any]) -> list[DayClosed]:
    """Return the exceptional days off among choices about the calendar, the earliest first."""
    found = []
    for key, reason in chosen.items():
        if key.startswith(CLOSED):
            day, _colon, region = key.removeprefix(CLOSED).partition(":")
            where = int(region) if region else None
            found.append(DayClosed(date.fromisoformat(day), where, reason))
    return sorted(found, key=lambda one: (one.day, one.region_id or 0))


def hours_in(chosen: Mapping[str, Any]) -> dict[int, Hours]:
    """Return the regions' own hours among choices about the calendar, by the region's id."""
    return {
        int(key.removeprefix(HOURS)): {kind: (span[0], span[1]) for kind, span in value.items()}
        for key, value in chosen.items()
        if key.startswith(HOURS)
    }


def hours_of(session: Session, region_id: int) -> Hours:
    """Return a region's own hours; empty where they are those of the whole country."""
    return hours_in(of_calendar(session)).get(region_id, {})


def move(session: Session, feast: str, days: int, who: Member, now: datetime) -> None:
    """Note that a feast is ``days`` later than estimated (-1, 0 or 1; 0 confirms the estimate)."""
    before = moved(session).get(feast)
    _set(session, FEAST + feast, days, who, now)
    audit.record(session, who.id, CALENDAR, f"feast:{feast}", now, before=before, days=days)


def close(session: Session, closed: DayClosed, who: Member, now: datetime) -> None:
    """Note an exceptional day off."""
    _set(session, CLOSED + closed.key, closed.reason, who, now)
    subject = CLOSED + closed.key
    audit.record(session, who.id, CALENDAR, subject, now, reason=closed.reason)


def reopen(session: Session, closed: DayClosed, who: Member, now: datetime) -> None:
    """Take an exceptional day off back."""
    row = session.get(Choice, CLOSED + closed.key, with_for_update=True)
    if row is not None:
        session.delete(row)
        session.flush()
    audit.record(session, who.id, CALENDAR, CLOSED + closed.key, now, reason=None)


def set_hours(session: Session, region_id: int, hours: Hours, who: Member, now: datetime) -> None:
    """Give a region hours of its own; none at all: those of the whole country again."""
    before = hours_of(session, region_id)
    if hours:
        _set(session, f"{HOURS}{region_id}", {kind: list(hours[kind]) for kind in hours}, who, now)
    elif (row := session.get(Choice, f"{HOURS}{region_id}")) is not None:
        session.delete(row)
    subject = f"place:{region_id}"
    audit.record(session, who.id, CALENDAR, subject, now, before=dict(before), hours=dict(hours))


def _set(session: Session, key: str, value: Any, who: Member, now: datetime) -> None:  # noqa: ANN401 — a JSON value
    row = session.get(Choice, key, with_for_update=True)
    if row is None:
        row = Choice(key=key)
        session.add(row)
    row.value, row.changed_by, row.changed_at = value, who.id, now
    session.flush()

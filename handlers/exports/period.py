"""The time an export is about: a month, a quarter, all of it, or from one day to another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from locales import CASABLANCA, Words, _

MONTH, QUARTER, ALL, DATES = "month", "quarter", "all", "dates"
_QUARTER = 3  # months


@dataclass(frozen=True)
class Period:
    """Whole days in Morocco, both included; None: without a beginning, or without an end."""

    first: date | None = None
    last: date | None = None

    @property
    def since(self) -> datetime | None:
        """The moment it begins."""
        return None if self.first is None else _midnight(self.first)

    @property
    def until(self) -> datetime | None:
        """The moment after its last day."""
        return None if self.last is None else _midnight(self.last + timedelta(days=1))

    @property
    def words(self) -> Words:
        """The period as it stands on a document."""
        if self.first is not None and self.last is not None:
            return _("from {first} to {last}", first=self.first, last=self.last)
        return _("the whole programme, until today")


def named(choice: str, today: date) -> Period:
    """Return this month, this quarter (both until today), or all of the time."""
    if choice == MONTH:
        return Period(today.replace(day=1), today)
    if choice == QUARTER:
        month = today.month - (today.month - 1) % _QUARTER
        return Period(today.replace(month=month, day=1), today)
    return Period()


def of_json(about: Mapping[str, str | None]) -> Period:
    """Read a period back from the ISO dates "first" and "last" of an order."""
    first, last = about.get("first"), about.get("last")
    return Period(
        date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CASABLANCA).astimezone(UTC)

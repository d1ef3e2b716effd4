"""The settings as coordinators have them at this moment, asked in the transaction that decides.

Whatever process a feast was moved in, the next decision of every other one knows of it.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from scheduler.calendar import Calendar
from scheduler.hours import Hours, Span, Spans
from scheduler.rules import Rules, Settings
from scheduler.windows import Windows
from storage import Session, choices

NORMAL, RAMADAN = "normal", "ramadan"  # kinds of day for which a region may have hours of its own
_FRIDAYS = {NORMAL: "friday", RAMADAN: "ramadan_friday"}


@dataclass
class Settled:
    """Gives the settings in force; the same object, with all it has worked out, until they change.

    Attributes:
        rules: the numbers of the ladder, which no coordinator changes.
    """

    rules: Rules = field(default_factory=Rules)
    _known: tuple[dict[str, Any], Settings] | None = None

    def at(self, session: Session) -> Settings:
        """Return the settings as the transaction of ``session`` sees them.

        Raises:
            ValueError: for choices that nobody can have made: in doubt nothing is decided.
        """
        chosen = choices.of_calendar(session)
        known = self._known
        if known is None or known[0] != chosen:
            known = self._known = (chosen, Settings(windows=windows(chosen), rules=self.rules))
        return known[1]


def windows(chosen: Mapping[str, Any]) -> Windows:
    """Return the guards over a calendar, days off and hours as they were chosen."""
    widened = {
        region: hours({kind: _span(*span) for kind, span in own.items()})
        for region, own in choices.hours_in(chosen).items()
    }
    closed: defaultdict[int | None, set[date]] = defaultdict(set)
    for one in choices.closed_in(chosen):
        closed[one.region_id].add(one.day)
    country = frozenset(closed.pop(None, set()))
    calendar = Calendar(moved=choices.feasts_in(chosen), closed=country)
    regions = {region: frozenset(days) for region, days in closed.items() if region is not None}
    return Windows(calendar, widened, regions)


def hours(own: Mapping[str, Span]) -> Hours:
    """Return the hours of a region whose offices are open from and until then, by kind of day.

    The same hours hold on Fridays, without their midday. A kind of day that is left out keeps the
    country's hours.

    Raises:
        ValueError: when nothing within the outer limits of F6 would be left of a kind of day.
    """
    wanted: dict[str, Spans] = {}
    for kind, span in own.items():
        wanted[kind] = wanted[_FRIDAYS[kind]] = (span,)
    return Hours(**wanted).clipped()


def _span(start: str, end: str) -> Span:
    return time.fromisoformat(start), time.fromisoformat(end)

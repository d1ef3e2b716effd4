"""The coming days off and the limits of office hours, as conversations see them.

They are calculated elsewhere, and handed in when the program is put together (`bot.almanac`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from locales import Message, _

NORMAL, RAMADAN = "normal", "ramadan"  # kinds of working day
DAY = timedelta(days=1)
AFTERMATH = timedelta(weeks=4)  # so long after a day off a check-in may have been moved by it

NAMES: Mapping[str, Message] = {
    "01-01": _("New Year's Day"),
    "01-11": _("Proclamation of Independence"),
    "01-14": _("Amazigh New Year"),
    "05-01": _("Labour Day"),
    "07-30": _("Throne Day"),
    "08-14": _("Oued Ed-Dahab Day"),
    "08-20": _("Revolution of the King and the People"),
    "08-21": _("Youth Day"),
    "10-31": _("Unity Day"),
    "11-06": _("Green March"),
    "11-18": _("Independence Day"),
    "ramadan": _("Ramadan"),
    "eid_al_fitr": _("Eid al-Fitr"),
    "eid_al_adha": _("Eid al-Adha"),
    "islamic_new_year": _("Islamic New Year"),
    "mawlid": _("The Prophet's birthday"),
}


@dataclass(frozen=True)
class DayOff:
    """A public holiday, or Ramadan, that is still to come or not over yet.

    Attributes:
        name: what it is called in NAMES: a feast, or the month and day of one that never moves.
        first: its first day, where it has been moved to.
        days: how many it lasts; 0 for Ramadan, which has no day off of its own.
        key: under what a coordinator's choice is kept; None for what does not follow the moon.
        moved: by how many days it was moved; 0 also for an estimate, confirmed or not.
    """

    name: str
    first: date
    days: int = 1
    key: str | None = None
    moved: int = 0

    @property
    def estimated(self) -> date:
        """The first day by calculation."""
        return self.first - DAY * self.moved


@dataclass(frozen=True)
class Almanac:
    """What is known of days and hours.

    Attributes:
        coming: gives the days off from a day on, for a year, in their order; with the moves that
            coordinators have settled.
        usual: from when until when offices are written to, by kind of day.
        outer: the limits that no region's hours go beyond.
        earlier: gives the moment so many working hours before another, with the same moves and
            the exceptional days off.
    """

    coming: Callable[[date, Mapping[str, int]], Sequence[DayOff]] = lambda _day, _moved: ()
    usual: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    outer: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    earlier: Callable[[datetime, float, Mapping[str, int], frozenset[date]], datetime] = (
        lambda moment, hours, _moved, _closed: moment - timedelta(hours=hours)
    )


def named(name: str) -> Message:
    """Return the words for a day off."""
    return NAMES.get(name, _("Public holiday"))

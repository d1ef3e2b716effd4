"""Which days the packages estimate as Morocco's holidays, and which of them the moon may move.

Fixed holidays and feasts come from the package `holidays`, Ramadan's first day and Hijri years from
`hijridate`. Both calculate (Umm al-Qura); in Morocco the sighting decides, a day sooner or later.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from hijridate import Gregorian, Hijri
from holidays.countries.morocco import Morocco

DAY = timedelta(days=1)
_RAMADAN = 9  # the month's number
_WELL_INSIDE = timedelta(days=10)  # so far into a feast's month, its Hijri year is beyond doubt


class Feast(StrEnum):
    """What follows the moon, and may therefore be moved by a day."""

    RAMADAN = "ramadan"
    EID_AL_FITR = "eid_al_fitr"
    EID_AL_ADHA = "eid_al_adha"
    ISLAMIC_NEW_YEAR = "islamic_new_year"
    MAWLID = "mawlid"


EIDS = frozenset({Feast.EID_AL_FITR, Feast.EID_AL_ADHA})  # those for which people travel

_NAMES = {
    "Eid al-Fitr": Feast.EID_AL_FITR,
    "Eid al-Adha": Feast.EID_AL_ADHA,
    "Islamic New Year": Feast.ISLAMIC_NEW_YEAR,
    "Prophet's Birthday": Feast.MAWLID,
}


@dataclass(frozen=True)
class Estimate:
    """One feast of one Hijri year: 2030 has two Ramadans, so a Gregorian year would not do."""

    feast: Feast
    hijri: int
    first: date
    days: int  # public holidays in a row; 0 for Ramadan, which has office hours of its own

    @property
    def key(self) -> str:
        """Under what a coordinator's correction is kept, as "eid_al_fitr:1448"."""
        return f"{self.feast}:{self.hijri}"


def is_key(text: str) -> bool:
    """Tell whether ``text`` has the form of `Estimate.key`."""
    feast, _colon, hijri = text.partition(":")
    return feast in list(Feast) and hijri.isdecimal()


@cache
def fixed(year: int) -> frozenset[date]:
    """Return the public holidays of ``year`` that do not follow the moon."""
    return frozenset(day for day, name in _named(year) if name not in _NAMES)


@cache
def estimates(year: int) -> tuple[Estimate, ...]:
    """Return what begins in ``year``, by calculation, in order of time.

    Raises:
        OverflowError: outside the years that `hijridate` knows (1924 to 2077).
    """
    days: dict[tuple[Feast, int], list[date]] = defaultdict(list)
    for near in (year - 1, year, year + 1):  # a feast of two days may lie in two years, as in 2006
        for day, name in _named(near):
            if name in _NAMES:
                days[_NAMES[name], _hijri_year(day + _WELL_INSIDE)].append(day)
    found = [
        Estimate(feast, hijri, min(on), len(on))
        for (feast, hijri), on in days.items()
        if min(on).year == year
    ]
    for hijri in range(_hijri_year(date(year, 1, 1)), _hijri_year(date(year, 12, 31)) + 1):
        first = date.fromisoformat(Hijri(hijri, _RAMADAN, 1).to_gregorian().isoformat())
        if first.year == year:
            found.append(Estimate(Feast.RAMADAN, hijri, first, days=0))
    return tuple(sorted(found, key=lambda estimate: estimate.first))


def _named(year: int) -> Iterator[tuple[date, str]]:
    """Give each public holiday with its English name; a day may have two."""
    known = Morocco(years=year, language="en_US", islamic_show_estimated=False)
    for day in known:
        for name in known.get_list(day):
            yield day, name


def _hijri_year(day: date) -> int:
    return Gregorian.fromdate(day).to_hijri().year

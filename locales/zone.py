"""Which time it is in Morocco, whatever zone files the operating system carries.

Morocco has kept UTC+0 the whole year since 2026-09-20. Older system files still say UTC+1, and
Python would read them before the tzdata package, so they are shut out before a zone is built.
"""

import zoneinfo
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

zoneinfo.reset_tzpath(to=())
ZoneInfo.clear_cache(only_keys=["Africa/Casablanca"])

CASABLANCA = ZoneInfo("Africa/Casablanca")

# A day inside Ramadan would prove nothing: the old files say UTC+0 there too.
_TELLING = (datetime(2026, 11, 24, 10, tzinfo=UTC), datetime(2027, 6, 15, 10, tzinfo=UTC))


def wall(moment: datetime) -> datetime:
    """Show ``moment`` (aware) as people in Morocco read it on the wall; still aware.

    Raises:
        ValueError: when ``moment`` is naive, since nobody could say which instant it is.
    """
    if moment.utcoffset() is None:
        message = f"a moment needs its zone: {moment!r}"
        raise ValueError(message)
    return moment.astimezone(CASABLANCA)


def today(now: datetime) -> date:
    """Return the date it is in Morocco at the moment ``now`` (aware)."""
    return wall(now).date()


def zone_error(zone: ZoneInfo = CASABLANCA) -> str | None:
    """Say what is wrong with the clock's zone data and its remedy, or None when it is right."""
    for moment in _TELLING:
        offset = moment.astimezone(zone).utcoffset()
        if offset != timedelta():
            return (
                f"{zone.key} is {offset} from UTC on {moment:%Y-%m-%d}, it must be 0:00:00. "
                'Install tzdata 2026.6 or later and set PYTHONTZPATH="".'
            )
    return None


def week_of(now: datetime) -> str:
    """Return the ISO week in Morocco at an aware moment: "2026-W48"."""
    year, week, _day = today(now).isocalendar()
    return f"{year}-W{week:02}"

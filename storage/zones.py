"""Wall time and its zone: when the zone's rules change, every next moment is worked out anew."""

from datetime import datetime
from importlib.metadata import version
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from storage import gatherings, rhythm
from storage.models import Choice

_KEY = "zone_rules"


def note(session: Session, now: datetime, zone: ZoneInfo) -> bool:
    """Compare the zone data with those of the last start; if they changed, wake everybody.

    Due moments are kept as instants, made of a day and an hour of the wall (FEATURES.md F6).
    """
    rules = version("tzdata")
    known = session.get(Choice, _KEY)
    if known is not None and known.value == rules:
        return False
    if known is None:
        session.add(Choice(key=_KEY, value=rules, changed_at=now))
    else:
        known.value, known.changed_at = rules, now
    session.flush()
    rhythm.wake_all(session, now)
    gatherings.reckon_all(session, now, zone)
    return True

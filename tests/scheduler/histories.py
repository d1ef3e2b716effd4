"""Members' histories for tests, written as a line of letters, the newest week last.

``y`` answered after a day, ``n`` not answered, ``e`` excused, ``u`` wrote without being asked,
``.`` nothing happened.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from scheduler.guards import Person
from scheduler.history import SLOTS, History, Kind, Week, week_number
from scheduler.rules import Settings

NOW = datetime(2026, 11, 30, 10, tzinfo=UTC)  # a Monday; Morocco is at UTC+0
WEEK = timedelta(weeks=1)
SETTINGS = Settings()
KINDS = tuple(Kind)
LONG_AGO = date(2026, 1, 5)


def at(text: str) -> datetime:
    """Return a moment, in UTC, which is Morocco's wall time."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def weeks(letters: str, *, now: datetime = NOW, mood: int | None = 4) -> tuple[Week, ...]:
    """Return the weeks before that of ``now``; each check-in went out on Monday at 10:00."""
    found = []
    monday = datetime.combine(now.date() - timedelta(days=now.weekday()), NOW.timetz())
    for back, letter in zip(range(len(letters), 0, -1), letters, strict=True):
        sent = monday - WEEK * back
        week = Week(week_number(sent.date()))
        if letter in "yn":
            kind = KINDS[(len(letters) - back) % len(KINDS)]
            week = replace(week, sent_at=sent, kind=kind, slot=SLOTS[0])
        if letter in "yu":
            week = replace(week, answered_at=sent + timedelta(days=1), delay=1.0, mood=mood)
        if letter == "e":
            week = replace(week, excused=True)
        if letter != ".":
            found.append(week)
    return tuple(found)


def member(
    letters: str = "",
    *,
    name: str = "m",
    person: dict[str, Any] | None = None,
    extra: Sequence[Week] = (),
    now: datetime = NOW,
    **more: Any,
) -> History:
    """Return a member's history; ``extra`` weeks come last, ``person`` holds what guards know."""
    known = (*weeks(letters, now=now), *extra)
    sent = [week.sent_at for week in known if week.sent_at is not None][-4:]
    return History(
        member=name,
        person=Person(**({"region": None, "sent": sent} | (person or {}))),
        weeks=known,
        **({"joined_on": LONG_AGO} | more),
    )


def asked(when: datetime = NOW, **more: Any) -> Week:
    """Return a check-in of this week that waits for an answer."""
    plain = Week(week_number(when.date()), sent_at=when, kind=Kind.PLAIN, slot=SLOTS[0])
    return replace(plain, **more)

"""What goes first when the budget cannot hold all that is due for somebody (FEATURES.md F6)."""

from collections.abc import Iterable

from storage.models import Due

# Kinds of timetable rows and of contacts; what stands nowhere comes last.
ORDER = ("announcement", "event", "checkin", "question", "reminder")
NEXT = "next"  # in a row about somebody's week: which of its messages is due then

_RANKS = {kind: rank for rank, kind in enumerate(ORDER)}


def rank(kind: str) -> int:
    """Return the place of a kind: the lower, the sooner it is granted."""
    return _RANKS.get(kind, len(ORDER))


def in_order(rows: Iterable[Due]) -> list[Due]:
    """Return rows that are due together, the most important first; of equals, the earliest due."""
    return sorted(rows, key=lambda row: (rank(_kind(row)), row.due_at, row.id))


def _kind(row: Due) -> str:
    kind = row.about.get(NEXT, row.kind)
    return str(kind)

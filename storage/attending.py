"""Who gets a place, and who moves up when one is free: the rule, without the rows."""

from collections.abc import Sequence

from storage.models.values import Attending


def granted(
    wanted: Attending, held: Attending | None, taken: int, capacity: int | None
) -> Attending:
    """Return what becomes of an answer: a yes without a free place waits.

    Args:
        wanted: yes, no or maybe.
        held: what they had answered until now, None for nothing.
        taken: how many have a place, they themselves included if they do.
        capacity: how many places there are, None for no limit.
    """
    if wanted != Attending.YES or held == Attending.YES:
        return wanted
    return Attending.YES if capacity is None or taken < capacity else Attending.WAITING


def moved_up(waiting: Sequence[int], taken: int, capacity: int | None) -> Sequence[int]:
    """Return who gets a place now, of those who wait in this order."""
    return waiting if capacity is None else waiting[: max(0, capacity - taken)]

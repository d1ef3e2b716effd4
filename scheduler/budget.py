"""How many unasked messages a person gets: one purse for all features, and nobody else grants.

At most 2 in any 7 days and 6 in any 28 (FEATURES.md F6). Days are periods of 24 hours that begin at
any moment; a message counts from its own moment on, and no longer when the period is over.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from scheduler.guards import Guard

LIMITS = (
    (Guard.BUDGET_WEEK, timedelta(days=7), 2),
    (Guard.BUDGET_MONTH, timedelta(days=28), 6),
)


def granted(sent: Sequence[datetime], now: datetime) -> Guard | None:
    """Tell which limit one more message at ``now`` would break, if any.

    Messages later than ``now`` count as well: a clock that was set back buys nothing.
    """
    for guard, period, most in LIMITS:
        near = [moment for moment in sent if abs(moment - now) < period] + [now]
        # The fullest of the periods around now can be moved on until it begins with a message.
        if any(sum(start <= each < start + period for each in near) > most for start in near):
            return guard
    return None


def free_at(sent: Sequence[datetime], now: datetime) -> datetime:
    """Return the first moment from ``now`` on at which a message is granted."""
    # It is always granted a month after the last, and only ever becomes so when a message has
    # just become old enough for one of the limits.
    passing = (moment + period for moment in sent for _guard, period, _most in LIMITS)
    moments = sorted({now, *(moment for moment in passing if moment > now)})
    return next(moment for moment in moments if granted(sent, moment) is None)

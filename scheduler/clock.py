"""The clock: APScheduler ticks, and does nothing else. The database is the timetable.

One job in memory, no state, nothing pickled (reliability.md, section 5).
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger(__name__)

PERIOD = 2.0  # seconds between ticks


class Ticker:
    """Calls ``tick`` every ``period`` seconds, never twice at once, never in a burst."""

    def __init__(self, tick: Callable[[], Awaitable[None]], period: float = PERIOD) -> None:
        """Prepare; ``start`` needs a running event loop."""
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._scheduler.add_job(
            tick,
            "interval",
            seconds=period,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._scheduler.add_listener(_report, EVENT_JOB_ERROR)

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more; a tick under way ends by itself."""
        self._scheduler.shutdown(wait=False)


def _report(event: JobExecutionEvent) -> None:
    """Say that a tick failed: APScheduler would only note it in its own log."""
    log.error("a tick failed (%s): trying again at the next", type(event.exception).__name__)

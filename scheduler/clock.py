"""The clock: APScheduler ticks, and does nothing else. The database is the timetable.

One job in memory, no state, nothing pickled (reliability.md, section 5).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger(__name__)

PERIOD = 2.0  # seconds between ticks
PATIENCE = 5.0  # seconds for a tick under way when stopping


class Ticker:
    """Calls ``tick`` every ``period`` seconds, never twice at once, never in a burst."""

    def __init__(self, tick: Callable[[], Awaitable[None]], period: float = PERIOD) -> None:
        """Prepare; ``start`` needs a running event loop."""
        self._tick = tick
        self._under_way: asyncio.Future[None] | None = None
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._scheduler.add_job(
            self._once,
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

    async def stop(self, patience: float = PATIENCE) -> None:
        """Tick no more; a tick under way has ``patience`` seconds to end by itself."""
        self._scheduler.shutdown(wait=False)
        if self._under_way is not None and not self._under_way.done():
            done, late = await asyncio.wait([self._under_way], timeout=patience)
            for tick in late:
                tick.cancel()
            for tick in done:
                if (error := tick.exception()) is not None:
                    log.error("the last tick failed (%s)", type(error).__name__)

    async def _once(self) -> None:
        """Tick; APScheduler cancels what runs when it is shut down, and that is no failure."""
        self._under_way = asyncio.ensure_future(self._tick())
        try:
            await asyncio.shield(self._under_way)
        except asyncio.CancelledError:
            log.debug("stopped during a tick, which ends by itself")


def _report(event: JobExecutionEvent) -> None:
    """Say that a tick failed: APScheduler would only note it in its own log."""
    log.error("a tick failed (%s): trying again at the next", type(event.exception).__name__)

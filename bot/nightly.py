"""Once a night, by the app's clock: personal data whose time is over is erased, files with it.

Several processes may look at the same moment: a row of ``runs`` gives the night to one of them, and
to another when that one did not finish it.
"""

import logging
from datetime import date, datetime, time, timedelta

import locales
from bot.clocks import Clock
from bot.files import EvidenceStore
from storage import Database, retention, runs
from storage.retention import Periods

log = logging.getLogger(__name__)

NAME = "purge"
AT = time(3, 30)  # wall time in Morocco: nobody is written to, and few write
MOST = 10_000  # batches in one night: what is left then is for the next


class Nightly:
    """Purges the database, a batch in each transaction, then the folder of evidence.

    Args:
        database: where the personal data is.
        files: the evidence, whose content goes with its row.
        clock: whose nights they are.
        periods: how long each kind of data is kept.
    """

    def __init__(
        self, database: Database, files: EvidenceStore, clock: Clock, periods: Periods
    ) -> None:
        """Prepare; nothing runs before ``tick``."""
        self._database = database
        self._files = files
        self._clock = clock
        self._periods = periods

    async def tick(self, now: datetime) -> None:
        """Do what this night asks for, unless it is done, or somebody else is at it."""
        night = night_of(now)
        if not await self._database.read(runs.is_open, NAME, night, now):
            return
        if not await self._database.transaction(runs.begin, NAME, night, now):
            return
        counts = await self._purge(now)
        counts["content"] = await self._files.discard()
        await self._database.transaction(runs.finish, NAME, night, self._clock.now(), counts)
        log.info("purged: %s", ", ".join(f"{name} {count}" for name, count in counts.items()))

    async def _purge(self, now: datetime) -> dict[str, int]:
        """Purge until nothing is left; return how many rows of each kind that were."""
        total: dict[str, int] = {}
        for _batch in range(MOST):
            counts = await self._database.transaction(retention.purge, now, self._periods)
            total = {name: total.get(name, 0) + count for name, count in counts.items()}
            if not any(counts.values()):
                break
        return total


def night_of(now: datetime) -> date:
    """Return the day in Morocco whose night came last: it begins at half past three."""
    local = locales.wall(now)
    return local.date() if local.time() >= AT else local.date() - timedelta(days=1)

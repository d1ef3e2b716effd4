"""A room of long work: it looks when it is woken, and now and then by itself, until cancelled."""

import asyncio
import logging

from storage import Unavailable

log = logging.getLogger(__name__)

PERIOD = 3.0  # seconds between looks when nobody wakes it: after a crash, or for another process


class Room:
    """Looks for work again and again.

    Args:
        work: what it looks for, as an operator's line names it.
    """

    def __init__(self, work: str) -> None:
        """Begin with a look."""
        self._work = work
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Say that there may be something to do."""
        self._woken.set()

    async def run(self) -> None:
        """Look until cancelled; a database that is away is asked again."""
        while True:
            self._woken.clear()
            try:
                await self._look()
            except Unavailable as error:
                log.error(
                    "%s not looked at (%s): trying again; check the database", self._work, error
                )
            try:
                async with asyncio.timeout(PERIOD):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def _look(self) -> None:
        """Do what there is to do. May raise Unavailable."""
        raise NotImplementedError

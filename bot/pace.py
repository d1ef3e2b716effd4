"""How fast Jisr may write: evenly spaced, gently to each chat, and silent when asked to be.

The pace is a waiting room and a clock face: who waits is let out one at a time, most urgent first,
then in the order of arrival, when the whole platform and the chat concerned may bear a message.
It does no waiting of its own: moments are passed in, in seconds of any steady clock.
"""

import math
from bisect import insort
from collections.abc import Hashable
from itertools import count
from typing import Generic, TypeVar

C = TypeVar("C", bound=Hashable)
T = TypeVar("T")

UNEVEN = 0.2  # seconds: measured, 26 sent over 1.16 s arrived within 0.9 s on a crowded machine
GATE_MARGIN = (0.1, 0.5)  # seconds added to a silence that was asked for


class Pace(Generic[C, T]):
    """Lets tickets (T) for chats (C) go at the right moments.

    Args:
        rate: messages a second, all chats together; never more start in any one second.
        chat_rate: messages a second to one chat, in the long run.
        burst: messages one chat may get at once after a rest.
    """

    def __init__(self, rate: float = 25.0, chat_rate: float = 1.0, burst: int = 2) -> None:
        """Begin rested."""
        # Longer than 1/rate: what starts evenly arrives a little unevenly, and this keeps what a
        # second may hold within a second even when the last is early by UNEVEN and by one gap.
        self.interval = (1 + UNEVEN + 1 / rate) / rate
        self._chat_interval = 1 / chat_rate
        self._tolerance = (burst - 1) * self._chat_interval
        self._next = -math.inf  # not before this moment, whoever it is
        self._gate = -math.inf  # the platform asked for silence until then
        self._full: dict[C, float] = {}  # when a chat is fully rested again
        self._queue: list[tuple[int, int, C, T]] = []
        self._arrivals = count()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._queue)

    def add(self, ticket: T, *, chat: C, priority: int) -> None:
        """Let ``ticket`` wait for its turn; a lower ``priority`` goes first."""
        insort(self._queue, (priority, next(self._arrivals), chat, ticket))

    def take(self, now: float) -> T | None:
        """Return the ticket that goes now, None when none may: it counts as sent at ``now``."""
        self._forget(now)
        if not self._queue or now < max(self._next, self._gate):
            return None
        for place, (_, _, chat, ticket) in enumerate(self._queue):
            if self._opens(chat) <= now:
                del self._queue[place]
                self._count(chat, now)
                return ticket
        return None

    def wait(self, now: float) -> float | None:
        """Seconds until a ticket may go (0 for at once), None when nobody waits."""
        if not self._queue:
            return None
        chat = min(self._opens(entry[2]) for entry in self._queue)
        return max(0.0, max(chat, self._next, self._gate) - now)

    def worst(self) -> int | None:
        """Return the priority of the least urgent ticket, None when nobody waits."""
        return self._queue[-1][0] if self._queue else None

    def hold(self, seconds: float, now: float, *, jitter: float = 0.0) -> None:
        """Keep silent for ``seconds`` and a little more; ``jitter`` is from 0 to 1."""
        least, most = GATE_MARGIN
        self._gate = max(self._gate, now + seconds + least + (most - least) * jitter)

    def held(self, now: float) -> float:
        """Seconds of silence still to keep."""
        return max(0.0, self._gate - now)

    def tired(self, now: float) -> dict[C, float]:
        """Return the chats that may not get a message yet, and in how many seconds they may."""
        self._forget(now)
        return {chat: self._opens(chat) - now for chat in self._full if self._opens(chat) > now}

    def _opens(self, chat: C) -> float:
        return self._full.get(chat, -math.inf) - self._tolerance

    def _count(self, chat: C, now: float) -> None:
        rested = max(self._full.pop(chat, now), now)
        self._full[chat] = rested + self._chat_interval  # popped first: the last sent stays last
        self._next = now + self.interval

    def _forget(self, now: float) -> None:
        """Drop the rested chats: as many are remembered as were written to in a moment."""
        while self._full:
            chat, rested = next(iter(self._full.items()))
            if rested > now:
                break
            del self._full[chat]

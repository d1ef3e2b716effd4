"""What time it is: the machine's, or a clock that a playground or a test can move."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time. Everything that needs it receives it, nothing asks the machine."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)


class MovableClock:
    """A clock that runs at real speed from where it was put, and can be moved forward.

    Args:
        start: where it begins, aware; the machine's present moment when left out.
    """

    def __init__(self, start: datetime | None = None) -> None:
        """Begin at ``start``."""
        self._origin = start or datetime.now(UTC)
        self._since = time.monotonic()

    def now(self) -> datetime:
        """Return the present moment of this clock, aware, in UTC."""
        return self._origin + timedelta(seconds=time.monotonic() - self._since)

    def move(self, by: timedelta) -> None:
        """Move forward by ``by``. Raises ValueError for a step back: time does not return."""
        if by < timedelta():
            message = f"a clock moves forward only, not by {by}"
            raise ValueError(message)
        self._origin += by

    def move_to(self, moment: datetime) -> None:
        """Move forward to ``moment`` (aware). Raises ValueError when it lies in the past."""
        self.move(moment - self.now())

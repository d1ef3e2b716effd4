"""Rates whose denominator nobody can make smaller, with the interval they may be read within."""

from dataclasses import dataclass
from math import sqrt

from storage.figures import FEWEST

_Z = 1.96  # of 95 %


@dataclass(frozen=True)
class Rate:
    """How many answered, of all the seats there are.

    Attributes:
        answered: of a week, or of several weeks together.
        people: seats that were ever taken: whoever pauses, is excused or leaves still counts.
        excused: of those who did not answer, how many had a reason.
    """

    answered: int = 0
    people: int = 0
    excused: int = 0

    def __add__(self, other: "Rate") -> "Rate":
        """Return both together, as of several weeks or groups."""
        return Rate(
            self.answered + other.answered,
            self.people + other.people,
            self.excused + other.excused,
        )

    @property
    def is_small(self) -> bool:
        """Tell whether too few people are behind it for it to be shown."""
        return self.people < FEWEST

    @property
    def percent(self) -> int:
        """The share that answered, rounded; 0 where there is nobody."""
        return round(100 * self.answered / self.people) if self.people else 0

    @property
    def interval(self) -> tuple[int, int]:
        """The Wilson interval of 95 %, in percent: where the share may lie (reminders.md, 7)."""
        low, high = wilson(self.answered, self.people)
        return round(100 * low), round(100 * high)


def wilson(answered: int, people: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share (Wilson 1927), within 0 and 1; all of it for n = 0.

    Unlike the usual one it stays within its bounds and is of use for small groups.
    """
    if not people:
        return 0.0, 1.0
    share = answered / people
    wide = 1 + _Z**2 / people
    middle = (share + _Z**2 / (2 * people)) / wide
    half = _Z * sqrt(share * (1 - share) / people + _Z**2 / (4 * people**2)) / wide
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))

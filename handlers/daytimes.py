"""A time of day, asked for: typed as people write it, or chosen; stored as "08:30"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import ClassVar

import locales
from handlers.dialogue.questions import Answer, Choice, Option, Refusal
from locales import Hour, _

EVENING = "23:59"


@dataclass(frozen=True)
class TimeOfDay(Choice):
    """A time from ``earliest`` to ``latest``, both included, as "08:30"; so are its options."""

    earliest: str = "00:00"
    latest: str = EVENING
    columns: int = 3
    digits_are_values: ClassVar[bool] = True  # "9" is nine o'clock, and not the ninth button
    exact: ClassVar[bool] = True  # 14:30 is no misspelling of 14:00

    def read(self, text: str, today: date) -> Answer | Refusal:
        """Read "8:30", "8h30", "٨:٣٠", "14"."""
        del today
        found = locales.hour_in(text)
        if found is None:
            return Refusal(_("I did not find a time there. For example: {hour}.",
                             hour=shown(self.earliest)))  # fmt: skip
        value = found.isoformat("minutes")
        if self.accepts(value):
            return Answer(value)
        return Refusal(
            _("A time from {earliest} to {latest}, please.",
              earliest=shown(self.earliest), latest=shown(self.latest))
        )  # fmt: skip

    def accepts(self, value: object) -> bool:
        """Accept a time within the bounds."""
        if not isinstance(value, str):
            return super().accepts(value)
        return self.earliest <= value <= self.latest and value in _TIMES


def shown(value: str) -> Hour:
    """Return a stored time as it is shown."""
    return _TIMES[value]


def times(values: Sequence[str]) -> tuple[Option, ...]:
    """Return stored times as options."""
    return tuple(Option(value, _("{hour}", hour=shown(value))) for value in values)


# Every minute, made once: a dialogue makes no times, so that it can be seen to ask for none.
_TIMES = {
    f"{hour:02}:{minute:02}": Hour(time(hour, minute)) for hour in range(24) for minute in range(60)
}

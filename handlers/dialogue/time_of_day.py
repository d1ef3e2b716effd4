"""The question for an hour of the day, read in any form people type it."""

from dataclasses import dataclass
from datetime import date, time
from typing import ClassVar

import locales
from handlers.dialogue.questions import Answer, Question, Refusal
from locales import Hour, _

_EXAMPLE = Hour(time(10, 30))
_FORMAT = "%H:%M"


@dataclass(frozen=True)
class TimeOfDay(Question):
    """An hour of the wall clock, stored as "10:30"; not before ``earliest`` ("09:00") if given."""

    earliest: str | None = None
    digits_are_values: ClassVar[bool] = True

    def read(self, text: str, today: date) -> Answer | Refusal:
        """Read "10:30", "10h30", "١٠:٣٠", "2 pm", "العاشرة"."""
        del today
        at = locales.hour_in(text)
        if at is None:
            return Refusal(_("I did not find an hour there. For example: {hour}.", hour=_EXAMPLE))
        if self.earliest is not None and at.strftime(_FORMAT) < self.earliest:
            first = time.fromisoformat(self.earliest)
            return Refusal(_("That hour has passed: {hour} or later, please.", hour=Hour(first)))
        return Answer(at.strftime(_FORMAT))

    def accepts(self, value: object) -> bool:
        """Accept an hour as it is stored, not before the earliest."""
        if not isinstance(value, str):
            return super().accepts(value)
        try:
            at = time.fromisoformat(value).strftime(_FORMAT)
        except ValueError:
            return super().accepts(value)
        return at == value and (self.earliest is None or value >= self.earliest)

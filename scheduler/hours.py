"""At which hours of a day offices can be written to, by rule and where a region has its own.

Moroccan wall time, start included, end excluded (FEATURES.md F6; reminders.md, section 3; decree
2-05-916: office 8:30–16:30 with a longer break on Friday; Ramadan 9:00–15:00).
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import time
from typing import Self

FRIDAY = 4  # date.weekday()

Span = tuple[time, time]  # from, until
Spans = tuple[Span, ...]  # of one day, in order


@dataclass(frozen=True)
class Hours:
    """When one may write on a working day. A region gives what differs (decree, article 4).

    Raises:
        ValueError: when a span ends before it begins, or a kind of day has none.
    """

    normal: Spans = ((time(9), time(16)),)
    friday: Spans = ((time(9), time(11, 45)), (time(15), time(16)))
    ramadan: Spans = ((time(9, 30), time(14)),)
    ramadan_friday: Spans = ((time(9, 30), time(11, 30)),)

    def __post_init__(self) -> None:
        """Refuse hours that nobody can have meant: they would silence a region."""
        for kind in fields(self):
            spans: Spans = getattr(self, kind.name)
            if not spans or any(start >= end for start, end in spans):
                raise ValueError(f"no hours, or hours that end before they begin: {kind.name}")

    def on(self, weekday: int, *, ramadan: bool) -> Spans:
        """Return the spans of a working day."""
        if weekday == FRIDAY:
            return self.ramadan_friday if ramadan else self.friday
        return self.ramadan if ramadan else self.normal

    def clipped(self) -> Self:
        """Return these hours without what lies beyond the outer limits of F6.

        Raises:
            ValueError: when nothing would be left of a kind of day.
        """
        return type(self)(
            *(
                tuple(_common(getattr(self, kind.name), getattr(OUTER, kind.name)))
                for kind in fields(self)
            )
        )


OUTER = Hours(
    normal=((time(8, 30), time(18)),),
    friday=((time(8, 30), time(12)), (time(15), time(18))),
    ramadan=((time(9, 30), time(15)),),
    ramadan_friday=((time(9, 30), time(12)),),
)
USUAL = Hours()


def without(spans: Spans, quiet: Span | None) -> Spans:
    """Return what quiet hours, which may go past midnight, leave of a day's spans."""
    if quiet is None:
        return spans
    start, end = quiet
    for begins, ends in ((start, end),) if start < end else ((start, time.max), (time.min, end)):
        pieces = (
            piece
            for opens, closes in spans
            for piece in ((opens, min(closes, begins)), (max(opens, ends), closes))
        )
        spans = tuple((opens, closes) for opens, closes in pieces if opens < closes)
    return spans


def _common(ones: Spans, others: Spans) -> Iterator[Span]:
    for start, end in sorted(ones):
        for opens, closes in others:
            if max(start, opens) < min(end, closes):
                yield max(start, opens), min(end, closes)

"""When Jisr may write on its own: office hours, the person's own wishes, and the budget.

Every guard of FEATURES.md F6 in one place, asked at the moment of sending. In doubt, not sent.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from scheduler import budget
from scheduler.calendar import SATURDAY, Calendar
from scheduler.feasts import DAY
from scheduler.guards import ORDINARY, Guard, Person, Prompt
from scheduler.hours import FRIDAY, USUAL, Hours, Spans

log = logging.getLogger(__name__)

MIDDAY = (time(11, 45), time(15))  # of a Friday
_FOREVER = datetime.max.replace(tzinfo=UTC)  # no passing of time will lift it
_FAR = 60  # days: no country closes for so long, so the calendar must be wrong
_STEPS = 500  # guards in a row before one gives up, as when quiet hours cover the office's


@dataclass(frozen=True)
class Windows:
    """The guards over one calendar, with the hours of the regions that have their own.

    Attributes:
        calendar: which days are worked all over the country.
        widened: hours of a region, by its id, in place of the usual; cut at the outer limits.
        closed: a region's own days off, by its id, beside those of the country.

    Raises:
        ValueError: when a region's hours lie wholly outside the outer limits.
    """

    calendar: Calendar = field(default_factory=Calendar)
    widened: Mapping[int, Hours] = field(default_factory=dict)
    closed: Mapping[int, frozenset[date]] = field(default_factory=dict)
    _hours: dict[int | None, Hours] = field(init=False, repr=False, compare=False)
    _calendars: dict[int | None, Calendar] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Cut the regions' hours, and make the calendars of those with days off, once."""
        hours = {region: hours.clipped() for region, hours in self.widened.items()}
        object.__setattr__(self, "_hours", hours)
        calendars = {region: self.calendar.without(days) for region, days in self.closed.items()}
        object.__setattr__(self, "_calendars", calendars)

    def calendar_of(self, region: int | None) -> Calendar:
        """Return which days are worked in a region; None for the whole country."""
        return self._calendars.get(region, self.calendar)

    def spans(self, day: date, region: int | None = None) -> Spans:
        """Return from when to when one may write to anybody on ``day``: none, one or two spans."""
        calendar = self.calendar_of(region)
        if not calendar.is_working_day(day) or calendar.is_after_eid(day):
            return ()
        hours = self._hours.get(region, USUAL)
        return hours.on(day.weekday(), ramadan=calendar.is_ramadan(day))

    def is_open(self, now: datetime, region: int | None = None) -> bool:
        """Tell whether an unasked message may be sent at ``now`` (aware) to people of a region."""
        return self._closed(self.calendar.wall(now), region) is None

    def next_opening(self, now: datetime, region: int | None = None) -> datetime:
        """Return ``now`` if a window is open, else when the next one opens (UTC).

        Raises:
            LookupError: when none opens for months.
        """
        shown = self.calendar.wall(now)
        if self._closed(shown, region) is None:
            return now.astimezone(UTC)
        return self.calendar.instant(self._opening(shown, region))

    def allowed(self, now: datetime, person: Person, prompt: Prompt = ORDINARY) -> Guard | None:
        """Name the first guard that forbids a message to ``person`` at ``now`` (aware), or None.

        A guard that cannot be evaluated, for whatever reason, forbids as ``Guard.UNKNOWN``.
        """
        refusal = self._refusal(now, person, prompt)
        return refusal[0] if refusal else None

    def next_allowed(
        self, now: datetime, person: Person, prompt: Prompt = ORDINARY
    ) -> datetime | None:
        """Return the first moment (UTC) from ``now`` on at which no guard forbids.

        None when time alone will not bring it: after a stop, beyond the message's expiry, or where
        a guard cannot be evaluated.
        """
        moment = now
        for _step in range(_STEPS):
            refusal = self._refusal(moment, person, prompt)
            if refusal is None:
                return moment.astimezone(UTC)
            if refusal[1] is _FOREVER:
                return None
            moment = refusal[1]
        return None

    def _refusal(
        self, now: datetime, person: Person, prompt: Prompt
    ) -> tuple[Guard, datetime] | None:
        """Return the first guard that forbids, and until when it will."""
        try:
            for guard, until in self._guards(now, person, prompt):
                if until is not None and until > now:
                    return guard, until
        except Exception as error:  # noqa: BLE001 — whatever it is, a doubt must not become a message
            log.error("a guard could not be evaluated (%s): not sent", type(error).__name__)
            return Guard.UNKNOWN, _FOREVER
        return None

    def _guards(
        self, now: datetime, person: Person, prompt: Prompt
    ) -> Iterator[tuple[Guard, datetime | None]]:
        """Give each guard with the moment until which it forbids, if it does; strongest first."""
        shown = self.calendar.wall(now)
        yield Guard.STOPPED, _FOREVER if person.stopped else None
        yield Guard.UNREACHABLE, _FOREVER if person.unreachable else None
        expired = prompt.expires is not None and now >= prompt.expires
        yield Guard.EXPIRED, _FOREVER if expired else None
        yield Guard.PAUSED, self._morning(person.paused_until)
        yield Guard.LEAVE, self._morning(_back(shown.date(), person.leave))
        yield Guard.RESTING, person.resting_until
        yield Guard.NEW_MEMBER, person.new_until if prompt.reminder else None
        closed = self._closed(shown, person.region)
        if closed is not None:
            yield closed, self.calendar.instant(self._opening(shown, person.region))
        yield Guard.QUIET_HOURS, self._wakes(shown, person.quiet)
        yield Guard.CONVERSATION_OPEN, person.talking_until
        spent = None if prompt.urgent else budget.granted(person.sent, now)
        if spent is not None:
            yield spent, budget.free_at(person.sent, now)

    def _closed(self, shown: datetime, region: int | None) -> Guard | None:
        """Name what closes the offices at the wall time ``shown``, or None when they are open."""
        day, at, calendar = shown.date(), shown.time(), self.calendar_of(region)
        if calendar.is_holiday(day):
            return Guard.HOLIDAY
        if day.weekday() >= SATURDAY:
            return Guard.WEEKEND
        if calendar.is_after_eid(day):
            return Guard.AFTER_EID
        if _within(at, self.spans(day, region)):
            return None
        if day.weekday() == FRIDAY and MIDDAY[0] <= at < MIDDAY[1]:
            return Guard.FRIDAY_MIDDAY
        usual = self._hours.get(region, USUAL).on(day.weekday(), ramadan=False)
        return Guard.RAMADAN_HOURS if _within(at, usual) else Guard.OUTSIDE_HOURS

    def _opening(self, shown: datetime, region: int | None) -> datetime:
        """Return the wall time of the first opening after ``shown``."""
        for number in range(_FAR):
            day = shown.date() + DAY * number
            for start, _end in self.spans(day, region):
                opening = datetime.combine(day, start)
                if opening > shown:
                    return opening
        raise LookupError(f"no office opens in the {_FAR} days from {shown.date()} on")

    def _wakes(self, shown: datetime, quiet: tuple[time, time] | None) -> datetime | None:
        """Return when the quiet hours end in which ``shown`` lies, if it lies in them."""
        if quiet is None:
            return None
        start, end = quiet
        if start == end:
            raise ValueError("quiet hours of no length, or of a whole day: nobody can tell")
        at, day = shown.time(), shown.date()
        if start < end:
            return self._at(day, end) if start <= at < end else None
        if at >= start:
            return self._at(day + DAY, end)
        return self._at(day, end) if at < end else None

    def _morning(self, day: date | None) -> datetime | None:
        return None if day is None else self._at(day, time())

    def _at(self, day: date, at: time) -> datetime:
        return self.calendar.instant(datetime.combine(day, at))


def _within(at: time, spans: Spans) -> bool:
    return any(start <= at < end for start, end in spans)


def _back(day: date, leave: Sequence[tuple[date, date]]) -> date | None:
    """Return the first day after the absence that ``day`` lies in, if it lies in one."""
    for first, last in leave:
        if last < first:
            raise ValueError(f"an absence that ends before it begins: {first} to {last}")
    ends = [last for first, last in leave if first <= day <= last]
    return max(ends) + DAY if ends else None


_USUAL = Windows()  # the estimated calendar, and the hours of no region in particular


def is_open(now: datetime) -> bool:
    """Tell whether an unasked message may be sent at ``now`` (aware) to people anywhere."""
    return _USUAL.is_open(now)


def next_opening(now: datetime) -> datetime:
    """Return ``now`` if a window is open anywhere, else when the next one opens (UTC)."""
    return _USUAL.next_opening(now)

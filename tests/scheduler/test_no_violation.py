"""A hundred thousand decisions against a table of minutes that was drawn up by hand.

The table knows nothing of the product: its holidays and Ramadans are written below, its hours are
numbers of minutes, its days are counted from the change of September 2026, after which Moroccan
wall time is UTC, so that it needs no zone either.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.calendar import Calendar
from scheduler.guards import Guard, Person, Prompt
from scheduler.hours import Hours
from scheduler.windows import Windows

EPOCH = datetime(2026, 9, 21, tzinfo=UTC)  # a Monday
DAYS = 1560  # to the end of 2030
DAY = 24 * 60  # everything below is in minutes
OPEN, AT_A_WEEKEND, ON_A_HOLIDAY, AFTER_AN_EID, AT_MIDDAY, IN_THE_FAST, TOO_EARLY_OR_LATE = range(7)
NAMES = {
    AT_A_WEEKEND: "weekend",
    ON_A_HOLIDAY: "holiday",
    AFTER_AN_EID: "after_eid",
    AT_MIDDAY: "friday_midday",
    IN_THE_FAST: "ramadan_hours",
    TOO_EARLY_OR_LATE: "outside_hours",
}
FIXED = {(1, 1), (1, 11), (1, 14), (5, 1), (7, 30), (8, 14), (8, 20), (8, 21), (10, 31), (11, 6)}
FIXED |= {(11, 18)}
MOON = [  # first day, public holidays
    ("eid_al_fitr:1448", "2027-03-09", 2), ("eid_al_adha:1448", "2027-05-16", 2),
    ("islamic_new_year:1449", "2027-06-06", 1), ("mawlid:1449", "2027-08-14", 2),
    ("eid_al_fitr:1449", "2028-02-26", 2), ("eid_al_adha:1449", "2028-05-05", 2),
    ("islamic_new_year:1450", "2028-05-25", 1), ("mawlid:1450", "2028-08-03", 2),
    ("eid_al_fitr:1450", "2029-02-14", 2), ("eid_al_adha:1450", "2029-04-24", 2),
    ("islamic_new_year:1451", "2029-05-14", 1), ("mawlid:1451", "2029-07-24", 2),
    ("eid_al_fitr:1451", "2030-02-04", 2), ("eid_al_adha:1451", "2030-04-13", 2),
    ("islamic_new_year:1452", "2030-05-03", 1), ("mawlid:1452", "2030-07-13", 2),
]  # fmt: skip
RAMADANS = [  # first day, the feast that ends it
    ("ramadan:1448", "2027-02-08", "2027-03-09"), ("ramadan:1449", "2028-01-28", "2028-02-26"),
    ("ramadan:1450", "2029-01-16", "2029-02-14"), ("ramadan:1451", "2030-01-05", "2030-02-04"),
    ("ramadan:1452", "2030-12-26", "2031-01-24"),
]  # fmt: skip
# Minutes of the day: normal, Friday, Ramadan, Friday in Ramadan. Region 1 asked for far too much
# (what is left is written here), region 2 for summer hours.
HOURS = {
    None: ([(540, 960)], [(540, 705), (900, 960)], [(570, 840)], [(570, 690)]),
    1: ([(510, 1080)], [(510, 720), (900, 1080)], [(570, 900)], [(570, 720)]),
    2: ([(510, 840)], [(540, 705), (900, 960)], [(570, 840)], [(570, 690)]),
}
ALL_DAY = ((time(5), time(22)),)
WIDENED = {1: Hours(ALL_DAY, ALL_DAY, ALL_DAY, ALL_DAY), 2: Hours(normal=((time(8), time(14)),))}


@dataclass(frozen=True)
class World:
    """A calendar twice: the product's, and a byte for every minute of four years, by region."""

    windows: Windows
    minutes: dict[int | None, bytearray]


def number_of(text: str) -> int:
    return (date.fromisoformat(text) - EPOCH.date()).days


def a_world(random: Random) -> World:
    keys = [key for key, _first, _days in MOON] + [key for key, _first, _end in RAMADANS]
    moved = {key: random.choice((-1, 0, 1)) for key in random.sample(keys, random.randrange(9))}
    closed = {random.randrange(DAYS) for _ in range(random.randrange(6))}
    calendar = Calendar(
        moved=moved, closed=frozenset(EPOCH.date() + timedelta(days=number) for number in closed)
    )
    off, back, fasted = set(closed), set[int](), set[int]()
    for number in range(DAYS):
        day = EPOCH.date() + timedelta(days=number)
        if (day.month, day.day) in FIXED:
            off.add(number)
    for key, first, days in MOON:
        off |= {number_of(first) + moved.get(key, 0) + n for n in range(days)}
    for key, first, days in MOON:
        if key.startswith("eid"):
            number = number_of(first) + moved.get(key, 0) + days
            while number in off or number % 7 in {5, 6}:
                number += 1
            back.add(number)
    for key, first, end in RAMADANS:
        end_key = key.replace("ramadan", "eid_al_fitr")
        fasted |= set(
            range(number_of(first) + moved.get(key, 0), number_of(end) + moved.get(end_key, 0))
        )
    minutes = {region: _minutes(region, off, back, fasted) for region in HOURS}
    return World(Windows(calendar, WIDENED), minutes)


def _minutes(region: int | None, off: set[int], back: set[int], fasted: set[int]) -> bytearray:
    table = bytearray()
    for number in range(DAYS):
        if number in off:
            table += bytes([ON_A_HOLIDAY]) * DAY
        elif number % 7 in {5, 6}:
            table += bytes([AT_A_WEEKEND]) * DAY
        elif number in back:
            table += bytes([AFTER_AN_EID]) * DAY
        else:
            table += _working_day(region, friday=number % 7 == 4, fast=number in fasted)
    return table


@cache
def _working_day(region: int | None, *, friday: bool, fast: bool) -> bytes:
    normal, on_friday, in_fast, friday_in_fast = HOURS[region]
    minutes = bytearray([TOO_EARLY_OR_LATE]) * DAY
    if friday:
        minutes[705:900] = bytes([AT_MIDDAY]) * (900 - 705)
    for opens, ends in on_friday if friday else normal:
        for minute in range(opens, ends):
            if minutes[minute] == TOO_EARLY_OR_LATE or not fast:
                minutes[minute] = IN_THE_FAST if fast else OPEN
    if fast:
        for opens, ends in friday_in_fast if friday else in_fast:
            minutes[opens:ends] = bytes(ends - opens)
    return bytes(minutes)


def moment(minute: int) -> datetime:
    return EPOCH + timedelta(minutes=minute)


def day_of(minute: int) -> date:
    return moment(minute).date()


@dataclass(frozen=True)
class State:
    """What holds for somebody, in minutes since the epoch; -1 for nothing."""

    region: int | None
    sent: tuple[int, ...]
    stopped: bool
    unreachable: bool
    paused: int  # the number of a day
    leave: tuple[tuple[int, int], ...]  # numbers of days
    resting: int
    new: int
    quiet: tuple[int, int]  # minutes of the day
    talking: int
    reminder: bool
    urgent: bool
    expires: int

    def person(self) -> Person:
        start, end = self.quiet
        return Person(
            region=self.region,
            sent=tuple(moment(minute) for minute in self.sent),
            stopped=self.stopped,
            unreachable=self.unreachable,
            paused_until=day_of(self.paused * DAY) if self.paused >= 0 else None,
            leave=tuple((day_of(first * DAY), day_of(last * DAY)) for first, last in self.leave),
            resting_until=moment(self.resting) if self.resting >= 0 else None,
            new_until=moment(self.new) if self.new >= 0 else None,
            quiet=(time(*divmod(start, 60)), time(*divmod(end, 60))) if start != end else None,
            talking_until=moment(self.talking) if self.talking >= 0 else None,
        )

    def prompt(self) -> Prompt:
        expires = moment(self.expires) if self.expires >= 0 else None
        return Prompt(reminder=self.reminder, urgent=self.urgent, expires=expires)

    def forbidden_by(self, world: World, minute: int) -> Iterator[str]:
        """Give every reason, in no particular order."""
        day, at = divmod(minute, DAY)
        start, end = self.quiet
        code = world.minutes[self.region][minute]
        reasons = {
            NAMES.get(code, ""): code != OPEN,
            "stopped": self.stopped,
            "unreachable": self.unreachable,
            "paused": day < self.paused,
            "leave": any(first <= day <= last for first, last in self.leave),
            "resting": minute < self.resting,
            "new_member": self.reminder and minute < self.new,
            "expired": 0 <= self.expires <= minute,
            "conversation_open": minute < self.talking,
            "quiet_hours": (at - start) % DAY < (end - start) % DAY,
        }
        yield from (name for name, holds in reasons.items() if holds)
        if not self.urgent:
            yield from _over_budget([*self.sent, minute], minute)


def _over_budget(sent: list[int], minute: int) -> Iterator[str]:
    """Look at every row of neighbours of which the new one is part."""
    sent.sort()
    for name, most, days in (("budget_week", 2, 7), ("budget_month", 6, 28)):
        rows = [sent[n : n + most + 1] for n in range(len(sent) - most)]
        if any(minute in row and row[-1] - row[0] < days * DAY for row in rows):
            yield name


def a_state(random: Random, around: int) -> State:
    def sometimes(chance: float, value: int) -> int:
        return value if random.random() < chance else -1

    def near(days: int) -> int:
        return max(0, around + random.randrange(-days * DAY, days * DAY))

    leave = [near(20) // DAY for _ in range(random.randrange(2))]
    hour = random.randrange(24)
    return State(
        region=random.choice([*HOURS]),
        sent=tuple(near(35) for _ in range(random.randrange(10))),
        stopped=random.random() < 0.03,
        unreachable=random.random() < 0.03,
        paused=sometimes(0.2, near(20) // DAY),
        leave=tuple((first, first + random.randrange(10)) for first in leave),
        resting=sometimes(0.2, near(14)),
        new=sometimes(0.3, near(14)),
        quiet=(hour * 60, random.choice((hour, hour, (hour + 15) % 24, (hour + 3) % 24)) * 60),
        talking=sometimes(0.2, near(3)),
        reminder=random.random() < 0.5,
        urgent=random.random() < 0.1,
        expires=sometimes(0.1, near(20)),
    )


def test_no_violation_in_a_hundred_thousand_decisions() -> None:
    random = Random(20261124)
    violations, doubts, named = [], [], Counter[str]()
    for _world in range(20):
        world = a_world(random)
        for _person in range(100):
            around = random.randrange(40 * DAY, (DAYS - 40) * DAY)
            state = a_state(random, around)
            person, prompt = state.person(), state.prompt()
            for _decision in range(50):
                minute = around + random.randrange(-20 * DAY, 20 * DAY)
                now = moment(minute)
                if max(state.sent, default=0) <= minute:  # else the table would be a minute off
                    now += timedelta(seconds=random.randrange(60))
                said = world.windows.allowed(now, person, prompt)
                reasons = set(state.forbidden_by(world, minute))
                named[said or "sent"] += 1
                if said is None and reasons:
                    violations.append((now, state, reasons))
                elif said is not None and said not in reasons:
                    doubts.append((now, state, said))
    assert named.total() == 100_000
    assert violations == []
    assert doubts == []
    assert set(named) == {*Guard, "sent"} - {"unknown"}  # each was put to the test
    assert min(named.values()) > 50


worlds = st.integers(0, 3).map(cache(lambda seed: a_world(Random(seed))))


@given(worlds, st.randoms(use_true_random=False), st.integers(40 * DAY, (DAYS - 90) * DAY))
@settings(max_examples=100, deadline=None)  # the search minute by minute takes its time
def test_the_next_allowed_moment_is_allowed_and_the_first(
    world: World, random: Random, minute: int
) -> None:
    state = a_state(random, minute)
    found = world.windows.next_allowed(moment(minute), state.person(), state.prompt())
    patient = replace(state, expires=-1)
    minutes = range(minute, minute + 80 * DAY)
    first = next((each for each in minutes if not _forbids(patient, world, each)), None)
    if first is None or 0 <= state.expires <= first:
        assert found is None
    else:
        assert found == moment(first)


def _forbids(state: State, world: World, minute: int) -> bool:
    """Tell whether anything forbids; the office's hours first, since they mostly do."""
    closed = world.minutes[state.region][minute] != OPEN
    return closed or state.stopped or next(state.forbidden_by(world, minute), None) is not None

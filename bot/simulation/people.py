"""The simulated members: how they answer, tire, leave and come back, one week after another.

The model of reminders.md, section 8, step by step and with its random numbers in its order, so that
its results can be compared. Arrays hold one value for each of N members.
"""

import numpy as np
from numpy.typing import NDArray

from bot.simulation.world import World

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

YEAR = 52  # weeks, after which leave comes again
LOW = 0.30  # motivation under which somebody fades ...
LOW_WEEKS = 3  # ... after so many weeks in a row
NEVER = 10_000  # a week that does not come
PAUSE = 4  # weeks
_STEEPEST = 50.0  # exponent
_LONGEST = 364.0  # days until an answer
_SLOTS, _KINDS, _UNIFORM, _NORMAL = 3, 4, 16, 4


class People:
    """N members of a world in one random future. Call the steps of a week in their order."""

    def __init__(self, world: World, members: int, seed: int) -> None:
        """Draw the members."""
        self.world, self.members, self.seed = world, members, seed
        self._random = random = np.random.default_rng([seed, 1])
        high, low = world.some("motivation")
        self.m: Floats = random.beta(high, low, members)
        self._floor: Floats = np.clip(
            random.normal(world.one("floor"), world.one("floor_sd"), members), 0.02, 0.6
        )
        self._fade = world.one("fade") * np.exp(random.normal(0, world.one("fade_sd"), members))
        self._sens: Floats = np.exp(random.normal(0, world.one("sens_sd"), members))
        self._pref: Floats = np.exp(random.normal(0, world.one("pref_sd"), (members, _KINDS)))
        self._slot: Ints = random.integers(0, _SLOTS, members)
        self.busy: Flags = random.random(members) < world.one("busy_start")
        self._leaves: Ints = random.integers(0, YEAR, (members, 2))
        self._offset: Floats = random.normal(0, world.one("offset_sd"), members)
        self._mood: Floats = random.normal(0, world.one("mood_offset_sd"), members)
        self._all = np.arange(members)
        self._groups: Ints = self._all // int(world.one("group"))
        self._burden: Floats = np.zeros(members)
        self._used: Floats = np.zeros((members, _KINDS))  # how used to a kind: x
        self._calls: Floats = np.zeros(members)  # how used to calls: xc
        self._low: Ints = np.zeros(members, np.int64)
        self.muted: Flags = np.zeros(members, np.bool_)
        self.left: Flags = np.zeros(members, np.bool_)
        self.moved: Flags = np.zeros(members, np.bool_)
        self.event: Ints = np.full(members, NEVER)  # the week of fading
        self._paused: Ints = np.full(members, -1)  # the last week of a pause
        self.week = -1

    def begin(self) -> None:
        """Begin the next week: who is busy, who on leave, and who says so."""
        world = self.world
        self.week += 1
        self._u: Floats = self._random.random((self.members, _UNIFORM))
        self._z: Floats = self._random.normal(size=(self.members, _NORMAL))
        of_year = self.week % YEAR
        stays = np.where(self.busy, world.one("busy_stay"), world.one("busy_in"))
        self.busy = self._u[:, 0] < stays
        away = np.abs(self._leaves - of_year)
        self._away: Flags = (away[:, 0] < 1) | (away[:, 1] < 2)  # noqa: PLR2004 — one week, and three
        self.paused: Flags = self.week <= self._paused
        self.on_leave: Flags = self._away & (self._u[:, 1] < world.one("decl_leave"))
        self.says_busy: Flags = self.busy & (self._u[:, 2] < world.one("decl_busy"))
        self.live: Flags = ~(self.muted | self.left | self.moved)
        self._wears: Floats = growth(-world.one("kap") * self._used)
        self._base: Floats = (
            world.one("a0")
            + self._offset
            + world.one("am") * (self.m - 0.7)
            - world.one("b_busy") * self.busy
            - world.one("b_B") * self._burden * self._sens
            - world.one("b_leave") * self._away
            + world.one("sig") * self._z[:, 0]
        )

    def ask(self, sent: Flags, kinds: Ints, slots: Ints) -> None:
        """Send the check-ins; ``answered`` says who answers, or writes without being asked."""
        world = self.world
        self.sent, self._kinds = sent, kinds
        taste = np.array(world.some("w"))[kinds] * self._worn(kinds)
        asked = logistic(self._base + world.one("b_slot") * (slots == self._slot) + taste)
        alone = logistic(self._base - world.one("spont")) * ~(self.left | self.moved)
        self.answered: Flags = self._u[:, 3] < np.where(sent, asked, alone)
        self.first: Flags = self.answered & sent
        self._day: Floats = np.where(sent, 0.0, 3.0)
        self._load: Floats = sent * world.one("c_first") * np.array(world.some("load"))[kinds]
        self.messages: Ints = sent.astype(np.int64)

    def remind(self, reminded: Flags, number: int) -> None:
        """Send reminder ``number`` (0, 1, 2) to members who were asked and have not answered."""
        self.messages = self.messages + reminded
        self._load = self._load + reminded * self.world.one("c_rem")
        chance = logistic(self._base - self.world.some("att")[number])
        moved: Flags = reminded & (self._u[:, 4 + number] < chance)
        self._day = np.where(moved, 2.0 * number + 2, self._day)
        self.answered = self.answered | moved

    def reply(self) -> None:
        """Settle mood, delay, what was read, and the burden of this week's messages."""
        world, z = self.world, self._z
        bright = world.one("mood") + world.one("mood_m") * self.m
        bright -= world.one("mood_busy") * self.busy
        mood = np.round(1 + 4 * bright + self._mood + world.one("mood_sd") * z[:, 1])
        self.mood: Ints = np.clip(mood, 1, 5).astype(np.int64)
        slow = world.one("delay_sd") * z[:, 2] - world.one("delay_m") * (self.m - 0.4)
        days = growth(slow + world.one("delay_busy") * self.busy)
        self.delay: Floats = np.minimum(self._day + days, _LONGEST)
        interest = world.one("read") + world.one("read_m") * (self.m - 0.5)
        weary = world.one("read_B") * self._burden * self._sens
        read: Flags = self.sent & (self._u[:, 8] < logistic(interest - weary))
        by_message = read * np.array(world.some("g"))[self._kinds] * self._worn(self._kinds)
        self._gain: Floats = (by_message + self.answered * world.one("habit")) * (1 - self.m)
        self._used = world.one("rec") * self._used
        self._used[self._all[self.sent], self._kinds[self.sent]] += 1
        self._burden = world.one("bdec") * self._burden + self._load / world.one("bscale")

    def end(self, called: Flags, *, offer_pause: bool) -> None:
        """End the week: calls, motivation, and who mutes, leaves, changes job or has faded."""
        world, u = self.world, self._u
        worn = growth(-world.one("call_used") * self._calls)
        self.m = self.m + called * world.one("call") * worn * (1 - self.m)
        self._calls = world.one("call_keep") * self._calls + called
        strain = self._burden * self._sens
        if offer_pause:
            accepts = called & (u[:, 9] < world.one("pause_acc")) & (strain > world.one("pause_B"))
            self._paused = np.where(accepts, self.week + PAUSE, self._paused)
        self._move()
        rate = world.one("mute") * growth(
            world.one("muteB") * strain - world.one("mute_m") * (self.m - 0.5)
        )
        goes = world.one("leave") * growth(world.one("leave_m") * (0.4 - self.m))
        mutes: Flags = self.live & (u[:, 10] < 1 - np.exp(-self.messages * rate))
        leaves: Flags = ~(self.left | self.moved) & (u[:, 11] < 1 - np.exp(-goes))
        moves: Flags = ~(self.left | self.moved) & (u[:, 12] < world.one("exo"))
        self.muted, self.left = self.muted | mutes, self.left | leaves
        self.moved = self.moved | moves
        self._low = np.where(self.m < LOW, self._low + 1, 0)
        fades = (self.event == NEVER) & (mutes | leaves | (self._low >= LOW_WEEKS))
        self.event = np.where(fades, self.week, self.event)

    def _move(self) -> None:
        """Move motivation by a week."""
        world = self.world
        answered = np.bincount(self._groups, weights=self.answered) / np.bincount(self._groups)
        excess = np.maximum(0, self._burden - world.one("B0"))
        moved = (
            self.m
            + self._gain
            - self._fade * (self.m - self._floor)
            - world.one("eta") * self._sens * excess
            + world.one("peer") * (answered[self._groups] - 0.5)
            - world.one("busy_m") * self.busy
            + world.one("noise") * self._z[:, 3]
        )
        self.m = np.clip(moved, 0.01, 0.99)

    def _worn(self, kinds: Ints) -> Floats:
        """Return how much of each member's liking for these kinds is left."""
        return self._wears[self._all, kinds] * self._pref[self._all, kinds]


def logistic(x: Floats) -> Floats:
    """Return a probability from a sum."""
    return 1 / (1 + growth(-x))


def growth(x: Floats) -> Floats:
    """Return e to the power of ``x``, kept finite in worlds of extreme numbers."""
    return np.exp(np.minimum(x, _STEEPEST))

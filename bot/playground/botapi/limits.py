"""Flood control: how fast a bot may send, and what was asked while it should have been silent."""

import time
from dataclasses import dataclass
from math import ceil

from bot.playground.botapi.errors import Refusal, too_many
from bot.playground.botapi.rules import Rules

BOT = 0
"""The scope of the whole bot; every other scope is a chat id, and no chat has the id 0."""


@dataclass(frozen=True)
class Offence:
    """A request made inside a penalty, ``remaining`` seconds before its end (at: loop time)."""

    at: float
    scope: str
    method: str
    chat_id: int | None
    remaining: float


class _Bucket:
    """A token bucket: ``burst`` at once, ``rate`` a second for ever."""

    __slots__ = ("at", "burst", "rate", "tokens")

    def __init__(self, rate: float, burst: int, now: float) -> None:
        self.rate = rate
        self.burst = burst
        self.tokens = float(burst)
        self.at = now

    def refill(self, now: float) -> float:
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
        self.at = now
        return self.tokens

    def wait(self) -> float:
        return (1.0 - self.tokens) / self.rate


class FloodControl:
    """Counts sends per bot, private chat and group, and orders pauses.

    Real time counts here, not the movable clock: moving to next week does not make a bot polite.
    """

    def __init__(self, rules: Rules) -> None:
        """Begin with full buckets."""
        self.rules = rules
        self.offences: list[Offence] = []
        self._buckets: dict[int, _Bucket] = {}
        self._silent_until: dict[int, float] = {}

    def penalise(self, scope: int, seconds: int) -> Refusal:
        """Order a pause of ``seconds`` for ``scope`` and return the 429 that says so."""
        self._silent_until[scope] = time.monotonic() + seconds
        return too_many(seconds)

    def watch(self, method: str, chat_id: int | None) -> None:
        """Record an offence if ``method`` is called inside a penalty; refuses nothing."""
        if self._silent_until:
            self._offence(method, chat_id, time.monotonic())

    def spend(self, method: str, chat_id: int) -> None:
        """Count one send. Raises Refusal (429) inside a penalty or above a rate."""
        now = time.monotonic()
        remaining = self._offence(method, chat_id, now) if self._silent_until else 0.0
        if remaining > 0:
            raise too_many(ceil(remaining))
        bot, chat = self._bucket(BOT, now), self._bucket(chat_id, now)
        for scope, bucket in ((chat_id, chat), (BOT, bot)):
            if bucket.refill(now) < 1.0:
                raise self.penalise(scope, max(self.rules.flood_penalty, ceil(bucket.wait())))
        bot.tokens -= 1.0
        chat.tokens -= 1.0

    def _bucket(self, scope: int, now: float) -> _Bucket:
        bucket = self._buckets.get(scope)
        if bucket is None:
            rules = self.rules
            if scope == BOT:
                bucket = _Bucket(rules.bot_rate, rules.bot_burst, now)
            elif scope < 0:
                bucket = _Bucket(rules.group_rate, rules.group_burst, now)
            else:
                bucket = _Bucket(rules.chat_rate, rules.chat_burst, now)
            self._buckets[scope] = bucket
        return bucket

    def _offence(self, method: str, chat_id: int | None, now: float) -> float:
        longest = 0.0
        for scope, name in ((BOT, "bot"), (chat_id or BOT, "chat")):
            remaining = self._silent_until.get(scope, 0.0) - now
            if remaining > longest:
                longest = remaining
                self.offences.append(Offence(now, name, method, chat_id, remaining))
        return longest

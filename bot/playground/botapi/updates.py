"""The queue of updates: confirmation by offset, retention, long polls and their damping."""

import asyncio
import json
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from bot.clocks import Clock
from bot.playground.botapi.errors import (
    OTHER_POLL,
    POLL_ENDED_BY_WEBHOOK,
    POLL_WITH_WEBHOOK,
    conflict,
)
from bot.playground.botapi.rules import Rules

RETENTION: Final = {
    "callback_query": 150,
    "pre_checkout_query": 150,
    "shipping_query": 150,
    "chosen_inline_result": 600,
    "inline_query": 30,
}
"""Seconds for which an update is kept; every kind not named here is kept for a day."""
DAY: Final = 24 * 3600
LONGEST_POLL: Final = 50
LARGEST_BATCH: Final = 100
ASKED_FOR_ONLY: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds that are sent only to bots which name them in ``allowed_updates``."""
FIRST_UPDATE: Final = 100_000_001

_encode = json.JSONEncoder(separators=(",", ":")).encode


@dataclass(slots=True, eq=False)
class Entry:
    """One update on its way. ``update_id`` is what decides about its confirmation."""

    serial: int
    update_id: int
    kind: str
    chat_id: int
    update: dict[str, Any]
    body: bytes
    expires: float
    injected: bool = False
    delivered: bool = False


class UpdateQueue:
    """Keeps updates until they are confirmed by a poll, taken by a webhook, or too old."""

    def __init__(self, clock: Clock, rules: Rules) -> None:
        """Begin empty, ready to be polled."""
        self._clock = clock
        self._rules = rules
        self._entries: OrderedDict[int, Entry] = OrderedDict()
        self._serial = 0
        self._last_id = FIRST_UPDATE - 1
        self._allowed: frozenset[str] | None = None
        self._push: Callable[[Entry], None] | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._last_offset: int | None = None
        self._last_start = 0.0

    def __len__(self) -> int:
        """Return how many updates are waiting or unconfirmed."""
        self._expire()
        return len(self._entries)

    @property
    def allowed(self) -> list[str] | None:
        """The kinds the bot asked for, None for the usual ones."""
        return None if self._allowed is None else sorted(self._allowed)

    def allow(self, kinds: Iterable[str]) -> None:
        """Queue only ``kinds`` from now on; none given means the usual ones."""
        self._allowed = frozenset(kinds) or None

    def add(
        self, kind: str, content: dict[str, Any], chat_id: int, date: float | None = None
    ) -> Entry | None:
        """Queue an update; None when the bot did not ask for its kind.

        Args:
            kind: the field of Update that is filled.
            content: what it is filled with.
            chat_id: the chat, or the user where there is none.
            date: when it happened (seconds), the present moment when left out.
        """
        if self._allowed is None:
            if kind in ASKED_FOR_ONLY:
                return None
        elif kind not in self._allowed:
            return None
        self._last_id += 1
        born = self._clock.now().timestamp() if date is None else date
        expires = born + RETENTION.get(kind, DAY)
        return self._keep({"update_id": self._last_id, kind: content}, kind, chat_id, expires)

    def inject(self, update: dict[str, Any], kind: str, chat_id: int) -> Entry:
        """Queue ``update`` as it is; it gets the next update_id when it has none.

        An injected update is delivered at least once, even if its id was confirmed long ago: that
        is how duplicates and updates out of order reach the bot.
        """
        update_id = update.get("update_id")
        if "update_id" not in update:
            update = {"update_id": self._last_id + 1, **update}
            update_id = self._last_id + 1
        if not isinstance(update_id, int):
            update_id = self._last_id + 1
        self._last_id = max(self._last_id, update_id)
        expires = self._clock.now().timestamp() + RETENTION.get(kind, DAY)
        return self._keep(update, kind, chat_id, expires, update_id=update_id, injected=True)

    def drop(self) -> None:
        """Forget everything that waits."""
        self._entries.clear()

    def forget(self, entry: Entry) -> None:
        """Forget one update: a webhook took it, or it is too old to be taken."""
        self._entries.pop(entry.serial, None)

    def divert(self, push: Callable[[Entry], None] | None) -> None:
        """Give updates to a webhook, those that wait first, or with None keep them for polls."""
        self._push = push
        if push is None:
            return
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(conflict(POLL_ENDED_BY_WEBHOOK))
        for entry in list(self._entries.values()):
            push(entry)

    async def poll(self, offset: int, limit: int, timeout: int) -> bytes:  # noqa: ASYNC109 - the poll's own field
        """Return the answer to a getUpdates as JSON, after at most ``timeout`` seconds.

        Raises:
            Refusal: 409, while a webhook is set or when another poll takes over.
        """
        if self._push is not None:
            raise conflict(POLL_WITH_WEBHOOK)
        limit = min(max(limit, 1), LARGEST_BATCH)
        timeout = min(max(timeout, 0), LONGEST_POLL)
        limit, timeout = self._damped(offset, limit, timeout)
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(conflict(OTHER_POLL))
        self._confirm(offset)
        batch = self._take(limit)
        if not batch and timeout:
            batch = await self._wait(limit, timeout)
        return b'{"ok":true,"result":[%b]}' % b",".join(batch)

    def _damped(self, offset: int, limit: int, timeout: int) -> tuple[int, int]:
        now = time.monotonic()
        if self._rules.damping and offset == self._last_offset:
            since = now - self._last_start
            if since < 3 and timeout < 3:  # noqa: PLR2004 - the rule is "under 3 within 3"
                timeout = 3
            if since < 0.5:  # noqa: PLR2004
                limit = 1
        self._last_offset, self._last_start = offset, now
        return limit, timeout

    async def _wait(self, limit: int, timeout: int) -> list[bytes]:  # noqa: ASYNC109
        end = time.monotonic() + timeout
        batch: list[bytes] = []
        while not batch and (left := end - time.monotonic()) > 0:
            waiter = self._waiter = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(left):
                    await waiter
            except TimeoutError:
                pass
            finally:
                if self._waiter is waiter:
                    self._waiter = None
            batch = self._take(limit)
        return batch

    def _confirm(self, offset: int) -> None:
        """Forget what lies below ``offset``; a negative one keeps only that many at the end."""
        entries = self._entries
        if offset < 0:
            while len(entries) > -offset:
                entries.popitem(last=False)
            return
        while entries:
            first = next(iter(entries.values()))
            if first.update_id >= offset or (first.injected and not first.delivered):
                return
            entries.popitem(last=False)

    def _take(self, limit: int) -> list[bytes]:
        now = self._clock.now().timestamp()
        batch: list[bytes] = []
        old: list[Entry] = []
        for entry in self._entries.values():
            if entry.expires <= now:
                old.append(entry)
                continue
            entry.delivered = True
            batch.append(entry.body)
            if len(batch) == limit:
                break
        for entry in old:
            self.forget(entry)
        return batch

    def _expire(self) -> None:
        now = self._clock.now().timestamp()
        for entry in [entry for entry in self._entries.values() if entry.expires <= now]:
            self.forget(entry)

    def _keep(  # noqa: PLR0913 - one place builds an entry
        self,
        update: dict[str, Any],
        kind: str,
        chat_id: int,
        expires: float,
        *,
        update_id: int | None = None,
        injected: bool = False,
    ) -> Entry:
        self._serial += 1
        entry = Entry(
            serial=self._serial,
            update_id=self._last_id if update_id is None else update_id,
            kind=kind,
            chat_id=chat_id,
            update=update,
            body=_encode(update).encode(),
            expires=expires,
            injected=injected,
        )
        self._entries[entry.serial] = entry
        if self._push is not None:
            self._push(entry)
        elif self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
        return entry

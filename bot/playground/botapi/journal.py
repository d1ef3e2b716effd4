"""What happened: every call, every change a person can see, and what is not answered yet."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.playground.botapi.updates import Entry

ChangeKind = Literal["message", "edit", "delete", "toast", "typing", "reaction", "person", "inline"]


@dataclass(frozen=True)
class Call:
    """One request of the bot (at: loop time, seconds); ``error`` is the description it was given.

    A call that a fault cut off has the status 0 when nothing was done for it, 200 when it was.
    """

    at: float
    method: str
    params: Mapping[str, Any]
    chat_id: int | None
    status: int
    error: str | None


@dataclass(frozen=True)
class Change:
    """Something a chat page would draw anew; ``message_id`` is None for changes without one."""

    kind: ChangeKind
    chat_id: int
    message_id: int | None = None


class Journal:
    """Collects calls and changes, and wakes those who wait for them."""

    def __init__(self, *, keep_calls: bool = True) -> None:
        """Begin empty; without ``keep_calls`` only the number of calls is known."""
        self.calls: list[Call] = []
        self.call_count = 0
        self._keep_calls = keep_calls
        self._waiting: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []
        self._subscribers: set[asyncio.Queue[Change]] = set()
        self._open: defaultdict[int, list[Entry]] = defaultdict(list)

    def called(self, call: Call) -> None:
        """Note one finished request."""
        self.call_count += 1
        if self._keep_calls:
            self.calls.append(call)
        self._wake()

    def changed(self, kind: ChangeKind, chat_id: int, message_id: int | None = None) -> None:
        """Tell everybody who waits or listens that a chat looks different now."""
        for queue in self._subscribers:
            queue.put_nowait(Change(kind, chat_id, message_id))
        self._wake()

    def opened(self, entry: Entry) -> None:
        """Note that a person of ``entry.chat_id`` expects an answer to this update."""
        self._open[entry.chat_id].append(entry)

    def answered(self, chat_id: int) -> None:
        """Note an act of the bot in a chat: everything it had received from there is answered."""
        waiting = self._open.get(chat_id)
        if waiting:
            still = [entry for entry in waiting if not entry.delivered]
            if still:
                self._open[chat_id] = still
            else:
                del self._open[chat_id]

    def unanswered(self) -> list[Entry]:
        """Return the updates after which the bot never did anything in that chat, oldest first."""
        entries = [entry for waiting in self._open.values() for entry in waiting]
        return sorted(entries, key=lambda entry: entry.serial)

    async def wait(self, predicate: Callable[[], bool], timeout: float = 10) -> None:  # noqa: ASYNC109 - part of the interface, and the error names what was awaited
        """Return as soon as ``predicate()`` holds, asking again after each call and change.

        Raises:
            TimeoutError: it did not hold within ``timeout`` seconds.
        """
        if predicate():
            return
        waiter = (predicate, asyncio.get_running_loop().create_future())
        self._waiting.append(waiter)
        try:
            async with asyncio.timeout(timeout):
                await waiter[1]
        except TimeoutError as error:
            message = f"nothing that satisfies {predicate} happened within {timeout} s"
            raise TimeoutError(message) from error
        finally:
            if waiter in self._waiting:
                self._waiting.remove(waiter)

    def subscribe(self) -> asyncio.Queue[Change]:
        """Return a queue that receives every change from now on."""
        queue: asyncio.Queue[Change] = asyncio.Queue()
        self._subscribers.add(queue)
        return queue

    def unsubscribe(self, queue: asyncio.Queue[Change]) -> None:
        """Let ``queue`` receive nothing more."""
        self._subscribers.discard(queue)

    def _wake(self) -> None:
        if not self._waiting:
            return
        still = []
        for predicate, future in self._waiting:
            if future.done():
                continue
            try:
                holds = predicate()
            except Exception as error:  # noqa: BLE001 - a mistake of whoever waits is theirs to see
                future.set_exception(error)
                continue
            if holds:
                future.set_result(None)
            else:
                still.append((predicate, future))
        self._waiting = still

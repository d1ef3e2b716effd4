"""From what a channel said to what the outbox remembers, and to the line in the log."""

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.channels.outcome import (
    NotSent,
    Outcome,
    Refused,
    RetryAfter,
    Sent,
    Unknown,
    Unreachable,
    Withheld,
)
from storage import Database, Session, Unavailable, delivery
from storage.delivery import Attempt, Hold, Settled
from storage.outbox import Claimed

log = logging.getLogger(__name__)

STORE_DELAYS = (0.1, 0.5, 2.0, 5.0)  # seconds between attempts to write outcomes down


class Ledger:
    """Writes outcomes down, those that come in meanwhile together: one transaction after another.

    Args:
        database: where the outbox is.
    """

    def __init__(self, database: Database) -> None:
        """Begin with nothing to write."""
        self._database = database
        self._waiting: list[_Note] = []
        self._writer: asyncio.Task[None] | None = None

    async def note(self, attempt: Attempt, outcome: Outcome) -> Settled:
        """Settle the message of ``attempt`` and return once it is stored.

        What cannot be found out again is insisted on for some seconds; then raises Unavailable.
        """
        note = _Note(attempt, outcome, asyncio.get_running_loop().create_future())
        self._waiting.append(note)
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        return await note.settled

    async def _write(self) -> None:
        while self._waiting:
            notes, self._waiting = self._waiting, []
            await self._settle(notes)
        self._writer = None

    async def _settle(self, notes: list["_Note"]) -> None:
        """Store ``notes`` together; each alone, should one of them be impossible to store."""
        try:
            results = await self._store(notes)
        except Exception as error:  # noqa: BLE001 - it is for those who wait
            if len(notes) > 1 and not isinstance(error, Unavailable):
                for note in notes:
                    await self._settle([note])
                return
            for note in notes:
                if not note.settled.done():
                    note.settled.set_exception(error)
            return
        for note, settled in zip(notes, results, strict=True):
            if not note.settled.done():  # done: its lane was cancelled
                note.settled.set_result(settled)

    async def _store(self, notes: list["_Note"]) -> list[Settled]:
        for delay in STORE_DELAYS:
            try:
                return await self._database.transaction(_write_down_all, notes)
            except Unavailable:
                await asyncio.sleep(delay)
        return await self._database.transaction(_write_down_all, notes)


@dataclass(frozen=True, slots=True)
class _Note:
    attempt: Attempt
    outcome: Outcome
    settled: asyncio.Future[Settled]


def _write_down_all(session: Session, notes: list[_Note]) -> list[Settled]:
    return [write_down(session, note.attempt, note.outcome) for note in notes]


def write_down(session: Session, attempt: Attempt, outcome: Outcome) -> Settled:
    """Settle the message of ``attempt`` by what the channel said of it."""
    if isinstance(outcome, RetryAfter | NotSent | Unknown):
        attempt = replace(attempt, pieces=outcome.pieces)
    match outcome:
        case Sent(platform_id, chat_id):
            return delivery.sent(session, attempt, platform_id=platform_id, chat_id=chat_id)
        case RetryAfter(seconds):
            until = attempt.ended_at + timedelta(seconds=seconds)
            return delivery.put_off(session, attempt, until=until)
        case NotSent(reason):
            return delivery.not_sent(session, attempt, reason=reason)
        case Unknown(reason):
            return delivery.doubtful(session, attempt, reason=reason)
        case _:
            return _not_to_be_sent(session, attempt, outcome)


def _not_to_be_sent(
    session: Session, attempt: Attempt, outcome: Refused | Withheld | Unreachable
) -> Settled:
    match outcome:
        case Refused(reason):
            return delivery.refused(session, attempt, reason=reason)
        case Withheld(reason, until):
            return delivery.withheld(session, attempt, Hold(reason, until))
        case Unreachable(reason):
            return delivery.unreachable(session, attempt, reason=reason)


def report(message: Claimed, outcome: Outcome, settled: Settled) -> None:
    """Write one line to the log unless all went well: what, whose, and what to do about it."""
    if isinstance(outcome, Sent) and outcome.defect is None:
        return
    level, what = _said(outcome)
    log.log(
        level,
        "message %d to identity %d %s: %s",
        message.id,
        message.identity_id,
        what,
        _consequence(outcome, settled),
    )


def _said(outcome: Outcome) -> tuple[int, str]:
    match outcome:
        case Sent(defect=defect):
            return logging.WARNING, f"arrived, but {defect}"
        case RetryAfter(seconds):
            return logging.INFO, f"must wait {seconds:g} s"
        case NotSent(reason):
            return logging.WARNING, f"was not sent ({reason})"
        case Unknown(reason):
            return logging.WARNING, f"may or may not have arrived ({reason})"
        case _:
            return _said_of_what_is_not_sent(outcome)


def _said_of_what_is_not_sent(outcome: Refused | Withheld | Unreachable) -> tuple[int, str]:
    match outcome:
        case Refused(reason):
            return logging.ERROR, f"was refused ({reason})"
        case Withheld(reason):
            return logging.INFO, f"is held back ({reason})"
        case Unreachable(reason):
            return logging.INFO, f"cannot be delivered ({reason})"


_CONSEQUENCES = {
    "uncertain": "left uncertain; ask before sending it again",
    "failed": "given up; mend the cause, then send it anew",
    "cancelled": "not sent at all",
    "sent": "it is not sent again",
}


def _consequence(outcome: Outcome, settled: Settled) -> str:
    if isinstance(outcome, Unreachable):
        return "the person is marked unreachable, what waited for them is cancelled"
    if settled.status == "pending":
        return f"tried again at {settled.due_at:%H:%M:%S} UTC"
    return _CONSEQUENCES.get(settled.status or "", "nothing changed, another sender has it")

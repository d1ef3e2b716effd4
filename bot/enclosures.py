"""What goes with a message on its way out: a document of ours, or files that are passed on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.channels.outcome import NOTHING_LEFT, Attachment, Relayed
from storage import Database, documents
from storage.outbox import Claimed

PATIENT = 2  # attempts at which a message still waits for a file that cannot be fetched yet


class Relays(Protocol):
    """What knows how files are passed on (``bot.relay``)."""

    async def __call__(
        self, numbers: Sequence[int], channel: str, *, patient: bool
    ) -> Sequence[Relayed]:
        """Return how each is sent on; raises DownloadFailed, when ``patient``, if not yet."""
        ...


async def no_files(numbers: Sequence[int], channel: str, *, patient: bool) -> Sequence[Relayed]:
    """Know no file at all."""
    del channel, patient
    return [NOTHING_LEFT] * len(numbers)


@dataclass(frozen=True)
class Enclosures:
    """Finds what goes with a message at the moment it is sent."""

    database: Database
    relays: Relays = no_files

    async def attachment(self, row: Claimed) -> Attachment | None:
        """Read the document that a message names; None when there is none, or none any more."""
        number = row.payload.get("document")
        document = await self.database.read(documents.content_of, number) if number else None
        if document is None or document.content is None:
            return None
        photo = bool(row.payload.get("photo"))
        return Attachment(document.name, document.mime, document.content, photo)

    async def files(self, row: Claimed) -> Sequence[Relayed]:
        """Find how the files that a message brings are passed on, one for each that it names.

        Those that an earlier attempt got through are not looked for again. Raises DownloadFailed
        when the message may yet wait for one.
        """
        numbers = row.payload.get("files", ())
        arrived = [NOTHING_LEFT] * len(numbers[: row.payload.get("pieces", 0)])
        left = numbers[len(arrived) :]
        if not left:
            return arrived
        patient = row.attempts < PATIENT
        return [*arrived, *await self.relays(left, row.channel, patient=patient)]

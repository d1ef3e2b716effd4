"""The import room: fetches the spreadsheets people sent, reads them, saves what was confirmed.

A long list takes seconds to read and to write. That happens in threads, between two short
transactions: neither the event loop nor the one writer of SQLite waits for it. What came of it
reaches the person as an event of Jisr's own.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import cast

from bot import logs
from bot.channels.outcome import DownloadFailed
from bot.clocks import Clock
from bot.files import Downloads, TooLarge, download
from bot.room import Room
from handlers import enrolment
from handlers.enrolment import ChangedError
from handlers.imports import reading, sheet
from handlers.imports.findings import Refused
from handlers.imports.reading import Reading
from handlers.policy import Policy
from locales import Message, Words, _, encode
from storage import Database, Session, Unavailable, roster, uploads
from storage.roster import BeyondReachError
from storage.uploads import MOST_ATTEMPTS, ToRead

log = logging.getLogger(__name__)

_MOST_TURNS = 3  # preparing a list again because the network changed meanwhile


class UploadRoom(Room):
    """Reads waiting uploads and saves confirmed ones, one at a time.

    Args:
        database: where they are.
        channels: where files come from.
        clock: the time of what is stored.
        policy: gives the network's choices of this moment.
        arrived: called when an event was put into the inbox.
    """

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Downloads],
        clock: Clock,
        policy: Callable[[], Policy],
        arrived: Callable[[], None],
    ) -> None:
        """Remember all of it."""
        super().__init__("uploads")
        self._database = database
        self._channels = channels
        self._clock = clock
        self._policy = policy
        self._arrived = arrived

    async def _look(self) -> None:
        for upload_id, status in await self._database.read(uploads.open_ones):
            if status == "waiting":
                await self._read(upload_id)
            else:
                await self._save(upload_id)
            self._arrived()

    async def _read(self, upload_id: int) -> None:
        """Fetch and read one file, and tell its sender."""
        file = await self._database.read(uploads.to_read, upload_id)
        if file is None:
            return
        if not file.allowed:
            await self._database.transaction(uploads.drop, upload_id)
            return
        try:
            content = await self._content(file)
            network = await self._database.read(roster.network, self._clock.now())
            found = await asyncio.to_thread(
                reading.read, content, file.name, network, file.choices, file.region
            )
        except DownloadFailed as error:
            await self._not_fetched(upload_id, error)
        except Refused as error:
            await self._refuse(upload_id, error.words)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 — a file that breaks us must not break the room
            log.error("upload %d not read: %s", upload_id, logs.place(error))
            await self._refuse(upload_id, _UNREADABLE)
        else:
            kept = content if found["doubtful"] else None  # to read it again with the answers
            await self._database.transaction(_was_read, upload_id, found, kept, self._clock)

    async def _content(self, file: ToRead) -> bytes:
        if file.content is not None:
            return file.content
        return await download(self._channels, file.channel, file.external_id, sheet.LARGEST)

    async def _not_fetched(self, upload_id: int, error: DownloadFailed) -> None:
        if isinstance(error, TooLarge):
            await self._refuse(upload_id, sheet.too_large(error.size) or _UNFETCHED)
            return
        attempts = await self._database.transaction(uploads.failed, upload_id)
        log.warning("upload %d not fetched, attempt %d", upload_id, attempts)
        if error.final or attempts >= MOST_ATTEMPTS:
            await self._refuse(upload_id, _UNFETCHED)

    async def _refuse(self, upload_id: int, words: Message) -> None:
        await self._database.transaction(_refuse, upload_id, words, self._clock)

    async def _save(self, upload_id: int) -> None:
        """Prepare and save one confirmed list; whatever fails, nothing of it is stored."""
        beyond = False
        try:
            for _turn in range(_MOST_TURNS):
                if await self._saved(upload_id):
                    return
        except Unavailable:
            raise
        except BeyondReachError:
            beyond = True
        except Exception as error:  # noqa: BLE001 — whatever it is, the sender is told
            log.error("upload %d not saved: %s", upload_id, logs.place(error))
        await self._database.transaction(_not_saved, upload_id, self._clock, beyond=beyond)

    async def _saved(self, upload_id: int) -> bool:
        """Try to save; False when the network changed between preparing and saving."""
        found = await self._database.read(uploads.confirmed, upload_id)
        if found is None or found[0].reading is None:
            return True
        upload, member = found
        now = self._clock.now()
        network = await self._database.read(roster.network, now)
        link, language = self._policy().link, member.language
        prepared = await asyncio.to_thread(
            enrolment.prepare, cast("Reading", upload.reading), network, link, language, now
        )
        try:
            await self._database.transaction(enrolment.settle, upload_id, prepared, now)
        except ChangedError:
            return False
        return True


_UNFETCHED = _("I could not fetch this file. Please send it again.")
_UNREADABLE = _("This file cannot be read here. Please copy the table into a new workbook (.xlsx).")


def _was_read(
    session: Session, upload_id: int, found: Reading, content: bytes | None, clock: Clock
) -> None:
    if uploads.was_read(session, upload_id, found, content):
        about = {"upload": upload_id}
        enrolment.tell(session, upload_id, "upload_read", about, clock.now())


def _refuse(session: Session, upload_id: int, words: Words, clock: Clock) -> None:
    if uploads.refuse(session, upload_id):
        about = {"words": encode(words)}
        enrolment.tell(session, upload_id, "upload_refused", about, clock.now())


def _not_saved(session: Session, upload_id: int, clock: Clock, *, beyond: bool) -> None:
    """Tell that nothing was stored; each failed attempt counts, so that each is told."""
    if uploads.not_saved(session, upload_id):
        uploads.failed(session, upload_id)
        about = {"upload": upload_id, "beyond": beyond}
        enrolment.tell(session, upload_id, "not_imported", about, clock.now())

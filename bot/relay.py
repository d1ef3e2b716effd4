"""Sending on what somebody sent: by the platform's own id where that is safe, else from our folder.

A photo was drawn anew by the platform, a voice note is only sound: their ids can be used at once.
Any other file is looked at first: it must be what it says (``handlers.filetypes``), and where it
was taken is removed (``bot.whereabouts``), after which the id would give out the wrong bytes.
"""

import asyncio
import logging
import mimetypes
from collections.abc import Sequence
from functools import partial

from bot.channels.outcome import NOTHING_LEFT, DownloadFailed, Relayed
from bot.files import EvidenceStore
from bot.whereabouts import UncleanError, removed
from handlers import filetypes
from storage import Database, files
from storage.models import StoredFile

log = logging.getLogger(__name__)

SAFE_BY_ID = frozenset({"photo", "voice"})
_MIMES = {"photo": "image/jpeg", "voice": "audio/ogg"}  # where the platform names none


class Relay:
    """Finds how each file can be sent on.

    Args:
        database: where the files are known.
        evidence: where their content is kept.
    """

    def __init__(self, database: Database, evidence: EvidenceStore) -> None:
        """Remember both."""
        self._database = database
        self._evidence = evidence

    async def files(self, numbers: Sequence[int], channel: str, *, patient: bool) -> list[Relayed]:
        """Return how each of the files is sent on through ``channel``, in the order given.

        When ``patient``, raises DownloadFailed for one that cannot be fetched now and may be
        later; otherwise such a file is given up.
        """
        found = await self._database.read(files.by_number, numbers)
        return [
            await self._one(found[number], channel, patient=patient)
            if number in found
            else NOTHING_LEFT
            for number in numbers
        ]

    async def _one(self, file: StoredFile, channel: str, *, patient: bool) -> Relayed:
        known = file.external_id if file.channel == channel and file.external_id else None
        mime = file.mime or _MIMES.get(file.kind, "application/octet-stream")
        how = partial(Relayed, kind=file.kind, name=_name(file, mime), mime=mime)
        if file.kind in SAFE_BY_ID and known is not None:
            return how(external_id=known, load=partial(self._clean, file, mime))
        content = await self._content(file, patient=patient)
        clean = None if content is None else await asyncio.to_thread(_cleaned, file, mime, content)
        if clean is None:
            return NOTHING_LEFT
        as_it_is = clean == content
        return how(external_id=known if as_it_is else None, load=partial(self._clean, file, mime))

    async def _clean(self, file: StoredFile, mime: str) -> bytes | None:
        content = await self._content(file, patient=False)
        return None if content is None else await asyncio.to_thread(_cleaned, file, mime, content)

    async def _content(self, file: StoredFile, *, patient: bool) -> bytes | None:
        """Return what is kept of a file, fetched now if need be; None when there is nothing."""
        if file.status == "waiting":
            await self._evidence.fetch(file)
            file = (await self._database.read(files.by_number, [file.id])).get(file.id, file)
        if file.status == "waiting" and patient:
            message = "a file to be passed on is not here yet"
            raise DownloadFailed(message)
        if file.status != "stored" or file.sha256 is None:
            return None
        try:
            return await asyncio.to_thread(self._evidence.path(file.sha256).read_bytes)
        except OSError as error:
            log.error(
                "file %d not readable (%s): it is not passed on", file.id, type(error).__name__
            )
            return None


def _cleaned(file: StoredFile, mime: str, content: bytes) -> bytes | None:
    """Return what may be passed on of a file; None when it is not what it says, or not clean."""
    if not filetypes.allowed(file.name, mime, content[: filetypes.HEAD]):
        log.warning("file %d is not of a type that is passed on", file.id)
        return None
    try:
        return removed(content)
    except UncleanError as error:
        log.warning("file %d is not passed on: %s", file.id, error)
        return None


def _name(file: StoredFile, mime: str) -> str:
    """Return what the file is called for those who get it; its kind where nobody named it."""
    return file.name or f"{file.kind}{mimetypes.guess_extension(mime) or ''}"

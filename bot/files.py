"""The evidence store: fetches what people sent, after the commit, into a folder named by content.

A file is known by the platform's id from the moment its report is saved; its content follows. It
is kept under its SHA-256, so the same photo sent twice is kept once, and no name a person gave
ever becomes a path.
"""

import asyncio
import hashlib
import logging
import os
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol

from bot.channels.outcome import DownloadFailed, NotSent, Refused
from storage import Database, Unavailable, files
from storage.models import StoredFile

log = logging.getLogger(__name__)

PERIOD = 3.0  # seconds between looks for new files


class Downloads(Protocol):
    """A channel that lets files be fetched."""

    async def get_file(self, external_id: str) -> tuple[str, int | None] | Refused | NotSent:
        """Say where a file is, or why it cannot be had."""
        ...

    def download(self, path: str) -> AsyncIterator[bytes]:
        """Yield a file's content; raises DownloadFailed."""
        ...


class TooLarge(DownloadFailed):
    """The file has more than was asked for; ``size`` is what is known of it, in bytes."""

    def __init__(self, size: int) -> None:
        """Remember the size; another attempt would find the same."""
        super().__init__("it is too large", final=True)
        self.size = size


async def download(
    channels: Mapping[str, Downloads], channel: str, external_id: str, most: int | None = None
) -> bytes:
    """Return a file's content: at most ``most`` bytes, else what the channel lets be fetched.

    Raises DownloadFailed, TooLarge among them.
    """
    source = channels.get(channel)
    if source is None:
        raise DownloadFailed("no such channel", final=True)
    where = await source.get_file(external_id)
    if isinstance(where, Refused | NotSent):
        raise DownloadFailed(where.reason, final=isinstance(where, Refused))
    path, size = where
    if most is not None and size is not None and size > most:
        raise TooLarge(size)
    content = bytearray()
    async for chunk in source.download(path):
        content += chunk
        if most is not None and len(content) > most:
            raise TooLarge(len(content))
    return bytes(content)


class EvidenceStore:
    """Fetches waiting files into ``folder``, one at a time."""

    def __init__(self, database: Database, channels: Mapping[str, Downloads], folder: Path) -> None:
        """Remember where files come from and go to; the folder is made when first needed."""
        self._database = database
        self._channels = channels
        self._folder = folder
        self._one_at_a_time = asyncio.Lock()  # content is not thrown away while it comes in anew

    async def run(self) -> None:
        """Fetch until cancelled."""
        while True:
            try:
                found = await self._database.read(files.waiting)
                for file in found:
                    await self.fetch(file)
            except Unavailable as error:
                log.error("files not fetched (%s): trying again; check the database", error)
                found = []
            await asyncio.sleep(PERIOD)

    def path(self, sha256: str) -> Path:
        """Return where content with this hash is kept."""
        return self._folder / sha256[:2] / sha256

    async def fetch(self, file: StoredFile) -> None:
        """Fetch one file and note what became of it."""
        async with self._one_at_a_time:
            await self._fetch(file)

    async def discard(self) -> int:
        """Delete content whose time is over and that no other file has; return how many."""
        gone = 0
        async with self._one_at_a_time:
            while expired := await self._database.read(files.expired):
                for sha256 in expired:
                    if not await self._database.read(files.in_use, sha256):
                        await asyncio.to_thread(self.path(sha256).unlink, missing_ok=True)
                        gone += 1
                    await self._database.transaction(files.discarded, sha256)
        return gone

    async def _fetch(self, file: StoredFile) -> None:
        try:
            content = await download(self._channels, file.channel, file.external_id)
            sha256 = await asyncio.to_thread(self._keep, content)
        except (DownloadFailed, OSError) as error:
            final = isinstance(error, DownloadFailed) and error.final
            given_up = await self._database.transaction(files.failed, file.id, final=final)
            level = logging.ERROR if given_up else logging.WARNING
            log.log(level, "file %d not fetched (%s)%s", file.id, type(error).__name__,
                    ": ask for it again" if given_up else ", trying again")  # fmt: skip
        else:
            await self._database.transaction(
                files.stored, file.id, sha256=sha256, size=len(content)
            )

    def _keep(self, content: bytes) -> str:
        """Write the content beside its place, then move it there whole; return its hash."""
        sha256 = hashlib.sha256(content).hexdigest()
        place = self.path(sha256)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=place.parent, delete=False) as part:
            try:
                part.write(content)
                part.flush()
                os.fsync(part.fileno())
            except OSError:
                Path(part.name).unlink(missing_ok=True)
                raise
        Path(part.name).replace(place)
        return sha256

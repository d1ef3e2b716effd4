"""Fetching what people sent: no more of it than was asked for, whatever its size is said to be."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.outcome import DownloadFailed, NotSent, Refused
from bot.files import TooLarge, download


class Shelf:
    """A channel that holds one file, of a size that it may not know or tell wrongly."""

    def __init__(self, length: int, told: int | None) -> None:
        self.length, self.told = length, told
        self.taken = 0

    async def get_file(self, external_id: str) -> tuple[str, int | None] | Refused | NotSent:
        return ("path", self.told) if external_id == "here" else Refused("no such file")

    async def download(self, path: str) -> AsyncIterator[bytes]:
        while self.taken < self.length:
            self.taken += 1_000
            yield b"x" * 1_000


@pytest.mark.parametrize("told", [None, 10_000_000, 1_000, 0])
async def test_a_file_above_the_limit_is_not_read_to_its_end(told: int | None) -> None:
    shelf = Shelf(10_000_000, told)
    with pytest.raises(TooLarge) as error:
        await download({"shelf": shelf}, "shelf", "here", 50_000)
    assert error.value.final
    assert error.value.size > 50_000
    assert shelf.taken <= 51_000


async def test_a_file_of_the_limit_comes_whole() -> None:
    assert len(await download({"shelf": Shelf(50_000, None)}, "shelf", "here", 50_000)) == 50_000
    assert len(await download({"shelf": Shelf(90_000, None)}, "shelf", "here")) == 90_000


async def test_what_is_not_there_is_not_asked_for_again() -> None:
    for channel, name in (("shelf", "gone"), ("nowhere", "here")):
        with pytest.raises(DownloadFailed) as error:
            await download({"shelf": Shelf(1_000, None)}, channel, name)
        assert error.value.final

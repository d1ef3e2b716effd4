"""Fixtures for the program's own tests: its command line."""

from collections.abc import Iterator

import pytest

from tests.bot.commands import Jisr, ready


@pytest.fixture(scope="session")
def jisr() -> Iterator[Jisr]:
    """Run commands as they are typed, each in a process of its own."""
    with ready() as jisr:
        yield jisr

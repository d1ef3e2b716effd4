"""Fixtures for conversations: the program running on a small network, and people's phones."""

import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from handlers.exports import paper
from storage import Session
from tests.chat import Chat, Town, town
from tests.handlers.network import PEOPLE, TOKENS, found

HERE = Path(__file__).parent
Network = Callable[[Session], object]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave a conversation's second time, on PostgreSQL, to `make long`: it says the same again."""
    for item in items:
        parameters = getattr(item, "callspec", None)
        again = parameters is not None and "postgresql" in parameters.params.values()
        if again and item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.long)


@pytest.fixture
def network() -> Network:
    """Who is there from the beginning; a file of tests may name others."""
    return found


@pytest.fixture
async def jisr(sqlite_url: str, tmp_path: Path, network: Network) -> AsyncIterator[Town]:
    """The running program on SQLite, with the network in it."""
    async with town(sqlite_url, tmp_path) as running:
        await running.app.database.transaction(network)
        yield running


@pytest.fixture
async def jisr_on_both(database_url: str, tmp_path: Path, network: Network) -> AsyncIterator[Town]:
    """The same, on each store."""
    async with town(database_url, tmp_path) as running:
        await running.app.database.transaction(network)
        yield running


@pytest.fixture
def printing() -> None:
    """Leave out what needs Pango where it is missing, as everything else must work; not in CI."""
    if not paper.can_print() and os.environ.get("CI") != "true":
        pytest.skip(f"needs {paper.PACKAGES}")


async def join(running: Town, name: str, language: str = "en") -> Chat:
    """Give a member of the network a phone and bring them in by their link."""
    chat = running.phone(100 + PEOPLE.index(name), language, name.capitalize())
    await chat.say(f"/start {TOKENS[name]}")
    if language != "en":
        await chat.tap(chat.last.id, f"a.language.{language}")
    return chat

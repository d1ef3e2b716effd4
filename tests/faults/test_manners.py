"""How the program behaves towards a Bot API server, read from the server's log alone."""

import asyncio
import itertools
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.playground.botapi import BotApiServer, Call, Fault, Rules
from bot.playground.botapi.methods import METHODS
from tests.faults.aftermath import settled
from tests.faults.phones import Phones, phones
from tests.faults.program import FREELY, TOKEN, Program, running, sample, show
from tests.faults.test_strangeness import arrive
from tests.faults.walkers import Street, Walker

pytestmark = pytest.mark.long

WRITING = frozenset({"sendMessage", "editMessageText"})
NEEDED = frozenset({"getUpdates", "sendMessage"})  # what a server cannot do without
MOST_A_SECOND = 25  # messages, all chats together
BURST = 2  # messages one chat may get at once after a rest
UNEVEN = 0.1  # seconds by which a request may be seen late on a machine busy with other things
LATE = 90.0  # seconds for an answer where people ask for more than may be sent
PENT_UP = 300.0  # seconds until all that was asked for in excess has been sent
SPINNING = 3.0  # seconds for which a pressed button may spin, at most


@dataclass
class Scene:
    """The program with its people, and the server that watches it."""

    server: BotApiServer
    program: Program
    phones: Phones
    street: Street
    database_url: str

    @property
    def calls(self) -> list[Call]:
        """What the program asked so far."""
        return self.server.world.calls

    async def walk(self, seconds: float, seed: int, people: int) -> None:
        """Let so many people do anything for so long."""
        walkers = [
            Walker(phone, self.street, random.Random(f"{seed}-{person}"))
            for person, phone in itertools.islice(self.phones.phones.items(), people)
        ]
        end = asyncio.get_running_loop().time() + seconds

        async def stroll(walker: Walker) -> None:
            while asyncio.get_running_loop().time() < end:
                await walker.walk(2)

        async with asyncio.TaskGroup() as group:
            for walker in walkers:
                group.create_task(stroll(walker))

    async def settled(self) -> None:
        """Wait until nothing is left to be done."""
        await settled(self.server, self.database_url, PENT_UP)


@asynccontextmanager
async def scene(
    database_url: str, folder: Path, *, rules: Rules, people: int = 20, **settings: str
) -> AsyncIterator[Scene]:
    """Run the program with everybody arrived."""
    invited = await sample(database_url, people, 7, folder)
    server = BotApiServer(TOKEN, rules=rules)
    await server.start()
    program = Program(database_url, server.url, folder, **settings)
    street = Street(server.service.queue, random.Random(7))
    try:
        async with phones(server.world) as handed, running(program):
            await arrive(handed, invited, server)
            yield Scene(server, program, handed, street, database_url)
    finally:
        await server.stop()
    assert program.tracebacks == 0, program.said[-4000:]


def most_within(moments: Iterable[float], seconds: float) -> int:
    """Return how many moments there are within so many seconds, at most."""
    recent: list[float] = []
    most = 0
    for moment in moments:
        recent = [each for each in recent if moment - each < seconds]
        recent.append(moment)
        most = max(most, len(recent))
    return most


def by_chat(calls: Iterable[Call]) -> dict[int, list[float]]:
    """Return when something was written, chat by chat."""
    written: defaultdict[int, list[float]] = defaultdict(list)
    for call in calls:
        if call.method in WRITING and call.chat_id is not None:
            written[call.chat_id].append(call.at)
    return written


def spinning(scene: Scene) -> list[float]:
    """Return for how long each button spun, in seconds."""
    pressed = {press.id: press.at for press in scene.server.world.presses.values()}
    offset = scene.server.service.clock.now().timestamp() - asyncio.get_running_loop().time()
    return [
        call.at + offset - pressed[call.params["callback_query_id"]]
        for call in scene.calls
        if call.method == "answerCallbackQuery" and call.params["callback_query_id"] in pressed
    ]


async def keep_to_the_rates(
    database_url: str, folder: Path, seconds: float, people: int
) -> dict[str, object]:
    """Run with the settings as they come, on a server as severe as Telegram; return the figures."""
    async with scene(database_url, folder, rules=Rules(), people=people) as running_scene:
        running_scene.street.patience = LATE
        await running_scene.walk(seconds, 11, people)
        await running_scene.settled()
        calls = running_scene.calls
        written = [call.at for call in calls if call.method in WRITING]
        chats = by_chat(calls)
        polls = [call.params for call in calls if call.method == "getUpdates"]
        spun = spinning(running_scene)
        figures: dict[str, object] = {
            "messages and edits": len(written),
            "most within a second": most_within(written, 1.0),
            "most to a chat within 1 / 10 / 30 s": " / ".join(
                str(max(most_within(moments, span) for moments in chats.values()))
                for span in (1.0, 10.0, 30.0)
            ),
            "most answers to presses within a second": most_within(
                (call.at for call in calls if call.method == "answerCallbackQuery"), 1.0
            ),
            "buttons spun for": f"{max(spun, default=0):.2f} s at most",
            "requests told to wait": sum(call.status == 429 for call in calls),
            "requests during a silence": len(running_scene.server.world.offences),
            "methods": dict(Counter(call.method for call in calls)),
        }
        assert most_within(written, 1.0 - UNEVEN) <= MOST_A_SECOND
        for span in (10.0, 30.0):
            most = max(most_within(moments, span - UNEVEN) for moments in chats.values())
            assert most <= span + BURST, f"{most} messages to one chat within {span} s"
        assert running_scene.server.world.offences == []
        assert not any(call.status == 429 for call in calls)
        assert max(spun, default=0) < SPINNING
        assert all(poll["timeout"] <= 50 and poll["allowed_updates"] for poll in polls)
        assert running_scene.server.world.unanswered() == []
    return figures


@pytest.mark.faults
async def test_the_rates_are_kept_for_minutes(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = await keep_to_the_rates(sqlite_url, tmp_path, seconds=150, people=50)
    with capsys.disabled():
        show("150 seconds with the settings as they come", figures)


async def test_a_silence_asked_for_is_kept(sqlite_url: str, tmp_path: Path) -> None:
    async with scene(sqlite_url, tmp_path, rules=Rules(), people=3) as running_scene:
        world = running_scene.server.world
        world.faults.add(Fault(method="sendMessage", kind="429", times=3, retry_after=1))
        await running_scene.walk(2, 12, 3)
        await running_scene.settled()
        # What had left before the answer came could not know of it.
        assert [one for one in world.offences if one.remaining < 1 - UNEVEN] == []
        assert sum(call.status == 429 for call in running_scene.calls) == 3
        assert world.unanswered() == []


async def test_a_server_that_can_only_do_the_least_is_enough(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in {method.name for method in METHODS.values()} - NEEDED:
        monkeypatch.delitem(METHODS, name.lower())
    rules = Rules.unlimited()
    async with scene(sqlite_url, tmp_path, rules=rules, people=4, **FREELY) as running_scene:
        running_scene.street.mute = True
        await running_scene.walk(2, 13, 4)
        await running_scene.settled()
        assert running_scene.server.world.unanswered() == []


def bare_true(_api: Any, _params: Any) -> bool:
    return True


@pytest.mark.faults
async def test_a_server_that_says_yes_to_everything_else_is_enough(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key, method in list(METHODS.items()):
        if method.name.startswith(("getMy", "setMy", "getFile", "getMe", "getChat")):
            kind = type(method)
            stub = kind(method.name, bare_true, method.fields, (), method.weight)
            monkeypatch.setitem(METHODS, key, stub)
    rules = Rules.unlimited()
    async with scene(sqlite_url, tmp_path, rules=rules, people=10, **FREELY) as running_scene:
        await running_scene.walk(2, 14, 10)
        await running_scene.settled()
        assert running_scene.server.world.unanswered() == []

"""People who do anything at all, in any order: what no conversation was written for."""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from bot.playground.botapi import World
from bot.playground.botapi.updates import UpdateQueue
from tests.faults.oddities import COMMANDS, FILES, FORGED, NOISE, NUMBERS, WORDS, broken
from tests.faults.phones import Phone
from tests.faults.reporters import Silence

QUIET = 0.3  # seconds
NOTICE = 3.0  # seconds for which a passing notice is looked at


@dataclass
class Street:
    """What all walkers share: the server's queue, and the updates that no program can read."""

    queue: UpdateQueue
    draw: random.Random
    patience: float = 15.0  # seconds without any reaction that count as silence
    mute: bool = False  # the server cannot tell that a second tap changes nothing: there is none
    updates: list[dict[str, Any]] = field(default_factory=list)  # all that were ever queued
    broken: set[int] = field(default_factory=set)  # the ids of those that may become dead letters
    acts: int = 0
    blocked: int = 0  # how often somebody blocked the bot for a moment
    buttons: list[str] = field(default_factory=list)  # of everybody, to be pressed by others

    def __post_init__(self) -> None:
        """Remember every update, so that it can come again."""
        keep = self.queue._keep

        def kept(update: dict[str, Any], *given: Any, **named: Any) -> Any:
            self.updates.append(update)
            return keep(update, *given, **named)

        setattr(self.queue, "_keep", kept)  # noqa: B010 — mypy knows that methods stay


class Walker:
    """One person on one walk: a number of acts, most of them followed by waiting for an answer."""

    def __init__(self, phone: Phone, street: Street, draw: random.Random) -> None:
        self.phone = phone
        self.street = street
        self.draw = draw
        self.person = phone.person
        self.done: list[str] = []
        self.acts: tuple[tuple[int, Callable[[], Awaitable[None]]], ...] = (
            (34, self.press_what_is_shown),
            (8, self.type_a_label),
            (8, self.press_something_old),
            (6, self.press_a_forgery),
            (4, self.press_what_others_have),
            (10, self.type_words),
            (8, self.type_a_number),
            (8, self.type_noise),
            (6, self.command),
            (2, self.write_a_novel),
            (6, self.send_a_file),
            (3, self.send_something_else),
            (4, self.edit),
            (3, self.repeat),
            (2, self.send_something_broken),
            (1, self.block_for_a_moment),
        )

    @property
    def world(self) -> World:
        """The people's side of the server."""
        return self.phone.world

    async def walk(self, steps: int) -> None:
        """Do so many things; wait for an answer after most of them."""
        await self.rest()
        acts = [act for _weight, act in self.acts]
        weights = [weight for weight, _act in self.acts]
        for _ in range(steps):
            (act,) = self.draw.choices(acts, weights)
            self.phone.act()
            self.street.acts += 1
            await act()
            if self.draw.random() < 0.85:
                await self.hear()

    async def rest(self) -> None:
        """Put the telephone down until it has been quiet for a moment."""
        quiet = False
        while not quiet:
            self.phone.act()
            await asyncio.sleep(QUIET)
            quiet = not self.phone.noticed.is_set()

    async def hear(self) -> None:
        """Wait for any reaction. Raises Silence."""
        try:
            async with asyncio.timeout(self.street.patience):
                await self.phone.noticed.wait()
        except TimeoutError:
            raise Silence(f"{self.person} hears nothing after: {self.done[-8:]}") from None
        # A passing notice comes first where there is one, and may be all there is.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(NOTICE):
                await self.phone.news.wait()

    def note(self, what: str, detail: object = "") -> None:
        self.done.append(f"{what} {str(detail)[:80]!r}")

    async def say(self, text: str) -> None:
        self.note("say", text)
        await self.world.say(self.person, text)

    async def tap(self, message: int, data: str) -> None:
        again = self.done[-1:] == [f"press {data!r}"]
        if again and self.street.mute:
            await self.say("menu")
            return
        self.note("press", data)
        await self.world.press(self.person, message, data)

    async def press_what_is_shown(self) -> None:
        shown = [button.data for button in self.phone.buttons if button.data]
        if not shown:
            await self.say("/menu")
            return
        data = self.draw.choice(shown)
        self.street.buttons.append(data)
        await self.tap(self.phone.newest, data)

    async def type_a_label(self) -> None:
        labels = [button.text for button in self.phone.buttons]
        await self.say(self.draw.choice(labels) if labels else "menu")

    async def press_something_old(self) -> None:
        old = [message for message in self.world.messages(self.person) if message.rows]
        if not old:
            await self.say("?")
            return
        message = self.draw.choice(old)
        data = self.draw.choice([button.data for row in message.rows for button in row])
        await self.tap(message.id, data or "")

    async def press_a_forgery(self) -> None:
        await self.tap(self.draw.choice((self.phone.newest, 999_999)), self.draw.choice(FORGED))

    async def press_what_others_have(self) -> None:
        data = self.draw.choice(self.street.buttons) if self.street.buttons else "c.1.1.~save"
        await self.tap(self.phone.newest, data)

    async def type_words(self) -> None:
        await self.say(self.draw.choice(WORDS))

    async def type_a_number(self) -> None:
        await self.say(self.draw.choice(NUMBERS))

    async def type_noise(self) -> None:
        await self.say(self.draw.choice(NOISE))

    async def command(self) -> None:
        await self.say(self.draw.choice(COMMANDS))

    async def write_a_novel(self) -> None:
        """Write 5,000 characters, which arrive as two messages."""
        word = self.draw.choice(("كلمة ", "mot à mot ", "<b>&amp;", "😀", "x"))
        await self.say((word * 5000)[:5000])

    async def send_a_file(self) -> None:
        kind, described = self.draw.choice(FILES)
        content = self.draw.randbytes(self.draw.choice((1, 100, 5000)))
        self.note("send", (kind, described))
        await self.world.send_file(self.person, kind, content, **described)

    async def send_something_else(self) -> None:
        send = self.draw.choice(
            (self.world.send_location, self.world.send_contact, self.world.send_sticker)
        )
        self.note("send", send.__name__)
        await send(self.person)

    async def edit(self) -> None:
        mine = [
            message.id
            for message in self.world.messages(self.person)
            if not message.from_bot and message.text
        ]
        if not mine:
            await self.say("…")
            return
        text = self.draw.choice((*WORDS, *NUMBERS, *NOISE))
        self.note("edit", text)
        await self.world.edit(self.person, self.draw.choice(mine[-6:]), text)

    async def repeat(self) -> None:
        """Let an update come again that came before; then say something, to be answered."""
        update = self.draw.choice(self.street.updates[-200:])
        self.note("repeat", update.get("update_id"))
        await self.world.inject(dict(update))
        await self.say("menu")

    async def send_something_broken(self) -> None:
        """Let an update come that is malformed, or not for us; then say something."""
        unreadable, readable = broken(dict(self.world.people[self.person].user))
        content = self.draw.choice(unreadable + readable)
        self.note("inject", content)
        await self.world.inject(dict(content))
        if content in unreadable:
            self.street.broken.add(int(self.street.updates[-1]["update_id"]))
        await self.say("menu")

    async def block_for_a_moment(self) -> None:
        self.note("block")
        self.street.blocked += 1
        self.world.block(self.person)
        await asyncio.sleep(self.draw.uniform(0, 0.1))
        self.world.unblock(self.person)
        await self.say("/menu")

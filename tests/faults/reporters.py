"""People who report progress, following what they see, and what each of them has seen saved."""

import asyncio
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from storage.models import Level, PhaseStep
from tests.faults.phones import Phone
from tests.faults.program import Program

LEVELS = (Level.NOT_STARTED, Level.LIMITED, Level.SUBSTANTIAL, Level.COMPLETE)
MEASURED = {Level.LIMITED, Level.SUBSTANTIAL}
PHOTOS = 0.15  # how often somebody adds a photo before saving
TYPED = 0.25  # how often somebody types what they could tap
THINKING = 0.05  # seconds at most


class Silence(AssertionError):
    """Somebody waited for an answer, and none came."""


@dataclass
class Draft:
    """What one person tells in one report, as they remember it themselves."""

    person: int
    marker: str
    conversation: int = 0
    sequence: int = 0  # of the last prompt answered
    project: int | None = None
    step: str | None = None
    level: str | None = None
    percent: int | None = None
    milestone: int | None = None
    measured: bool = False
    told: bool = False
    to_follow: bool = False
    files: list[bytes] = field(default_factory=list)
    confirmed: bool = False
    report: int = 0  # its number, once they have seen it saved


@dataclass(frozen=True)
class Prompt:
    """A question on the screen: which conversation's, the how-manieth, and its buttons by value."""

    conversation: int
    sequence: int
    labels: dict[str, str]
    data: dict[str, str]


def prompt_on(phone: Phone) -> Prompt | None:
    """Read the newest message as a question; None when it is none."""
    labels, data, marks = {}, {}, set()
    for button in phone.buttons:
        kind, *rest = (button.data or "").split(".", 3)
        if kind == "c":
            number, sequence, value = rest
            marks.add((int(number), int(sequence)))
            labels[value], data[value] = button.text, button.data or ""
    if not marks:
        return None
    ((conversation, shown),) = marks
    return Prompt(conversation, shown, labels, data)


def saved_on(phone: Phone) -> int | None:
    """Return the number of the report that the newest message says is saved, if it does."""
    for button in phone.buttons:
        if (button.data or "").startswith("a.undo."):
            return int((button.data or "").removeprefix("a.undo."))
    return None


@dataclass
class Office:
    """What all reporters share: how many reports are wanted, who has done what."""

    program: Program
    wanted: int
    patience: float  # seconds without an answer, the program running, that count as broken
    drafts: list[Draft] = field(default_factory=list)
    acts: int = 0
    longest_wait: float = 0.0
    acted: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self) -> int | None:
        """Return the number of the next report somebody should make; None when all are."""
        return None if len(self.drafts) >= self.wanted else len(self.drafts)

    @property
    def finished(self) -> int:
        """How many reports people have seen saved."""
        return sum(draft.report > 0 for draft in self.drafts)

    async def reached(self, acts: int) -> None:
        """Wait until people have acted so often."""
        while self.acts < acts:
            self.acted.clear()
            await self.acted.wait()


class Reporter:
    """One focal point: enters by their link, then reports, again and again."""

    def __init__(self, phone: Phone, token: str, office: Office, draw: random.Random) -> None:
        self.phone = phone
        self.token = token
        self.office = office
        self.draw = draw
        self.seen: set[int] = set()  # reports already seen saved

    async def work(self) -> None:
        """Report until no more reports are wanted."""
        await self.say(f"/start {self.token}")
        await self.hear()
        while (number := self.office.take()) is not None:
            draft = Draft(self.phone.person, f"marker-{self.phone.person}-{number}")
            self.office.drafts.append(draft)
            await self.report(draft)

    async def report(self, draft: Draft) -> None:
        """Make one report, from the first tap to the number it was saved under."""
        await self.begin()
        while not draft.report:
            await self.hear()
            number, prompt = saved_on(self.phone), prompt_on(self.phone)
            if number is not None and number not in self.seen:
                self.seen.add(number)
                assert draft.confirmed, f"{draft} was saved before it was confirmed"
                draft.report = number
            elif prompt is not None and self.is_news(prompt, draft):
                draft.conversation, draft.sequence = prompt.conversation, prompt.sequence
                await self.answer(prompt, draft)

    def is_news(self, prompt: Prompt, draft: Draft) -> bool:
        """Tell a new question from one that came a second time.

        A conversation that began anew instead of going on where it was fails here.
        """
        if prompt.conversation == draft.conversation:
            return prompt.sequence > draft.sequence
        known = {each.conversation for each in self.office.drafts}
        if prompt.conversation in known:
            return False
        assert not draft.conversation, f"{draft} was asked anew, as {prompt}"
        return True

    async def begin(self) -> None:
        """Start by the button where there is one, by the command elsewhere."""
        await asyncio.sleep(self.draw.uniform(0, THINKING))
        if any(button.data == "s.report" for button in self.phone.buttons):
            await self.press("s.report")
        else:
            await self.say("/report")

    async def answer(self, prompt: Prompt, draft: Draft) -> None:
        """Answer what is asked, whatever it is."""
        await asyncio.sleep(self.draw.uniform(0, THINKING))
        values = prompt.labels.keys()
        questions: tuple[tuple[bool, Callable[[Prompt, Draft], Any]], ...] = (
            ("~save" in values, self.confirm),
            ("mine" in values, self.insist),
            ("to_follow" in values, self.prove),
            (Level.LIMITED in values, self.rate),
            (PhaseStep.WORKSHOP in values, self.choose_step),
            ("today" in values, self.date),
            (any(value.isdigit() for value in values), self.choose_project),
            (draft.level in MEASURED and not draft.measured, self.measure),
            (True, self.tell),
        )
        ask = next(answer for applies, answer in questions if applies)
        await ask(prompt, draft)

    async def choose_project(self, prompt: Prompt, draft: Draft) -> None:
        if "~next" in prompt.data and self.draw.random() < 0.1:
            await self.press(prompt.data["~next"])
            return
        listed = [value for value in prompt.labels if value.isdigit()]
        chosen = self.draw.choice(listed)
        draft.project = int(chosen)
        if self.draw.random() < TYPED:
            await self.say(str(listed.index(chosen) + 1))
        else:
            await self.press(prompt.data[chosen])

    async def choose_step(self, prompt: Prompt, draft: Draft) -> None:
        draft.step = self.draw.choice(list(PhaseStep))
        await self.press(prompt.data[draft.step])

    async def date(self, prompt: Prompt, _draft: Draft) -> None:
        await self.press(prompt.data["today"])

    async def rate(self, prompt: Prompt, draft: Draft) -> None:
        draft.level = self.draw.choice(LEVELS)
        await self.tap_or_type(prompt, draft.level)

    async def measure(self, prompt: Prompt, draft: Draft) -> None:
        draft.measured = True
        steps = [value for value in prompt.labels if value.startswith("m")]
        kind = self.draw.random()
        if steps and kind < 0.3:
            chosen = self.draw.choice(steps)
            draft.milestone = int(chosen[1:])
            await self.press(prompt.data[chosen])
        elif kind < 0.6:
            draft.percent = self.draw.randrange(101)
            await self.say(self.draw.choice(("{}", "{}%", "{} %")).format(draft.percent))
        else:
            await self.press(prompt.data["~skip"])

    async def tell(self, _prompt: Prompt, draft: Draft) -> None:
        assert not draft.told, f"{draft} was asked twice for words"
        draft.told = True
        if self.draw.random() < PHOTOS:
            await self.photograph(draft, caption=draft.marker)
        else:
            await self.say(draft.marker)

    async def prove(self, prompt: Prompt, draft: Draft) -> None:
        if self.draw.random() < 0.5:
            await self.photograph(draft)
        else:
            draft.to_follow = True
            await self.press(prompt.data["to_follow"])

    async def confirm(self, prompt: Prompt, draft: Draft) -> None:
        if not draft.files and not draft.to_follow and self.draw.random() < PHOTOS:
            await self.photograph(draft)
            return
        draft.confirmed = True
        await self.tap_or_type(prompt, "~save")

    async def insist(self, prompt: Prompt, _draft: Draft) -> None:
        await self.press(prompt.data["mine"])

    async def photograph(self, draft: Draft, caption: str | None = None) -> None:
        """Send a photo that is like no other."""
        content = f"{draft.marker} {len(draft.files)} ".encode() * 50
        draft.files.append(content)
        self.act()
        world = self.phone.world
        await world.send_file(self.phone.person, "photo", content, caption=caption)

    async def tap_or_type(self, prompt: Prompt, value: str) -> None:
        if self.draw.random() < TYPED:
            await self.say(prompt.labels[value])
        else:
            await self.press(prompt.data[value])

    async def say(self, text: str) -> None:
        self.act()
        await self.phone.world.say(self.phone.person, text)

    async def press(self, data: str) -> None:
        self.act()
        await self.phone.world.press(self.phone.person, self.phone.newest, data)

    def act(self) -> None:
        self.phone.act()
        self.office.acts += 1
        self.office.acted.set()

    async def hear(self) -> None:
        """Wait for the bot's next word. Raises Silence when it is up and says nothing."""
        loop = asyncio.get_running_loop()
        for _ in itertools.count():
            try:
                async with asyncio.timeout(0.5):
                    await self.phone.news.wait()
            except TimeoutError:
                if self.waited(loop.time()) > self.office.patience:
                    message = self.phone.message
                    shown = message and (message.text, [each.data for each in self.phone.buttons])
                    raise Silence(
                        f"{self.phone.person} waits {self.waited(loop.time()):.1f} s; sees {shown}"
                    ) from None
                continue
            self.office.longest_wait = max(self.office.longest_wait, self.waited(loop.time()))
            self.phone.news.clear()
            return

    def waited(self, now: float) -> float:
        """Return for how long the program could have answered, and has not."""
        return now - max(self.phone.touched_at, self.office.program.started_at)

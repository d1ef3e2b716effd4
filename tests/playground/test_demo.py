"""The demonstration as a person sees it: reports in Arabic and French, in a real browser."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

import locales
from bot.playground.demo import Playground, assemble
from bot.settings import Settings
from locales import _, language_name
from storage.models import Evidence, Level, ProgressReport
from tests.chat import Town

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Playground]:
    settings = Settings(
        database_url=f"sqlite+aiosqlite:///{tmp_path}/demo.db", files_dir=str(tmp_path / "files")
    )
    playground = await assemble(replace(settings, chat_rate=20.0), now=TUESDAY)
    await playground.app.start()
    yield playground
    await playground.stop()


@pytest.fixture
async def page(chromium: Browser, demo: Playground) -> AsyncIterator[Page]:
    page = await chromium.new_page(reduced_motion="reduce")
    page.set_default_timeout(10_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(demo.url)
    yield page
    await page.close()
    assert errors == []


class Phone:
    """One of the telephones on the page; counts the taps."""

    def __init__(self, page: Page, demo: Playground, key: str, language: str) -> None:
        self.place: Locator = page.locator(f'.phone[data-person="{demo.cast[key]}"]')
        self.language = language
        self.taps = 0

    async def start(self) -> None:
        await self.place.locator(".wide").click()
        await self.sees("What would you like to do?")

    async def tap(self, msgid: str) -> None:
        await self.tap_key(self.place.locator(".key", has_text=self._words(msgid)).last)

    async def tap_key(self, key: Locator) -> None:
        await key.click()
        self.taps += 1

    async def write(self, text: str) -> None:
        await self.place.locator("textarea").fill(text)
        await self.place.locator("textarea").press("Enter")

    async def sees(self, msgid: str) -> None:
        said = self.place.locator(".theirs .text", has_text=self._words(msgid))
        await expect(said.last).to_be_visible()

    def _words(self, msgid: str) -> str:
        return locales.clean(locales.render(_(msgid), self.language, html=False))


@pytest.mark.parametrize(
    ("key", "language", "sentence"),
    [
        ("focal_ar", "ar", "تم تعليق الوثيقة بمقر الجماعة"),
        ("focal_fr", "fr", "Le portail est en ligne"),
    ],
)
async def test_a_report_from_the_menu_to_saved_in_five_taps_and_a_sentence(
    demo: Playground, page: Page, key: str, language: str, sentence: str
) -> None:
    phone = Phone(page, demo, key, language)
    await phone.start()
    await expect(phone.place.locator(".screen")).to_have_attribute(
        "dir", locales.direction(language)
    )
    await phone.tap("Report progress")
    await phone.sees("Which project? Those that are due come first.")
    await phone.tap_key(phone.place.locator(".message:has(.key)").last.locator(".key").first)
    await phone.sees("Where does it stand today?")
    await phone.tap("Substantial")
    await phone.sees("How far along, in percent? Or tap a step that is now done.")
    await phone.tap("Skip")
    await phone.sees("In one line: what has moved?")
    await phone.write(sentence)
    await phone.sees("Save this report?")
    await phone.tap("Save")
    await expect(phone.place.locator(".theirs .text", has_text="R-").last).to_be_visible()
    assert phone.taps == 5
    report = (await Town(demo.app, demo.server, demo.clock).rows(ProgressReport))[-1]
    assert (report.level, report.note) == (Level.SUBSTANTIAL, sentence)


async def test_a_completed_project_with_a_photo(demo: Playground, page: Page) -> None:
    phone = Phone(page, demo, "focal_fr", "fr")
    await phone.start()
    await phone.tap("Report progress")
    await phone.sees("Which project? Those that are due come first.")
    await phone.tap_key(phone.place.locator(".message:has(.key)").last.locator(".key").first)
    await phone.sees("Where does it stand today?")
    await phone.tap("Complete")
    await phone.sees("In one line: what has moved?")
    await phone.tap("Skip")
    await phone.sees(
        "A completed project needs its evidence: send a photo, a PDF, a voice note or a link now."
    )
    await phone.place.locator(".clip").click()
    async with page.expect_file_chooser() as chooser:
        await phone.place.locator("[role=menuitem]").first.click()
    await (await chooser.value).set_files(
        {"name": "inauguration.png", "mimeType": "image/png", "buffer": PNG}
    )
    await phone.sees("Save this report?")
    await phone.tap("Save")
    await expect(phone.place.locator(".theirs .text", has_text="R-").last).to_be_visible()
    evidence = await Town(demo.app, demo.server, demo.clock).rows(Evidence)
    assert [one.kind for one in evidence if one.file_id] == ["photo"]


async def test_the_language_chosen_in_the_chat_turns_the_phone(
    demo: Playground, page: Page
) -> None:
    phone = Phone(page, demo, "focal_ar", "ar")
    await phone.start()
    await phone.tap("Language")
    await phone.place.locator(".key", has_text="Français").last.click()
    await expect(phone.place.locator(".screen")).to_have_attribute("dir", "ltr")


@pytest.mark.parametrize("language", ["ar", "fr"])
async def test_somebody_new_without_a_link_is_answered_and_gets_nowhere(
    demo: Playground, page: Page, language: str
) -> None:
    await page.locator(".add").click()
    await page.locator(".menu [role=menuitem] bdi", has_text=language_name(language)).click()
    stranger = page.locator(".seat").last.locator(".phone")
    await expect(stranger.locator(".screen")).to_have_attribute("lang", language)
    await stranger.locator(".wide").click()
    await expect(stranger.locator(".theirs .text").first).to_be_visible()
    refused = locales.render(_("Report progress"), language, html=False)
    await expect(stranger.locator(".key", has_text=refused)).to_have_count(0)
    number = int(str(await stranger.get_attribute("data-person")))
    assert number not in demo.cast.values()
    for member in ("focal_ar", "focal_fr"):
        assert demo.server.world.messages(demo.cast[member]) == []

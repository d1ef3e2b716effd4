"""The page's tests: a scene that runs, and a real browser, never left out where it is asked for."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from tests.playground.scene import Scene, opened

DESK = ViewportSize(width=1440, height=900)


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("JISR_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.fail(
            "no Chromium found: install one (Debian: apt-get install chromium fonts-noto-core), "
            "or name one in JISR_CHROMIUM"
        )
    flags = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
        "--disable-background-networking --disable-component-update --disable-sync"
    )
    async with async_playwright() as machinery:
        browser = await machinery.chromium.launch(executable_path=path, args=flags.split())
        yield browser
        await browser.close()


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with opened() as scene:
        yield scene


@pytest.fixture
async def page(chromium: Browser, scene: Scene) -> AsyncIterator[Page]:
    """Give a page that has not been opened yet, and must not complain."""
    context = await chromium.new_context(viewport=DESK, reduced_motion="reduce")
    page = await context.new_page()
    page.set_default_timeout(8000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    yield page
    await context.close()
    assert errors == []

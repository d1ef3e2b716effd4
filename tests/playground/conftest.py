"""The browser of the page's tests: a real one, and never left out where it is asked for."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, async_playwright


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

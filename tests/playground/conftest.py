"""The page's tests: a scene that runs, and a real browser, never left out where it is asked for."""

import os
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from tests.playground.scene import Scene, opened

DESK = ViewportSize(width=1440, height=900)
START = 30  # seconds a browser may take to start
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync "
    "--remote-debugging-port=0"
)


@pytest.fixture(scope="session")
def browser_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a browser that runs for the whole session listens: one costs more than most tests."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("JISR_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.fail(
            "no Chromium found: install one (Debian: apt-get install chromium fonts-noto-core), "
            "or name one in JISR_CHROMIUM"
        )
    folder = tmp_path_factory.mktemp("browser")
    command = [path, *FLAGS.split(), f"--user-data-dir={folder}"]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log) as browser,
    ):
        try:
            yield f"http://127.0.0.1:{_port(browser, folder)}"
        finally:
            browser.terminate()


def _port(browser: subprocess.Popen[bytes], folder: Path) -> str:
    """Wait until the browser says where it listens."""
    file = folder / "DevToolsActivePort"
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and browser.poll() is None:
        if file.exists() and (lines := file.read_text().split()):
            return lines[0]
        time.sleep(0.05)
    raise RuntimeError(f"the browser did not start: {(folder / 'log').read_text()[-2000:]}")


@pytest.fixture
async def chromium(browser_url: str) -> AsyncIterator[Browser]:
    """The session's browser, as this test drives it."""
    async with async_playwright() as machinery:
        browser = await machinery.chromium.connect_over_cdp(browser_url)
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

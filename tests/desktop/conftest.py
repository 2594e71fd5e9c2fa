"""A real Chromium on the built desktop, beside the stand-in server.

One browser for the session; a fresh server and page for each test.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
import soundfile
from playwright.async_api import Browser, Page, Playwright, expect

from hotline.preparation import ensure_browser
from tests.playwright_driver import started_playwright

HERE = Path(__file__).parent
DESKTOP = HERE.parents[1] / "desktop"
sys.path.insert(0, str(HERE))

from stand_in import StandIn  # noqa: E402

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
LIMIT_MS = 30_000
"""For one step of the browser, on a machine that does much else."""
expect.set_options(timeout=20_000)


async def launch(playwright: Playwright) -> Browser:
    """The browser that set-up found or fetched."""
    program = ensure_browser(print)
    return await playwright.chromium.launch(
        executable_path=str(program.executable), env=program.env(), args=FLAGS, timeout=60_000
    )


def write_tone(path: Path) -> Path:
    """Twelve seconds of stereo: the caller left, the seat right."""
    time = np.arange(12 * 8000) / 8000
    soundfile.write(
        path, np.stack([np.sin(2 * np.pi * 440 * time), np.sin(2 * np.pi * 660 * time)], axis=1) * 0.2, 8000
    )
    return path


@pytest.fixture(scope="session")
def built_desktop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what was built, so that a build beside the tests does not pull it from under them."""
    dist = DESKTOP / "dist"
    if not (dist / "index.html").exists():
        raise FileNotFoundError("the desktop is not built: run `npm ci && npm run build` in desktop/, or `make setup`")
    return shutil.copytree(dist, tmp_path_factory.mktemp("desktop") / "dist")


@pytest.fixture(scope="session")
def tone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tone(tmp_path_factory.mktemp("audio") / "tone.flac")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with started_playwright() as playwright:
        browser = await launch(playwright)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def server(built_desktop: Path, tone: Path) -> AsyncIterator[StandIn]:
    server = StandIn(built_desktop, tone)
    await server.start()
    yield server
    await server.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, server: StandIn) -> AsyncIterator[Page]:
    context = await browser.new_context(base_url=server.url, viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.set_default_timeout(LIMIT_MS)
    page = await context.new_page()
    yield page
    await context.close()

"""A seat agent at a real Chromium with a (fake) microphone: signs in, answers by keyboard, writes, listens.

No pytest in here. Everything goes through what a person has: roles, labels, keys.
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, expect

from hotline.demo import PASSWORD
from hotline.preparation import ensure_browser
from tests.playwright_driver import started_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--lang=zh-CN",
    # Asterisk listens on loopback only. With that and the microphone granted, every build of Chromium offers 127.0.0.1.
    "--allow-loopback-in-peer-connection",
)
WAIT_MS = 20_000


@asynccontextmanager
async def chromium(microphone: Path | None = None) -> AsyncIterator[Browser]:
    """A headless Chromium; `microphone` is a WAV that plays over and over as what the agent says."""
    program = ensure_browser(lambda _: None)
    heard = [f"--use-file-for-fake-audio-capture={microphone}"] if microphone else []
    async with started_playwright() as playwright:
        playwright.selectors.set_test_id_attribute("data-test")
        browser = await playwright.chromium.launch(
            executable_path=str(program.executable), env=program.env(), args=[*FLAGS, *heard], headless=True
        )
        try:
            yield browser
        finally:
            await browser.close()


async def picture_of(shown: Page | Locator, name: str) -> None:
    """What is seen of it, as a file in the folder that HOTLINE_PICTURES names (`make pictures`: docs/pictures).

    Other runs write nothing: a test run leaves the working tree as it was.
    """
    if folder := os.environ.get("HOTLINE_PICTURES"):
        await shown.screenshot(path=Path(folder) / name)


@dataclass(slots=True)
class SeatBrowser:
    """One signed-in browser."""

    page: Page
    desk: str
    username: str = ""

    @classmethod
    async def open(cls, browser: Browser, desk: str, username: str = "") -> SeatBrowser:
        """A browser before its sign-in page."""
        context = await browser.new_context(
            locale="zh-CN", viewport={"width": 1366, "height": 900}, permissions=["microphone"]
        )
        page = await context.new_page()
        page.set_default_timeout(WAIT_MS)
        await page.goto(desk)
        return cls(page, desk, username)

    @classmethod
    async def sign_in(cls, browser: Browser, desk: str, username: str) -> SeatBrowser:
        seat = await cls.open(browser, desk, username)
        page = seat.page
        await page.get_by_label("用户名").fill(username)
        await page.get_by_label("密码", exact=True).fill(PASSWORD)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("button", name="退出登录")).to_be_visible(timeout=WAIT_MS)
        return seat

    async def be_ready(self) -> None:
        """Wait for the phone, then press the key for ready, unless the desk has made the seat ready again by itself."""
        await expect(self.page.get_by_text("已连接，可以接听").first).to_be_visible(timeout=WAIT_MS)
        ready = self.page.get_by_text("就绪", exact=True).first
        off = self.page.get_by_role("button", name=re.compile("就绪，开始接听|结束整理"))
        await expect(ready.or_(off).first).to_be_visible(timeout=WAIT_MS)
        if not await ready.is_visible():
            await self.page.keyboard.press("Alt+KeyR")
        await self.is_in_state("就绪")

    async def leave(self) -> None:
        """Go offline and close the browser, as at the end of a shift."""
        await self.page.get_by_role("button", name="离线").click()
        await self.is_in_state("离线")
        await self.close()

    async def is_in_state(self, state: str) -> None:
        await expect(self.page.get_by_text(state, exact=True).first).to_be_visible(timeout=WAIT_MS)

    async def wait_for_ring(self) -> None:
        await expect(self.page.get_by_role("button", name="接听", exact=True)).to_be_visible(timeout=WAIT_MS * 3)

    async def answer(self) -> None:
        await self.page.keyboard.press("Alt+KeyA")
        await expect(self.page.get_by_role("button", name="挂断").first).to_be_visible(timeout=WAIT_MS)

    async def hang_up(self) -> None:
        await self.page.keyboard.press("Alt+KeyH")

    async def picture(self, name: str, *, tall: int = 900) -> None:
        """The page from its top, in a window of this height; see `picture_of`."""
        for notice in await self.page.locator("[data-test=dismiss]").all():
            await notice.click()
        await self.page.set_viewport_size({"width": 1366, "height": tall})
        await self.page.evaluate("() => window.scrollTo(0, 0)")
        await picture_of(self.page, name)
        await self.page.set_viewport_size({"width": 1366, "height": 900})

    async def show_in(self, language: str) -> None:
        """Choose the page's language."""
        await self.page.get_by_test_id("language").select_option(language)
        await expect(self.page.locator("html")).to_have_attribute("lang", language)

    async def write(self, label: str, text: str) -> None:
        """Type into the ticket's field of this name."""
        await self.page.get_by_label(label).first.fill(text)

    async def choose(self, label: str, option: str) -> None:
        await self.page.get_by_label(label).first.select_option(label=option)

    async def register(self) -> None:
        """The key that registers the ticket; done when the desk says so."""
        await self.page.keyboard.press("Alt+KeyS")
        await expect(self.page.get_by_test_id("saved")).to_be_visible(timeout=WAIT_MS)

    async def play_the_recording(self, ticket: str) -> float:
        """Open the ticket, press play, and wait until it really plays; seconds of the recording."""
        await self.page.goto(f"{self.desk}tickets/{ticket}")
        await self.page.get_by_role("button", name="播放").first.click()
        played = "() => { const a = document.querySelector('audio[src], main audio'); return a && a.currentTime > 0.3 }"
        await self.page.wait_for_function(played, timeout=WAIT_MS)
        length = "() => document.querySelector('audio[src], main audio').duration"
        seconds: float = await self.page.evaluate(length)
        return seconds

    async def close(self) -> None:
        """Close the tab, as when a browser dies: the page gets no time to say goodbye."""
        await self.page.context.close()

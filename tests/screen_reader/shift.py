"""A seat agent's shift and a supervisor's look at the board, by keys, with what Orca says at each step."""

from __future__ import annotations

import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Page, expect

from hotline.demo import PASSWORD
from hotline.preparation import ensure_browser
from tests.end_to_end.seat_browser import FLAGS
from tests.end_to_end.stack import Stack
from tests.playwright_driver import started_playwright
from tests.screen_reader.ears import Ears

SESSION = ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "ACCESSIBILITY_ENABLED", "GNOME_ACCESSIBILITY")
FIELDS = {"caller.name": "王芳", "caller.id_number": "11010519491231002X", "caller.contact": "13855101234",
          "situation": "康复站门口没有坡道", "appeal": "请修坡道"}  # fmt: skip
TOLD = """() => { window.told = []; new MutationObserver(() => window.told.push(Date.now() / 1000))
  .observe(document.querySelector('[data-test=assertive]'), { childList: true, subtree: true }) }"""


@dataclass(slots=True)
class Listener:
    """A person at the keys of one browser, with Orca in the ear."""

    ears: Ears
    page: Page

    async def says(self, title: str, since: float, limit_s: float = 15) -> None:
        """Print what Orca says from `since` on, once it has finished."""
        await self.ears.quiet(limit_s)
        print(f"\n## {title}")
        for one in self.ears.new():
            print(
                f"     … cut off after {one.after} s" if one.kind == "cut" else f"  {one.at - since:6.2f}  {one.words}"
            )

    async def press(self, key: str, title: str = "", limit_s: float = 15) -> None:
        self.ears.new()
        since = time.time()
        self.ears.press(key)
        await self.says(f"{title} [{key}]", since, limit_s)

    async def to(self, selector: str) -> None:
        """The focus goes there; what is heard on the way is not printed. (Tab alone leaves the page at its end.)"""
        await self.page.locator(selector).first.focus()
        await self.ears.quiet()

    async def sign_in(self, username: str) -> None:
        await self.page.fill("#username", username)
        await self.page.fill("#password", PASSWORD)
        await self.page.focus("#password")
        await self.ears.quiet()
        await self.press("Return", f"{username} signs in")


@asynccontextmanager
async def listener(ears: Ears, desk: str, language: str) -> AsyncIterator[Listener]:
    """A headed Chromium that shows the desk alone, without tabs and address bar."""
    program = ensure_browser(lambda _: None)
    environment = {**program.env(), **{name: ears.environment[name] for name in SESSION}}
    async with started_playwright() as playwright:
        playwright.selectors.set_test_id_attribute("data-test")
        with tempfile.TemporaryDirectory(prefix="hl-ears-") as profile:
            context = await playwright.chromium.launch_persistent_context(
                profile, executable_path=str(program.executable), env=environment, headless=False, no_viewport=True,
                args=[*FLAGS, "--force-renderer-accessibility", f"--app={desk}"], permissions=["microphone"],
                ignore_default_args=["--enable-automation"], locale=language,
            )  # fmt: skip
            try:
                await context.pages[0].get_by_test_id("language").select_option(language)
                yield Listener(ears, context.pages[0])
            finally:
                await context.close()


async def agent(ear: Listener, stack: Stack, audio: Path) -> None:
    """Sign in, ready, a call from ring to wrap-up, pause, an old ticket and its recording, sign out."""
    page = ear.page
    await ear.says("the sign-in page opens", time.time(), 25)
    await ear.sign_in("hefei-01")
    await expect(page.get_by_test_id("line")).to_have_attribute("data-line", "registered")
    await ear.press("alt+i", "status")
    await ear.press("alt+r", "ready")
    await page.evaluate(TOLD)
    async with stack.on_the_line(dialed="055112385", caller="05515550101", audio=audio, length_s=150):
        await expect(page.get_by_test_id("answer").first).to_be_visible(timeout=60_000)
        await ear.says("it rings (0 = the page was told)", await page.evaluate("() => window.told[0]"), 12)
        await ear.press("alt+a", "answer")
        number = str(await page.locator("#ticket-heading").text_content())
        for _ in range(5):
            await ear.press("Tab", "next field")
        await ear.press("alt+s", "register with nothing written")
        await ear.press("alt+m", "mute")
        await ear.press("alt+m", "unmute")
        for name, text in FIELDS.items():
            await page.locator(f"[id$='-{name.replace('.', '-')}']").fill(text)
        await page.locator("[id$='-caller-sex']").select_option(index=2)
        await ear.ears.quiet()
        await ear.press("alt+s", "register")
        await ear.press("alt+h", "hang up")
    await ear.press("alt+i", "status")
    await ear.press("alt+r", "end wrap-up")
    await ear.press("alt+r", "pause")
    await ear.press("F1", "help")
    await ear.press("Escape", "help shut")
    await old_ticket(ear, "".join(filter(str.isdigit, number)))


async def old_ticket(ear: Listener, number: str) -> None:
    await ear.to("nav a[href='/tickets']")
    await ear.press("Return", "to the tickets")
    await ear.to(f"a[href='/tickets/{number}']")
    await ear.press("Return", "open the ticket")
    await ear.to("[data-test=play]")
    await ear.press("Return", "play its recording", 4)
    await ear.press("Return", "stop it")
    await ear.page.get_by_test_id("sign-out").focus()
    await ear.ears.quiet()
    await ear.press("Return", "sign out")


async def supervisor(ear: Listener) -> None:
    """The live board: how much it says by itself in ten seconds, and what when asked."""
    await ear.sign_in("supervisor")
    since = time.time()
    await ear.page.wait_for_timeout(10_000)
    await ear.says("the board by itself, ten seconds", since)
    await ear.to("[data-test=speak]")
    await ear.press("Return", "the board when asked")

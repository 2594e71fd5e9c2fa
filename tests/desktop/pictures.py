"""Screenshots of every page against the stand-in, for looking, not for proof.

`python tests/desktop/pictures.py FOLDER [zh-CN|ko|en] [dark]`
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

import stand_in_data as data
from conftest import DESKTOP, launch, write_tone
from deeds import at_the_desk, choose_language, sign_in
from playwright.async_api import Browser, Page, async_playwright, expect
from stand_in import StandIn


async def shoot(page: Page, folder: Path, name: str) -> None:
    await page.wait_for_load_state("networkidle")
    await page.screenshot(path=folder / f"{name}.png")


async def seat_pictures(page: Page, server: StandIn, folder: Path, language: str) -> None:
    await page.goto("/sign-in")
    await choose_language(page, language)
    await shoot(page, folder, "sign-in")
    await at_the_desk(page)
    await page.click("[data-test=ready]")
    await expect(page.locator("[data-test=seat-state]")).to_have_attribute("data-state", "ready")
    await shoot(page, folder, "seat-ready")
    await server.ring()
    await server.sip.ring()
    await expect(page.locator("[data-test=answer]")).to_be_enabled()
    await shoot(page, folder, "seat-ringing")
    await page.click("[data-test=answer]")
    await server.answered()
    await expect(page.locator("[data-test=mute]")).to_be_visible()
    await page.get_by_role("textbox").nth(1).fill("来电人反映社区康复站的门口没有坡道，轮椅无法进入。")
    await shoot(page, folder, "seat-talking")
    await page.click("[data-test=save]")
    await shoot(page, folder, "seat-errors")
    await server.ended()
    await shoot(page, folder, "seat-wrap-up")
    await page.keyboard.press("F1")
    await shoot(page, folder, "help")
    await page.keyboard.press("Escape")
    for name, path in [
        ("tickets", "/tickets"),
        ("ticket", "/tickets/AH-20261120-0003"),
        ("inbox", "/tickets?sort=due"),
        ("calls", "/calls"),
        ("call", "/calls/1795200000.3"),
        ("settings", "/settings"),
        ("forbidden", "/board"),
        ("missing", "/nothing"),
    ]:
        await page.goto(path)
        await shoot(page, folder, name)


async def main(folder: Path, language: str, dark: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as audio:
        server = StandIn(DESKTOP / "dist", write_tone(Path(audio) / "tone.flac"))
        await server.start()
        async with async_playwright() as playwright:
            browser = await launch(playwright)
            try:
                await pictures(browser, server, folder, language, dark)
            finally:
                await browser.close()
                await server.stop()


async def pictures(browser: Browser, server: StandIn, folder: Path, language: str, dark: bool) -> None:
    for username in ("xiaoan", "wang", "zhou"):
        context = await browser.new_context(
            base_url=server.url, viewport={"width": 1440, "height": 1100}, color_scheme="dark" if dark else "light"
        )
        page = await context.new_page()
        if username == "xiaoan":
            await seat_pictures(page, server, folder, language)
        else:
            await sign_in(page, username)
            await choose_language(page, language)
            name = "board" if username == "wang" else "recordings"
            await page.goto(f"/{name}")
            if username == "zhou":
                await page.get_by_role("row").nth(1).get_by_role("button").click()
            await shoot(page, folder, name)
        await context.close()


if __name__ == "__main__":
    assert data.PASSWORD
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "zh-CN", "dark" in sys.argv))

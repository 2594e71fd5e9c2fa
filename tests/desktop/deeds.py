"""What people do on the desk, as the tests say it: sign in, press, hear, read."""

from __future__ import annotations

import stand_in_data as data
from playwright.async_api import Page, expect
from stand_in import StandIn


async def sign_in(page: Page, username: str = "xiaoan", address: str = "/") -> None:
    await page.goto(address)
    await page.fill("#username", username)
    await page.fill("#password", data.PASSWORD)
    await page.press("#password", "Enter")
    await expect(page.locator("#password")).to_have_count(0)


async def at_the_desk(page: Page) -> None:
    """Signed in as the agent, the telephone registered, the live stream there."""
    await sign_in(page)
    await expect(page.locator("[data-test=line]")).to_have_attribute("data-line", "registered")
    await expect(page.locator("[data-test=seat-state]")).to_be_visible()


async def rings(page: Page, server: StandIn) -> None:
    """A caller rings at the seat, on the page and in the softphone."""
    await server.ring()
    await server.sip.ring()
    await expect(page.locator("[data-test=answer]")).to_be_visible()
    await expect(page.locator("[data-test=hang-up]")).to_be_visible()


async def talks(page: Page, server: StandIn) -> None:
    """At the desk, a caller rings, and is answered by key."""
    await at_the_desk(page)
    await rings(page, server)
    await page.keyboard.press("Alt+a")
    await server.sip.wait_for("answered")
    await server.answered()


async def warned_of_leaving(page: Page) -> None:
    """The browser asks whoever closes the tab whether they mean it; they do."""
    async with page.expect_event("dialog") as warned:
        await page.close(run_before_unload=True)
    dialog = await warned.value
    assert dialog.type == "beforeunload"
    await dialog.accept()


async def hears(page: Page, words: str, urgent: bool = False) -> None:
    """A screen reader is told these words."""
    await expect(page.locator(f"[data-test={'assertive' if urgent else 'polite'}]")).to_contain_text(words)


async def choose_language(page: Page, language: str) -> None:
    await page.select_option("[data-test=language]", language)
    await expect(page.locator("html")).to_have_attribute("lang", language)


async def tab_to(page: Page, selector: str, limit: int = 60) -> None:
    """Reach an element with Tab alone, as people without a mouse do, once it is not passed by as a new list."""
    await expect(page.locator(f":is({selector}):not([tabindex='-1'])").first).to_be_attached()
    for _ in range(limit):
        await page.keyboard.press("Tab")
        if await page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
            return
    raise AssertionError(f"{selector} was not reached with {limit} presses of Tab")


def field_id(field: str, ticket: str = data.DRAFT) -> str:
    return f"field-{ticket}-{field.replace('.', '-')}"


def field_selector(field: str, ticket: str = data.DRAFT) -> str:
    return f"#{field_id(field, ticket)}"

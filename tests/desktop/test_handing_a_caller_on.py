"""话务转接 with keys alone: the agent who talks chooses an office, and is told whether the caller went there."""

from __future__ import annotations

import pytest
import stand_in_data as data
from deeds import hears, tab_to, talks
from playwright.async_api import Page, expect
from stand_in import StandIn

from tests.axe import axe_finds

pytestmark = pytest.mark.asyncio(loop_scope="session")
FORM = "[data-test=hand-on-form]"


async def in_the_dialog(page: Page, server: StandIn) -> None:
    """Talking, the dialog open, an office chosen."""
    await talks(page, server)
    await hears(page, "已接通")
    await tab_to(page, "[data-test=hand-on]")
    await page.keyboard.press("Enter")
    await expect(page.locator(FORM)).to_be_visible()
    await tab_to(page, f"{FORM} select")
    await page.keyboard.press("ArrowDown")
    assert await axe_finds(page) == []
    await tab_to(page, f"{FORM} button[type=submit]")


async def test_the_caller_goes_to_the_office_that_was_chosen(page: Page, server: StandIn) -> None:
    await in_the_dialog(page, server)
    await page.keyboard.press("Enter")
    await hears(page, "来电已转接", urgent=True)
    await expect(page.locator(FORM)).to_have_count(0)
    assert server.handed_on == [(data.CALL_ID, data.site()["offices"][0]["id"])]


async def test_where_nobody_works_the_agent_reads_why_and_can_choose_again(page: Page, server: StandIn) -> None:
    server.nobody_there = True
    await in_the_dialog(page, server)
    await page.keyboard.press("Enter")
    await hears(page, "现在没有座席在岗", urgent=True)
    await expect(page.locator(FORM)).to_contain_text("现在没有座席在岗")
    await expect(page.locator("[data-test=hang-up]")).to_have_count(1)

"""The standard answer beside the ticket: found, read and taken over with keys alone."""

from __future__ import annotations

import pytest
from deeds import field_selector, hears, sign_in, tab_to
from playwright.async_api import Page, expect
from stand_in import StandIn

from tests.axe import axe_finds

pytestmark = pytest.mark.asyncio(loop_scope="session")
PANEL = "[data-test=knowledge]"
TICKET = "AH-20261120-0003"


async def search(page: Page, words: str) -> None:
    await tab_to(page, f"{PANEL} input")
    await page.keyboard.type(words)
    await page.keyboard.press("Enter")


async def test_the_standard_answer_is_taken_over_into_the_ticket(page: Page, server: StandIn) -> None:
    await sign_in(page, address=f"/tickets/{TICKET}")
    await search(page, "轮椅")
    await hears(page, "查到 1 条")
    await tab_to(page, f"{PANEL} summary")
    await page.keyboard.press("Enter")
    await expect(page.locator(PANEL)).to_contain_text("带残疾人证到户籍所在街道残联申请。")
    assert await axe_finds(page) == []
    await tab_to(page, f"{PANEL} details button")
    await page.keyboard.press("Enter")
    await hears(page, "标准答复写入工单", urgent=True)
    await expect(page.locator(field_selector("answer", TICKET))).to_have_value("带残疾人证到户籍所在街道残联申请。")
    await server.until(lambda: "街道残联" in server.tickets[TICKET]["answer"])


async def test_nothing_found_is_said(page: Page, server: StandIn) -> None:
    await sign_in(page)
    await search(page, "没有这个")
    await hears(page, "查到 0 条")
    await expect(page.locator(PANEL)).to_contain_text("没有查到“没有这个”")

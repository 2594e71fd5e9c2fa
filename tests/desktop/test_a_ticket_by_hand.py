"""What did not come by a call to the hotline: the agent begins its ticket from the list."""

from __future__ import annotations

import pytest
from deeds import hears, sign_in, tab_to
from playwright.async_api import Page, expect
from stand_in import StandIn

pytestmark = pytest.mark.asyncio(loop_scope="session")
FORM = "[data-test=new-ticket]"


async def test_what_came_by_message_becomes_a_ticket_with_keys_alone(page: Page, server: StandIn) -> None:
    await sign_in(page, address="/tickets")
    await tab_to(page, f"{FORM} select")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await tab_to(page, f"{FORM} button")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_contain_text("AH-20261121-0098")
    await expect(page.get_by_text("短信", exact=True)).to_be_visible()
    assert server.tickets["AH-20261121-0098"]["channel"] == "sms"


async def test_a_ticket_that_could_not_be_made_is_said(page: Page, server: StandIn) -> None:
    await sign_in(page, address="/tickets")
    await page.select_option(f"{FORM} select", "phone")
    await page.route("**/api/v1/tickets", lambda route: route.abort())
    await page.click(f"{FORM} button")
    await hears(page, "工单没有建立", urgent=True)
    await expect(page).to_have_url(f"{server.url}/tickets")


async def test_who_only_reads_tickets_is_offered_none(page: Page, server: StandIn) -> None:
    await sign_in(page, "zhou", "/tickets")
    await expect(page.locator("tbody tr").first).to_be_visible()
    await expect(page.locator(FORM)).to_have_count(0)

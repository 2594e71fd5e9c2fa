"""外呼 with keys alone: the agent calls from a ticket, hears how it goes, hangs up, and is offered to write it down."""

from __future__ import annotations

import pytest
from deeds import at_the_desk, hears, tab_to
from playwright.async_api import Page, expect
from stand_in import StandIn

from tests.axe import axe_finds

pytestmark = pytest.mark.asyncio(loop_scope="session")
TICKET = "AH-20261120-0003"


async def at_the_ticket(page: Page, ticket: str = TICKET) -> None:
    await at_the_desk(page)
    await page.goto(f"/tickets/{ticket}")
    await expect(page.locator("[data-test=dial]")).to_be_visible()
    await expect(page.locator("[data-test=moves]")).to_have_attribute("aria-busy", "false")


async def rings_and_is_taken(server: StandIn) -> None:
    await server.until(lambda: bool(server.called_out))
    await server.sip.wait_for("registered")
    await server.sip.ring()
    await server.sip.wait_for("answered")


async def test_one_key_calls_the_own_phone_is_taken_by_itself_and_every_step_is_said(
    page: Page, server: StandIn
) -> None:
    server.tickets[TICKET]["state"] = "transferred"
    await at_the_ticket(page)
    await page.keyboard.press("Alt+b")
    await hears(page, "正在接通您的话机", urgent=True)
    await rings_and_is_taken(server)
    assert server.called_out == [(TICKET, {})]
    await server.goes_on("dialing")
    await hears(page, "正在呼叫对方", urgent=True)
    await expect(page.locator("[data-test=call-out-state]")).to_have_attribute("data-state", "dialing")
    await page.keyboard.press("Alt+b")
    await server.goes_on("talking")
    await hears(page, "对方已接听", urgent=True)
    await expect(page.locator("[data-test=hand-on]")).to_have_count(0)
    assert await axe_finds(page) == []
    assert len(server.called_out) == 1, "while a call goes on the key calls nobody else"
    await page.keyboard.press("Alt+h")
    await server.sip.wait_for("bye")
    await server.came_out("answered", 65)
    await hears(page, "通话结束", urgent=True)
    await expect(page.locator("[data-test=call-out-result]")).to_have_attribute("data-outcome", "answered")
    await expect(page.locator("[data-test=steps] [data-test=call-out-step]")).to_contain_text("已接通")
    await expect(page.locator("[data-test=write-down]")).to_be_visible()
    assert await axe_finds(page) == []
    await tab_to(page, "[data-next]", limit=120)
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-test=move-form]")).to_be_visible()


async def test_who_is_not_reached_is_told_and_nothing_is_offered(page: Page, server: StandIn) -> None:
    await at_the_ticket(page)
    await page.keyboard.press("Alt+b")
    await rings_and_is_taken(server)
    await server.goes_on("dialing")
    await server.came_out("busy")
    await hears(page, "没有接通：对方占线", urgent=True)
    await expect(page.locator("[data-test=call-out-result]")).to_have_attribute("data-outcome", "busy")
    await expect(page.locator("[data-test=write-down]")).to_have_count(0)


async def test_an_emergency_service_is_called_about_the_matter(page: Page, server: StandIn) -> None:
    await at_the_ticket(page)
    await tab_to(page, "[data-test=call-out] summary")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.type("120")
    assert await axe_finds(page) == []
    await page.keyboard.press("Enter")
    await server.until(lambda: bool(server.called_out))
    assert server.called_out == [(TICKET, {"number": "120"})]


async def test_who_asked_for_sms_is_called_only_when_the_agent_says_why(page: Page, server: StandIn) -> None:
    server.asks_for_sms = True
    await at_the_ticket(page)
    await page.keyboard.press("Alt+b")
    await hears(page, "本人要求不打电话", urgent=True)
    await expect(page.locator("[data-test=despite-form] input")).to_be_focused()
    assert await axe_finds(page) == []
    await page.keyboard.press("Enter")
    await hears(page, "至少", urgent=True)
    assert server.called_out == []
    await page.keyboard.type("家属要求电话通知")
    await page.keyboard.press("Enter")
    await server.until(lambda: bool(server.called_out))
    assert server.called_out == [(TICKET, {"despite": "家属要求电话通知"})]

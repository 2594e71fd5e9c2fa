"""A whole call with the keyboard alone: sign in, ready, ring, answer, write, register, hang up."""

from __future__ import annotations

import asyncio
import re

import pytest
import stand_in_data as data
from deeds import at_the_desk, field_selector, hears, rings, sign_in, tab_to, talks
from playwright.async_api import Page, Route, expect
from stand_in import StandIn

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_an_agent_handles_a_call_without_a_mouse(page: Page, server: StandIn) -> None:
    await page.goto("/")
    await tab_to(page, "#username")
    await page.keyboard.type("xiaoan")
    await tab_to(page, "#password")
    await page.keyboard.type(data.PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("工作台")
    await expect(page.locator("[data-test=line]")).to_have_attribute("data-line", "registered")
    await expect(page.locator("[data-test=seat-state]")).to_be_visible()

    await page.keyboard.press("Alt+r")
    await hears(page, "状态：就绪")
    assert server.seat["state"] == "ready"

    await server.ring()
    await hears(
        page,
        "来电：1 3 8 5 5 1 0 1 2 3 4，归属地合肥，转到合肥市，依据是来电手机的归属地，按 Alt + A 接听",
        urgent=True,
    )
    await expect(page.locator(field_selector("situation"))).to_be_visible()
    await expect(page.get_by_text("咨询轮椅补贴")).to_be_visible()
    await server.sip.ring()
    await expect(page.locator("[data-test=hang-up]")).to_be_visible()
    await page.keyboard.press("Alt+a")
    await server.sip.wait_for("answered")
    await server.answered()
    await hears(page, "已接通：1 3 8 5 5 1 0 1 2 3 4")
    await expect(page.locator("#ticket-heading")).to_be_focused()

    await page.keyboard.press("Alt+m")
    await hears(page, "已静音", urgent=True)
    await page.keyboard.press("Alt+m")

    nature = page.locator(field_selector("nature"))
    await expect(nature).not_to_have_attribute("tabindex", "-1")  # a list that has just appeared is passed by
    await tab_to(page, field_selector("title"))
    await page.keyboard.type("康复站门口没有坡道")
    await page.keyboard.press("Tab")
    await expect(nature).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await tab_to(page, field_selector("situation"))
    await page.keyboard.type("轮椅无法进入。")
    await tab_to(page, field_selector("caller.name"))
    await page.keyboard.type("李梅")
    await page.keyboard.press("Alt+s")
    await hears(page, f"工单 {data.DRAFT} 已登记。")
    saved = server.tickets[data.DRAFT]
    assert (saved["state"], saved["title"], saved["nature"]) == ("open", "康复站门口没有坡道", "complaint")
    assert (saved["situation"], saved["caller"]["name"]) == ("轮椅无法进入。", "李梅")

    await page.keyboard.press("Alt+h")
    await server.sip.wait_for("bye")
    await server.ended(talked_s=65)
    await hears(page, "通话结束，时长1分5秒", urgent=True)
    await expect(page.locator("[data-test=wrap-up]")).to_contain_text("秒自动转为就绪")
    await page.keyboard.press("Alt+r")
    await expect(page.locator("[data-test=seat-state]")).to_have_attribute("data-state", "ready")


async def test_the_call_goes_on_while_the_agent_looks_at_other_pages(page: Page, server: StandIn) -> None:
    await talks(page, server)
    for link in ("工单", "通话", "设置"):
        await page.get_by_role("navigation").get_by_role("link", name=link, exact=True).click()
        await expect(page.locator("h1")).to_have_text(link)
        await expect(page.locator(".call-bar [data-test=hang-up]")).to_be_visible()
    assert "bye" not in server.sip.seen
    assert await page.evaluate("() => document.querySelector('#caller-voice').srcObject !== null")
    await page.keyboard.press("Alt+h")
    await server.sip.wait_for("bye")


async def test_a_ring_is_answered_from_any_page(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await page.get_by_role("link", name="设置", exact=True).click()
    await rings(page, server)
    await expect(page.locator(".call-bar [data-test=answer]")).to_be_visible()
    await expect(page).to_have_title(re.compile("^☎ 来电"))
    await page.get_by_role("navigation").get_by_role("link", name="通话", exact=True).click()
    await expect(page.locator("h1")).to_have_text("通话")
    await expect(page).to_have_title(re.compile("^☎ 来电 · 通话"))
    await page.keyboard.press("Alt+a")
    await server.sip.wait_for("answered")
    await expect(page.locator("h1")).to_have_text("工作台")


async def test_the_answer_key_waits_for_a_telephone_that_rings_late(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await server.ring()
    await hears(page, "来电", urgent=True)
    await page.keyboard.press("Alt+a")
    await server.sip.ring()
    await server.sip.wait_for("answered")


async def test_a_call_can_be_declined(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await rings(page, server)
    await page.keyboard.press("Alt+h")
    await server.sip.wait_for("declined 48")
    await expect(page.locator("[data-test=hang-up]")).to_have_count(0)


async def test_a_caller_who_hangs_up_before_the_answer_is_told_of(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await rings(page, server)
    await server.sip.cancel()
    await server.tell(type="ring-stopped", call_id=data.CALL_ID, why="caller-left")
    await server.set_seat("ready")
    await hears(page, "来电人已挂断", urgent=True)
    await expect(page.locator("[data-test=answer]")).to_have_count(0)


async def test_an_unanswered_ring_pauses_and_says_why(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await server.ring()
    await expect(page.locator("[data-test=answer]")).to_be_visible()
    await server.tell(type="ring-stopped", call_id=data.CALL_ID, why="no-answer")
    await server.set_seat("paused", reason="no-answer")
    await hears(page, "来电未接听", urgent=True)
    await expect(page.get_by_text("刚才的来电没有接听")).to_be_visible()


async def test_the_pop_that_comes_with_the_ring_is_not_asked_for_again(page: Page, server: StandIn) -> None:
    asked: list[str] = []
    await at_the_desk(page)
    page.on("request", lambda request: asked.append(request.url))
    await server.ring()
    await expect(page.get_by_text(data.DRAFT).first).to_be_visible()
    await server.answered()
    await hears(page, "已接通")
    assert not [url for url in asked if url.endswith("/pop")]


async def test_a_pop_that_does_not_come_is_asked_for(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    async with page.expect_request("**/pop"):
        await server.ring(pop=False)
    await expect(page.get_by_text(data.DRAFT).first).to_be_visible()


async def test_a_page_that_comes_late_does_not_make_a_call_ring_again_that_has_stopped(
    page: Page, server: StandIn
) -> None:
    stopped = asyncio.Event()

    async def late(route: Route) -> None:
        response = await route.fetch()
        await stopped.wait()
        await route.fulfill(response=response)

    await at_the_desk(page)
    await page.route("**/pop", late)
    await server.ring(pop=False)
    await expect(page.locator("[data-test=answer]")).to_be_visible()
    async with page.expect_response("**/pop") as fetched:
        await server.tell(type="ring-stopped", call_id=data.CALL_ID, why="no-answer")
        await hears(page, "来电未接听", urgent=True)
        stopped.set()
    await (await fetched.value).finished()
    await expect(page.get_by_text(data.DRAFT).first).to_be_visible()
    await expect(page.locator("[data-test=answer]")).to_have_count(0)
    await hears(page, "来电未接听", urgent=True)


async def test_a_pause_carries_its_reason(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await page.get_by_label("暂停原因").select_option("training")
    await page.click("[data-test=pause]")
    await hears(page, "状态：暂停，培训")
    assert (server.seat["state"], server.seat["reason"]) == ("paused", "training")


async def test_the_status_key_tells_the_whole_situation(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await page.keyboard.press("Alt+i")
    await hears(page, "状态：离线，电话：已连接，可以接听")


async def test_the_help_lists_the_keys_and_gives_the_focus_back(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await page.focus("[data-test=ready]")
    await page.keyboard.press("?")
    await expect(page.locator("[data-test=help]")).to_contain_text("Alt + A")
    await page.keyboard.press("Escape")
    await expect(page.locator("[data-test=ready]")).to_be_focused()
    await page.keyboard.press("F1")
    await expect(page.locator("[data-test=help]")).to_be_visible()


async def test_a_key_can_be_changed_and_then_answers(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await page.get_by_role("link", name="设置", exact=True).click()
    change = page.get_by_role("button", name="更改 接听")
    await change.press("Enter")
    await page.keyboard.press("q")
    await expect(page.get_by_text("这个键用来输入文字")).to_be_visible()
    await page.keyboard.press("F2")
    await expect(page.get_by_text("接听已改为 F2")).to_be_visible()
    await rings(page, server)
    await page.keyboard.press("F2")
    await server.sip.wait_for("answered")


async def test_the_focus_moves_to_the_heading_of_a_new_page(page: Page, server: StandIn) -> None:
    await sign_in(page)
    await page.get_by_role("link", name="工单", exact=True).press("Enter")
    await expect(page.locator("h1")).to_be_focused()
    await expect(page).to_have_title(re.compile("^工单 · 12385"))


async def test_the_skip_link_leads_to_the_content(page: Page, server: StandIn) -> None:
    await page.goto("/sign-in")
    await expect(page.locator("#username")).to_be_focused()
    skip = page.get_by_role("link", name="跳到主要内容")
    for _ in range(5):
        await page.keyboard.press("Shift+Tab")
        if await skip.evaluate("link => link === document.activeElement"):
            break
    await expect(skip).to_be_focused()
    await page.keyboard.press("Enter")
    await tab_to(page, "#username", limit=1)

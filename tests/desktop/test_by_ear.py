"""What a screen reader makes of the desk: Chromium's own accessibility tree, the live regions, the focus. Each was
heard first with a real Orca (docs/screen-reader.md)."""

from __future__ import annotations

from typing import Any

import pytest
import stand_in_data as data
from deeds import at_the_desk, field_selector, hears, rings, sign_in, talks
from playwright.async_api import Page, expect
from stand_in import StandIn

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NAMED = {"button", "link", "textbox", "searchbox", "combobox", "checkbox", "slider", "dialog", "region"}
PAGES = {"/": "[data-test=seat-state]", "/tickets": "tbody tr", f"/tickets/{data.DRAFT}": "form",
         "/tickets/AH-20261120-0003": "figure", "/calls/1795200000.3": "figure", "/settings": "tbody tr"}  # fmt: skip

WATCH_LISTS = """() => {
  window.lists = []
  new MutationObserver((changes) => changes.forEach(({ target }) => {
    const list = target.querySelector('select')
    if (list) window.lists.push(`${list.id} ${target.getAttribute('aria-hidden')}`)
  })).observe(document.body, { subtree: true, attributes: true, attributeFilter: ['aria-hidden'] })
}"""


async def tree(page: Page) -> list[dict[str, Any]]:
    """The nodes that Chromium shows to screen readers: role, name, and properties by name."""
    session = await page.context.new_cdp_session(page)
    nodes = (await session.send("Accessibility.getFullAXTree"))["nodes"]
    await session.detach()
    return [
        {"role": node["role"]["value"], "name": node.get("name", {}).get("value", "").strip()}
        | {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
        | {"description": node.get("description", {}).get("value", "")}
        for node in nodes
        if not node["ignored"]
    ]


async def node(page: Page, role: str, name: str) -> dict[str, Any]:
    """The one node of this role and exact name."""
    [found] = [one for one in await tree(page) if (one["role"], one["name"]) == (role, name)]
    return found


async def test_everything_one_can_act_on_has_a_name_and_nothing_is_an_application(page: Page, server: StandIn) -> None:
    await sign_in(page)
    for address, mark in PAGES.items():
        await page.goto(address)
        await expect(page.locator(mark).first).to_be_visible()
        nodes = await tree(page)
        assert [one for one in nodes if one["role"] in NAMED and not one["name"]] == [], address
        assert not {"application", "alert"} & {one["role"] for one in nodes}, address


async def test_a_new_drop_down_list_is_silent_for_a_moment(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await page.evaluate(WATCH_LISTS)
    await server.ring()
    nature = field_selector("nature").removeprefix("#")
    await page.wait_for_function(f"() => window.lists.includes('{nature} null')")
    assert await page.evaluate(f"() => window.lists.filter((one) => one.startsWith('{nature}'))") == [
        f"{nature} true",
        f"{nature} null",
    ]


async def test_digits_of_a_caller_are_said_one_by_one_and_the_history_follows(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await server.ring(caller_display="13855101234", number="13855101234")
    await hears(page, "来电：1 3 8 5 5 1 0 1 2 3 4，归属地合肥", urgent=True)
    await hears(page, "此号码有")
    await hears(page, "最近一张：咨询轮椅补贴")
    await page.keyboard.press("Alt+i")
    await hears(
        page, "来电：1 3 8 5 5 1 0 1 2 3 4，归属地合肥，转到合肥市，依据是来电手机的归属地，按 Alt + A 接听，此号码有"
    )


async def test_two_sentences_of_one_moment_are_both_told(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await server.set_seat("paused", reason="break")
    await server.tell(type="notice", code="phone-gone", message="")
    await hears(page, "状态：暂停")
    await hears(page, "电话与话务服务器断开")
    assert await page.locator("[data-test=polite] > p").count() >= 2


async def test_a_ring_that_nobody_took_is_told_of_once(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await server.ring()
    await expect(page.locator("[data-test=answer]")).to_be_visible()
    await server.tell(type="ring-stopped", call_id=server.seat["call_id"], why="no-answer")
    await server.set_seat("paused", reason="no-answer")
    await hears(page, "来电未接听，您已被暂停派话", urgent=True)
    await expect(page.locator("[data-test=seat-state]")).to_have_attribute("data-state", "paused")
    await expect(page.locator("[data-test=polite]")).not_to_contain_text("来电未接听")


async def test_what_is_required_is_a_state_of_the_field_not_a_word_of_its_name(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await server.ring()
    await expect(page.locator(field_selector("situation"))).to_be_visible()
    label = str(await page.locator(f"label[for={field_selector('situation')[1:]}]").text_content())
    assert "必填" in label
    assert (await node(page, "textbox", label.replace("必填", "").strip()))["required"] is True


async def test_mistakes_take_the_focus_as_a_named_group_and_each_field_says_its_own(
    page: Page, server: StandIn
) -> None:
    await page.goto("/")
    await page.fill("#username", "xiaoan")
    await page.keyboard.press("Enter")
    summary = page.locator("[data-test=error-summary]")
    await expect(summary).to_be_focused()
    assert (await node(page, "group", "有 1 处需要改正"))["focused"] is True
    assert (await node(page, "textbox", "用户名"))["invalid"] == "false"
    password = await node(page, "textbox", "密码")
    assert (password["invalid"], password["description"]) == ("true", "请填写密码")


async def test_the_sign_in_page_is_ready_to_be_typed_into_and_keys_of_the_seat_say_nothing(
    page: Page, server: StandIn
) -> None:
    await page.goto("/")
    await expect(page.locator("#username")).to_be_focused()
    for key in ("Alt+r", "Alt+i", "Alt+a", "Alt+h"):
        await page.keyboard.press(key)
    await page.keyboard.press("F1")
    await expect(page.locator("[data-test=help]")).to_be_visible()
    await expect(page.locator("[data-test=polite]")).to_have_text("")
    await expect(page.locator("[data-test=assertive]")).to_have_text("")


async def test_the_button_of_a_state_that_ended_leaves_the_focus_at_the_heading(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await page.locator("[data-test=ready]").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-test=seat-state]")).to_have_attribute("data-state", "ready")
    await expect(page.locator("#seat-heading")).to_be_focused()


async def test_the_help_is_read_from_its_title_and_gives_the_focus_back(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await page.locator("[data-test=ready]").focus()
    await page.keyboard.press("F1")
    await expect(page.locator("[data-test=help] .dialog-title")).to_be_focused()
    assert await node(page, "dialog", "快捷键")
    await page.keyboard.press("Escape")
    await expect(page.locator("[data-test=ready]")).to_be_focused()


async def test_who_answers_hears_the_ticket_s_long_number_once(page: Page, server: StandIn) -> None:
    await talks(page, server)
    await expect(page.locator("#ticket-heading")).to_be_focused()
    heading = str(await page.locator("#ticket-heading").text_content()).strip()
    assert [one["role"] for one in await tree(page) if one["name"] == heading and "Text" not in one["role"]] == [
        "heading"
    ]


async def test_the_skip_link_leads_to_the_page_s_heading(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await page.locator("a.skip").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("main h1")).to_be_focused()


async def test_a_declined_call_leaves_the_focus_on_the_page(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await rings(page, server)
    await page.locator("[data-test=hang-up]").focus()
    await page.keyboard.press("Enter")
    await server.sip.wait_for("declined 48")
    await expect(page.locator("[data-test=hang-up]")).to_have_count(0)
    await expect(page.locator("main h1")).to_be_focused()

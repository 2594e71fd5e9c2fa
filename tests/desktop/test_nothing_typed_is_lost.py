"""The ticket form in trouble: empty fields, a colleague's change, a server away, a reload, an expired sign-in."""

from __future__ import annotations

import pytest
import stand_in_data as data
from deeds import at_the_desk, field_id, field_selector, hears, sign_in, warned_of_leaving
from playwright.async_api import Page, expect
from stand_in import StandIn

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TICKET = f"/tickets/{data.DRAFT}"
STATE = "[data-test=save-state]"


async def open_ticket(page: Page, server: StandIn) -> None:
    """The draft's page, opened with a reason: its caller's fields can be written."""
    server.opened.add(data.DRAFT)
    await sign_in(page, address=TICKET)
    await expect(page.locator(field_selector("title"))).to_be_visible()


async def test_a_ticket_with_empty_required_fields_answers_with_a_summary_that_leads_to_them(
    page: Page, server: StandIn
) -> None:
    await open_ticket(page, server)
    await page.keyboard.press("Alt+s")
    summary = page.locator("[data-test=error-summary]")
    await expect(summary).to_be_focused()
    await expect(summary).to_contain_text("有 4 处需要改正")
    await summary.get_by_role("link", name="请选择诉求性质").press("Enter")
    nature = page.locator(field_selector("nature"))
    await expect(nature).to_be_focused()
    await expect(nature).to_have_attribute("aria-invalid", "true")
    await expect(nature).to_have_attribute("aria-describedby", f"{field_id('nature')}-error")
    assert server.tickets[data.DRAFT]["state"] == "draft"


async def test_what_is_typed_is_saved_by_itself(page: Page, server: StandIn) -> None:
    await open_ticket(page, server)
    await page.fill(field_selector("caller.name"), "李梅")
    await expect(page.locator(STATE)).to_contain_text("已保存，")
    assert server.changes == [{"caller.name": "李梅"}]


async def test_a_ticket_answered_at_once_is_concluded_and_closed(page: Page, server: StandIn) -> None:
    await open_ticket(page, server)
    for field, text in [("title", "换证地点"), ("situation", "询问换证"), ("caller.name", "陈强")]:
        await page.fill(field_selector(field), text)
    await page.select_option(field_selector("nature"), "consultation")
    await page.keyboard.press("Alt+c")
    await hears(page, f"工单 {data.DRAFT} 已当场办结。")
    await expect(page.locator(field_selector("title"))).to_be_disabled()
    assert server.tickets[data.DRAFT]["state"] == "concluded"


async def test_a_colleague_s_change_to_another_field_is_merged_and_told(page: Page, server: StandIn) -> None:
    await open_ticket(page, server)
    server.write(data.DRAFT, {"situation": "同事写的情况"})
    await page.fill(field_selector("title"), "我写的标题")
    await hears(page, "对方同时修改了：情况")
    await expect(page.locator(field_selector("situation"))).to_have_value("同事写的情况")
    await expect(page.locator(STATE)).to_contain_text("已保存，")
    assert server.tickets[data.DRAFT]["title"] == "我写的标题"


@pytest.mark.parametrize(
    ("choice", "kept"), [("保留我的", "我的"), ("采用对方的", "同事的"), ("两者都保留", "同事的\n我的")]
)
async def test_a_conflict_in_one_field_is_decided_by_the_person(
    page: Page, server: StandIn, choice: str, kept: str
) -> None:
    await open_ticket(page, server)
    server.write(data.DRAFT, {"situation": "同事的"})
    await page.fill(field_selector("situation"), "我的")
    await hears(page, "另一位同事也改了这张工单", urgent=True)
    conflict = page.locator("[data-test=conflict]")
    await expect(conflict).to_contain_text("同事的")
    await conflict.get_by_role("button", name=choice).click()
    await expect(conflict).to_have_count(0)
    await expect(page.locator(field_selector("situation"))).to_have_value(kept)
    await expect(page.locator(STATE)).to_have_attribute("data-status", "saved")
    assert server.tickets[data.DRAFT]["situation"] == kept


async def test_words_typed_while_the_server_is_away_arrive_when_it_is_back(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await server.ring()
    await page.fill(field_selector("situation"), "先写下来")
    await expect(page.locator(STATE)).to_contain_text("已保存，")
    server.down = True
    await server.drop_live()
    await hears(page, "与服务器的连接断开", urgent=True)
    await page.fill(field_selector("situation"), "先写下来，断网时继续写")
    await expect(page.locator(STATE)).to_have_attribute("data-status", "waiting")
    await expect(page.locator("[data-test=offline]")).to_contain_text("您可以继续填写")
    server.down = False
    await hears(page, "连接已恢复", urgent=True)
    await expect(page.locator(STATE)).to_have_attribute("data-status", "saved")
    assert server.tickets[data.DRAFT]["situation"] == "先写下来，断网时继续写"
    assert server.live_count == 2


async def test_a_reload_in_the_middle_of_a_sentence_keeps_the_sentence(page: Page, server: StandIn) -> None:
    await open_ticket(page, server)
    server.down = True
    await page.fill(field_selector("situation"), "还没有送出的话")
    await expect(page.locator(STATE)).to_have_attribute("data-status", "waiting")
    page.on("dialog", lambda dialog: dialog.accept())
    server.down = False
    await page.reload()
    await expect(page.locator(field_selector("situation"))).to_have_value("还没有送出的话")
    await expect(page.locator(STATE)).to_have_attribute("data-status", "saved")
    assert server.tickets[data.DRAFT]["situation"] == "还没有送出的话"


async def test_leaving_with_unsent_words_is_warned_of(page: Page, server: StandIn) -> None:
    await open_ticket(page, server)
    server.down = True
    await page.fill(field_selector("situation"), "没有送出")
    await expect(page.locator(STATE)).to_have_attribute("data-status", "waiting")
    await warned_of_leaving(page)


async def test_an_expired_sign_in_loses_nothing(page: Page, server: StandIn) -> None:
    await open_ticket(page, server)
    server.sessions.clear()
    await page.fill(field_selector("title"), "登录过期前写的")
    await expect(page.locator("[data-test=expired]")).to_contain_text("登录已过期")
    await page.get_by_role("link", name="重新登录").click()
    await page.fill("#username", "xiaoan")
    await page.fill("#password", data.PASSWORD)
    await page.press("#password", "Enter")
    await expect(page.locator(field_selector("title"))).to_have_value("登录过期前写的")
    await expect(page.locator(STATE)).to_have_attribute("data-status", "saved")
    assert server.tickets[data.DRAFT]["title"] == "登录过期前写的"


async def test_a_ring_does_not_take_the_field_from_under_the_fingers(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await server.ring()
    await page.fill(field_selector("situation"), "上一位来电人的事")
    await server.ended()
    second = data.ticket("AH-20261121-0008", "1795300000.18")
    server.tickets[second["number"]] = second
    call = data.call(id="1795300000.18", ticket=second["number"], caller_display="139 0000 1111")
    server.calls[call["id"]] = call
    await page.focus(field_selector("situation"))
    await server.set_seat("ringing", call_id=call["id"])
    await server.tell(type="ring", call=call)
    await hears(page, "来电：1 3 9 0 0 0 0 1 1 1 1", urgent=True)
    await expect(page.locator(field_selector("situation"))).to_be_focused()
    await server.sip.ring()
    await expect(page.locator("[data-test=hang-up]")).to_be_visible()
    await page.keyboard.press("Alt+a")
    await server.sip.wait_for("answered")
    await expect(page.locator(field_selector("title", second["number"]))).to_be_visible()
    await page.get_by_role("link", name=f"返回上一张未完成的工单 {data.DRAFT}").click()
    await expect(page.locator(field_selector("situation"))).to_have_value("上一位来电人的事")

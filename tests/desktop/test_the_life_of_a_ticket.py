"""A ticket's life on its page, by keyboard: moves, limits in words, masks and reasons, files, links, conflicts."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import stand_in_data as data
import stand_in_life as life
from deeds import at_the_desk, choose_language, field_selector, hears, sign_in
from playwright.async_api import Page, Route, expect
from stand_in import StandIn

from tests.axe import axe_finds

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
TICKET = "AH-20261120-0003"


async def at_the_ticket(page: Page, number: str = TICKET) -> None:
    await sign_in(page, address=f"/tickets/{number}")
    await expect(page.locator("[data-test=moves][aria-busy=false]")).to_be_visible()


async def focused(page: Page) -> str:
    return str(await page.evaluate("() => document.activeElement?.textContent?.trim() ?? ''"))


async def test_a_move_is_made_with_keys_alone_and_the_next_ones_follow(page: Page, server: StandIn) -> None:
    await at_the_ticket(page)
    await page.keyboard.press("Alt+KeyG")
    assert await focused(page) == "受理"
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-test=make-move]")).to_be_focused()
    await page.keyboard.press("Enter")
    await hears(page, "已完成：受理")
    await expect(page.locator("#moves-heading")).to_be_focused()
    await page.keyboard.press("Alt+KeyG")
    assert await focused(page) == "转办"
    await page.keyboard.press("Enter")
    await page.keyboard.type("蜀山区残联")
    await page.keyboard.press("Enter")
    await hears(page, "已完成：转办")
    assert [(move["move"], move["as"], move["note"]) for move in server.moves] == [
        ("accept", "agent", {}),
        ("transfer", "agent", {"unit": "蜀山区残联"}),
    ]


async def test_whoever_goes_to_the_moves_before_they_are_there_gets_to_the_first_when_they_come(page: Page) -> None:
    may_answer = asyncio.Event()

    async def late(route: Route) -> None:
        await may_answer.wait()
        await route.continue_()

    await page.route(f"**/tickets/{TICKET}/moves*", late)
    await sign_in(page, address=f"/tickets/{TICKET}")
    await expect(page.locator("[data-test=moves][aria-busy=true]")).to_be_visible()
    await page.keyboard.press("Alt+KeyG")
    await expect(page.locator("#moves-heading")).to_be_focused()
    may_answer.set()
    await expect(page.get_by_role("button", name="受理", exact=True)).to_be_focused()


async def test_what_a_move_needs_is_asked_for_and_its_advice_is_read_out(page: Page, server: StandIn) -> None:
    await at_the_ticket(page)
    await page.get_by_role("button", name="不予受理").click()
    await page.click("[data-test=make-move]")
    await expect(page.locator("[data-test=move-form] [data-test=error-summary]")).to_contain_text("请选择情形")
    await expect(page.locator("[data-test=move-form] [data-test=error-summary]")).to_be_focused()
    await page.get_by_label("情形").select_option(label="不属于受理范围 · 第八条")
    await expect(page.get_by_text("请告知来电人： 请向有权处理的单位反映")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("[data-test=move-form]")).to_have_count(0)
    assert await focused(page) == "不予受理"
    assert server.moves == []


async def test_a_barred_move_says_why_with_its_article(page: Page, server: StandIn) -> None:
    await at_the_ticket(page)
    await page.locator("[data-test=barred] summary").press("Enter")
    await expect(page.locator("[data-test=barred]")).to_contain_text("领导签批")
    await expect(page.locator("[data-test=barred]")).to_contain_text("本办法不要求领导签批")
    await expect(page.locator("[data-test=barred] .article")).to_have_text("第九条")
    await choose_language(page, "ko")
    await expect(page.locator("[data-test=barred]")).to_contain_text("이 규정에는 책임자 결재가 필요 없음")


async def test_approvals_times_and_numbers_are_sent_as_the_api_wants_them(page: Page, server: StandIn) -> None:
    server.tickets[TICKET]["state"] = "accepted"
    await at_the_ticket(page)
    await page.get_by_role("button", name="同意延期").click()
    await page.get_by_role("checkbox", name="领导").check()
    await page.get_by_role("checkbox", name="中心").check()
    await page.get_by_label("办结时限").fill("2026-12-25T17:30")
    await page.click("[data-test=make-move]")
    await hears(page, "已完成：同意延期")
    (made,) = server.moves
    assert made["note"] == {"approved_by": "领导,中心", "until": "2026-12-25T17:30:00+08:00"}


async def test_a_ticket_changed_meanwhile_keeps_what_was_written_for_the_move(page: Page, server: StandIn) -> None:
    server.tickets[TICKET]["state"] = "accepted"
    await at_the_ticket(page)
    await page.get_by_role("button", name="转办").click()
    await page.keyboard.type("蜀山区残联")
    server.write(TICKET, {"title": "同事改的标题"})
    await page.keyboard.press("Enter")
    await hears(page, "工单刚被别人改动过", urgent=True)
    await expect(page.locator(field_selector("title", TICKET))).to_have_value("同事改的标题")
    await expect(page.get_by_label("承办单位", exact=False).last).to_have_value("蜀山区残联")
    await page.click("[data-test=make-move]")
    await hears(page, "已完成：转办")
    assert len(server.moves) == 1 and len(set(server.keys)) == 2


async def test_a_lost_answer_is_sent_again_under_the_same_key(page: Page, server: StandIn) -> None:
    await at_the_ticket(page)
    await page.keyboard.press("Alt+KeyG")
    await page.keyboard.press("Enter")
    server.lose_answers = 99
    await page.click("[data-test=make-move]")
    await expect(page.locator("[data-test=move-refused]")).to_contain_text("同一次提交不会重复办理")
    server.lose_answers = 0
    await page.click("[data-test=make-move]")
    await hears(page, "已完成：受理")
    assert len(server.keys) >= 2 and len(set(server.keys)) == 1


async def test_what_a_caller_says_is_written_down_as_the_callers(page: Page, server: StandIn) -> None:
    await at_the_ticket(page)
    await page.select_option("[data-test=acting-as]", "caller")
    await expect(page.get_by_text("您正在代来电人记录")).to_be_visible()
    await page.get_by_role("button", name="受理", exact=True).click()
    await page.click("[data-test=make-move]")
    await hears(page, "已完成：受理")
    assert server.moves[0]["as"] == "caller"
    await expect(page.locator("[data-test=steps]")).to_contain_text("来电人提出，安晓 代为记录")


async def test_limits_are_told_in_words_and_show_how_they_were_counted(page: Page, server: StandIn) -> None:
    await at_the_ticket(page)
    clocks = page.locator("[data-test=clocks] .clock")
    await expect(clocks).to_have_count(4)
    await expect(clocks.nth(0)).to_contain_text("已逾期 5 小时")
    await expect(clocks.nth(1)).to_contain_text("临近到期")
    await expect(clocks.nth(2)).to_contain_text("个工作日")
    await page.keyboard.press("Alt+KeyL")
    await hears(page, "签收，已逾期 5 小时")
    await clocks.nth(2).locator("summary").press("Enter")
    await expect(clocks.nth(2)).to_contain_text("不计的 2 天")
    await expect(clocks.nth(2)).to_contain_text("元旦")
    await expect(clocks.nth(2)).to_contain_text("第九条第三项")


async def test_a_masked_ticket_is_opened_with_a_reason_and_its_masks_are_never_sent(
    page: Page, server: StandIn
) -> None:
    await at_the_ticket(page)
    name = page.locator(field_selector("caller.name", TICKET))
    await expect(name).to_have_value("李**")
    await expect(name).to_be_disabled()
    await page.locator(field_selector("answer", TICKET)).fill("已告知申请材料")
    await page.keyboard.press("Tab")
    await server.until(lambda: len(server.changes) == 1)
    assert server.changes == [{"answer": "已告知申请材料"}]
    await page.keyboard.press("Alt+KeyU")
    await page.keyboard.type("看")
    await page.keyboard.press("Enter")
    await hears(page, "请写明理由", urgent=True)
    await page.keyboard.press("ControlOrMeta+A")
    await page.keyboard.type("回电联系来电人")
    await page.keyboard.press("Enter")
    await hears(page, "个人信息已打开")
    await expect(name).to_have_value("李梅")
    await expect(name).to_be_enabled()
    await expect(page.locator("[data-test=opened]")).to_be_visible()
    assert server.looks == [(TICKET, "回电联系来电人")]


async def test_the_callers_data_is_masked_again_when_wrap_up_ends(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await server.ring()
    name = page.locator(field_selector("caller.name"))
    await name.fill("张三丰")
    await server.until(lambda: {"caller.name": "张三丰"} in server.changes)
    await server.answered()
    await server.ended()
    await expect(name).to_have_value("张三丰")
    await server.set_seat("ready", call_id=None)
    await expect(name).to_have_value("张**")
    await expect(name).to_be_disabled()
    assert await page.locator("[data-test=conflict]").count() == 0


async def test_a_pdf_is_attached_and_another_kind_is_refused_in_words(
    page: Page, server: StandIn, tmp_path: Path
) -> None:
    await at_the_ticket(page)
    good, bad, huge = tmp_path / "诊断书.pdf", tmp_path / "假的.pdf", tmp_path / "大.pdf"
    good.write_bytes(b"%PDF-1.7 hello")
    bad.write_bytes(b"<html>")
    huge.write_bytes(b"%PDF" + bytes(6 * 1024 * 1024))
    await page.set_input_files("[data-test=add-file]", bad)
    await hears(page, "假的.pdf 不能添加", urgent=True)
    await page.set_input_files("[data-test=add-file]", huge)
    await hears(page, "大.pdf 有 6 MB，超过了 5 MB", urgent=True)
    await page.set_input_files("[data-test=add-file]", good)
    await hears(page, "诊断书.pdf 已添加")
    await expect(page.locator("[data-test=files]").get_by_role("link", name="诊断书.pdf")).to_be_visible()


async def test_repeats_show_their_evidence_and_a_second_matter_is_split_off(page: Page, server: StandIn) -> None:
    await at_the_ticket(page)
    links = page.locator("[data-test=links]")
    await links.locator("summary").press("Enter")
    await expect(links).to_contain_text("相似度 47 %，界限 20 %")
    await expect(links).to_contain_text("坡道")
    split = links.locator("[data-test=ask]")
    await split.press("Enter")
    await expect(links.locator("[role=group]")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(split).to_be_focused()
    await split.press("Enter")
    await links.locator("[data-test=sure]").press("Enter")
    await expect(page.get_by_role("heading", name="工单 AH-20261121-0099")).to_be_visible()


async def test_two_records_of_one_person_are_merged_after_a_question(page: Page, server: StandIn) -> None:
    await at_the_ticket(page)
    same = page.locator("[data-test=duplicates]")
    await same.get_by_role("button", name="合并到此人").click()
    await same.get_by_role("button", name="确认合并").click()
    await hears(page, "两份记录已合并")
    assert server.merges == [("p2", "p1")]


async def test_the_inbox_tells_in_words_what_is_overdue(page: Page, server: StandIn) -> None:
    await sign_in(page, address="/tickets?sort=due")
    await expect(page.locator("[data-test=sort]")).to_have_value("due")
    await expect(page.get_by_role("row", name=TICKET)).to_contain_text("已逾期 5 小时")
    await page.select_option("[data-test=within]", "overdue")
    await page.get_by_role("button", name="查找").click()
    await expect(page).to_have_url(f"{server.url}/tickets?sort=due&within=overdue")


@pytest.mark.parametrize("language", ["zh-CN", "ko", "en"])
async def test_axe_finds_nothing_while_a_move_and_a_reason_are_asked_for(
    page: Page, server: StandIn, language: str
) -> None:
    server.tickets[TICKET]["state"] = "accepted"
    await at_the_ticket(page)
    await choose_language(page, language)
    await page.locator(".move-list button").nth(1).click()
    await page.click("[data-test=make-move]")
    await page.click("[data-test=look]")
    for summary in await page.locator("summary").all():
        await summary.click()
    found = await axe_finds(page)
    await page.set_viewport_size({"width": 360, "height": 640})
    fits = await page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")
    assert (found, fits) == ([], True)


async def test_a_draft_shows_its_form_before_its_moves(page: Page, server: StandIn) -> None:
    await at_the_ticket(page, data.DRAFT)
    assert await page.locator(".desk-main > section").first.get_attribute("class") == "card ticket-form"


async def test_who_decides_on_a_request_reads_its_reason_beside_the_buttons(page: Page, server: StandIn) -> None:
    server.tickets[TICKET]["state"] = "accepted"
    await at_the_ticket(page)
    asked = page.locator("[data-test=moves] [data-test=asked]")
    await expect(asked).to_contain_text("申请延期")
    await expect(asked).to_contain_text(f"理由：{life.ASKED_FOR}")
    await page.locator("[data-move=grant-extension]").click()
    await expect(page.locator("[data-test=move-form]")).to_be_visible()
    await expect(asked).to_be_visible()

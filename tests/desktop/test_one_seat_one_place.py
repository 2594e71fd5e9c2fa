"""Sign-in, roles, a seat used in one place only, and the telephone's troubles in plain words."""

from __future__ import annotations

import re

import pytest
import stand_in_data as data
from deeds import at_the_desk, choose_language, hears, rings, sign_in, warned_of_leaving
from playwright.async_api import Page, expect
from stand_in import StandIn

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LINE = "[data-test=line]"
TAKEN = "[data-test=taken]"


async def test_a_wrong_password_is_explained_and_focused(page: Page, server: StandIn) -> None:
    await page.goto("/sign-in")
    await page.fill("#username", "xiaoan")
    await page.fill("#password", "wrong")
    await page.press("#password", "Enter")
    await expect(page.locator("[data-test=error-summary]")).to_be_focused()
    await expect(page.locator("[data-test=error-summary]")).to_contain_text("用户名或密码不对")


async def test_signing_in_leads_to_the_page_that_was_asked_for(page: Page, server: StandIn) -> None:
    await sign_in(page, address="/calls")
    await expect(page.locator("h1")).to_have_text("通话")


@pytest.mark.parametrize(("username", "heading"), [("xiaoan", "工作台"), ("wang", "实时看板"), ("zhou", "录音")])
async def test_each_role_begins_where_its_work_is(page: Page, server: StandIn, username: str, heading: str) -> None:
    await sign_in(page, username)
    await expect(page.locator("h1")).to_have_text(heading)


async def test_an_agent_is_told_in_words_that_the_board_is_not_theirs(page: Page, server: StandIn) -> None:
    await sign_in(page, address="/board")
    await expect(page.locator("h1")).to_have_text("您没有查看此页的权限")


async def test_an_address_that_does_not_exist_is_explained(page: Page, server: StandIn) -> None:
    await sign_in(page)
    await page.goto("/nothing/here")
    await expect(page.locator("h1")).to_have_text("找不到这一页")


async def test_a_server_that_is_away_at_the_start_is_explained_and_tried_again(page: Page, server: StandIn) -> None:
    server.down = True
    await page.goto("/")
    await expect(page.locator("h1")).to_have_text("连接不上服务器")
    server.down = False
    await page.get_by_role("button", name="再试一次").click()
    await expect(page.locator("h1")).to_have_text("登录")


async def test_the_language_changes_at_once_and_stays(page: Page, server: StandIn) -> None:
    await sign_in(page)
    await choose_language(page, "ko")
    await expect(page.locator("h1")).to_have_text("업무대")
    await expect(page).to_have_title(re.compile("^업무대"))
    await page.reload()
    await expect(page.locator("h1")).to_have_text("업무대")
    await expect(page.locator("html")).to_have_attribute("lang", "ko")


async def test_a_second_tab_asks_before_it_takes_the_seat(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    second = await page.context.new_page()
    await second.goto("/")
    await expect(second.locator(TAKEN)).to_contain_text("另一个标签页正在使用这个座席")
    await expect(page.locator(LINE)).to_have_attribute("data-line", "registered")
    await second.click("[data-test=take-over]")
    await expect(second.locator(LINE)).to_have_attribute("data-line", "registered")
    await expect(page.locator(TAKEN)).to_be_visible()
    await hears(page, "座席已在别处使用", urgent=True)


async def test_a_seat_used_at_another_machine_is_named_and_can_be_taken_over(page: Page, server: StandIn) -> None:
    server.seat_taken = True
    await sign_in(page)
    await expect(page.locator(TAKEN)).to_contain_text("正由安晓在另一台电脑上使用")
    await page.click("[data-test=take-over]")
    await expect(page.locator(LINE)).to_have_attribute("data-line", "registered")


async def test_a_seat_taken_over_elsewhere_stops_ringing_here(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await server.tell(type="signed-out", why="taken-over")
    await expect(page.locator(TAKEN)).to_be_visible()
    await server.sip.wait_for("unregistered")
    await server.until(lambda: not server.sockets)


async def test_a_reload_keeps_the_seat(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await page.reload()
    await expect(page.locator(LINE)).to_have_attribute("data-line", "registered")
    await expect(page.locator(TAKEN)).to_have_count(0)


async def test_a_reload_in_a_call_brings_the_call_and_its_ticket_back(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await server.ring()
    await server.answered()
    await page.reload()
    await expect(page.locator("[data-test=call-panel]")).to_contain_text("138 5510 1234")
    await expect(page.locator("#ticket-heading")).to_contain_text(data.DRAFT)
    await expect(page.locator("[data-test=voice-gone]")).to_contain_text("回到排队的最前面")
    await server.until(lambda: server.given_back == [data.CALL_ID])
    await server.ended()
    await expect(page.locator("[data-test=seat-state]")).to_have_attribute("data-state", "wrap-up")
    await expect(page.locator("[data-test=voice-gone]")).to_be_visible()
    await page.keyboard.press("Alt+KeyR")
    await expect(page.locator("[data-test=voice-gone]")).to_have_count(0)
    assert server.given_back == [data.CALL_ID], "once"


async def test_a_telephone_server_that_restarts_is_found_again(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    server.sip.seen.clear()
    await server.sip.drop()
    await server.sip.wait_for("registered")
    await expect(page.locator(LINE)).to_have_attribute("data-line", "registered")


async def test_a_refused_registration_is_said_and_tried_again(page: Page, server: StandIn) -> None:
    server.sip.refuse = True
    await sign_in(page)
    await expect(page.locator("[data-test=phone-problem]")).to_contain_text("电话服务器不接受这个座席的账号")
    server.sip.refuse = False
    await expect(page.locator(LINE)).to_have_attribute("data-line", "registered")
    await expect(page.locator("[data-test=phone-problem]")).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("NotAllowedError", "把“麦克风”改为“允许”"),
        ("NotFoundError", "没有找到话筒"),
        ("NotReadableError", "话筒正被别的程序占用"),
    ],
)
async def test_a_microphone_that_fails_is_explained_with_the_mend(
    page: Page, server: StandIn, name: str, words: str
) -> None:
    await page.add_init_script(
        f"navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', '{name}'))"
    )
    await sign_in(page)
    await expect(page.locator("[data-test=phone-problem]")).to_contain_text(words)
    await hears(page, words, urgent=True)


async def test_closing_the_tab_in_a_call_is_warned_of(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await rings(page, server)
    await page.click("[data-test=answer]")
    await server.sip.wait_for("answered")
    await expect(page.locator("[data-test=mute]")).to_be_visible()
    await warned_of_leaving(page)


async def test_a_notice_of_the_server_is_read_and_can_be_dismissed(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await server.tell(type="notice", code="maintenance", message="今晚 22 点维护")
    await hears(page, "今晚 22 点维护")
    await page.get_by_role("button", name="知道了").click()
    await expect(page.get_by_role("region", name="通知")).to_have_count(0)

"""axe-core finds nothing on any page in any language, light or dark; pages fit at 200 % zoom; the ear is served."""

from __future__ import annotations

import pytest
import stand_in_data as data
from deeds import at_the_desk, choose_language, field_selector, hears, rings, sign_in
from playwright.async_api import Browser, Page, expect
from stand_in import StandIn

from tests.axe import axe_finds

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

AGENT_PAGES = {
    "/": "[data-test=seat-state]",
    "/tickets": "tbody tr",
    f"/tickets/{data.DRAFT}": "form",
    "/tickets/AH-20261120-0003": "figure",
    "/tickets/AH-20261119-0001": "form",
    "/calls": "tbody tr",
    "/calls/1795200000.3": "figure",
    "/settings": "tbody tr",
    "/board": "[data-test=problem-forbidden]",
    "/nothing": "[data-test=problem-missing]",
    "/tickets/none": "[data-test=problem-missing]",
}
"""Address -> what stands there when the page is complete."""


async def settled(page: Page, address: str, mark: str) -> None:
    """The page is open and what it is for is there."""
    await page.goto(address)
    await expect(page.locator(mark).first).to_be_visible()


@pytest.mark.parametrize("language", ["zh-CN", "ko", "en"])
async def test_axe_finds_nothing_on_the_pages(page: Page, server: StandIn, language: str) -> None:
    found: list[str] = []

    async def check(place: str) -> None:
        found.extend(f"{place} [{language}] {one}" for one in await axe_finds(page))

    await settled(page, "/sign-in", "#username")
    await choose_language(page, language)
    await check("sign-in")
    await page.click("[data-test=sign-in]")
    await check("sign-in with errors")
    await sign_in(page)
    for address, mark in AGENT_PAGES.items():
        await settled(page, address, mark)
        await check(address)
    for username, address in (("wang", "/board"), ("zhou", "/recordings")):
        await page.click("[data-test=sign-out]")
        await expect(page.locator("#username")).to_be_visible()
        await sign_in(page, username)
        await settled(page, address, "tbody tr")
        await check(address)
    await page.get_by_role("row").nth(1).get_by_role("button").click()
    await expect(page.locator("[data-test=player]")).to_be_visible()
    await check("recording player")
    assert found == []


@pytest.mark.parametrize("language", ["zh-CN", "ko", "en"])
async def test_axe_finds_nothing_at_any_moment_of_a_call(page: Page, server: StandIn, language: str) -> None:
    found: list[str] = []

    async def check(moment: str) -> None:
        found.extend(f"{moment} [{language}] {one}" for one in await axe_finds(page))

    await settled(page, "/sign-in", "#username")
    await choose_language(page, language)
    await at_the_desk(page)
    await page.click("[data-test=ready]")
    await check("ready")
    await rings(page, server)
    await expect(page.locator("#ticket-heading")).to_be_visible()
    await check("ringing")
    await page.click("[data-test=answer]")
    await server.answered()
    await expect(page.locator("[data-test=mute]")).to_be_visible()
    await page.click("[data-test=save]")
    await check("talking, with errors")
    await page.keyboard.press("F1")
    await check("help")
    await page.keyboard.press("Escape")
    server.write(data.DRAFT, {"title": "同事的"})
    await page.get_by_role("textbox").first.fill("我的")
    await expect(page.locator("[data-test=conflict]")).to_be_visible()
    await check("conflict")
    await server.ended()
    await server.drop_live()
    await check("wrap-up, reconnecting")
    await server.until(lambda: len(server.sockets) == 1)
    await server.tell(type="signed-out", why="taken-over")
    await expect(page.locator("[data-test=taken]")).to_be_visible()
    await check("taken over")
    assert found == []


async def test_axe_finds_nothing_in_the_dark(browser: Browser, server: StandIn) -> None:
    context = await browser.new_context(
        base_url=server.url, color_scheme="dark", viewport={"width": 1440, "height": 900}
    )
    page = await context.new_page()
    await at_the_desk(page)
    await server.ring()
    await expect(page.locator("#ticket-heading")).to_be_visible()
    await page.click("[data-test=save]")
    found = await axe_finds(page)
    for address, mark in AGENT_PAGES.items():
        await settled(page, address, mark)
        found += await axe_finds(page)
    await context.close()
    assert found == []


async def test_the_pages_fit_at_double_size_and_on_a_narrow_screen(page: Page, server: StandIn) -> None:
    await page.set_viewport_size({"width": 640, "height": 480})
    await at_the_desk(page)
    await server.ring()
    await expect(page.locator("#ticket-heading")).to_be_visible()
    wide = [address for address, mark in AGENT_PAGES.items() if await overflows(page, address, mark)]
    await page.set_viewport_size({"width": 320, "height": 640})
    wide += [f"narrow {address}" for address, mark in AGENT_PAGES.items() if await overflows(page, address, mark)]
    assert wide == []


async def test_in_forced_colours_the_page_one_is_on_is_marked_and_no_other(page: Page, server: StandIn) -> None:
    await page.emulate_media(forced_colors="active")
    await at_the_desk(page)
    ground = await page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    edge = "links => links.map(link => [link.ariaCurrent, getComputedStyle(link).borderBottomColor])"
    links = await page.locator(".site-nav a").evaluate_all(edge)
    assert len(links) > 1 and {current == "page" for current, colour in links if colour != ground} == {True}


async def overflows(page: Page, address: str, mark: str) -> bool:
    await settled(page, address, mark)
    return bool(
        await page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
    )


async def test_every_page_has_one_heading_and_the_landmarks(page: Page, server: StandIn) -> None:
    await sign_in(page)
    for address, mark in AGENT_PAGES.items():
        await settled(page, address, mark)
        assert await page.locator("h1").count() == 1, address
        assert await page.locator("main").count() == 1, address
        assert await page.get_by_role("banner").count() == 1, address


async def test_a_recording_is_played_and_moved_in_by_key(page: Page, server: StandIn) -> None:
    await sign_in(page, address="/tickets/AH-20261120-0003")
    player = page.locator("[data-test=player]")
    await expect(player).to_contain_text("来电人声音约占")
    slider = player.get_by_role("slider")
    await slider.focus()
    await page.keyboard.press("ArrowRight")
    await expect(player.locator("[data-test=position]")).to_contain_text("0:05 / 0:12")
    await expect(slider).to_have_attribute("aria-valuetext", "5秒，共12秒")
    await page.keyboard.press("ArrowUp")
    await expect(player.get_by_label("播放速度")).to_have_value("1.25")
    await page.keyboard.press("Space")
    await expect(player.get_by_role("button", name="暂停")).to_be_visible()
    await expect(player.locator("[data-test=position]")).to_contain_text("0:07 / 0:12")
    await page.keyboard.press("Space")
    await expect(player.get_by_role("button", name="播放", exact=True)).to_be_visible()


async def test_the_board_speaks_when_asked_and_follows_the_frames(page: Page, server: StandIn) -> None:
    await sign_in(page, "wang")
    row = page.get_by_role("row", name="合肥市")
    await expect(row).to_contain_text("0:42")
    await expect(row).to_contain_text("0:43")
    summary = page.locator("[data-test=board-summary]")
    await expect(summary).to_have_text("")
    await page.click("[data-test=speak]")
    await expect(summary).to_contain_text("排队 2 人")
    server.board["offices"][1] |= {"waiting": [], "longest_wait_s": 0}
    server.board["links"]["agi"] = "down"
    await server.tell(type="board", board=server.board)
    await expect(page.get_by_text("语音流程 (AGI)：中断")).to_be_visible()
    await expect(summary).to_contain_text("排队 2 人")
    await page.click("[data-test=speak]")
    await expect(summary).to_contain_text("排队 0 人")


async def test_the_wrap_up_seconds_follow_the_server_s_clock(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await server.tell(type="hello", seat=server.seat, board=None, now=data.at(3600))
    await server.set_seat("wrap-up", wrap_up_ends=data.at(3600 + 30))
    await expect(page.locator("[data-test=wrap-up]")).to_contain_text("剩余 29 秒")
    await hears(page, "状态：话后整理")


async def test_a_hidden_caller_without_any_trace_is_announced_in_words(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    nothing = {"code": None, "name": None}
    await server.ring(
        hidden=True, number=None, caller_display="", area=nothing, reason={"evidence": None, "text": None}, dialed=None
    )
    await hears(page, "来电：隐藏号码，转到合肥市，按 Alt + A 接听", urgent=True)
    await expect(page.locator("[data-test=call-panel]")).to_contain_text("未知")


async def test_a_notice_speaks_the_language_shown(page: Page, server: StandIn) -> None:
    await at_the_desk(page)
    await choose_language(page, "ko")
    await server.tell(type="notice", code="phone-back", message="电话已恢复连接")
    await hears(page, "전화가 다시 연결되었습니다")


async def test_an_archivist_reads_a_ticket_and_cannot_change_it(page: Page, server: StandIn) -> None:
    await sign_in(page, "zhou", address=f"/tickets/{data.DRAFT}")
    await expect(page.locator(field_selector("title"))).to_be_disabled()
    await expect(page.locator("[data-test=save]")).to_have_count(0)

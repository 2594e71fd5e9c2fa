"""Old recordings: one person proposes a list, another approves it; what must stay is held. With keys alone."""

from __future__ import annotations

import pytest
from deeds import choose_language, hears, sign_in, tab_to
from playwright.async_api import Browser, Page, expect
from stand_in import StandIn
from stand_in_retention import APPROVER, HASH, LIST, PROPOSER

from tests.axe import axe_finds

pytestmark = pytest.mark.asyncio(loop_scope="session")
CARD = "[data-test=destruction]"


async def proposed(page: Page) -> None:
    """The archivist puts all that may go on a list."""
    await sign_in(page, "zhou", address="/retention")
    await expect(page.locator("[data-test=counts]")).to_contain_text(
        "可以列入清册 2 条，已在待批准的清册上 0 条，须保留 1 条"
    )
    await tab_to(page, "[data-test=ask]")
    await page.keyboard.press("Enter")
    await expect(page.locator("[role=group]")).to_contain_text("此时不会销毁任何内容")
    await tab_to(page, "[data-test=sure]")
    await page.keyboard.press("Enter")
    await hears(page, f"已列出清册 {LIST}，共 2 条")
    await expect(page.locator(f"#list-{LIST}")).to_be_focused()


async def test_what_keeps_a_recording_stands_beside_it_and_it_is_held_for_a_reason(page: Page, server: StandIn) -> None:
    await sign_in(page, "zhou", address="/retention")
    rows = page.locator("tbody tr")
    await expect(rows.nth(1)).to_contain_text("工单未归档")
    await expect(rows.nth(1)).to_contain_text("督办中")
    await tab_to(page, "#hold-r1")
    await page.keyboard.press("Enter")
    await expect(page.locator("#hold-reason")).to_be_focused()
    await page.keyboard.type("诉讼")
    await page.keyboard.press("Enter")
    await hears(page, "至少 4 个字", urgent=True)
    assert await axe_finds(page) == []
    await page.keyboard.type("证据，法院来函")
    await page.keyboard.press("Enter")
    await hears(page, "该录音已暂缓销毁")
    await expect(page.locator("#hold-r1")).to_be_focused()
    await expect(rows.nth(0)).to_contain_text("暂缓销毁")
    await page.keyboard.press("Enter")
    await page.keyboard.type("案件已结")
    await page.keyboard.press("Enter")
    await hears(page, "已解除暂缓")
    assert server.retention.reasons == ["诉讼证据，法院来函", "案件已结"]
    await page.keyboard.press("Enter")
    await page.keyboard.press("Escape")
    await expect(page.locator("#hold-r1")).to_be_focused()


async def test_who_proposed_a_list_is_told_that_somebody_else_has_to_approve_it(page: Page, server: StandIn) -> None:
    await proposed(page)
    card = page.locator(CARD)
    await expect(card).to_contain_text(PROPOSER)
    await expect(page.locator("[data-test=counts]")).to_contain_text("可以列入清册 0 条，已在待批准的清册上 2 条")
    await expect(page.locator("tr", has=page.locator("#hold-r1"))).to_contain_text(f"已列入清册 {LIST}")
    await expect(card.locator("[data-test=own]")).to_contain_text("须由另一位档案员或领导批准")
    await expect(card.get_by_role("button")).to_have_count(0)
    await expect(card.locator("[data-test=hash]")).to_have_text(HASH)
    await card.locator("summary").press("Enter")
    await expect(card.get_by_role("row")).to_have_count(3)
    assert await axe_finds(page) == []


async def test_the_second_person_approves_the_hash_that_was_read_and_sees_how_it_went(
    page: Page, browser: Browser, server: StandIn
) -> None:
    await proposed(page)
    async with await browser.new_context(base_url=server.url, locale="zh-CN") as context:
        leader = await context.new_page()
        await sign_in(leader, "gao", address="/retention")
        card = leader.locator(CARD)
        await expect(card).to_contain_text("待另一人批准")
        server.retention.old[0]["kept"] = ["on-hold"]
        await tab_to(leader, f"{CARD} [data-test=ask]")
        await leader.keyboard.press("Enter")
        await expect(card).to_contain_text("2 条录音立即销毁，不能恢复")
        assert await axe_finds(leader) == []
        await leader.keyboard.press("Escape")
        await expect(card.locator("[data-test=ask]")).to_be_focused()
        await leader.keyboard.press("Enter")
        await tab_to(leader, f"{CARD} [data-test=sure]")
        await leader.keyboard.press("Enter")
        await hears(leader, f"清册 {LIST}：已销毁 1 条，保留 1 条")
        await expect(leader.locator(f"#list-{LIST}")).to_be_focused()
        await expect(card).to_contain_text("部分执行")
        server.retention.old[0]["kept"] = []
        await card.get_by_role("button", name="继续执行").press("Enter")
        await hears(leader, "已销毁 2 条，保留 0 条")
        await expect(card).to_contain_text(APPROVER)
    assert server.retention.hashes == [HASH]


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_axe_finds_nothing_in_other_languages(page: Page, server: StandIn, language: str) -> None:
    await proposed(page)
    await choose_language(page, language)
    await page.locator("#hold-r1").press("Enter")
    assert await axe_finds(page) == []


async def test_others_do_not_come_here(page: Page, server: StandIn) -> None:
    await sign_in(page, "wang", address="/retention")
    await expect(page.locator("[data-test=problem-forbidden]")).to_be_visible()

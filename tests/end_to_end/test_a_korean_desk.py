"""Yanbian's desk in Korean: a real call in Korean, its ticket pushed to a unit, limits in clock hours; pictures."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, expect

from store.facts import FactKind
from tests.end_to_end.record import Record
from tests.end_to_end.seat_browser import WAIT_MS, SeatBrowser
from tests.end_to_end.stack import PROJECT, Stack

pytestmark = [pytest.mark.asterisk, pytest.mark.browser]
CALLER = "13904331234"
FIELDS = {
    "성명": "김영희",
    "나이": "62",
    "민족": "조선족",
    "전화 날짜": "2026-11-18",
    "련락처": CALLER,
    "집주소": "연길시 하남가",
    "주요 요구": "집 앞 경사로를 고쳐 주기를 바랍니다.",
    "답변 내용": "구역 장애인련합회에 전달합니다.",
}


@pytest.fixture(scope="module")
def site() -> Path:
    """Yanbian's platform, 12345 and 12385 side by side."""
    return PROJECT / "sites" / "yanbian.toml"


async def test_a_korean_call_is_written_down_and_pushed_in_korean(
    hotline: Stack, record: Record, browser: Browser, caller_tone: Path
) -> None:
    desk = hotline.addresses.desk
    seat = await SeatBrowser.sign_in(browser, desk, "yanbian-01")
    await seat.be_ready()
    await seat.show_in("ko")
    page = seat.page
    keys = [(second, "2") for second in range(2, 14, 2)]
    caller = hotline.caller(dialed="12385", caller=CALLER, length_s=90, audio=caller_tone, keys=keys)
    calling = asyncio.create_task(caller.call())
    await expect(page.get_by_role("button", name="받기").first).to_be_visible(timeout=WAIT_MS * 3)
    await seat.picture("seat-ko.png")
    await page.keyboard.press("Alt+KeyA")
    for label, text in FIELDS.items():
        await page.get_by_label(label).first.fill(text)
    for label in ("성별", "장애 유형", "문제 유형"):
        await choose_any(page.get_by_label(label).first)
    await record.fact(CALLER, FactKind.ANSWERED, seat="yanbian-01")
    await page.keyboard.press("Alt+KeyH")
    await calling
    await page.keyboard.press("Alt+KeyS")
    await expect(page.get_by_test_id("saved")).to_be_visible(timeout=WAIT_MS)

    ticket = await record.ticket_of((await record.ended(CALLER)).id)
    assert ticket is not None
    await page.goto(f"{desk}tickets/{ticket.number}")
    await page.get_by_test_id("moves").get_by_role("button", name="플랫폼").click()
    form = page.get_by_test_id("move-form")
    await form.get_by_label("처리 기관").fill("연길시 장애인련합회")
    await form.get_by_test_id("make-move").click()
    clocks = page.get_by_test_id("clocks")
    await expect(clocks).to_contain_text("수령", timeout=WAIT_MS)
    await expect(clocks).to_contain_text("남음")
    await clocks.locator("summary").first.press("Enter")
    await seat.picture("ticket-ko.png", tall=1300)


async def choose_any(field: Locator) -> None:
    """The first choice of a list, or some words where it is none."""
    if await field.evaluate("field => field.tagName") == "SELECT":
        await field.select_option(index=1)
    else:
        await field.fill("무장애 환경")

"""One real call's ticket through its life by keyboard: two sign-ins, limits explained, a file, a look with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from sqlalchemy import select

from store.tables.audit import AuditEntry
from tests.axe import axe_finds
from tests.end_to_end.by_keyboard import move, register, take_call
from tests.end_to_end.record import Record
from tests.end_to_end.seat_browser import WAIT_MS, SeatBrowser, picture_of
from tests.end_to_end.stack import Stack
from ticketing.states import State

pytestmark = [pytest.mark.asterisk, pytest.mark.browser]
CALLER = "13805510177"


FIELDS = {
    "姓名": "王秀英",
    "性别": "女",
    "证件号码": "340100196405120029",
    "联系方式": CALLER,
    "基本情况": f"翠园小区 3 号楼坡道被占，轮椅无法出门，请回电 {CALLER}。",
    "具体诉求": "希望清理坡道。",
    "标题": "小区无障碍坡道被占",
}


async def test_a_ticket_goes_from_its_call_to_its_conclusion_by_keyboard(
    hotline: Stack, record: Record, browser: Browser, caller_tone: Path, tmp_path: Path
) -> None:
    desk = hotline.addresses.desk
    seat = await SeatBrowser.sign_in(browser, desk, "hefei-01")
    number = await take_call(hotline, record, seat, caller=CALLER, dialed="055112385", audio=caller_tone, fields=FIELDS)
    await register(seat, number)
    await move(seat, "受理")
    await move(seat, "转办", 承办单位="合肥市承办单位")

    clocks = seat.page.get_by_test_id("clocks")
    await expect(clocks).to_contain_text("个工作日")
    await clocks.locator("summary").first.press("Enter")
    await expect(clocks).to_contain_text("当日不计")
    await expect(clocks).to_contain_text("第9条(三)")

    await seat.page.goto(f"{desk}tickets?sort=due")
    await expect(seat.page.get_by_role("row", name=number)).to_contain_text("还剩", timeout=WAIT_MS)
    await expect(seat.page.get_by_role("row", name=number)).to_contain_text("王** 138****0177")
    await seat.picture("tickets.png")

    unit = await SeatBrowser.sign_in(browser, desk, "hefei-unit")
    await unit.page.goto(f"{desk}tickets/{number}")
    await expect(unit.page.get_by_test_id("masked")).to_be_visible()
    await move(unit, "签收")
    await move(unit, "办理")
    await move(unit, "答复", 内容="坡道已清理，物业已设警示牌。")
    await unit.close()

    await seat.page.goto(f"{desk}tickets/{number}")
    await attach_and_look(seat.page, tmp_path)
    await seat.picture("ticket-life.png", tall=1500)
    await move(seat, "办结", 办结条件="satisfied")
    await expect(seat.page.get_by_test_id("steps")).to_contain_text("合肥市承办单位（承办单位）")
    assert (await record.ticket_of((await record.ended(CALLER)).id)).state is State.CONCLUDED  # type: ignore[union-attr]
    await picture_of(seat.page.get_by_test_id("steps"), "ticket-steps.png")
    await logged(record, number)
    await a_stranger_asks(browser, desk, number)


async def a_stranger_asks(browser: Browser, desk: str, number: str) -> None:
    """The public page, without a sign-in: wrong digits tell nothing, the right ones the state and dates, no more."""
    async with await browser.new_context(locale="zh-CN", viewport={"width": 900, "height": 900}) as context:
        page = await context.new_page()
        await page.goto(f"{desk}progress")
        for digits, told in (("0000", "没有找到"), (CALLER[-4:], "已办结")):
            await page.get_by_label("工单编号").fill(number)
            await page.get_by_label("来电号码末四位").fill(digits)
            await page.keyboard.press("Enter")
            await expect(page.locator("main")).to_contain_text(told)
        text = await page.locator("body").inner_text()
        assert not any(word in text for word in (CALLER, "王", "坡道")), text
        assert await axe_finds(page) == []
        await picture_of(page, "public-progress.png")


async def attach_and_look(page: Page, folder: Path) -> None:
    """Add a PDF, then open the masked data with a reason, by key."""
    await expect(page.get_by_text(CALLER)).to_have_count(0)
    file = folder / "现场照片.pdf"
    file.write_bytes(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n")
    await page.get_by_test_id("add-file").set_input_files(file)
    await expect(page.get_by_test_id("file-sent")).to_contain_text("现场照片.pdf", timeout=WAIT_MS)
    await page.keyboard.press("Alt+KeyU")
    await page.keyboard.type("回电告知来电人办理结果")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("opened")).to_be_visible(timeout=WAIT_MS)
    await expect(page.get_by_label("姓名").first).to_have_value("王秀英")


async def logged(record: Record, number: str) -> None:
    """What the audit log holds of it, and no name, number or reason in the open."""
    async with record.database.read() as session:
        entries = list(await session.scalars(select(AuditEntry).order_by(AuditEntry.seq)))
    looks = [(entry.action, entry.actor) for entry in entries if entry.action in ("call-shown", "person-opened")]
    assert looks == [("call-shown", "hefei-01"), ("person-opened", "hefei-01")]
    opened = next(entry for entry in entries if entry.action == "person-opened")
    assert opened.details["ticket"] == number
    assert "回电" not in str(opened.details) and CALLER not in str([entry.details for entry in entries])

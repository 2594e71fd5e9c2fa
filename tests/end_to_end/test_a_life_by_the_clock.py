"""A life in which time itself acts: a ticket is returned in time, then not again, so it is accepted; an extension in
time is granted, one asked for too late is refused with its article. A real call, 皖政办秘〔2021〕109号."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.end_to_end.by_keyboard import at_ticket, move, register, take_call
from tests.end_to_end.record import Record
from tests.end_to_end.seat_browser import SeatBrowser
from tests.end_to_end.stack import PROJECT, Stack, until_async
from ticketing.states import State
from workdays.zone import SHANGHAI

pytestmark = [pytest.mark.asterisk, pytest.mark.browser]
CALLER = "01065550199"
FIELDS = {"标题": "盲道被占", "诉求人联系方式": CALLER, "类别": "投诉", "诉求内容": "长江路盲道被电动车占用。"}
TACIT = datetime(2026, 11, 21, 9, 0, tzinfo=SHANGHAI)
"""Transferred on Wednesday the 18th: the two working days for a return ended on Friday at 24:00."""
TOO_LATE = datetime(2026, 12, 17, 9, 0, tzinfo=SHANGHAI)
"""Ten working days end on December 2nd, ten more on the 16th."""


@pytest.fixture(scope="module")
def site() -> Path:
    """The government's general hotline of the province."""
    return PROJECT / "sites" / "anhui-12345.toml"


async def test_what_nobody_returns_is_accepted_by_time_and_a_late_extension_is_refused(
    hotline: Stack, record: Record, browser: Browser, caller_tone: Path
) -> None:
    desk = hotline.addresses.desk
    seat = await SeatBrowser.sign_in(browser, desk, "anhui-01")
    number = await take_call(hotline, record, seat, caller=CALLER, dialed="12345", audio=caller_tone, fields=FIELDS)
    await register(seat, number)
    await move(seat, "受理")
    await move(seat, "转办", 承办单位="合肥市承办单位", 类别="一般")
    unit = await SeatBrowser.sign_in(browser, desk, "hefei-unit")
    await at_ticket(unit, number)
    await move(unit, "申请退件", 理由="道路属区管", 政策法规依据="城市道路管理条例第六条")
    await unit.close()
    supervisor = await SeatBrowser.sign_in(browser, desk, "supervisor")
    await at_ticket(supervisor, number)
    await move(supervisor, "同意退件", 理由="确属区管")
    await supervisor.close()
    await at_ticket(seat, number)
    await move(seat, "转办", 承办单位="合肥市承办单位", 类别="一般")
    call = await record.ended(CALLER)
    await seat.close()

    async def accepted() -> bool:
        ticket = await record.ticket_of(call.id)
        return ticket is not None and ticket.state is State.SIGNED

    hotline.set_clock(TACIT)
    await until_async(accepted, 30, "the tacit acceptance")
    unit = await SeatBrowser.sign_in(browser, desk, "hefei-unit")
    await at_ticket(unit, number)
    await expect(unit.page.get_by_test_id("steps")).to_contain_text("逾期未退视同接收 系统")
    await expect(unit.page.get_by_test_id("clocks")).to_contain_text("没有在期限内申请，不能再退件")
    barred = unit.page.get_by_test_id("barred")
    await barred.locator("summary").press("Enter")
    await expect(barred.get_by_role("listitem").filter(has_text="申请退件")).to_contain_text("第16条")
    await move(unit, "先行联系")
    await move(unit, "申请延期", 理由="需现场勘查")
    supervisor = await SeatBrowser.sign_in(browser, desk, "supervisor")
    await at_ticket(supervisor, number)
    await move(supervisor, "同意延期", 热线工作机构="是")
    await expect(supervisor.page.get_by_test_id("clocks")).to_contain_text("12/16")
    await supervisor.close()
    await unit.close()

    hotline.set_clock(TOO_LATE)
    unit = await SeatBrowser.sign_in(browser, desk, "hefei-unit")
    await at_ticket(unit, number)
    await expect(unit.page.get_by_test_id("clocks")).to_contain_text("已逾期")
    await unit.page.get_by_test_id("barred").locator("summary").press("Enter")
    late = unit.page.get_by_test_id("barred").get_by_role("listitem").filter(has_text="申请延期")
    await expect(late).to_contain_text("第18条")
    await unit.picture("ticket-late.png", tall=1300)

"""One call's ticket through every stage of its life by keyboard, by all who have a part in it; and a recording's end.

A provincial seat, a city's handling unit and a second one beside it, supervisor and archivist. Takes pictures.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from hotline.demo import PASSWORD
from tests.axe import axe_finds
from tests.end_to_end.by_keyboard import at_ticket, begin, make, move, register, take_call
from tests.end_to_end.record import Record
from tests.end_to_end.seat_browser import WAIT_MS, SeatBrowser
from tests.end_to_end.stack import Stack
from ticketing.states import State
from workdays.zone import SHANGHAI

pytestmark = [pytest.mark.asterisk, pytest.mark.browser]
LEAD, BESIDE = "合肥市承办单位", "合肥市住房和城乡建设局"
CALLER = "01065550177"
"""From outside the province: the provincial office answers."""
FIELDS = {
    "标题": "小区无障碍坡道被占",
    "姓名": "王秀英",
    "性别": "女",
    "证件号码": "340100196405120029",
    "联系方式": CALLER,
    "基本情况": "翠园小区 3 号楼坡道被占，轮椅无法出门。",
    "具体诉求": "希望清理坡道。",
}
ANSWER = "由物业立即清理；物业不处理的，转县区残联督促。"
YEARS_LATER = datetime(2031, 12, 3, 9, 30, tzinfo=SHANGHAI)


def prepared(hotline: Stack) -> None:
    """A second handling unit signs in, and a standard answer is released."""
    site = ("--site", str(hotline.site))
    unit = ("--role", "unit", "--office", "hefei", "--unit", BESIDE, "--password-stdin", *site)
    hotline.command("user", "add", "zhujian", "--name", "王工", *unit, says=f"{PASSWORD}\n")
    about = ("--basis", "无障碍环境建设法", "--provider", "维权部", "--review-by", "2030-06-30T17:00:00+08:00")
    words = ("--title", "坡道被占怎么办", "--answer", ANSWER, *about, "--by", "admin")
    made = json.loads(hotline.command("knowledge", "add", *words, *site))
    for reviewer in ("supervisor", "leader"):
        hotline.command("knowledge", "review", made["id"], "--by", reviewer, "--note", "与文件一致", *site)
    hotline.command("knowledge", "release", made["id"], "--by", "admin", *site)


async def while_talking(seat: SeatBrowser) -> None:
    """The standard answer is found and taken over; the dialog that hands a caller on opens and is given up."""
    page = seat.page
    knowledge = page.get_by_test_id("knowledge")
    await knowledge.get_by_role("searchbox").fill("坡道")
    await page.keyboard.press("Enter")
    await knowledge.locator("summary").first.press("Enter")
    await seat.picture("knowledge.png")
    await knowledge.get_by_role("button", name="写入答复").press("Enter")
    await expect(page.get_by_label("办理结果").first).to_have_value(ANSWER)
    await page.get_by_test_id("hand-on").press("Enter")
    await expect(page.get_by_test_id("hand-on-form").locator("select")).to_be_focused()
    assert await axe_finds(page) == []
    await seat.picture("hand-on.png")
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("hand-on")).to_be_focused()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """Who has a part in the ticket, each at a browser."""

    number: str
    seat: SeatBrowser
    unit: SeatBrowser
    supervisor: SeatBrowser


async def test_a_ticket_is_handled_by_two_units_visited_redone_archived_and_opened_again(
    hotline: Stack, record: Record, browser: Browser, caller_tone: Path
) -> None:
    desk = hotline.addresses.desk
    prepared(hotline)
    seat = await SeatBrowser.sign_in(browser, desk, "anhui-01")
    talk = {"caller": CALLER, "dialed": "12385", "audio": caller_tone, "fields": FIELDS, "meanwhile": while_talking}
    number = await take_call(hotline, record, seat, **talk)
    await expect(seat.page.locator("#ticket-heading")).to_be_focused()  # what hung up is gone: the form goes on
    await register(seat, number)
    await accepted_and_transferred(seat)
    unit = await SeatBrowser.sign_in(browser, desk, "hefei-unit")
    await expect(unit.page.get_by_role("row", name=number)).to_be_visible(timeout=WAIT_MS)
    supervisor = await SeatBrowser.sign_in(browser, desk, "supervisor")
    hands = Hands(number=number, seat=seat, unit=unit, supervisor=supervisor)
    await joined_by_a_second_unit(hands, browser)
    await extended_and_supervised(hands)
    await heard_and_redone(hands)
    archivist = await SeatBrowser.sign_in(browser, desk, "archivist")
    await at_ticket(archivist, number)
    await move(archivist, "归档")
    await at_ticket(supervisor, number)
    await move(supervisor, "重新办理", 理由="坡道第三次被占")
    await split_and_join(supervisor, number)
    assert await axe_finds(supervisor.page) == []
    assert (await record.ticket_of((await record.ended(CALLER)).id)).state is State.OPEN  # type: ignore[union-attr]


async def accepted_and_transferred(seat: SeatBrowser) -> None:
    """A refusal is begun and given up; then a unit of another office is named, and that office goes with it."""
    form = await begin(seat, "不予受理")
    await form.get_by_label("情形").select_option("out-of-scope")
    await expect(form).to_contain_text("请告知来电人： 您反映的事项不属于残联业务范围")
    await seat.page.keyboard.press("Escape")
    await move(seat, "受理")
    form = await begin(seat, "转办")
    await form.get_by_label("承办单位").fill(LEAD)
    await expect(form.get_by_label("转往热线机构")).to_have_value("hefei")
    await expect(form).to_contain_text("该单位属于合肥市，工单将随之转往该机构")
    await seat.picture("transfer-units.png", tall=960)
    await make(seat, "转办")
    await expect(seat.page.get_by_test_id("steps")).to_contain_text("转往热线机构：合肥市")
    await expect(seat.page.get_by_test_id("person")).to_contain_text("王**")


async def joined_by_a_second_unit(hands: Hands, browser: Browser) -> None:
    """The lead signs for it and contacts the person; a second unit is added, and finds it among its own."""
    await at_ticket(hands.unit, hands.number)
    await move(hands.unit, "签收")
    await move(hands.unit, "先行联系")
    await at_ticket(hands.seat, hands.number)
    await move(hands.seat, "增加协办单位", 协办单位=BESIDE)
    second = await SeatBrowser.sign_in(browser, hands.seat.desk, "zhujian")
    await expect(second.page.get_by_role("row", name=hands.number)).to_be_visible(timeout=WAIT_MS)
    await second.close()


async def extended_and_supervised(hands: Hands) -> None:
    """An extension is asked for in time and granted; supervision is opened and said on the page."""
    await at_ticket(hands.unit, hands.number)
    await move(hands.unit, "办理")
    await begin(hands.unit, "申请延期")
    await hands.unit.picture("extension.png")
    await make(hands.unit, "申请延期", 理由="需与规划部门会商")
    await at_ticket(hands.supervisor, hands.number)
    page = hands.supervisor.page
    await expect(page.get_by_test_id("asked")).to_contain_text("需与规划部门会商")
    await begin(hands.supervisor, "同意延期")
    await hands.supervisor.picture("extension-asked.png")
    await make(hands.supervisor, "同意延期", 省残联热线工作机构="是")
    await expect(page.get_by_test_id("clocks")).to_contain_text("还剩 27 个工作日")
    await move(hands.supervisor, "督办", 情形="问题久拖不决")
    await expect(page.get_by_test_id("handled-by")).to_contain_text(f"承办单位{LEAD}协办单位{BESIDE}")
    await expect(page.get_by_test_id("supervised")).to_contain_text("问题久拖不决，反复反映的第11条(二)")
    await expect(page.get_by_test_id("steps")).to_contain_text("情形：问题久拖不决，反复反映的")
    await hands.supervisor.picture("ticket-co-handled.png", tall=1500)


async def heard_and_redone(hands: Hands) -> None:
    """The caller urges, hears the reply, is not content, is visited; it is done again, and then they are."""
    page = hands.seat.page
    await at_ticket(hands.seat, hands.number)
    await page.get_by_test_id("acting-as").select_option("caller")
    await move(hands.seat, "催办")
    await at_ticket(hands.unit, hands.number)
    await move(hands.unit, "答复", 内容="坡道已清理。")
    await at_ticket(hands.seat, hands.number)
    await page.get_by_test_id("acting-as").select_option("caller")
    await move(hands.seat, "评价", 办理结果评价="不满意")
    await page.get_by_test_id("acting-as").select_option("agent")
    await move(hands.seat, "回访", 办理结果评价="不满意")
    await expect(page.get_by_test_id("duties")).to_contain_text("重办")
    await at_ticket(hands.supervisor, hands.number)
    await move(hands.supervisor, "重办", 理由="坡道又被占")
    await at_ticket(hands.unit, hands.number)
    await move(hands.unit, "答复", 内容="已装隔离桩。")
    await at_ticket(hands.seat, hands.number)
    await move(hands.seat, "回访", 办理结果评价="满意")
    await move(hands.seat, "办结", 办结条件="satisfied")


async def split_and_join(supervisor: SeatBrowser, number: str) -> None:
    """A second matter is split off, is the same after all, and joined again: its page says so and offers no more."""
    page = supervisor.page
    links = page.get_by_test_id("links")
    await links.get_by_test_id("ask").press("Enter")
    await links.get_by_test_id("sure").press("Enter")
    await expect(page.get_by_role("heading", level=1)).not_to_contain_text(number)
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await move(supervisor, "并入另一工单", 另一工单号=number)
    await expect(page.get_by_test_id("links")).to_contain_text("并入")


async def test_a_recording_past_its_retention_goes_by_a_list_that_somebody_else_approves(
    hotline: Stack, record: Record, browser: Browser, caller_tone: Path
) -> None:
    desk, caller = hotline.addresses.desk, "01065550188"
    seat = await SeatBrowser.sign_in(browser, desk, "anhui-02")
    about = {**FIELDS, "联系方式": caller, "标题": "咨询办证", "办理结果": "已告知办证地点。"}
    number = await take_call(hotline, record, seat, caller=caller, dialed="12385", audio=caller_tone, fields=about)
    await seat.page.keyboard.press("Alt+KeyC")
    await expect(seat.page.get_by_test_id("saved")).to_contain_text("已当场办结", timeout=WAIT_MS)
    recording = await record.recording((await record.ended(caller)).id)
    await seat.close()
    archivist = await SeatBrowser.sign_in(browser, desk, "archivist")
    await at_ticket(archivist, number)
    await move(archivist, "归档")
    await archivist.close()

    hotline.set_clock(YEARS_LATER)
    archivist = await SeatBrowser.sign_in(browser, desk, "archivist")
    page = archivist.page
    await page.goto(f"{desk}retention")
    row = page.get_by_role("row").filter(has_text=number)
    await expect(row).to_contain_text("可以列入清册", timeout=WAIT_MS)
    await page.get_by_test_id("ask").press("Enter")
    await page.get_by_test_id("sure").press("Enter")
    await expect(page.get_by_test_id("own")).to_contain_text("须由另一位档案员或领导批准")
    assert await axe_finds(page) == []
    await archivist.picture("retention.png", tall=1100)

    leader = await SeatBrowser.sign_in(browser, desk, "leader")
    await leader.page.goto(f"{desk}retention")
    await leader.page.get_by_test_id("destruction").get_by_test_id("ask").press("Enter")
    await leader.page.get_by_test_id("destruction").get_by_test_id("sure").press("Enter")
    await expect(leader.page.get_by_test_id("polite")).to_contain_text("已销毁 1 条，保留 0 条", timeout=WAIT_MS)
    await expect(leader.page.get_by_test_id("destruction")).to_contain_text("已执行")
    await expect(leader.page.get_by_role("row").filter(has_text=number)).to_have_count(0)
    assert not (record.archive.root / recording.path).exists()

"""The desk dies, its way to the exchange breaks off, a seat goes or lets it ring: no call and no record is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from hotline.status import link_part
from recordings.record import State as RecordingState
from store.facts import FactKind
from tests.end_to_end.cut_link import CutLink
from tests.end_to_end.programs import crash
from tests.end_to_end.record import Record
from tests.end_to_end.seat_browser import SeatBrowser
from tests.end_to_end.stack import Stack, until_async

pytestmark = [pytest.mark.asterisk, pytest.mark.browser]


@pytest.mark.parametrize("moment", ["the answer is stored", "it is only answered"])
async def test_the_desk_killed_in_mid_call_costs_neither_the_call_nor_its_record(
    hotline: Stack, record: Record, browser: Browser, caller_tone: Path, moment: str
) -> None:
    seat = await SeatBrowser.sign_in(browser, hotline.addresses.desk, "hefei-01")
    await seat.be_ready()
    number = f"1380553034{len(moment) % 10}"
    async with hotline.on_the_line(dialed="055112385", caller=number, audio=caller_tone) as caller:
        await seat.wait_for_ring()
        await seat.answer()
        if moment == "the answer is stored":  # else it is among what the desk still holds in memory, and dies with it
            await record.fact(number, FactKind.ANSWERED)
        await crash(hotline, "desk")
        await record.fact(number, FactKind.ANSWERED, limit_s=40)
        before = len(caller.heard())
        await asyncio.sleep(2)  # the talk goes on
        assert len(caller.heard()) - before > 8000
    call = await record.ended(number, limit_s=40)
    assert call.outcome == "answered"
    recording = await record.recording(call.id, limit_s=60)
    assert (recording.state, call.talked_s is not None) == (RecordingState.READY, True)
    assert recording.seconds >= call.talked_s - 0.5
    ticket = await record.ticket_of(call.id)
    assert ticket is not None
    await seat.close()


@asynccontextmanager
async def link_that_can_be_cut(hotline: Stack) -> AsyncIterator[CutLink]:
    """The desk's way to Asterisk's manager interface leads through the test, until the end."""
    straight = hotline.addresses
    link = CutLink(straight.bind, straight.ami)
    async with link.listening() as port:
        try:
            hotline.run.write_addresses(replace(straight, ami=port))
            await crash(hotline, "desk")
            await until_async(lambda: seen(link.taken > 0), 30, "the desk to come through the link")
            yield link
        finally:
            hotline.run.write_addresses(straight)
            await crash(hotline, "desk")


async def seen(value: bool) -> bool:
    return value


async def test_the_exchange_cut_off_from_the_desk_in_mid_call_costs_nothing_and_the_seat_is_told(
    hotline: Stack, record: Record, browser: Browser, caller_tone: Path
) -> None:
    async with link_that_can_be_cut(hotline) as link:
        seat = await SeatBrowser.sign_in(browser, hotline.addresses.desk, "hefei-01")
        await seat.be_ready()
        number = "13805530307"
        async with hotline.on_the_line(dialed="055112385", caller=number, audio=caller_tone) as caller:
            await seat.wait_for_ring()
            await seat.answer()
            await record.fact(number, FactKind.ANSWERED)
            link.cut()
            await expect(seat.page.get_by_text("话务服务器暂时联系不上，正在恢复。").first).to_be_visible()
            assert not (await link_part(hotline.run)).up, "what `hotline status` shows"
            before = len(caller.heard())
            await until_async(lambda: seen(link.refused > 0), 30, "the desk to try again")
            await until_async(lambda: seen(len(caller.heard()) - before > 8000), 10, "the talk to go on")
            caller.hang_up()  # the desk cannot see the end of the call
            await until_async(
                lambda: seen(any(event.what == "hanging-up" for event in caller.events)), 10, "the caller to be gone"
            )
            link.mend()
            await expect(seat.page.get_by_text("话务服务器已恢复。").first).to_be_visible(timeout=30_000)
            assert (await link_part(hotline.run)).up
        call = await record.ended(number, limit_s=40)
        assert call.outcome == "answered"
        assert call.talked_s is not None
        recording = await record.recording(call.id, limit_s=60)
        assert recording.state is RecordingState.READY
        assert recording.seconds >= call.talked_s - 0.5
        assert (await record.ticket_of(call.id)) is not None
        second = "13805530308"
        await seat.be_ready()
        async with hotline.on_the_line(dialed="055112385", caller=second):
            await seat.wait_for_ring()
            await seat.answer()
            await record.fact(second, FactKind.ANSWERED)
        await seat.close()


async def test_a_browser_tab_closed_during_a_call_gives_the_caller_to_another_seat(
    hotline: Stack, record: Record, browser: Browser
) -> None:
    first = await SeatBrowser.sign_in(browser, hotline.addresses.desk, "hefei-01")
    await first.be_ready()
    number = "13805530305"
    async with hotline.on_the_line(dialed="055112385", caller=number):
        await first.wait_for_ring()
        await first.answer()
        await record.fact(number, FactKind.ANSWERED, seat="hefei-01")
        second = await SeatBrowser.sign_in(browser, hotline.addresses.desk, "hefei-02")
        await second.be_ready()
        await first.close()
        await second.wait_for_ring()
        await second.answer()
        await record.fact(number, FactKind.ANSWERED, seat="hefei-02")
        await second.hang_up()
    call = await record.ended(number)
    assert (call.outcome, call.seat) == ("answered", "hefei-02")
    await second.close()


async def test_a_page_reloaded_in_a_call_gives_the_caller_back_before_they_wonder_at_the_silence(
    hotline: Stack, record: Record, browser: Browser
) -> None:
    seat = await SeatBrowser.sign_in(browser, hotline.addresses.desk, "hefei-01")
    await seat.be_ready()
    number = "13805530316"
    async with hotline.on_the_line(dialed="055112385", caller=number):
        await seat.wait_for_ring()
        await seat.answer()
        await record.fact(number, FactKind.ANSWERED, seat="hefei-01")
        began = asyncio.get_running_loop().time()
        await seat.page.reload()
        await expect(seat.page.get_by_test_id("voice-gone")).to_contain_text("回到排队的最前面")
        await seat.is_in_state("话后整理")
        assert asyncio.get_running_loop().time() - began < 12, "Asterisk alone would notice after 15 s"
        await expect(seat.page.get_by_test_id("voice-gone")).to_be_visible()
        await seat.be_ready()
        await seat.wait_for_ring()
        await expect(seat.page.get_by_test_id("voice-gone")).to_have_count(0)
        await seat.answer()
        await expect(seat.page.get_by_text("通话中", exact=True).first).to_be_visible()
        await seat.hang_up()
    call = await record.ended(number)
    assert (call.outcome, call.seat) == ("answered", "hefei-01")
    await seat.close()


async def test_a_second_sign_in_of_a_seat_says_who_has_it_and_may_take_it_over(
    hotline: Stack, browser: Browser
) -> None:
    first = await SeatBrowser.sign_in(browser, hotline.addresses.desk, "hefei-01")
    await first.be_ready()
    second = await SeatBrowser.sign_in(browser, hotline.addresses.desk, "hefei-01")
    await expect(second.page.get_by_text("正由合肥市1号话务员使用").first).to_be_visible()
    await second.page.get_by_role("button", name="在这里使用").click()
    await expect(first.page.get_by_text("座席已在别处使用").first).to_be_visible()
    await expect(second.page.get_by_text("已连接，可以接听").first).to_be_visible()
    await first.close()
    await second.close()


async def test_a_seat_that_does_not_answer_is_paused_and_told_so(
    hotline: Stack, record: Record, browser: Browser
) -> None:
    seat = await SeatBrowser.sign_in(browser, hotline.addresses.desk, "hefei-01")
    await seat.be_ready()
    number = "13805530306"
    async with hotline.on_the_line(dialed="055112385", caller=number):
        await seat.wait_for_ring()
        await record.fact(number, FactKind.RING_NO_ANSWER, limit_s=60, seat="hefei-01")
        await expect(seat.page.get_by_text("刚才的来电没有接听").first).to_be_visible()
    await seat.close()

"""A seat on a break counts as nobody: its callers go on to others, are told the truth, and get it when it is back."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from hotline.deserted_queues import PATIENCE_S
from store.facts import FactKind
from tests.end_to_end.programs import asterisk_says
from tests.end_to_end.record import Record
from tests.end_to_end.seat_browser import SeatBrowser
from tests.end_to_end.stack import Stack, until_async

pytestmark = [pytest.mark.asterisk, pytest.mark.browser]


async def test_a_seat_on_a_break_counts_as_nobody_its_callers_go_on_and_at_last_are_told_so(
    hotline: Stack, record: Record, browser: Browser
) -> None:
    city = await SeatBrowser.sign_in(browser, hotline.addresses.desk, "hefei-01")
    province = await SeatBrowser.sign_in(browser, hotline.addresses.desk, "anhui-01")
    await city.be_ready()
    await province.be_ready()
    await city.page.keyboard.press("Alt+KeyR")
    await city.is_in_state("暂停")
    await until_async(lambda: away(hotline, "hefei"), 10, "the dialplan to know")
    number = "13805530312"
    async with hotline.on_the_line(dialed="055112385", caller=number):
        await province.wait_for_ring()
        await province.answer()
        answered = await record.fact(number, FactKind.ANSWERED, seat="anhui-01")
        await province.hang_up()
    routed = await record.fact(number, FactKind.ROUTED)
    assert (answered.at - routed.at).total_seconds() < 30, "not after the time that callers have at Hefei's queue"
    await province.be_ready()
    await province.page.keyboard.press("Alt+KeyR")
    await province.is_in_state("暂停")
    await until_async(lambda: away(hotline, "anhui"), 10, "the dialplan to know")
    number = "13805530313"
    async with hotline.on_the_line(dialed="055112385", caller=number) as caller:
        await record.heard(number, "nobody-there")
        await record.heard(number, "wait-choice")
        caller.press("0")
        await record.heard(number, "keep-waiting")
        await city.be_ready()
        await city.wait_for_ring()
        await city.answer()
        await record.fact(number, FactKind.ANSWERED, seat="hefei-01")
    await city.close()
    await province.close()


async def test_who_waits_for_a_seat_that_stays_away_is_told_so_and_gets_it_when_it_comes_back(
    hotline: Stack, record: Record, browser: Browser
) -> None:
    seat = await SeatBrowser.sign_in(browser, hotline.addresses.desk, "anhui-01")
    await seat.be_ready()
    number = "13805530314"
    async with hotline.on_the_line(dialed="12385", caller=number, length_s=240) as caller:
        await seat.wait_for_ring()
        missed = await record.fact(number, FactKind.RING_NO_ANSWER, limit_s=60, seat="anhui-01")
        await record.heard(number, "nobody-there", limit_s=60)
        await record.heard(number, "wait-choice")
        caller.press("0")
        await record.heard(number, "keep-waiting")
        await seat.be_ready()
        await seat.wait_for_ring()
        await seat.answer()
        await record.fact(number, FactKind.ANSWERED, seat="anhui-01")
    told = await record.fact(number, FactKind.PROMPT_PLAYED, prompt="nobody-there")
    assert PATIENCE_S - 2 < (told.at - missed.at).total_seconds() < PATIENCE_S + 10
    await seat.close()


async def away(hotline: Stack, office: str) -> bool:
    """Whether the desk has told the dialplan that one of the office's seats is away."""
    return f"HOTLINE_AWAY_{office}=1" in await asterisk_says(hotline, "dialplan show globals")

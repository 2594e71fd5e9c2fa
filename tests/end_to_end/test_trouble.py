"""Our programs die, hang and are cut off while real callers are on the line: nobody is lost, nothing is lost."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from asterisk_conf.sipp import SippCaller
from hotline.supervisor import command_line
from recordings.record import State as RecordingState
from store.facts import FactKind
from tests.end_to_end.conftest import CALLER_HZ
from tests.end_to_end.cut_link import CutLink
from tests.end_to_end.record import Record, prompts, tone_level
from tests.end_to_end.seat_browser import SeatBrowser
from tests.end_to_end.stack import CLOSED, Stack, until_async

pytestmark = pytest.mark.asterisk
SERVER_DOWN_LIMIT_S = 0.5
SERVER_HUNG_LIMIT_S = 2.5


def pid_of(hotline: Stack, service: str) -> int:
    pid: int = json.loads(hotline.run.processes.read_text())[service]
    return pid


async def restarted(hotline: Stack, service: str, before: int) -> int:
    async def look() -> int | None:
        pid = pid_of(hotline, service)
        return pid if pid != before and command_line(pid) else None

    pid: int = await until_async(look, 30, f"{service} to be started again")
    port = hotline.addresses.agi if service == "agi" else hotline.addresses.web
    await until_async(lambda: answers(hotline, port), 30, f"{service} to listen")
    return pid


@asynccontextmanager
async def on_the_line(hotline: Stack, **wishes: Any) -> AsyncIterator[SippCaller]:
    caller = hotline.caller(**{"length_s": 90, **wishes})
    calling = asyncio.create_task(caller.call())
    try:
        yield caller
    finally:
        caller.hang_up()
        await calling


@pytest.fixture
async def no_agi_server(hotline: Stack) -> AsyncIterator[None]:
    """The AGI server is down and stays down: stopped before it can listen, whenever it is started."""
    guard = asyncio.create_task(keep_killing(hotline))
    await until_async(lambda: port_closed(hotline), 10, "the AGI port to close")
    yield
    guard.cancel()
    await until_async(lambda: answers(hotline, hotline.addresses.agi), 30, "the AGI server to be back")


async def keep_killing(hotline: Stack) -> None:
    while True:
        pid = pid_of(hotline, "agi")
        if command_line(pid):
            os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(0.02)


async def answers(hotline: Stack, port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(hotline.addresses.bind, port)
    except OSError:
        return False
    writer.close()
    return True


async def port_closed(hotline: Stack) -> bool:
    return not await answers(hotline, hotline.addresses.agi)


async def heard_something(caller: SippCaller) -> float:
    """Seconds from dialling to the first sound that is not silence."""
    began = time.monotonic()
    while time.monotonic() - began < 20:
        if any(abs(sample) > 300 for sample in caller.heard()[-16000:]):
            return time.monotonic() - began
        await asyncio.sleep(0.01)
    raise AssertionError("the caller heard nothing for 20 s")


@pytest.mark.usefixtures("no_agi_server")
async def test_with_the_server_down_callers_are_routed_by_area_code_all_the_same(
    hotline: Stack, record: Record
) -> None:
    number = "13805530301"
    async with on_the_line(hotline, dialed="055112385", caller=number):
        ran = await record.fact(number, FactKind.FALLBACK_RAN)
        routed = await record.fact(number, FactKind.ROUTED)
        arrived = await record.fact(number, FactKind.ARRIVED)
    assert (routed.data["office"], routed.data["evidence"]) == ("hefei", "dialed-area")
    assert (ran.at - arrived.at).total_seconds() <= SERVER_DOWN_LIMIT_S
    facts = await record.facts((await record.ended(number)).id)
    assert prompts(facts)[:2] == ["greeting", "recording-notice"]


@pytest.mark.usefixtures("no_agi_server")
async def test_with_the_server_down_a_closed_office_is_announced_and_a_message_is_taken(
    hotline: Stack, record: Record, caller_tone: Path
) -> None:
    hotline.set_clock(CLOSED)
    number = "13805530302"
    async with on_the_line(hotline, dialed="055112385", caller=number, audio=caller_tone) as caller:
        await record.fact(number, FactKind.PROMPT_PLAYED, limit_s=60, prompt="closed-opens", complete=True)
        caller.press("1")
        await record.fact(number, FactKind.PROMPT_PLAYED, limit_s=60, prompt="message-begin")
        await asyncio.sleep(3)  # the length of the message
        caller.press("#")
        await record.fact(number, FactKind.MESSAGE_LEFT)
    call = await record.ended(number)
    message = await record.recording(call.id)
    assert tone_level(record.samples(message)[:, 0], CALLER_HZ) > 0.9
    assert (await record.ticket_of(call.id)) is not None


@pytest.mark.parametrize("moment", ["long after its start", "as soon as it listens"])
async def test_a_server_that_hangs_is_ended_and_the_caller_hears_us_within_two_and_a_half_seconds(
    hotline: Stack, record: Record, moment: str
) -> None:
    hung = pid_of(hotline, "agi")
    if moment == "as soon as it listens":
        os.kill(hung, signal.SIGKILL)
        hung = await restarted(hotline, "agi", hung)
    os.kill(hung, signal.SIGSTOP)
    number = f"1380553032{len(moment) % 10}"
    async with on_the_line(hotline, dialed="055112385", caller=number):
        ran = await record.fact(number, FactKind.FALLBACK_RAN)
        arrived = await record.fact(number, FactKind.ARRIVED)
        routed = await record.fact(number, FactKind.ROUTED)
    assert (ran.at - arrived.at).total_seconds() <= SERVER_HUNG_LIMIT_S
    assert routed.data["office"] == "hefei"
    await restarted(hotline, "agi", hung)


@pytest.mark.parametrize("prompt", ["greeting", "recording-notice"])
async def test_a_server_killed_in_mid_flow_leaves_the_caller_with_the_fallback(
    hotline: Stack, record: Record, prompt: str
) -> None:
    number = f"1380553031{len(prompt) % 10}"
    server = pid_of(hotline, "agi")
    async with on_the_line(hotline, dialed="055112385", caller=number):
        await record.fact(number, FactKind.PROMPT_PLAYED, prompt=prompt)
        os.kill(server, signal.SIGKILL)
        await record.fact(number, FactKind.FALLBACK_RAN)
        handed = await record.fact(number, FactKind.HANDED_OVER, limit_s=60)
    assert "hefei" in handed.data["packed"]
    await restarted(hotline, "agi", server)


@pytest.mark.browser
@pytest.mark.parametrize("moment", ["the answer is stored", "it is only answered"])
async def test_the_desk_killed_in_mid_call_costs_neither_the_call_nor_its_record(
    hotline: Stack, record: Record, browser: Browser, caller_tone: Path, moment: str
) -> None:
    seat = await SeatBrowser.sign_in(browser, hotline.addresses.desk, "hefei-01")
    await seat.be_ready()
    number = f"1380553034{len(moment) % 10}"
    async with on_the_line(hotline, dialed="055112385", caller=number, audio=caller_tone) as caller:
        await seat.wait_for_ring()
        await seat.answer()
        if moment == "the answer is stored":  # else it is among what the desk still holds in memory, and dies with it
            await record.fact(number, FactKind.ANSWERED)
        desk = pid_of(hotline, "desk")
        os.kill(desk, signal.SIGKILL)
        await restarted(hotline, "desk", desk)
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
            await desk_started_anew(hotline)
            await until_async(lambda: seen(link.taken > 0), 30, "the desk to come through the link")
            yield link
        finally:
            hotline.run.write_addresses(straight)
            await desk_started_anew(hotline)


async def seen(value: bool) -> bool:
    return value


async def desk_started_anew(hotline: Stack) -> None:
    desk = pid_of(hotline, "desk")
    os.kill(desk, signal.SIGKILL)
    await restarted(hotline, "desk", desk)


@pytest.mark.browser
async def test_the_exchange_cut_off_from_the_desk_in_mid_call_costs_nothing_and_the_seat_is_told(
    hotline: Stack, record: Record, browser: Browser, caller_tone: Path
) -> None:
    async with link_that_can_be_cut(hotline) as link:
        seat = await SeatBrowser.sign_in(browser, hotline.addresses.desk, "hefei-01")
        await seat.be_ready()
        number = "13805530307"
        async with on_the_line(hotline, dialed="055112385", caller=number, audio=caller_tone) as caller:
            await seat.wait_for_ring()
            await seat.answer()
            await record.fact(number, FactKind.ANSWERED)
            link.cut()
            await expect(seat.page.get_by_text("话务服务器暂时联系不上，正在恢复。").first).to_be_visible()
            before = len(caller.heard())
            await until_async(lambda: seen(link.refused > 0), 30, "the desk to try again")
            await until_async(lambda: seen(len(caller.heard()) - before > 8000), 10, "the talk to go on")
            caller.hang_up()  # the desk cannot see the end of the call
            await until_async(
                lambda: seen(any(event.what == "hanging-up" for event in caller.events)), 10, "the caller to be gone"
            )
            link.mend()
            await expect(seat.page.get_by_text("话务服务器已恢复。").first).to_be_visible(timeout=30_000)
        call = await record.ended(number, limit_s=40)
        assert call.outcome == "answered"
        assert call.talked_s is not None
        recording = await record.recording(call.id, limit_s=60)
        assert recording.state is RecordingState.READY
        assert recording.seconds >= call.talked_s - 0.5
        assert (await record.ticket_of(call.id)) is not None
        second = "13805530308"
        await seat.be_ready()
        async with on_the_line(hotline, dialed="055112385", caller=second):
            await seat.wait_for_ring()
            await seat.answer()
            await record.fact(second, FactKind.ANSWERED)
        await seat.close()


@pytest.mark.browser
async def test_a_browser_tab_closed_during_a_call_gives_the_caller_to_another_seat(
    hotline: Stack, record: Record, browser: Browser
) -> None:
    first = await SeatBrowser.sign_in(browser, hotline.addresses.desk, "hefei-01")
    await first.be_ready()
    number = "13805530305"
    async with on_the_line(hotline, dialed="055112385", caller=number):
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
    await second.close()


@pytest.mark.browser
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


@pytest.mark.browser
async def test_a_seat_that_does_not_answer_is_paused_and_told_so(
    hotline: Stack, record: Record, browser: Browser
) -> None:
    seat = await SeatBrowser.sign_in(browser, hotline.addresses.desk, "hefei-01")
    await seat.be_ready()
    number = "13805530306"
    async with on_the_line(hotline, dialed="055112385", caller=number):
        await seat.wait_for_ring()
        await record.fact(number, FactKind.RING_NO_ANSWER, limit_s=60, seat="hefei-01")
        await expect(seat.page.get_by_text("刚才的来电没有接听").first).to_be_visible()
    await seat.close()

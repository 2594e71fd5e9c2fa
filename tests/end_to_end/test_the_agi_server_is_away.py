"""The AGI server dies or hangs while real callers are on the line: the flow goes on without it, and nobody is lost."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hotline.supervisor import command_line
from store.facts import FactKind
from tests.end_to_end.conftest import CALLER_HZ
from tests.end_to_end.programs import answers, crash, killed, pid_of, started_anew
from tests.end_to_end.record import Record, prompts, tone_level
from tests.end_to_end.stack import CLOSED, Stack, until_async

pytestmark = pytest.mark.asterisk
SERVER_DOWN_LIMIT_S = 0.5
SERVER_HUNG_LIMIT_S = 2.5


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


async def port_closed(hotline: Stack) -> bool:
    return not await answers(hotline, hotline.addresses.agi)


@pytest.mark.usefixtures("no_agi_server")
async def test_with_the_server_down_callers_are_routed_by_area_code_all_the_same(
    hotline: Stack, record: Record
) -> None:
    took_s: list[float] = []
    for number in ("13805530301", "13805530303", "13805530304"):
        async with hotline.on_the_line(dialed="055112385", caller=number):
            await record.told(number, FactKind.ROUTED)
        ran = await record.fact(number, FactKind.FALLBACK_RAN)
        routed = await record.fact(number, FactKind.ROUTED)
        arrived = await record.fact(number, FactKind.ARRIVED)
        assert (routed.data["office"], routed.data["evidence"]) == ("hefei", "dialed-area")
        call = await record.ended(number)
        assert call.area_name == "安徽省芜湖市"
        facts = await record.facts(call.id)
        assert prompts(facts)[:2] == ["greeting", "recording-notice"]
        took_s.append((ran.at - arrived.at).total_seconds())
    assert sorted(took_s)[1] <= SERVER_DOWN_LIMIT_S, took_s


@pytest.mark.usefixtures("no_agi_server")
async def test_with_the_server_down_a_closed_office_is_announced_and_a_message_is_taken(
    hotline: Stack, record: Record, caller_tone: Path
) -> None:
    hotline.set_clock(CLOSED)
    number = "13805530302"
    async with hotline.on_the_line(dialed="055112385", caller=number, audio=caller_tone) as caller:
        await record.heard(number, "closed-opens", limit_s=60)
        caller.press("1")
        await record.heard(number, "message-begin", limit_s=60)
        await asyncio.sleep(3)  # the length of the message
        caller.press("#")
        await record.fact(number, FactKind.MESSAGE_LEFT)
    await record.fact(number, FactKind.PROMPT_PLAYED, prompt="closed-opens", complete=True)
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
        hung = await crash(hotline, "agi")
    os.kill(hung, signal.SIGSTOP)
    number = f"1380553032{len(moment) % 10}"
    async with hotline.on_the_line(dialed="055112385", caller=number):
        await record.told(number, FactKind.ROUTED)
    ran = await record.fact(number, FactKind.FALLBACK_RAN)
    arrived = await record.fact(number, FactKind.ARRIVED)
    routed = await record.fact(number, FactKind.ROUTED)
    assert (ran.at - arrived.at).total_seconds() <= SERVER_HUNG_LIMIT_S
    assert routed.data["office"] == "hefei"
    await started_anew(hotline, "agi", hung)


@pytest.mark.parametrize("prompt", ["greeting", "recording-notice"])
async def test_a_server_killed_in_mid_flow_leaves_the_caller_with_the_fallback(
    hotline: Stack, record: Record, prompt: str
) -> None:
    number = f"1380553031{len(prompt) % 10}"
    async with hotline.on_the_line(dialed="055112385", caller=number):
        await record.heard(number, prompt)
        server = killed(hotline, "agi")
        await record.told(number, FactKind.FALLBACK_RAN)
        await record.told(number, FactKind.HANDED_OVER, limit_s=60)
    handed = await record.fact(number, FactKind.HANDED_OVER)
    assert "hefei" in handed.data["packed"]
    await started_anew(hotline, "agi", server)

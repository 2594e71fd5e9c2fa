"""Asterisk itself dies under its callers: each call gets its end, each caller a way to be reached, and it goes on."""

from __future__ import annotations

import asyncio
import itertools
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser

from recordings.record import State as RecordingState
from store.call_record import CallRecord
from store.facts import FactKind
from store.folded import Outcome
from tests.end_to_end.conftest import CALLER_HZ
from tests.end_to_end.programs import crash
from tests.end_to_end.record import Record, tone_level
from tests.end_to_end.seat_browser import SeatBrowser
from tests.end_to_end.stack import OPEN, Stack
from ticketing.states import State

pytestmark = pytest.mark.asterisk
TALKS, WAITS, COMES_LATER = "13805530501", "13805530502", "13805530503"
TWO_LOOKS_S = 90.0
"""The desk looks four times a minute for calls that nobody ended, and ends those that it missed for two minutes."""


async def ended_as_time_passes(hotline: Stack, record: Record, number: str) -> CallRecord:
    """The call's record once it has an end. For the hotline a minute passes every second meanwhile."""
    async with asyncio.timeout(TWO_LOOKS_S):
        for minutes in itertools.count(1):
            hotline.set_clock(OPEN + timedelta(minutes=minutes))
            call = await record.call_of(number)
            if call is not None and call.ended_at is not None:
                return call
            await asyncio.sleep(1)
    raise AssertionError


@pytest.mark.browser
async def test_who_talked_keeps_ticket_and_recording_and_who_waited_is_to_be_called_back(
    hotline: Stack, record: Record, browser: Browser, caller_tone: Path
) -> None:
    seat = await SeatBrowser.sign_in(browser, hotline.addresses.desk, "hefei-01")
    await seat.be_ready()
    talks = hotline.caller(dialed="055112385", caller=TALKS, audio=caller_tone, length_s=60)
    waits = hotline.caller(dialed="055112385", caller=WAITS, length_s=60)
    calls = [asyncio.create_task(talks.call())]
    await seat.wait_for_ring()
    await seat.answer()
    await record.fact(TALKS, FactKind.ANSWERED)
    calls.append(asyncio.create_task(waits.call()))
    await record.fact(WAITS, FactKind.QUEUED)
    await crash(hotline, "asterisk")
    for caller in (talks, waits):
        caller.hang_up()
    await asyncio.gather(*calls)

    talked = await ended_as_time_passes(hotline, record, TALKS)
    assert talked.outcome is Outcome.ANSWERED
    ticket = await record.ticket_of(talked.id)
    assert ticket is not None
    recording = await record.recording(talked.id, limit_s=60)
    assert recording.state is RecordingState.SALVAGED or recording.state is RecordingState.READY
    assert tone_level(record.samples(recording)[:, 0], CALLER_HZ) > 0.9, "what was said is there"

    waited = await ended_as_time_passes(hotline, record, WAITS)
    assert waited.outcome is Outcome.FAILED
    ticket = await record.ticket_of(waited.id)
    assert ticket is not None
    assert (ticket.state, ticket.title) == (State.OPEN, "来电因系统故障中断，请回电")

    await seat.be_ready()
    later = hotline.caller(dialed="055112385", caller=COMES_LATER, length_s=60)
    call = asyncio.create_task(later.call())
    await seat.wait_for_ring()
    await seat.answer()
    await record.fact(COMES_LATER, FactKind.ANSWERED)
    later.hang_up()
    await call
    assert (await record.ended(COMES_LATER)).outcome is Outcome.ANSWERED
    await seat.close()

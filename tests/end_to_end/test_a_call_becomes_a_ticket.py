"""The main job on real parts: a SIP caller, Asterisk, a Chromium seat, the database, the recording."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from hotline.site import load
from hotline.site_views import ticket_offices
from store.facts import FactKind
from tests.end_to_end.conftest import CALLER_HZ, SEAT_HZ
from tests.end_to_end.record import RATE, Record, tone_level
from tests.end_to_end.seat_browser import WAIT_MS, SeatBrowser
from tests.end_to_end.stack import OPEN, Stack, until_async
from ticketing.fields import check
from ticketing.repository import change, new_ticket
from ticketing.states import State

pytestmark = [pytest.mark.asterisk, pytest.mark.browser]


async def test_a_caller_of_hefei_is_answered_by_key_and_the_call_becomes_a_ticket_with_its_recording(
    hotline: Stack, record: Record, browser: Browser, caller_tone: Path
) -> None:
    seat = await SeatBrowser.sign_in(browser, hotline.addresses.desk, "hefei-01")
    await seat.be_ready()
    number = "13805510101"
    caller = hotline.caller(dialed="055112385", caller=number, length_s=60, audio=caller_tone)
    calling = asyncio.create_task(caller.call())

    await seat.wait_for_ring()
    await expect(seat.page.get_by_text(number).first).to_be_visible()
    await expect(seat.page.get_by_text("所拨号码的区号").first).to_be_visible()
    await expect(seat.page.get_by_text("草稿").first).to_be_visible()
    await seat.picture("seat-ringing.png")

    await seat.answer()
    draft = await until_async(lambda: ticket_of(record, number), 5, "the draft ticket")
    assert draft.state is State.DRAFT

    await seat.write("基本情况", "来电人右下肢残疾，咨询护理补贴。")
    await seat.write("具体诉求", "想知道在合肥市如何申请重度残疾人护理补贴。")
    await seat.write("姓名", "张三")
    await seat.choose("性别", "男")
    await seat.write("证件号码", "340100196405120029")
    await seat.write("联系方式", number)
    await record.fact(number, FactKind.ANSWERED, seat="hefei-01")
    await asyncio.sleep(3)  # both tones must be heard for a while: this is the length of the talk, not a wait
    await seat.picture("seat-talking.png")
    await seat.hang_up()
    report = await calling
    assert report.ended_by == "hotline"
    await seat.is_in_state("话后整理")
    await seat.register()

    call = await record.ended(number)
    assert (call.office, call.evidence, call.seat, call.outcome) == ("hefei", "dialed-area", "hefei-01", "answered")
    recording = await record.recording(call.id)
    ticket = await record.ticket_of(call.id)
    assert ticket is not None
    assert recording.tickets == (ticket.number,)
    assert recording.channels == 2

    samples = record.samples(recording)
    assert len(samples) / RATE >= call.talked_s - 0.5
    left, right = samples[:, 0], samples[:, 1]
    assert tone_level(left, CALLER_HZ) > 0.9
    assert tone_level(right, SEAT_HZ) > 0.8
    assert tone_level(left, SEAT_HZ) < 0.1
    assert tone_level(right, CALLER_HZ) < 0.1

    saved = await until_async(lambda: ticket_in(record, call.id, State.OPEN), 10, "the registered ticket")
    assert saved.situation == "来电人右下肢残疾，咨询护理补贴。"
    assert saved.caller["name"] == "张三"
    await seat.play_the_recording(ticket.number)
    await seat.picture("ticket.png", tall=1200)


async def test_a_seat_calls_a_ticket_s_person_by_key_and_the_recording_is_the_ticket_s(
    hotline: Stack, record: Record, browser: Browser, caller_tone: Path
) -> None:
    number = "13805510202"
    ticket = await from_the_website(hotline, record, number)
    seat = await SeatBrowser.sign_in(browser, hotline.addresses.desk, "hefei-01")
    await seat.be_ready()
    await seat.page.goto(f"{hotline.addresses.desk}tickets/{ticket}")
    async with hotline.citizen(audio=caller_tone).signed_in() as citizen:
        await expect(seat.page.get_by_test_id("dial")).to_be_visible(timeout=WAIT_MS)
        await seat.page.keyboard.press("Alt+KeyB")
        await citizen.happened("answered")
        talking = seat.page.locator("[data-test=call-out-state][data-state=talking]")
        await expect(talking).to_be_visible(timeout=WAIT_MS)
        await asyncio.sleep(3)  # both tones must be heard for a while: this is the length of the talk, not a wait
        await seat.picture("ticket-calling-out.png")
        await seat.hang_up()
        await citizen.happened("hung-up")
    await expect(seat.page.get_by_test_id("call-out-result")).to_have_attribute("data-outcome", "answered")
    call = await record.ended(number)
    assert (call.id[:4], call.seat, call.office, call.outcome) == ("out-", "hefei-01", "hefei", "answered")
    recording = await record.recording(call.id)
    assert recording.tickets == (ticket,)
    samples = record.samples(recording)
    left, right = samples[:, 0], samples[:, 1]
    assert tone_level(left, CALLER_HZ) > 0.9 and tone_level(left, SEAT_HZ) < 0.1
    assert tone_level(right, SEAT_HZ) > 0.8 and tone_level(right, CALLER_HZ) < 0.1
    listed = hotline.hotline("calls", "list", "--site", str(hotline.site))
    assert [one["direction"] for one in listed if one["id"] == call.id] == ["outbound"]


async def from_the_website(hotline: Stack, record: Record, contact: str) -> str:
    """The number of a draft that came by another way than a call."""
    offices, now = ticket_offices(load(hotline.site)), OPEN
    async with record.database.write() as session:
        made = await new_ticket(session, office="hefei", channel="website", offices=offices, now=now, actor="test")
        changes = check({"situation": "网站来件，请回电。", "caller": {"contact": contact}})
        await change(session, made.number, version=made.version, changes=changes, actor="test", now=now)
    return made.number


async def ticket_of(record: Record, number: str):
    call = await record.call_of(number)
    return await record.ticket_of(call.id) if call else None


async def ticket_in(record: Record, call_id: str, state: State):
    ticket = await record.ticket_of(call_id)
    return ticket if ticket is not None and ticket.state is state else None

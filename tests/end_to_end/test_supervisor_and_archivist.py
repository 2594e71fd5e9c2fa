"""What supervisors and archivists see of real calls; pictures of their pages for the docs."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from store.facts import FactKind
from tests.end_to_end.record import Record
from tests.end_to_end.seat_browser import WAIT_MS, SeatBrowser
from tests.end_to_end.stack import Stack

pytestmark = [pytest.mark.asterisk, pytest.mark.browser]


async def test_a_supervisor_sees_who_waits_and_who_talks_and_an_archivist_finds_the_recording(
    hotline: Stack, record: Record, browser: Browser, caller_tone: Path
) -> None:
    desk = hotline.addresses.desk
    stranger = await SeatBrowser.open(browser, desk)
    await expect(stranger.page.get_by_label("用户名")).to_be_visible(timeout=WAIT_MS)
    await stranger.picture("sign-in.png")
    await stranger.close()
    seat = await SeatBrowser.sign_in(browser, desk, "hefei-01")
    await seat.picture("seat-offline.png")
    await seat.be_ready()
    supervisor = await SeatBrowser.sign_in(browser, desk, "supervisor")
    await supervisor.page.goto(f"{desk}board")
    first = hotline.caller(dialed="055112385", caller="13805540401", length_s=90, audio=caller_tone)
    calling = [asyncio.create_task(first.call())]
    await seat.wait_for_ring()
    await seat.answer()
    await record.fact("13805540401", FactKind.ANSWERED, seat="hefei-01")
    second = hotline.caller(dialed="055112385", caller="13805540402", length_s=90, audio=caller_tone)
    calling.append(asyncio.create_task(second.call()))
    await record.fact("13805540402", FactKind.QUEUED, limit_s=60)
    hefei = supervisor.page.get_by_role("row").filter(has_text="合肥市").first
    await expect(hefei.get_by_role("cell").nth(1)).to_have_text("1", timeout=WAIT_MS)
    await hefei.get_by_role("button", name="合肥市").click()
    await expect(supervisor.page.get_by_text("138****0402").first).to_be_visible(timeout=WAIT_MS)
    await supervisor.picture("board.png")
    second.hang_up()
    await seat.hang_up()
    await asyncio.gather(*calling)
    call = await record.ended("13805540401")
    recording = await record.recording(call.id)

    archivist = await SeatBrowser.sign_in(browser, desk, "archivist")
    await archivist.page.goto(f"{desk}recordings")
    ticket = await record.ticket_of(call.id)
    assert ticket is not None
    await expect(archivist.page.get_by_text(ticket.number).first).to_be_visible(timeout=WAIT_MS)
    await archivist.picture("recordings.png")
    assert recording.sha256
    await seat.page.goto(f"{desk}tickets")
    await expect(seat.page.get_by_text(ticket.number).first).to_be_visible(timeout=WAIT_MS)
    await seat.page.goto(f"{desk}calls/{call.id}")
    await expect(seat.page.get_by_role("heading", name="经过")).to_be_visible(timeout=WAIT_MS)
    await seat.picture("call.png", tall=1000)
    await seat.page.goto(f"{desk}calls")
    await expect(seat.page.get_by_text(ticket.number).first).to_be_visible(timeout=WAIT_MS)
    await seat.picture("calls.png")
    await seat.page.goto(f"{desk}settings")
    await expect(seat.page.get_by_role("heading", name="快捷键")).to_be_visible(timeout=WAIT_MS)
    await seat.picture("settings.png", tall=1300)
    for path, title, picture in (
        ("recordings", "您没有查看此页的权限", "forbidden.png"),
        ("no-such-page", "找不到这一页", "missing.png"),
    ):
        await seat.page.goto(f"{desk}{path}")
        await expect(seat.page.get_by_role("heading", name=title)).to_be_visible(timeout=WAIT_MS)
        await seat.picture(picture)

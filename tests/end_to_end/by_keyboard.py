"""Casework by keyboard alone, for every test that walks a ticket's life at the desk. No pytest in here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from store.facts import FactKind
from tests.end_to_end.record import Record
from tests.end_to_end.seat_browser import WAIT_MS, SeatBrowser
from tests.end_to_end.stack import Stack


async def take_call(
    hotline: Stack,
    record: Record,
    seat: SeatBrowser,
    *,
    caller: str,
    dialed: str,
    audio: Path,
    fields: Mapping[str, str],
    meanwhile: Callable[[SeatBrowser], Awaitable[None]] | None = None,
) -> str:
    """A caller is answered, the ticket written while talking (`fields` by label), the talk ended; its number."""
    await seat.be_ready()
    calling = asyncio.create_task(hotline.caller(dialed=dialed, caller=caller, length_s=60, audio=audio).call())
    await seat.wait_for_ring()
    await seat.answer()
    for label, value in fields.items():
        await put(seat.page.get_by_label(label).first, value)
    await record.fact(caller, FactKind.ANSWERED, seat=seat.username)
    if meanwhile is not None:
        await meanwhile(seat)
    await seat.hang_up()
    await calling
    await seat.is_in_state("话后整理")
    ticket = await record.ticket_of((await record.ended(caller)).id)
    assert ticket is not None
    return ticket.number


async def register(seat: SeatBrowser, number: str) -> None:
    """The draft is registered, wrap-up ended, and the ticket opened on its own page."""
    await seat.register()
    await seat.page.keyboard.press("Alt+KeyR")
    await seat.is_in_state("就绪")
    await at_ticket(seat, number)


async def at_ticket(seat: SeatBrowser, number: str) -> None:
    """The ticket's page, as it is now."""
    await seat.page.goto(f"{seat.desk}tickets/{number}")
    await expect(seat.page.get_by_test_id("moves")).to_have_attribute("aria-busy", "false")


async def move(seat: SeatBrowser, name: str, **fills: str) -> None:
    """Choose a move and make it with keys alone; `fills` are texts and choices by label."""
    await begin(seat, name)
    await make(seat, name, **fills)


async def begin(seat: SeatBrowser, name: str) -> Locator:
    """Go to the moves by their key and open this one's form, which takes the focus; the form."""
    page = seat.page
    await expect(page.get_by_test_id("moves").get_by_role("button", name=name, exact=True)).to_be_visible()
    await page.keyboard.press("Alt+KeyG")
    await to_button(page, name)
    await page.keyboard.press("Enter")
    form = page.get_by_test_id("move-form")
    await expect(form.locator(":focus")).to_have_count(1)
    return form


async def make(seat: SeatBrowser, name: str, **fills: str) -> None:
    """Fill the open form and send it: it is announced, and the focus stands among the moves again."""
    form = seat.page.get_by_test_id("move-form")
    for label, value in fills.items():
        await put(form.get_by_label(label).first, value)
    await form.get_by_test_id("make-move").focus()
    await seat.page.keyboard.press("Enter")  # not `press` of the button: it goes while the key is still down
    await expect(seat.page.get_by_test_id("polite")).to_contain_text(f"已完成：{name}", timeout=WAIT_MS)
    await expect(seat.page.get_by_test_id("moves").locator(":focus")).to_have_count(1)


async def put(field: Locator, value: str) -> None:
    """Write, choose or tick, whatever the field is; a choice by its id or its words."""
    kind = await field.evaluate("field => field.type")
    if kind == "checkbox":
        await field.check()
    elif kind == "select-one":
        options = await field.evaluate("field => [...field.options].map(({ value, label }) => [value, label])")
        await field.select_option(next(id for id, label in options if value == id or label.startswith(value)))
    else:
        await field.fill(value)


async def to_button(page: Page, name: str) -> None:
    """Tab on until the focus stands on the button."""
    for _ in range(24):
        if await page.evaluate("() => document.activeElement?.textContent?.trim()") == name:
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {name}")

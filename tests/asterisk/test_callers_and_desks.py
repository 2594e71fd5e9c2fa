"""The test tools themselves: a caller hangs up on command at any stage, keys arrive, audio arrives."""

from __future__ import annotations

import asyncio

from tests.asterisk.harness import APOLOGY_PITCH, Opener
from tests.asterisk.stub_agi import Session, StubAgi
from tests.tones import loudest


async def test_a_caller_may_give_up_before_the_hotline_answers(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    reached = asyncio.Event()
    told: list[bytes] = []

    async def never_answers(session: Session) -> None:
        reached.set()
        told.append(await session.reader.readline())

    async with StubAgi({"incoming": never_answers}).on(exchange.plan.addresses.agi_port):
        caller = exchange.caller(length_s=30)
        call = asyncio.create_task(caller.call())
        await asyncio.wait_for(reached.wait(), 10)
        caller.hang_up()
        report = await asyncio.wait_for(call, 10)
        await exchange.all_hung_up()
    assert told == [b"HANGUP\n"]
    assert not report.answered
    assert report.ended_by == "caller"


async def test_a_caller_may_hang_up_in_the_middle_of_a_prompt(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    answers: list[str] = []

    async def speaks(session: Session) -> None:
        await session.command("ANSWER")
        answers.append(await session.command("GET DATA hotline-apology 30000 1"))

    async with StubAgi({"incoming": speaks}).on(exchange.plan.addresses.agi_port):
        caller = exchange.caller(length_s=30)
        call = asyncio.create_task(caller.call())
        await exchange.until(lambda: loudest(caller.heard(), APOLOGY_PITCH) > 0.5)
        caller.hang_up()
        report = await asyncio.wait_for(call, 10)
        await exchange.all_hung_up()
    assert report.ended_by == "caller"
    assert report.exit_code == 0
    assert exchange.complaints() == []


async def test_every_key_of_the_telephone_arrives(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    collected: list[str] = []

    async def asks(session: Session) -> None:
        await session.command("ANSWER")
        collected.append(await session.command("GET DATA hotline-apology 3000 11"))
        await session.hand_over("1|done|zh||")

    async with StubAgi({"incoming": asks}).on(exchange.plan.addresses.agi_port):
        keys = [(0.8 + 0.35 * number, key) for number, key in enumerate("0123456789*")]
        await exchange.caller(length_s=20, keys=keys).call()
    assert collected == ["200 result=0123456789*\n"]


async def test_what_a_caller_heard_is_kept_as_audio(open_exchange: Opener) -> None:
    exchange = await open_exchange()

    async def speaks(session: Session) -> None:
        await session.command("ANSWER")
        await session.command("STREAM FILE hotline-apology 0")
        await session.hand_over("1|done|zh||")

    async with StubAgi({"incoming": speaks}).on(exchange.plan.addresses.agi_port):
        caller = exchange.caller()
        report = await caller.call()
    assert report.heard is not None and report.heard.stat().st_size > 4000
    assert report.heard_s > 0.4
    assert loudest(caller.heard(), APOLOGY_PITCH) > 0.5

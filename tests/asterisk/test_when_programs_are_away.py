"""The ladder under the flows: server down, killed, mute; the fallback program; the bare dialplan. Real Asterisk."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path

from hotline.services import asterisk_health
from hotline.supervisor import Health
from tests.asterisk.harness import APOLOGY_PITCH, GOODBYE_PITCH, Exchange, Opener
from tests.asterisk.stub_agi import Session, StubAgi, hands_over
from tests.tones import loudest


def fallback(exchange: Exchange, packed: str | None) -> Path:
    """A fallback program that notes when and how it was called, answers, and hands over."""
    note = exchange.folder / "fallback-ran"
    lines = [
        "#!/bin/sh",
        "while read -r line && [ -n \"$line\" ]; do :; done",
        f'echo "$(date +%s.%N) $*" >> {note}',
    ]  # fmt: skip
    if packed is not None:
        lines += ["echo ANSWER; read -r reply", f"echo 'SET VARIABLE HOTLINE_HANDOVER \"{packed}\"'; read -r reply"]
    program = exchange.plan.run.fallback
    program.write_text("\n".join(lines) + "\n")
    program.chmod(0o755)
    return note


async def hangs(session: Session) -> None:
    """A script that answers the call, and then nothing more."""
    await session.command("ANSWER")
    await session.reader.readline()


async def test_with_the_server_down_the_fallback_runs_within_half_a_second(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    note = fallback(exchange, "1|queue|zh|caller-landline|hefei:20,anhui:0")
    async with exchange.seat("hefei-01") as seat:
        caller = exchange.caller(dialed="055112385", length_s=2)
        began = time.time()
        call = asyncio.create_task(caller.call())
        await seat.happened("answered")
        caller.hang_up()
        await call
    at, script, call_id, dialed, number, trunk = note.read_text().split()
    assert float(at) - began < 0.5
    assert (script, dialed, number, trunk) == ("incoming", "055112385", "13955101234", "anhui-main")
    assert exchange.recorded() == call_id


async def test_a_server_killed_in_mid_session_leaves_the_caller_with_the_fallback(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    note = fallback(exchange, "1|queue|zh|default|anhui:0")

    async def dies(session: Session) -> None:
        await session.command("ANSWER")
        session.writer.write(b"GET DATA hotline-apology 20000 1\n")
        await session.writer.drain()
        session.writer.transport.abort()

    async with StubAgi({"incoming": dies}).on(exchange.plan.addresses.agi_port), exchange.seat("anhui-01") as seat:
        caller = exchange.caller(length_s=30)
        call = asyncio.create_task(caller.call())
        await seat.happened("answered", limit_s=26)
        caller.hang_up()
        await call
    assert note.read_text().split()[1] == "incoming"


async def test_a_server_that_hangs_and_is_then_ended_leaves_the_caller_with_the_fallback(
    open_exchange: Opener,
) -> None:
    exchange = await open_exchange()
    note = fallback(exchange, "1|queue|zh|default|anhui:0")
    stuck = asyncio.Event()

    async def gets_stuck(session: Session) -> None:
        stuck.set()
        await asyncio.Event().wait()

    stub = StubAgi({"incoming": gets_stuck})
    async with stub.on(exchange.plan.addresses.agi_port), exchange.seat("anhui-01") as seat:
        caller = exchange.caller(length_s=30)
        call = asyncio.create_task(caller.call())
        await asyncio.wait_for(stuck.wait(), 10)
        stub.sessions[0].writer.transport.abort()  # what the watchdog's kill does to the connection
        began = time.time()
        await seat.happened("answered")
        caller.hang_up()
        await call
    assert float(note.read_text().split()[0]) - began < 0.5


async def test_a_flow_that_ends_without_a_handover_leaves_the_caller_with_the_fallback(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    note = fallback(exchange, "1|done|zh||")

    async def forgets(session: Session) -> None:
        await session.command("ANSWER")

    async with StubAgi({"incoming": forgets}).on(exchange.plan.addresses.agi_port):
        report = await exchange.caller(length_s=10).call()
    assert report.ended_by == "hotline"
    assert len(note.read_text().splitlines()) == 1


async def test_a_handover_of_another_version_ends_in_a_spoken_apology(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    async with StubAgi({"incoming": hands_over("2|queue|zh|default|anhui:0")}).on(exchange.plan.addresses.agi_port):
        caller = exchange.caller(length_s=10)
        report = await caller.call()
    assert report.ended_by == "hotline"
    assert loudest(caller.heard(), GOODBYE_PITCH) > 0.5


async def test_with_nothing_of_ours_running_the_home_office_answers_after_an_apology(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    fallback(exchange, None)
    async with exchange.seat("anhui-01") as seat:
        caller = exchange.caller(dialed="055112385", length_s=30)
        call = asyncio.create_task(caller.call())
        await seat.happened("answered")
        caller.hang_up()
        await call
    assert loudest(caller.heard(), APOLOGY_PITCH) > 0.5
    assert exchange.seconds_recorded() > 0


async def test_with_no_program_and_nobody_signed_in_the_caller_is_told_before_the_line_ends(
    open_exchange: Opener,
) -> None:
    exchange = await open_exchange()  # not even the fallback program exists
    caller = exchange.caller(length_s=20)
    report = await caller.call()
    assert report.ended_by == "hotline"
    heard = caller.heard()
    assert loudest(heard, APOLOGY_PITCH) > 0.5 and loudest(heard, GOODBYE_PITCH) > 0.5


async def test_with_no_program_a_caller_waits_for_a_seat_that_is_on_a_break(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    fallback(exchange, None)
    async with exchange.seat("anhui-01") as seat:
        await exchange.asterisk.command("queue pause member PJSIP/anhui-01 queue anhui reason lunch")
        await exchange.asterisk.command("dialplan set global HOTLINE_AWAY_anhui 1")
        caller = exchange.caller(length_s=30)
        call = asyncio.create_task(caller.call())
        await exchange.until(lambda: "ENTERQUEUE anhui" in exchange.queue_events())
        await exchange.asterisk.command("queue unpause member PJSIP/anhui-01 queue anhui")
        await seat.happened("answered")
        caller.hang_up()
        assert (await call).ended_by == "caller"
    assert loudest(caller.heard(), GOODBYE_PITCH) < 0.05


async def test_while_waiting_the_ladder_stands_too(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    note = fallback(exchange, "1|queue|zh|dialed-area|hefei:1")
    async with exchange.seat("hefei-01", answer_after_s=60):
        caller = exchange.caller(length_s=20)
        call = asyncio.create_task(caller.call())
        await exchange.until(lambda: note.exists() and len(note.read_text().splitlines()) == 1)
        await exchange.until(lambda: "still-waiting" in note.read_text())
        fallback(exchange, None)
        report = await call
    assert report.ended_by == "hotline"
    assert loudest(caller.heard(), GOODBYE_PITCH) > 0.5


async def test_no_program_holds_a_caller_longer_than_the_limit(open_exchange: Opener) -> None:
    exchange = await open_exchange(program_limit_s=2)
    async with StubAgi({"incoming": hangs}).on(exchange.plan.addresses.agi_port):
        caller = exchange.caller(length_s=30)
        report = await caller.call()
    assert report.ended_by == "hotline"
    assert loudest(caller.heard(), GOODBYE_PITCH) > 0.5


async def test_who_waits_longer_than_the_limit_and_talks_is_not_cut_off(open_exchange: Opener) -> None:
    exchange = await open_exchange(program_limit_s=2)
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:60")})
    async with stub.on(exchange.plan.addresses.agi_port), exchange.seat("hefei-01", answer_after_s=3) as seat:
        caller = exchange.caller(length_s=8)
        report = await caller.call()
        await seat.happened("answered")
    assert report.ended_by == "caller"
    assert exchange.seconds_recorded() > 7
    assert loudest(caller.heard(), GOODBYE_PITCH) < 0.05


async def test_a_program_that_hangs_while_somebody_waits_is_under_the_limit_again(open_exchange: Opener) -> None:
    exchange = await open_exchange(program_limit_s=2)
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:60"), "still-waiting": hangs})
    async with stub.on(exchange.plan.addresses.agi_port), exchange.seat("hefei-01", answer_after_s=60):
        caller = exchange.caller(length_s=30, keys=[(4.0, "1")])
        report = await caller.call()
    assert report.ended_by == "hotline"
    assert loudest(caller.heard(), GOODBYE_PITCH) > 0.5


async def test_a_caller_without_a_ready_program_is_never_left_in_silence_by_a_second_press_of_1(
    open_exchange: Opener,
) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:60")})
    async with stub.on(exchange.plan.addresses.agi_port), exchange.seat("hefei-01", answer_after_s=60):
        stub.scripts["still-waiting"] = hands_over("1|queue|zh|dialed-area|hefei:60")
        caller = exchange.caller(length_s=20, keys=[(1.0, "1"), (3.0, "1")])
        call = asyncio.create_task(caller.call())
        await exchange.until(lambda: len(stub.of("still-waiting")) == 2)
        caller.hang_up()
        assert (await call).ended_by == "caller"


async def test_an_asterisk_that_hangs_is_told_from_one_that_runs_and_one_that_is_gone(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    at = exchange.plan.addresses
    assert await asterisk_health(at.bind, at.ami_port) is Health.WELL
    os.kill(exchange.asterisk.pid, signal.SIGSTOP)
    try:
        assert await asterisk_health(at.bind, at.ami_port) is Health.SILENT
    finally:
        os.kill(exchange.asterisk.pid, signal.SIGCONT)
    assert await asterisk_health(at.bind, at.ami_port) is Health.WELL
    await exchange.asterisk.stop(limit_s=0.1)
    assert await asterisk_health(at.bind, at.ami_port) is Health.AWAY

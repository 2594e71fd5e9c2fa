"""Where nobody is signed in along the chain: the flow is told so; who waits on gets whoever comes. Real Asterisk."""

from __future__ import annotations

import asyncio
import contextlib

from asterisk_conf.plan import QueueRules
from dialplan.contract import LOOK_ANEW_KEY
from tests.asterisk.ami_lines import Manager, manager
from tests.asterisk.harness import SEAT_PITCH, Opener
from tests.asterisk.stub_agi import Session, StubAgi, hands_over
from tests.tones import loudest

PACKED = "1|queue|zh|dialed-area|hefei:60,anhui:60"
HOLD_PITCH = 523
"""The first note of the tone that says that the line lives."""


def empty_walks(stub: StubAgi) -> list[str]:
    """What the dialplan said each time."""
    return [session.arguments[4] for session in stub.of("still-waiting")]


async def press_for_them(desk: Manager, stub: StubAgi) -> None:
    """What `ami.actions.Actions.look_anew` asks for, with no more rights than the desk has."""
    call = stub.of("incoming")[0].arguments[0]
    answer = await desk.act("PlayDTMF", Channel=call, Digit=LOOK_ANEW_KEY, Receive="true")
    assert answer["Response"] == ["Success"], answer


async def test_the_flow_is_told_at_once_that_nobody_is_signed_in(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over(PACKED), "still-waiting": hands_over("1|done|zh||")})
    async with stub.on(exchange.plan.addresses.agi_port):
        report = await exchange.caller(length_s=20).call()
    (session,) = stub.of("still-waiting")
    assert session.arguments[4:] == ["1", PACKED]
    assert report.ended_by == "hotline" and exchange.complaints() == []


async def test_who_waits_on_hears_that_the_line_lives_and_is_asked_again_after_a_while(open_exchange: Opener) -> None:
    exchange = await open_exchange(queue=QueueRules(unstaffed_s=10))
    stub = StubAgi({"incoming": hands_over(PACKED)})
    asked: list[float] = []

    async def waits_once(session: Session) -> None:
        asked.append(asyncio.get_running_loop().time())
        await session.hand_over(PACKED if len(asked) == 1 else "1|done|zh||")

    stub.scripts["still-waiting"] = waits_once
    async with stub.on(exchange.plan.addresses.agi_port):
        caller = exchange.caller(length_s=40)
        report = await caller.call()
    assert report.ended_by == "hotline"
    assert empty_walks(stub) == ["1", "2"]
    assert 9.5 < asked[1] - asked[0] < 12, "no tight loop, and no longer than they were promised"
    assert loudest(caller.heard(), HOLD_PITCH) > 0.05


async def test_whoever_signs_in_meanwhile_gets_them_and_both_are_heard_and_recorded(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over(PACKED), "still-waiting": hands_over(PACKED)})
    async with stub.on(exchange.plan.addresses.agi_port), contextlib.AsyncExitStack() as later:
        caller = exchange.caller(length_s=40)
        call = asyncio.create_task(caller.call())
        await exchange.until(lambda: len(stub.of("still-waiting")) == 1)
        seat = await later.enter_async_context(exchange.seat("anhui-01"))
        await seat.happened("answered")
        await exchange.until(lambda: loudest(caller.heard(), 1000) > 0.5)
        caller.hang_up()
        await call
        await exchange.all_hung_up()
    assert empty_walks(stub) == ["1"]
    assert exchange.recorded() == stub.of("incoming")[0].arguments[0]
    assert exchange.complaints() == []


async def test_when_the_last_seat_signs_out_its_callers_are_not_told_that_it_is_busy(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over(PACKED), "still-waiting": hands_over("1|done|zh||")})
    async with stub.on(exchange.plan.addresses.agi_port):
        async with exchange.seat("hefei-01", answer_after_s=60) as seat:
            call = asyncio.create_task(exchange.caller(length_s=40).call())
            await seat.happened("ringing")
        assert (await call).ended_by == "hotline"
    assert empty_walks(stub) == ["1"]


async def test_seats_that_are_away_count_as_nobody_once_the_desk_has_said_so(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over(PACKED), "still-waiting": hands_over("1|done|zh||")})
    async with stub.on(exchange.plan.addresses.agi_port), exchange.seat("hefei-01"), exchange.seat("anhui-01"):
        for seat in ("hefei-01", "anhui-01"):
            await exchange.asterisk.command(f"queue pause member PJSIP/{seat} queue {seat[:-3]} reason lunch")
            await exchange.asterisk.command(f"dialplan set global HOTLINE_AWAY_{seat[:-3]} 1")
        report = await exchange.caller(length_s=20).call()
    assert report.ended_by == "hotline"
    assert empty_walks(stub) == ["1"]
    assert exchange.complaints() == []


async def test_callers_of_a_seat_that_went_away_look_anew_when_the_desk_presses_the_key_for_them(
    open_exchange: Opener,
) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over(PACKED), "still-waiting": hands_over("1|done|zh||")})
    async with (
        stub.on(exchange.plan.addresses.agi_port),
        exchange.seat("hefei-01", answer_after_s=60) as seat,
        manager(exchange, "hotline") as desk,
    ):
        call = asyncio.create_task(exchange.caller(length_s=60).call())
        await seat.happened("ringing")
        await exchange.asterisk.command("queue pause member PJSIP/hefei-01 queue hefei reason lunch")
        await exchange.asterisk.command("dialplan set global HOTLINE_AWAY_hefei 1")
        await exchange.until(lambda: "RINGNOANSWER hefei" in exchange.queue_events())
        assert stub.of("still-waiting") == []
        await press_for_them(desk, stub)
        assert (await call).ended_by == "hotline"
    assert empty_walks(stub) == ["1"]
    assert "ABANDON hefei" not in exchange.queue_events(), "they did not give up"
    assert exchange.complaints() == []


async def test_the_key_that_comes_too_late_leaves_a_caller_with_their_seat(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over(PACKED)})
    async with (
        stub.on(exchange.plan.addresses.agi_port), exchange.seat("hefei-01") as seat,
        manager(exchange, "hotline") as desk,
    ):  # fmt: skip
        caller = exchange.caller(length_s=60)
        call = asyncio.create_task(caller.call())
        await seat.happened("answered")
        await press_for_them(desk, stub)
        heard = len(caller.heard())
        await exchange.until(lambda: loudest(caller.heard()[heard:], SEAT_PITCH) > 0.5)
        caller.hang_up()
        assert (await call).ended_by == "caller"
    assert stub.of("still-waiting") == []


async def test_a_seat_that_came_back_gets_its_callers_though_the_desk_says_otherwise(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over(PACKED), "still-waiting": hands_over("1|done|zh||")})
    async with stub.on(exchange.plan.addresses.agi_port), exchange.seat("hefei-01") as seat:
        await exchange.asterisk.command("dialplan set global HOTLINE_AWAY_hefei 1")
        report = await exchange.caller(length_s=2).call()
        await seat.happened("answered")
    assert report.ended_by == "caller"
    assert empty_walks(stub) == []


async def test_a_city_whose_only_seat_is_at_lunch_is_passed_over_at_once(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over(PACKED)})
    async with (
        stub.on(exchange.plan.addresses.agi_port), exchange.seat("hefei-01"), exchange.seat("anhui-01") as province,
    ):  # fmt: skip
        await exchange.asterisk.command("queue pause member PJSIP/hefei-01 queue hefei reason lunch")
        await exchange.asterisk.command("dialplan set global HOTLINE_AWAY_hefei 1")
        report = await exchange.caller(length_s=2).call()
        await province.happened("answered")
    answered = report.when("answered")
    assert answered is not None and answered < 10, "not after the minute that Hefei's queue has"
    assert "ENTERQUEUE hefei" not in exchange.queue_events()


async def test_walks_that_met_nobody_are_counted_anew_after_one_that_met_a_seat(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:2")})
    seats = contextlib.AsyncExitStack()

    async def goes_on(session: Session) -> None:
        count = len(stub.of("still-waiting"))
        if count == 1:
            await seats.enter_async_context(exchange.seat("hefei-01", answer_after_s=60))
        elif count == 2:
            await seats.aclose()
        await session.hand_over("1|queue|zh|dialed-area|hefei:2" if count < 3 else "1|done|zh||")

    stub.scripts["still-waiting"] = goes_on
    async with stub.on(exchange.plan.addresses.agi_port), seats:
        report = await exchange.caller(length_s=60).call()
    assert report.ended_by == "hotline"
    assert empty_walks(stub) == ["1", "0", "1"]


async def test_where_people_work_the_flow_is_told_so_at_the_chain_s_end(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:2,anhui:2")})
    stub.scripts["still-waiting"] = hands_over("1|done|zh||")
    async with stub.on(exchange.plan.addresses.agi_port), exchange.seat("hefei-01", answer_after_s=60):
        report = await exchange.caller(length_s=20).call()
    assert report.ended_by == "hotline"
    assert empty_walks(stub) == ["0"], "the second office was empty, the first was not"

"""From the handover to the conversation: recording, overflow, keys, broken lines. Real Asterisk, real SIP and audio."""

from __future__ import annotations

import asyncio
import math

import pytest

from ami.actions import BROKEN_LINE
from asterisk_conf.plan import QueueRules
from tests.asterisk.ami_lines import manager
from tests.asterisk.harness import (
    CALLER_PITCH,
    CUT_OFF_PITCH,
    OFFER_PITCH,
    POSITION_PITCH,
    SEAT_PITCH,
    SECOND_PITCH,
    Opener,
)
from tests.asterisk.stub_agi import Session, StubAgi, hands_over
from tests.tones import loudest, strength, tone


async def test_a_caller_reaches_the_office_s_seat_and_both_voices_are_recorded_apart(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:20,anhui:0")})
    async with stub.on(exchange.plan.addresses.agi_port), exchange.seat("hefei-01") as seat:
        report = await exchange.caller(dialed="055112385", length_s=3).call()
        await exchange.all_hung_up()
    assert report.answered and report.ended_by == "caller"
    assert "CONNECT hefei" in exchange.queue_events()
    assert [event.what for event in seat.events] == ["ringing", "answered", "hung-up"]
    caller, agent = exchange.voices()
    assert loudest(caller, CALLER_PITCH) > 0.5 and loudest(agent, SEAT_PITCH) > 0.5
    assert loudest(caller, SEAT_PITCH) < 0.05 and loudest(agent, CALLER_PITCH) < 0.05
    assert exchange.recorded() == stub.sessions[0].arguments[0]
    assert exchange.complaints() == []


async def test_the_recording_grows_while_they_talk(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:20")})
    async with stub.on(exchange.plan.addresses.agi_port), exchange.seat("hefei-01") as seat:
        caller = exchange.caller(length_s=20)
        call = asyncio.create_task(caller.call())
        await seat.happened("answered")
        first = exchange.seconds_recorded()
        await exchange.until(lambda: exchange.seconds_recorded() > first + 1)
        caller.hang_up()
        assert (await call).ended_by == "caller"
        await seat.happened("hung-up")


async def test_the_caller_hears_the_seat_and_the_seat_hears_the_caller(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:20")})
    async with stub.on(exchange.plan.addresses.agi_port), exchange.seat("hefei-01") as seat:
        caller = exchange.caller(length_s=3)
        await caller.call()
        heard_by_caller, heard_by_seat = caller.heard(), seat.heard()
    assert loudest(heard_by_caller, SEAT_PITCH) > 0.5
    assert loudest(heard_by_seat, CALLER_PITCH) > 0.5


async def test_each_caller_of_a_seat_hears_the_agent_from_the_first_word_on(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:20")})
    says = tone(exchange.folder / "one-second.wav", SEAT_PITCH, 1)
    async with stub.on(exchange.plan.addresses.agi_port), exchange.seat("hefei-01", audio=says, talk_s=2):
        for _ in range(2):
            caller = exchange.caller(length_s=20)
            await caller.call()
            assert loudest(caller.heard(), SEAT_PITCH) > 0.5
            await exchange.all_hung_up()


async def test_when_the_seat_hangs_up_the_call_is_over(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:20")})
    async with stub.on(exchange.plan.addresses.agi_port), exchange.seat("hefei-01", talk_s=1):
        report = await exchange.caller(length_s=20).call()
    assert report.ended_by == "hotline"
    assert "COMPLETEAGENT hefei" in exchange.queue_events()


async def test_an_office_where_nobody_is_signed_in_is_passed_over_at_once(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:30,fuyang:30,anhui:0")})
    async with stub.on(exchange.plan.addresses.agi_port), exchange.seat("anhui-01") as seat:
        call = asyncio.create_task(exchange.caller(length_s=2).call())
        await seat.happened("ringing", limit_s=3)
        await call
    assert "ENTERQUEUE anhui" in exchange.queue_events()
    assert "ENTERQUEUE hefei" not in exchange.queue_events()
    assert exchange.complaints() == []


async def test_a_seat_that_lets_it_ring_is_paused_and_the_caller_moves_on_when_the_time_is_up(
    open_exchange: Opener,
) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:7,anhui:0")})
    async with (
        stub.on(exchange.plan.addresses.agi_port),
        exchange.seat("hefei-01", answer_after_s=30) as lazy,
        exchange.seat("anhui-01") as seat,
    ):
        caller = exchange.caller(length_s=12)
        call = asyncio.create_task(caller.call())
        await lazy.happened("cancelled")
        await exchange.until(lambda: ["PAUSE", "Auto-Pause"] in [row[4:6] for row in exchange.queue_log()])
        await seat.happened("answered")
        caller.hang_up()
        await call
    events = exchange.queue_events()
    assert events.index("RINGNOANSWER hefei") < events.index("EXITWITHTIMEOUT hefei") < events.index("CONNECT anhui")


async def test_who_would_wait_too_long_goes_to_an_office_with_a_free_seat(open_exchange: Opener) -> None:
    exchange = await open_exchange(queue=QueueRules(ring_s=4, wrapup_guard_s=0))
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:60")})
    async with stub.on(exchange.plan.addresses.agi_port), exchange.seat("hefei-01") as busy:
        await exchange.caller(length_s=4).call()  # now a call is known to take about 4 s
        await busy.happened("hung-up")
        async with exchange.seat("anhui-01") as free:
            first = exchange.caller(length_s=20)
            talking = asyncio.create_task(first.call())
            await busy.happened("answered", count=2)
            stub.scripts["incoming"] = hands_over("1|queue|zh|dialed-area|hefei:1,anhui:0")
            second = exchange.caller(length_s=20, caller="13955100002")
            waiting = asyncio.create_task(second.call())
            await free.happened("answered")
            second.hang_up()
            first.hang_up()
            await asyncio.gather(talking, waiting)
    assert exchange.queue_events().count("ENTERQUEUE hefei") == 2  # never the third caller


async def test_before_any_call_has_ended_a_busy_seat_is_not_taken_for_one_that_is_free_at_once(
    open_exchange: Opener,
) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:60,anhui:60")})
    async with (
        stub.on(exchange.plan.addresses.agi_port),
        exchange.seat("hefei-01") as busy,
        exchange.seat("anhui-01") as free,
    ):
        first, second = exchange.caller(length_s=20), exchange.caller(length_s=20, caller="13955100002")
        talking = asyncio.create_task(first.call())
        await busy.happened("answered")
        waiting = asyncio.create_task(second.call())
        await free.happened("answered", limit_s=5)
        first.hang_up()
        second.hang_up()
        await asyncio.gather(talking, waiting)
    assert exchange.complaints() == []


async def test_who_would_wait_long_everywhere_waits_at_the_right_office(open_exchange: Opener) -> None:
    exchange = await open_exchange(queue=QueueRules(ring_s=4, wrapup_guard_s=0))
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:60"),
                    "still-waiting": hands_over("1|done|zh||")})  # fmt: skip
    async with stub.on(exchange.plan.addresses.agi_port), exchange.seat("hefei-01") as busy:
        await exchange.caller(length_s=4).call()
        await busy.happened("hung-up")
        first = exchange.caller(length_s=20)
        talking = asyncio.create_task(first.call())
        await busy.happened("answered", count=2)
        stub.scripts["incoming"] = hands_over("1|queue|zh|dialed-area|hefei:1,anhui:0")
        report = await exchange.caller(length_s=20, caller="13955100002").call()
        first.hang_up()
        await talking
    assert report.ended_by == "hotline"  # still-waiting, after its second in hefei's queue
    assert exchange.queue_events().count("ENTERQUEUE hefei") == 3


async def test_key_1_while_waiting_leads_to_the_flow_that_offers_a_message(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    packed = "1|queue|zh|dialed-area|hefei:60,anhui:0"
    stub = StubAgi({"incoming": hands_over(packed), "still-waiting": hands_over("1|done|zh||")})
    async with stub.on(exchange.plan.addresses.agi_port), exchange.seat("hefei-01", answer_after_s=60):
        report = await exchange.caller(length_s=20, keys=[(1.5, "1")]).call()
    assert report.ended_by == "hotline"
    (session,) = stub.of("still-waiting")
    assert session.arguments[4:] == ["0", packed], "a seat was found, so they wait where people work"
    assert session.arguments[:4] == stub.of("incoming")[0].arguments[:4]


async def test_other_keys_while_waiting_do_nothing(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:60")})
    keys = [(0.5 + 0.3 * number, key) for number, key in enumerate("234567890*#")]
    async with stub.on(exchange.plan.addresses.agi_port), exchange.seat("hefei-01", answer_after_s=60):
        report = await exchange.caller(length_s=5, keys=keys).call()
    assert report.ended_by == "caller"
    assert stub.of("still-waiting") == []


async def test_at_the_chain_s_end_the_caller_is_offered_what_else_there_is_and_may_wait_on(
    open_exchange: Opener,
) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:2")})
    stub.scripts["still-waiting"] = hands_over("1|queue|zh|dialed-area|anhui:0")
    async with (
        stub.on(exchange.plan.addresses.agi_port),
        exchange.seat("hefei-01", answer_after_s=60),
        exchange.seat("anhui-01") as seat,
    ):
        caller = exchange.caller(length_s=20)
        call = asyncio.create_task(caller.call())
        await seat.happened("answered")
        recorders = await exchange.recorders()
        caller.hang_up()
        await call
    assert len(stub.of("still-waiting")) == 1
    assert exchange.recorded() == stub.of("incoming")[0].arguments[0], "one recording, whatever happened in between"
    assert recorders == 1, "a second one would write over what the first one writes"


async def test_who_has_waited_longest_comes_first_also_after_hearing_the_choices(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    later = asyncio.Event()

    async def offers(session: Session) -> None:
        await later.wait()
        await session.hand_over("1|queue|zh|dialed-area|hefei:60")

    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:60"), "still-waiting": offers})
    async with stub.on(exchange.plan.addresses.agi_port), exchange.seat("hefei-01") as seat:
        callers = [exchange.caller(length_s=60, caller=f"1395510000{number}") for number in range(3)]
        calls = [asyncio.create_task(callers[0].call())]
        await seat.happened("answered")
        stub.scripts["incoming"] = hands_over("1|queue|zh|dialed-area|hefei:2")
        calls.append(asyncio.create_task(callers[1].call()))
        await exchange.until(lambda: len(stub.of("still-waiting")) == 1)
        stub.scripts["incoming"] = hands_over("1|queue|zh|dialed-area|hefei:60")
        calls.append(asyncio.create_task(callers[2].call()))
        await exchange.until(lambda: exchange.queue_events().count("ENTERQUEUE hefei") == 3)
        later.set()
        await exchange.until(lambda: exchange.queue_events().count("ENTERQUEUE hefei") == 4)
        callers[0].hang_up()
        await exchange.until(lambda: exchange.queue_events().count("CONNECT hefei") == 2)
        connected = [row[1] for row in exchange.queue_log() if row[4] == "CONNECT"]
        for caller in callers:
            caller.hang_up()
        await asyncio.gather(*calls)
    assert connected == [session.arguments[0] for session in stub.of("incoming")[:2]], "not who came in between"
    assert exchange.complaints() == []


async def test_a_seat_whose_line_breaks_gives_the_caller_back_to_the_queue(open_exchange: Opener) -> None:
    exchange = await open_exchange(silent_seat_s=2)
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:30")})
    async with (
        stub.on(exchange.plan.addresses.agi_port),
        exchange.seat("hefei-01") as first,
    ):
        caller = exchange.caller(length_s=30)
        call = asyncio.create_task(caller.call())
        await first.happened("answered")
        async with exchange.seat("hefei-02", talk_s=1) as second:
            await first.cut_the_cable()
            await second.happened("answered")
            first_part = len(exchange.voices()[1])
            assert (await call).ended_by == "hotline"  # the second seat's good-bye is the end
            await exchange.all_hung_up()
    assert exchange.queue_events().count("ENTERQUEUE hefei") == 2
    assert loudest(caller.heard(), CUT_OFF_PITCH) > 0.5
    _, said_by_seats = exchange.voices()
    assert loudest(said_by_seats[:first_part], SEAT_PITCH) > 0.5
    assert loudest(said_by_seats[first_part:], SEAT_PITCH) > 0.5, "the second seat is in the recording too"


async def test_a_seat_s_leg_that_is_dropped_as_deaf_gives_the_caller_back_at_once(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:30")})
    async with (
        stub.on(exchange.plan.addresses.agi_port),
        exchange.seat("hefei-01") as first,
        manager(exchange, "hotline") as desk,
    ):
        caller = exchange.caller(length_s=30)
        call = asyncio.create_task(caller.call())
        await first.happened("answered")
        leg = (await desk.event("AgentConnect"))["DestUniqueid"][0]
        async with exchange.seat("hefei-02", talk_s=1) as second:
            began = asyncio.get_running_loop().time()
            answer = await desk.act("Hangup", Channel=leg, Cause=str(BROKEN_LINE))
            assert answer["Response"] == ["Success"]
            await second.happened("answered")
            assert asyncio.get_running_loop().time() - began < 10
            assert (await call).ended_by == "hotline"  # the second seat's good-bye is the end
    assert loudest(caller.heard(), CUT_OFF_PITCH) > 0.5
    assert exchange.queue_events().count("ENTERQUEUE hefei") == 2


@pytest.mark.parametrize(("answer_after_s", "until"), [(60, "ringing"), (0.1, "answered")])
async def test_a_caller_who_vanishes_without_a_word_while_waiting_or_talking_is_hung_up(
    open_exchange: Opener, answer_after_s: float, until: str
) -> None:
    exchange = await open_exchange(silent_caller_s=2)
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:60")})
    async with (
        stub.on(exchange.plan.addresses.agi_port),
        exchange.seat("hefei-01", answer_after_s=answer_after_s) as seat,
    ):
        call = asyncio.create_task(exchange.caller(length_s=60).call())
        await seat.happened(until)
        call.cancel()  # ends the caller's program: no BYE, no audio
        await asyncio.gather(call, return_exceptions=True)
        assert await exchange.channels(), "they are still taken for present"
        await exchange.all_hung_up()


async def test_a_caller_who_hangs_up_while_waiting_leaves_nothing_behind(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:60")})
    async with stub.on(exchange.plan.addresses.agi_port), exchange.seat("hefei-01", answer_after_s=60) as seat:
        caller = exchange.caller(length_s=30)
        call = asyncio.create_task(caller.call())
        await seat.happened("ringing")
        caller.hang_up()
        await call
        await seat.happened("cancelled")
        await exchange.all_hung_up()
    assert "ABANDON hefei" in exchange.queue_events()
    assert exchange.complaints() == []


async def test_who_waits_hears_their_position_and_the_offer_to_leave_a_message(open_exchange: Opener) -> None:
    exchange = await open_exchange(queue=QueueRules(ring_s=30, announce_every_s=15, offer_every_s=2))
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:60")})
    async with stub.on(exchange.plan.addresses.agi_port), exchange.seat("hefei-01", answer_after_s=60) as seat:
        first, second = exchange.caller(length_s=30), exchange.caller(length_s=30, caller="13955100002")
        one = asyncio.create_task(first.call())
        await seat.happened("ringing")
        two = asyncio.create_task(second.call())
        for pitch in (POSITION_PITCH, SECOND_PITCH, OFFER_PITCH):
            await exchange.until(lambda pitch=pitch: loudest(second.heard(), pitch) > 0.5)  # type: ignore[misc]
        first.hang_up()
        second.hang_up()
        await asyncio.gather(one, two)
    assert loudest(first.heard(), POSITION_PITCH) < 0.05
    assert exchange.complaints() == []


async def test_a_finished_call_is_hung_up_in_good_order(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over("1|done|zh||")})
    async with stub.on(exchange.plan.addresses.agi_port):
        report = await exchange.caller().call()
    assert report.ended_by == "hotline" and report.exit_code == 0
    assert list(exchange.plan.run.incoming.iterdir()) == []


def test_the_measure_of_a_pitch_tells_pitches_apart() -> None:
    samples = [round(8000 * math.sin(n * 0.3456)) for n in range(8000)]
    assert strength(samples, 440) > 0.9
    assert strength(samples, 1000) < 0.05
